/* The folded forms of any well-formed text are well-formed, and keys of keys are themselves. */
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *folded)
{
    must(text_is_utf8(folded, strlen(folded)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    const char *text = arena_copy_bytes(arena, (const char *)data, size);

    if (size > 4096 || !text_is_utf8(text, size)) {
        for (const char *next = text; text_next(&next) != 0;)
            must(next <= text + size);
        text_is_blank(text);
        check(text_is_utf8(text, size) ? text : "");
        arena_close(arena);
        return 0;
    }
    const char *nfkc = text_nfkc(arena, text);
    const char *key = text_search_key(arena, text);
    const char *number = text_staff_number(arena, text);
    check(nfkc);
    check(key);
    must(strcmp(text_nfkc(arena, nfkc), nfkc) == 0);
    must(strcmp(text_search_key(arena, key), key) == 0);
    must(strcmp(text_search_key(arena, nfkc), key) == 0);
    must(!number || strlen(number) == 6);
    check(text_trim(arena, text));
    check(text_without_space(arena, text));
    check(text_unit_key(arena, text));
    check(text_number_key(arena, text));
    check(text_name_key(arena, text));
    check(text_person_key(arena, text));
    arena_close(arena);
    return 0;
}
