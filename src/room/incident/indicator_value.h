/* What an indicator may look like. Of this room only. CLAUSE: 10.2.1 */
#ifndef ROOM_INCIDENT_INDICATOR_VALUE_H
#define ROOM_INCIDENT_INDICATOR_VALUE_H

struct arena;

/* The value as it is stored: spaces around it gone, full width folded, what was written so that
 * nobody opens it by mistake (hxxp, [.], [@]) undone, addresses and hashes in their one form. NULL
 * when it is none of that type. Of the arena. */
const char *indicator_read_value(struct arena *arena, const char *type, const char *text);
/* The value as people see it: nothing in it opens by itself. Of the arena. */
const char *indicator_show_value(struct arena *arena, const char *value);

#endif
