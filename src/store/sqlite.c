/* SQLite, compiled in. One connection, one thread. */
#include "store/driver.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    /* Before 3.51.3 two connections of one WAL file can lose commits. */
    OLDEST_SQLITE = 3051003,
    BUSY_WAIT_MS = 10000,
    WRITER_CHECKPOINT_PAGES = 4000, /* 16 MiB of log */
    CONFINED_STRIDE = 10000,        /* virtual machine steps between two looks at the budget */
    CONFINED_STRIDES = 100000,      /* some ten seconds of work */
};

struct sqlite {
    struct store store;
    sqlite3 *connection;
    sqlite3_stmt *commands[DRIVER_COMMAND_COUNT];
    int strides_left; /* of the statement that runs under confinement */
};

struct sqlite_query {
    struct query query;
    sqlite3_stmt *statement;
    bool running;
};

/* A `const` query is const to its reader; its statement is the engine's. */
static sqlite3_stmt *statement_of(const struct query *query)
{
    return ((const struct sqlite_query *)query)->statement;
}

static struct sqlite *sqlite_of(struct store *store)
{
    return (struct sqlite *)store;
}

static int set_engine_error(sqlite3 *connection, int status, struct error *error)
{
    const char *message = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(status);

    switch (status & 0xFF) {
    case SQLITE_CONSTRAINT:
        return error_set(error, ERROR_CONFLICT, "",
                         "すでにある内容と両立しないため、書き込めません（%s）。", message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_BUSY, "",
                         "ほかの処理がデータベースに書き込んでいます。"
                         "しばらく待ってからやり直してください。");
    case SQLITE_INTERRUPT:
    case SQLITE_TOOBIG:
        return error_set(error, ERROR_LIMIT, "",
                         "問い合わせが許される作業量を超えたため、打ち切りました。"
                         "条件を絞ってください。");
    case SQLITE_AUTH:
        return error_set(error, ERROR_DENIED, "",
                         "この SQL には許されていない操作があります（%s）。"
                         "v_ で始まるビューだけを読んでください。",
                         message);
    case SQLITE_FULL:
        return error_set(
            error, ERROR_FAULT, "",
            "ディスクの空きがないため書き込めません。空きを作ってからやり直してください。");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(error, ERROR_FAULT, "",
                         "データベースのファイルが壊れています（%s）。"
                         "控え（バックアップ）から戻してください。",
                         message);
    default:
        return error_set(error, ERROR_FAULT, "", "データベースの操作に失敗しました（%s）。",
                         message);
    }
}

static int fail(struct sqlite *sqlite, int status, struct error *error)
{
    return set_engine_error(sqlite->connection, status, error);
}

static void close_sqlite(struct store *store)
{
    struct sqlite *sqlite = sqlite_of(store);

    for (int i = 0; i < DRIVER_COMMAND_COUNT; i++)
        sqlite3_finalize(sqlite->commands[i]);
    must(sqlite3_close(sqlite->connection) == SQLITE_OK);
    free(sqlite);
}

static int run_command(struct store *store, enum driver_command command, struct error *error)
{
    static const char *const texts[DRIVER_COMMAND_COUNT] = {
        [DRIVER_BEGIN_READ] = "BEGIN",
        [DRIVER_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [DRIVER_COMMIT] = "COMMIT",
        [DRIVER_ROLLBACK] = "ROLLBACK",
        [DRIVER_SAVEPOINT] = "SAVEPOINT part",
        [DRIVER_SAVEPOINT_KEEP] = "RELEASE part",
        [DRIVER_SAVEPOINT_UNDO] = "ROLLBACK TO part",
    };
    struct sqlite *sqlite = sqlite_of(store);
    sqlite3_stmt **statement = &sqlite->commands[command];
    bool confined = store->confined;

    if (!*statement) {
        store->confined = false; /* our own text, not that of a pack */
        int status = sqlite3_prepare_v3(sqlite->connection, texts[command], -1,
                                        SQLITE_PREPARE_PERSISTENT, statement, NULL);
        store->confined = confined;
        if (status != SQLITE_OK)
            return fail(sqlite, status, error);
    }
    sqlite->strides_left = CONFINED_STRIDES;
    sqlite3_step(*statement);
    int status = sqlite3_reset(*statement);
    if (status != SQLITE_OK)
        return fail(sqlite, status, error);
    if (command == DRIVER_SAVEPOINT_UNDO)
        return run_command(store, DRIVER_SAVEPOINT_KEEP, error);
    return 0;
}

static int run_script(struct store *store, const char *sql, struct error *error)
{
    struct sqlite *sqlite = sqlite_of(store);
    int status = sqlite3_exec(sqlite->connection, sql, NULL, NULL, NULL);

    return status == SQLITE_OK ? 0 : fail(sqlite, status, error);
}

/* The parameters' names; false when one is not of the form ":name". */
static bool name_parameters(struct query *query, sqlite3_stmt *statement)
{
    int count = sqlite3_bind_parameter_count(statement);

    query->parameters = store_alloc((size_t)count, sizeof(query->parameters[0]));
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_bind_parameter_name(statement, i + 1);

        if (!name || name[0] != ':')
            return false;
        query->parameters[i] = store_copy(name + 1, strlen(name + 1));
        query->parameter_count++;
    }
    return true;
}

