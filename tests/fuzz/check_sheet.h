/* What must hold for every row of any file, shared by the fuzz targets of spreadsheets. */
#ifndef TESTS_FUZZ_CHECK_SHEET_H
#define TESTS_FUZZ_CHECK_SHEET_H

#include "base/text.h"
#include "sheet/limits.h"
#include "tests/sheet/make_xlsx.h"

static inline void check_row(const struct row *row)
{
    must(row->number > 0 && row->cell_count > 0 && row->cell_count <= SHEET_MAX_COLUMNS);
    must(row->cells[row->cell_count - 1].kind != CELL_EMPTY);
    for (int i = 0; i < row->cell_count; i++) {
        const struct cell *cell = &row->cells[i];
        must((cell->kind == CELL_EMPTY) == (cell->text[0] == '\0'));
        must(text_is_utf8(cell->text, strlen(cell->text)));
    }
}

/* Reads the file to its end or to its refusal, and removes it. */
static inline void check_sheet(struct made_file file, const struct sheet_options *options)
{
    struct error error = {0};
    struct row row;
    int result = -1, sheet = -1, number = 0;
    struct sheet_reader *reader = sheet_open(file.path, options, &error);
    while (reader && (result = sheet_next(reader, &row, &error)) > 0) {
        check_row(&row);
        must(row.sheet_index > sheet || row.number > number);
        sheet = row.sheet_index;
        number = row.number;
    }
    must(result == 0 || (error.code == result || !reader));
    must(result == 0 || error.text[0]);
    sheet_close(reader);
    drop_file(file);
}

#endif
