/* A recorded table: declared once, walked by the record (images), by registers (forms, lists,
 * import, export) and by the schema test. Rows are arrays of values in column order. */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct query;
struct store;

enum column_storage { STORED_TEXT, STORED_INTEGER };

/* What a value means: the standard's nouns. */
enum noun {
    NOUN_TEXT,
    NOUN_NAME,       /* a person's name: never normalised */
    NOUN_NUMBER_KEY, /* asset, medium, application or user number */
    NOUN_STAFF_NUMBER,
    NOUN_DATE,
    NOUN_TIME,
    NOUN_COUNT,      /* an integer of things */
    NOUN_MARK,       /* yes, no or unknown */
    NOUN_IMPORTANCE, /* table 4: A B C */
    NOUN_ZONE,       /* table 5: L0 to L4 */
    NOUN_FORM,       /* table 5: server, personal computer, medium, paper ... */
    NOUN_SEGMENT,    /* section 6: the four segments */
    NOUN_WORD,       /* one word of a closed list */
    NOUN_REFERENCE,  /* the id of a row of another table */
    NOUN_INTERNAL,   /* ours: not shown in forms, lists and exports */
};

enum column_flag {
    COLUMN_REQUIRED = 1,
    COLUMN_KEY = 2,      /* part of what people call the row */
    COLUMN_PERSONAL = 4, /* identifies a person */
    COLUMN_SEARCHED = 8,
    COLUMN_LONG = 16, /* several lines */
};

struct column {
    const char *name; /* the outer contract's field name */
    enum column_storage storage;
    enum noun noun;
    unsigned flags;    /* enum column_flag */
    const char *label; /* Japanese */
    const char *english;
    const char *clause;
    const char *words; /* of NOUN_WORD: the canonical words, separated by spaces; or the table a
                          reference points to */
};

struct table {
    uint16_t id;      /* never reused: it stands in the record */
    const char *name; /* in SQL and in the record */
    const struct column *columns;
    int column_count;
};

enum { TABLE_COLUMN_LIMIT = 64 };

enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT };

struct value {
    enum value_kind kind;
    int64_t integer;
    const char *text;
};

/* Column number of `name`, or -1. */
int table_column(const struct table *table, const char *name);

/* Every recorded table has, before its columns, "id" (1, 2, 3 ...) and "entry", the number of the
 * record entry that last wrote the row. These four compose their SQL from the declaration. */
int table_insert(struct store *store, const struct table *table, int64_t id, int64_t entry,
                 const struct value *values, struct error *error);
int table_update(struct store *store, const struct table *table, int64_t id, int64_t entry,
                 const struct value *values, struct error *error);
/* Fills `ret_values` (column_count of them, texts in `arena`); ERROR_MISSING when there is no such
 * row. `ret_entry` may be NULL. */
int table_get(struct store *store, const struct table *table, int64_t id, struct arena *arena,
              struct value *ret_values, int64_t *ret_entry, struct error *error);
/* The id of the first row whose `column` holds `text`, 0 when there is none. */
int table_find(struct store *store, const struct table *table, int column, const char *text,
               int64_t *ret_id, struct error *error);
/* All rows in order of id: columns 0 id, 1 entry, then as declared. Give back with query_done(). */
struct query *table_scan(struct store *store, const struct table *table, struct error *error);
/* The same in order of a column, nulls last. */
struct query *table_scan_by(struct store *store, const struct table *table, int column,
                            struct error *error);
/* The value of column `column` of a query that selects this table's columns from position `first`.
 */
struct value table_value(const struct table *table, const struct query *query, int first,
                         int column);
/* The highest id in use, 0 when empty. */
int table_last_id(struct store *store, const struct table *table, int64_t *ret_id,
                  struct error *error);

/* The newest record entry that wrote a row of the table, -1 when empty. Reads the whole table. */
int table_last_entry(struct store *store, const struct table *table, int64_t *ret_entry,
                     struct error *error);

bool value_equal(const struct value *a, const struct value *b);
struct value value_text(const char *text); /* NULL gives VALUE_NULL; not copied */
struct value value_integer(int64_t integer);
struct value value_null(void);

#endif
