/* The PostgreSQL connection as its two files share it: postgres.c (connection and transactions) and
 * postgres_query.c (statements and rows). */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "store/driver.h"
#include "store/libpq.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct postgres_query;

struct postgres {
    struct store store;
    struct libpq pq;
    PGconn *connection;
    struct postgres_query *streaming; /* the statement whose rows are on the line, or NULL */
    unsigned statement_count;         /* for their names */
    bool was_confined;
};

/* Sets the error that `result` tells and frees it; NULL stands for a lost connection. */
int postgres_fail(struct postgres *postgres, PGresult *result, struct error *error);

/* Takes what is left of a streaming statement's rows off the line into memory, so that the line is
 * free for the next command. */
void postgres_free_line(struct postgres *postgres);

struct query *postgres_prepare(struct store *store, const char *sql, struct error *error);
void postgres_finalize(struct query *query);
void postgres_bind_text(struct query *query, int parameter, const char *text);
void postgres_bind_integer(struct query *query, int parameter, int64_t value);
void postgres_bind_blob(struct query *query, int parameter, const void *bytes, size_t length);
void postgres_bind_null(struct query *query, int parameter);
int postgres_step(struct query *query, struct error *error);
void postgres_reset(struct query *query);
void postgres_unbind(struct query *query);
const char *postgres_column_name(const struct query *query, int column);
bool postgres_column_is_null(const struct query *query, int column);
const char *postgres_column_text(const struct query *query, int column);
int64_t postgres_column_integer(const struct query *query, int column);
const void *postgres_column_blob(const struct query *query, int column, size_t *ret_length);

#endif
