/* The layout of a file: which sheet, which heading rows, which column holds which field. Recognised
 * from the header words of the pack, or given as a profile (outer contract). */
#ifndef REGISTER_LAYOUT_H
#define REGISTER_LAYOUT_H

#include "sheet/reader.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct json;
struct pack;
struct pack_layout;

enum { LAYOUT_FIELD_LIMIT = 64 };

/* The heading of the column by which an exported row comes back to itself. */
#define LAYOUT_ID_HEADING "chikiri番号"

struct layout_value { /* a word of the file that means a canonical one */
    const char *field, *from, *to;
};

struct layout_part {   /* one sheet that holds data */
    const char *sheet; /* NULL for CSV */
    int sheet_index;
    const char *part; /* NULL when the kind has one */
    const struct pack_layout *fields;
    int header_first, header_last;            /* rows, from 1 */
    int columns[LAYOUT_FIELD_LIMIT];          /* by field of `fields`: column from 0, or -1 */
    int id_column;                            /* of LAYOUT_ID_HEADING, or -1 */
    const char *headings[LAYOUT_FIELD_LIMIT]; /* as written in the file: "upper/lower" */
    const struct layout_value *values;
    int value_count;
};

struct layout {
    const char *kind;
    struct sheet_options options; /* encoding and delimiter to open the file with */
    struct layout_part *parts;
    int part_count;
};

/* Recognises the layout of a file by its header words; all texts in `arena`. Refuses with F10 and
 * the missing fields' labels when a required column is not there, naming the nearest candidate row.
 * CLAUSE: 2.2 */
int layout_recognise(const struct pack *pack, const char *kind, const char *path,
                     struct arena *arena, struct layout *ret_layout, struct error *error);

/* Reads a profile file and finds its headings in the file at `path`. F13 for a bad profile with
 * line and reason, F10 for a heading the file lacks. */
int layout_from_profile(const struct pack *pack, const char *kind, const char *profile_path,
                        const char *path, struct arena *arena, struct layout *ret_layout,
                        struct error *error);

/* The best guess at a layout, also when required columns are missing: for a profile to edit. The
 * labels of what is missing go to *ret_missing ("" when nothing). */
int layout_propose(const struct pack *pack, const char *kind, const char *path, struct arena *arena,
                   struct layout *ret_layout, const char **ret_missing, struct error *error);

/* Writes the layout as a profile to edit. */
void layout_write(const struct layout *layout, struct json *json);

/* One data row of the file, cut to fields. */
struct layout_row {
    const struct layout_part *part;
    const char *sheet;
    int number;    /* Excel row or record number */
    int64_t order; /* grows over the sheets of the file */
    bool is_1904;
    int64_t id; /* of the row it was exported from, 0 when it does not say */
    struct cell cells[LAYOUT_FIELD_LIMIT]; /* by field, values mapped; CELL_EMPTY when missing */
    const char *texts[LAYOUT_FIELD_LIMIT]; /* by field, as written; "" when missing */
};

/* The cell of a field, with values mapped; an empty cell when the layout lacks it. */
const struct cell *layout_cell(const struct layout_row *row, const char *field);
/* The field's text as written; "" when the layout lacks it. */
const char *layout_text(const struct layout_row *row, const char *field);

struct layout_reader;

void layout_close(struct layout_reader *reader);
/* Opens the file for its data rows: titles, headings, blank, 小計, 合計, ※ and 【 rows are left out
 * and counted; blank department and section cells and 〃 take the value above (RULES N11, N12). */
struct layout_reader *layout_open(const struct layout *layout, const char *path,
                                  struct error *error) CLOSED_BY(layout_close);
/* 1 with a row (valid until the next call), 0 at the end, negative when the file is bad. */
int layout_next(struct layout_reader *reader, struct layout_row *ret_row, struct error *error);
/* Rows left out so far in the part. */
int layout_skipped(const struct layout_reader *reader, int part);

#endif
