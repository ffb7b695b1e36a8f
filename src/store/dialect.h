/* One SQL text for both engines: what PostgreSQL needs changed. Pure functions. */
#ifndef STORE_DIALECT_H
#define STORE_DIALECT_H

#include <stdbool.h>

struct buffer;

enum { DIALECT_PARAMETER_LIMIT = 512 };

struct dialect_names {
    char *names[DIALECT_PARAMETER_LIMIT]; /* owned, without colon, in the order of $1, $2 ... */
    int count;
};

void dialect_names_done(struct dialect_names *names);

/* Writes `sql` with every :name as $n to `out`. A parameter that is only asked whether it is null
 * gets the type text, which PostgreSQL cannot find by itself; AS INTEGER becomes AS BIGINT, AS BLOB
 * becomes AS BYTEA. False when the text is no single statement or has too many names. */
bool dialect_query(const char *sql, struct buffer *out, struct dialect_names *ret_names);

/* Writes a schema script: upper-case type words INTEGER, TEXT and BLOB become BIGINT, TEXT COLLATE
 * "C" and BYTEA; the table options STRICT and WITHOUT ROWID go. False when the text is broken. */
bool dialect_script(const char *sql, struct buffer *out);

#endif
