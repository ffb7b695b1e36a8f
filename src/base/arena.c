#include "base/arena.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(ARENA_POISONS)
#define ARENA_POISONS 1
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>

/* Not inlined: gcc would take the handing over of fresh memory for a read of it. */
static void __attribute__((noinline)) poison(void *at, size_t bytes)
{
    __asan_poison_memory_region(at, bytes);
}

static void unpoison(void *at, size_t bytes)
{
    __asan_unpoison_memory_region(at, bytes);
}
#else
static void poison(void *at, size_t bytes)
{
    (void)at;
    (void)bytes;
}

static void unpoison(void *at, size_t bytes)
{
    (void)at;
    (void)bytes;
}
#endif

enum {
    FIRST_BLOCK_BYTES = 64 * 1024,
    LARGEST_BLOCK_BYTES = 1024 * 1024,
    ALIGNMENT = _Alignof(max_align_t),
#ifdef ARENA_POISONS
    GAP = ALIGNMENT, /* stays poisoned behind every allocation, to catch running over its end */
#else
    GAP = 0,
#endif
};

struct block {
    struct block *older;
    size_t capacity, used;
    _Alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *newest;
    size_t limit_bytes, used_bytes;
    size_t next_block_bytes;
};

static struct block *add_block(struct arena *arena, size_t capacity)
{
    struct block *block = malloc(sizeof(*block) + capacity);

    must(block);
    block->older = arena->newest;
    block->capacity = capacity;
    block->used = 0;
    poison(block->data, capacity);
    arena->newest = block;
    return block;
}

static void free_block(struct block *block)
{
    unpoison(block->data, block->capacity);
    free(block);
}

struct arena *arena_open(size_t limit_bytes)
{
    struct arena *arena = calloc(1, sizeof(*arena));

    must(arena);
    arena->limit_bytes = limit_bytes;
    arena->next_block_bytes = 2 * (size_t)FIRST_BLOCK_BYTES;
    add_block(arena, FIRST_BLOCK_BYTES);
    return arena;
}

void arena_close(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->newest, *older; block; block = older) {
        older = block->older;
        free_block(block);
    }
    free(arena);
}

void *arena_space(struct arena *arena, size_t bytes)
{
    struct block *block = arena->newest;

    must(bytes <= arena->limit_bytes - arena->used_bytes);
    must(bytes <= SIZE_MAX / 2);
    size_t step = (bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (step > block->capacity - block->used) {
        size_t capacity = arena->next_block_bytes;

        if (capacity < LARGEST_BLOCK_BYTES)
            arena->next_block_bytes = capacity * 2;
        block = add_block(arena, step > capacity ? step : capacity);
    }
    void *at = block->data + block->used;
    unpoison(at, bytes);
    block->used += step;
    arena->used_bytes += bytes;
    return at;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    return memset(arena_space(arena, bytes), 0, bytes);
}

char *arena_copy_bytes(struct arena *arena, const char *text, size_t length)
{
    must(length < SIZE_MAX);
    char *copy = arena_space(arena, length + 1);

    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return arena_copy_bytes(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    char small[256];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(small, sizeof(small), format, arguments);
    va_end(arguments);
    must(length >= 0);
    if ((size_t)length < sizeof(small))
        return arena_copy_bytes(arena, small, (size_t)length);

    char *text = arena_space(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void arena_reset(struct arena *arena)
{
    while (arena->newest->older) {
        struct block *older = arena->newest->older;

        free_block(arena->newest);
        arena->newest = older;
    }
    arena->newest->used = 0;
    poison(arena->newest->data, arena->newest->capacity);
    arena->used_bytes = 0;
    arena->next_block_bytes = 2 * (size_t)FIRST_BLOCK_BYTES;
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->used_bytes;
}
