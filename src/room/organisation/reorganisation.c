/* Sections renamed, merged or split, so that what belongs to them is carried over. CLAUSE: 1.1 */
#include "room/organisation/organisation.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

enum { SUCCESSION_LIMIT = 16 };

/* One row of the old-to-new table. Owned by the scene's arena. */
struct change {
    const char *effective_on;
    char before[DATE_SIZE]; /* the last day of the old section */
    struct unit_names from, to;
    bool takes_over;
    const char *key;
    int64_t old_id, new_id;
    const char *code; /* of the old section */
};

struct change_list {
    struct change *changes;
    int count;
};

static struct record_context context_of(const struct change *change)
{
    return (struct record_context){
        .action = "reorganise", .key = change->key, .reason = "reorganisation"};
}

static const char *copy_column(const struct query *query, int column, struct arena *arena)
{
    const char *text = query_column_text(query, column);

    return arena_copy(arena, text ? text : "");
}

static struct change read_change(const struct query *query, struct arena *arena)
{
    struct change change = {
        .effective_on = copy_column(query, 0, arena),
        .from = {copy_column(query, 2, arena), copy_column(query, 3, arena), "", ""},
        .to = {copy_column(query, 4, arena), copy_column(query, 5, arena), "", ""},
        .takes_over = strcmp(copy_column(query, 1, arena), "分割") != 0 ||
                      query_column_integer(query, 6) == 1,
        .key = copy_column(query, 7, arena),
    };

    date_add_days(change.effective_on, -1, change.before);
    return change;
}

static int read_changes(const struct register_scene *scene, struct change_list *ret_list,
                        struct error *error)
{
    struct query *query = store_query(scene->store, SQL_REORGANISATIONS, error);
    int capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    while ((step = query_step(query, error)) == 1) {
        if (ret_list->count == capacity) {
            capacity = capacity ? capacity * 2 : 16;
            struct change *grown = arena_alloc(scene->arena, (size_t)capacity * sizeof *grown);

            if (ret_list->count > 0)
                memcpy(grown, ret_list->changes, (size_t)ret_list->count * sizeof *grown);
            ret_list->changes = grown;
        }
        ret_list->changes[ret_list->count++] = read_change(query, scene->arena);
    }
    query_done(query);
    return step;
}

/* Writes one column of a unit's row. */
static int set_unit(const struct register_scene *scene, int64_t id, enum unit_column column,
                    struct value value, const struct change *change, struct error *error)
{
    struct value before[UNIT_COLUMNS], after[UNIT_COLUMNS];
    struct record_context context = context_of(change);
    int result = table_get(scene->store, &unit_table, id, scene->arena, before, NULL, error);

    if (result < 0)
        return result;
    memcpy(after, before, sizeof after);
    after[column] = value;
    return record_put_known(scene->record, &unit_table, id, before, after, &context, NULL, NULL,
                            error);
}

/* The new section, made with the day it begins on when it is not there yet. */
static int make_new(const struct register_scene *scene, struct change *change, struct error *error)
{
    struct record_context context = context_of(change);
    struct value begins = value_text(change->effective_on);
    struct place place;
    int64_t department =
        people_find_section(scene->store, change->to.department, NULL, change->effective_on, error);
    int64_t section = people_find_section(scene->store, change->to.department, change->to.section,
                                          change->effective_on, error);

    if (department < 0 || section < 0)
        return (int)(department < 0 ? department : section);
    change->new_id = section;
    if (section)
        return 0;
    change->to.code = change->takes_over ? change->code : "";
    int result = people_ensure_unit(scene->record, &change->to, change->effective_on, &context,
                                    &place, error);
    if (result == 0)
        result = set_unit(scene, place.section_id, UNIT_valid_from, begins, change, error);
    if (result == 0 && department == 0)
        result = set_unit(scene, place.department_id, UNIT_valid_from, begins, change, error);
    change->new_id = result == 0 ? place.section_id : 0;
    return result;
}

