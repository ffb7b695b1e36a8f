/* The first person of a city that has no roster yet: who installs it. CLAUSE: 1.2.2 */
#ifndef ROOM_ORGANISATION_FIRST_PERSON_H
#define ROOM_ORGANISATION_FIRST_PERSON_H

#include <stdint.h>

struct error;
struct register_scene;

struct first_person {
    const char *staff_no; /* six digits */
    const char *name, *kana;
    const char *department, *section, *post; /* what the roles of tables 1 to 3 follow from */
};

/* Writes the person, the section, the post and the assignment, from an unknown start, through
 * scene->record. A roster read in later tells what is true. */
int organisation_add_first(const struct register_scene *scene, const struct first_person *first,
                           int64_t *ret_person_id, struct error *error);

#endif
