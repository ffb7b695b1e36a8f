/* PostgreSQL through libpq: the connection and its transactions. */
#include "store/postgres.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUSY_WAIT_MS = 10000,
    CONFINED_MS = 10000,
};

/* The one writer lock of a database; the bytes spell our name. */
static const long long writer_lock = 0x6368696b697269;

static struct postgres *postgres_of(struct store *store)
{
    return (struct postgres *)store;
}

/* The error code of an SQLSTATE. */
static int code_of_state(const char *state)
{
    static const struct {
        const char *start; /* of the SQLSTATE */
        int code;
    } codes[] = {
        {"23", ERROR_CONFLICT},    /* constraints */
        {"22P02", ERROR_CONFLICT}, /* text for an integer column: a strict table refuses it too */
        {"22003", ERROR_CONFLICT}, /* out of range */
        {"55P03", ERROR_BUSY},     /* lock not available */
        {"40", ERROR_BUSY},        /* deadlock, serialization */
        {"57014", ERROR_LIMIT},    /* statement_timeout */
        {"42501", ERROR_DENIED},   /* no privilege */
    };

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (strncmp(state, codes[i].start, strlen(codes[i].start)) == 0)
            return codes[i].code;
    }
    return ERROR_FAULT;
}

static int set_error(int code, const char *message, struct error *error)
{
    switch (code) {
    case ERROR_CONFLICT:
        return error_set(error, ERROR_CONFLICT, "",
                         "すでにある内容と両立しないため、書き込めません（%s）。", message);
    case ERROR_BUSY:
        return error_set(error, ERROR_BUSY, "",
                         "ほかの処理がデータベースに書き込んでいます。"
                         "しばらく待ってからやり直してください。");
    case ERROR_LIMIT:
        return error_set(error, ERROR_LIMIT, "",
                         "問い合わせが許される作業量を超えたため、打ち切りました。"
                         "条件を絞ってください。");
    case ERROR_DENIED:
        return error_set(error, ERROR_DENIED, "",
                         "PostgreSQL の権限が足りません（%s）。権限を確認してください。", message);
    default:
        return error_set(error, ERROR_FAULT, "", "データベースの操作に失敗しました（%s）。",
                         message);
    }
}

/* The connection's own message is several lines; the first is enough. */
static int fail_connection(struct postgres *postgres, struct error *error)
{
    const char *message = postgres->pq.PQerrorMessage(postgres->connection);

    return error_set(error, ERROR_FAULT, "",
                     "PostgreSQL とつながりません（%.*s）。chikiri.conf の接続先と、"
                     "PostgreSQL が動いていることを確認してください。",
                     (int)strcspn(message, "\n"), message);
}

int postgres_fail(struct postgres *postgres, PGresult *result, struct error *error)
{
    if (!result)
        return fail_connection(postgres, error);
    const char *state = postgres->pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = postgres->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    int code = state && message ? set_error(code_of_state(state), message, error)
                                : fail_connection(postgres, error);
    postgres->pq.PQclear(result);
    return code;
}

/* Runs text that we wrote or that dialect_script() made; `ret_result` (may be NULL) is for the
 * caller to clear. */
static int execute(struct postgres *postgres, const char *sql, PGresult **ret_result,
                   struct error *error)
{
    postgres_free_line(postgres);
    PGresult *result = postgres->pq.PQexec(postgres->connection, sql);
    ExecStatusType status = postgres->pq.PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        return postgres_fail(postgres, result, error);
    if (ret_result)
        *ret_result = result;
    else
        postgres->pq.PQclear(result);
    return 0;
}

static void close_postgres(struct store *store)
{
    struct postgres *postgres = postgres_of(store);

    postgres->pq.PQfinish(postgres->connection);
    libpq_unload(&postgres->pq);
    free(postgres);
}

