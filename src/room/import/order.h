/* What someone asks of an import, as it waits in a job. */
#ifndef ROOM_IMPORT_ORDER_H
#define ROOM_IMPORT_ORDER_H

#include "register/import.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct import_order {
    const char *kind; /* NULL: recognise it by the headings */
    const char *file; /* what people call it */
    const char *upload;
    const char *as_of, *system; /* NULL: none */
    const char *profile;        /* a profile's JSON, NULL: recognise */
    const char *profile_name;
    bool dry_run, good_rows_only, complete;
    enum import_conflict conflict;
    int64_t run_id; /* of an undo: the import to undo */
};

/* As JSON for job_order.input; and read again. Both in the arena. */
const char *import_order_write(const struct import_order *order, struct arena *arena);
struct import_order import_order_read(const char *input, struct arena *arena);

/* "refuse" "theirs" "ours"; CONFLICT_REFUSE for any other word. */
const char *import_conflict_word(enum import_conflict conflict);
enum import_conflict import_conflict_read(const char *word);

#endif
