/* XLSX behind writer.h. */
#ifndef SHEET_XLSX_WRITE_H
#define SHEET_XLSX_WRITE_H

#include "sheet/writer.h"
#include <stdint.h>

struct error;

struct xlsx_output;

/* Frees; what was written so far stays where it is. */
void xlsx_output_close(struct xlsx_output *output);

/* Starts a workbook that xlsx_output_finish() writes to `path`. `folder` takes the rows until then.
 * NULL on failure. */
struct xlsx_output *xlsx_output_open(const char *path, const char *folder, int64_t changed_us,
                                     struct error *error) CLOSED_BY(xlsx_output_close);

int xlsx_output_start(struct xlsx_output *output, const char *name, const int *widths, int count,
                      struct error *error);
int xlsx_output_row(struct xlsx_output *output, const char *const *texts, int count,
                    enum cell_style style, struct error *error);
/* Writes the file. Not to be called twice. */
int xlsx_output_finish(struct xlsx_output *output, struct error *error);

#endif
