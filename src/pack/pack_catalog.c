/* catalog.json: the clauses once more as an OSCAL catalogue, for other programs. Both files are
 * written from one source; a pack in which they disagree is refused. */
#include "pack/pack_private.h"

#include <string.h>

/* Value of the prop of that name, or NULL. */
static const char *prop(const json_t *object, const char *name)
{
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(object, "props"), i, item)
    {
        const char *given = json_string_value(json_object_get(item, "name"));

        if (given && strcmp(given, name) == 0)
            return json_string_value(json_object_get(item, "value"));
    }
    return NULL;
}

/* Prose of the part of that name below the node, or NULL. */
static const char *prose(const json_t *node, const char *name)
{
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(node, "parts"), i, item)
    {
        const char *given = json_string_value(json_object_get(item, "name"));

        if (given && strcmp(given, name) == 0)
            return json_string_value(json_object_get(item, "prose"));
    }
    return NULL;
}

static void need_same(struct pack_reader *reader, const json_t *node, const char *what,
                      const char *got, const char *want)
{
    if (!reader->code && (!got || strcmp(got, want) != 0))
        pack_refuse(reader, node, NULL,
                    language_text(reader->language, "%s が clauses.json の「%.60s」と違います。"
                                                    "どちらかに合わせてください。"),
                    what, want);
}

/* A control keeps its text in a part named statement, an item is itself a part. */
static void compare_clause(struct pack_reader *reader, const json_t *node,
                           const struct pack_clause *clause)
{
    const char *own = json_string_value(json_object_get(node, "prose"));

    need_same(reader, node, "title", json_string_value(json_object_get(node, "title")),
              clause->title.japanese);
    need_same(reader, node, "title-en", prop(node, "title-en"), clause->title.english);
    need_same(reader, node, "modes", prop(node, "modes"), clause->modes);
    need_same(reader, node, "force", prop(node, "force"), force_word(clause->force));
    need_same(reader, node, "prose", own ? own : prose(node, "statement"), clause->text.japanese);
    need_same(reader, node, "explanation-en", prose(node, "explanation-en"), clause->text.english);
}

/* Marks the clause that a control or statement part carries, and those below it. Parameters name
 * the clause they belong to as well, so only what has a force is the clause itself. */
static void mark_clauses(struct pack_reader *reader, const json_t *node, bool *seen)
{
    static const char *const below[] = {"groups", "controls", "parts"};
    const char *clause = prop(node, "clause");

    if (clause && prop(node, "force")) {
        int at = pack_index_find(&reader->pack->clause_index, clause);

        if (at < 0 || seen[at]) {
            pack_refuse(reader, node, "props",
                        language_text(reader->language,
                                      "条項「%s」は clauses.json にないか、前にもあります。"
                                      "番号を確かめてください。"),
                        clause);
            return;
        }
        seen[at] = true;
        compare_clause(reader, node, &reader->pack->clauses[at]);
    }
    for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
        size_t number;
        json_t *child;

        json_array_foreach(json_object_get(node, below[i]), number, child)
            mark_clauses(reader, child, seen);
    }
}

int pack_check_catalog(struct pack_reader *reader)
{
    const struct pack *pack = reader->pack;
    const json_t *catalog = pack_read_object(reader, reader->root, "catalog");
    bool *seen = pack_array(reader, pack->clause_count, sizeof(*seen));

    if (reader->code)
        return reader->code;
    pack_read_text(reader, catalog, "uuid");
    pack_read_object(reader, catalog, "metadata");
    mark_clauses(reader, catalog, seen);
    for (int i = 0; i < pack->clause_count; i++)
        if (!seen[i])
            pack_refuse(reader, catalog, NULL,
                        language_text(reader->language, "条項「%s」がカタログにありません。"
                                                        "書き足してください。"),
                        pack->clauses[i].id);
    return reader->code;
}
