/* P01 vacancy, P02 two heads, P03 held by someone gone. CLAUSE: 1.2.4, 1.2.5, 1.4 */
#include "people/state.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "people/people.h"

#include <string.h>

enum { FINDING_ARENA_BYTES = 64 << 20 };

struct finding_run {
    const struct state *state;
    people_report *report;
    void *context;
    int population;
};

static int tell(struct finding_run *run, const char *code, const struct role_holding *holding,
                const char *detail, struct error *error)
{
    const char *key =
        holding->unit ? arena_format(run->state->arena, "%s %s", holding->role->id, holding->unit)
                      : holding->role->id;

    return run->report(run->context, code, holding, key, detail, error);
}

static const char *list_people(const struct state *state, const struct role_holding *holding)
{
    const char *text = "";

    for (int i = 0; i < holding->holder_count; i++)
        text = arena_format(state->arena, "%s%s%s %s", text, *text ? ", " : "",
                            holding->holders[i].staff_no, holding->holders[i].name);
    return text;
}

/* Someone who left, or who moved to another section than the one the appointment is for. */
static int judge_appointments(struct finding_run *run, const struct role_holding *holding,
                              const struct state_unit *unit, struct error *error)
{
    const struct state *state = run->state;
    bool in_section = strcmp(holding->role->unit_kind, "section") == 0;
    const char *gone = "";

    for (int i = 0; i < state->appointment_count; i++) {
        const struct state_appointment *appointment = &state->appointments[i];
        bool here = appointment->person_id &&
                    state_find(state, appointment->person_id, in_section ? unit->id : 0);

        if (state_is_appointed(appointment, holding->role, unit) && !here)
            gone = arena_format(state->arena, "%s%s%s %s", gone, *gone ? ", " : "",
                                appointment->staff_no, appointment->name ? appointment->name : "");
    }
    return *gone ? tell(run, "P03", holding, gone, error) : 0;
}

static int judge_seat(struct finding_run *run, const struct pack_role *role,
                      const struct state_unit *unit, struct error *error)
{
    struct role_holding holding;
    bool is_manager = role->how == BOUND_SECTION_HEAD && strcmp(role->unit_kind, "section") == 0;
    int result = 0;

    state_resolve(run->state, role, unit, &holding);
    run->population++;
    if (holding.holder_count == 0 && role->vacancy_is_finding)
        result = tell(run, "P01", &holding, NULL, error);
    if (result == 0 && is_manager && holding.holder_count > 1)
        result = tell(run, "P02", &holding, list_people(run->state, &holding), error);
    return result == 0 ? judge_appointments(run, &holding, unit, error) : result;
}

int people_findings(struct store *store, const struct pack *pack, const struct moment *moment,
                    people_report *report, void *context, int *ret_population, struct error *error)
{
    struct arena *arena = arena_open(FINDING_ARENA_BYTES);
    struct state state;
    struct finding_run run = {&state, report, context, 0};
    int role_count, result = state_load(store, pack, moment, 0, arena, &state, error);
    const struct pack_role *roles = pack_roles(pack, &role_count);

    if (result == 0 && state.section_count == 0)
        role_count = 0;
    for (int i = 0; result == 0 && i < role_count; i++) {
        int unit_count;
        const struct state_unit *units = state_units(&state, &roles[i], &unit_count);

        for (int j = 0; result == 0 && j < unit_count; j++)
            result = judge_seat(&run, &roles[i], &units[j], error);
    }
    arena_close(arena);
    if (result == 0 && ret_population)
        *ret_population = run.population;
    return result;
}
