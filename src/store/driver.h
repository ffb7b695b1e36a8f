/* What a database engine gives the store floor. Only the floor's own files include this. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/store.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum driver_command {
    DRIVER_BEGIN_READ,
    DRIVER_BEGIN_WRITE,
    DRIVER_COMMIT,
    DRIVER_ROLLBACK,
    DRIVER_SAVEPOINT,
    DRIVER_SAVEPOINT_KEEP,
    DRIVER_SAVEPOINT_UNDO,
    DRIVER_COMMAND_COUNT,
};

/* Errors are set by the engine's own file; out of memory aborts. */
struct driver {
    void (*close)(struct store *store);
    int (*command)(struct store *store, enum driver_command command, struct error *error);
    int (*script)(struct store *store, const char *sql, struct error *error);
    /* A statement with its parameters' names and its column count filled in. */
    struct query *(*prepare)(struct store *store, const char *sql, struct error *error);
    void (*finalize)(struct query *query);
    /* Parameters count from 0. */
    void (*bind_text)(struct query *query, int parameter, const char *text);
    void (*bind_integer)(struct query *query, int parameter, int64_t value);
    void (*bind_blob)(struct query *query, int parameter, const void *bytes, size_t length);
    void (*bind_null)(struct query *query, int parameter);
    int (*step)(struct query *query, struct error *error);
    void (*reset)(struct query *query);
    void (*unbind)(struct query *query);
    const char *(*column_name)(const struct query *query, int column);
    bool (*column_is_null)(const struct query *query, int column);
    const char *(*column_text)(const struct query *query, int column);
    int64_t (*column_integer)(const struct query *query, int column);
    const void *(*column_blob)(const struct query *query, int column, size_t *ret_length);
    void (*confine)(struct store *store, bool confined);
    void (*expect_scan)(struct store *store); /* NULL where it makes no difference */
    int (*checkpoint)(struct store *store, struct error *error);
    int (*backup)(struct store *store, const char *path, struct error *error);
    const char *definitions; /* SELECT of every definition of the schema, in a fixed order */
};

enum store_state { STATE_IDLE, STATE_READING, STATE_WRITING };

enum { STORE_BUCKETS = 256 };

/* Statements composed for one declared table; see table.c. */
struct table_text;

/* The head of an engine's connection. */
struct store {
    const struct driver *driver;
    enum store_state state;
    bool in_savepoint;
    bool broken; /* a statement of the open transaction failed: only undoing is left */
    bool confined;
    int kept_count;
    struct query *kept[STORE_BUCKETS];
    struct table_text *table_texts; /* owned; freed by table_texts_free() */
};

/* The head of an engine's statement. */
struct query {
    struct store *store;
    struct query *next; /* in its bucket */
    const char *key;    /* the address it was asked for by */
    char *sql;          /* owned copy */
    bool confined;      /* prepared under confinement */
    bool in_use;
    bool ended;
    bool writes; /* known to change the database */
    int column_count;
    int parameter_count;
    char **parameters; /* owned names, without colon */
    int expected;      /* where the next name is looked for first */
};

struct store *sqlite_store_open(const char *folder, enum store_mode mode, struct error *error)
    CLOSED_BY(store_close);
struct store *postgres_store_open(const char *conninfo, enum store_mode mode, struct error *error)
    CLOSED_BY(store_close);

/* Frees what table.c kept in the store. */
void table_texts_free(struct table_text *texts);

/* calloc() and strdup() that abort when memory ends. */
void *store_alloc(size_t count, size_t size) __attribute__((returns_nonnull));
char *store_copy(const char *text, size_t length) __attribute__((returns_nonnull));

#endif
