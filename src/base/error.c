#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cuts an unfinished UTF-8 character off the end of `text`. */
static void cut_at_character(char *text)
{
    size_t length = strlen(text);
    size_t start = length;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < needed)
        text[start - 1] = '\0';
}

static void put_text(char *out, size_t size, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    if (length >= size)
        length = size - 1;
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
    cut_at_character(out);
}

void error_fill(struct error *error, int code, const char *id, const char *format, ...)
{
    va_list arguments;

    if (!error)
        return;
    error->code = code;
    error->field[0] = '\0';
    error->clause[0] = '\0';
    put_text(error->id, sizeof(error->id), id);
    va_start(arguments, format);
    int length = vsnprintf(error->text, sizeof(error->text), language_text(error->language, format),
                           arguments);
    va_end(arguments);
    must(length >= 0);
    if ((size_t)length >= sizeof(error->text))
        cut_at_character(error->text);
}

int error_mark(struct error *error, const char *field, const char *clause)
{
    if (!error)
        return 0;
    if (field)
        put_text(error->field, sizeof(error->field), field);
    if (clause)
        put_text(error->clause, sizeof(error->clause), clause);
    return error->code;
}

int error_exit_status(int code)
{
    switch (code) {
    case 0:
        return 0;
    case ERROR_INPUT:
    case ERROR_MISSING:
    case ERROR_CONFLICT:
    case ERROR_LIMIT:
    case ERROR_STALE:
        return 3;
    case ERROR_DENIED:
        return 4;
    case ERROR_BUSY:
        return 5;
    default:
        return 70;
    }
}

void must_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
    abort();
}
