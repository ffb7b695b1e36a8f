/* Reading ahead: a thread of its own parses the file while the caller works on the rows before. On
 * two cores a long import takes the longer of the two times, not their sum. */
#ifndef SHEET_AHEAD_H
#define SHEET_AHEAD_H

#include "base/attribute.h"
#include "base/language.h"

struct error;
struct row;
struct sheet_reader;

struct sheet_ahead;

/* Stops the thread and closes the reader. NULL is fine. */
void sheet_ahead_close(struct sheet_ahead *ahead);

/* Starts reading; takes `reader` over. Its errors are in `language`. Some thousand rows at most are
 * held at a time. */
struct sheet_ahead *sheet_ahead_open(struct sheet_reader *reader, enum language language)
    CLOSED_BY(sheet_ahead_close);

/* As sheet_next(); the row is valid until the next call. */
int sheet_ahead_next(struct sheet_ahead *ahead, struct row *ret_row, struct error *error);

#endif
