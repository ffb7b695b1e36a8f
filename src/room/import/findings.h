/* Findings follow long work, without keeping others from writing while checks run. */
#ifndef ROOM_IMPORT_FINDINGS_H
#define ROOM_IMPORT_FINDINGS_H

#include "finding/finding.h"

struct error;
struct job;

/* Evaluates what rows of `kind` can touch (NULL: everything, and notes what each check came to) and
 * stores it. The checks run beside the writer; when something was written meanwhile they run again,
 * the third time within the writer. */
int follow_findings(struct job *job, const char *kind, struct finding_changes *ret_changes,
                    struct error *error);

/* The same after an import: a city that was never checked is left alone. */
int follow_import_findings(struct job *job, const char *kind, struct finding_changes *ret_changes,
                           struct error *error);

#endif
