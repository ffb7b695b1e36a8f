/* Removable media and their take-outs. CLAUSE: 4.1.7, 5.3.1 */
#ifndef ROOM_MEDIA_MEDIA_H
#define ROOM_MEDIA_MEDIA_H

#include "register/register.h"

enum medium_column {
#define COLUMN(name, ...) MEDIUM_##name,
#include "room/media/medium.def"
#undef COLUMN
    MEDIUM_COLUMNS
};

extern const struct table medium_table;
extern const struct register_kind medium_kind;

enum takeout_column {
#define COLUMN(name, ...) TAKEOUT_##name,
#include "room/media/takeout.def"
#undef COLUMN
    TAKEOUT_COLUMNS
};

extern const struct table takeout_table;
extern const struct register_kind takeout_kind;

#endif
