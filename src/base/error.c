#include "base/error.h"

#include "base/language.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void error_fill(struct error *error, int code, const char *id, const char *format, ...)
{
    va_list arguments;

    if (!error)
        return;
    error->code = code;
    error->field[0] = '\0';
    error->clause[0] = '\0';
    text_cut(error->id, sizeof(error->id), id);
    va_start(arguments, format);
    int length = vsnprintf(error->text, sizeof(error->text), language_text(error->language, format),
                           arguments);
    va_end(arguments);
    must(length >= 0);
    text_cut_end(error->text);
}

int error_mark(struct error *error, const char *field, const char *clause)
{
    if (!error)
        return 0;
    if (field)
        text_cut(error->field, sizeof(error->field), field);
    if (clause)
        text_cut(error->clause, sizeof(error->clause), clause);
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

int error_http_status(int code)
{
    switch (code) {
    case 0:
        return 200;
    case ERROR_INPUT:
        return 422;
    case ERROR_DENIED:
        return 403;
    case ERROR_MISSING:
        return 404;
    case ERROR_CONFLICT:
    case ERROR_STALE:
        return 409;
    case ERROR_BUSY:
        return 503;
    case ERROR_LIMIT:
        return 413;
    default:
        return 500;
    }
}

void must_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
    abort();
}
