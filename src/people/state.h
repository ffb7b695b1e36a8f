/* The city at one moment, read once, for resolving roles. Shared by role.c, viewer.c,
 * finding.c and by duties, which ask for few of the seats. */
#ifndef PEOPLE_STATE_H
#define PEOPLE_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct moment;
struct pack;
struct pack_role;
struct role_holding;
struct store;

struct state_assignment {
    int64_t person_id, section_id;
    const char *staff_no, *name;
    const char *department_key, *section_key; /* NULL when there is none */
    const char *post, *post_key;
    const char *how;
    const char *valid_from; /* NULL when it is not known */
    bool is_section_head, is_department_head;
};

/* What a role is held in: the whole city, a section or an information system. */
struct state_unit {
    int64_t id;             /* 0 for the city */
    const char *text, *key; /* `key` of systems only */
    int64_t section_id;     /* the section itself, or the one that owns the system */
};

struct state_appointment {
    const char *role, *staff_no, *name, *system_key, *valid_from;
    int64_t person_id, section_id;
};

struct state {
    const struct pack *pack;
    struct arena *arena;
    struct state_assignment *assignments;
    struct state_unit *sections, *systems;
    struct state_appointment *appointments;
    int assignment_count, section_count, system_count, appointment_count;
};

/* Reads it; with a person, only that one's assignments. Owned by the arena. */
int state_load(struct store *store, const struct pack *pack, const struct moment *moment,
               int64_t person_id, struct arena *arena, struct state *ret_state,
               struct error *error);

/* The units in which the role is held. */
const struct state_unit *state_units(const struct state *state, const struct pack_role *role,
                                     int *ret_count);
/* Who holds the role in the unit: the pack's binding, narrowed by an appointment where there is one
 * seat and several match. Sorted by staff number. */
void state_resolve(const struct state *state, const struct pack_role *role,
                   const struct state_unit *unit, struct role_holding *ret_holding);
/* The same with who stands in while the seat is empty. CLAUSE: 1.3 */
void state_fill_seat(const struct state *state, const struct pack_role *role,
                     const struct state_unit *unit, struct role_holding *ret_holding);
/* Whether the appointment is to this role in this unit. */
bool state_is_appointed(const struct state_appointment *appointment, const struct pack_role *role,
                        const struct state_unit *unit);
/* The person's first (main) assignment in the section, or in any when it is 0; NULL when none. */
const struct state_assignment *state_find(const struct state *state, int64_t person_id,
                                          int64_t section_id);

#endif
