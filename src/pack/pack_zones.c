/* zones.json: table 5, the kinds of things and the zones each needs by class. CLAUSE: 3.1 */
#include "base/text.h"

#include "pack/pack_private.h"

#include <string.h>

/* Five zones and three classes: the program compares them, so a pack describes them and may leave
 * zones out but cannot add to them. */
static const char *const zones[] = {"L0", "L1", "L2", "L3", "L4", NULL};
static const char *const classes[] = {"A", "B", "C", NULL};

enum { ZONE_COUNT = 5, CLASS_COUNT = 3 };

/* Number of the id in the program's list; refused when it has none or stands at or before the one
 * before it. */
static int read_ordered_id(struct pack_reader *reader, const json_t *item, const char *const *ids,
                           int before)
{
    int at = pack_read_choice(reader, item, "id", ids);

    if (!reader->code && at <= before)
        pack_refuse(
            reader, item, "id",
            language_text(reader->language,
                          "「%s」が順に並んでいないか、前にもあります。並べ直してください。"),
            ids[at]);
    return at;
}

/* The zones a pack uses, from the lowest; all three classes. */
static void read_scales(struct pack_reader *reader, bool used[ZONE_COUNT])
{
    int count, before = -1;
    const json_t *array = pack_read_array(reader, reader->root, "zones", &count);

    for (int i = 0; i < count && !reader->code; i++) {
        before = read_ordered_id(reader, pack_read_item(reader, array, i), zones, before);
        used[before] = true;
    }
    array = pack_read_array(reader, reader->root, "importance", &count);
    before = -1;
    for (int i = 0; i < count && !reader->code; i++)
        before = read_ordered_id(reader, pack_read_item(reader, array, i), classes, before);
    if (!reader->code && count != CLASS_COUNT)
        pack_refuse(reader, array, NULL, "%s",
                    language_text(reader->language, "重要度は A、B、C の三つを並べてください。"));
}

static void need_zone(struct pack_reader *reader, const json_t *item, const char *key,
                      const bool used[ZONE_COUNT])
{
    int zone = pack_read_choice(reader, item, key, zones);

    if (!reader->code && !used[zone])
        pack_refuse(reader, item, key,
                    language_text(reader->language,
                                  "区画「%s」は zones にありません。id を確かめてください。"),
                    zones[zone]);
}

static void need_code(struct pack_reader *reader, const json_t *item, const char *key,
                      const char *code)
{
    if (!reader->code && !pack_code(reader->pack, code))
        pack_refuse(reader, item, key,
                    language_text(reader->language, "コード「%s」は codes.json にありません。"
                                                    "書き足すか、直してください。"),
                    code);
}

static void read_form(struct pack_reader *reader, const json_t *item, struct pack_form *form)
{
    const char *storage_code = pack_read_optional(reader, item, "storage_code");
    const char *use_code = pack_read_optional(reader, item, "use_code");

    pack_allow(reader, item,
               "id title_ja title_en words stores_data portable wire_counts storage_code use_code "
               "unknown treat_like");
    form->id = pack_read_id(reader, item, "id");
    form->word = pack_read_text(reader, item, "title_ja");
    form->words = pack_read_words(reader, item, "words", text_name_key);
    form->unknown = pack_read_bool(reader, item, "unknown");
    form->wire_counts = pack_read_bool(reader, item, "wire_counts");
    form->stores_data = pack_read_bool(reader, item, "stores_data");
    form->portable = pack_read_bool(reader, item, "portable");
    form->treat_like = pack_read_optional(reader, item, "treat_like");
    if (storage_code)
        need_code(reader, item, "storage_code", storage_code);
    if (use_code)
        need_code(reader, item, "use_code", use_code);
}

/* Every word of every form, the canonical ones included, means one form. */
static void index_words(struct pack_reader *reader, const json_t *array)
{
    struct pack *pack = reader->pack;
    struct pack_index *index = &pack->form_word_index;
    int limit = 0;

    for (int i = 0; i < pack->form_count; i++)
        for (const char *const *word = pack->forms[i].words; *word; word++)
            limit++;
    index->entries = pack_array(reader, limit, sizeof(*index->entries));
    for (int i = 0; i < pack->form_count; i++)
        for (const char *const *word = pack->forms[i].words; *word; word++)
            index->entries[index->count++] = (struct pack_index_entry){.id = *word, .position = i};
    int repeated = pack_index_sort(index);
    if (repeated >= 0)
        pack_refuse(
            reader, json_array_get(array, (size_t)repeated), "words",
            language_text(reader->language,
                          "「%s」の言葉が、前の形態にもあります。どちらかから除いてください。"),
            pack->forms[repeated].word);
    for (int i = 0; i < pack->form_count && !reader->code; i++) {
        char *key = text_name_key(pack->arena, pack->forms[i].word);

        if (pack_index_find(index, key) != i)
            pack_refuse(
                reader, json_array_get(array, (size_t)i), "words",
                language_text(reader->language, "「%s」をこの形態の words にも書いてください。"),
                pack->forms[i].word);
    }
}

static void need_form(struct pack_reader *reader, const json_t *where, const char *key,
                      const char *id)
{
    if (!reader->code && pack_index_find(&reader->pack->form_index, id) < 0)
        pack_refuse(reader, where, key,
                    language_text(reader->language,
                                  "形態「%s」は kinds にありません。id を確かめてください。"),
                    id);
}

