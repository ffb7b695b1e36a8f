/* What is asked of an export, as it waits in a job. */
#ifndef ROOM_IMPORT_EXPORT_ORDER_H
#define ROOM_IMPORT_EXPORT_ORDER_H

#include "sheet/writer.h"

#include <stdbool.h>

struct arena;

struct export_order {
    const char *kind, *format; /* "xlsx" "csv" "csv-cp932" */
    bool with_ended;
};

/* As JSON for job_order.input; and read again. Both in the arena. */
const char *export_order_write(const struct export_order *order, struct arena *arena);
struct export_order export_order_read(const char *input, struct arena *arena);
/* FORMAT_XLSX for a word that is none of the three. */
enum sheet_format export_order_format(const char *word);

#endif