/* The same team (係) under the new section. */
static int move_place(const struct register_scene *scene, const struct change *change,
                      struct place *place, struct error *error)
{
    struct record_context context = context_of(change);
    struct unit_names names = change->to;
    struct value values[UNIT_COLUMNS];

    names.code = "";
    if (place->unit_id) {
        int result =
            table_get(scene->store, &unit_table, place->unit_id, scene->arena, values, NULL, error);

        if (result < 0)
            return result;
        names.unit = values[UNIT_name].text;
    }
    return people_ensure_unit(scene->record, &names, change->effective_on, &context, place, error);
}

static int move_assignment(const struct register_scene *scene, const struct change *change,
                           int64_t known_from, const struct assignment *held, struct error *error)
{
    struct record_context context = context_of(change);
    struct assignment ended = *held, next = *held;
    bool begins_later = held->valid_from && strcmp(held->valid_from, change->effective_on) >= 0;
    int result = move_place(scene, change, &next.place, error);

    if (result < 0)
        return result;
    if (begins_later)
        return people_assign(scene->record, known_from, held, &next, &context, error);
    ended.valid_to = next.valid_from = change->effective_on;
    result = people_assign(scene->record, known_from, held, &ended, &context, error);
    return result == 0 ? people_assign(scene->record, known_from, NULL, &next, &context, error)
                       : result;
}

static int move_person(const struct register_scene *scene, const struct change *change,
                       int64_t known_from, int64_t person_id, struct error *error)
{
    struct assignment *list;
    int count;
    int result = people_assignments(scene->store, person_id, scene->arena, &list, &count, error);

    for (int i = 0; result == 0 && i < count; i++)
        if (list[i].place.section_id == change->old_id &&
            (!list[i].valid_to || strcmp(list[i].valid_to, change->effective_on) > 0))
            result = move_assignment(scene, change, known_from, &list[i], error);
    return result;
}

static int move_people(const struct register_scene *scene, const struct change *change,
                       int64_t known_from, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_ASSIGNMENTS_OF_SECTION, error);
    int64_t *people = NULL;
    int count = 0, capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "section_id", change->old_id);
    query_text(query, "on", change->effective_on);
    while ((step = query_step(query, error)) == 1) {
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            int64_t *grown = arena_alloc(scene->arena, (size_t)capacity * sizeof *grown);

            if (count > 0)
                memcpy(grown, people, (size_t)count * sizeof *grown);
            people = grown;
        }
        people[count++] = query_column_integer(query, 0);
    }
    query_done(query);
    for (int i = 0; step == 0 && i < count; i++)
        step = move_person(scene, change, known_from, people[i], error);
    return step;
}

/* Ends the old section, begins the new one and moves the people; nothing when that is done. */
static int carry_out(const struct register_scene *scene, struct change *change, int64_t known_from,
                     struct error *error)
{
    struct value old[UNIT_COLUMNS];
    int64_t id = people_find_section(scene->store, change->from.department, change->from.section,
                                     change->before, error);

    if (id <= 0)
        return (int)id;
    int result = table_get(scene->store, &unit_table, id, scene->arena, old, NULL, error);
    change->old_id = id;
    if (result == 0)
        change->code = old[UNIT_code].kind == VALUE_TEXT ? old[UNIT_code].text : "";
    if (result == 0)
        result = make_new(scene, change, error);
    if (result < 0 || !change->takes_over || old[UNIT_valid_to].kind != VALUE_NULL)
        return result;
    result = set_unit(scene, id, UNIT_valid_to, value_text(change->effective_on), change, error);
    if (result == 0)
        result =
            set_unit(scene, id, UNIT_successor_id, value_integer(change->new_id), change, error);
    return result == 0 ? move_people(scene, change, known_from, error) : result;
}

/* A section that has ended, and where what it held now belongs. */
struct succession {
    int64_t old_id, new_id;
    const char *department, *section;
};

