/* Indicators of a case: by what its attack is known again. Of this room only. CLAUSE: 10.2.1 */
#ifndef ROOM_INCIDENT_INDICATOR_H
#define ROOM_INCIDENT_INDICATOR_H

#include "room/incident/act.h"

struct json;

struct indicator {
    struct value values[INDICATOR_COLUMNS];
};

/* In the order in which they were written, of the arena. */
int indicator_list(const struct incident_case *held, struct indicator **ret_list, int *ret_count,
                   struct error *error);
/* The step `indicator`: its fields type and value, with text and seen_at where they are known. */
int take_indicator(struct act *act, struct error *error);
/* The indicators as an array. */
int indicator_write(const struct incident_case *held, struct json *json, struct error *error);

#endif
