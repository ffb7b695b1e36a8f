/* The pages of the ledger of information assets and of declarations. */
#ifndef ROOM_ASSET_ASSET_PAGES_H
#define ROOM_ASSET_ASSET_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face asset_face, declaration_face;
extern const struct page asset_pages[];

#endif
