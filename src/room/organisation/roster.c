/* The roster of staff. CLAUSE: 1.2.4 */
#include "room/organisation/organisation.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/key_map.h"
#include "register/layout.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

struct roster {
    const char *as_of;      /* the rows tell the state at the end of this day */
    const char *changed_on; /* from when differences hold; NULL: from an unknown start */
    int64_t known_from;
    struct key_map *numbers; /* staff numbers of rows so far that are no concurrent posts */
    int64_t *standing;       /* assignments the file confirms */
    int standing_count, standing_capacity;
};

/* One row, read. Texts in the row's arena. */
struct roster_row {
    const char *staff_no; /* six digits; NULL when malformed */
    const char *name, *kana, *post, *employment, *how;
    char hired_on[DATE_SIZE];
    struct unit_names place;
    bool is_main;
    struct record_context context;
};

static const char *cell_text(struct import *import, const struct layout_row *row, const char *field)
{
    return text_trim(import_row_arena(import), layout_cell(row, field)->text);
}

/* "" as NULL: stored columns are null when the cell is empty. */
static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

/* 1 when an earlier roster was read for the same day, 0 when for another, 2 when there is none. */
static int compare_last_roster(const struct register_scene *scene, const char *as_of,
                               struct error *error)
{
    struct query *query = store_query(scene->store, SQL_LAST_ROSTER, error);

    if (!query)
        return ERROR_FAULT;
    int result = query_step(query, error);
    if (result == 1)
        result = strcmp(query_column_text(query, 0), as_of) == 0;
    else if (result == 0)
        result = 2;
    query_done(query);
    return result;
}

static void *roster_open(struct import *import, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct arena *arena = import_arena(import);
    struct roster *roster = arena_alloc(arena, sizeof *roster);
    const char *as_of = import_request(import)->as_of;

    if (!may(scene->viewer, scene->pack, "import", "roster", 0, 0)) {
        may_refuse(scene->viewer, "import", "roster", error);
        return NULL;
    }
    roster->as_of = as_of ? as_of : scene->today;
    roster->known_from = record_next_index(scene->record);
    roster->numbers = key_map_make(arena);
    int last = compare_last_roster(scene, roster->as_of, error);
    if (last < 0)
        return NULL;
    roster->changed_on = last == 0 ? roster->as_of : NULL;
    return roster;
}

static void read_assignment_word(const char *word, struct roster_row *row)
{
    bool concurrent = strcmp(word, "兼務") == 0 || strcmp(word, "併任") == 0;
    bool acting = strcmp(word, "事務取扱") == 0;

    row->is_main = !concurrent && !acting;
    row->how = row->is_main ? "main" : "concurrent";
    if (acting || (concurrent && strstr(row->post, "事務取扱")))
        row->how = "acting";
}

/* RULES R01-R04. CLAUSE: 1.2.4 */
static void judge_row(struct import *import, struct roster *roster, const struct layout_row *cells,
                      struct roster_row *row)
{
    const char *number = cell_text(import, cells, "staff_no");
    const char *key = row->staff_no ? row->staff_no : number;
    const char *hired_on = layout_cell(cells, "hired_on")->text;

    if (!row->staff_no)
        import_problem(import, cells, "R01", "error", key, "staff_no");
    if (row->staff_no && row->is_main) {
        int64_t *seen = key_map_at(roster->numbers, row->staff_no);

        if (*seen)
            import_problem(import, cells, "R02", "error", key, "staff_no");
        *seen = 1;
    }
    if (!*row->name)
        import_problem(import, cells, "R03", "error", key, "name");
    if (date_read(hired_on, cells->is_1904, row->hired_on) != DATE_OK)
        import_problem(import, cells, "R04", "error", key, "hired_on");
}

