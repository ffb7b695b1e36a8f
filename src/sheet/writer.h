/* Writing spreadsheets row by row: XLSX, CSV in UTF-8 and CSV in CP932. No cell that leaves can
 * start a formula: a text that begins with = + - @ (or tab, CR, LF) gets a leading apostrophe,
 * which sheet_unguard() takes off again on the way in. Apostrophes that stand before such a letter
 * already get one more, so that nothing is lost. A plain decimal of STYLE_NUMBER is no formula. */
#ifndef SHEET_WRITER_H
#define SHEET_WRITER_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct error;

enum sheet_format { FORMAT_XLSX, FORMAT_CSV, FORMAT_CSV_CP932 };

struct sheet_writer;

/* Frees without finishing; an unfinished file is removed. NULL is fine. */
void sheet_writer_close(struct sheet_writer *writer);

/* Starts `path`; with path NULL and a CSV format writes to stdout without BOM. FORMAT_CSV to a file
 * has a BOM, CRLF always. `changed_us` becomes the workbook's date, so that two exports of one
 * state are byte-identical. */
struct sheet_writer *sheet_create(const char *path, enum sheet_format format, int64_t changed_us,
                                  struct error *error) CLOSED_BY(sheet_writer_close);

/* Starts a sheet of a workbook (a no-op for CSV after the first; one sheet is made when none is
 * named). `widths` are in characters, may be NULL. */
int sheet_write_start(struct sheet_writer *writer, const char *name, const int *widths, int count,
                      struct error *error);

enum cell_style { STYLE_PLAIN, STYLE_TITLE, STYLE_HEADING, STYLE_NUMBER, STYLE_WRAP };

/* One row; NULL texts are empty cells. FORMAT_CSV_CP932 does not write a letter that CP932 lacks:
 * it goes on collecting them (row, column, letter) and sheet_finish() then fails with F09.
 * STYLE_NUMBER makes a number of a plain decimal that comes back as written, and leaves other texts
 * texts. */
int sheet_write_row(struct sheet_writer *writer, const char *const *texts, int count,
                    enum cell_style style, struct error *error);

/* Completes the file and moves it into place (rename), so that half a file is never seen. */
int sheet_finish(struct sheet_writer *writer, struct error *error);

/* The text with its guarding apostrophe; or without it. The text itself when there is nothing to
 * do. Rows are guarded by sheet_write_row(); this is for other ways out. */
const char *sheet_guard(struct arena *arena, const char *text);
const char *sheet_unguard(const char *text);

#endif
