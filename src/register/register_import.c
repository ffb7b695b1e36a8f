#include "register/register_import.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/key_map.h"
#include "register/layout.h"
#include "register/register.h"
#include "sheet/reader.h"

#include <string.h>

/* With --complete: what the file names of one register, on whichever of its sheets. */
struct extent {
    unsigned char *stands;   /* bitmap of row ids met */
    bool has_strangers;      /* a bad row that could not be told from those held */
    struct key_map *covered; /* section ids the file covers */
};

/* State of one import of a register kind: per part of the file, which kind it feeds and where its
 * columns stand. */
struct part_state {
    const struct register_kind *kind;
    int fields[TABLE_COLUMN_LIMIT]; /* by table column: field of the layout, or -1 */
    bool was_empty;                 /* the table held nothing before: no look-ups needed */
    int64_t last_id;
    struct extent *extent; /* one for all parts of a kind; NULL without --complete */
};

struct register_state {
    struct part_state *parts;
    struct register_seen *seen;
    int64_t system_id;
};

struct register_seen *register_seen_make(struct arena *arena)
{
    struct register_seen *seen = arena_alloc(arena, sizeof *seen);
    seen->keys = key_map_make(arena);
    seen->sections = key_map_make(arena);
    return seen;
}

void register_row_start(struct register_row *row, const struct register_scene *scene,
                        const struct register_kind *kind, struct arena *arena)
{
    int columns = kind->table->column_count;
    row->scene = scene;
    row->kind = kind;
    row->arena = arena;
    row->key = "";
    row->system_id = 0;
    row->problems = NULL;
    row->problem_count = 0;
    row->import = NULL;
    memset(row->values, 0, (size_t)columns * sizeof *row->values);
    memset(row->raw, 0, (size_t)columns * sizeof *row->raw);
    memset(row->misread, 0, (size_t)columns * sizeof *row->misread);
}

void register_take_cells(struct register_row *row, const struct layout_row *cells,
                         const int *fields)
{
    const struct table *table = row->kind->table;
    for (int i = 0; i < table->column_count; i++) {
        if (fields[i] < 0)
            continue;
        const struct cell *cell = &cells->cells[fields[i]];
        if (cell->kind == CELL_EMPTY || *cell->text == '\0')
            continue;
        row->raw[i] = cells->texts[fields[i]];
        row->misread[i] = !register_read_value(row->scene->pack, &table->columns[i], cell,
                                               cells->is_1904, row->arena, &row->values[i]);
    }
}

/* The cells whose text differs from how the value is written: kept as written beside it. */
static const char *raw_json(const struct register_row *row)
{
    struct buffer buffer = {0};
    struct json json;
    const struct table *table = row->kind->table;
    json_start(&json, &buffer, NULL);
    json_object_start(&json);
    for (int i = 0; i < table->column_count; i++) {
        if (row->raw[i] == NULL)
            continue;
        const char *text = register_value_text(&table->columns[i], row->values[i], row->arena);
        if (text == NULL || strcmp(text, row->raw[i]) != 0)
            json_text_at(&json, table->columns[i].name, row->raw[i]);
    }
    json_object_end(&json);
    json_finish(&json);
    const char *text = buffer.length > 2 ? arena_copy(row->arena, buffer_string(&buffer)) : NULL;
    buffer_done(&buffer);
    return text;
}

void register_place_row(struct register_row *row, const struct layout_row *cells, const char *file,
                        int64_t import)
{
    const struct table *table = row->kind->table;
    struct value *common = &row->values[register_common(table, 0)];
    common[COMMON_import_id] = value_integer(import);
    common[COMMON_source_file] = value_text(file);
    common[COMMON_source_sheet] = value_text(cells->sheet);
    common[COMMON_source_line] = value_integer(cells->number);
    common[COMMON_source_order] = value_integer(cells->order);
    common[COMMON_raw] = value_text(raw_json(row));
    common[COMMON_edited] = value_null();
    common[COMMON_ended_at] = value_null();
}

static const struct register_kind *kind_of_part(const struct register_scene *scene,
                                                const char *kind, const char *part)
{
    for (const struct register_kind *const *each = scene->kinds; *each != NULL; each++) {
        const char *own = (*each)->part;
        if (strcmp((*each)->kind, kind) == 0 ||
            (own != NULL && part != NULL && strcmp(own, part) == 0))
            if (part == NULL || own == NULL || strcmp(own, part) == 0)
                return *each;
    }
    return NULL;
}

