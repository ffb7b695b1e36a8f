/* What the store promises, asked of both engines in the same words. */
#include "base/buffer.h"
#include "base/error.h"
#include "store/store.h"
#include "tests/store/folder.h"
#include "tests/tap.h"
#include <pthread.h>
#include <sys/resource.h>

struct place {
    const char *folder;
    const char *engine;
    bool postgres;
    struct store *store;
    struct error error;
};

static const char schema[] =
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, photo BLOB, "
    "CHECK (age IS NULL OR age >= 0)) STRICT;"
    "CREATE UNIQUE INDEX person_name ON person (name);"
    "CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES person (id), "
    "name TEXT DEFAULT 'TEXT; it''s ) STRICT') STRICT;"
    "CREATE INDEX pet_owned ON pet (owner) WHERE owner IS NOT NULL;"
    "CREATE VIEW v_person AS SELECT id, name, CAST(age AS TEXT) AS age FROM person;"
    "CREATE VIEW inner_pet AS SELECT id, owner FROM pet;"
    "CREATE VIEW v_pet AS WITH owned AS (SELECT id, owner FROM inner_pet WHERE owner IS NOT NULL) "
    "SELECT id, owner FROM owned;";

static const char insert_person[] =
    "INSERT INTO person (id, name, age, photo) VALUES (:id, :name, :age, :photo)";

/* The first column of the first row as text, copied; "(none)" without a row, "(error)" on failure.
 */
static const char *first(struct place *place, const char *sql)
{
    static _Thread_local char text[256];
    struct query *query = store_query(place->store, sql, &place->error);
    snprintf(text, sizeof(text), "(error)");
    if (!query)
        return text;
    int result = query_step(query, &place->error);
    if (result > 0)
        snprintf(text, sizeof(text), "%s",
                 query_column_text(query, 0) ? query_column_text(query, 0) : "(null)");
    else if (result == 0)
        snprintf(text, sizeof(text), "(none)");
    query_done(query);
    return text;
}

static int run(struct place *place, const char *sql)
{
    struct query *query = store_query(place->store, sql, &place->error);
    return query ? query_run(query, &place->error) : place->error.code;
}

static int add_person(struct place *place, int64_t id, const char *name, int64_t age)
{
    struct query *query = store_query(place->store, insert_person, &place->error);
    if (!query)
        return place->error.code;
    query_integer(query, "id", id);
    query_text(query, "name", name);
    if (age == INT64_MIN)
        query_null(query, "age");
    else
        query_integer(query, "age", age);
    return query_run(query, &place->error);
}

static void begin(struct place *place)
{
    ok(store_begin(place->store, STORE_WRITE, &place->error) == 0, "%s: begins", place->engine);
}

static void commit(struct place *place)
{
    ok(store_commit(place->store, &place->error) == 0, "%s: commits", place->engine);
}

static void test_open(struct place *place)
{
    ok(!store_open(place->folder, STORE_READ_WRITE, &place->error), "%s: nothing there yet",
       place->engine);
    is_int(place->error.code, ERROR_MISSING, "missing");
    place->store = store_open(place->folder, STORE_CREATE, &place->error);
    ok(place->store != NULL, "creates (%s)", place->error.text);
    if (!place->store)
        exit(done());
    is_int(store_script(place->store, schema, &place->error), 0, "schema");
    ok(!store_open(place->folder, STORE_CREATE, &place->error), "creates once only");
    is_int(place->error.code, ERROR_CONFLICT, "conflict");
    begin(place);
    is_int(add_person(place, 1, "髙橋", 40), 0, "a person");
    is_int(add_person(place, 2, "高橋", INT64_MIN), 0, "another");
    is_int(add_person(place, 3, "ﾀﾅｶ", 0), 0, "a third");
    is_int(add_person(place, 4, "𠮷田", INT64_MAX), 0, "a fourth");
    commit(place);
}

