/* Incidents as people and programs meet them: the list, the report, the case with the steps that
 * the visitor may take now. CLAUSE: 1.4.1, 10.1.1, 10.f2 */
#ifndef ROOM_INCIDENT_INCIDENT_PAGES_H
#define ROOM_INCIDENT_INCIDENT_PAGES_H

#include "page/page.h"

extern const struct page incident_pages[];

#endif
