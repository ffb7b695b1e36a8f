/* Viewers read a moment ago, for one worker: as long as nothing about people was written and the
 * day is the same, what a person may do is the same. CLAUSE: 5.6.3 */
#ifndef WEB_VIEWERS_H
#define WEB_VIEWERS_H

#include "base/attribute.h"

struct error;
struct pack;
struct record_changes;
struct seats;
struct store;
struct viewer;
struct viewers;

void viewers_close(struct viewers *viewers);
/* `changes` is the process's, and outlives it. */
struct viewers *viewers_open(struct record_changes *changes) CLOSED_BY(viewers_close)
    __attribute__((returns_nonnull));

/* As people_viewer(), within the store's open transaction. *ret_viewer lives until the next call.
 */
int viewers_find(struct viewers *viewers, struct store *store, const struct pack *pack,
                 const char *staff_no, const char *on, struct viewer *ret_viewer,
                 struct error *error);

/* Who holds which role, as true as the viewer that was found last, and for as long. */
struct seats *viewers_seats(struct viewers *viewers);

#endif
