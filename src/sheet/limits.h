/* What a spreadsheet may be at most. Excel's own limits where it has one; the others keep one
 * import within the memory of a small server. */
#ifndef SHEET_LIMITS_H
#define SHEET_LIMITS_H

#include <stdint.h>

enum {
    SHEET_MAX_ROWS = 1048576,
    SHEET_MAX_COLUMNS = 16384,
    SHEET_MAX_SHEETS = 200,
    SHEET_MAX_LETTERS = 32767, /* of one cell */
    SHEET_MAX_RECORDS = 2000000,
    SHEET_MAX_CELLS = 20000000,      /* with a value, in all */
    SHEET_MAX_WIDTH_SUM = 200000000, /* cells handed over, the empty ones between included */
    SHEET_ROW_BYTES = 1 << 19,       /* text of one row; folding may make it eleven times longer */
    SHEET_BLOCK_BYTES = 64 << 10,    /* read at a time */
};

enum {
    XLSX_MAX_ENTRIES = 10000,
    XLSX_MAX_DEPTH = 64,
    XLSX_MAX_NAMES = 600,              /* distinct element and attribute names of a part */
    XLSX_MAX_STYLES = 65536,           /* Excel itself: 65,490 */
    XLSX_MAX_RATIO = 200,              /* inflated to compressed ... */
    XLSX_RATIO_FROM_BYTES = 20 << 20,  /* ... past this size */
    XLSX_MAX_TOKEN_BYTES = 1 << 20,    /* a tag or comment; Expat holds it whole */
    XLSX_MAX_PART_BYTES = 400 << 20,   /* inflated */
    XLSX_MAX_STRINGS_BYTES = 96 << 20, /* shared strings with their index */
    XLSX_MAX_FILE_BYTES = 256 << 20,
    CSV_MAX_FILE_BYTES = 1 << 30,
};

#endif
