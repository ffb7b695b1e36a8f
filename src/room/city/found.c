#include "room/city/found.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/folder.h"
#include "base/text.h"
#include "pack/pack.h"
#include "record/declare.h"
#include "record/record.h"
#include "record/seal.h"
#include "store/migrate.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An origin line of the record may hold no white space; names of cities are kept as they are. */
static const char *make_origin(struct arena *arena, const char *name, bool is_simulation)
{
    return arena_format(arena, "chikiri.%s/operations%s", text_without_space(arena, name),
                        is_simulation ? "-simulation" : "");
}

static bool has(struct arena *arena, const char *folder, const char *name)
{
    return access(arena_format(arena, "%s/%s", folder, name), F_OK) == 0;
}

static int make_folder(const char *folder, struct arena *arena, struct error *error)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set(error, ERROR_INPUT, "", "%s を作れません: %s", folder, strerror(errno));
    if (has(arena, folder, "chikiri.db") || has(arena, folder, "keys") ||
        has(arena, folder, "pack"))
        return error_set(error, ERROR_CONFLICT, "",
                         "%s にはすでにデータがあります。別の場所を指定してください。", folder);
    if (chmod(folder, 0700) != 0)
        return error_set(error, ERROR_INPUT, "", "%s を作れません: %s", folder, strerror(errno));
    return 0;
}

static int write_first_entries(struct store *store, const struct city_plan *plan,
                               const struct city *city, const struct pack *pack,
                               struct error *error)
{
    struct record *record = record_begin(store, plan->folder, plan->actor, plan->now_us, error);
    if (record == NULL)
        return error->code;
    int status = city_write(record, city, pack_id(pack), error);
    if (status == 0)
        status = seal_record(record, plan->folder, error);
    if (status == 0)
        return record_commit(record, error);
    record_abandon(record);
    return status;
}

static int make_database(const struct city_plan *plan, const struct city *city,
                         const struct pack *pack, struct error *error)
{
    struct store *store = store_open(plan->folder, STORE_CREATE, error);
    if (store == NULL)
        return error->code;
    int status = record_create(store, plan->folder, city->origin, error);
    if (status == 0)
        status = store_migrate(store, plan->migrations, plan->migration_count, NULL, error);
    if (status == 0)
        status = record_declare(store, plan->tables, plan->table_count, error);
    if (status == 0)
        status = write_first_entries(store, plan, city, pack, error);
    store_close(store);
    return status;
}

static void remove_traces(const char *folder, struct arena *arena)
{
    static const char *const names[] = {"keys", "pack", "chikiri.db", "chikiri.db-wal",
                                        "chikiri.db-shm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        folder_remove(arena_format(arena, "%s/%s", folder, names[i]));
}

int city_found(const struct city_plan *plan, struct arena *arena, struct city *ret_city,
               const char **ret_pack_id, struct error *error)
{
    struct city city = {.name = plan->name != NULL ? plan->name : "city",
                        .as_of = plan->as_of,
                        .is_simulation = plan->is_simulation,
                        .is_demo = plan->is_demo};
    city.origin = make_origin(arena, city.name, city.is_simulation);
    struct pack *pack = pack_open(plan->pack_directory, error);
    if (pack == NULL)
        return error->code;
    city.pack_version = arena_copy(arena, pack_version(pack));
    const char *id = arena_copy(arena, pack_id(pack));
    int status = make_folder(plan->folder, arena, error);
    if (status == 0) {
        status = pack_copy(pack, arena_format(arena, "%s/pack", plan->folder), error);
        if (status == 0)
            status = make_database(plan, &city, pack, error);
        if (status != 0)
            remove_traces(plan->folder, arena);
    }
    pack_close(pack);
    if (status != 0)
        return status;
    *ret_city = city;
    *ret_pack_id = id;
    return 0;
}
