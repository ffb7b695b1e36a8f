/* Who acts, with the rights of the date. CLAUSE: 5.6.1, 5.6.3 */
#include "people/state.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"

#include "people/people_sql.h"
#include <string.h>

struct grant_list {
    struct store *store;
    const struct state *state;
    const struct moment *moment;
    const struct state_assignment *self; /* the main assignment */
    struct viewer_grant *grants;
    int count, limit;
};

static void add_grant(struct grant_list *list, const char *role, int64_t section_id,
                      int64_t system_id)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->grants[i].role, role) == 0 && list->grants[i].section_id == section_id &&
            list->grants[i].system_id == system_id)
            return;
    must(list->count < list->limit);
    list->grants[list->count++] = (struct viewer_grant){role, section_id, system_id};
}

/* Whether the appointment to a single seat names somebody else, so that the seat may be theirs. */
static bool names_another(const struct grant_list *list, const struct pack_role *role,
                          const struct state_unit *unit)
{
    const struct state *state = list->state;

    for (int i = 0; role->is_one && i < state->appointment_count; i++)
        if (state->appointments[i].person_id != list->self->person_id &&
            state_is_appointed(&state->appointments[i], role, unit))
            return true;
    return false;
}

/* Whether the viewer holds by appointment what a post would give: only while no one has the post.
 */
static bool fills_vacancy(const struct pack_role *role, const struct role_holding *holding)
{
    return role->how != BOUND_NAMED && strcmp(holding->holders[0].how, "appointed") == 0;
}

/* Asks for the role as the whole city has it: held by the viewer (1), by nobody (2), else 0. */
static int ask_city(struct grant_list *list, const struct pack_role *role,
                    const struct state_unit *unit, struct error *error)
{
    struct role_holding *holdings;
    int count;
    int result = people_roles(list->store, list->state->pack, list->moment, role->id, 0,
                              list->state->arena, &holdings, &count, error);

    if (result < 0)
        return result;
    for (int i = 0; i < count; i++) {
        if (holdings[i].unit_id + holdings[i].system_id != unit->id)
            continue;
        for (int j = 0; j < holdings[i].holder_count; j++)
            if (holdings[i].holders[j].person_id == list->self->person_id)
                return 1;
        return holdings[i].holder_count == 0 ? 2 : 0;
    }
    return 0;
}

static int grant_role(struct grant_list *list, const struct pack_role *role, struct error *error)
{
    int unit_count;
    const struct state_unit *units = state_units(list->state, role, &unit_count);

    for (int i = 0; i < unit_count; i++) {
        struct role_holding holding;

        state_resolve(list->state, role, &units[i], &holding);
        if (holding.holder_count == 0)
            continue;
        if (names_another(list, role, &units[i]) || fills_vacancy(role, &holding)) {
            int held = ask_city(list, role, &units[i], error);

            if (held < 0)
                return held;
            if (held != 1)
                continue;
        }
        if (units[i].id)
            add_grant(list, role->id, holding.unit_id, holding.system_id);
        else
            add_grant(list, role->id, list->self->section_id, 0);
    }
    return 0;
}

/* CLAUSE: 1.3 */
static int grant_stand_in(struct grant_list *list, const struct pack_role *role,
                          struct error *error)
{
    const struct state_unit city = {0};
    bool is_deputy = false;

    for (int i = 0; role->stand_in && i < list->count; i++)
        is_deputy |= strcmp(list->grants[i].role, role->stand_in) == 0;
    if (!is_deputy)
        return 0;
    int held = ask_city(list, role, &city, error);
    if (held == 2)
        add_grant(list, role->id, list->self->section_id, 0);
    return held < 0 ? held : 0;
}

static int collect_grants(struct grant_list *list, struct error *error)
{
    const struct state *state = list->state;
    int role_count, result = 0;
    const struct pack_role *roles = pack_roles(state->pack, &role_count);

    list->limit =
        state->assignment_count + role_count * (state->section_count + state->system_count + 2) + 1;
    list->grants = arena_alloc(state->arena, (size_t)list->limit * sizeof *list->grants);
    add_grant(list, "staff", list->self->section_id, 0);
    for (int i = 0; i < state->assignment_count; i++)
        add_grant(list, "staff", state->assignments[i].section_id, 0);
    for (int i = 0; result == 0 && i < role_count; i++)
        result = grant_role(list, &roles[i], error);
    for (int i = 0; result == 0 && i < role_count; i++)
        result = grant_stand_in(list, &roles[i], error);
    return result;
}

static void fill_viewer(const struct grant_list *list, struct viewer *ret_viewer)
{
    struct arena *arena = list->state->arena;
    size_t most = (size_t)list->count + 1;
    int64_t *sections = arena_alloc(arena, most * sizeof *sections);
    int64_t *systems = arena_alloc(arena, most * sizeof *systems);
    const char **roles = arena_alloc(arena, most * sizeof *roles);
    struct viewer viewer = {.person_id = list->self->person_id,
                            .staff_no = list->self->staff_no,
                            .name = list->self->name,
                            .post = list->self->post,
                            .sections = sections,
                            .roles = roles,
                            .systems = systems,
                            .grants = list->grants,
                            .grant_count = list->count};
    int role_count = 0;

    for (int i = 0; i < list->count; i++) {
        const struct viewer_grant *grant = &list->grants[i];

        if (role_count == 0 || strcmp(roles[role_count - 1], grant->role) != 0)
            roles[role_count++] = grant->role;
        if (strcmp(grant->role, "staff") == 0 && grant->section_id)
            sections[viewer.section_count++] = grant->section_id;
        if (grant->system_id && strcmp(grant->role, "system_administrator") == 0)
            systems[viewer.system_count++] = grant->system_id;
    }
    roles[role_count] = NULL;
    *ret_viewer = viewer;
}

int people_viewer(struct store *store, const struct pack *pack, const char *staff_no,
                  const char *on, struct arena *arena, struct viewer *ret_viewer,
                  struct error *error)
{
    static const char *const no_roles[] = {NULL};
    struct moment moment = {.known_to = INT64_MAX};
    struct state state;

    if (!staff_no) {
        *ret_viewer = (struct viewer){.is_console = true, .roles = no_roles};
        return 0;
    }
    int64_t person_id = people_find_person(store, staff_no, error);
    if (person_id < 0)
        return (int)person_id;
    memcpy(moment.on, on, DATE_SIZE);
    if (person_id == 0)
        return error_set(error, ERROR_DENIED, "",
                         "職員番号 %s の人は名簿にいません。番号を確かめてください。", staff_no);
    int result = state_load(store, pack, &moment, person_id, arena, &state, error);
    if (result < 0)
        return result;
    if (state.assignment_count == 0)
        return error_set(error, ERROR_DENIED, "",
                         "職員番号 %s の人は %s に在職していません。在職する人で操作してください。",
                         staff_no, on);
    struct grant_list list = {
        .store = store, .state = &state, .moment = &moment, .self = &state.assignments[0]};
    result = collect_grants(&list, error);
    if (result == 0)
        fill_viewer(&list, ret_viewer);
    return result;
}
