/* The top of a sheet, held while its heading rows are looked for. */
#ifndef REGISTER_HEADING_H
#define REGISTER_HEADING_H

#include <stdbool.h>

struct arena;
struct error;
struct pack_layout;
struct sheet_options;

enum { HEADING_ROWS = 40, HEADING_SPAN = 3 };

/* The first rows of one sheet with their texts, folded for comparing. */
struct sheet_top {
    const char *sheet;
    int sheet_index;
    int count;
    int numbers[HEADING_ROWS];
    int widths[HEADING_ROWS];
    const char **texts[HEADING_ROWS];  /* as written, trimmed */
    const char **folded[HEADING_ROWS]; /* text_name_key() */
};

/* Reads the tops of all sheets (one for CSV). Owned by the arena. */
int heading_read_tops(const char *path, const struct sheet_options *options, struct arena *arena,
                      struct sheet_top **ret_tops, int *ret_count, struct sheet_options *ret_used,
                      struct error *error);

/* What stands over one column in the heading rows first..last (indexes into the top): the lowest
 * word, and "upper/lower" where an upper word, carried over its merged neighbours, stands above.
 * "" when nothing. `folded` chooses which texts. */
struct heading {
    const char *lower;
    const char *both;
};
struct heading heading_of(const struct sheet_top *top, int first, int last, int column, bool folded,
                          struct arena *arena);

/* The index in the top of the row with that number, or -1. */
int heading_row_index(const struct sheet_top *top, int number);

/* The column headed LAYOUT_ID_HEADING in those rows, or -1. */
int heading_id_column(const struct sheet_top *top, int first, int last, struct arena *arena);

/* Whether the layout reads files of the kind: its own, or the one its part is named like. */
bool layout_is_of(const struct pack_layout *fields, const char *kind);

/* Whether the layout needs the field and has no column for it. */
bool layout_lacks(const struct pack_layout *fields, const int *columns, int field);
/* The labels of all such fields, "" when none. */
const char *layout_missing(const struct pack_layout *fields, const int *columns,
                           struct arena *arena);

#endif
