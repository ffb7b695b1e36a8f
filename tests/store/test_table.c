/* Declared tables on both engines. */
#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/store/folder.h"
#include "tests/tap.h"

static const struct column columns[] = {
    {"asset_no", STORED_TEXT, NOUN_NUMBER_KEY, COLUMN_REQUIRED | COLUMN_KEY, "番号", "number", "",
     NULL},
    {"kind", STORED_TEXT, NOUN_WORD, 0, "種類", "kind", "", "paper digital"},
    {"count", STORED_INTEGER, NOUN_COUNT, 0, "件数", "count", "", NULL},
};

static const struct table asset = {7, "asset", columns, 3};

static const struct column other_columns[] = {
    {"note", STORED_TEXT, NOUN_TEXT, 0, "備考", "note", "", NULL},
};

static const struct table other = {8, "other", other_columns, 1};

static const char schema[] =
    "CREATE TABLE asset (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, asset_no TEXT NOT NULL, "
    "kind TEXT, count INTEGER) STRICT;"
    "CREATE TABLE other (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, note TEXT) STRICT;";

static void test_values(void)
{
    struct value one = value_integer(1), two = value_integer(2), null = value_null();
    struct value text = value_text("1"), same = value_text("1"), none = value_text(NULL);

    ok(!value_equal(&one, &two) && !value_equal(&one, &text) && !value_equal(&one, &null),
       "unequal");
    ok(value_equal(&text, &same) && value_equal(&null, &none), "equal");
    is_int(table_column(&asset, "count"), 2, "a column");
    is_int(table_column(&asset, "nothing"), -1, "no column");
}

static void test_scan(struct store *store, struct error *error)
{
    struct query *scan = table_scan(store, &asset, error);
    int rows = 0;

    if (!ok(scan != NULL, "scans"))
        return;
    while (query_step(scan, error) > 0) {
        struct value number = table_value(&asset, scan, 2, 0);
        struct value count = table_value(&asset, scan, 2, 2);

        rows++;
        is_int(query_column_integer(scan, 0), rows, "in order of id");
        ok(number.kind == VALUE_TEXT, "text");
        ok(rows == 2 ? count.kind == VALUE_NULL : count.integer == INT64_MAX - rows, "integer");
    }
    query_done(scan);
    is_int(rows, 3, "all rows");
}

static void test_rows(struct store *store, struct error *error)
{
    struct arena *arena = arena_open(1 << 20);
    struct value values[3] = {value_text("資産-1"), value_text(NULL), value_integer(INT64_MAX - 1)};
    struct value note = value_text("𠮷"), got[3] = {{0}};
    int64_t id = -1, entry = -1;

    is_int(store_begin(store, STORE_WRITE, error), 0, "begins");
    is_int(table_last_id(store, &asset, &id, error), 0, "asks the last id");
    is_int(id, 0, "none yet");
    is_int(table_insert(store, &asset, 1, 10, values, error), 0, "inserts");
    is_int(table_insert(store, &other, 5, 11, &note, error), 0, "into another table");
    values[2] = value_null();
    is_int(table_insert(store, &asset, 2, 12, values, error), 0, "inserts again");
    values[1] = value_text("paper");
    values[2] = value_integer(INT64_MAX - 3);
    is_int(table_insert(store, &asset, 3, 13, values, error), 0, "and again");
    values[0] = value_text("資産-9");
    values[1] = value_text("");
    values[2] = value_integer(INT64_MAX - 1);
    is_int(table_update(store, &asset, 1, 14, values, error), 0, "updates");
    is_int(table_update(store, &asset, 99, 14, values, error), ERROR_MISSING, "no such row");
    is_int(table_get(store, &asset, 1, arena, got, &entry, error), 0, "gets");
    is_int(entry, 14, "its entry");
    is_text(got[0].text, "資産-9", "text");
    is_text(got[1].text, "", "empty text is not null");
    is_int(got[2].integer, INT64_MAX - 1, "integer");
    is_int(table_get(store, &asset, 99, arena, got, NULL, error), ERROR_MISSING, "gets nothing");
    is_text(got[0].text, "資産-9", "and leaves what was there");
    is_int(table_last_id(store, &asset, &id, error), 0, "asks again");
    is_int(id, 3, "the last id");
    test_scan(store, error);
    values[0] = value_null();
    is_int(table_insert(store, &asset, 4, 15, values, error), ERROR_CONFLICT, "required");
    store_rollback(store);
    arena_close(arena);
}

static void test_engine(bool postgres)
{
    char folder[FOLDER_SIZE];
    struct error error = {0};

    if (!ok(make_folder(folder, postgres), postgres ? "postgresql" : "sqlite"))
        return;
    struct store *store = store_open(folder, STORE_CREATE, &error);
    if (ok(store && store_script(store, schema, &error) == 0, "schema (%s)", error.text))
        test_rows(store, &error);
    store_close(store);
    remove_folder(folder);
}

int main(void)
{
    test_values();
    test_engine(false);
    if (postgres_administrator())
        test_engine(true);
    else
        ok(true, "postgresql # SKIP not started");
    return done();
}
