/* External services in use. CLAUSE: 8.1, 8.2, 9.0 */
#ifndef ROOM_SERVICE_SERVICE_H
#define ROOM_SERVICE_SERVICE_H

#include "register/register.h"

enum service_column {
#define COLUMN(name, ...) SERVICE_##name,
#include "room/service/service.def"
#undef COLUMN
    SERVICE_COLUMNS
};

extern const struct table service_table;
extern const struct register_kind service_kind;

#endif