/* Begins with the limits of the moment: a SET of an undone transaction would be undone with it. */
static int begin(struct postgres *postgres, bool writes, struct error *error)
{
    char sql[256];
    int length = snprintf(sql, sizeof(sql), "BEGIN ISOLATION LEVEL %s",
                          writes ? "READ COMMITTED READ WRITE" : "REPEATABLE READ READ ONLY");

    if (postgres->was_confined)
        length += snprintf(sql + length, sizeof(sql) - (size_t)length,
                           "; SET LOCAL statement_timeout = %d",
                           postgres->store.confined ? CONFINED_MS : 0);
    if (writes)
        snprintf(sql + length, sizeof(sql) - (size_t)length, "; SELECT pg_advisory_xact_lock(%lld)",
                 writer_lock);
    int result = execute(postgres, sql, NULL, error);
    if (result < 0)
        execute(postgres, "ROLLBACK", NULL, NULL);
    return result;
}

/* COMMIT of a transaction that failed answers ROLLBACK, without an error. */
static int commit(struct postgres *postgres, struct error *error)
{
    PGresult *result;
    int status = execute(postgres, "COMMIT", &result, error);

    if (status < 0)
        return status;
    bool committed = strcmp(postgres->pq.PQcmdStatus(result), "COMMIT") == 0;
    postgres->pq.PQclear(result);
    if (committed)
        return 0;
    return error_set(error, ERROR_FAULT, "",
                     "前の操作が失敗しているため続けられません。この処理を取り消して、"
                     "最初からやり直してください。");
}

static int run_command(struct store *store, enum driver_command command, struct error *error)
{
    struct postgres *postgres = postgres_of(store);

    switch (command) {
    case DRIVER_BEGIN_READ:
        return begin(postgres, false, error);
    case DRIVER_BEGIN_WRITE:
        return begin(postgres, true, error);
    case DRIVER_COMMIT:
        return commit(postgres, error);
    case DRIVER_SAVEPOINT:
        return execute(postgres, "SAVEPOINT part", NULL, error);
    case DRIVER_SAVEPOINT_KEEP:
        return execute(postgres, "RELEASE SAVEPOINT part", NULL, error);
    case DRIVER_SAVEPOINT_UNDO:
        return execute(postgres, "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part", NULL, error);
    default:
        return execute(postgres, "ROLLBACK", NULL, error);
    }
}

static int run_script(struct store *store, const char *sql, struct error *error)
{
    struct buffer text = {0};
    int result = dialect_script(sql, &text)
                     ? execute(postgres_of(store), buffer_string(&text), NULL, error)
                     : error_set(error, ERROR_INPUT, "",
                                 "SQL の引用符か注釈が閉じていません。書き直してください。");

    buffer_done(&text);
    return result;
}

static void confine_postgres(struct store *store, bool confined)
{
    struct postgres *postgres = postgres_of(store);
    char sql[64];

    postgres->was_confined = true;
    snprintf(sql, sizeof(sql), "SET statement_timeout = %d", confined ? CONFINED_MS : 0);
    /* It fails only on a lost connection or in a failed transaction, where nothing runs any more;
     * begin() sets the limit again. */
    execute(postgres, sql, NULL, NULL);
}

/* PostgreSQL keeps its own log. */
static int checkpoint_postgres(struct store *store, struct error *error)
{
    (void)store;
    (void)error;
    return 0;
}

static int backup_postgres(struct store *store, const char *path, struct error *error)
{
    (void)store;
    return error_set(error, ERROR_INPUT, "",
                     "データベースが PostgreSQL なので %s へは写せません。"
                     "pg_dump または pg_basebackup を使ってください。",
                     path);
}

static const struct driver postgres_driver = {
    .close = close_postgres,
    .command = run_command,
    .script = run_script,
    .prepare = postgres_prepare,
    .finalize = postgres_finalize,
    .bind_text = postgres_bind_text,
    .bind_integer = postgres_bind_integer,
    .bind_blob = postgres_bind_blob,
    .bind_null = postgres_bind_null,
    .step = postgres_step,
    .reset = postgres_reset,
    .unbind = postgres_unbind,
    .column_name = postgres_column_name,
    .column_is_null = postgres_column_is_null,
    .column_text = postgres_column_text,
    .column_integer = postgres_column_integer,
    .column_blob = postgres_column_blob,
    .confine = confine_postgres,
    .checkpoint = checkpoint_postgres,
    .backup = backup_postgres,
    .definitions =
        "SELECT 'column', table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() "
        "UNION ALL SELECT 'view', viewname, definition, '' FROM pg_views "
        "WHERE schemaname = current_schema() "
        "UNION ALL SELECT 'index', indexname, indexdef, '' FROM pg_indexes "
        "WHERE schemaname = current_schema() "
        "UNION ALL SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid), '' FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND NOT t.tgisinternal ORDER BY 1, 2, 3, 4",
};

