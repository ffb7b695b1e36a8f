/* The schema moves forward, one step a transaction, and never back. */
#include "base/error.h"
#include "store/driver.h"
#include "store/migrate.h"
#include "store/store.h"
#include "tests/store/folder.h"
#include "tests/tap.h"

static const struct migration steps[] = {
    {1, "first", "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT;"},
    {2, "second",
     "CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT;"
     "INSERT INTO one (id) VALUES (1);"},
    {3, "broken",
     "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT;"
     "INSERT INTO nowhere (id) VALUES (1);"},
};

static const struct migration third[] = {
    {1, "first", "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT;"},
    {2, "second", "CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT;"},
    {3, "third", "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT;"},
};

static int64_t count_versions(struct store *store, struct error *error)
{
    int64_t count = -1;
    struct query *query = store_query(store, "SELECT count(*) FROM schema_version", error);

    if (query && query_step(query, error) > 0)
        count = query_column_integer(query, 0);
    query_done(query);
    return count;
}

static void test_steps(struct store *store)
{
    struct error error = {0};
    int from = -1;

    is_int(store_migrate(store, steps, 1, &from, &error), 0, "the first step");
    is_int(from, 0, "from an empty database");
    is_int(store_migrate(store, steps, 2, &from, &error), 0, "the second");
    is_int(from, 1, "from the first");
    is_int(store_migrate(store, steps, 2, &from, &error), 0, "nothing to do");
    is_int(from, 2, "at the second");
    from = 77;
    is_int(store_migrate(store, steps, 3, &from, &error), ERROR_FAULT, "a broken step");
    is_int(from, 77, "leaves the answer alone");
    is_int(count_versions(store, &error), 2, "and the version");
    is_int(store_migrate(store, third, 3, NULL, &error), 0, "nothing of it was left");
    is_int(store_migrate(store, steps, 2, &from, &error), ERROR_STALE, "an older program");
    ok(strstr(error.text, "新しい版") != NULL, "is told so: %s", error.text);
    is_int(store_check_version(store, 3, &error), 0, "the right version");
    is_int(store_check_version(store, 2, &error), ERROR_STALE, "newer");
    is_int(store_check_version(store, 4, &error), ERROR_STALE, "older");
}

static void test_engine(bool postgres)
{
    char folder[FOLDER_SIZE];
    struct error error = {0};

    if (!ok(make_folder(folder, postgres), postgres ? "postgresql" : "sqlite"))
        return;
    struct store *store = store_open(folder, STORE_CREATE, &error);
    if (ok(store != NULL, "opens (%s)", error.text))
        test_steps(store);
    store_close(store);
    remove_folder(folder);
}

int main(void)
{
    test_engine(false);
    if (postgres_administrator())
        test_engine(true);
    else
        ok(true, "postgresql # SKIP not started");
    return done();
}
