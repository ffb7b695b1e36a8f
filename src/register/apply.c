/* The three-way difference: what the last import said, what is held now, what the file says. */
#include "register/register_import.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/layout.h"
#include "register/register.h"

#include <stdlib.h>
#include <string.h>

static bool is_compared(const struct column *column)
{
    return column->noun != NOUN_INTERNAL;
}

int register_base_values(const struct register_scene *scene, const struct register_kind *kind,
                         int64_t id, struct value *ret_values, bool *ret_found, struct error *error)
{
    int64_t *entries;
    int count;
    int edited = register_common(kind->table, COMMON_edited);
    int status =
        record_history(scene->store, kind->table, id, scene->arena, &entries, &count, error);
    *ret_found = false;
    for (int i = count; status == 0 && i-- > 0;) {
        status = record_values_after(scene->store, kind->table, entries[i], scene->arena,
                                     ret_values, error);
        if (status == ERROR_MISSING) { /* its payload was erased: no base to compare with */
            error->code = 0;
            return 0;
        }
        if (status == 0 && ret_values[edited].kind == VALUE_NULL) {
            *ret_found = true;
            return 0;
        }
    }
    return status;
}

enum difference { SAME, CHANGED, CONFLICTING };

/* A column edited by hand since the last import, whose file value is not the one held, is a
 * conflict: a late spreadsheet must not take the edit back unseen. */
static enum difference compare(const struct table *table, const struct value *base,
                               const struct value *held, const struct value *file, int *ret_column)
{
    enum difference difference = SAME;
    for (int i = 0; i < table->column_count; i++) {
        if (!is_compared(&table->columns[i]) || value_equal(&held[i], &file[i]))
            continue;
        if (base != NULL && !value_equal(&base[i], &held[i])) {
            *ret_column = i;
            return CONFLICTING;
        }
        difference = CHANGED;
    }
    return difference;
}

/* Keeps what was edited by hand, takes the rest from the file. */
static void keep_edits(const struct table *table, const struct value *base,
                       const struct value *held, struct value *file)
{
    for (int i = 0; i < table->column_count; i++)
        if (is_compared(&table->columns[i]) && !value_equal(&base[i], &held[i]))
            file[i] = held[i];
}

/* Columns that the file does not have stay as held. */
static void keep_missing(const struct register_row *row, const struct layout_row *cells,
                         const struct value *held, struct value *file)
{
    const struct table *table = row->kind->table;
    for (int i = 0; i < table->column_count; i++) {
        bool in_file = false;
        for (int j = 0; j < cells->part->fields->field_count && !in_file; j++)
            in_file = cells->part->columns[j] >= 0 &&
                      strcmp(cells->part->fields->fields[j].field, table->columns[i].name) == 0;
        if (!in_file && is_compared(&table->columns[i]) && file[i].kind == VALUE_NULL)
            file[i] = held[i];
    }
}

static int settle(struct import *import, struct register_row *row, const struct layout_row *cells,
                  int64_t id, struct value *held, bool *ret_write, struct error *error)
{
    const struct table *table = row->kind->table;
    struct value base[TABLE_COLUMN_LIMIT];
    bool has_base = false;
    int status = 0;
    if (held[register_common(table, COMMON_edited)].kind != VALUE_NULL)
        status = register_base_values(row->scene, row->kind, id, base, &has_base, error);
    if (status != 0)
        return status;
    bool ended = held[register_common(table, COMMON_ended_at)].kind != VALUE_NULL;
    bool edited = held[register_common(table, COMMON_edited)].kind != VALUE_NULL;
    int column = -1;
    enum difference difference = compare(table, has_base ? base : NULL, held, row->values, &column);
    if (ended && edited) /* ended by hand: the file would bring it back */
        difference = CONFLICTING;
    *ret_write = difference == CHANGED || ended;
    if (difference != CONFLICTING)
        return 0;
    enum import_conflict conflict = import_request(import)->conflict;
    const char *field = column >= 0 ? table->columns[column].name : NULL;
    *ret_write = conflict != CONFLICT_REFUSE;
    if (conflict == CONFLICT_REFUSE)
        import_problem(import, cells, "C01", "error", row->key, field);
    if (conflict == CONFLICT_THEIRS)
        import_problem(import, cells, "C01", "warning", row->key, field);
    if (conflict == CONFLICT_OURS && (ended || !has_base)) {
        *ret_write = false;
    } else if (conflict == CONFLICT_OURS) {
        keep_edits(table, base, held, row->values);
        row->values[register_common(table, COMMON_edited)] = value_integer(1);
        *ret_write = compare(table, NULL, held, row->values, &column) == CHANGED;
    }
    return 0;
}

static struct record_context context_of(struct import *import, const struct register_row *row,
                                        const struct layout_row *cells)
{
    return (struct record_context){.action = "import",
                                   .key = row->key,
                                   .file = import_result(import)->file,
                                   .file_row = import_row_place(import, cells)};
}

