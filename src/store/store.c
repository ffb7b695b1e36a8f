#include "store/store.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/confine.h"
#include "store/driver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONF_LINE_BYTES = 4096,
    KEPT_LIMIT = 2048, /* statements composed at run time must not pile up for ever */
};

void *store_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);

    must(memory);
    return memory;
}

char *store_copy(const char *text, size_t length)
{
    char *copy = store_alloc(length + 1, 1);

    memcpy(copy, text, length);
    return copy;
}

/* The value of the line "postgresql=..." of an open chikiri.conf, or NULL. */
static char *find_conninfo(FILE *file)
{
    static const char name[] = "postgresql=";
    char line[CONF_LINE_BYTES];

    while (fgets(line, sizeof(line), file)) {
        if (strncmp(line, name, sizeof(name) - 1) != 0)
            continue;
        const char *value = line + sizeof(name) - 1;
        return store_copy(value, strcspn(value, "\r\n"));
    }
    return NULL;
}

struct store *store_open(const char *folder, enum store_mode mode, struct error *error)
{
    struct buffer path = {0};

    buffer_format(&path, "%s/chikiri.conf", folder);
    FILE *file = fopen(buffer_string(&path), "re");
    int open_errno = errno;
    buffer_done(&path);
    if (!file && open_errno != ENOENT && open_errno != ENOTDIR) {
        error_set(
            error, ERROR_FAULT, "",
            "設定ファイル chikiri.conf を開けません（%s）。読み取りの権限を確認してください。",
            strerror(open_errno));
        return NULL;
    }
    char *conninfo = file ? find_conninfo(file) : NULL;
    if (file)
        fclose(file);
    struct store *store = conninfo ? postgres_store_open(conninfo, mode, error)
                                   : sqlite_store_open(folder, mode, error);
    free(conninfo);
    return store;
}

static void free_query(struct query *query)
{
    char *sql = query->sql;
    char **parameters = query->parameters;

    for (int i = 0; i < query->parameter_count; i++)
        free(parameters[i]);
    free(parameters);
    free(sql);
    query->store->driver->finalize(query);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    for (int i = 0; i < STORE_BUCKETS; i++) {
        while (store->kept[i]) {
            struct query *query = store->kept[i];

            store->kept[i] = query->next;
            free_query(query);
        }
    }
    table_texts_free(store->table_texts);
    store->driver->close(store);
}

int store_begin(struct store *store, enum store_transaction kind, struct error *error)
{
    must(store->state == STATE_IDLE);
    enum driver_command command = kind == STORE_WRITE ? DRIVER_BEGIN_WRITE : DRIVER_BEGIN_READ;
    int result = store->driver->command(store, command, error);
    if (result < 0)
        return result;
    store->state = kind == STORE_WRITE ? STATE_WRITING : STATE_READING;
    return 0;
}

static int refuse_broken(struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "前の操作が失敗しているため続けられません。この処理を取り消して、"
                     "最初からやり直してください。");
}

int store_commit(struct store *store, struct error *error)
{
    must(store->state != STATE_IDLE);
    must(!store->in_savepoint);
    if (store->broken) {
        store_rollback(store);
        return refuse_broken(error);
    }
    int result = store->driver->command(store, DRIVER_COMMIT, error);
    if (result < 0) {
        store_rollback(store);
        return result;
    }
    store->state = STATE_IDLE;
    return 0;
}

void store_rollback(struct store *store)
{
    if (store->state == STATE_IDLE)
        return;
    /* An engine that cannot answer has undone it already: the state is the same. */
    store->driver->command(store, DRIVER_ROLLBACK, NULL);
    store->state = STATE_IDLE;
    store->in_savepoint = false;
    store->broken = false;
}

int store_savepoint(struct store *store, struct error *error)
{
    must(store->state == STATE_WRITING);
    must(!store->in_savepoint);
    if (store->broken)
        return refuse_broken(error);
    int result = store->driver->command(store, DRIVER_SAVEPOINT, error);
    if (result < 0)
        return result;
    store->in_savepoint = true;
    return 0;
}

int store_savepoint_keep(struct store *store, struct error *error)
{
    must(store->in_savepoint);
    if (store->broken)
        return refuse_broken(error);
    int result = store->driver->command(store, DRIVER_SAVEPOINT_KEEP, error);
    if (result < 0)
        return result;
    store->in_savepoint = false;
    return 0;
}

int store_savepoint_undo(struct store *store, struct error *error)
{
    must(store->in_savepoint);
    int result = store->driver->command(store, DRIVER_SAVEPOINT_UNDO, error);
    if (result < 0)
        return result;
    store->in_savepoint = false;
    store->broken = false;
    return 0;
}

int store_script(struct store *store, const char *sql, struct error *error)
{
    bool own = store->state == STATE_IDLE;
    int result = own ? store_begin(store, STORE_WRITE, error) : 0;

    if (result < 0)
        return result;
    must(store->state == STATE_WRITING);
    if (store->broken)
        return refuse_broken(error);
    result = store->driver->script(store, sql, error);
    if (result < 0) {
        store->broken = true;
        if (own)
            store_rollback(store);
        return result;
    }
    return own ? store_commit(store, error) : 0;
}

static size_t bucket_of(const char *sql)
{
    uintptr_t address = (uintptr_t)sql;

    return (size_t)((address >> 3) ^ (address >> 11) ^ (address >> 19)) % STORE_BUCKETS;
}

