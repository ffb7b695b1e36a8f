/* Statistics of incidents, and what of them may be shown to the public. CLAUSE: 1.4.5, 10.2.1 */
#ifndef ROOM_INCIDENT_STATISTICS_PAGES_H
#define ROOM_INCIDENT_STATISTICS_PAGES_H

#include "page/page.h"

extern const struct page statistics_pages[];

#endif
