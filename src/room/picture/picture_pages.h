/* Where people would rather look than read: the course of findings, sections by parts of the
 * standard, how old reviews are, where things are kept. Every drawing has its numbers beside it. */
#ifndef ROOM_PICTURE_PICTURE_PAGES_H
#define ROOM_PICTURE_PICTURE_PAGES_H

#include "page/page.h"

extern const struct page picture_pages[];

#endif
