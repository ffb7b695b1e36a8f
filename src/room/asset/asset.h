/* The ledger of information assets and the sections' word that they hold none. CLAUSE: 2.1, 2.2 */
#ifndef ROOM_ASSET_ASSET_H
#define ROOM_ASSET_ASSET_H

#include "register/register.h"

enum asset_column {
#define COLUMN(name, ...) ASSET_##name,
#include "room/asset/asset.def"
#undef COLUMN
    ASSET_COLUMNS
};

extern const struct table asset_table;
extern const struct register_kind asset_kind;

enum declaration_column {
#define COLUMN(name, ...) DECLARATION_##name,
#include "room/asset/declaration.def"
#undef COLUMN
    DECLARATION_COLUMNS
};

extern const struct table declaration_table;
extern const struct register_kind declaration_kind;

#endif
