/* Pages of imports: upload, preview, apply, undo. */
#ifndef ROOM_IMPORT_IMPORT_PAGES_H
#define ROOM_IMPORT_IMPORT_PAGES_H

#include "page/page.h"

extern const struct page import_pages[];

#endif
