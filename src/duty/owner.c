/* Who owes something, asked when it matters. CLAUSE: 1.2.4, 1.3 */
#include "duty/duty.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "people/state.h"

#include <string.h>

/* Who was asked for; the city's other seats are not looked at. */
struct duty_seat {
    struct role_holding holding;
    struct duty_seat *next;
};

static int load_city(struct duty_scene *scene, struct error *error)
{
    struct moment moment = {.known_to = INT64_MAX};
    struct state *city;

    if (scene->city)
        return 0;
    city = arena_alloc(scene->arena, sizeof *city);
    memcpy(moment.on, scene->today, DATE_SIZE);
    int result = state_load(scene->store, scene->pack, &moment, 0, scene->arena, city, error);
    scene->city = result == 0 ? city : NULL;
    return result;
}

/* Of the city, the section or the system: whichever the role is held in. */
static bool is_held_in(const struct pack_role *role, const struct state_unit *unit,
                       int64_t section_id, int64_t system_id)
{
    bool is_section = strcmp(role->unit_kind, "section") == 0;

    return !unit->id || unit->id == (is_section ? section_id : system_id);
}

/* NULL when the role is not held there. */
static const struct role_holding *find_seat(struct duty_scene *scene, const struct pack_role *role,
                                            int64_t section_id, int64_t system_id)
{
    int count;
    const struct state_unit *units = state_units(scene->city, role, &count);

    for (const struct duty_seat *seat = scene->seats; seat; seat = seat->next)
        if (seat->holding.role == role &&
            (!seat->holding.unit_id || seat->holding.unit_id == section_id) &&
            (!seat->holding.system_id || seat->holding.system_id == system_id))
            return &seat->holding;
    for (int i = 0; i < count; i++)
        if (is_held_in(role, &units[i], section_id, system_id)) {
            struct duty_seat *seat = arena_alloc(scene->arena, sizeof *seat);

            state_fill_seat(scene->city, role, &units[i], &seat->holding);
            seat->next = scene->seats;
            scene->seats = seat;
            return &seat->holding;
        }
    return NULL;
}

int duty_holders(struct duty_scene *scene, const char *role, int64_t section_id, int64_t system_id,
                 const struct holder **ret_holders, int *ret_count, struct error *error)
{
    const struct pack_role *held = pack_role(scene->pack, role);
    int result = held ? load_city(scene, error) : 0;
    const struct role_holding *seat =
        held && result == 0 ? find_seat(scene, held, section_id, system_id) : NULL;

    if (result < 0)
        return result;
    bool is_empty = !seat || seat->holder_count == 0;
    *ret_holders = !seat ? NULL : is_empty ? seat->stand_ins : seat->holders;
    *ret_count = !seat ? 0 : is_empty ? seat->stand_in_count : seat->holder_count;
    return 0;
}

/* The person by number, wherever they work now. */
static int find_person(struct duty_scene *scene, const char *staff_no,
                       const struct holder **ret_holders, int *ret_count, struct error *error)
{
    struct viewer viewer;
    struct error gone = {0};
    struct holder *holder = arena_alloc(scene->arena, sizeof *holder);
    int result = people_viewer(scene->store, scene->pack, staff_no, scene->today, scene->arena,
                               &viewer, &gone);

    if (result < 0 && result != ERROR_DENIED)
        return error_set(error, result, "", "%s", gone.text);
    *holder = (struct holder){.staff_no = staff_no};
    if (result == 0)
        *holder = (struct holder){.person_id = viewer.person_id,
                                  .staff_no = staff_no,
                                  .name = viewer.name,
                                  .post = viewer.post};
    *ret_holders = holder;
    *ret_count = result == 0;
    return 0;
}

int duty_owners(struct duty_scene *scene, const struct obligation *obligation,
                const struct holder **ret_holders, int *ret_count, struct error *error)
{
    const char *staff_no = obligation_text(obligation, OBLIGATION_owner_staff_no);

    if (staff_no)
        return find_person(scene, staff_no, ret_holders, ret_count, error);
    return duty_holders(scene, obligation_text(obligation, OBLIGATION_owner_role),
                        obligation_number(obligation, OBLIGATION_owner_section), 0, ret_holders,
                        ret_count, error);
}