/* Parameters go by name, whatever their order in the text and in the calls. */
static void test_parameters(struct place *place)
{
    static const char sql[] = "SELECT CAST(:b AS TEXT), CAST(:a AS TEXT), CAST(:b AS TEXT), "
                              "':c', \"name\" /* :d */ FROM person WHERE id = :id -- :e";
    struct query *query = store_query(place->store, sql, &place->error);
    if (!ok(query != NULL, "%s: parameters (%s)", place->engine, place->error.text))
        return;
    query_integer(query, "id", 1);
    query_text(query, "a", "A");
    query_text(query, "b", "B");
    ok(query_has(query, "a") && !query_has(query, "c") && !query_has(query, "e"), "has");
    is_int(query_step(query, &place->error), 1, "a row");
    is_text(query_column_text(query, 0), "B", "b");
    is_text(query_column_text(query, 1), "A", "a");
    is_text(query_column_text(query, 2), "B", "b again");
    is_text(query_column_text(query, 3), ":c", "no parameter in a string");
    is_text(query_column_text(query, 4), "髙橋", "a quoted name");
    is_int(query_column_count(query), 5, "columns");
    is_text(query_column_name(query, 4), "name", "column name");
    is_int(query_step(query, &place->error), 0, "the end");
    is_int(query_step(query, &place->error), 0, "the end stays");
    query_again(query);
    query_integer(query, "id", 2);
    is_int(query_step(query, &place->error), 1, "again");
    is_text(query_column_text(query, 1), "A", "what was bound stays");
    is_text(query_column_text(query, 4), "高橋", "the new value");
    query_done(query);
    query = store_query(place->store, sql, &place->error);
    query_integer(query, "id", 1);
    is_int(query_step(query, &place->error), 1, "given back and taken again");
    ok(query_is_null(query, 1), "nothing bound is left");
    query_done(query);
}

static void test_null_means_all(struct place *place)
{
    static const char sql[] = "SELECT count(*) FROM person WHERE :name IS NULL OR name = :name";
    static const char by_id[] =
        "SELECT count(*) FROM person WHERE CAST(:id AS INTEGER) IS NULL OR id = :id";
    struct query *query = store_query(place->store, sql, &place->error);
    if (!ok(query != NULL, "%s: null means all (%s)", place->engine, place->error.text))
        return;
    ok(query_step(query, &place->error) == 1 && query_column_integer(query, 0) == 4, "all");
    query_again(query);
    query_text(query, "name", "高橋");
    ok(query_step(query, &place->error) == 1 && query_column_integer(query, 0) == 1, "one");
    query_done(query);
    query = store_query(place->store, by_id, &place->error);
    if (!ok(query != NULL, "by id (%s)", place->error.text))
        return;
    ok(query_step(query, &place->error) == 1 && query_column_integer(query, 0) == 4, "all ids");
    query_again(query);
    query_integer(query, "id", 3);
    ok(query_step(query, &place->error) == 1 && query_column_integer(query, 0) == 1, "one id");
    query_done(query);
}

static void test_meanings(struct place *place)
{
    is_text(first(place, "SELECT id FROM person ORDER BY age ASC NULLS FIRST, id"), "2",
            "nulls first");
    is_text(first(place, "SELECT id FROM person ORDER BY age DESC NULLS LAST, id"), "4",
            "nulls last");
    is_text(first(place, "SELECT count(*) FROM person WHERE 'abc' LIKE 'A%'"), "0",
            "LIKE tells case");
    is_text(first(place, "SELECT count(*) FROM person WHERE 'a%c' LIKE 'a!%c' ESCAPE '!'"), "4",
            "LIKE with ESCAPE");
    is_text(first(place, "SELECT 1 = 1"), "1", "true is 1");
    is_text(first(place, "SELECT 1 = 2"), "0", "false is 0");
    is_text(first(place, "SELECT lower('Ａ' || name) FROM person WHERE id = 3"), "Ａﾀﾅｶ",
            "lower() folds ASCII only");
    is_text(first(place, "SELECT 7 / 2"), "3", "integers divide to integers");
    is_text(first(place, "SELECT sum(id) FROM person"), "10", "a sum of integers");
    is_text(first(place, "SELECT count(*) FROM person WHERE 1 IS DISTINCT FROM NULL"), "4",
            "IS DISTINCT FROM");
    is_text(first(place, "SELECT CAST(9223372036854775807 AS INTEGER)"), "9223372036854775807",
            "a cast to INTEGER has 64 bits");
    is_text(first(place, "SELECT length('𠮷田')"), "2", "length counts characters");
    is_text(first(place, "SELECT max(age) FROM person"), "9223372036854775807", "64 bits");
    is_text(first(place, "SELECT id FROM person WHERE id = 99"), "(none)", "no row");
    is_text(first(place, "SELECT nothing FROM nowhere"), "(error)", "a text refused");
    is_int(place->error.code, ERROR_FAULT, "fault");
    is_text(first(place, "SELECT \"nothing\" FROM person"), "(error)",
            "double quotes are no string");
    is_text(first(place, "SELECT 1; SELECT 2"), "(error)", "two statements");
    is_int(place->error.code, ERROR_INPUT, "input");
    is_text(first(place, "SELECT 'open"), "(error)", "a string without end");
}

