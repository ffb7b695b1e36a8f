/* The eleven sections of the standard, each with the table its people recognise. */
#ifndef ROOM_SECTION_SECTION_PAGES_H
#define ROOM_SECTION_SECTION_PAGES_H

#include "page/page.h"

extern const struct page section_pages[];

#endif
