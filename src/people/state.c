#include "people/state.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "people/people_sql.h"
#include <string.h>

/* A full array doubles: its size is a power of two whenever it is full. */
static void *with_room(struct arena *arena, void *list, int count, size_t size)
{
    if (count > 0 && (count < 16 || (count & (count - 1)) != 0))
        return list;
    void *grown = arena_alloc(arena, size * (size_t)(count < 16 ? 16 : count * 2));
    if (count > 0)
        memcpy(grown, list, size * (size_t)count);
    return grown;
}

static const char *copy_column(const struct query *query, int column, struct arena *arena)
{
    const char *text = query_column_text(query, column);

    return text ? arena_copy(arena, text) : NULL;
}

static void add_assignment(struct state *state, const struct query *query)
{
    const char *post = copy_column(query, 6, state->arena);

    if (!post)
        post = "";
    state->assignments = with_room(state->arena, state->assignments, state->assignment_count,
                                   sizeof *state->assignments);
    state->assignments[state->assignment_count++] = (struct state_assignment){
        .person_id = query_column_integer(query, 0),
        .staff_no = copy_column(query, 1, state->arena),
        .name = copy_column(query, 2, state->arena),
        .section_id = query_column_integer(query, 3),
        .department_key = copy_column(query, 4, state->arena),
        .section_key = copy_column(query, 5, state->arena),
        .post = post,
        .post_key = text_unit_key(state->arena, post),
        .how = copy_column(query, 7, state->arena),
        .valid_from = copy_column(query, 8, state->arena),
        .is_section_head = pack_is_section_head(state->pack, post),
        .is_department_head = pack_is_department_head(state->pack, post),
    };
}

static void add_section(struct state *state, const struct query *query)
{
    int64_t id = query_column_integer(query, 0);
    const char *department = query_column_text(query, 1);
    const char *text =
        department ? arena_format(state->arena, "%s %s", department, query_column_text(query, 2))
                   : copy_column(query, 2, state->arena);

    state->sections =
        with_room(state->arena, state->sections, state->section_count, sizeof *state->sections);
    state->sections[state->section_count++] = (struct state_unit){id, text, NULL, id};
}

static void add_system(struct state *state, const struct query *query)
{
    state->systems =
        with_room(state->arena, state->systems, state->system_count, sizeof *state->systems);
    state->systems[state->system_count++] =
        (struct state_unit){query_column_integer(query, 0), copy_column(query, 1, state->arena),
                            copy_column(query, 2, state->arena), query_column_integer(query, 3)};
}

static void add_appointment(struct state *state, const struct query *query)
{
    const char *system = query_column_text(query, 5);

    state->appointments = with_room(state->arena, state->appointments, state->appointment_count,
                                    sizeof *state->appointments);
    state->appointments[state->appointment_count++] = (struct state_appointment){
        .role = copy_column(query, 0, state->arena),
        .staff_no = copy_column(query, 1, state->arena),
        .person_id = query_column_integer(query, 2),
        .name = copy_column(query, 3, state->arena),
        .section_id = query_column_integer(query, 4),
        .system_key = system ? text_name_key(state->arena, system) : NULL,
        .valid_from = copy_column(query, 6, state->arena),
    };
}

static int read_all(struct store *store, const char *sql, const struct moment *moment,
                    int64_t person_id, struct state *state,
                    void (*add)(struct state *, const struct query *), struct error *error)
{
    struct query *query = store_query(store, sql, error);
    int step;

    if (!query)
        return ERROR_FAULT;
    if (query_has(query, "on"))
        query_text(query, "on", moment->on);
    if (query_has(query, "known_to"))
        query_integer(query, "known_to", moment->known_to);
    if (query_has(query, "person_id"))
        query_integer(query, "person_id", person_id);
    while ((step = query_step(query, error)) == 1)
        add(state, query);
    query_done(query);
    return step;
}

int state_load(struct store *store, const struct pack *pack, const struct moment *moment,
               int64_t person_id, struct arena *arena, struct state *ret_state, struct error *error)
{
    struct state state = {.pack = pack, .arena = arena};
    const char *assignments = person_id ? SQL_STATE_ASSIGNMENTS_OF_PERSON : SQL_STATE_ASSIGNMENTS;
    int result = read_all(store, assignments, moment, person_id, &state, add_assignment, error);

    if (result == 0)
        result = read_all(store, SQL_STATE_SECTIONS, moment, 0, &state, add_section, error);
    if (result == 0)
        result = read_all(store, SQL_STATE_SYSTEMS, moment, 0, &state, add_system, error);
    if (result == 0)
        result = read_all(store, SQL_STATE_APPOINTMENTS, moment, 0, &state, add_appointment, error);
    if (result == 0)
        *ret_state = state;
    return result;
}

const struct state_unit *state_units(const struct state *state, const struct pack_role *role,
                                     int *ret_count)
{
    static const struct state_unit city;

    if (strcmp(role->unit_kind, "section") == 0) {
        *ret_count = state->section_count;
        return state->sections;
    }
    if (strcmp(role->unit_kind, "system") == 0) {
        *ret_count = state->system_count;
        return state->systems;
    }
    *ret_count = 1;
    return &city;
}

const struct state_assignment *state_find(const struct state *state, int64_t person_id,
                                          int64_t section_id)
{
    for (int i = 0; i < state->assignment_count; i++) {
        const struct state_assignment *assignment = &state->assignments[i];

        if (assignment->person_id == person_id &&
            (!section_id || assignment->section_id == section_id))
            return assignment;
    }
    return NULL;
}