/* 一 (4E00) ァ (30A1) ｱ (FF71) 𠮷 (20BB7) A a: bytes decide, not a language. */
static void test_order(struct place *place)
{
    static const char *const names[] = {"a", "ｱ", "一", "A", "𠮷", "ァ", "ア", "あ"};
    static const char by_name[] = "SELECT name FROM person WHERE id >= 100 ORDER BY name";
    static const char by_view[] = "SELECT name FROM v_person WHERE id >= 100 ORDER BY name";
    const char *const texts[] = {by_name, by_view};
    begin(place);
    for (int i = 0; i < 8; i++)
        add_person(place, 100 + i, names[i], 1);
    for (int i = 0; i < 2; i++) {
        char got[128] = "";
        struct query *query = store_query(place->store, texts[i], &place->error);

        while (query && query_step(query, &place->error) > 0)
            strncat(got, query_column_text(query, 0), sizeof(got) - strlen(got) - 1);
        query_done(query);
        ok(strcmp(got, "Aaあァア一ｱ𠮷") == 0, "%s: byte order: %s", place->engine, got);
    }
    is_text(first(place, "SELECT count(*) FROM person WHERE name > 'Z' AND id >= 100"), "7",
            "comparison by bytes");
    store_rollback(place->store);
}

static void test_blobs(struct place *place)
{
    static const char bytes[] = {0, 1, 0, (char)0xFF, '\\', 'x', 0};
    static const char sql[] = "SELECT photo FROM person WHERE id = :id";
    size_t length;

    begin(place);
    struct query *query = store_query(place->store, insert_person, &place->error);
    query_integer(query, "id", 50);
    query_text(query, "name", "blob");
    query_blob(query, "photo", bytes, sizeof(bytes));
    is_int(query_step(query, &place->error), 0, "a blob goes in");
    query_again(query);
    query_integer(query, "id", 51);
    query_text(query, "name", "empty");
    query_blob(query, "photo", NULL, 0);
    is_int(query_run(query, &place->error), 0, "an empty blob");
    query = store_query(place->store, sql, &place->error);
    query_integer(query, "id", 50);
    is_int(query_step(query, &place->error), 1, "and out");
    const void *got = query_column_blob(query, 0, &length);
    ok(length == sizeof(bytes) && memcmp(got, bytes, length) == 0, "the same bytes");
    query_again(query);
    query_integer(query, "id", 51);
    is_int(query_step(query, &place->error), 1, "the empty one");
    got = query_column_blob(query, 0, &length);
    ok(got && length == 0 && !query_is_null(query, 0), "empty is not null");
    query_again(query);
    query_integer(query, "id", 1);
    is_int(query_step(query, &place->error), 1, "none");
    ok(!query_column_blob(query, 0, &length) && query_is_null(query, 0), "null");
    query_done(query);
    store_rollback(place->store);
}

static void test_savepoints(struct place *place)
{
    begin(place);
    add_person(place, 60, "kept", 1);
    is_int(store_savepoint(place->store, &place->error), 0, "savepoint");
    add_person(place, 61, "undone", 1);
    is_int(add_person(place, 60, "twice", 1), ERROR_CONFLICT, "a conflict within it");
    is_int(add_person(place, 62, "after", 1), ERROR_FAULT, "nothing works after a failure");
    is_int(store_savepoint_keep(place->store, &place->error), ERROR_FAULT, "nor keeping it");
    is_int(store_savepoint_undo(place->store, &place->error), 0, "undone");
    is_int(store_savepoint(place->store, &place->error), 0, "another");
    is_int(add_person(place, 63, "kept too", 1), 0, "works again");
    is_int(store_savepoint_keep(place->store, &place->error), 0, "kept");
    commit(place);
    is_text(first(place, "SELECT count(*) FROM person WHERE id IN (60, 63)"), "2", "what was kept");
    is_text(first(place, "SELECT count(*) FROM person WHERE id IN (61, 62)"), "0",
            "what was undone");
    begin(place);
    is_int(run(place, "DELETE FROM person WHERE id >= 60"), 0, "delete");
    store_rollback(place->store);
    store_rollback(place->store);
    is_text(first(place, "SELECT count(*) FROM person WHERE id >= 60"), "2", "rolled back");
}

