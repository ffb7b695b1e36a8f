/* Table 5 with what is held: how many things stand in each of its cells, and how many fall short.
 * CLAUSE: 3.1 */
#ifndef ROOM_ZONE_TABLE5_H
#define ROOM_ZONE_TABLE5_H

#include "page/page.h"

#include <stdbool.h>
#include <stdint.h>

enum { TABLE5_CLASSES = 3 };

/* What is asked of one cell: things used there or kept there. */
enum table5_side { SIDE_USE, SIDE_STORAGE, TABLE5_SIDES };

struct table5_count {
    int64_t breach, recommendation, excused;
};

/* One kind of thing; the last of all is what has no kind of its own in the pack. */
struct table5_row {
    int64_t held[TABLE5_CLASSES];
    struct table5_count found[TABLE5_CLASSES][TABLE5_SIDES];
};

struct table5 {
    bool is_after_hours, was_checked;
    struct table5_row *rows; /* as pack_forms(), and one more */
    int row_count;
    int64_t by_note[4];  /* findings that the notes lead to */
    int64_t later;       /* breaches that come when the office closes */
    int64_t held, found; /* all of them */
};

/* Counts what the viewer may see. ERROR_DENIED when that is nothing. */
int table5_read(struct visit *visit, bool is_after_hours, struct table5 *ret_table,
                struct error *error);
extern const struct page table5_pages[];

#endif