static int refuse_text(struct error *error)
{
    return error_set(error, ERROR_INPUT, "",
                     "SQL は一つの文だけで、値は :名前 の形で書いてください。");
}

static void finalize_query(struct query *query)
{
    sqlite3_finalize(statement_of(query));
    free(query);
}

static struct query *prepare_query(struct store *store, const char *sql, struct error *error)
{
    struct sqlite *sqlite = sqlite_of(store);
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int status = sqlite3_prepare_v3(sqlite->connection, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                    &statement, &rest);

    if (status != SQLITE_OK) {
        fail(sqlite, status, error);
        return NULL;
    }
    struct sqlite_query *query = store_alloc(1, sizeof(*query));
    query->statement = statement;
    query->query.writes = !sqlite3_stmt_readonly(statement);
    query->query.column_count = sqlite3_column_count(statement);
    if (statement && rest[strspn(rest, " \t\r\n;")] == '\0' &&
        name_parameters(&query->query, statement))
        return &query->query;
    for (int i = 0; i < query->query.parameter_count; i++)
        free(query->query.parameters[i]);
    free(query->query.parameters);
    finalize_query(&query->query);
    refuse_text(error);
    return NULL;
}

/* Binding fails only past the engine's size limits, which are far above what readers let in. */
static void bind_text(struct query *query, int parameter, const char *text)
{
    must(sqlite3_bind_text(statement_of(query), parameter + 1, text, -1, SQLITE_STATIC) ==
         SQLITE_OK);
}

static void bind_integer(struct query *query, int parameter, int64_t value)
{
    must(sqlite3_bind_int64(statement_of(query), parameter + 1, value) == SQLITE_OK);
}

static void bind_blob(struct query *query, int parameter, const void *bytes, size_t length)
{
    must(sqlite3_bind_blob64(statement_of(query), parameter + 1, bytes, length, SQLITE_STATIC) ==
         SQLITE_OK);
}

static void bind_null(struct query *query, int parameter)
{
    must(sqlite3_bind_null(statement_of(query), parameter + 1) == SQLITE_OK);
}

static int step_query(struct query *query, struct error *error)
{
    struct sqlite *sqlite = sqlite_of(query->store);
    struct sqlite_query *own = (struct sqlite_query *)query;

    if (!own->running) {
        own->running = true;
        sqlite->strides_left = CONFINED_STRIDES;
    }
    int status = sqlite3_step(own->statement);
    if (status == SQLITE_ROW)
        return 1;
    if (status == SQLITE_DONE) {
        /* Gives the snapshot back at once; what was bound stays. */
        sqlite3_reset(own->statement);
        return 0;
    }
    return fail(sqlite, status, error);
}

static void reset_query(struct query *query)
{
    sqlite3_reset(statement_of(query));
    ((struct sqlite_query *)query)->running = false;
}

static void unbind_query(struct query *query)
{
    if (query->parameter_count > 0)
        sqlite3_clear_bindings(statement_of(query));
}

static const char *column_name(const struct query *query, int column)
{
    return sqlite3_column_name(statement_of(query), column);
}

static bool column_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(statement_of(query), column) == SQLITE_NULL;
}

