#include "register/export.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/layout.h"
#include "register/list.h"
#include "register/register.h"
#include "store/store.h"

#include <jansson.h>
#include <string.h>

enum { PROGRESS_ROWS = 2000 };

/* One column of the file to write. */
struct export_column {
    int column; /* of the table; -1: the row's number; -2: nothing */
    const char *upper, *heading;
    const json_t *values; /* of the profile: file word -> canonical word; NULL */
};

struct export_plan {
    struct export_column columns[TABLE_COLUMN_LIMIT + 1];
    int count;
    int heading_rows;
    json_t *profile; /* NULL without one */
};

/* When the newest row was last changed: the date of the file, so that two exports of one state are
 * the same. */
static int changed_at(const struct register_scene *scene, const struct table *table,
                      int64_t *ret_us, struct error *error)
{
    int64_t last;
    *ret_us = 0;
    int status = table_last_entry(scene->store, table, &last, error);
    return status == 0 && last >= 0 ? record_entry_time(scene->store, last, ret_us, error) : status;
}

static void plan_own(struct export_plan *plan, const struct register_scene *scene,
                     const struct register_kind *kind)
{
    const struct table *table = kind->table;
    const struct pack_layout *layout = pack_layout(scene->pack, kind->kind, kind->part);
    if (layout == NULL && kind->part != NULL)
        layout = pack_layout(scene->pack, "media", kind->part);
    plan->heading_rows = 1;
    plan->columns[plan->count++] = (struct export_column){-1, NULL, LAYOUT_ID_HEADING, NULL};
    for (int i = 0; layout != NULL && i < layout->field_count; i++) {
        int column = table_column(table, layout->fields[i].field);
        if (column >= 0)
            plan->columns[plan->count++] =
                (struct export_column){column, NULL, layout->fields[i].label, NULL};
    }
    for (int i = 0; layout == NULL && i < table->column_count; i++)
        if (table->columns[i].noun != NOUN_INTERNAL)
            plan->columns[plan->count++] =
                (struct export_column){i, NULL, table->columns[i].label, NULL};
}

static void place_column(struct export_plan *plan, const struct register_scene *scene, int column,
                         const json_t *wanted, const json_t *values)
{
    struct export_column made = {.column = column, .heading = "", .values = values};
    int at = plan->count;
    if (json_is_integer(wanted)) {
        at = (int)json_integer_value(wanted) - 1;
    } else {
        const char *text = json_string_value(wanted);
        const char *slash = strchr(text, '/');
        made.heading = arena_copy(scene->arena, slash != NULL ? slash + 1 : text);
        if (slash != NULL) {
            made.upper = arena_copy_bytes(scene->arena, text, (size_t)(slash - text));
            plan->heading_rows = 2;
        }
    }
    if (at < 0 || at > TABLE_COLUMN_LIMIT)
        return;
    while (plan->count <= at)
        plan->columns[plan->count++] = (struct export_column){-2, NULL, "", NULL};
    plan->columns[at] = made;
}

static int plan_profile(struct export_plan *plan, const struct register_scene *scene,
                        const struct export_request *request, struct error *error)
{
    json_error_t problem;
    const char *path = request->profile_path;
    plan->profile = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    plan->heading_rows = 1;
    const json_t *sheet = json_array_get(json_object_get(plan->profile, "sheets"), 0);
    const char *part = request->kind->part;
    json_t *each;
    size_t index;
    json_array_foreach(json_object_get(plan->profile, "sheets"), index, each)
    {
        const char *own = json_string_value(json_object_get(each, "part"));
        if (part != NULL && own != NULL && strcmp(part, own) == 0)
            sheet = each;
    }
    const char *name;
    json_t *wanted;
    json_object_foreach(json_object_get(sheet, "columns"), name, wanted)
    {
        int column = table_column(request->kind->table, name);
        const json_t *values = json_object_get(json_object_get(sheet, "values"), name);
        if (column >= 0 && (json_is_string(wanted) || json_is_integer(wanted)))
            place_column(plan, scene, column, wanted, values);
    }
    if (plan->count > 0)
        return 0;
    return error_set(error, ERROR_INPUT, "F13",
                     "プロファイル %s に、書き出す列がありません（%d行目 %s）。", path,
                     problem.line, problem.text);
}

/* The city's own word for a canonical one. */
static const char *city_word(const json_t *values, const char *canonical)
{
    const char *from;
    json_t *to;
    json_object_foreach((json_t *)(uintptr_t)values, from, to)
    {
        if (json_is_string(to) && strcmp(json_string_value(to), canonical) == 0)
            return from;
    }
    return canonical;
}

static const char *cell_text(const struct export_column *column, const struct table *table,
                             const struct value *values, int64_t id, struct arena *arena)
{
    if (column->column == -2)
        return NULL;
    if (column->column == -1)
        return arena_format(arena, "%lld", (long long)id);
    const char *text =
        register_value_text(&table->columns[column->column], values[column->column], arena);
    return text != NULL && column->values != NULL ? city_word(column->values, text) : text;
}

