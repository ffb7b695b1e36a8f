/* CSV behind writer.h. */
#ifndef SHEET_CSV_WRITE_H
#define SHEET_CSV_WRITE_H

#include "sheet/writer.h"

#include <stdbool.h>
#include <stdio.h>

struct error;

struct csv_output;

void csv_output_close(struct csv_output *output);

/* Writes to `file` (NULL: standard output), which becomes the output's own. A file in UTF-8 begins
 * with a byte order mark. NULL on failure. */
struct csv_output *csv_output_open(FILE *file, bool is_cp932, struct error *error)
    CLOSED_BY(csv_output_close);

int csv_output_row(struct csv_output *output, const char *const *texts, int count,
                   enum cell_style style, struct error *error);

/* Hands everything to the system; F09 with the letters CP932 lacks. Nothing goes to standard output
 * then. */
int csv_output_finish(struct csv_output *output, struct error *error);

#endif
