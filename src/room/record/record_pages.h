/* Pages of the record: its entries with proofs, the checkpoint, its witnesses. */
#ifndef ROOM_RECORD_RECORD_PAGES_H
#define ROOM_RECORD_RECORD_PAGES_H

#include "page/page.h"

extern const struct page record_pages[];

#endif
