/* One verification, shared by its three parts: the tree's heads, the entries, the rows. */
#ifndef RECORD_VERIFY_INTERNAL_H
#define RECORD_VERIFY_INTERNAL_H

#include "base/language.h"
#include "record/entry.h"
#include "record/head.h"
#include "record/seal.h"
#include "record/verify.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct entry_ahead;
struct error;
struct hasher;
struct store;
struct table;

enum { VERIFY_BAD_LIMIT = 1000, VERIFY_ROOTS = 2 };

/* What the record says of one row: the entry that wrote it last, and a keyed hash of the image that
 * entry holds, so that rows are compared without reading payloads again. */
struct verify_row {
    int64_t last; /* -1: nobody recorded the row */
    uint64_t image;
};

struct verify_table {
    const struct table *table;
    struct verify_row *rows; /* by row id */
    int64_t capacity;
};

/* Entries whose payload cannot speak for a row: found bad, missing, or erased. */
struct verify_range {
    int64_t first, last;
};

struct verify_ranges {
    struct verify_range *list; /* rising */
    size_t count, capacity;
};

/* What an erasure entry says. */
struct verify_erasure {
    int64_t index;
    bool has_row;
    uint8_t salt[SALT_SIZE];
    uint8_t digest[HASH_SIZE];
};

struct verify_erasures {
    struct verify_erasure *list; /* sorted by index after the entries are read */
    size_t count, capacity;
};

/* A signed root the tree must pass through. */
struct verify_root {
    const char *file;
    int64_t size;
    uint8_t root[HASH_SIZE];
};

struct verification {
    struct store *store;
    struct hasher *hasher;
    struct arena *arena;
    enum language language;
    struct verify_result *result;
    struct verify_bad *bad;
    uint8_t image_key[HASH_KEY_SIZE];

    /* The heads. */
    bool has_head;
    struct record_head head;
    struct verify_root roots[VERIFY_ROOTS];
    int root_count;
    int64_t size_limit; /* entries from here on were added by nobody we know */

    /* The entries. */
    struct entry_ahead *ahead; /* while they are read: it has the store */
    struct tree_frontier tree;
    int64_t expected; /* the number the next entry must have */
    int64_t shift;    /* by how much the rows' numbers differ from the leaves' */
    bool is_unsettled;
    bool tree_is_broken; /* an entry is missing: no root can be computed any more */
    uint8_t (*blocks)[HASH_SIZE];
    int64_t block_count;
    struct verify_ranges unreliable, erased;
    struct verify_erasures erasures;
    struct seal seal; /* the last one recorded */
    bool is_sealed;

    /* The rows. */
    struct verify_table *tables;
    int table_count;
    struct verify_table *last_table; /* entries come in runs on one table */
};

/* Puts one thing on the list of what is bad. `key` NULL: the key that entry `index` tells, else the
 * row's number. */
void verify_add_bad(struct verification *verification, int64_t index, const char *table,
                    const char *key, int64_t row_id, enum verify_why why);

/* Sets the sentence about the whole, unless there is one already. `format` Japanese. */
void verify_say(struct verification *verification, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether the sorted ranges hold `seq`. */
bool verify_in_ranges(const struct verify_ranges *ranges, int64_t seq);
void verify_add_range(struct verify_ranges *ranges, int64_t first, int64_t last);
/* The erasure of entry `index`, or NULL. */
const struct verify_erasure *verify_erasure_of(const struct verification *verification,
                                               int64_t index);

/* Reads all entries; negative when the database cannot be read. */
int verify_entries(struct verification *verification, struct error *error);
/* Compares all rows of all tables with what the entries told. */
int verify_rows(struct verification *verification, struct error *error);

#endif
