/* Which texts a spreadsheet program would take for a formula. */
#ifndef SHEET_GUARD_H
#define SHEET_GUARD_H

#include <stdbool.h>

/* Whether the text needs a guarding apostrophe: it begins with = + - @, tab or a line end, or with
 * apostrophes before one of them, so that taking one off again gives the same text back. */
bool guard_is_needed(const char *text);

/* A plain decimal that "%.15g" gives back letter for letter: "12", "-0.5"; not "007" or "1e3". */
bool guard_is_plain_number(const char *text);

#endif