static bool may_see(const struct register_scene *scene, const struct register_kind *kind,
                    const struct value *values)
{
    const struct value *section = &values[register_common(kind->table, COMMON_section_id)];
    int64_t system = kind->system >= 0 && values[kind->system].kind == VALUE_INTEGER
                         ? values[kind->system].integer
                         : 0;
    return may(scene->viewer, scene->pack, "export", kind->kind, section->integer, system);
}

/* Steps to the next row that is to be exported: 1, 0 at the end, negative. */
static int next_row(const struct register_scene *scene, const struct register_kind *kind,
                    bool with_ended, struct query *query, struct value *values, struct error *error)
{
    int got;
    while ((got = query_step(query, error)) == 1) {
        for (int i = 0; i < kind->table->column_count; i++)
            values[i] = table_value(kind->table, query, 2, i);
        bool ended = values[register_common(kind->table, COMMON_ended_at)].kind != VALUE_NULL;
        if ((with_ended || !ended) && register_is_of_kind(kind, values) &&
            may_see(scene, kind, values))
            return 1;
    }
    return got;
}

static int write_headings(const struct export_plan *plan, struct sheet_writer *writer,
                          struct error *error)
{
    const char *texts[TABLE_COLUMN_LIMIT + 1];
    int status = 0;
    if (plan->heading_rows == 2) {
        for (int i = 0; i < plan->count; i++)
            texts[i] =
                plan->columns[i].upper != NULL ? plan->columns[i].upper : plan->columns[i].heading;
        status = sheet_write_row(writer, texts, plan->count, STYLE_HEADING, error);
    }
    for (int i = 0; i < plan->count; i++)
        texts[i] = plan->heading_rows == 2 && plan->columns[i].upper == NULL
                       ? NULL
                       : plan->columns[i].heading;
    return status != 0 ? status : sheet_write_row(writer, texts, plan->count, STYLE_HEADING, error);
}

static int write_rows(const struct register_scene *scene, const struct export_request *request,
                      const struct export_plan *plan, struct sheet_writer *writer, int *ret_rows,
                      struct error *error)
{
    const struct register_kind *kind = request->kind;
    struct value values[TABLE_COLUMN_LIMIT];
    struct arena *arena = arena_open((size_t)1 << 24);
    struct query *query = request->list != NULL
                              ? list_scan(scene, request->list, error)
                              : table_scan_by(scene->store, kind->table,
                                              register_common(kind->table, COMMON_row_key), error);
    bool with_ended = request->with_ended || request->list != NULL; /* the list has chosen */
    int status = query == NULL ? error->code : 0;
    int got = 0;
    *ret_rows = 0;
    while (status == 0 && (got = next_row(scene, kind, with_ended, query, values, error)) == 1) {
        const char *texts[TABLE_COLUMN_LIMIT + 1];
        arena_reset(arena);
        for (int i = 0; i < plan->count; i++)
            texts[i] = cell_text(&plan->columns[i], kind->table, values,
                                 query_column_integer(query, 0), arena);
        status = sheet_write_row(writer, texts, plan->count, STYLE_PLAIN, error);
        if (status == 0 && ++*ret_rows % PROGRESS_ROWS == 0 && request->progress != NULL &&
            !request->progress(request->progress_context, *ret_rows))
            status = error_set(error, ERROR_CONFLICT, "", "書出しを中止しました。");
    }
    if (query != NULL)
        query_done(query);
    arena_close(arena);
    return status != 0 ? status : got;
}

int export_sheet(const struct register_scene *scene, const struct export_request *request,
                 int *ret_rows, struct error *error)
{
    struct export_plan plan = {.count = 0};
    int64_t changed_us = 0;
    int status = changed_at(scene, request->kind->table, &changed_us, error);
    if (request->profile_path == NULL)
        plan_own(&plan, scene, request->kind);
    else if (status == 0)
        status = plan_profile(&plan, scene, request, error);
    struct sheet_writer *writer = NULL;
    if (status == 0) {
        writer = sheet_create(request->path, request->format, changed_us, error);
        status = writer == NULL ? error->code : 0;
    }
    if (status == 0)
        status = sheet_write_start(writer, request->kind->title, NULL, 0, error);
    if (status == 0)
        status = write_headings(&plan, writer, error);
    if (status == 0)
        status = write_rows(scene, request, &plan, writer, ret_rows, error);
    if (status == 0)
        status = sheet_finish(writer, error);
    sheet_writer_close(writer);
    json_decref(plan.profile);
    return status;
}

int export_json(const struct register_scene *scene, const struct register_kind *kind,
                bool with_ended, struct json *json, int *ret_rows, struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];
    struct arena *arena = arena_open((size_t)1 << 24);
    struct query *query = table_scan_by(scene->store, kind->table,
                                        register_common(kind->table, COMMON_row_key), error);
    int got = query == NULL ? error->code : 1;
    *ret_rows = 0;
    json_array_start(json);
    while (got == 1 && (got = next_row(scene, kind, with_ended, query, values, error)) == 1) {
        arena_reset(arena);
        json_object_start(json);
        json_integer_at(json, "id", query_column_integer(query, 0));
        register_write_row(kind, values, arena, json);
        json_object_end(json);
        (*ret_rows)++;
    }
    json_array_end(json);
    if (query != NULL)
        query_done(query);
    arena_close(arena);
    return got;
}
