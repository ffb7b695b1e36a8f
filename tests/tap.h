/* Test Anything Protocol for our test programs: one line for each check, the plan at the end. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct tap {
    int count, failed;
};

/* One program is one run, so its counters are the only state. */
static inline struct tap *tap_state(void)
{
    static struct tap state;

    return &state;
}

static inline bool __attribute__((format(printf, 2, 0)))
tap_report(bool passed, const char *format, va_list arguments)
{
    struct tap *tap = tap_state();

    tap->count++;
    tap->failed += !passed;
    printf("%sok %d - ", passed ? "" : "not ", tap->count);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    return passed;
}

static inline bool __attribute__((format(printf, 2, 3))) ok(bool passed, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    tap_report(passed, format, arguments);
    va_end(arguments);
    return passed;
}

/* NULL equals only NULL. */
static inline bool is_text(const char *got, const char *want, const char *name)
{
    bool same = got && want ? strcmp(got, want) == 0 : got == want;

    if (!ok(same, "%s", name))
        printf("#      got: %s\n# expected: %s\n", got ? got : "(NULL)", want ? want : "(NULL)");
    return same;
}

static inline bool is_int(int64_t got, int64_t want, const char *name)
{
    if (!ok(got == want, "%s", name))
        printf("#      got: %lld\n# expected: %lld\n", (long long)got, (long long)want);
    return got == want;
}

/* Prints the plan; the exit status of main(). */
static inline int done(void)
{
    const struct tap *tap = tap_state();

    printf("1..%d\n", tap->count);
    return tap->failed != 0 || tap->count == 0;
}

#endif
