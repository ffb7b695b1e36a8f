#include "page/choice.h"

#include "base/arena.h"
#include "base/error.h"
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

/* The register that a reference leads to; NULL when it leads to none. */
static const struct register_kind *kind_of_reference(const struct visit *visit,
                                                     const struct column *column)
{
    for (const struct register_kind *const *each = visit->scene.kinds;
         column->noun == NOUN_REFERENCE && column->words != NULL && *each != NULL; each++)
        if (strcmp((*each)->table->name, column->words) == 0)
            return *each;
    return NULL;
}

/* The rows of a register by name, as far as the viewer may see them; none when they are too many to
 * choose from. CLAUSE: 5.6.3 */
static int list_choices(struct visit *visit, const struct register_kind *kind,
                        const struct list_row **ret_rows)
{
    const struct list_request request = {
        .kind = kind, .action = "view", .sort = -1, .limit = LIST_ROW_LIMIT};
    struct error ignored = {0};
    struct list list = {.count = 0};

    if (kind == NULL || list_read(&visit->scene, visit->lists, &request, &list, &ignored) != 0 ||
        list.total > list.count)
        return 0;
    *ret_rows = list.rows;
    return list.count;
}

static bool put_rows(struct visit *visit, struct model *field, const struct column *column,
                     const char *chosen)
{
    const struct register_kind *kind = kind_of_reference(visit, column);
    const struct list_row *rows;
    int count = list_choices(visit, kind, &rows);
    bool has_chosen = *chosen == '\0';

    for (int i = 0; i < count; i++)
        has_chosen |=
            strcmp(chosen, arena_format(visit->arena, "%lld", (long long)rows[i].id)) == 0;
    if (count == 0 || !has_chosen) /* a row that is not to be seen, or ended, is kept as it is */
        return false;
    struct model *choice = model_object(visit->arena, field, KEY_choice);
    struct model *options = model_array(visit->arena, choice, KEY_options);
    for (int i = 0; i < count; i++)
        put_option(visit, options, arena_format(visit->arena, "%lld", (long long)rows[i].id),
                   register_row_name(kind, rows[i].values), chosen);
    return true;
}

void choice_put_names(struct visit *visit, struct model *parent, enum model_key key,
                      const char *kind_name)
{
    const struct register_kind *kind = register_find_kind(visit->scene.kinds, kind_name, NULL);
    const struct list_row *rows;
    int count = list_choices(visit, kind, &rows);
    struct model *names = model_array(visit->arena, parent, key);

    names->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < count; i++)
        model_text(visit->arena, names, KEY_NONE, register_row_name(kind, rows[i].values));
}

bool choice_put(struct visit *visit, struct model *field, const struct column *column,
                const char *value)
{
    const char *words = words_of(column), *word;

    if (column->noun == NOUN_REFERENCE)
        return put_rows(visit, field, column, value);
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
