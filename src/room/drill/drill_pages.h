/* The pages of drills: to plan one, to play its script, to look back on it. CLAUSE: 4.4.1 */
#ifndef ROOM_DRILL_DRILL_PAGES_H
#define ROOM_DRILL_DRILL_PAGES_H

#include "page/page.h"

extern const struct page drill_pages[];

#endif
