/* Verifying a whole data folder: the tree against its signed checkpoint, every entry against the
 * tree, every row of every recorded table against its last entry. CLAUSE: 5.7.3, 5.10.4 */
#ifndef RECORD_VERIFY_H
#define RECORD_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct json;
struct table;

enum verify_why { VERIFY_CHANGED, VERIFY_DELETED, VERIFY_INSERTED, VERIFY_REORDERED };

struct verify_bad {
    int64_t index;     /* the entry, or -1 */
    const char *table; /* "record" for an entry itself, else the recorded table */
    const char *key;   /* what people call the row, or its id */
    enum verify_why why;
};

struct verify_result {
    bool ok;
    int64_t entries;
    int64_t tree_size;
    char root[48]; /* base64 */
    const struct verify_bad *bad;
    int bad_count;        /* 1,000 at most are named */
    const char *sentence; /* what is wrong with the tree or its signature as a whole, or NULL */
};

/* Reads everything in one snapshot; nothing is written. `tables` are all recorded tables. The
 * result's texts live in `arena`. Fails only when the folder cannot be read. */
int verify_folder(const char *folder, const struct table *const *tables, int count,
                  struct arena *arena, struct verify_result *ret_result, struct error *error);

/* Writes it as one JSON object: ok, entries, tree_size, root, sentence, and bad with the index
 * (null when it is of no entry), register, key and why of each. */
void verify_write_json(const struct verify_result *result, struct json *json);

#endif
