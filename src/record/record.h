/* The tamper-evident record: every act is an entry of an RFC 6962 Merkle tree, written in the same
 * transaction as what it records. No change without its entry, no entry without its change.
 * CLAUSE: 5.7.3, 5.10.4 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdint.h>

struct arena;
struct error;
struct json;
struct store;
struct table;
struct value;

enum record_class {
    RECORD_CHANGE = 1, /* a row of a recorded table was added or changed */
    RECORD_IMPORT = 2, /* a file was read in, or refused */
    RECORD_EXPORT = 3,
    RECORD_VIEW = 4, /* class A data was shown */
    RECORD_APPROVAL = 5,
    RECORD_REFUSAL = 6, /* someone was denied */
    RECORD_ATTEMPT = 7, /* sign-in, failed or not */
    RECORD_ERASURE = 8, /* the payload of another entry was erased */
    RECORD_SYSTEM = 9,  /* the city was made, migrated, restored, a key changed */
};

/* Who acts, frozen as text in every entry. */
struct record_actor {
    const char *staff_no; /* NULL for the console operator */
    const char *name;
    const char *post;
    const char *way;      /* "console", "console as", "session", "token" */
    const char *terminal; /* host and tty, or address */
};

struct record;

/* Begins the one write transaction: takes the writer lock, reads the tree head inside it and
 * compares it with the last signed checkpoint of the folder (keys/checkpoint). A database that does
 * not extend that checkpoint is an old copy or a fork: ERROR_STALE, nothing is written. Times are
 * `now_us`. `actor` and its texts must outlive the record. NULL on failure. */
struct record *record_begin(struct store *store, const char *folder,
                            const struct record_actor *actor, int64_t now_us, struct error *error);

/* The same for what will only be undone: it compares and signs nothing, so that it may stand on a
 * copy of the database. To be ended by record_abandon(). */
struct record *record_rehearse(struct store *store, const char *folder,
                               const struct record_actor *actor, int64_t now_us,
                               struct error *error);

/* What stands beside a change; NULL members are left out. */
struct record_context {
    const char *action; /* "import", "set", "add", "end", "excuse", "check" ... required */
    const char *key;    /* what people call the row */
    const char *reason;
    const char *file; /* base name of the file the change came from */
    const char *file_row;
    const char *result; /* "ok", or why it was refused */
};

/* Writes a new row (`id` 0; the id given goes to *ret_id) or the changed row, and its entry: all
 * values after, and those before that differ. A change that changes nothing writes nothing and
 * returns 0 with *ret_entry 0. `ret_id`, `ret_entry` may be NULL. */
int record_put(struct record *record, const struct table *table, int64_t id,
               const struct value *values, const struct record_context *context, int64_t *ret_id,
               int64_t *ret_entry, struct error *error);

/* As record_put() when the caller already holds the row as it stands (bulk work). `before` NULL for
 * a new row. */
int record_put_known(struct record *record, const struct table *table, int64_t id,
                     const struct value *before, const struct value *values,
                     const struct record_context *context, int64_t *ret_id, int64_t *ret_entry,
                     struct error *error);

/* A named value of an entry that is not about a row. */
struct record_field {
    const char *name;
    const char *text;
};

/* An entry without a row: views, exports, imports, refusals, approvals. */
int record_note(struct record *record, enum record_class class,
                const struct record_context *context, const struct record_field *fields, int count,
                int64_t *ret_entry, struct error *error);

/* A part of the transaction that can be undone alone, tree state included. Not nested. */
int record_savepoint(struct record *record, struct error *error);
int record_savepoint_keep(struct record *record, struct error *error);
int record_savepoint_undo(struct record *record, struct error *error);

/* Commits durably, then signs and publishes the new checkpoint (a crash in between only leaves the
 * signature to the next commit). Frees `record` in every case. */
int record_commit(struct record *record, struct error *error);
/* Undoes everything and frees `record`; NULL is fine. */
void record_abandon(struct record *record);

/* The number that the next entry of this transaction will get. */
int64_t record_next_index(const struct record *record);

struct store *record_store(struct record *record);
int64_t record_now_us(const struct record *record);

/* Makes the keys of a new folder (keys/record.key 0600, keys/record.pub) and the empty tree.
 * `origin` is the log's name for ever: "chikiri.<city>/operations", with "-simulation" at its end
 * for a simulated city. */
int record_create(struct store *store, const char *folder, const char *origin, struct error *error);

/* Writes one entry as JSON members into the open object of `json`: index, class, at, actor, action,
 * register, key, before, after, reason, file, file_row, erased. */
int record_show(struct store *store, int64_t index, const struct table *const *tables, int count,
                struct arena *arena, struct json *json, struct error *error);

/* The entry numbers about one row, oldest first, `ret_entries` in `arena`. */
int record_history(struct store *store, const struct table *table, int64_t id, struct arena *arena,
                   int64_t **ret_entries, int *ret_count, struct error *error);

/* The row's values after the given entry; ERROR_MISSING when its payload was erased. */
int record_values_after(struct store *store, const struct table *table, int64_t entry,
                        struct arena *arena, struct value *ret_values, struct error *error);

/* When (microseconds UTC) and by which action ("import", "set" ...) an entry was written. */
int record_entry_time(struct store *store, int64_t entry, int64_t *ret_us, struct error *error);

enum { RECORD_HASH_TEXT_SIZE = 65 };
/* The hash of the entry's leaf in hexadecimal, as a proof of it names it. */
int record_entry_hash(struct store *store, int64_t entry, char out[RECORD_HASH_TEXT_SIZE],
                      struct error *error);

/* How many entries there are: it moves with every act of anybody. */
int record_size(struct store *store, int64_t *ret_size, struct error *error);
/* The tables (bit 1 << id) that entries from number `first` on are about; bit 0 for those without a
 * row. */
int record_tables_since(struct store *store, int64_t first, uint64_t *ret_tables,
                        struct error *error);
/* The number of the last entry received before the instant; -1 when there is none. */
int record_last_before(struct store *store, int64_t before_us, int64_t *ret_entry,
                       struct error *error);

/* The named values of the newest entry without a row whose action is `action`, among those up to
 * number `last`, and its number; *ret_count 0 and *ret_entry -1 when there is none. Owned by the
 * arena. */
int record_last_note(struct store *store, const char *action, int64_t last, struct arena *arena,
                     struct record_field **ret_fields, int *ret_count, int64_t *ret_entry,
                     struct error *error);

/* Erases the payload and salt of an entry; every proof stays valid, the erasure is an entry itself.
 * When the entry is the last one of a row that still stands, the erasure carries a freshly salted
 * commitment of that row, so that verification still covers it. CLAUSE: 5.10.4 */
int record_erase(struct record *record, int64_t index, const char *reason, struct error *error);

#endif
