/* Reading spreadsheets row by row: XLSX and CSV behind one interface, in bounded memory. */
#ifndef SHEET_READER_H
#define SHEET_READER_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>

struct error;

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_DATE, CELL_ERROR };

struct cell {
    enum cell_kind kind;
    const char *text; /* never NULL; numbers as "%.15g", dates as ISO (with " HH:MM:SS"
                       * when there is a time, which alone is "HH:MM:SS"), errors as Excel writes
                       * them; TRUE and FALSE are texts */
    double number;    /* of CELL_NUMBER and CELL_DATE (serial) */
};

struct row {
    const char *sheet; /* the sheet's name; NULL for CSV */
    int sheet_index;   /* from 0 in workbook order */
    int number;        /* Excel row, or CSV record number, from 1 */
    int cell_count;    /* cells[0] is column A; trailing empty cells are left out */
    const struct cell *cells;
    bool is_1904; /* the workbook counts dates from 1904 */
};

enum sheet_encoding {
    ENCODING_GUESS,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_CP932
};

struct sheet_options {
    enum sheet_encoding encoding; /* of a CSV; ENCODING_GUESS recognises it */
    char delimiter;               /* of a CSV: ',' or '\t'; 0 recognises it */
};

struct sheet_reader;

void sheet_close(struct sheet_reader *reader);

/* Opens the file and recognises what it is by its bytes, not by its name. Refuses as a whole, with
 * ERROR_INPUT or ERROR_LIMIT and one of the codes of docs/findings.md: F01 empty, F02 HTML, F03
 * encrypted, F04 not a workbook or damaged, F05 too large or a bomb, F06 DOCTYPE or entities, F07
 * encoding broken (names the record), F08 index out of range. error->text says what to do; it must
 * not be NULL. ERROR_MISSING when the path cannot be opened. NULL on refusal. The caller closes the
 * reader. */
struct sheet_reader *sheet_open(const char *path, const struct sheet_options *options,
                                struct error *error) CLOSED_BY(sheet_close);

/* The next row that has any cell, in workbook order: 1 with *ret_row filled (valid until the next
 * call), 0 at the end, negative as sheet_open() when the file turns out to be bad further in. */
int sheet_next(struct sheet_reader *reader, struct row *ret_row, struct error *error);

/* Leaves the rest of the present sheet of a workbook unread: the next row is that of the next
 * sheet. */
void sheet_skip(struct sheet_reader *reader);

/* How the file was read. */
bool sheet_is_workbook(const struct sheet_reader *reader);
enum sheet_encoding sheet_encoding_of(const struct sheet_reader *reader);
char sheet_delimiter_of(const struct sheet_reader *reader);

#endif
