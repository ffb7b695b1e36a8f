#include "store/migrate.h"

#include "base/date.h"
#include "base/error.h"
#include "store/store.h"

#include <stdint.h>

static const char create_text[] = "CREATE TABLE IF NOT EXISTS schema_version ("
                                  "version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                                  "applied_at TEXT NOT NULL) STRICT;";
static const char last_text[] = "SELECT COALESCE(max(version), 0) FROM schema_version";
static const char insert_text[] = "INSERT INTO schema_version (version, name, applied_at) "
                                  "VALUES (:version, :name, :applied_at)";

static int read_version(struct store *store, int *ret_version, struct error *error)
{
    struct query *query = store_query(store, last_text, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    int result = query_step(query, error);
    if (result > 0)
        *ret_version = (int)query_column_integer(query, 0);
    query_done(query);
    return result < 0 ? result : 0;
}

static int refuse_newer(int found, int known, struct error *error)
{
    return error_set(error, ERROR_STALE, "",
                     "このデータは新しい版のプログラムで作られています（データの版 %d、"
                     "このプログラムが扱える版 %d）。新しい版の chikiri を使ってください。",
                     found, known);
}

static int note_version(struct store *store, const struct migration *migration, struct error *error)
{
    char now[TIME_SIZE];
    struct query *query = store_query(store, insert_text, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    time_format_utc(time_now_us(), now);
    query_integer(query, "version", migration->version);
    query_text(query, "name", migration->name);
    query_text(query, "applied_at", now);
    return query_run(query, error);
}

/* Within a transaction: applies the step unless another process has done so since. */
static int apply(struct store *store, const struct migration *migration, int known,
                 struct error *error)
{
    int version = 0;
    int result = read_version(store, &version, error);

    if (result < 0)
        return result;
    if (version > known)
        return refuse_newer(version, known, error);
    if (version >= migration->version)
        return 0;
    result = store_script(store, migration->sql, error);
    return result < 0 ? result : note_version(store, migration, error);
}

int store_migrate(struct store *store, const struct migration *list, int count, int *ret_from,
                  struct error *error)
{
    int found = 0;
    int known = count > 0 ? list[count - 1].version : 0;
    struct error unready = {0};

    /* A database that is up to date is only read: who asks must not wait for who writes. */
    if (read_version(store, &found, &unready) == 0 && found == known && known > 0) {
        if (ret_from)
            *ret_from = found;
        return 0;
    }
    int result = store_script(store, create_text, error);

    if (result == 0)
        result = read_version(store, &found, error);
    if (result < 0)
        return result;
    if (found > known)
        return refuse_newer(found, known, error);
    for (int i = 0; i < count; i++) {
        must(i == 0 || list[i].version > list[i - 1].version);
        if (list[i].version <= found)
            continue;
        result = store_begin(store, STORE_WRITE, error);
        if (result == 0)
            result = apply(store, &list[i], known, error);
        if (result == 0)
            result = store_commit(store, error);
        if (result < 0) {
            store_rollback(store);
            return result;
        }
    }
    if (ret_from)
        *ret_from = found;
    return 0;
}

int store_check_version(struct store *store, int wanted, struct error *error)
{
    int found = 0;
    int result = read_version(store, &found, error);

    if (result < 0)
        return result;
    if (found > wanted)
        return refuse_newer(found, wanted, error);
    if (found < wanted)
        return error_set(error, ERROR_STALE, "",
                         "このデータは古い版のままです（データの版 %d、プログラムの版 %d）。"
                         "書き込みのできる利用者で chikiri を一度動かして、"
                         "データを新しい版へ移してください。",
                         found, wanted);
    return 0;
}
