/* Which person holds which role of tables 1 to 3. CLAUSE: 1.2.1, 1.3, 1.4 */
#include "people/state.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "people/people.h"

#include <stdlib.h>
#include <string.h>

static bool among(const char *const *keys, const char *key)
{
    for (; keys && *keys; keys++)
        if (key && strcmp(*keys, key) == 0)
            return true;
    return false;
}

static bool any_or_among(const char *const *keys, const char *key)
{
    return !keys || !*keys || among(keys, key);
}

/* Whether the assignment is one the pack binds the role to. CLAUSE: 1.2.1, 1.2.4 */
static bool is_bound(const struct pack_role *role, const struct state_unit *unit,
                     const struct state_assignment *assignment)
{
    if (unit->id && (!unit->section_id || assignment->section_id != unit->section_id))
        return false;
    if (!any_or_among(role->departments, assignment->department_key) ||
        !any_or_among(role->sections, assignment->section_key) ||
        !any_or_among(role->posts, assignment->post_key))
        return false;
    switch (role->how) {
    case BOUND_POST:
        return role->posts && *role->posts;
    case BOUND_SECTION_HEAD:
    case BOUND_SYSTEM_OWNER_HEAD:
        return assignment->section_id && assignment->is_section_head;
    case BOUND_DEPARTMENT_HEADS:
        return assignment->is_department_head &&
               !among(role->except_departments, assignment->department_key);
    case BOUND_SECTION_MEMBERS:
        return assignment->section_id != 0;
    case BOUND_NAMED:
        return false;
    }
    return false;
}

bool state_is_appointed(const struct state_appointment *appointment, const struct pack_role *role,
                        const struct state_unit *unit)
{
    if (strcmp(appointment->role, role->id) != 0)
        return false;
    if (strcmp(role->unit_kind, "section") == 0)
        return appointment->section_id == unit->id;
    if (strcmp(role->unit_kind, "system") == 0)
        return appointment->system_key && strcmp(appointment->system_key, unit->key) == 0;
    return true;
}

static const char *how_of(const struct state_assignment *assignment)
{
    if (strstr(assignment->post, "事務取扱"))
        return "acting";
    return assignment->how ? assignment->how : "main";
}

/* One person has one seat, whatever posts lead to it. */
static void add_holder(struct holder *holders, int *count,
                       const struct state_assignment *assignment, const char *how,
                       const char *since)
{
    for (int i = 0; i < *count; i++)
        if (holders[i].person_id == assignment->person_id)
            return;
    holders[(*count)++] = (struct holder){.person_id = assignment->person_id,
                                          .staff_no = assignment->staff_no,
                                          .name = assignment->name,
                                          .post = assignment->post,
                                          .how = how,
                                          .since = since,
                                          .section_id = assignment->section_id};
}

/* Named holders must still be employed, and those of a section work in it. CLAUSE: 1.2.5, 1.2.7 */
static int add_named(const struct state *state, const struct pack_role *role,
                     const struct state_unit *unit, struct holder *holders)
{
    bool in_section = strcmp(role->unit_kind, "section") == 0;
    int count = 0;

    for (int i = 0; i < state->appointment_count; i++) {
        const struct state_appointment *appointment = &state->appointments[i];
        const struct state_assignment *assignment;

        if (!appointment->person_id || !state_is_appointed(appointment, role, unit))
            continue;
        assignment = state_find(state, appointment->person_id, in_section ? unit->id : 0);
        if (assignment)
            add_holder(holders, &count, assignment, "appointed", appointment->valid_from);
    }
    return count;
}

/* Where there is one seat and several match, the appointment on record tells which. CLAUSE: 1.2.1
 */
static int keep_appointed(const struct state *state, const struct pack_role *role,
                          const struct state_unit *unit, struct holder *holders, int count)
{
    int kept = 0;

    for (int i = 0; i < count; i++) {
        bool appointed = false;

        for (int j = 0; j < state->appointment_count && !appointed; j++)
            appointed = state->appointments[j].person_id == holders[i].person_id &&
                        state_is_appointed(&state->appointments[j], role, unit);
        if (appointed) {
            struct holder moved = holders[kept];

            holders[kept++] = holders[i];
            holders[i] = moved;
        }
    }
    return kept ? kept : count;
}

