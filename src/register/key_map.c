#include "register/key_map.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct slot {
    const char *key; /* NULL when free */
    uint64_t hash;
    int64_t number;
};

struct key_map {
    struct arena *arena;
    struct slot *slots;
    size_t capacity; /* a power of two */
    size_t count;
};

/* FNV-1a; keys come from the city's own files, and a bad spread only costs time. */
static uint64_t hash_key(const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return hash;
}

static struct slot *find_slot(const struct key_map *map, const char *key, uint64_t hash)
{
    for (size_t i = hash & (map->capacity - 1);; i = (i + 1) & (map->capacity - 1)) {
        struct slot *slot = &map->slots[i];
        if (slot->key == NULL || (slot->hash == hash && strcmp(slot->key, key) == 0))
            return slot;
    }
}

/* The old slots stay in the arena: together less than the last ones. */
static void grow(struct key_map *map)
{
    struct key_map old = *map;
    map->capacity *= 2;
    map->slots = arena_alloc(map->arena, map->capacity * sizeof *map->slots);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].key != NULL)
            *find_slot(map, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

struct key_map *key_map_make(struct arena *arena)
{
    struct key_map *map = arena_alloc(arena, sizeof *map);
    *map = (struct key_map){.arena = arena, .capacity = 64};
    map->slots = arena_alloc(arena, map->capacity * sizeof *map->slots);
    return map;
}

int64_t *key_map_at(struct key_map *map, const char *key)
{
    if (map->count * 2 >= map->capacity)
        grow(map);
    uint64_t hash = hash_key(key);
    struct slot *slot = find_slot(map, key, hash);
    if (slot->key == NULL) {
        *slot = (struct slot){.key = arena_copy(map->arena, key), .hash = hash};
        map->count++;
    }
    return &slot->number;
}

int64_t *key_map_find(const struct key_map *map, const char *key)
{
    struct slot *slot = find_slot(map, key, hash_key(key));
    return slot->key != NULL ? &slot->number : NULL;
}
