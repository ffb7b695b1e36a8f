/* SQL cut into tokens, as far as both engines agree on them. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum sql_token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* keyword or name */
    TOKEN_NAME,   /* "quoted name", quotes included */
    TOKEN_STRING, /* 'text', quotes included */
    TOKEN_NUMBER,
    TOKEN_PARAMETER, /* :name, colon included */
    TOKEN_CAST,      /* :: */
    TOKEN_MARK,      /* any other single byte */
    TOKEN_BROKEN,    /* no end, or one that the engines see in two places */
};

struct sql_token {
    enum sql_token_kind kind;
    const char *start;
    size_t length;
};

/* The next token of *cursor, which moves past it; blanks and comments are skipped. */
struct sql_token sql_token_next(const char **cursor);
/* Whether the token is this word, whatever its case. */
bool sql_token_is(const struct sql_token *token, const char *word);
bool sql_token_is_mark(const struct sql_token *token, char mark);

#endif
