/* Findings follow what changed: after an import, after a change by hand. */
#ifndef CLI_RECHECK_H
#define CLI_RECHECK_H

#include <stdint.h>

struct cli;

/* Evaluates for today what rows of `kind` can touch and stores it, in a transaction of its own. A
 * city that was never checked is left alone: its first files are not all in yet. */
int recheck_kind(struct cli *cli, const char *kind);

/* The same for one row, inside the open transaction of the command. */
int recheck_row(struct cli *cli, const char *kind, int64_t row_id);

#endif