static void fill_person(struct import *import, const struct layout_row *cells,
                        const struct roster_row *row, struct value values[PERSON_COLUMNS])
{
    values[PERSON_staff_no] = value_text(row->staff_no);
    values[PERSON_row_key] = value_text(row->staff_no);
    values[PERSON_name] = value_text(row->name);
    values[PERSON_kana] = value_text(or_null(row->kana));
    values[PERSON_employment] = value_text(or_null(row->employment));
    values[PERSON_hired_on] = value_text(row->hired_on);
    values[PERSON_import_id] = value_integer(import_id(import));
    values[PERSON_source_file] = value_text(import_result(import)->file);
    values[PERSON_source_sheet] = value_text(cells->sheet);
    values[PERSON_source_line] = value_integer(cells->number);
    values[PERSON_source_order] = value_integer(cells->order);
}

static bool same_person(const struct value *held, const struct value *file)
{
    for (int i = PERSON_staff_no; i <= PERSON_hired_on; i++)
        if (!value_equal(&held[i], &file[i]))
            return false;
    return true;
}

/* A column the file lacks leaves what is held. */
static void keep_missing(const struct layout_row *cells, const struct value *held,
                         struct value *file)
{
    for (int i = PERSON_staff_no; i <= PERSON_hired_on; i++)
        if (file[i].kind == VALUE_NULL &&
            layout_cell(cells, person_table.columns[i].name)->kind == CELL_EMPTY)
            file[i] = held[i];
}

/* What was corrected by hand is not taken back by a late file unseen (C01): 1 when the row may
 * change the person. */
static bool may_overwrite(struct import *import, const struct layout_row *cells,
                          const struct value *held, const char *key)
{
    enum import_conflict conflict = import_request(import)->conflict;

    if (held[PERSON_edited].kind == VALUE_NULL || held[PERSON_edited].integer == 0)
        return true;
    if (conflict != CONFLICT_OURS)
        import_problem(import, cells, "C01", conflict == CONFLICT_THEIRS ? "warning" : "error", key,
                       "name");
    return conflict == CONFLICT_THEIRS;
}

/* Finds or makes the person of the row: *ret_change is 2 for a new one, 1 for a changed one. */
static int put_person(struct import *import, const struct layout_row *cells,
                      const struct roster_row *row, int64_t section_id, int64_t *ret_id,
                      int *ret_change, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct value held[PERSON_COLUMNS], file[PERSON_COLUMNS] = {0};
    int64_t id = people_find_person(scene->store, row->staff_no, error);

    *ret_change = 0;
    *ret_id = id;
    if (id < 0 || (id > 0 && !row->is_main))
        return id < 0 ? (int)id : 0;
    fill_person(import, cells, row, file);
    if (section_id)
        file[PERSON_section_id] = value_integer(section_id);
    if (id == 0) {
        *ret_change = 2;
        return record_put_known(scene->record, &person_table, 0, NULL, file, &row->context, ret_id,
                                NULL, error);
    }
    int result =
        table_get(scene->store, &person_table, id, import_row_arena(import), held, NULL, error);
    if (result < 0)
        return result;
    keep_missing(cells, held, file);
    /* The day of leaving stays with who is back: a transfer list read again must not end them. */
    file[PERSON_left_on] = held[PERSON_left_on];
    if (same_person(held, file))
        return 0;
    if (!may_overwrite(import, cells, held, row->staff_no))
        return 0;
    *ret_change = 1;
    return record_put_known(scene->record, &person_table, id, held, file, &row->context, NULL, NULL,
                            error);
}

static bool same_work(const struct assignment *a, const struct assignment *b)
{
    const char *left = a->post ? a->post : "", *right = b->post ? b->post : "";

    return a->place.department_id == b->place.department_id &&
           a->place.section_id == b->place.section_id && a->place.unit_id == b->place.unit_id &&
           strcmp(left, right) == 0;
}

static bool is_kept(const struct roster *roster, int64_t id)
{
    for (int i = roster->standing_count; i-- > 0;)
        if (roster->standing[i] == id)
            return true;
    return false;
}

static void keep(struct import *import, struct roster *roster, int64_t id)
{
    if (roster->standing_count == roster->standing_capacity) {
        int capacity = roster->standing_capacity ? roster->standing_capacity * 2 : 1024;
        int64_t *grown = arena_alloc(import_arena(import), (size_t)capacity * sizeof *grown);

        if (roster->standing_count > 0)
            memcpy(grown, roster->standing, (size_t)roster->standing_count * sizeof *grown);
        roster->standing = grown;
        roster->standing_capacity = capacity;
    }
    roster->standing[roster->standing_count++] = id;
}

