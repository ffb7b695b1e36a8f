/* One box that searches everything the viewer may see: every register, the clauses and the codes of
 * findings. */
#ifndef ROOM_SEARCH_SEARCH_PAGES_H
#define ROOM_SEARCH_SEARCH_PAGES_H

#include "page/page.h"

extern const struct page search_pages[];

#endif
