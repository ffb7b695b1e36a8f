/* DIR/search.db: the one file of the search that knows SQLite. */
#ifndef SEARCH_INDEX_FILE_H
#define SEARCH_INDEX_FILE_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

struct index_file;

enum { INDEX_HASH_SIZE = 32 };

/* Where the index stands. */
struct index_state {
    const char *kinds; /* what was indexed and how; "" when nothing was */
    int64_t entry;     /* the last record entry taken in, -1 for none */
    uint8_t entry_hash[INDEX_HASH_SIZE];
    int64_t slots;        /* in use, from 0 */
    int64_t sorted_slots; /* those below were given in order of register and key */
    int64_t late_rows;    /* rows that have been put after them */
};

/* What rows have in common that decides who finds them. */
struct index_class {
    int64_t id; /* from 1 */
    int64_t register_id;
    int64_t section_id, system_id; /* 0: none */
    bool ended;
};

struct index_row {
    int64_t slot; /* its first */
    int64_t register_id, row_id;
    const char *key;  /* what rows are ordered by; may be NULL */
    const char *name; /* folded; what people call the row */
};

void index_close(struct index_file *index);
/* Opens the index of the folder, making an empty one when there is none or it is no database. Where
 * the folder cannot be written, the index is made in memory and lives as long as the handle. The
 * caller closes it. NULL on failure. */
struct index_file *index_open(const char *folder, struct error *error) CLOSED_BY(index_close);
/* Whether something failed because the index itself is damaged: then it is discarded and made anew.
 */
bool index_is_damaged(const struct index_file *index);
/* Says so of what only the reader could see; always ERROR_FAULT. */
int index_set_damaged(struct index_file *index, struct error *error);
/* Removes the file that `index` has open, unless another process has replaced it already; NULL
 * removes whatever is there. */
void index_discard(const char *folder, const struct index_file *index);

/* A snapshot to read, or the one writer's lock, for which it waits. */
int index_begin(struct index_file *index, bool writes, struct error *error);
int index_commit(struct index_file *index, struct error *error);
void index_rollback(struct index_file *index);
/* Empties the index. */
int index_clear(struct index_file *index, struct error *error);
/* Makes what later changes and searches need, after rows were added to an empty index. */
int index_settle(struct index_file *index, struct error *error);

int index_read_state(struct index_file *index, struct arena *arena, struct index_state *ret_state,
                     struct error *error);
int index_write_state(struct index_file *index, const struct index_state *state,
                      struct error *error);

int index_read_classes(struct index_file *index, struct arena *arena,
                       struct index_class **ret_classes, int *ret_count, struct error *error);
int index_write_class(struct index_file *index, const struct index_class *class,
                      struct error *error);

/* Copies the chunk into `bytes`: 1, 0 when there is none, or negative. */
int index_read_chunk(struct index_file *index, int64_t id, void *bytes, size_t length,
                     struct error *error);
int index_write_chunk(struct index_file *index, int64_t id, const void *bytes, size_t length,
                      struct error *error);

int index_write_row(struct index_file *index, const struct index_row *row, struct error *error);
/* *ret_slot is -1 when the row was not indexed. */
int index_delete_row(struct index_file *index, int64_t register_id, int64_t row_id,
                     int64_t *ret_slot, struct error *error);
/* Texts go to the arena. A slot without a row is damage. */
int index_read_row(struct index_file *index, int64_t slot, struct arena *arena,
                   struct index_row *ret_row, struct error *error);
/* The slots of the rows of that folded name, ascending. */
int index_find_named(struct index_file *index, const char *name, struct arena *arena,
                     int64_t **ret_slots, int *ret_count, struct error *error);

/* The block with the highest number from `first` to `last`; *ret_id is -1 when there is none. The
 * bytes are valid until the next call. */
int index_last_block(struct index_file *index, int64_t first, int64_t last, int64_t *ret_id,
                     const uint8_t **ret_bytes, size_t *ret_length, struct error *error);
/* Called with each block in order; bytes are valid until it returns. Negative stops. */
typedef int index_take_block(void *context, int64_t id, const uint8_t *bytes, size_t length,
                             struct error *error);
int index_scan_blocks(struct index_file *index, int64_t first, int64_t last, index_take_block *take,
                      void *context, struct error *error);
int index_write_block(struct index_file *index, int64_t id, const void *bytes, size_t length,
                      struct error *error);

#endif
