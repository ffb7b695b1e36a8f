/* Whose data this is: one row, made by init. */
#ifndef ROOM_CITY_CITY_H
#define ROOM_CITY_CITY_H

#include "store/table.h"
#include <stdbool.h>

struct arena;
struct error;
struct record;
struct store;

enum city_column {
#define COLUMN(name, ...) CITY_##name,
#include "room/city/city.def"
#undef COLUMN
    CITY_COLUMNS
};

extern const struct table city_table;

struct city {
    const char *name, *origin, *pack_version, *as_of;
    bool is_simulation, is_demo;
    bool was_checked; /* whether findings have been stored at least once */
};

/* The city of the folder, in `arena`. ERROR_MISSING when init did not finish. */
int city_read(struct store *store, struct arena *arena, struct city *ret_city, struct error *error);
/* Writes the row of a new city. */
int city_write(struct record *record, const struct city *city, const char *pack_id,
               struct error *error);
/* Remembers that findings were stored, the first time only. */
int city_mark_checked(struct record *record, struct arena *arena, struct error *error);

#endif