/* Notices would go to the standard error; libraries never print. */
static void ignore_notice(void *data, const PGresult *result)
{
    (void)data;
    (void)result;
}

static int connect_to(struct postgres *postgres, const char *conninfo, struct error *error)
{
    /* What stands before dbname yields to the conninfo, what stands after it does not. */
    static const char *const keywords[] = {"connect_timeout", "fallback_application_name", "dbname",
                                           "client_encoding", NULL};
    const char *const values[] = {"10", "chikiri", conninfo, "UTF8", NULL};
    char sql[512];

    postgres->connection = postgres->pq.PQconnectdbParams(keywords, values, 1);
    if (postgres->pq.PQstatus(postgres->connection) != CONNECTION_OK)
        return fail_connection(postgres, error);
    postgres->pq.PQsetNoticeReceiver(postgres->connection, ignore_notice, NULL);
    /* Outside a write transaction nothing may be written, whoever asks. */
    snprintf(sql, sizeof(sql),
             "SET standard_conforming_strings = on; SET bytea_output = 'hex';"
             "SET synchronous_commit = on; SET statement_timeout = 0; SET lock_timeout = %d;"
             "SET default_transaction_read_only = on; SET client_min_messages = warning",
             BUSY_WAIT_MS);
    return execute(postgres, sql, NULL, error);
}

/* The single integer that `sql` selects. */
static int ask(struct postgres *postgres, const char *sql, long long *ret_value,
               struct error *error)
{
    PGresult *result;
    int status = execute(postgres, sql, &result, error);

    if (status < 0)
        return status;
    must(postgres->pq.PQntuples(result) == 1);
    *ret_value = strtoll(postgres->pq.PQgetvalue(result, 0, 0), NULL, 10);
    postgres->pq.PQclear(result);
    return 0;
}

/* An empty database has the mark that it is ours and nothing else. */
static int create(struct postgres *postgres, struct error *error)
{
    long long count;
    int result = ask(postgres,
                     "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND "
                     "relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = "
                     "current_schema())",
                     &count, error);

    if (result < 0)
        return result;
    if (count > 0)
        return error_set(error, ERROR_CONFLICT, "",
                         "PostgreSQL のデータベースが空ではありません。"
                         "空のデータベースを用意してください。");
    return execute(
        postgres, "BEGIN READ WRITE; CREATE TABLE chikiri_database (id BIGINT PRIMARY KEY); COMMIT",
        NULL, error);
}

static int find_or_create(struct postgres *postgres, enum store_mode mode, struct error *error)
{
    long long found;
    int result = ask(postgres,
                     "SELECT count(*) FROM pg_database WHERE datname = current_database() AND "
                     "pg_encoding_to_char(encoding) = 'UTF8'",
                     &found, error);

    if (result < 0)
        return result;
    if (found == 0)
        return error_set(error, ERROR_INPUT, "",
                         "PostgreSQL のデータベースの文字コードが UTF8 ではありません。"
                         "UTF8 で作り直してください。");
    if (mode == STORE_CREATE)
        return create(postgres, error);
    result =
        ask(postgres, "SELECT CASE WHEN to_regclass('chikiri_database') IS NULL THEN 0 ELSE 1 END",
            &found, error);
    if (result == 0 && found == 0)
        return error_set(error, ERROR_MISSING, "",
                         "PostgreSQL に chikiri のデータがありません。"
                         "chikiri.conf の接続先を確認してください。");
    return result;
}

struct store *postgres_store_open(const char *conninfo, enum store_mode mode, struct error *error)
{
    struct postgres *postgres = store_alloc(1, sizeof(*postgres));

    postgres->store.driver = &postgres_driver;
    if (libpq_load(&postgres->pq, error) < 0) {
        free(postgres);
        return NULL;
    }
    int result = connect_to(postgres, conninfo, error);
    if (result == 0)
        result = find_or_create(postgres, mode, error);
    if (result == 0)
        return &postgres->store;
    store_close(&postgres->store);
    return NULL;
}
