/* Entries read ahead by a thread, while the caller hashes and compares: reading a whole record is
 * half database, half SHA-256. */
#ifndef RECORD_ENTRY_AHEAD_H
#define RECORD_ENTRY_AHEAD_H

#include "record/entry.h"
#include <stdbool.h>
#include <stdint.h>

struct error;
struct store;

struct hashed_entry {
    struct entry entry; /* valid until the next one is asked for */
    struct leaf leaf;
    bool is_leaf; /* leaf and the two below are set */
    uint8_t leaf_hash[HASH_SIZE];
    uint8_t commitment[HASH_SIZE]; /* of salt and payload; only when both are there */
};

struct entry_ahead;

void entry_ahead_close(struct entry_ahead *ahead);

/* Starts reading all entries in order of their rows, in the transaction open on `store`. NULL when
 * the database refuses. */
struct entry_ahead *entry_ahead_open(struct store *store, struct error *error)
    CLOSED_BY(entry_ahead_close);

/* 1 with the next entry, 0 at the end, negative on failure. */
int entry_ahead_next(struct entry_ahead *ahead, struct hashed_entry *ret_entry,
                     struct error *error);

/* Until the end the store belongs to the thread: whoever needs it in between holds it for that
 * long.
 */
void entry_ahead_hold_store(struct entry_ahead *ahead);
void entry_ahead_release_store(struct entry_ahead *ahead);

#endif