static int open_part(struct import *import, const struct layout_part *layout,
                     struct part_state *part, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    part->kind = kind_of_part(scene, import_request(import)->kind, layout->part);
    must(part->kind != NULL);
    const struct table *table = part->kind->table;
    for (int i = 0; i < table->column_count; i++) {
        part->fields[i] = -1;
        for (int j = 0; j < layout->fields->field_count; j++)
            if (strcmp(layout->fields->fields[j].field, table->columns[i].name) == 0)
                part->fields[i] = j;
    }
    int status = table_last_id(scene->store, table, &part->last_id, error);
    part->was_empty = part->last_id == 0;
    return status;
}

/* Sheets of one kind share their extent: what one of them lacks may stand on another. */
static void open_extent(struct import *import, struct part_state *parts, int index)
{
    struct arena *arena = import_arena(import);
    for (int i = 0; i < index && parts[index].extent == NULL; i++)
        if (parts[i].kind == parts[index].kind)
            parts[index].extent = parts[i].extent;
    if (parts[index].extent != NULL)
        return;
    struct extent *extent = arena_alloc(arena, sizeof *extent);
    extent->stands = arena_alloc(arena, (size_t)(parts[index].last_id / 8 + 1));
    extent->covered = key_map_make(arena);
    parts[index].extent = extent;
}

static void *open_register(struct import *import, struct error *error)
{
    const struct layout *layout = import_layout(import);
    struct arena *arena = import_arena(import);
    struct register_state *state = arena_alloc(arena, sizeof *state);
    state->parts = arena_alloc(arena, (size_t)(layout->part_count + 1) * sizeof *state->parts);
    state->seen = register_seen_make(arena);
    for (int i = 0; i < layout->part_count; i++) {
        if (open_part(import, &layout->parts[i], &state->parts[i], error) != 0)
            return NULL;
        if (import_request(import)->complete)
            open_extent(import, state->parts, i);
    }
    const struct import_request *request = import_request(import);
    if (request->system != NULL) {
        const char *made = NULL;
        if (register_ensure_system(import_scene(import), request->system, &state->system_id, &made,
                                   error) != 0)
            return NULL;
        import_result(import)->system_made = made;
    }
    return state;
}

static void report_problems(struct import *import, const struct register_row *row,
                            const struct layout_row *cells)
{
    for (int i = 0; i < row->problem_count; i++) {
        const struct register_problem *problem = &row->problems[i];
        import_problem(import, cells, problem->code, problem->severity, row->key, problem->column);
    }
}

static bool may_write(struct import *import, struct register_row *row)
{
    const struct register_scene *scene = row->scene;
    const struct value *section =
        &row->values[register_common(row->kind->table, COMMON_section_id)];
    return may(scene->viewer, scene->pack, "import", import_request(import)->kind, section->integer,
               row->system_id);
}

static void mark_standing(struct part_state *part, int64_t id)
{
    if (id > 0 && id <= part->last_id)
        part->extent->stands[id / 8] |= (unsigned char)(1u << (id % 8));
}

/* A bad row is in the file all the same: what it is about must not end for its typing error. */
static int keep_standing(struct part_state *part, const struct register_row *row,
                         const struct layout_row *cells, struct error *error)
{
    const struct table *table = part->kind->table;
    int column = register_common(table, COMMON_row_key);
    int64_t id = cells->id;
    int status = 0;
    if (id == 0 && row->values[column].kind == VALUE_TEXT)
        status = table_find(row->scene->store, table, column, row->values[column].text, &id, error);
    else if (id == 0)
        part->extent->has_strangers = true;
    mark_standing(part, id);
    return status;
}

