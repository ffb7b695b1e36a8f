/* The database behind a dozen functions, SQLite and PostgreSQL alike. One `struct store` is one
 * connection for one thread. SQL comes from named .sql files (or from the policy pack) with named
 * parameters (":name"); values are always bound. Nothing above this floor can ask which engine
 * runs.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct store;
struct query;

enum store_mode {
    STORE_READ_ONLY, /* never writes; for checks and verification */
    STORE_READ_WRITE,
    STORE_CREATE, /* makes an empty database; ERROR_CONFLICT when there is one */
};

void store_close(struct store *store);

/* Opens the database of a data folder: chikiri.db in it, or the PostgreSQL service that its
 * chikiri.conf names ("postgresql=CONNINFO"). Fails with ERROR_MISSING when there is none and
 * ERROR_FAULT when the engine refuses. The caller closes it. */
struct store *store_open(const char *folder, enum store_mode mode, struct error *error)
    CLOSED_BY(store_close);

enum store_transaction { STORE_READ, STORE_WRITE };

/* STORE_WRITE takes the one writer lock of the database (waiting up to ten seconds, then
 * ERROR_BUSY); STORE_READ gives one snapshot. A transaction within a transaction is a broken
 * invariant. Statements that write work only within STORE_WRITE. */
int store_begin(struct store *store, enum store_transaction kind, struct error *error);
/* Durable when it returns 0; undone when it fails. After a statement of the transaction has failed,
 * whatever the reason, the transaction can only be undone (or its part, when the statement stands
 * in one): every other call fails with ERROR_FAULT. PostgreSQL is so, and SQLite is kept to it. */
int store_commit(struct store *store, struct error *error);
/* Undoes the open transaction; harmless without one. */
void store_rollback(struct store *store);
/* A part of the open transaction that can be undone alone. Not nested. */
int store_savepoint(struct store *store, struct error *error);
int store_savepoint_keep(struct store *store, struct error *error);
int store_savepoint_undo(struct store *store, struct error *error);

/* Runs statements that return nothing and take no parameters (schema, migrations), in the open
 * write transaction or in one of its own. Type words are upper case: INTEGER, TEXT, BLOB; tables
 * STRICT; ids are always given, never chosen by the engine. */
int store_script(struct store *store, const char *sql, struct error *error);

/* The prepared statement of `sql` (one statement, values as :name), ready to bind; what is not
 * bound is null. Statements are kept by the address of `sql` and compared with its text; a constant
 * is prepared once, a text composed at run time may go away after the call. A statement still in
 * use is prepared a second time. NULL with *error set when the engine refuses the text. Give it
 * back with query_done(). */
struct query *store_query(struct store *store, const char *sql, struct error *error)
    __attribute__((warn_unused_result));
void query_done(struct query *query);

/* Binding by name without the colon; a parameter the statement lacks is a broken invariant. Text
 * and blobs must live until query_done() or the next bind. NULL text binds null; a blob of length 0
 * is empty, not null. */
void query_text(struct query *query, const char *name, const char *text);
void query_integer(struct query *query, const char *name, int64_t value);
void query_blob(struct query *query, const char *name, const void *bytes, size_t length);
void query_null(struct query *query, const char *name);
/* Whether the statement has this parameter. */
bool query_has(const struct query *query, const char *name);

/* 1 with a row, 0 at the end (and again 0 until query_again()), negative on failure: ERROR_CONFLICT
 * for a broken constraint, ERROR_BUSY when others hold a lock too long, ERROR_LIMIT when a confined
 * statement works too long. Other statements may run between two rows; on PostgreSQL the rest of
 * the scan then takes memory, so change many rows in a loop of its own. */
int query_step(struct query *query, struct error *error) __attribute__((warn_unused_result));
/* Steps a statement that returns no row to its end and gives it back: 0 or negative. */
int query_run(struct query *query, struct error *error) __attribute__((warn_unused_result));
/* Makes the statement ready for new values; what was bound stays. */
void query_again(struct query *query);

/* Columns of the current row, from 0; valid until the next step. NULL text and blob, and 0, for
 * null. Truth values read as the integers 1 and 0. */
int query_column_count(const struct query *query);
const char *query_column_name(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);
const char *query_column_text(const struct query *query, int column);
int64_t query_column_integer(const struct query *query, int column);
const void *query_column_blob(const struct query *query, int column, size_t *ret_length);

/* Restricts a read-only connection to reading views named v_* (and what they are made of) with a
 * limit on work of about ten seconds a statement, so that SQL of a policy pack can do no harm.
 * store_query() refuses other texts with ERROR_DENIED; see confine.h for what passes. */
void store_confine(struct store *store, bool confined);

/* The definitions of everything in the schema (tables, views, indexes, triggers) as rows of texts,
 * in an order of their own: what a digest of the schema is made of. */
struct query *store_definitions(struct store *store, struct error *error);

/* Says that the connection is to read everything once, so that nothing is worth remembering. */
void store_expect_scan(struct store *store);

/* Folds the log into the main file, outside any transaction; only the one writer does it. A writer
 * also does so by itself from time to time, and the last one that closes the database. Nothing to
 * do on PostgreSQL. */
int store_checkpoint(struct store *store, struct error *error);
/* A consistent copy of the whole database at `path`, while others write. SQLite only: PostgreSQL
 * has its own tools and answers ERROR_INPUT with their names. */
int store_backup(struct store *store, const char *path, struct error *error);

#endif
