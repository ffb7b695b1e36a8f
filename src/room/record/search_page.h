/* Handler of the list of entries. */
#ifndef ROOM_RECORD_SEARCH_PAGE_H
#define ROOM_RECORD_SEARCH_PAGE_H

struct error;
struct visit;

/* The entries that the filters let through, newest first, in parts of what one look may cost. */
int record_search(struct visit *visit, struct error *error);

#endif
