/* The proof that one entry is under the published checkpoint, for whoever shows it. */
#ifndef RECORD_PROOF_H
#define RECORD_PROOF_H

#include "record/note.h"
#include "record/tree.h"

#include <stdint.h>

struct buffer;
struct error;
struct store;

struct record_proof {
    struct checkpoint checkpoint;
    uint8_t leaf_hash[HASH_SIZE];
    struct tree_proof path;
};

/* Proves entry `index` within the store's open reading transaction, and appends the proof as text
 * in the form of C2SP tlog-proof to `text` (may be NULL). ERROR_BUSY while the checkpoint over the
 * entry is still being signed or is newer than the transaction: begin another one. */
int record_prove(struct store *store, const char *folder, int64_t index,
                 struct record_proof *ret_proof, struct buffer *text, struct error *error);

#endif
