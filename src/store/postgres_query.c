/* PostgreSQL through libpq: statements and their rows. Rows come one by one, so that a long scan
 * takes no memory; when another command needs the line meanwhile, the rest of the scan is kept. */
#include "store/postgres.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/dialect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TYPE_BOOL = 16, /* object identifiers of PostgreSQL's own types never change */
    KEPT_ROWS_BYTES = 1 << 30,
    INTEGER_SIZE = 24,
};

struct cell {
    const char *bytes; /* NULL for null; NUL-terminated */
    size_t length;
    char *decoded; /* owned: the bytes of a blob, made when asked for */
};

struct postgres_query {
    struct query query;
    char name[16];
    PGresult *description;
    struct cell *cells;
    const char **values;
    int *lengths;
    int *formats;
    char (*integers)[INTEGER_SIZE];
    bool started;
    PGresult *row;      /* the row the cells point into, while streaming */
    struct buffer kept; /* rows taken off the line */
    size_t kept_at;     /* where the next of them begins */
    PGresult *failure;  /* what ended the kept rows, NULL for their plain end */
};

static struct postgres_query *own_of(struct query *query)
{
    return (struct postgres_query *)query;
}

static const struct postgres_query *own_of_const(const struct query *query)
{
    return (const struct postgres_query *)query;
}

static struct postgres *postgres_of(const struct postgres_query *query)
{
    return (struct postgres *)query->query.store;
}

static void allocate_parameters(struct postgres_query *query)
{
    size_t count = (size_t)query->query.parameter_count;

    query->values = store_alloc(count, sizeof(query->values[0]));
    query->lengths = store_alloc(count, sizeof(query->lengths[0]));
    query->formats = store_alloc(count, sizeof(query->formats[0]));
    query->integers = store_alloc(count, sizeof(query->integers[0]));
}

/* Sends the text to be prepared and asks for its columns. */
static int prepare_on_server(struct postgres *postgres, struct postgres_query *query,
                             const char *sql, struct error *error)
{
    const struct libpq *pq = &postgres->pq;

    postgres_free_line(postgres);
    PGresult *result = pq->PQprepare(postgres->connection, query->name, sql, 0, NULL);
    if (pq->PQresultStatus(result) != PGRES_COMMAND_OK)
        return postgres_fail(postgres, result, error);
    pq->PQclear(result);
    result = pq->PQdescribePrepared(postgres->connection, query->name);
    if (pq->PQresultStatus(result) != PGRES_COMMAND_OK)
        return postgres_fail(postgres, result, error);
    query->description = result;
    query->query.column_count = pq->PQnfields(result);
    query->cells = store_alloc((size_t)query->query.column_count, sizeof(query->cells[0]));
    return 0;
}

struct query *postgres_prepare(struct store *store, const char *sql, struct error *error)
{
    struct postgres *postgres = (struct postgres *)store;
    struct dialect_names names = {.count = 0};
    struct buffer text = {0};

    if (!dialect_query(sql, &text, &names)) {
        dialect_names_done(&names);
        buffer_done(&text);
        error_set(error, ERROR_INPUT, "",
                  "SQL は一つの文だけで、値は :名前 の形で書いてください。");
        return NULL;
    }
    struct postgres_query *query = store_alloc(1, sizeof(*query));
    query->query.store = store;
    query->kept.limit_bytes = KEPT_ROWS_BYTES;
    snprintf(query->name, sizeof(query->name), "s%u", ++postgres->statement_count);
    int result = prepare_on_server(postgres, query, buffer_string(&text), error);
    buffer_done(&text);
    if (result < 0) {
        dialect_names_done(&names);
        postgres_finalize(&query->query);
        return NULL;
    }
    /* The names' ownership moves to the statement. */
    query->query.parameter_count = names.count;
    query->query.parameters = store_alloc((size_t)names.count, sizeof(char *));
    memcpy(query->query.parameters, names.names, (size_t)names.count * sizeof(char *));
    allocate_parameters(query);
    return &query->query;
}