static void read_forms(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "kinds", &count);

    pack->forms = pack_array(reader, count, sizeof(*pack->forms));
    for (int i = 0; i < count && !reader->code; i++)
        read_form(reader, pack_read_item(reader, array, i), &pack->forms[i]);
    pack->form_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->form_index, pack->forms, count, sizeof(*pack->forms), array,
                     "id");
    for (int i = 0; i < pack->form_count; i++)
        if (pack->forms[i].treat_like)
            need_form(reader, json_array_get(array, (size_t)i), "treat_like",
                      pack->forms[i].treat_like);
    index_words(reader, array);
}

/* One cell pair of table 5. A form whose use code is null is not asked for its zone of use (paper,
 * external services); the table's words stay in the file for people. */
static void read_cell(struct pack_reader *reader, const json_t *item, const bool used[ZONE_COUNT])
{
    const struct pack *pack = reader->pack;
    pack_allow(reader, item, "kind importance use storage");
    const char *kind = pack_read_text(reader, item, "kind");
    int class = pack_read_choice(reader, item, "importance", classes);
    const char *use = zones[pack_read_choice(reader, item, "use", zones)];
    const char *storage = zones[pack_read_choice(reader, item, "storage", zones)];

    need_zone(reader, item, "use", used);
    need_zone(reader, item, "storage", used);
    need_form(reader, item, "kind", kind);
    if (reader->code)
        return;
    int at = pack_index_find(&pack->form_index, kind);
    struct pack_form *form = &pack->forms[at];
    const json_t *own = json_array_get(json_object_get(reader->root, "kinds"), (size_t)at);
    if (form->unknown || strlen(form->storage[class]) > 0) {
        pack_refuse(reader, item, NULL,
                    language_text(reader->language,
                                  "「%s」の重要度 %s の区画は、前にあるか、書けない形態です。"),
                    kind, classes[class]);
        return;
    }
    memcpy(form->storage[class], storage, sizeof(form->storage[class]));
    if (json_is_string(json_object_get(own, "use_code")))
        memcpy(form->use[class], use, sizeof(form->use[class]));
}

static void read_table(struct pack_reader *reader, const bool used[ZONE_COUNT])
{
    const struct pack *pack = reader->pack;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "required", &count);

    for (int i = 0; i < count && !reader->code; i++)
        read_cell(reader, pack_read_item(reader, array, i), used);
    for (int i = 0; i < pack->form_count && !reader->code; i++)
        for (int class = 0; class < CLASS_COUNT; class ++)
            if (!pack->forms[i].unknown && pack->forms[i].storage[class][0] == '\0')
                pack_refuse(
                    reader, array, NULL,
                    language_text(reader->language,
                                  "「%s」の重要度 %s の区画がありません。書き足してください。"),
                    pack->forms[i].id, classes[class]);
}

static struct pack_code *find_code(struct pack *pack, const char *id)
{
    for (int i = 0; i < pack->code_count; i++)
        if (strcmp(pack->codes[i].code, id) == 0)
            return &pack->codes[i];
    return NULL;
}

/* The codes named in notes, readings and the encryption table. */
static void check_codes(struct pack_reader *reader, const char *key)
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, key, &count);

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);
        const char *const *codes = pack_read_words(reader, item, "codes", NULL);
        const char *const *kinds = pack_read_words(reader, item, "kinds", NULL);
        const char *code = pack_read_optional(reader, item, "code");

        for (; *codes; codes++)
            need_code(reader, item, "codes", *codes);
        for (; *kinds; kinds++)
            need_form(reader, item, "kinds", *kinds);
        if (code)
            need_code(reader, item, "code", code);
    }
}

/* Puts each recorded reading beside the codes it is about. */
static void read_readings(struct pack_reader *reader)
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "readings", &count);

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);
        const char *const *codes = pack_read_words(reader, item, "codes", NULL);
        struct pack_text text = pack_read_pair(reader, item, "text");

        for (; *codes && !reader->code; codes++) {
            struct pack_code *code = find_code(reader->pack, *codes);

            if (code && code->reading_count < PACK_READINGS)
                code->readings[code->reading_count++] = text;
        }
    }
}

static void check_containers(struct pack_reader *reader, const bool used[ZONE_COUNT])
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "containers", &count);

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "id title_ja title_en zone");
        pack_read_id(reader, item, "id");
        pack_read_pair(reader, item, "title");
        need_zone(reader, item, "zone", used);
    }
}

int pack_read_zones(struct pack_reader *reader)
{
    pack_allow(reader, reader->root,
               "clause zones importance kinds required notes after_hours wire encryption paper "
               "containers readings");
    pack_need_clause(reader, reader->root, "clause",
                     pack_read_text(reader, reader->root, "clause"));
    bool used[ZONE_COUNT] = {false};

    read_scales(reader, used);
    if (reader->code)
        return reader->code;
    read_forms(reader);
    read_table(reader, used);
    check_containers(reader, used);
    check_codes(reader, "notes");
    check_codes(reader, "encryption");
    check_codes(reader, "readings");
    read_readings(reader);
    return reader->code;
}

const struct pack_form *pack_form(const struct pack *pack, struct arena *arena, const char *word)
{
    int at = pack_index_find(&pack->form_word_index, text_name_key(arena, word));

    return at < 0 ? NULL : &pack->forms[at];
}
