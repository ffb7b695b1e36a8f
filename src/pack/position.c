#include "pack/position.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A cursor over the text. It never leaves it, so a text that is not well-formed gives a wrong line
 * and no more. */
struct cursor {
    const char *at, *end;
    int line;
};

static char peek(const struct cursor *cursor)
{
    return cursor->at < cursor->end ? *cursor->at : '\0';
}

static void step(struct cursor *cursor)
{
    if (cursor->at >= cursor->end)
        return;
    cursor->line += *cursor->at == '\n';
    cursor->at++;
}

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->end && strchr(" \t\r\n", *cursor->at))
        step(cursor);
}

/* Past a string; the cursor stands on its opening quote. */
static void skip_string(struct cursor *cursor)
{
    step(cursor);
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            step(cursor);
        step(cursor);
    }
    step(cursor);
}

/* Past any value, without recursion: brackets are only counted. */
static void skip_value(struct cursor *cursor)
{
    int depth = 0;

    do {
        char letter = peek(cursor);

        if (letter == '"') {
            skip_string(cursor);
        } else if (letter == '[' || letter == '{') {
            depth++;
            step(cursor);
        } else if (letter == ']' || letter == '}') {
            if (depth == 0)
                return;
            depth--;
            step(cursor);
        } else if (letter == ',' && depth == 0) {
            return;
        } else {
            step(cursor);
        }
        if (depth == 0 && (letter == '"' || letter == ']' || letter == '}'))
            return;
    } while (cursor->at < cursor->end);
}

/* Whether the raw key (without quotes) is the pointer's token. Keys of a pack have no escapes. */
static bool is_token(const char *key, size_t key_length, const char *token, size_t token_length)
{
    size_t at = 0;

    for (size_t i = 0; i < token_length; i++, at++) {
        char letter = token[i];

        if (letter == '~' && i + 1 < token_length)
            letter = token[++i] == '1' ? '/' : '~';
        if (at >= key_length || key[at] != letter)
            return false;
    }
    return at == key_length;
}

/* Moves from the opening bracket to the element of that number. */
static bool enter_array(struct cursor *cursor, long wanted)
{
    step(cursor);
    for (long i = 0;; i++) {
        skip_space(cursor);
        if (cursor->at >= cursor->end || peek(cursor) == ']')
            return false;
        if (i == wanted)
            return true;
        skip_value(cursor);
        skip_space(cursor);
        if (peek(cursor) == ',')
            step(cursor);
    }
}

/* Moves from the opening brace to the value of the member, whose key's line is stored. */
static bool enter_object(struct cursor *cursor, const char *token, size_t token_length,
                         int *ret_line)
{
    step(cursor);
    for (;;) {
        skip_space(cursor);
        if (peek(cursor) != '"')
            return false;
        const char *key = cursor->at + 1;
        int line = cursor->line;
        skip_string(cursor);
        size_t key_length = cursor->at > key ? (size_t)(cursor->at - 1 - key) : 0;
        skip_space(cursor);
        step(cursor); /* the colon */
        skip_space(cursor);
        if (is_token(key, key_length, token, token_length)) {
            *ret_line = line;
            return true;
        }
        skip_value(cursor);
        skip_space(cursor);
        if (peek(cursor) == ',')
            step(cursor);
    }
}

int position_line(const char *text, size_t length, const char *pointer)
{
    struct cursor cursor = {.at = text, .end = text + length, .line = 1};

    skip_space(&cursor);
    int line = cursor.line;
    while (*pointer == '/') {
        const char *token = pointer + 1;
        size_t token_length = strcspn(token, "/");

        pointer = token + token_length;
        if (peek(&cursor) == '[') {
            if (!enter_array(&cursor, strtol(token, NULL, 10)))
                return line;
            line = cursor.line;
        } else if (peek(&cursor) != '{' || !enter_object(&cursor, token, token_length, &line)) {
            return line;
        }
    }
    return line;
}

int position_depth(const char *text, size_t length)
{
    struct cursor cursor = {.at = text, .end = text + length, .line = 1};
    int depth = 0, deepest = 0;

    while (cursor.at < cursor.end) {
        switch (*cursor.at) {
        case '"':
            skip_string(&cursor);
            continue;
        case '[':
        case '{':
            depth++;
            deepest = depth > deepest ? depth : deepest;
            break;
        case ']':
        case '}':
            depth--;
            break;
        default:
            break;
        }
        cursor.at++;
    }
    return deepest;
}
