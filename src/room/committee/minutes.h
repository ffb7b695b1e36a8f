/* Minutes of the committee: kept by its secretariat, beside the case that a meeting was about.
 * CLAUSE: 1.3, 10.1.3 */
#ifndef ROOM_COMMITTEE_MINUTES_H
#define ROOM_COMMITTEE_MINUTES_H

#include "register/register.h"

enum minutes_column {
#define COLUMN(name, ...) MINUTES_##name,
#include "room/committee/minutes.def"
#undef COLUMN
    MINUTES_COLUMNS
};

/* Table id 57. */
extern const struct table minutes_table;
extern const struct register_kind minutes_kind;

#endif
