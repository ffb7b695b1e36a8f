/* The pages of the committee's minutes. */
#ifndef ROOM_COMMITTEE_MINUTES_PAGES_H
#define ROOM_COMMITTEE_MINUTES_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face minutes_face;
extern const struct page minutes_pages[];

#endif
