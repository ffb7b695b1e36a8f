/* How the library itself reads a register kind's rows: used by import_run(). */
#ifndef REGISTER_REGISTER_IMPORT_H
#define REGISTER_REGISTER_IMPORT_H

#include "register/import.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct import;
struct key_map;
struct layout_row;
struct register_kind;
struct register_row;
struct register_scene;

/* The keys met so far and the look-ups made in one file. */
struct register_seen {
    struct key_map *keys;     /* how often a key stood */
    struct key_map *sections; /* "部\n課" -> unit id + 1 */
};

struct register_seen *register_seen_make(struct arena *arena);

/* The handler of every kind that is a plain register. */
extern const struct import_handler register_handler;

/* Fills the row's cells from a layout row. `fields` maps the table's columns to the layout's fields
 * (or -1). */
void register_take_cells(struct register_row *row, const struct layout_row *cells,
                         const int *fields);

/* Fills the common columns and the ordinal of the key; called when the row is good. */
void register_place_row(struct register_row *row, const struct layout_row *cells, const char *file,
                        int64_t import_id);

/* Prepares an empty row of the kind. */
void register_row_start(struct register_row *row, const struct register_scene *scene,
                        const struct register_kind *kind, struct arena *arena);

/* The values of the row when a file last set it, from its history; false when no file ever did. */
int register_base_values(const struct register_scene *scene, const struct register_kind *kind,
                         int64_t id, struct value *ret_values, bool *ret_found,
                         struct error *error);

/* Writes a new row or the changes of one, as found by comparing file, held and last import.
 * `table_was_empty` spares the look-up; *ret_id is the row's id. */
int register_apply(struct import *import, struct register_row *row, const struct layout_row *cells,
                   bool table_was_empty, int64_t *ret_id, struct error *error);

#endif
