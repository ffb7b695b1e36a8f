/* One verification of a data folder, shared by its parts: entries, rows, what says how to read. */
#ifndef DATA_H
#define DATA_H

#include "verifier.h"
#include <sqlite3.h>

enum { SIGNED_ROOTS = 2, HEX = 65 };

/* By row id: the last entry about the row, -1 for none, -2 when the row was seen. */
struct rows {
    int id;
    char name[64];
    int64_t *last;
    int64_t capacity;
};

struct numbers {
    int64_t *list;
    size_t count;
};

/* What an erasure says of the entry that lost its payload, and of the row it was the last about. */
struct erasure {
    int64_t index;
    bool has_row;
    unsigned char salt[SALT], row[HASH];
};

/* record_head: what the database itself keeps as the tree's size and frontier. */
struct kept {
    bool is_read;
    int64_t size;
    size_t length;
    unsigned char frontier[64 * HASH];
};

struct data {
    struct report *report;
    struct sha *sha;
    sqlite3 *database;
    struct key key;
    struct head roots[SIGNED_ROOTS]; /* signed: the tree must pass through them */
    int root_count;
    struct kept kept;
    int64_t limit; /* entries from here on nobody vouches for */
    struct tree tree;
    int64_t expected;
    bool is_broken; /* an entry is missing, so there is no root */
    bool unknown_table;
    struct rows tables[256];
    int table_count;
    struct numbers erased, unreliable;
    struct erasure *erasures;
    size_t erasure_count;
    bool is_sealed;
    char schema[HEX], pack[HEX]; /* the last digests on record */
};

/* realloc() that aborts. */
void *grown(void *memory, size_t size);
bool has_number(const struct numbers *numbers, int64_t number);
/* The erasure of that entry, or NULL; once all entries are read. */
const struct erasure *erasure_of(const struct data *data, int64_t index);
/* NULL when the statement does not fit the database. */
sqlite3_stmt *prepare(struct data *data, const char *sql);

/* Bytes that grow. Start from zeros; free `bytes`. */
struct pile {
    char *bytes;
    size_t length, capacity;
};
void append(struct pile *pile, const void *bytes, size_t count);

/* Compares every row of the table with what its last entry told. */
void check_table(struct data *data, struct rows *rows);
/* Compares the schema and the files of pack/ with the last digests on record, and looks for tables
 * of recorded rows that recorded_table does not name. */
void check_seal(struct data *data, const char *folder);

#endif
