/* What became of a clause over the last days or weeks, as a picture and in numbers. */
#ifndef ROOM_CLAUSE_HISTORY_VIEW_H
#define ROOM_CLAUSE_HISTORY_VIEW_H

struct error;
struct visit;

/* Adds "history" to the model: {on, state, standing, check} at the end of each day or week since
 * the record began, twelve at most, with where each stands in the drawing; and of the last check
 * its time and entry (checked_at, check). Nothing for a viewer who may see no findings.
 * CLAUSE: 11.2.0
 */
int clause_add_history(struct visit *visit, const char *id, struct error *error);

#endif