/* The held assignment that the row speaks of: the same work, else the main one of a main row, else
 * another post in the same section that no row has claimed. */
static const struct assignment *find_held(const struct roster *roster,
                                          const struct assignment *list, int count,
                                          const struct assignment *file)
{
    const struct assignment *near = NULL;
    bool is_main = strcmp(file->how, "main") == 0;

    for (int i = 0; i < count; i++) {
        if (!assignment_holds(&list[i], roster->as_of) ||
            (strcmp(list[i].how, "main") == 0) != is_main)
            continue;
        if (is_main || same_work(&list[i], file))
            return &list[i];
        if (list[i].place.section_id == file->place.section_id && !is_kept(roster, list[i].id))
            near = &list[i];
    }
    return near;
}

/* What stood before the day stays true until it; what is on record for later stays as well. */
static int change_assignment(struct import *import, const struct roster *roster,
                             const struct assignment *held, struct assignment *file,
                             const struct record_context *context, struct error *error)
{
    struct record *record = import_scene(import)->record;
    bool from_start = !roster->changed_on ||
                      (held->valid_from && strcmp(held->valid_from, roster->changed_on) >= 0);
    struct assignment ended = *held;

    file->valid_to = held->valid_to;
    file->valid_from = from_start ? held->valid_from : roster->changed_on;
    if (from_start)
        return people_assign(record, roster->known_from, held, file, context, error);
    ended.valid_to = roster->changed_on;
    int result = people_assign(record, roster->known_from, held, &ended, context, error);
    return result == 0 ? people_assign(record, roster->known_from, NULL, file, context, error)
                       : result;
}

/* *ret_change is 2 for an added assignment, 1 for a changed one. */
static int put_assignment(struct import *import, struct roster *roster, struct assignment *file,
                          const struct record_context *context, int *ret_change,
                          struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct assignment *list;
    int count;
    int result = people_assignments(scene->store, file->person_id, import_row_arena(import), &list,
                                    &count, error);

    if (result < 0)
        return result;
    const struct assignment *held = find_held(roster, list, count, file);
    *ret_change = 0;
    if (held) {
        bool same = same_work(held, file) && strcmp(held->how, file->how) == 0;

        keep(import, roster, held->id);
        if (same)
            return 0;
        *ret_change = 1;
        return change_assignment(import, roster, held, file, context, error);
    }
    *ret_change = 2;
    file->valid_from = roster->changed_on;
    return people_assign(scene->record, roster->known_from, NULL, file, context, error);
}

static int put_post(struct import *import, const struct roster_row *row, const struct place *place,
                    struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    int64_t unit = place->section_id ? place->section_id : place->department_id;
    bool is_head = place->section_id ? pack_is_section_head(scene->pack, row->post)
                                     : pack_is_department_head(scene->pack, row->post);

    if (!unit || !*row->post)
        return 0;
    return people_ensure_post(scene->record, unit, row->post, is_head, &row->context, error);
}

static int apply_row(struct import *import, struct roster *roster, const struct layout_row *cells,
                     const struct roster_row *row, struct error *error)
{
    struct assignment file = {.post = or_null(row->post),
                              .employment = or_null(row->employment),
                              .how = row->how,
                              .import_id = import_id(import),
                              .source_line = cells->number};
    struct import_result *counts = import_result(import);
    int person_change = 0, work_change = 0;
    int result = people_ensure_unit(import_scene(import)->record, &row->place, roster->as_of,
                                    &row->context, &file.place, error);

    if (result == 0)
        result = put_post(import, row, &file.place, error);
    if (result == 0)
        result = put_person(import, cells, row, file.place.section_id, &file.person_id,
                            &person_change, error);
    if (result < 0 || import_row_is_bad(import))
        return result;
    result = put_assignment(import, roster, &file, &row->context, &work_change, error);
    if (person_change == 2 || work_change == 2)
        counts->added++;
    else if (person_change || work_change)
        counts->updated++;
    else
        counts->unchanged++;
    return result;
}

