#include "store/dialect.h"

#include "base/buffer.h"
#include "store/driver.h"
#include "store/token.h"

#include <stdlib.h>
#include <string.h>

void dialect_names_done(struct dialect_names *names)
{
    for (int i = 0; i < names->count; i++)
        free(names->names[i]);
    names->count = 0;
}

/* The place of a name from 1, added when new; 0 when there are too many. */
static int place_of(struct dialect_names *names, const char *name, size_t length)
{
    for (int i = 0; i < names->count; i++) {
        if (strlen(names->names[i]) == length && memcmp(names->names[i], name, length) == 0)
            return i + 1;
    }
    if (names->count == DIALECT_PARAMETER_LIMIT)
        return 0;
    names->names[names->count++] = store_copy(name, length);
    return names->count;
}

/* Type words are upper case in our texts, so that columns may be called what they like. */
static bool is_type(const struct sql_token *token, const char *word)
{
    return token->kind == TOKEN_WORD && token->length == strlen(word) &&
           memcmp(token->start, word, token->length) == 0;
}

static bool is_null_test(const char *rest)
{
    struct sql_token token = sql_token_next(&rest);

    if (!sql_token_is(&token, "is"))
        return false;
    token = sql_token_next(&rest);
    if (sql_token_is(&token, "not"))
        token = sql_token_next(&rest);
    return sql_token_is(&token, "null");
}

static bool put_parameter(struct buffer *out, struct dialect_names *names,
                          const struct sql_token *token, const char *rest)
{
    int place = place_of(names, token->start + 1, token->length - 1);

    buffer_format(out, is_null_test(rest) ? "CAST($%d AS TEXT)" : "$%d", place);
    return place > 0;
}

bool dialect_query(const char *sql, struct buffer *out, struct dialect_names *ret_names)
{
    const char *cursor = sql;
    const char *copied = sql;
    struct sql_token previous = {0};

    for (;;) {
        struct sql_token token = sql_token_next(&cursor);
        bool in_cast = sql_token_is(&previous, "as");

        if (token.kind == TOKEN_BROKEN)
            return false;
        if (sql_token_is_mark(&token, ';'))
            return sql_token_next(&cursor).kind == TOKEN_END;
        /* A space for what stood between: comments may hold anything. */
        if (token.start > copied)
            buffer_byte(out, ' ');
        copied = token.start + token.length;
        if (token.kind == TOKEN_END)
            return !out->full;
        if (token.kind == TOKEN_PARAMETER) {
            if (!put_parameter(out, ret_names, &token, cursor))
                return false;
        } else if (in_cast && is_type(&token, "INTEGER")) {
            buffer_text(out, "BIGINT");
        } else if (in_cast && is_type(&token, "BLOB")) {
            buffer_text(out, "BYTEA");
        } else {
            buffer_append(out, token.start, token.length);
        }
        previous = token;
    }
}

/* Moves past the table options after a closing bracket. */
static void skip_options(const char **cursor)
{
    for (;;) {
        const char *rest = *cursor;
        struct sql_token token = sql_token_next(&rest);

        if (sql_token_is_mark(&token, ','))
            token = sql_token_next(&rest);
        if (is_type(&token, "WITHOUT"))
            token = sql_token_next(&rest);
        if (!is_type(&token, "STRICT") && !is_type(&token, "ROWID"))
            return;
        *cursor = rest;
    }
}

bool dialect_script(const char *sql, struct buffer *out)
{
    const char *cursor = sql;
    struct sql_token previous = {0};

    for (;;) {
        struct sql_token token = sql_token_next(&cursor);
        bool in_cast = sql_token_is(&previous, "as");

        if (token.kind == TOKEN_BROKEN)
            return false;
        if (token.kind == TOKEN_END)
            return !out->full;
        if (previous.kind != TOKEN_END && previous.start + previous.length < token.start)
            buffer_byte(out, ' ');
        if (is_type(&token, "INTEGER"))
            buffer_text(out, "BIGINT");
        else if (is_type(&token, "BLOB"))
            buffer_text(out, "BYTEA");
        else if (is_type(&token, "TEXT") && !in_cast)
            buffer_text(out, "TEXT COLLATE \"C\"");
        else
            buffer_append(out, token.start, token.length);
        if (sql_token_is_mark(&token, ')'))
            skip_options(&cursor);
        previous = token;
    }
}
