#include "page/choice.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "page/register_ask.h"

#include <string.h>

static void put_option(struct visit *visit, struct model *options, const char *value,
                       const char *label, const char *chosen)
{
    struct model *option = model_object(visit->arena, options, KEY_NONE);

    model_text(visit->arena, option, KEY_value, value);
    model_text(visit->arena, option, KEY_label, label);
    model_bool(visit->arena, option, KEY_is_selected, strcmp(value, chosen) == 0);
}

static void put_forms(struct visit *visit, struct model *options, const char *chosen)
{
    int count;
    const struct pack_form *forms = pack_forms(visit->scene.pack, &count);

    for (int i = 0; i < count; i++)
        if (!forms[i].unknown)
            put_option(visit, options, forms[i].word, forms[i].word, chosen);
}

static void put_marks(struct visit *visit, struct model *options, const char *chosen)
{
    put_option(visit, options, "○", visit_tr(visit, "○ あり"), chosen);
    put_option(visit, options, "×", visit_tr(visit, "× なし"), chosen);
}

/* The words of a noun whose list is the standard's. */
static const char *words_of(const struct column *column)
{
    switch (column->noun) {
    case NOUN_IMPORTANCE:
        return "A B C";
    case NOUN_ZONE:
        return "L0 L1 L2 L3 L4";
    case NOUN_SEGMENT:
        return "マイナンバー利用事務系 ＬＧＷＡＮ接続系 インターネット接続系 管理系";
    case NOUN_WORD:
        return column->words;
    default:
        return NULL;
    }
}

bool choice_put(struct visit *visit, struct model *field, const struct column *column,
                const char *value)
{
    const char *words = words_of(column), *word;

    if (words == NULL && column->noun != NOUN_MARK && column->noun != NOUN_FORM)
        return false;
    struct model *choice = model_object(visit->arena, field, KEY_choice);
    struct model *options = model_array(visit->arena, choice, KEY_options);
    if (column->noun == NOUN_MARK)
        put_marks(visit, options, value);
    else if (column->noun == NOUN_FORM)
        put_forms(visit, options, value);
    while (words != NULL && register_next_name(visit->arena, &words, &word))
        put_option(visit, options, word, word, value);
    return true;
}
