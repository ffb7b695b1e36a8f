/* clauses.json: the sentences of the standard in own words, each with number, force, duty holders.
 */
#include "pack/pack_private.h"

#include <string.h>

enum { SECTION_COUNT = 11 };

static const char mode_letters[] = "ECWDR";

/* Letters of E C W D R, each at most once. */
static void check_modes(struct pack_reader *reader, const json_t *item, const char *modes)
{
    for (size_t i = 0; modes[i]; i++) {
        if (strchr(mode_letters, modes[i]) && !strchr(modes + i + 1, modes[i]))
            continue;
        pack_refuse(reader, item, "modes",
                    language_text(reader->language,
                                  "「%s」は、E C W D R の文字を一度ずつ使って書いてください。"),
                    modes);
        return;
    }
}

/* The id begins with the clause's own and a dot. */
static void read_parts(struct pack_reader *reader, const json_t *item, struct pack_clause *clause)
{
    int count;
    size_t length = strlen(clause->id);

    if (!json_object_get(item, "parts"))
        return;
    const json_t *array = pack_read_array(reader, item, "parts", &count);
    struct pack_part *parts = pack_array(reader, count, sizeof(*parts));
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *part = pack_read_item(reader, array, i);

        pack_allow(reader, part, "id number title_ja title_en text_ja text_en");
        parts[i].id = pack_read_text(reader, part, "id");
        parts[i].number = pack_read_text(reader, part, "number");
        parts[i].title = pack_read_pair(reader, part, "title");
        parts[i].text = pack_read_pair(reader, part, "text");
        if (!reader->code &&
            (strncmp(parts[i].id, clause->id, length) != 0 || parts[i].id[length] != '.'))
            pack_refuse(
                reader, part, "id",
                language_text(reader->language, "「%s」は条項「%s」とピリオドで始めてください。"),
                parts[i].id, clause->id);
    }
    clause->parts = parts;
    clause->part_count = count;
}

static void check_clause_id(struct pack_reader *reader, const json_t *item, const char *id)
{
    if (!reader->code && (id[0] < '0' || id[0] > '9' ||
                          id[strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz.")] != '\0'))
        pack_refuse(reader, item, "id",
                    language_text(reader->language,
                                  "「%s」は条項の番号に使えません。5.7.6 の形で書いてください。"),
                    id);
}

static void read_clause(struct pack_reader *reader, const json_t *item, struct pack_clause *clause)
{
    pack_allow(reader, item,
               "id number title_ja title_en text_ja text_en reading_ja reading_en modes force "
               "duty_holders section parts");
    clause->id = pack_read_text(reader, item, "id");
    check_clause_id(reader, item, clause->id);
    clause->number = pack_read_text(reader, item, "number");
    clause->title = pack_read_pair(reader, item, "title");
    clause->text = pack_read_pair(reader, item, "text");
    clause->reading = pack_read_optional_pair(reader, item, "reading");
    clause->modes = pack_read_text(reader, item, "modes");
    check_modes(reader, item, clause->modes);
    clause->force = pack_read_force(reader, item, "force");
    clause->duty_holders = pack_read_words(reader, item, "duty_holders", NULL);
    if (!reader->code && !clause->duty_holders[0])
        pack_refuse(reader, item, "duty_holders",
                    language_text(reader->language,
                                  "条項「%s」に担い手がありません。役割を一つ以上書いてください。"),
                    clause->id);
    clause->section = (int)pack_read_integer(reader, item, "section", 1, SECTION_COUNT);
    read_parts(reader, item, clause);
}

int pack_read_clauses(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    pack_allow(reader, reader->root, "sections clauses");
    const json_t *array = pack_read_array(reader, reader->root, "clauses", &count);

    pack->clauses = pack_array(reader, count, sizeof(*pack->clauses));
    for (int i = 0; i < count && !reader->code; i++)
        read_clause(reader, pack_read_item(reader, array, i), &pack->clauses[i]);
    pack->clause_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->clause_index, pack->clauses, count, sizeof(*pack->clauses),
                     array, "id");
    return reader->code;
}

int pack_check_clauses(struct pack_reader *reader)
{
    const struct pack *pack = reader->pack;
    const json_t *array = json_object_get(reader->root, "clauses");

    for (int i = 0; i < pack->clause_count; i++)
        for (const char *const *holder = pack->clauses[i].duty_holders; *holder; holder++)
            if (!pack_is_role_or_group(pack, *holder))
                return pack_refuse(
                    reader, json_array_get(array, (size_t)i), "duty_holders",
                    language_text(reader->language,
                                  "役割「%s」は roles.json にありません。id を確かめてください。"),
                    *holder);
    return reader->code;
}