struct succession_list {
    struct succession *items;
    int count;
};

static int read_successions(const struct register_scene *scene, struct succession_list *ret_list,
                            struct error *error)
{
    struct query *query = store_query(scene->store, SQL_SECTIONS_MOVED, error);
    int capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    query_text(query, "today", scene->today);
    while ((step = query_step(query, error)) == 1) {
        if (ret_list->count == capacity) {
            capacity = capacity ? capacity * 2 : 16;
            struct succession *grown = arena_alloc(scene->arena, (size_t)capacity * sizeof *grown);

            if (ret_list->count > 0)
                memcpy(grown, ret_list->items, (size_t)ret_list->count * sizeof *grown);
            ret_list->items = grown;
        }
        ret_list->items[ret_list->count++] = (struct succession){
            query_column_integer(query, 0), query_column_integer(query, 1),
            copy_column(query, 2, scene->arena), copy_column(query, 3, scene->arena)};
    }
    query_done(query);
    return step;
}

/* The last successor of the section; NULL when it stands. */
static const struct succession *find_successor(const struct succession_list *list, int64_t id)
{
    const struct succession *found = NULL;

    for (int round = 0; round < SUCCESSION_LIMIT; round++) {
        const struct succession *next = NULL;

        for (int i = 0; i < list->count && !next; i++)
            if (list->items[i].old_id == (found ? found->new_id : id))
                next = &list->items[i];
        if (!next)
            break;
        found = next;
    }
    return found;
}

/* The ids of rows that stand and belong to a section that has ended. */
static int collect_rows(const struct register_scene *scene, const struct register_kind *kind,
                        const struct succession_list *list, int64_t **ret_ids, int *ret_count,
                        struct error *error)
{
    const struct table *table = kind->table;
    int section = register_common(table, COMMON_section_id);
    int ended = register_common(table, COMMON_ended_at);
    struct query *query = table_scan(scene->store, table, error);
    int64_t *ids = NULL;
    int count = 0, capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    while ((step = query_step(query, error)) == 1) {
        struct value owner = table_value(table, query, 2, section);

        if (owner.kind != VALUE_INTEGER || table_value(table, query, 2, ended).kind != VALUE_NULL ||
            !find_successor(list, owner.integer))
            continue;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            int64_t *grown = arena_alloc(scene->arena, (size_t)capacity * sizeof *grown);

            if (count > 0)
                memcpy(grown, ids, (size_t)count * sizeof *grown);
            ids = grown;
        }
        ids[count++] = query_column_integer(query, 0);
    }
    query_done(query);
    *ret_ids = ids;
    *ret_count = count;
    return step;
}

static int move_row(const struct register_scene *scene, const struct register_kind *kind,
                    const struct succession_list *list, int64_t id, struct error *error)
{
    struct value before[TABLE_COLUMN_LIMIT], after[TABLE_COLUMN_LIMIT];
    int section = register_common(kind->table, COMMON_section_id);
    int result = table_get(scene->store, kind->table, id, scene->arena, before, NULL, error);

    if (result < 0)
        return result;
    memcpy(after, before, (size_t)kind->table->column_count * sizeof *after);
    const struct succession *successor = find_successor(list, before[section].integer);
    struct record_context context = {
        .action = "reorganise", .key = register_row_name(kind, before), .reason = "reorganisation"};
    after[section] = value_integer(successor->new_id);
    if (kind->department >= 0)
        after[kind->department] = value_text(successor->department);
    if (kind->section >= 0)
        after[kind->section] = value_text(successor->section);
    return record_put_known(scene->record, kind->table, id, before, after, &context, NULL, NULL,
                            error);
}

/* Take-outs stay: they tell who took what at the time, not who owns it. */
static bool moves_with_section(const struct register_kind *kind)
{
    bool is_act = kind->part && strcmp(kind->part, "takeouts") == 0;

    return !is_act && table_column(kind->table, "section_id") >= 0 &&
           table_column(kind->table, "ended_at") >= 0;
}