/* Whether a text at a known address is still the text that was prepared. */
static bool can_serve(const struct query *query, const char *sql, bool confined)
{
    return query->key == sql && !query->in_use && query->confined == confined &&
           strcmp(query->sql, sql) == 0;
}

struct query *store_query(struct store *store, const char *sql, struct error *error)
{
    size_t bucket = bucket_of(sql);

    if (store->broken) {
        refuse_broken(error);
        return NULL;
    }
    for (struct query *query = store->kept[bucket]; query; query = query->next) {
        if (can_serve(query, sql, store->confined)) {
            query->in_use = true;
            return query;
        }
    }
    if (store->confined && confine_check(sql, error) < 0)
        return NULL;
    struct query *query = store->driver->prepare(store, sql, error);
    if (!query) {
        store->broken = store->state != STATE_IDLE;
        return NULL;
    }
    query->store = store;
    query->key = sql;
    query->sql = store_copy(sql, strlen(sql));
    query->confined = store->confined;
    query->in_use = true;
    query->next = store->kept[bucket];
    store->kept[bucket] = query;
    store->kept_count++;
    return query;
}

static void forget_query(struct query *query)
{
    struct query **place = &query->store->kept[bucket_of(query->key)];

    while (*place != query)
        place = &(*place)->next;
    *place = query->next;
    query->store->kept_count--;
    free_query(query);
}

void query_done(struct query *query)
{
    if (!query)
        return;
    must(query->in_use);
    query_again(query);
    query->store->driver->unbind(query);
    query->in_use = false;
    if (query->store->kept_count > KEPT_LIMIT)
        forget_query(query);
}

static int find_parameter(const struct query *query, const char *name)
{
    for (int i = 0; i < query->parameter_count; i++) {
        if (strcmp(query->parameters[i], name) == 0)
            return i;
    }
    return -1;
}

/* Callers bind in the order of the text nearly always, so the next one is tried first. */
static int parameter_to_bind(struct query *query, const char *name)
{
    int parameter = query->expected;

    if (parameter >= query->parameter_count || strcmp(query->parameters[parameter], name) != 0)
        parameter = find_parameter(query, name);
    must(parameter >= 0);
    query->expected = parameter + 1;
    return parameter;
}

void query_text(struct query *query, const char *name, const char *text)
{
    int parameter = parameter_to_bind(query, name);

    if (text)
        query->store->driver->bind_text(query, parameter, text);
    else
        query->store->driver->bind_null(query, parameter);
}

void query_integer(struct query *query, const char *name, int64_t value)
{
    query->store->driver->bind_integer(query, parameter_to_bind(query, name), value);
}

void query_blob(struct query *query, const char *name, const void *bytes, size_t length)
{
    must(bytes || length == 0);
    query->store->driver->bind_blob(query, parameter_to_bind(query, name), bytes ? bytes : "",
                                    length);
}

void query_null(struct query *query, const char *name)
{
    query->store->driver->bind_null(query, parameter_to_bind(query, name));
}

bool query_has(const struct query *query, const char *name)
{
    return find_parameter(query, name) >= 0;
}

int query_step(struct query *query, struct error *error)
{
    struct store *store = query->store;

    must(query->in_use);
    if (query->ended)
        return 0;
    if (store->broken)
        return refuse_broken(error);
    if (query->writes && store->state != STATE_WRITING)
        return error_set(error, ERROR_FAULT, "",
                         "書き込みの手続きの外で書き込もうとしました。"
                         "開発者へ知らせてください。");
    int result = store->driver->step(query, error);
    if (result == 0)
        query->ended = true;
    if (result < 0)
        store->broken = store->state != STATE_IDLE;
    return result;
}

int query_run(struct query *query, struct error *error)
{
    int result;

    do {
        result = query_step(query, error);
    } while (result > 0);
    query_done(query);
    return result;
}

void query_again(struct query *query)
{
    query->store->driver->reset(query);
    query->expected = 0;
    query->ended = false;
}

int query_column_count(const struct query *query)
{
    return query->column_count;
}

const char *query_column_name(const struct query *query, int column)
{
    must(column >= 0 && column < query->column_count);
    return query->store->driver->column_name(query, column);
}

bool query_is_null(const struct query *query, int column)
{
    must(column >= 0 && column < query->column_count);
    return query->store->driver->column_is_null(query, column);
}

const char *query_column_text(const struct query *query, int column)
{
    must(column >= 0 && column < query->column_count);
    return query->store->driver->column_text(query, column);
}

int64_t query_column_integer(const struct query *query, int column)
{
    must(column >= 0 && column < query->column_count);
    return query->store->driver->column_integer(query, column);
}

const void *query_column_blob(const struct query *query, int column, size_t *ret_length)
{
    must(column >= 0 && column < query->column_count);
    return query->store->driver->column_blob(query, column, ret_length);
}

void store_confine(struct store *store, bool confined)
{
    store->confined = confined;
    store->driver->confine(store, confined);
}

void store_expect_scan(struct store *store)
{
    must(store->state == STATE_IDLE);
    if (store->driver->expect_scan)
        store->driver->expect_scan(store);
}

int store_checkpoint(struct store *store, struct error *error)
{
    must(store->state == STATE_IDLE);
    return store->driver->checkpoint(store, error);
}

int store_backup(struct store *store, const char *path, struct error *error)
{
    must(store->state == STATE_IDLE);
    return store->driver->backup(store, path, error);
}

struct query *store_definitions(struct store *store, struct error *error)
{
    return store_query(store, store->driver->definitions, error);
}
