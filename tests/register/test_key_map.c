#include "register/key_map.h"

#include "base/arena.h"
#include "tests/tap.h"

int main(void)
{
    struct arena *arena = arena_open((size_t)16 << 20);
    struct key_map *map = key_map_make(arena);
    ok(key_map_find(map, "a") == NULL, "an empty map holds nothing");
    *key_map_at(map, "a") = 7;
    is_int(*key_map_at(map, "a"), 7, "a key keeps its number");
    ok(key_map_find(map, "b") == NULL, "another key is not there");
    for (int i = 0; i < 5000; i++)
        *key_map_at(map, arena_format(arena, "key %d", i)) = i;
    bool all = true;
    for (int i = 0; i < 5000; i++) {
        const int64_t *number = key_map_find(map, arena_format(arena, "key %d", i));
        all = all && number != NULL && *number == i;
    }
    ok(all, "5,000 keys keep their numbers while the map grows");
    is_int(*key_map_at(map, "a"), 7, "the first key too");
    arena_close(arena);
    return done();
}
