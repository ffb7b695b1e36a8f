/* Hashes of complete subtrees out of the database: what proofs and roots of older sizes are made
 * of. Blocks of 256 entries are stored; what is above is computed once, what is below on demand. */
#ifndef RECORD_NODES_H
#define RECORD_NODES_H

#include "crypto/hash.h"
#include <stdint.h>

struct error;
struct hasher;
struct store;

struct nodes;

void nodes_close(struct nodes *nodes);

/* A reader over the store's tree, within the transaction of the caller. Both outlive it. */
struct nodes *nodes_open(struct store *store, struct hasher *hasher) CLOSED_BY(nodes_close)
    __attribute__((returns_nonnull));

/* A tree_read function; `source` is the struct nodes. */
int nodes_read(void *source, int level, int64_t index, uint8_t out[HASH_SIZE], struct error *error);

#endif