static const char *column_text(const struct query *query, int column)
{
    return (const char *)sqlite3_column_text(statement_of(query), column);
}

static int64_t column_integer(const struct query *query, int column)
{
    return sqlite3_column_int64(statement_of(query), column);
}

static const void *column_blob(const struct query *query, int column, size_t *ret_length)
{
    sqlite3_stmt *statement = statement_of(query);
    const void *bytes = sqlite3_column_blob(statement, column);

    *ret_length = (size_t)sqlite3_column_bytes(statement, column);
    if (!bytes && !column_is_null(query, column))
        return ""; /* the engine gives NULL for an empty blob */
    return bytes;
}

/* Asked at every prepare. Reading is judged by the view it goes through; which names the text of a
 * pack uses itself is judged in confine.c, because a common table expression stands in the place of
 * the view's name here. */
static int authorize(void *data, int action, const char *first, const char *second,
                     const char *database, const char *through)
{
    const struct sqlite *sqlite = data;

    (void)database;
    if (!sqlite->store.confined)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        /* A read without a column only counts rows of a name that confine.c let through. */
        if (through || second[0] == '\0' || strncmp(first, "v_", 2) == 0)
            return SQLITE_OK;
        return SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static int spend_stride(void *data)
{
    struct sqlite *sqlite = data;

    return sqlite->strides_left-- <= 0;
}

static void confine_sqlite(struct store *store, bool confined)
{
    struct sqlite *sqlite = sqlite_of(store);

    sqlite3_progress_handler(sqlite->connection, confined ? CONFINED_STRIDE : 0,
                             confined ? spend_stride : NULL, sqlite);
}

/* A few pages used again and again stay near the processor; many would each be new memory. */
static void expect_scan_sqlite(struct store *store)
{
    sqlite3_exec(sqlite_of(store)->connection, "PRAGMA cache_size=-1024", NULL, NULL, NULL);
}

static int checkpoint_sqlite(struct store *store, struct error *error)
{
    struct sqlite *sqlite = sqlite_of(store);
    int status =
        sqlite3_wal_checkpoint_v2(sqlite->connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

    return status == SQLITE_OK ? 0 : fail(sqlite, status, error);
}

/* Copies page by page under one snapshot, then leaves a plain single file without a log. */
static int copy_database(struct sqlite *sqlite, sqlite3 *target, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", sqlite->connection, "main");

    if (!backup)
        return set_engine_error(target, sqlite3_errcode(target), error);
    sqlite3_backup_step(backup, -1);
    int status = sqlite3_backup_finish(backup);
    if (status == SQLITE_OK)
        status = sqlite3_exec(target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    return status == SQLITE_OK ? 0 : set_engine_error(target, status, error);
}

/* Makes the empty file, so that nobody's file is ever written over. */
static int create_file(const char *path, struct error *error)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file >= 0) {
        close(file);
        return 0;
    }
    if (errno == EEXIST)
        return error_set(error, ERROR_CONFLICT, "",
                         "データベースのファイル %s がすでにあります。別の場所を指定してください。",
                         path);
    if (errno == ENOENT || errno == ENOTDIR)
        return error_set(error, ERROR_MISSING, "",
                         "%s を作る場所がありません。フォルダーを確認してください。", path);
    return error_set(error, ERROR_FAULT, "",
                     "%s を作れません（%s）。フォルダーの権限と空きを確認してください。", path,
                     strerror(errno));
}

static int backup_sqlite(struct store *store, const char *path, struct error *error)
{
    sqlite3 *target = NULL;
    int result = create_file(path, error);

    if (result < 0)
        return result;
    int status = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    result = status == SQLITE_OK ? copy_database(sqlite_of(store), target, error)
                                 : set_engine_error(target, status, error);
    sqlite3_close(target);
    if (result < 0)
        unlink(path);
    return result;
}

static const struct driver sqlite_driver = {
    .close = close_sqlite,
    .command = run_command,
    .script = run_script,
    .prepare = prepare_query,
    .finalize = finalize_query,
    .bind_text = bind_text,
    .bind_integer = bind_integer,
    .bind_blob = bind_blob,
    .bind_null = bind_null,
    .step = step_query,
    .reset = reset_query,
    .unbind = unbind_query,
    .column_name = column_name,
    .column_is_null = column_is_null,
    .column_text = column_text,
    .column_integer = column_integer,
    .column_blob = column_blob,
    .confine = confine_sqlite,
    .expect_scan = expect_scan_sqlite,
    .checkpoint = checkpoint_sqlite,
    .backup = backup_sqlite,
    .definitions = "SELECT type, name, sql FROM sqlite_schema "
                   "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
};

/* A read-only medium cannot hold the log's index, and nobody can be writing to it. */
static bool is_unwritable_copy(const char *folder, const char *path)
{
    struct buffer log = {0};

    buffer_format(&log, "%s-wal", path);
    bool has_log = access(buffer_string(&log), F_OK) == 0;
    buffer_done(&log);
    return !has_log && access(folder, W_OK) != 0;
}

static int open_connection(struct sqlite *sqlite, const char *folder, const char *path,
                           enum store_mode mode)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (mode != STORE_READ_ONLY)
        return sqlite3_open_v2(path, &sqlite->connection, flags | SQLITE_OPEN_READWRITE, NULL);
    flags |= SQLITE_OPEN_READONLY;
    if (!is_unwritable_copy(folder, path))
        return sqlite3_open_v2(path, &sqlite->connection, flags, NULL);
    struct buffer uri = {0};
    buffer_text(&uri, "file:");
    for (const char *c = path; *c; c++) {
        if (*c == '?' || *c == '#' || *c == '%')
            buffer_format(&uri, "%%%02X", (unsigned)*c);
        else
            buffer_byte(&uri, (uint8_t)*c);
    }
    buffer_text(&uri, "?immutable=1");
    int status =
        sqlite3_open_v2(buffer_string(&uri), &sqlite->connection, flags | SQLITE_OPEN_URI, NULL);
    buffer_done(&uri);
    return status;
}

