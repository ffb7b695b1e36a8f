/* Arenas: alignment, zeroing, growth, reset and the limit. */
#include "base/arena.h"

#include "tests/base/child.h"
#include "tests/tap.h"
#include <stdalign.h>
#include <stdlib.h>

static void test_allocations(void)
{
    struct arena *arena = arena_open(64 << 20);
    bool aligned = true, zeroed = true;
    unsigned char *last = NULL;

    for (size_t i = 0; i < 3000; i++) {
        unsigned char *bytes = arena_alloc(arena, i);

        aligned = aligned && (uintptr_t)bytes % alignof(max_align_t) == 0;
        for (size_t j = 0; j < i; j++)
            zeroed = zeroed && bytes[j] == 0;
        memset(bytes, 0xAB, i);
        if (last)
            zeroed = zeroed && last[i - 2] == 0xAB;
        last = i > 0 ? bytes : NULL;
    }
    ok(aligned, "every allocation is aligned");
    ok(zeroed, "zeroed, and none lies over another");
    is_int((int64_t)arena_used_bytes(arena), 2999 * 3000 / 2, "bytes handed out");
    arena_reset(arena);
    is_int((int64_t)arena_used_bytes(arena), 0, "none after reset");
    const char *again = arena_alloc(arena, 1000);
    for (size_t i = 0; i < 1000; i++)
        zeroed = zeroed && again[i] == 0;
    ok(zeroed, "zeroed again after reset");
    char *large = arena_alloc(arena, 5 << 20);
    large[(5 << 20) - 1] = 1;
    ok(large[0] == 0, "larger than any block");
    is_text(arena_copy_bytes(arena, arena_alloc(arena, 0), 0), "", "no bytes are fine as well");
    arena_close(arena);
    arena_close(NULL);
}

static void test_text(void)
{
    struct arena *arena = arena_open(1 << 20);
    char original[] = "住民課";
    char *copy = arena_copy(arena, original);
    char want[601];

    original[0] = 'x';
    is_text(copy, "住民課", "a copy is its own");
    is_text(arena_copy_bytes(arena, "abcdef", 3), "abc", "the first bytes only");
    is_text(arena_copy_bytes(arena, "", 0), "", "no bytes");
    is_text(arena_format(arena, "%s %d", "第", 3), "第 3", "a short format");
    memset(want, 'w', 600);
    want[600] = '\0';
    is_text(arena_format(arena, "%s", want), want, "a format longer than the first try");
    memset(want, 'v', 255);
    want[255] = '\0';
    is_text(arena_format(arena, "%s", want), want, "a format that just fits the first try");
    arena_close(arena);
}

static void pass_limit(void)
{
    struct arena *arena = arena_open(100);

    memset(arena_alloc(arena, 60), 1, 60);
    memset(arena_alloc(arena, 41), 1, 41);
    arena_close(arena);
}

static void keep_limit(void)
{
    struct arena *arena = arena_open(100);

    memset(arena_alloc(arena, 60), 1, 60);
    memset(arena_alloc(arena, 40), 1, 40);
    arena_close(arena);
}

static void ask_for_everything(void)
{
    struct arena *arena = arena_open(SIZE_MAX);
    size_t most = SIZE_MAX;

    /* Through volatile, so that the compiler does not see the absurd size and refuse it. */
    volatile size_t bytes = most;
    free(arena_copy_bytes(arena, "", bytes));
}

int main(void)
{
    test_allocations();
    test_text();
    ok(child_aborts(pass_limit), "past the limit the program stops");
    ok(!child_aborts(keep_limit), "up to the limit it does not");
    ok(child_aborts(ask_for_everything), "a size that would wrap stops it as well");
    return done();
}
