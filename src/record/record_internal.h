/* The open record, shared by the files of this floor only. */
#ifndef RECORD_RECORD_INTERNAL_H
#define RECORD_RECORD_INTERNAL_H

#include "base/buffer.h"
#include "record/entry.h"
#include "record/head.h"
#include "record/keys.h"
#include "record/record.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct hasher;
struct store;
struct table;

enum { KNOWN_TABLES = 64, SALTS_AHEAD = 64 };

/* The highest id of a table, so that bulk work need not ask for every row. */
struct known_id {
    uint16_t table_id;
    int64_t last_id;
};

struct record {
    struct store *store; /* borrowed */
    char *folder;
    const struct record_actor *actor; /* borrowed */
    int64_t now_us;
    struct hasher *hasher;
    struct arena *arena; /* rows as they stood */
    struct signer signer;
    struct record_head head;
    struct tree_frontier begun, saved; /* at the beginning, at the savepoint */
    bool must_publish;                 /* the published checkpoint is behind */
    bool is_rehearsal;                 /* never committed */
    struct buffer payload;
    struct known_id known[KNOWN_TABLES];
    int known_count;
    uint8_t salts[SALTS_AHEAD][SALT_SIZE]; /* asked of the system for many entries at once */
    int salts_left;
};

/* A head that is known to extend the checkpoint that was published: then neither has to be computed
 * from the tree again. Only a queue keeps one, from one of its transactions to the next. */
struct record_trust {
    bool is_set;
    struct tree_frontier head;
    struct checkpoint published;
};

/* As record_begin(), with the signer and the trust that a queue keeps; both may be NULL. */
struct record *record_begin_trusting(struct store *store, const char *folder,
                                     const struct record_actor *actor, int64_t now_us,
                                     const struct signer *signer, const struct record_trust *trust,
                                     struct error *error);

/* As record_commit(), without publishing: what is to be signed goes to *ret_checkpoint, and to
 * *ret_must_publish whether there is anything new in it; the head to trust->head. */
int record_commit_only(struct record *record, struct record_trust *trust,
                       struct checkpoint *ret_checkpoint, bool *ret_must_publish,
                       struct error *error);

/* Appends the entry whose payload is in record->payload. */
int record_append(struct record *record, enum record_class class, const struct table *table,
                  int64_t row_id, uint32_t flags, int64_t *ret_seq, struct error *error);

/* Another person acts from here on, within the same transaction (group commit). */
void record_set_actor(struct record *record, const struct record_actor *actor);

#endif
