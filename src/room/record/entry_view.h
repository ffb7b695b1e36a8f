/* An entry of the record as people see it, and who may. */
#ifndef ROOM_RECORD_ENTRY_VIEW_H
#define ROOM_RECORD_ENTRY_VIEW_H

#include <stdbool.h>
#include <stdint.h>

struct entry;
struct model;
struct table;
struct visit;

/* Whether the viewer may look at all of the record. */
bool record_sees_all(struct visit *visit);
/* Whether the viewer may look at the entry: all of them, the own acts, or what was done to rows of
 * the own sections. CLAUSE: 5.7.3 */
bool record_may_see(struct visit *visit, const struct entry *entry);

/* The same for one entry: also what became of a finding that the viewer may see, which takes too
 * long for each line of a list. */
bool record_may_prove(struct visit *visit, const struct entry *entry);

/* The recorded table of that number or name; NULL when there is none. */
const struct table *record_table(struct visit *visit, int64_t id, const char *name);
/* The text of a field of the payload, in the visit's arena; NULL when it has none. */
const char *record_field_text(struct visit *visit, const struct entry *entry, const char *name);

/* Who, when, what: a line of a list. */
void record_fill_line(struct visit *visit, struct model *object, const struct entry *entry);
/* The line and what changed, column by column. Columns of the program's own stay out. */
void record_fill_entry(struct visit *visit, struct model *object, const struct entry *entry);

#endif
