/* Registers: a library that rooms call to list, show, change, import and export the rows of a table
 * declared once. What a row must satisfy is said by the room, in C that reads like the clause. */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include "base/language.h"
#include "store/table.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct cell;
struct error;
struct import;
struct json;
struct pack;
struct record;
struct register_seen;
struct seats;
struct store;
struct viewer;

struct register_row;

enum register_flag {
    REGISTER_NEEDS_ROSTER =
        1,                   /* rows name sections or people: refused as a whole without a roster */
    REGISTER_PER_SYSTEM = 2, /* rows belong to one system, named with the import */
    REGISTER_KEY_REPEATS = 4, /* one key may stand several times; the ordinal tells them apart */
    REGISTER_BY_HAND = 8,     /* add and set make sense */
    REGISTER_APPOINTS = 16,   /* its rows name people to roles: "appoint" is the right to have */
};

struct register_kind {
    const char *kind; /* KIND of the outer contract: "assets" */
    const char *part; /* of a kind whose file has several: "media", "takeouts"; else NULL */
    const struct table *table;
    const char *title, *english;
    const char *clause;
    unsigned flags;
    int department, section; /* column numbers, or -1 */
    int system;              /* column of the system's id or name, or -1 */
    int only_column;         /* of a kind that is a part of another's table: its rows are those */
    const char *only_word;   /* whose only_column holds this word; NULL for a kind of its own */
    /* The room's rules on one row: reports problems by register_problem(), derives what is derived,
     * sets row->key. CLAUSE of each rule stands in the room. */
    int (*judge)(struct register_row *row, struct error *error);
};

/* The common columns, at the end of every register's table. */
enum common_column {
#define COLUMN(name, ...) COMMON_##name,
#include "record/common.def"
#undef COLUMN
    COMMON_COLUMNS
};
/* Column number of a common column in a table that ends with them. */
int register_common(const struct table *table, enum common_column column);

/* Where a row's work happens: one request. */
struct register_scene {
    struct arena *arena; /* of the request */
    struct store *store;
    struct record *record; /* NULL when nothing will be written */
    const struct pack *pack;
    const struct viewer *viewer;
    struct seats *seats; /* who holds which role, as it stood before the visit; NULL: ask */
    const char *today;   /* ISO date, JST */
    enum language language;
    const struct register_kind *const *kinds; /* every register, NULL-terminated */
};

/* One row on its way in, from a file or by hand. */
struct register_row {
    const struct register_scene *scene;
    const struct register_kind *kind;
    struct arena *arena;        /* of this row: reset when the row is done */
    struct register_seen *seen; /* keys of this file; NULL by hand */
    struct value values[TABLE_COLUMN_LIMIT];
    const char
        *raw[TABLE_COLUMN_LIMIT];     /* the cell's own text, trimmed; NULL when there is no cell */
    bool misread[TABLE_COLUMN_LIMIT]; /* there is text and it means nothing for the column */
    const char *key;                  /* what people call the row; "" when it has no name */
    int64_t system_id;
    struct import *import; /* NULL by hand */
    struct register_problem *problems;
    int problem_count;
};

struct register_problem {
    const char *code;
    const char *severity; /* error warning */
    const char *sheet;
    int row;
    const char *column;  /* the field's name; NULL for the whole row */
    const char *heading; /* the column's label */
    const char *key;
    const char *value; /* the cell's own text */
    const char *message;
};

/* What people call the row: its first key column's text. */
const char *register_row_name(const struct register_kind *kind, const struct value *values);
/* What the cell of a key column says: the value when it could be read, else the text as written. */
const char *register_key_text(const struct register_row *row, int column);
/* The full key of the row with that id in another register, in the scene's arena; ERROR_INPUT when
 * there is no such row. */
int register_row_key_of(const struct register_scene *scene, const char *kind, int64_t id,
                        const char **ret_key, struct error *error);
/* The id of the information system of that name (compared by text_name_key()), made with an unknown
 * segment when there is none; *ret_made is its name then, else NULL. */
int register_ensure_system(const struct register_scene *scene, const char *name, int64_t *ret_id,
                           const char **ret_made, struct error *error);

/* Refuses the file as a whole (F11): the word of a closed list that is in none of its rows. */
int register_refuse_word(const struct register_row *row, int column, struct error *error);
/* Reports the code for the row (once a row and code); the sentence comes from the pack with the
 * column's label and the value. `column` -1 for the whole row. */
void register_problem(struct register_row *row, const char *code, int column);
/* Whether the key stood in an earlier row of the same file, valid or not; remembers it. */
bool register_repeats(struct register_row *row, const char *key);
/* How often the key stood before, from 1; remembers it. For REGISTER_KEY_REPEATS. */
int register_ordinal(struct register_row *row, const char *key);
/* The row's section by its department and section columns, 0 when unknown. Kept in the row. */
int register_find_section(struct register_row *row, int64_t *ret_section, struct error *error);

/* Text of a value as people write it: zones "L2", marks "○" "×", dates ISO; NULL for null. */
const char *register_value_text(const struct column *column, struct value value,
                                struct arena *arena);
/* Reads a cell as the column's noun (N1-N10): false when it is not understood. Empty gives null. */
bool register_read_value(const struct pack *pack, const struct column *column,
                         const struct cell *cell, bool is_1904, struct arena *arena,
                         struct value *ret_value);

/* What people call the register. */
const char *register_title(const struct register_kind *kind, enum language language);
/* The kind of that name; NULL when there is none. `part` as in register_kind. */
const struct register_kind *register_find_kind(const struct register_kind *const *kinds,
                                               const char *kind, const char *part);

/* The id of the row with that full key in any of the ways people write it, 0 when there is none. */
int register_find_key(const struct register_scene *scene, const struct register_kind *kind,
                      const char *key, int64_t *ret_id, struct error *error);
/* The id of the row that people call `key`; ERROR_MISSING names near ones, ERROR_INPUT when several
 * rows have the key and lists their full keys. */
int register_find_row(const struct register_scene *scene, const struct register_kind *kind,
                      const char *key, int64_t *ret_id, struct error *error);

/* Changes, adds or ends a row by hand. `assignments` are "COLUMN=VALUE" texts. Writes rows and
 * entries through the scene's record; the caller commits. */
int register_set(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                 const char *const *assignments, int count, const char *reason,
                 struct error *error);
int register_add(const struct register_scene *scene, const struct register_kind *kind,
                 const char *const *assignments, int count, const char *reason, int64_t *ret_id,
                 struct error *error);
int register_end(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                 const char *reason, struct error *error);

/* Whether the row of the table is one of this kind. */
bool register_is_of_kind(const struct register_kind *kind, const struct value *values);
/* "SHEET!12", "12", or NULL for a row that no file brought. */
const char *register_source_row(const struct register_kind *kind, const struct value *values,
                                struct arena *arena);
/* All of a row but its history, as JSON members into the open object. */
void register_write_row(const struct register_kind *kind, const struct value *values,
                        struct arena *arena, struct json *json);
/* One row as JSON members in the open object, as known at `known_to` (INT64_MAX: now), with its
 * history when asked. */
int register_show(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                  int64_t known_to, bool with_history, struct json *json, struct error *error);

#endif