static int by_staff_number(const void *a, const void *b)
{
    const struct holder *left = a, *right = b;

    return strcmp(left->staff_no, right->staff_no);
}

void state_resolve(const struct state *state, const struct pack_role *role,
                   const struct state_unit *unit, struct role_holding *ret_holding)
{
    bool is_seat = role->is_one && strcmp(role->unit_kind, "city") == 0;
    int most = state->appointment_count, count = 0;

    for (int i = 0; role->how != BOUND_NAMED && i < state->assignment_count; i++)
        most += is_bound(role, unit, &state->assignments[i]);
    struct holder *holders = arena_alloc(state->arena, ((size_t)most + 1) * sizeof *holders);
    if (role->how == BOUND_NAMED)
        count = add_named(state, role, unit, holders);
    for (int i = 0; role->how != BOUND_NAMED && i < state->assignment_count; i++)
        if (is_bound(role, unit, &state->assignments[i]))
            add_holder(holders, &count, &state->assignments[i], how_of(&state->assignments[i]),
                       state->assignments[i].valid_from);
    if (count == 0 && is_seat) /* the post is not in the roster: the appointment on record holds */
        count = add_named(state, role, unit, holders);
    if (role->is_one && count > 1)
        count = keep_appointed(state, role, unit, holders, count);
    qsort(holders, (size_t)count, sizeof *holders, by_staff_number);
    *ret_holding = (struct role_holding){
        .role = role,
        .unit_id = strcmp(role->unit_kind, "section") == 0 ? unit->id : 0,
        .system_id = strcmp(role->unit_kind, "system") == 0 ? unit->id : 0,
        .unit = unit->text,
        .holders = holders,
        .holder_count = count,
    };
}

/* The vice-chair acts while there is no chair, for the committee's business only. CLAUSE: 1.3 */
static void add_stand_ins(const struct state *state, struct role_holding *holding)
{
    const struct pack_role *role = holding->role;
    const struct pack_role *deputy = role->stand_in ? pack_role(state->pack, role->stand_in) : NULL;
    const struct state_unit city = {0};
    struct role_holding standing;

    if (!deputy || holding->holder_count > 0 || strcmp(deputy->unit_kind, "city") != 0)
        return;
    state_resolve(state, deputy, &city, &standing);
    holding->stand_ins = standing.holders;
    holding->stand_in_count = standing.holder_count;
}

void state_fill_seat(const struct state *state, const struct pack_role *role,
                     const struct state_unit *unit, struct role_holding *ret_holding)
{
    state_resolve(state, role, unit, ret_holding);
    add_stand_ins(state, ret_holding);
}

int people_roles(struct store *store, const struct pack *pack, const struct moment *moment,
                 const char *role, int64_t section_id, struct arena *arena,
                 struct role_holding **ret_holdings, int *ret_count, struct error *error)
{
    struct state state;
    int role_count, result = state_load(store, pack, moment, 0, arena, &state, error);
    const struct pack_role *roles = pack_roles(pack, &role_count);

    if (result < 0)
        return result;
    size_t most = (size_t)role_count * (size_t)(state.section_count + state.system_count + 1);
    struct role_holding *holdings = arena_alloc(arena, most * sizeof *holdings);
    int count = 0;
    for (int i = 0; i < role_count; i++) {
        int unit_count;
        const struct state_unit *units = state_units(&state, &roles[i], &unit_count);

        if (role && strcmp(role, roles[i].id) != 0)
            continue;
        for (int j = 0; j < unit_count; j++) {
            if (section_id && units[j].section_id != section_id)
                continue;
            state_fill_seat(&state, &roles[i], &units[j], &holdings[count++]);
        }
    }
    *ret_holdings = holdings;
    *ret_count = count;
    return 0;
}
