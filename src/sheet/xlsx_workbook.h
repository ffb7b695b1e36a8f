/* A workbook's frame: its archive, the sheets in order, shared strings and styles. */
#ifndef SHEET_XLSX_WORKBOOK_H
#define SHEET_XLSX_WORKBOOK_H

#include "base/attribute.h"
#include "sheet/limits.h"

#include <stdbool.h>
#include <zip.h>

struct arena;
struct error;
struct xlsx_strings;
struct xlsx_styles;

/* Of xlsx_sheet_entry.index: no part found yet; a chart or dialog, which has no rows. */
enum { XLSX_SHEET_UNKNOWN = -1, XLSX_SHEET_OTHER = -2 };

struct xlsx_sheet_entry {
    const char *name;
    const char *relation; /* r:id */
    zip_int64_t index;    /* of the part in the archive, or XLSX_SHEET_OTHER */
};

struct xlsx_workbook {
    struct arena *arena;
    zip_t *archive;
    struct xlsx_strings *strings; /* NULL when there are none */
    struct xlsx_styles *styles;   /* NULL when there are none */
    bool is_1904;
    int sheet_count;
    struct xlsx_sheet_entry sheets[SHEET_MAX_SHEETS];
};

void xlsx_workbook_close(struct xlsx_workbook *workbook);

/* Opens the archive in `fd` (not kept: the caller closes it) and reads all but the sheets. NULL
 * with F03-F06 when it is not an XLSX workbook or a bad one. */
struct xlsx_workbook *xlsx_workbook_open(int fd, struct error *error)
    CLOSED_BY(xlsx_workbook_close);

/* Joins a relationship's target to the folder of the part that holds it ("xl/" for the workbook);
 * "/a/b" is absolute. Owned by the arena; NULL when it leaves the archive or is too long. */
char *xlsx_resolve_target(struct arena *arena, const char *folder, const char *target);

#endif
