/* Entries as they lie in the database: the leaf's fixed layout, and the checks that tie an entry to
 * its leaf. */
#ifndef RECORD_ENTRY_H
#define RECORD_ENTRY_H

#include "crypto/hash.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct hasher;
struct query;
struct store;

enum { LEAF_SIZE = 76, SALT_SIZE = 16, LEAF_VERSION = 1, LEAF_NEW_ROW = 1 };

struct leaf {
    uint8_t class;
    uint16_t register_id; /* the table's id; 0 when the entry is not about a row */
    uint32_t flags;
    int64_t seq;
    int64_t received_us, source_us;
    int64_t row_id;
    uint32_t payload_length;
    uint8_t commitment[HASH_SIZE];
};

void leaf_write(const struct leaf *leaf, uint8_t out[LEAF_SIZE]);
/* False unless the bytes are a leaf of the version we know. */
bool leaf_read(const void *bytes, size_t length, struct leaf *ret_leaf);

/* SHA-256(0x03 || salt || payload). */
void leaf_commitment(struct hasher *hasher, const uint8_t salt[SALT_SIZE], const void *payload,
                     size_t length, uint8_t out[HASH_SIZE]);
/* SHA-256(0x04 || salt || image): the commitment an erasure carries of a row that still stands. */
void row_commitment(struct hasher *hasher, const uint8_t salt[SALT_SIZE], const void *image,
                    size_t length, uint8_t out[HASH_SIZE]);

/* A row of the table entry; what it points to is valid until the query moves. */
struct entry {
    int64_t seq;
    const void *leaf, *hash, *salt, *payload; /* salt and payload NULL when erased */
    size_t leaf_length, hash_length, salt_length, payload_length;
    int64_t register_id, row_id;
};

/* The current row of a query that selects the seven columns of entry in order. */
struct entry entry_of(const struct query *query);

/* Reads entry `seq` into memory of `arena`; ERROR_MISSING when there is none. */
int entry_load(struct store *store, int64_t seq, struct arena *arena, struct entry *ret_entry,
               struct error *error);

/* Shows the entries below `before` down to `first`, newest first, at most `most`, to `look`, which
 * answers 1 to go on, 0 to stop, or a negative code. *ret_next is the number to go on below, 0 when
 * all were shown. */
typedef int entry_look(void *context, const struct entry *entry, struct error *error);
int entry_walk_back(struct store *store, int64_t first, int64_t before, int64_t most,
                    entry_look *look, void *context, int64_t *ret_next, struct error *error);

/* The word of a class in the outer contract ("change", "import" ...), or "unknown". */
const char *record_class_word(int class);

#endif
