/* The pages of removable media and of their take-outs. */
#ifndef ROOM_MEDIA_MEDIA_PAGES_H
#define ROOM_MEDIA_MEDIA_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face medium_face, takeout_face;
extern const struct page media_pages[];

#endif