static int roster_row(struct import *import, void *state, const struct layout_row *cells,
                      struct error *error)
{
    struct roster *roster = state;
    struct arena *arena = import_row_arena(import);
    struct roster_row row = {
        .staff_no = text_staff_number(arena, layout_cell(cells, "staff_no")->text),
        .name = cell_text(import, cells, "name"),
        .kana = cell_text(import, cells, "kana"),
        .post = cell_text(import, cells, "post"),
        .employment = cell_text(import, cells, "employment"),
        .place = {.department = cell_text(import, cells, "department"),
                  .section = cell_text(import, cells, "section"),
                  .unit = cell_text(import, cells, "unit"),
                  .code = cell_text(import, cells, "unit_code")},
    };

    read_assignment_word(cell_text(import, cells, "assignment"), &row);
    judge_row(import, roster, cells, &row);
    if (import_row_is_bad(import))
        return 0;
    row.context = (struct record_context){.action = "import",
                                          .key = row.staff_no,
                                          .file = import_result(import)->file,
                                          .file_row = import_row_place(import, cells)};
    return apply_row(import, roster, cells, &row, error);
}

struct missing {
    int64_t id, person_id;
};

/* What held at the end of the day before this import and no row of the file confirmed. */
static int collect_missing(struct import *import, const struct roster *roster,
                           struct missing **ret_list, int *ret_count, struct error *error)
{
    struct query *query = store_query(import_scene(import)->store, SQL_STANDING_AT, error);
    struct key_map *stands = key_map_make(import_arena(import));
    struct missing *list = NULL;
    int count = 0, capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    for (int i = 0; i < roster->standing_count; i++)
        *key_map_at(stands, arena_format(import_row_arena(import), "%lld",
                                         (long long)roster->standing[i])) = 1;
    query_text(query, "on", roster->as_of);
    query_integer(query, "known_from", roster->known_from);
    while ((step = query_step(query, error)) == 1) {
        int64_t id = query_column_integer(query, 0);

        if (key_map_find(stands, arena_format(import_row_arena(import), "%lld", (long long)id)))
            continue;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            struct missing *grown =
                arena_alloc(import_arena(import), (size_t)capacity * sizeof *grown);

            if (count > 0)
                memcpy(grown, list, (size_t)count * sizeof *grown);
            list = grown;
        }
        list[count++] = (struct missing){id, query_column_integer(query, 1)};
    }
    query_done(query);
    *ret_list = list;
    *ret_count = count;
    return step;
}

static int end_missing(struct import *import, const struct roster *roster,
                       const struct missing *missing, const char *ends_on, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct record_context context = {
        .action = "import", .reason = "complete", .file = import_result(import)->file};
    struct assignment *list;
    int count;

    arena_reset(import_row_arena(import));
    int result = people_assignments(scene->store, missing->person_id, import_row_arena(import),
                                    &list, &count, error);
    for (int i = 0; result == 0 && i < count; i++) {
        struct assignment ended = list[i];

        if (list[i].id != missing->id)
            continue;
        ended.valid_to = ends_on;
        import_result(import)->ended++;
        result =
            people_assign(scene->record, roster->known_from, &list[i], &ended, &context, error);
    }
    return result;
}

/* With --complete whoever the file does not name has left by the end of the day. */
static int roster_finish(struct import *import, void *state, struct error *error)
{
    const struct roster *roster = state;
    char ends_on[DATE_SIZE];
    struct missing *list;
    int count;

    if (!import_request(import)->complete)
        return 0;
    int result = collect_missing(import, roster, &list, &count, error);
    date_add_days(roster->as_of, 1, ends_on);
    for (int i = 0; result == 0 && i < count; i++)
        result = end_missing(import, roster, &list[i], ends_on, error);
    return result;
}

const struct import_handler roster_handler = {
    .kind = "roster", .open = roster_open, .row = roster_row, .finish = roster_finish};
