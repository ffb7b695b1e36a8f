/* Table 4, its questions, and the class that the answers give. CLAUSE: 2.1 */
#ifndef ROOM_CLASSIFICATION_CLASSIFICATION_PAGES_H
#define ROOM_CLASSIFICATION_CLASSIFICATION_PAGES_H

#include "page/page.h"

extern const struct page classification_pages[];

#endif
