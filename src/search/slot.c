#include "search/slot.h"

#include "base/arena.h"
#include "search/index_file.h"
#include "search/posting.h"

#include <string.h>

void slot_map_start(struct slot_map *map, struct index_file *index, struct arena *arena,
                    int64_t slots)
{
    int64_t count = slots / SLOT_CHUNK + 1;

    *map = (struct slot_map){
        .index = index, .arena = arena, .chunk_count = count, .stored_slots = slots};
    map->chunks = arena_alloc(arena, (size_t)count * sizeof(*map->chunks));
}

static uint32_t check_of(const struct slot_chunk *chunk, int64_t id)
{
    return posting_check((uint64_t)id, (const uint8_t *)chunk->classes,
                         SLOT_CHUNK * sizeof(chunk->classes[0]));
}

static int read_chunk(struct slot_map *map, int64_t id, struct slot_chunk **ret_chunk,
                      struct error *error)
{
    struct slot_chunk *chunk = arena_alloc(map->arena, sizeof(*chunk));
    int found = index_read_chunk(map->index, id, chunk->classes, sizeof(chunk->classes), error);

    if (found < 0)
        return found;
    if (found ? chunk->classes[SLOT_CHUNK] != check_of(chunk, id)
              : id * SLOT_CHUNK < map->stored_slots)
        return index_set_damaged(map->index, error);
    map->chunks[id] = chunk;
    *ret_chunk = chunk;
    return 0;
}

static int find_chunk(struct slot_map *map, int64_t slot, struct slot_chunk **ret_chunk,
                      struct error *error)
{
    int64_t id = slot / SLOT_CHUNK;

    if (slot < 0 || id >= map->chunk_count)
        return index_set_damaged(map->index, error);
    if (!map->chunks[id])
        return read_chunk(map, id, ret_chunk, error);
    *ret_chunk = map->chunks[id];
    return 0;
}

int slot_class(struct slot_map *map, int64_t slot, uint32_t *ret_class, struct error *error)
{
    struct slot_chunk *chunk = NULL;
    int result = find_chunk(map, slot, &chunk, error);

    if (result == 0)
        *ret_class = chunk->classes[slot % SLOT_CHUNK];
    return result;
}

int slot_head(struct slot_map *map, int64_t slot, int64_t *ret_head, struct error *error)
{
    for (;; slot--) {
        uint32_t class = SLOT_FREE;
        int result = slot_class(map, slot, &class, error);

        if (result < 0)
            return result;
        if (class != SLOT_CONTINUES)
            break;
    }
    *ret_head = slot;
    return 0;
}

int slot_set(struct slot_map *map, int64_t slot, uint32_t class, struct error *error)
{
    struct slot_chunk *chunk = NULL;

    if (slot / SLOT_CHUNK >= map->chunk_count) {
        int64_t count = 2 * (slot / SLOT_CHUNK + 1);
        struct slot_chunk **larger = arena_alloc(map->arena, (size_t)count * sizeof(*larger));

        memcpy(larger, map->chunks, (size_t)map->chunk_count * sizeof(*larger));
        map->chunks = larger;
        map->chunk_count = count;
    }
    int result = find_chunk(map, slot, &chunk, error);
    if (result < 0)
        return result;
    chunk->classes[slot % SLOT_CHUNK] = class;
    chunk->is_changed = true;
    return 0;
}

int slot_map_write(struct slot_map *map, struct error *error)
{
    for (int64_t id = 0; id < map->chunk_count; id++) {
        struct slot_chunk *chunk = map->chunks[id];

        if (!chunk || !chunk->is_changed)
            continue;
        chunk->classes[SLOT_CHUNK] = check_of(chunk, id);
        int result =
            index_write_chunk(map->index, id, chunk->classes, sizeof(chunk->classes), error);
        if (result < 0)
            return result;
        chunk->is_changed = false;
    }
    return 0;
}