static int configure(struct sqlite *sqlite, enum store_mode mode)
{
    static const char every[] = "PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON;"
                                "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                                "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;";
    /* KiB. Bulk work spills less; of readers there are many, and the system keeps the file. */
    static const char writer_cache[] = "PRAGMA cache_size=-32768";
    static const char reader_cache[] = "PRAGMA cache_size=-4096";
    sqlite3 *connection = sqlite->connection;
    bool reads = mode == STORE_READ_ONLY;

    sqlite3_busy_timeout(connection, BUSY_WAIT_MS);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_wal_autocheckpoint(connection, reads ? 0 : WRITER_CHECKPOINT_PAGES);
    int status =
        reads ? SQLITE_OK : sqlite3_exec(connection, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_exec(connection, every, NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_exec(connection, reads ? reader_cache : writer_cache, NULL, NULL, NULL);
    if (status == SQLITE_OK) /* the first look at the file: damage shows here */
        status = sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_set_authorizer(connection, authorize, sqlite);
    return status;
}

static int find_or_create(const char *path, enum store_mode mode, struct error *error)
{
    if (sqlite3_libversion_number() < OLDEST_SQLITE)
        return error_set(
            error, ERROR_FAULT, "",
            "SQLite %s には記録を失う不具合があります。3.51.3 以降で作り直してください。",
            sqlite3_libversion());
    if (mode == STORE_CREATE)
        return create_file(path, error);
    if (access(path, F_OK) == 0)
        return 0;
    return error_set(error, ERROR_MISSING, "",
                     "データベース %s がありません。データフォルダーの指定を確認してください。",
                     path);
}

struct store *sqlite_store_open(const char *folder, enum store_mode mode, struct error *error)
{
    struct buffer path = {0};

    buffer_format(&path, "%s/chikiri.db", folder);
    if (find_or_create(buffer_string(&path), mode, error) < 0) {
        buffer_done(&path);
        return NULL;
    }
    struct sqlite *sqlite = store_alloc(1, sizeof(*sqlite));
    sqlite->store.driver = &sqlite_driver;
    int status = open_connection(sqlite, folder, buffer_string(&path), mode);
    if (status == SQLITE_OK)
        status = configure(sqlite, mode);
    buffer_done(&path);
    if (status == SQLITE_OK)
        return &sqlite->store;
    fail(sqlite, status, error);
    store_close(&sqlite->store);
    return NULL;
}
