/* The pages of the ledger of external services. */
#ifndef ROOM_SERVICE_SERVICE_PAGES_H
#define ROOM_SERVICE_SERVICE_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face service_face;
extern const struct page service_pages[];

#endif
