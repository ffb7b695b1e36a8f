/* Who owes something, asked when it matters. CLAUSE: 1.2.4, 1.3 */
#include "duty/duty.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"

#include <string.h>

static int load_seats(struct duty_scene *scene, struct error *error)
{
    struct moment moment = {.known_to = INT64_MAX};
    struct role_holding *seats = NULL;

    if (scene->has_seats)
        return 0;
    memcpy(moment.on, scene->today, DATE_SIZE);
    int result = people_roles(scene->store, scene->pack, &moment, NULL, 0, scene->arena, &seats,
                              &scene->seat_count, error);
    scene->seats = seats;
    scene->has_seats = result == 0;
    return result;
}

int duty_holders(struct duty_scene *scene, const char *role, int64_t section_id, int64_t system_id,
                 const struct holder **ret_holders, int *ret_count, struct error *error)
{
    int result = load_seats(scene, error);

    if (result < 0)
        return result;
    *ret_holders = NULL;
    *ret_count = 0;
    for (int i = 0; i < scene->seat_count; i++) {
        const struct role_holding *seat = &scene->seats[i];

        if (!seat->role || strcmp(seat->role->id, role) != 0 ||
            (seat->unit_id && seat->unit_id != section_id) ||
            (seat->system_id && seat->system_id != system_id))
            continue;
        bool is_empty = seat->holder_count == 0;
        *ret_holders = is_empty ? seat->stand_ins : seat->holders;
        *ret_count = is_empty ? seat->stand_in_count : seat->holder_count;
        return 0;
    }
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
