/* The pages of the register of places. */
#ifndef ROOM_ZONE_ZONE_PAGES_H
#define ROOM_ZONE_ZONE_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face place_face;
extern const struct page zone_pages[];

#endif