static void forget_cells(struct postgres_query *query)
{
    for (int i = 0; i < query->query.column_count; i++) {
        free(query->cells[i].decoded);
        query->cells[i] = (struct cell){0};
    }
}

void postgres_finalize(struct query *query)
{
    struct postgres_query *own = own_of(query);

    if (own->started)
        postgres_reset(query);
    postgres_of(own)->pq.PQclear(own->description);
    buffer_done(&own->kept);
    free(own->cells);
    free(own->values);
    free(own->lengths);
    free(own->formats);
    free(own->integers);
    free(own);
}

void postgres_bind_text(struct query *query, int parameter, const char *text)
{
    struct postgres_query *own = own_of(query);

    own->values[parameter] = text;
    own->formats[parameter] = 0;
}

void postgres_bind_integer(struct query *query, int parameter, int64_t value)
{
    struct postgres_query *own = own_of(query);

    snprintf(own->integers[parameter], INTEGER_SIZE, "%" PRId64, value);
    own->values[parameter] = own->integers[parameter];
    own->formats[parameter] = 0;
}

void postgres_bind_blob(struct query *query, int parameter, const void *bytes, size_t length)
{
    struct postgres_query *own = own_of(query);

    must(length <= INT32_MAX);
    own->values[parameter] = bytes;
    own->lengths[parameter] = (int)length;
    own->formats[parameter] = 1;
}

void postgres_bind_null(struct query *query, int parameter)
{
    own_of(query)->values[parameter] = NULL;
}

void postgres_unbind(struct query *query)
{
    for (int i = 0; i < query->parameter_count; i++)
        postgres_bind_null(query, i);
}

/* Points the cells at the one row of `result`. Booleans read 1 and 0, as in SQLite. */
static void take_row(struct postgres_query *query, PGresult *result)
{
    const struct libpq *pq = &postgres_of(query)->pq;

    forget_cells(query);
    pq->PQclear(query->row);
    query->row = result;
    for (int i = 0; i < query->query.column_count; i++) {
        struct cell *cell = &query->cells[i];

        if (pq->PQgetisnull(result, 0, i))
            continue;
        cell->bytes = pq->PQgetvalue(result, 0, i);
        cell->length = (size_t)pq->PQgetlength(result, 0, i);
        if (pq->PQftype(result, i) == TYPE_BOOL)
            cell->bytes = cell->bytes[0] == 't' ? "1" : "0";
    }
}

/* Kept rows are, for each column, a length plus one (0 for null) and the bytes with their NUL. */
static void keep_row(struct postgres_query *query, PGresult *result)
{
    const struct libpq *pq = &postgres_of(query)->pq;

    for (int i = 0; i < query->query.column_count; i++) {
        if (pq->PQgetisnull(result, 0, i)) {
            buffer_u32(&query->kept, 0);
            continue;
        }
        const char *bytes = pq->PQgetvalue(result, 0, i);
        size_t length = (size_t)pq->PQgetlength(result, 0, i);
        if (pq->PQftype(result, i) == TYPE_BOOL)
            bytes = bytes[0] == 't' ? "1" : "0";
        buffer_u32(&query->kept, (uint32_t)length + 1);
        buffer_append(&query->kept, bytes, length + 1);
    }
    pq->PQclear(result);
}

void postgres_free_line(struct postgres *postgres)
{
    struct postgres_query *query = postgres->streaming;
    const struct libpq *pq = &postgres->pq;
    PGresult *result;

    if (!query)
        return;
    postgres->streaming = NULL;
    while ((result = pq->PQgetResult(postgres->connection))) {
        switch (pq->PQresultStatus(result)) {
        case PGRES_SINGLE_TUPLE:
            keep_row(query, result);
            break;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            pq->PQclear(result);
            break;
        default:
            pq->PQclear(query->failure);
            query->failure = result;
            break;
        }
    }
}

