/* Errors: one idiom for the whole program. Functions that can fail return 0 or one of eight
 * negative codes; the details go to a `struct error` that the caller owns. Out-parameters are
 * untouched on failure. Libraries never print; the command or page that asked does, once. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_code {
    ERROR_INPUT = -1,    /* what was given is not acceptable: exit 3, HTTP 422 */
    ERROR_DENIED = -2,   /* the one who acts may not: exit 4, HTTP 403 */
    ERROR_MISSING = -3,  /* no such thing: exit 3, HTTP 404 */
    ERROR_CONFLICT = -4, /* stands against what is held: exit 3, HTTP 409 */
    ERROR_BUSY = -5,     /* try again: exit 5, HTTP 503 */
    ERROR_LIMIT = -6,    /* larger than allowed: exit 3, HTTP 413 */
    ERROR_STALE = -7,    /* made against an older state: exit 3, HTTP 409 */
    ERROR_FAULT = -8,    /* our own or the machine's failure: exit 70, HTTP 500 */
};

struct error {
    int language;    /* an enum language, set by the owner before use; Japanese when zeroed */
    int code;        /* 0 or an enum error_code */
    char id[16];     /* published problem code (F01, C01, ...), may be empty */
    char field[64];  /* the column, option or file the error is about, may be empty */
    char clause[16]; /* the clause that forbids it, may be empty */
    char text[640];  /* a sentence for people, in `language`, that says what to do */
};

/* So that compilers and analyzers see that a failure's code is what it is, never 0. */
static inline int error_same(int code)
{
    return code;
}

/* Fills *error and returns `code`, so that callers write `return error_set(...)`. `format` is the
 * Japanese sentence as a literal; its English twin is looked up in ui/po/en.po by error->language.
 * A text that would not fit is cut at a character border. `error` may be NULL. */
#define error_set(error, code, id, ...) (error_fill(error, code, id, __VA_ARGS__), error_same(code))
void error_fill(struct error *error, int code, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Names the field and clause of the error just set; either may be NULL. Returns its code. */
int error_mark(struct error *error, const char *field, const char *clause);
static inline int error_at(struct error *error, const char *field, const char *clause)
{
    int code = error_mark(error, field, clause);
    return code < 0 ? code : ERROR_FAULT;
}

/* The exit status of the outer contract for an error code (0 -> 0). */
int error_exit_status(int code);
/* The HTTP status of the outer contract for an error code (0 -> 200). */
int error_http_status(int code);

/* Aborts with a line on stderr unless `condition` holds; stays on in release builds. For broken
 * invariants and exhausted memory only, never for bad input. */
#define must(condition) ((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))
void must_failed(const char *condition, const char *file, int line) __attribute__((noreturn));

#endif
