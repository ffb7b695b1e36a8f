/* layouts.json: the header words that mean a field, and the words of closed lists. CLAUSE: 2.2 */
#include "base/text.h"

#include "pack/pack_private.h"

#include <stdlib.h>
#include <string.h>

enum { FIELD_LIMIT = 64 };

/* A folded word and what it means, to find words that mean two things. */
struct meaning {
    const char *word;
    const json_t *where;
    int of;
};

static int by_word(const void *left, const void *right)
{
    const struct meaning *a = left, *b = right;
    int order = strcmp(a->word, b->word);

    return order ? order : (a->of > b->of) - (a->of < b->of);
}

static int count_words(const char *const *words)
{
    int count = 0;

    while (words[count])
        count++;
    return count;
}

static void add_meanings(struct meaning *meanings, int *count, const char *const *words,
                         const json_t *where, int of)
{
    for (; *words; words++)
        meanings[(*count)++] = (struct meaning){.word = *words, .where = where, .of = of};
}

static void refuse_ambiguous(struct pack_reader *reader, struct meaning *meanings, int count)
{
    qsort(meanings, (size_t)count, sizeof(*meanings), by_word);
    for (int i = 1; i < count && !reader->code; i++)
        if (strcmp(meanings[i - 1].word, meanings[i].word) == 0)
            pack_refuse(
                reader, meanings[i].where, "words",
                language_text(reader->language,
                              "「%s」が二つの意味で書かれています。どちらかから除いてください。"),
                meanings[i].word);
}

static int find_field(const struct pack_layout *layout, const char *field)
{
    for (int i = 0; i < layout->field_count; i++)
        if (strcmp(layout->fields[i].field, field) == 0)
            return i;
    return -1;
}

static void need_field(struct pack_reader *reader, const json_t *item, const char *key,
                       const struct pack_layout *layout, const char *field)
{
    if (find_field(layout, field) < 0)
        pack_refuse(reader, item, key,
                    language_text(reader->language,
                                  "項目「%s」はこの様式にありません。名前を確かめてください。"),
                    field);
}

static void read_field(struct pack_reader *reader, const json_t *item, struct pack_field *field)
{
    pack_allow(reader, item, "field required unless label words");
    field->field = pack_read_id(reader, item, "field");
    field->required = pack_read_bool(reader, item, "required");
    field->unless = pack_read_optional(reader, item, "unless");
    field->label = pack_read_text(reader, item, "label");
    field->words = pack_read_words(reader, item, "words", text_name_key);
}

static void read_fields(struct pack_reader *reader, const json_t *object,
                        struct pack_layout *layout)
{
    int count;
    const json_t *array = pack_read_array(reader, object, "fields", &count);
    struct pack_field *fields = pack_array(reader, count, sizeof(*fields));

    if (count > FIELD_LIMIT)
        pack_refuse(reader, object, "fields",
                    language_text(reader->language, "一つの様式の項目は %d 個までです。"),
                    FIELD_LIMIT);
    layout->fields = fields;
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        read_field(reader, item, &fields[i]);
        if (find_field(layout, fields[i].field) >= 0)
            pack_refuse(reader, item, "field",
                        language_text(reader->language,
                                      "「%s」は前にもあります。どちらかを除いてください。"),
                        fields[i].field);
        layout->field_count = i + 1;
    }
    for (int i = 0; i < count && !reader->code; i++)
        if (fields[i].unless)
            need_field(reader, pack_read_item(reader, array, i), "unless", layout,
                       fields[i].unless);
}

static void read_values(struct pack_reader *reader, const json_t *object,
                        struct pack_layout *layout)
{
    int count;
    const json_t *array = pack_read_array(reader, object, "values", &count);
    struct pack_value *values = pack_array(reader, count, sizeof(*values));

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "field canonical words");
        values[i].field = pack_read_text(reader, item, "field");
        values[i].canonical = pack_read_text(reader, item, "canonical");
        values[i].words = pack_read_words(reader, item, "words", text_name_key);
        need_field(reader, item, "field", layout, values[i].field);
    }
    layout->values = values;
    layout->value_count = count;
}

/* No heading of the layout means two fields, or a field and nothing. */
static void check_headings(struct pack_reader *reader, const json_t *object,
                           const struct pack_layout *layout)
{
    const json_t *array = json_object_get(object, "fields");
    int count = count_words(layout->ignored);

    for (int i = 0; i < layout->field_count; i++)
        count += count_words(layout->fields[i].words);
    struct meaning *meanings = pack_array(reader, count, sizeof(*meanings));
    count = 0;
    add_meanings(meanings, &count, layout->ignored, object, -1);
    for (int i = 0; i < layout->field_count; i++)
        add_meanings(meanings, &count, layout->fields[i].words, json_array_get(array, (size_t)i),
                     i);
    refuse_ambiguous(reader, meanings, count);
}

/* No word of a closed list means two of its values. */
static void check_values(struct pack_reader *reader, const json_t *object,
                         const struct pack_layout *layout)
{
    const json_t *array = json_object_get(object, "values");
    int limit = 0;

    for (int i = 0; i < layout->value_count; i++)
        limit += count_words(layout->values[i].words);
    struct meaning *meanings = pack_array(reader, limit, sizeof(*meanings));
    for (int field = 0; field < layout->field_count && !reader->code; field++) {
        int count = 0;

        for (int i = 0; i < layout->value_count; i++)
            if (strcmp(layout->values[i].field, layout->fields[field].field) == 0)
                add_meanings(meanings, &count, layout->values[i].words,
                             json_array_get(array, (size_t)i), i);
        refuse_ambiguous(reader, meanings, count);
    }
}

static void read_layout(struct pack_reader *reader, const json_t *item, struct pack_layout *layout)
{
    pack_allow(reader, item, "kind part fields values ignored");
    layout->kind = pack_read_text(reader, item, "kind");
    pack_need_register(reader, item, "kind", layout->kind);
    layout->part = pack_read_optional(reader, item, "part");
    layout->ignored = pack_read_words(reader, item, "ignored", text_name_key);
    read_fields(reader, item, layout);
    read_values(reader, item, layout);
    if (reader->code)
        return;
    check_headings(reader, item, layout);
    check_values(reader, item, layout);
}

int pack_read_layouts(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    pack_allow(reader, reader->root, "layouts");
    const json_t *array = pack_read_array(reader, reader->root, "layouts", &count);

    pack->layouts = pack_array(reader, count, sizeof(*pack->layouts));
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);
        struct pack_layout *layout = &pack->layouts[i];

        read_layout(reader, item, layout);
        if (!reader->code && pack_layout(pack, layout->kind, layout->part))
            pack_refuse(reader, item, "kind",
                        language_text(reader->language,
                                      "「%s」は前にもあります。どちらかを除いてください。"),
                        layout->kind);
        pack->layout_count = i + 1;
    }
    return reader->code;
}

const struct pack_layout *pack_layout(const struct pack *pack, const char *kind, const char *part)
{
    for (int i = 0; i < pack->layout_count; i++) {
        const struct pack_layout *layout = &pack->layouts[i];

        if (strcmp(layout->kind, kind) == 0 &&
            (layout->part && part ? strcmp(layout->part, part) == 0 : layout->part == part))
            return layout;
    }
    return NULL;
}