static int step_kept(struct postgres_query *query, struct error *error)
{
    struct buffer *kept = &query->kept;

    if (kept->full)
        return error_set(error, ERROR_LIMIT, "",
                         "問い合わせが許される作業量を超えたため、打ち切りました。"
                         "条件を絞ってください。");
    if (query->kept_at == kept->length) {
        PGresult *failure = query->failure;

        query->failure = NULL;
        return failure ? postgres_fail(postgres_of(query), failure, error) : 0;
    }
    forget_cells(query);
    for (int i = 0; i < query->query.column_count; i++) {
        const unsigned char *at = (const unsigned char *)kept->data + query->kept_at;
        size_t size =
            (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | (size_t)at[3];

        if (size > 0) {
            query->cells[i].bytes = kept->data + query->kept_at + 4;
            query->cells[i].length = size - 1;
        }
        query->kept_at += 4 + size;
    }
    return 1;
}

/* The next row off the line. */
static int step_streaming(struct postgres_query *query, struct error *error)
{
    struct postgres *postgres = postgres_of(query);
    const struct libpq *pq = &postgres->pq;
    PGresult *result = pq->PQgetResult(postgres->connection);
    ExecStatusType status = pq->PQresultStatus(result);

    if (status == PGRES_SINGLE_TUPLE) {
        take_row(query, result);
        return 1;
    }
    int code = 0;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        pq->PQclear(result);
    else
        code = postgres_fail(postgres, result, error);
    postgres_free_line(postgres);
    return code;
}

static int start(struct postgres_query *query, struct error *error)
{
    struct postgres *postgres = postgres_of(query);
    const struct libpq *pq = &postgres->pq;

    postgres_free_line(postgres);
    if (!pq->PQsendQueryPrepared(postgres->connection, query->name, query->query.parameter_count,
                                 query->values, query->lengths, query->formats, 0))
        return postgres_fail(postgres, NULL, error);
    must(pq->PQsetSingleRowMode(postgres->connection));
    query->started = true;
    postgres->streaming = query;
    return 0;
}

int postgres_step(struct query *query, struct error *error)
{
    struct postgres_query *own = own_of(query);

    if (!own->started) {
        int result = start(own, error);
        if (result < 0)
            return result;
    }
    if (postgres_of(own)->streaming == own)
        return step_streaming(own, error);
    return step_kept(own, error);
}

void postgres_reset(struct query *query)
{
    struct postgres_query *own = own_of(query);
    const struct libpq *pq = &postgres_of(own)->pq;

    if (!own->started)
        return;
    if (postgres_of(own)->streaming == own) {
        PGresult *result;

        while ((result = pq->PQgetResult(postgres_of(own)->connection)))
            pq->PQclear(result);
        postgres_of(own)->streaming = NULL;
    }
    own->started = false;
    forget_cells(own);
    pq->PQclear(own->row);
    own->row = NULL;
    pq->PQclear(own->failure);
    own->failure = NULL;
    buffer_done(&own->kept);
    own->kept_at = 0;
}

const char *postgres_column_name(const struct query *query, int column)
{
    const struct postgres_query *own = own_of_const(query);

    return postgres_of(own)->pq.PQfname(own->description, column);
}

bool postgres_column_is_null(const struct query *query, int column)
{
    return !own_of_const(query)->cells[column].bytes;
}

const char *postgres_column_text(const struct query *query, int column)
{
    return own_of_const(query)->cells[column].bytes;
}

int64_t postgres_column_integer(const struct query *query, int column)
{
    const char *bytes = own_of_const(query)->cells[column].bytes;

    return bytes ? strtoll(bytes, NULL, 10) : 0;
}

static int hex_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

const void *postgres_column_blob(const struct query *query, int column, size_t *ret_length)
{
    struct cell *cell = &own_of_const(query)->cells[column];

    *ret_length = 0;
    if (!cell->bytes)
        return NULL;
    must(cell->length >= 2 && cell->bytes[0] == '\\' && cell->bytes[1] == 'x');
    size_t length = (cell->length - 2) / 2;
    if (!cell->decoded) {
        cell->decoded = store_alloc(length + 1, 1);
        for (size_t i = 0; i < length; i++)
            cell->decoded[i] =
                (char)(hex_value(cell->bytes[2 + 2 * i]) << 4 | hex_value(cell->bytes[3 + 2 * i]));
    }
    *ret_length = length;
    return cell->decoded;
}
