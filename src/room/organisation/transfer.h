/* A transfer list being read: shared by the judge, the appliers and the preview. */
#ifndef ROOM_ORGANISATION_TRANSFER_H
#define ROOM_ORGANISATION_TRANSFER_H

#include "people/people.h"
#include <stdint.h>

struct error;
struct import;
struct key_map;
struct layout_row;

enum transfer_change {
    CHANGE_HIRE,   /* 採用 */
    CHANGE_LEAVE,  /* 退職 */
    CHANGE_MOVE,   /* 転任 昇任 派遣 */
    CHANGE_SECOND, /* 併任 */
    CHANGE_RETURN, /* 再任用 */
};

/* One row of the list; texts in the import's arena once it is kept. */
struct transfer {
    enum transfer_change change;
    const char *word;     /* the change as the city calls it */
    const char *number;   /* the cell's own text */
    const char *staff_no; /* six digits, NULL when malformed */
    const char *name, *post;
    char effective_on[DATE_SIZE];
    struct unit_names new_place, old_place;
    const char *place_cell; /* the new place when it stands in one cell, else "" */
    const char *file_row, *sheet;
    int line;
    int64_t order;
};

struct transfers {
    char first_on[DATE_SIZE], last_on[DATE_SIZE]; /* of the file; "" when it has no date */
    char before[DATE_SIZE];    /* the day the list is judged against: before its first date */
    char roster_on[DATE_SIZE]; /* the day of the last roster; "" without one */
    int64_t known_from;
    struct key_map *met; /* valid rows so far, for T05 */
    struct transfer **rows;
    int row_count, row_capacity;
};

/* Reads one row's cells; F11 for a change that is none of ours. */
int transfer_read(struct import *import, const struct layout_row *cells,
                  struct transfer *ret_transfer, struct error *error);
/* Judges it and reports its problem, the first that applies. RULES section 3. */
int transfer_judge(struct import *import, struct transfers *transfers,
                   const struct layout_row *cells, const struct transfer *transfer,
                   struct error *error);
/* Applies the kept rows and counts them. */
int transfers_apply(struct import *import, struct transfers *transfers, struct error *error);

/* The handler's own functions, which the preview surrounds. */
void *transfers_open(struct import *import, struct error *error);
int transfers_row(struct import *import, void *state, const struct layout_row *cells,
                  struct error *error);
int transfers_finish(struct import *import, void *state, struct error *error);

#endif