static void test_constraints(struct place *place)
{
    static const struct {
        const char *sql, *what;
    } broken[] = {
        {"INSERT INTO person (id, name) VALUES (1, 'x')", "primary key"},
        {"INSERT INTO person (id, name) VALUES (70, '高橋')", "unique index"},
        {"INSERT INTO person (id, name) VALUES (70, NULL)", "not null"},
        {"INSERT INTO person (id, name, age) VALUES (70, 'x', -1)", "check"},
        {"INSERT INTO person (id, name, age) VALUES (70, 'x', 'old')", "text for an integer"},
        {"INSERT INTO pet (id, owner) VALUES (1, 999)", "reference"},
        {"DELETE FROM person WHERE id = 2", "reference from elsewhere"},
    };

    begin(place);
    is_int(run(place, "INSERT INTO pet (id, owner) VALUES (2, 2)"), 0, "a pet");
    is_text(first(place, "SELECT name FROM pet"), "TEXT; it's ) STRICT",
            "strings stay as they are");
    commit(place);
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        begin(place);
        is_int(run(place, broken[i].sql), ERROR_CONFLICT, broken[i].what);
        is_int(store_commit(place->store, &place->error), ERROR_FAULT, "cannot commit then");
    }
    begin(place);
    is_int(run(place, "INSERT INTO person (id, name) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING"),
           0, "upsert");
    is_text(first(place, "UPDATE person SET age = 41 WHERE id = 1 RETURNING age"), "41",
            "returning");
    commit(place);
    is_text(first(place, "SELECT age FROM person WHERE id = 1"), "41", "and written");
}

static void test_where_writing_is_allowed(struct place *place)
{
    is_int(run(place, "DELETE FROM pet"), ERROR_FAULT, "no writing outside a transaction");
    is_int(store_begin(place->store, STORE_READ, &place->error), 0, "reads");
    is_int(run(place, "DELETE FROM pet"), ERROR_FAULT, "no writing in a reading one");
    store_rollback(place->store);
    struct store *reader = store_open(place->folder, STORE_READ_ONLY, &place->error);
    if (!ok(reader != NULL, "%s: a reader (%s)", place->engine, place->error.text))
        return;
    struct place other = {.store = reader};
    is_text(first(&other, "SELECT count(*) FROM pet"), "1", "reads the same");
    is_int(run(&other, "DELETE FROM pet"), ERROR_FAULT, "does not write");
    is_int(store_begin(reader, STORE_READ, &place->error), 0, "one snapshot");
    is_text(first(&other, "SELECT count(*) FROM person WHERE id = 80"), "0", "before");
    begin(place);
    add_person(place, 80, "later", 1);
    commit(place);
    is_text(first(&other, "SELECT count(*) FROM person WHERE id = 80"), "0", "the snapshot stays");
    is_int(store_commit(reader, &place->error), 0, "its end");
    is_text(first(&other, "SELECT count(*) FROM person WHERE id = 80"), "1", "after");
    store_close(reader);
}

static void test_nesting(struct place *place)
{
    static const char sql[] = "SELECT id FROM person WHERE id <= 4 ORDER BY id";
    struct query *outer = store_query(place->store, sql, &place->error);
    int64_t pairs = 0;

    while (outer && query_step(outer, &place->error) > 0) {
        struct query *inner = store_query(place->store, sql, &place->error);

        ok(inner && inner != outer, "a statement in use is prepared again");
        while (query_step(inner, &place->error) > 0)
            pairs += query_column_integer(inner, 0) * query_column_integer(outer, 0);
        query_done(inner);
    }
    query_done(outer);
    is_int(pairs, 100, "a loop within a loop");
    begin(place);
    outer = store_query(place->store, sql, &place->error);
    int changed = 0;
    while (query_step(outer, &place->error) > 0) {
        struct query *update = store_query(
            place->store, "UPDATE person SET photo = NULL WHERE id = :id", &place->error);
        query_integer(update, "id", query_column_integer(outer, 0));
        changed += query_run(update, &place->error) == 0;
    }
    query_done(outer);
    commit(place);
    is_int(changed, 4, "changes within a loop");
}

