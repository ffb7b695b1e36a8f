/* Memory that lives as long as one request: many small allocations, one free. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attribute.h"

#include <stddef.h>

struct arena;

void arena_close(struct arena *arena);

/* Opens an arena that may hold at most `limit_bytes`. The caller closes it. */
struct arena *arena_open(size_t limit_bytes) CLOSED_BY(arena_close);

/* `bytes` of zeroed memory aligned for any type, owned by the arena. Aborts past the limit: sizes
 * are capped where input enters, so running out here is a bug. */
void *arena_alloc(struct arena *arena, size_t bytes) __attribute__((returns_nonnull));
/* The same with whatever was in it before, for who writes all of it. */
void *arena_space(struct arena *arena, size_t bytes) __attribute__((returns_nonnull));

/* A copy of the string (or of its first `length` bytes, NUL added), owned by the arena. */
char *arena_copy(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_copy_bytes(struct arena *arena, const char *text, size_t length)
    __attribute__((returns_nonnull));

/* printf into the arena. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Gives every allocation back at once; what was handed out must not be used any more (a
 * sanitizer build poisons it). Keeps the first block for reuse. */
void arena_reset(struct arena *arena);

/* Bytes handed out since open or reset. */
size_t arena_used_bytes(const struct arena *arena);

#endif