static int row_of_register(struct import *import, void *opaque, const struct layout_row *cells,
                           struct error *error)
{
    struct register_state *state = opaque;
    struct part_state *part = &state->parts[cells->part - import_layout(import)->parts];
    struct register_row row;
    register_row_start(&row, import_scene(import), part->kind, import_row_arena(import));
    row.import = import;
    row.seen = state->seen;
    row.system_id = state->system_id;
    register_take_cells(&row, cells, part->fields);
    int status = part->kind->judge(&row, error);
    if (status != 0)
        return status;
    if (row.problem_count > 0)
        report_problems(import, &row, cells);
    if (!import_row_is_bad(import) && !may_write(import, &row))
        import_problem(import, cells, "C02", "error", row.key, NULL);
    if (import_row_is_bad(import))
        return part->extent != NULL ? keep_standing(part, &row, cells, error) : 0;
    register_place_row(&row, cells, import_result(import)->file, import_id(import));
    int64_t id = 0;
    status = register_apply(import, &row, cells, part->was_empty, &id, error);
    if (status == 0 && part->extent != NULL)
        mark_standing(part, id);
    const struct value *section =
        &row.values[register_common(part->kind->table, COMMON_section_id)];
    if (part->extent != NULL && section->kind == VALUE_INTEGER)
        *key_map_at(part->extent->covered,
                    arena_format(row.arena, "%lld", (long long)section->integer)) = 1;
    return status;
}

/* What an import with --complete ends: rows of the same kind, and only of the same system
 * (accounts) or of the sections that the file covers (outer contract, meaning 9). */
static bool is_covered(const struct register_state *state, const struct part_state *part,
                       const struct value *values, struct arena *arena)
{
    const struct register_kind *kind = part->kind;
    if ((kind->flags & REGISTER_PER_SYSTEM) != 0)
        return values[kind->system].integer == state->system_id;
    const struct value *section = &values[register_common(kind->table, COMMON_section_id)];
    if (kind->section < 0)
        return true;
    return section->kind == VALUE_INTEGER &&
           key_map_find(part->extent->covered,
                        arena_format(arena, "%lld", (long long)section->integer)) != NULL;
}

static int end_row(struct import *import, const struct register_kind *kind, int64_t id,
                   const struct value *before, struct error *error)
{
    struct record *record = import_scene(import)->record;
    struct value values[TABLE_COLUMN_LIMIT];
    char now[TIME_SIZE];
    time_format_utc(record_now_us(record), now);
    memcpy(values, before, (size_t)kind->table->column_count * sizeof *values);
    values[register_common(kind->table, COMMON_ended_at)] = value_text(now);
    struct record_context context = {.action = "import",
                                     .key = register_row_name(kind, before),
                                     .reason = "complete",
                                     .file = import_result(import)->file};
    import_result(import)->ended++;
    return record_put_known(record, kind->table, id, before, values, &context, NULL, NULL, error);
}

static int end_missing_of(struct import *import, const struct register_state *state,
                          const struct part_state *part, struct error *error)
{
    const struct table *table = part->kind->table;
    struct arena *arena = import_row_arena(import);
    for (int64_t id = 1; id <= part->last_id; id++) {
        if ((part->extent->stands[id / 8] & (1u << (id % 8))) != 0)
            continue;
        struct value values[TABLE_COLUMN_LIMIT];
        arena_reset(arena);
        int status = table_get(import_scene(import)->store, table, id, arena, values, NULL, error);
        if (status == ERROR_MISSING)
            continue;
        if (status != 0)
            return status;
        bool ended = values[register_common(table, COMMON_ended_at)].kind != VALUE_NULL;
        if (!ended && is_covered(state, part, values, arena))
            status = end_row(import, part->kind, id, values, error);
        if (status != 0)
            return status;
    }
    return 0;
}

static bool shares_extent(const struct register_state *state, int part)
{
    for (int i = 0; i < part; i++)
        if (state->parts[i].extent == state->parts[part].extent)
            return true;
    return false;
}

static int finish_register(struct import *import, void *opaque, struct error *error)
{
    struct register_state *state = opaque;
    if (!import_request(import)->complete)
        return 0;
    for (int i = 0; i < import_layout(import)->part_count; i++) {
        if (state->parts[i].extent->has_strangers || shares_extent(state, i))
            continue; /* which row is missing cannot be told, or was told already */
        int status = end_missing_of(import, state, &state->parts[i], error);
        if (status != 0)
            return status;
    }
    return 0;
}

const struct import_handler register_handler = {
    .kind = NULL, .open = open_register, .row = row_of_register, .finish = finish_register};