static void test_text_at_one_address(struct place *place)
{
    char sql[64];

    snprintf(sql, sizeof(sql), "SELECT 'one' FROM person");
    is_text(first(place, sql), "one", "a composed text");
    snprintf(sql, sizeof(sql), "SELECT 'two' FROM person");
    is_text(first(place, sql), "two", "another at its address");
    for (int i = 0; i < 5000; i++) {
        snprintf(sql, sizeof(sql), "SELECT '%d' FROM person", i);
        first(place, sql);
    }
    is_text(first(place, sql), "4999", "many");
}

static void test_confined(struct place *place)
{
    static const char *const refused[] = {
        "SELECT * FROM person",
        "SELECT count(*) FROM person",
        "SELECT * FROM inner_pet",
        "SELECT id FROM v_pet WHERE owner IN (SELECT id FROM person)",
        "WITH v_person AS (SELECT * FROM person) SELECT * FROM v_person",
        "WITH v_pet AS (SELECT * FROM person), x AS (SELECT 1) SELECT * FROM v_pet, x",
        "DELETE FROM pet",
        "INSERT INTO pet (id) VALUES (9)",
        "CREATE TABLE t (a TEXT)",
        "PRAGMA user_version",
    };
    struct store *reader = store_open(place->folder, STORE_READ_ONLY, &place->error);
    struct place other = {.store = reader};

    if (!ok(reader != NULL, "%s: confines", place->engine))
        return;
    ok(strcmp(first(&other, refused[0]), "(error)") != 0, "not yet");
    store_confine(reader, true);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        is_text(first(&other, refused[i]), "(error)", refused[i]);
        is_int(other.error.code, ERROR_DENIED, "denied");
    }
    is_int(store_begin(reader, STORE_READ, &other.error), 0, "begins confined");
    is_text(first(&other, "SELECT name FROM v_person WHERE id = 2"), "高橋", "a view");
    is_text(first(&other, "WITH p AS (SELECT owner FROM v_pet) SELECT count(*) FROM p"), "1",
            "views through an expression and another view");
    is_int(store_commit(reader, &other.error), 0, "commits confined");
    is_text(first(&other,
                  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) "
                  "SELECT count(*) FROM n WHERE i = 0"),
            "(error)", "work has a limit");
    is_int(other.error.code, ERROR_LIMIT, "limit");
    store_confine(reader, false);
    ok(strcmp(first(&other, refused[0]), "(error)") != 0, "free again");
    store_close(reader);
}

struct rival {
    struct place *place;
    int added;
};

/* Adds one to a counter, each time in a transaction of its own. */
static void *count_up(void *data)
{
    struct rival *rival = data;
    struct place own = {.folder = rival->place->folder};

    own.store = store_open(own.folder, STORE_READ_WRITE, &own.error);
    for (int i = 0; own.store && i < 100; i++) {
        if (store_begin(own.store, STORE_WRITE, &own.error) < 0)
            break;
        int64_t old = strtoll(first(&own, "SELECT 1"), NULL, 10);
        struct query *query =
            store_query(own.store, "UPDATE person SET age = age + :one WHERE id = 3", &own.error);
        query_integer(query, "one", old);
        if (query_run(query, &own.error) < 0 || store_commit(own.store, &own.error) < 0)
            break;
        rival->added++;
    }
    store_close(own.store);
    return NULL;
}

