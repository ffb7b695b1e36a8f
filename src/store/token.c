#include "store/token.h"

#include <string.h>
#include <strings.h>

/* Bytes of a name: ASCII letters, digits, _ and anything above ASCII. */
static bool is_name_byte(char byte)
{
    unsigned char c = (unsigned char)byte;

    return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The end of the comment at `start`; NULL when it has none or the engines would disagree on it: one
 * nests comments and ends a line at a lone carriage return, the other does not. */
static const char *comment_end(const char *start)
{
    if (start[0] == '-') {
        const char *end = start + strcspn(start, "\r\n");

        return end[0] == '\r' && end[1] != '\n' ? NULL : end;
    }
    const char *end = strstr(start + 2, "*/");
    const char *inner = strstr(start + 2, "/*");
    return end && (!inner || inner > end) ? end + 2 : NULL;
}

/* Past blanks and comments; NULL when a comment is broken. */
static const char *skip_blank(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n\f\v");
        if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*')) {
            at = comment_end(at);
            if (!at)
                return NULL;
        } else {
            return at;
        }
    }
}

/* Length of a quoted run with doubled quotes inside; 0 when it does not end. */
static size_t quoted_length(const char *start)
{
    char quote = start[0];
    const char *at = start + 1;

    for (; *at; at++) {
        if (*at != quote)
            continue;
        if (at[1] != quote)
            return (size_t)(at - start) + 1;
        at++;
    }
    return 0;
}

static size_t name_length(const char *start)
{
    size_t length = 0;

    while (is_name_byte(start[length]))
        length++;
    return length;
}

/* Length of digits, fraction and exponent; 0 when a letter follows. */
static size_t number_length(const char *start)
{
    size_t length = strspn(start, "0123456789.");

    if ((start[length] | 0x20) == 'e') {
        size_t sign = start[length + 1] == '+' || start[length + 1] == '-';

        if (is_digit(start[length + 1 + sign]))
            length += 1 + sign + strspn(start + length + 1 + sign, "0123456789");
    }
    return is_name_byte(start[length]) ? 0 : length;
}

static struct sql_token read_token(const char *at)
{
    struct sql_token token = {TOKEN_MARK, at, 1};

    if (*at == '\'' || *at == '"') {
        token.length = quoted_length(at);
        token.kind = *at == '"' ? TOKEN_NAME : TOKEN_STRING;
        if (token.length == 0)
            token.kind = TOKEN_BROKEN;
    } else if (is_digit(*at)) {
        token.length = number_length(at);
        token.kind = token.length > 0 ? TOKEN_NUMBER : TOKEN_BROKEN;
    } else if (is_name_byte(*at)) {
        token.kind = TOKEN_WORD;
        token.length = name_length(at);
    } else if (at[0] == ':' && at[1] == ':') {
        token.kind = TOKEN_CAST;
        token.length = 2;
    } else if (at[0] == ':' && is_name_byte(at[1])) {
        token.kind = TOKEN_PARAMETER;
        token.length = 1 + name_length(at + 1);
    }
    return token;
}

struct sql_token sql_token_next(const char **cursor)
{
    const char *at = skip_blank(*cursor);

    if (!at)
        return (struct sql_token){TOKEN_BROKEN, *cursor, 0};
    if (*at == '\0') {
        *cursor = at;
        return (struct sql_token){TOKEN_END, at, 0};
    }
    struct sql_token token = read_token(at);
    *cursor = at + token.length;
    return token;
}

bool sql_token_is(const struct sql_token *token, const char *word)
{
    return token->kind == TOKEN_WORD && strlen(word) == token->length &&
           strncasecmp(token->start, word, token->length) == 0;
}

bool sql_token_is_mark(const struct sql_token *token, char mark)
{
    return token->kind == TOKEN_MARK && token->start[0] == mark;
}
