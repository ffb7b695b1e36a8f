#include "register/register.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "people/people.h"
#include "record/record.h"

#include <string.h>

static void write_value(const struct column *column, struct value value, struct json *json)
{
    json_key(json, column->name);
    if (value.kind == VALUE_NULL)
        json_put_null(json);
    else if (value.kind == VALUE_TEXT)
        json_text(json, value.text);
    else if (column->noun == NOUN_MARK)
        json_bool(json, value.integer != 0);
    else
        json_put_integer(json, value.integer);
}

void register_write_row(const struct register_kind *kind, const struct value *values,
                        struct arena *arena, struct json *json)
{
    const struct table *table = kind->table;
    const struct value *common = &values[register_common(table, 0)];
    json_text_at(json, "key", register_row_name(kind, values));
    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].noun != NOUN_INTERNAL)
            write_value(&table->columns[i], values[i], json);
    json_text_at(json, "row_key", common[COMMON_row_key].text);
    json_text_at(json, "source_file", common[COMMON_source_file].text);
    json_text_at(json, "source_row", register_source_row(kind, values, arena));
    json_text_at(json, "ended_at", common[COMMON_ended_at].text);
    json_key(json, "raw");
    json_raw(json, common[COMMON_raw].text != NULL ? common[COMMON_raw].text : "{}");
}

const char *register_source_row(const struct register_kind *kind, const struct value *values,
                                struct arena *arena)
{
    const struct value *common = &values[register_common(kind->table, 0)];
    if (common[COMMON_source_line].kind == VALUE_NULL)
        return NULL;
    long long line = (long long)common[COMMON_source_line].integer;
    return common[COMMON_source_sheet].text != NULL
               ? arena_format(arena, "%s!%lld", common[COMMON_source_sheet].text, line)
               : arena_format(arena, "%lld", line);
}

/* The row's values as the record told them at entry `known_to`. */
static int values_at(const struct register_scene *scene, const struct register_kind *kind,
                     int64_t id, int64_t known_to, struct value *ret_values, struct error *error)
{
    if (known_to == INT64_MAX)
        return table_get(scene->store, kind->table, id, scene->arena, ret_values, NULL, error);
    int64_t *entries;
    int count;
    int status =
        record_history(scene->store, kind->table, id, scene->arena, &entries, &count, error);
    int last = -1;
    for (int i = 0; status == 0 && i < count; i++)
        if (entries[i] <= known_to)
            last = i;
    if (status == 0 && last < 0)
        return error_set(error, ERROR_MISSING, "", "その日にはまだ登録されていませんでした。");
    return status != 0 ? status
                       : record_values_after(scene->store, kind->table, entries[last], scene->arena,
                                             ret_values, error);
}

static int write_history(const struct register_scene *scene, const struct register_kind *kind,
                         int64_t id, int64_t known_to, struct json *json, struct error *error)
{
    int64_t *entries;
    int count;
    const struct table *tables[] = {kind->table};
    int status =
        record_history(scene->store, kind->table, id, scene->arena, &entries, &count, error);
    json_key(json, "history");
    json_array_start(json);
    for (int i = 0; status == 0 && i < count && entries[i] <= known_to; i++) {
        json_object_start(json);
        status = record_show(scene->store, entries[i], tables, 1, scene->arena, json, error);
        json_object_end(json);
    }
    json_array_end(json);
    return status;
}

int register_show(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                  int64_t known_to, bool with_history, struct json *json, struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int status = values_at(scene, kind, id, known_to, values, error);
    if (status != 0)
        return status;
    const struct value *section = &values[register_common(kind->table, COMMON_section_id)];
    int64_t system_id = kind->system >= 0 && values[kind->system].kind == VALUE_INTEGER
                            ? values[kind->system].integer
                            : 0;
    if (!may(scene->viewer, scene->pack, "view", kind->kind, section->integer, system_id))
        return may_refuse(scene->viewer, "view", kind->kind, error);
    json_text_at(json, "register_kind", kind->part != NULL ? kind->part : kind->kind);
    register_write_row(kind, values, scene->arena, json);
    return with_history ? write_history(scene, kind, id, known_to, json, error) : 0;
}
