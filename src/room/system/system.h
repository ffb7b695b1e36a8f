/* Information systems. CLAUSE: 1.2.6 */
#ifndef ROOM_SYSTEM_SYSTEM_H
#define ROOM_SYSTEM_SYSTEM_H

#include "register/register.h"

enum information_system_column {
#define COLUMN(name, ...) INFORMATION_SYSTEM_##name,
#include "room/system/information_system.def"
#undef COLUMN
    INFORMATION_SYSTEM_COLUMNS
};

extern const struct table information_system_table;
extern const struct register_kind information_system_kind;

#endif
