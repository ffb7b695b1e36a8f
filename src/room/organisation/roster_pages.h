/* The pages of units, posts, people, appointments and reorganisations as registers. */
#ifndef ROOM_ORGANISATION_ROSTER_PAGES_H
#define ROOM_ORGANISATION_ROSTER_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face unit_face, post_face, people_face, appointment_face,
    reorganisation_face;
extern const struct page roster_pages[];

#endif
