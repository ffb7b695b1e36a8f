/* Founding a city: its folder, keys, pack, database and first entries. */
#ifndef ROOM_CITY_FOUND_H
#define ROOM_CITY_FOUND_H

#include "room/city/city.h"
#include <stdint.h>

struct arena;
struct error;
struct migration;
struct record_actor;
struct table;

struct city_plan {
    const char *folder;         /* made when it is not there; must hold no data yet */
    const char *pack_directory; /* NULL: the built-in pack */
    const char *name;           /* NULL: "city" */
    const char *as_of;          /* ISO date or NULL */
    bool is_simulation, is_demo;
    int64_t now_us;
    const struct record_actor *actor;
    const struct table *const *tables; /* all recorded ones */
    int table_count;
    const struct migration *migrations;
    int migration_count;
};

/* Makes all of it, or leaves nothing behind that would stop the next try. *ret_city and
 * *ret_pack_id are in the arena. ERROR_CONFLICT when the folder holds data already. */
int city_found(const struct city_plan *plan, struct arena *arena, struct city *ret_city,
               const char **ret_pack_id, struct error *error);

#endif
