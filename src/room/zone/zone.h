/* Places and their zones. CLAUSE: 3.1 */
#ifndef ROOM_ZONE_ZONE_H
#define ROOM_ZONE_ZONE_H

#include "register/register.h"

enum place_column {
#define COLUMN(name, ...) PLACE_##name,
#include "room/zone/place.def"
#undef COLUMN
    PLACE_COLUMNS
};

extern const struct table place_table;
extern const struct register_kind place_kind;

#endif
