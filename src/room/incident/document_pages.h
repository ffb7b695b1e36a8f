/* The pages of the documents of a case. CLAUSE: 1.4.3, 1.4.6, 10.1.2 */
#ifndef ROOM_INCIDENT_DOCUMENT_PAGES_H
#define ROOM_INCIDENT_DOCUMENT_PAGES_H

#include "page/page.h"

extern const struct page document_pages[];

#endif
