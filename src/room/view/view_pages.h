/* The pages of saved views: to save what a list shows, to rename, share and delete it. CLAUSE: 2.2
 */
#ifndef ROOM_VIEW_VIEW_PAGES_H
#define ROOM_VIEW_VIEW_PAGES_H

#include "page/page.h"

extern const struct page view_pages[];

#endif