static int move_registers(const struct register_scene *scene, int *ret_moved, struct error *error)
{
    struct succession_list list = {0};
    int result = read_successions(scene, &list, error);

    *ret_moved = 0;
    if (list.count == 0)
        return result;
    for (const struct register_kind *const *kind = scene->kinds; result == 0 && *kind; kind++) {
        int64_t *ids;
        int count = 0;

        if (!moves_with_section(*kind))
            continue;
        result = collect_rows(scene, *kind, &list, &ids, &count, error);
        for (int i = 0; result == 0 && i < count; i++)
            result = move_row(scene, *kind, &list, ids[i], error);
        *ret_moved += count;
    }
    return result;
}

int organisation_follow_reorganisations(const struct register_scene *scene, int *ret_moved,
                                        struct error *error)
{
    struct change_list list = {0};
    int64_t known_from = record_next_index(scene->record);
    int moved = 0, result = read_changes(scene, &list, error);

    for (int i = 0; result == 0 && i < list.count; i++)
        result = carry_out(scene, &list.changes[i], known_from, error);
    if (result == 0)
        result = move_registers(scene, &moved, error);
    if (result == 0 && ret_moved)
        *ret_moved = moved;
    return result;
}

static const char *text_of(const struct register_row *row, enum reorganisation_column column)
{
    return row->values[column].kind == VALUE_TEXT ? row->values[column].text : "";
}

static int check_names(const struct register_row *row, struct error *error)
{
    static const int required[] = {REORGANISATION_effective_on,   REORGANISATION_change,
                                   REORGANISATION_old_department, REORGANISATION_old_section,
                                   REORGANISATION_new_department, REORGANISATION_new_section};

    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const struct column *column = &reorganisation_table.columns[required[i]];

        if (row->values[required[i]].kind != VALUE_NULL && !row->misread[required[i]])
            continue;
        error_set(error, ERROR_INPUT, "", "「%s」が空か、読めません。書いてください。",
                  column->label);
        return error_at(error, column->name, "1.1");
    }
    return 0;
}

static int judge_reorganisation(struct register_row *row, struct error *error)
{
    char before[DATE_SIZE];
    int result = check_names(row, error);

    if (result < 0)
        return result;
    const char *old_department = text_of(row, REORGANISATION_old_department);
    const char *old_section = text_of(row, REORGANISATION_old_section);
    const char *new_department = text_of(row, REORGANISATION_new_department);
    const char *new_section = text_of(row, REORGANISATION_new_section);
    const char *effective_on = text_of(row, REORGANISATION_effective_on);
    date_add_days(effective_on, -1, before);
    int64_t id = people_find_section(row->scene->store, old_department, old_section, before, error);
    if (id < 0)
        return (int)id;
    if (id == 0) {
        error_set(error, ERROR_INPUT, "",
                  "旧組織「%s %s」は %s の時点でありません。部と課の名を確かめてください。",
                  old_department, old_section, before);
        return error_at(error, "old_section", "1.1");
    }
    if (strcmp(text_unit_key(row->arena, old_department),
               text_unit_key(row->arena, new_department)) == 0 &&
        strcmp(text_unit_key(row->arena, old_section), text_unit_key(row->arena, new_section)) ==
            0) {
        error_set(error, ERROR_INPUT, "", "新旧の部と課が同じです。新しい名を書いてください。");
        return error_at(error, "new_section", "1.1");
    }
    row->key = arena_format(row->arena, "%s %s%s %s%s", effective_on, old_department, old_section,
                            new_department, new_section);
    row->values[REORGANISATION_row_key] = value_text(row->key);
    return 0;
}

const struct register_kind reorganisation_kind = {
    .kind = "reorganisations",
    .table = &reorganisation_table,
    .title = "組織の変更",
    .english = "Reorganisations",
    .clause = "1.1",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = judge_reorganisation,
};
