/* The pages of the ledger of information systems. */
#ifndef ROOM_SYSTEM_SYSTEM_PAGES_H
#define ROOM_SYSTEM_SYSTEM_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face information_system_face;
extern const struct page system_pages[];

#endif
