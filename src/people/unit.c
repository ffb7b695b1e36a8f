#include "base/text.h"

#include "base/arena.h"
#include "base/error.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include "people/people_sql.h"

enum { KEY_ARENA_BYTES = 64 << 10 };

/* The unit's id, 0 when there is none, or a negative code. `on` NULL: the one that has no end. */
static int64_t find_unit(struct store *store, const char *kind, const char *key, int64_t parent_id,
                         const char *on, struct error *error)
{
    struct query *query = store_query(store, on ? SQL_UNIT_FIND : SQL_UNIT_FIND_OPEN, error);

    if (!query)
        return ERROR_FAULT;
    query_text(query, "kind", kind);
    query_text(query, "name_key", key);
    query_integer(query, "parent_id", parent_id);
    if (on)
        query_text(query, "on", on);
    int64_t id = query_step(query, error);
    if (id > 0)
        id = query_column_integer(query, 0);
    query_done(query);
    return id;
}

int64_t people_find_section(struct store *store, const char *department, const char *section,
                            const char *on, struct error *error)
{
    struct arena *arena = arena_open(KEY_ARENA_BYTES);
    const char *department_key = text_unit_key(arena, department ? department : "");
    const char *section_key = text_unit_key(arena, section ? section : "");
    int64_t id = 0;

    if (*department_key)
        id = find_unit(store, "department", department_key, 0, on, error);
    if (*section_key && (id > 0 || !*department_key))
        id = find_unit(store, "section", section_key, id, on, error);
    arena_close(arena);
    return id;
}

static int make_unit(struct record *record, const char *kind, int64_t parent_id, const char *name,
                     const char *key, const char *code, const struct record_context *context,
                     int64_t *ret_id, struct error *error)
{
    struct value values[UNIT_COLUMNS] = {0};

    values[UNIT_kind] = value_text(kind);
    values[UNIT_parent_id] = parent_id ? value_integer(parent_id) : value_null();
    values[UNIT_name] = value_text(name);
    values[UNIT_name_key] = value_text(key);
    values[UNIT_code] = value_text(code);
    values[UNIT_row_key] = value_text(key);
    return record_put_known(record, &unit_table, 0, NULL, values, context, ret_id, NULL, error);
}

/* A unit met without its code keeps its place in lists once a row of its own tells the code. */
static int learn_code(struct record *record, int64_t id, const char *code, struct arena *arena,
                      const struct record_context *context, struct error *error)
{
    struct value before[UNIT_COLUMNS], after[UNIT_COLUMNS];
    int result = table_get(record_store(record), &unit_table, id, arena, before, NULL, error);

    if (result < 0 || before[UNIT_code].kind != VALUE_NULL)
        return result;
    for (int i = 0; i < UNIT_COLUMNS; i++)
        after[i] = before[i];
    after[UNIT_code] = value_text(code);
    return record_put_known(record, &unit_table, id, before, after, context, NULL, NULL, error);
}

int people_ensure_unit(struct record *record, const struct unit_names *names, const char *on,
                       const struct record_context *context, struct place *ret_place,
                       struct error *error)
{
    static const char *const kinds[] = {"department", "section", "unit"};
    const char *levels[] = {names->department, names->section, names->unit};
    struct arena *arena = arena_open(KEY_ARENA_BYTES);
    int64_t ids[3] = {0}, parent = 0;
    int deepest = -1, result = 0;

    for (int i = 0; i < 3; i++)
        if (!text_is_blank(levels[i] ? levels[i] : ""))
            deepest = i;
    for (int i = 0; i <= deepest && result == 0; i++) {
        const char *name = text_trim(arena, levels[i] ? levels[i] : "");
        const char *key = text_unit_key(arena, name);
        const char *code = i == deepest && names->code && *names->code ? names->code : NULL;

        if (text_is_blank(name))
            continue;
        ids[i] = find_unit(record_store(record), kinds[i], key, parent, on, error);
        if (ids[i] < 0)
            result = (int)ids[i];
        else if (ids[i] == 0)
            result = make_unit(record, kinds[i], parent, name, key, code, context, &ids[i], error);
        else if (code)
            result = learn_code(record, ids[i], code, arena, context, error);
        parent = ids[i];
    }
    arena_close(arena);
    if (result == 0)
        *ret_place = (struct place){ids[0], ids[1], ids[2]};
    return result;
}

int people_ensure_post(struct record *record, int64_t unit_id, const char *title, bool is_head,
                       const struct record_context *context, struct error *error)
{
    struct query *query = store_query(record_store(record), SQL_POST_FIND, error);
    struct value values[POST_COLUMNS] = {0};

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "unit_id", unit_id);
    query_text(query, "title", title);
    int found = query_step(query, error);
    query_done(query);
    if (found != 0)
        return found < 0 ? found : 0;
    values[POST_unit_id] = value_integer(unit_id);
    values[POST_title] = value_text(title);
    values[POST_head] = value_integer(is_head);
    values[POST_row_key] = value_text(title);
    return record_put_known(record, &post_table, 0, NULL, values, context, NULL, NULL, error);
}