static void test_two_writers(struct place *place)
{
    struct rival rivals[2] = {{place, 0}, {place, 0}};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, count_up, &rivals[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    is_int(rivals[0].added, 100, "one writer waits");
    is_int(rivals[1].added, 100, "so does the other");
    is_text(first(place, "SELECT age FROM person WHERE id = 3"), "200", "nothing is lost");
}

static void test_busy(struct place *place)
{
    struct store *other = store_open(place->folder, STORE_READ_WRITE, &place->error);

    begin(place);
    is_int(store_begin(other, STORE_WRITE, &place->error), ERROR_BUSY, "busy after ten seconds");
    store_rollback(place->store);
    is_int(store_begin(other, STORE_WRITE, &place->error), 0, "free again");
    store_close(other);
    begin(place);
    store_rollback(place->store);
}

static int64_t memory_peak_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void test_long_scan(struct place *place)
{
    static const char fill[] =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
        "INSERT INTO pet (id, name) SELECT i + 10, 'a pet with a name of some length' FROM n";
    int64_t rows = 0;

    begin(place);
    is_int(run(place, fill), 0, "a million rows");
    commit(place);
    int64_t before = memory_peak_kib();
    struct query *query = store_query(place->store, "SELECT id, name FROM pet", &place->error);
    while (query && query_step(query, &place->error) > 0)
        rows++;
    query_done(query);
    is_int(rows, 1000001, "all of them read");
    /* The address sanitizer keeps freed memory for a while. */
    int64_t grown = memory_peak_kib() - before;
    ok(TESTS_SANITIZED || grown < 16 * 1024, "%s: in little memory (%lld KiB more)", place->engine,
       (long long)grown);
    query = store_query(place->store, "SELECT id, name FROM pet", &place->error);
    ok(query_step(query, &place->error) == 1, "and given back after one row");
    query_done(query);
}

static void test_backup(struct place *place)
{
    char folder[FOLDER_SIZE];
    char path[FOLDER_SIZE + 32];
    struct place copy = {0};

    make_folder(folder, false);
    snprintf(path, sizeof(path), "%s/chikiri.db", folder);
    is_int(store_checkpoint(place->store, &place->error), 0, "checkpoint");
    int result = store_backup(place->store, path, &place->error);
    if (place->postgres) {
        is_int(result, ERROR_INPUT, "PostgreSQL has its own tools");
        remove_folder(folder);
        return;
    }
    is_int(result, 0, "backup");
    is_int(store_backup(place->store, path, &place->error), ERROR_CONFLICT, "never over a file");
    copy.store = store_open(folder, STORE_READ_ONLY, &copy.error);
    ok(copy.store != NULL, "opens (%s)", copy.error.text);
    is_text(first(&copy, "SELECT count(*) FROM pet"), "1000001", "the copy is whole");
    store_close(copy.store);
    FILE *file = fopen(path, "r+");
    fwrite("damaged", 7, 1, file);
    fclose(file);
    ok(!store_open(folder, STORE_READ_ONLY, &copy.error), "a damaged file is refused");
    is_int(copy.error.code, ERROR_FAULT, "fault");
    remove_folder(folder);
}

/* An engine that goes away is an error, not the end of the program. */
static void test_lost_connection(struct place *place)
{
    struct place other = {.store = store_open(place->folder, STORE_READ_ONLY, &place->error)};
    struct query *query = store_query(place->store, "SELECT id FROM pet", &place->error);

    ok(query && query_step(query, &place->error) == 1, "a scan begins");
    is_text(first(&other, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                          "datname = current_database() AND pid <> pg_backend_pid() "
                          "AND backend_type = 'client backend'"),
            "1", "its connection is cut");
    int result;
    do {
        result = query_step(query, &place->error);
    } while (result > 0);
    is_int(result, ERROR_FAULT, "the scan fails");
    query_done(query);
    is_int(store_begin(place->store, STORE_WRITE, &place->error), ERROR_FAULT, "no new beginning");
    ok(strstr(place->error.text, "PostgreSQL") != NULL, "it says why: %s", place->error.text);
    store_close(other.store);
}

static void conform(bool postgres)
{
    char folder[FOLDER_SIZE];
    struct place place = {.engine = postgres ? "postgresql" : "sqlite", .postgres = postgres};

    if (!ok(make_folder(folder, postgres), "%s: a folder", place.engine))
        return;
    place.folder = folder;
    test_open(&place);
    test_parameters(&place);
    test_null_means_all(&place);
    test_meanings(&place);
    test_order(&place);
    test_blobs(&place);
    test_savepoints(&place);
    test_constraints(&place);
    test_where_writing_is_allowed(&place);
    test_nesting(&place);
    test_confined(&place);
    test_two_writers(&place);
    test_busy(&place);
    test_long_scan(&place);
    test_backup(&place);
    test_text_at_one_address(&place);
    if (postgres)
        test_lost_connection(&place);
    store_close(place.store);
    remove_folder(folder);
}

int main(void)
{
    conform(false);
    if (postgres_administrator())
        conform(true);
    else
        ok(true, "postgresql # SKIP not started");
    return done();
}