static int64_t system_of(const struct register_kind *kind, const struct value *values)
{
    return kind->system >= 0 && values[kind->system].kind == VALUE_INTEGER
               ? values[kind->system].integer
               : 0;
}

/* The row of the number that an export wrote beside it; 0 when there is none, or when it is another
 * system's or kind's by now. One that several keys share keeps its own ordinal. */
static int find_by_id(struct register_row *row, int64_t id, int64_t *ret_id, struct value *ret_held,
                      struct error *error)
{
    const struct register_kind *kind = row->kind;
    int column = register_common(kind->table, COMMON_row_key);
    *ret_id = 0;
    if (id == 0)
        return 0;
    int status = table_get(row->scene->store, kind->table, id, row->arena, ret_held, NULL, error);
    if (status == ERROR_MISSING) {
        error->code = 0;
        return 0;
    }
    if (status != 0 || !register_is_of_kind(kind, ret_held) ||
        system_of(kind, ret_held) != system_of(kind, row->values))
        return status;
    *ret_id = id;
    if ((kind->flags & REGISTER_KEY_REPEATS) != 0)
        row->values[column] = ret_held[column];
    return 0;
}

static bool is_theirs(const struct register_row *row, const struct value *held)
{
    const struct register_kind *kind = row->kind;
    const struct value *section = &held[register_common(kind->table, COMMON_section_id)];
    return may(row->scene->viewer, row->scene->pack, "import", kind->kind, section->integer,
               system_of(kind, held));
}

/* The row of the same key. Where several may have it, a section's own file passes over the rows of
 * other sections: they are other things of the same name. */
static int find_by_key(struct register_row *row, int64_t *ret_id, struct value *ret_held,
                       struct error *error)
{
    enum { ORDINAL_LIMIT = 1000 };
    struct store *store = row->scene->store;
    const struct table *table = row->kind->table;
    int column = register_common(table, COMMON_row_key);
    bool repeats = (row->kind->flags & REGISTER_KEY_REPEATS) != 0;
    for (int tries = 0; tries < ORDINAL_LIMIT; tries++) {
        const char *key = row->values[column].text;
        int status = table_find(store, table, column, key, ret_id, error);
        if (status == 0 && *ret_id != 0)
            status = table_get(store, table, *ret_id, row->arena, ret_held, NULL, error);
        if (status != 0 || *ret_id == 0 || !repeats || is_theirs(row, ret_held))
            return status;
        const char *mark = strrchr(key, '#');
        must(mark != NULL);
        row->values[column] = value_text(arena_format(row->arena, "%.*s#%d", (int)(mark - key), key,
                                                      (int)strtol(mark + 1, NULL, 10) + 1));
    }
    return error_set(error, ERROR_LIMIT, "", "同じ名前の行が多すぎます: %s", row->key);
}

/* The held row that the file's row is, and whether the importer may write it. C02 for a row of
 * another section or system, G04 for a number that another row has. CLAUSE: 5.6.3 */
static int find_held(struct import *import, struct register_row *row,
                     const struct layout_row *cells, int64_t *ret_id, struct value *ret_held,
                     struct error *error)
{
    const struct table *table = row->kind->table;
    int column = register_common(table, COMMON_row_key);
    int64_t other = 0;
    int status = find_by_id(row, cells->id, ret_id, ret_held, error);
    if (status == 0 && *ret_id != 0 && !value_equal(&ret_held[column], &row->values[column]))
        status =
            table_find(row->scene->store, table, column, row->values[column].text, &other, error);
    if (status == 0 && other != 0 && other != *ret_id)
        import_problem(import, cells, "G04", "error", row->key, NULL);
    if (status == 0 && *ret_id == 0)
        status = find_by_key(row, ret_id, ret_held, error);
    if (status == 0 && *ret_id != 0 && !is_theirs(row, ret_held))
        import_problem(import, cells, "C02", "error", row->key, NULL);
    return status;
}

int register_apply(struct import *import, struct register_row *row, const struct layout_row *cells,
                   bool table_was_empty, int64_t *ret_id, struct error *error)
{
    const struct register_scene *scene = row->scene;
    const struct table *table = row->kind->table;
    struct record_context context = context_of(import, row, cells);
    struct value held[TABLE_COLUMN_LIMIT];
    int64_t id = 0;
    int status = table_was_empty ? 0 : find_held(import, row, cells, &id, held, error);
    if (status != 0 || import_row_is_bad(import))
        return status;
    if (id == 0) {
        import_result(import)->added++;
        return record_put_known(scene->record, table, 0, NULL, row->values, &context, ret_id, NULL,
                                error);
    }
    *ret_id = id;
    bool write = false;
    keep_missing(row, cells, held, row->values);
    status = settle(import, row, cells, id, held, &write, error);
    if (status != 0 || import_row_is_bad(import))
        return status;
    import_result(import)->updated += write;
    import_result(import)->unchanged += !write;
    return write ? record_put_known(scene->record, table, id, held, row->values, &context, NULL,
                                    NULL, error)
                 : 0;
}
