/* The pages of the register of devices. */
#ifndef ROOM_DEVICE_DEVICE_PAGES_H
#define ROOM_DEVICE_DEVICE_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face device_face;
extern const struct page device_pages[];

#endif
