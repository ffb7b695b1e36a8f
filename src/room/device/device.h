/* Devices. CLAUSE: 5.1.1 */
#ifndef ROOM_DEVICE_DEVICE_H
#define ROOM_DEVICE_DEVICE_H

#include "register/register.h"

enum device_column {
#define COLUMN(name, ...) DEVICE_##name,
#include "room/device/device.def"
#undef COLUMN
    DEVICE_COLUMNS
};

extern const struct table device_table;
extern const struct register_kind device_kind;

#endif
