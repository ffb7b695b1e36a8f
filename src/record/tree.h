/* The Merkle tree of RFC 6962 and RFC 9162: growing it, and making and checking proofs. Pure:
 * hashes of complete subtrees come through a reader, so that the same code serves the database,
 * tiles and tests. Sources: RFC 6962 section 2.1, RFC 9162 section 2.1. */
#ifndef RECORD_TREE_H
#define RECORD_TREE_H

#include "crypto/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct hasher;

enum {
    TREE_LEVELS = 62,       /* levels of the largest tree */
    TREE_PROOF_LIMIT = 124, /* hashes of the longest proof */
    TREE_BLOCK_LEVEL = 8,
    TREE_BLOCK = 1 << TREE_BLOCK_LEVEL, /* leaves of a block, the tile of C2SP tlog-tiles */
};

/* The roots of the complete subtrees that make up `size`, largest first. */
struct tree_frontier {
    int64_t size;
    int count;
    uint8_t roots[TREE_LEVELS][HASH_SIZE];
};

struct tree_proof {
    int count;
    uint8_t hashes[TREE_PROOF_LIMIT][HASH_SIZE];
};

/* The hash of a leaf: SHA-256(0x00 || leaf). */
void tree_leaf_hash(struct hasher *hasher, const void *leaf, size_t length, uint8_t out[HASH_SIZE]);
/* The hash of an inner node: SHA-256(0x01 || left || right). `out` may be one of them. */
void tree_node_hash(struct hasher *hasher, const uint8_t left[HASH_SIZE],
                    const uint8_t right[HASH_SIZE], uint8_t out[HASH_SIZE]);

/* Appends the hash of a leaf. True when it completes a block of 256 leaves, whose root then is in
 * `out_block`. */
bool tree_append(struct hasher *hasher, struct tree_frontier *frontier,
                 const uint8_t leaf_hash[HASH_SIZE], uint8_t out_block[HASH_SIZE]);

/* The root of the tree; of an empty one the hash of nothing. */
void tree_root(struct hasher *hasher, const struct tree_frontier *frontier, uint8_t out[HASH_SIZE]);

/* How many roots the frontier of a tree of `size` has. */
int tree_frontier_count(int64_t size);

/* Gives the root of the complete subtree number `index` of 2^level leaves. 0 or a negative code. */
typedef int tree_read(void *source, int level, int64_t index, uint8_t out[HASH_SIZE],
                      struct error *error);

/* The root of the first `size` leaves. Fails as the reader fails. */
int tree_root_at(struct hasher *hasher, int64_t size, tree_read *read, void *source,
                 uint8_t out[HASH_SIZE], struct error *error);

/* The inclusion proof of leaf `index` in the tree of `size` leaves, 0 <= index < size. */
int tree_prove_inclusion(struct hasher *hasher, int64_t index, int64_t size, tree_read *read,
                         void *source, struct tree_proof *ret_proof, struct error *error);

/* Whether `proof` shows that leaf `index` has `leaf_hash` in the tree of `size` and `root`. */
bool tree_check_inclusion(struct hasher *hasher, const uint8_t leaf_hash[HASH_SIZE], int64_t index,
                          int64_t size, const struct tree_proof *proof,
                          const uint8_t root[HASH_SIZE]);

/* The proof that the tree of `size` leaves extends the one of `old_size`, 0 <= old_size <= size.
 * Empty when they are equal or the old one is empty. */
int tree_prove_consistency(struct hasher *hasher, int64_t old_size, int64_t size, tree_read *read,
                           void *source, struct tree_proof *ret_proof, struct error *error);

/* Whether `proof` shows that the tree of `size` and `root` extends that of `old_size` and
 * `old_root`. */
bool tree_check_consistency(struct hasher *hasher, int64_t old_size, int64_t size,
                            const struct tree_proof *proof, const uint8_t old_root[HASH_SIZE],
                            const uint8_t root[HASH_SIZE]);

#endif
