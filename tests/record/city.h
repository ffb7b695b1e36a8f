/* A small recorded city in a temporary folder, for the tests of the record. */
#ifndef TESTS_RECORD_CITY_H
#define TESTS_RECORD_CITY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "record/declare.h"
#include "record/record.h"
#include "record/verify.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/tap.h"
#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static const struct column city_columns[] = {
    {"thing_no", STORED_TEXT, NOUN_NUMBER_KEY, COLUMN_KEY, "番号", "Number", NULL, NULL},
    {"name", STORED_TEXT, NOUN_TEXT, 0, "名称", "Name", NULL, NULL},
    {"count", STORED_INTEGER, NOUN_COUNT, 0, "個数", "Count", NULL, NULL},
};
static const struct table city_things = {901, "thing", city_columns, 3};
static const struct table *const city_tables[] = {&city_things};

static const struct record_actor city_actor = {
    .staff_no = "012345",
    .name = "試験 花子",
    .post = "主査",
    .way = "console",
    .terminal = "host tty1",
};

enum { CITY_NOW_S = 1775000000 };

struct city {
    char folder[64];
    struct store *store;
    struct arena *arena;
    struct error error;
};

static inline void city_remove_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *found;

    while (directory && (found = readdir(directory)) != NULL) {
        struct buffer path = {0};

        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        buffer_format(&path, "%s/%s", folder, found->d_name);
        if (unlink(buffer_string(&path)) != 0)
            city_remove_folder(buffer_string(&path));
        buffer_done(&path);
    }
    if (directory)
        closedir(directory);
    rmdir(folder);
}

static inline void city_make_folder(char folder[64])
{
    snprintf(folder, 64, "%s/chikiri-record-XXXXXX", P_tmpdir);
    must(mkdtemp(folder) != NULL);
}

static inline void city_fail(const struct error *error)
{
    printf("Bail out! %s\n", error->text);
    exit(1);
}

static inline void city_open(struct city *city)
{
    memset(city, 0, sizeof(*city));
    city_make_folder(city->folder);
    city->arena = arena_open(1 << 28);
    city->store = store_open(city->folder, STORE_CREATE, &city->error);
    if (!city->store ||
        store_script(city->store,
                     "CREATE TABLE thing (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,"
                     " thing_no TEXT, name TEXT, count INTEGER) STRICT",
                     &city->error) < 0 ||
        record_create(city->store, city->folder, "chikiri.test/operations", &city->error) < 0 ||
        record_declare(city->store, city_tables, 1, &city->error) < 0)
        city_fail(&city->error);
}

static inline void city_close(struct city *city)
{
    store_close(city->store);
    arena_close(city->arena);
    city_remove_folder(city->folder);
}

static inline struct record *city_begin(struct city *city)
{
    struct record *record = record_begin(city->store, city->folder, &city_actor,
                                         (int64_t)CITY_NOW_S * 1000000, &city->error);

    if (!record)
        city_fail(&city->error);
    return record;
}

/* Adds (id 0) or changes a thing within the transaction; the entry number. */
static inline int64_t city_put(struct city *city, struct record *record, int64_t id,
                               const char *number, const char *name, int64_t count)
{
    const struct record_context context = {.action = "set", .key = number, .reason = "試験"};
    const struct value values[] = {value_text(number), value_text(name),
                                   count < 0 ? value_null() : value_integer(count)};
    int64_t entry = -1;

    if (record_put(record, &city_things, id, values, &context, NULL, &entry, &city->error) < 0)
        city_fail(&city->error);
    return entry;
}

/* `count` new things, N-1 and so on, in one transaction. */
static inline void city_fill(struct city *city, int count)
{
    struct record *record = city_begin(city);
    char number[32], name[32];

    for (int i = 1; i <= count; i++) {
        snprintf(number, sizeof(number), "N-%d", i);
        snprintf(name, sizeof(name), "名称 %d", i);
        city_put(city, record, 0, number, name, i);
    }
    if (record_commit(record, &city->error) < 0)
        city_fail(&city->error);
}

/* Changes the database behind the record's back. */
static inline void city_tamper(struct city *city, const char *sql)
{
    struct buffer path = {0};
    sqlite3 *connection;

    buffer_format(&path, "%s/chikiri.db", city->folder);
    must(sqlite3_open(buffer_string(&path), &connection) == SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(connection, sql, NULL, NULL, &message) != SQLITE_OK)
        printf("# %s: %s\n", sql, message);
    must(message == NULL);
    sqlite3_close(connection);
    buffer_done(&path);
}

#endif
