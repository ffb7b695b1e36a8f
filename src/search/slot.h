/* What each slot holds: the class of the row that begins there, or that a row goes on, or nothing.
 * Read a chunk at a time, as far as it is asked for. */
#ifndef SEARCH_SLOT_H
#define SEARCH_SLOT_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct index_file;

enum { SLOT_CHUNK = 1008 }; /* two chunks a page */

static const uint32_t SLOT_FREE = 0; /* nothing, or a row as it no longer is */
static const uint32_t SLOT_CONTINUES = UINT32_MAX;

struct slot_chunk {
    bool is_changed;
    uint32_t classes[SLOT_CHUNK + 1]; /* the last is the check */
};

struct slot_map {
    struct index_file *index;
    struct arena *arena;
    struct slot_chunk **chunks; /* NULL until asked for */
    int64_t chunk_count;
    int64_t stored_slots; /* the index has these: a chunk of theirs that is not there is damage */
};

/* A map over the slots of the index; everything is in the arena. */
void slot_map_start(struct slot_map *map, struct index_file *index, struct arena *arena,
                    int64_t slots);
/* The class at the slot, which is below the number of slots. */
int slot_class(struct slot_map *map, int64_t slot, uint32_t *ret_class, struct error *error);
/* The slot where the row that has `slot` begins. */
int slot_head(struct slot_map *map, int64_t slot, int64_t *ret_head, struct error *error);
/* Changes the slot; the map grows when it is a new one. */
int slot_set(struct slot_map *map, int64_t slot, uint32_t class, struct error *error);
/* Writes what was changed. */
int slot_map_write(struct slot_map *map, struct error *error);

#endif
