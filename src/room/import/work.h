/* The kinds of long work of this room. */
#ifndef ROOM_IMPORT_WORK_H
#define ROOM_IMPORT_WORK_H

struct error;
struct import_handler;
struct job_kind;

extern const struct job_kind import_job, undo_job, check_job, export_job;

/* ERROR_INPUT with a sentence when imports of that kind cannot be undone: who held what cannot be
 * told apart from what was corrected since, and reorganisations move rows of other registers. */
int import_check_undo(const struct import_handler *const *handlers, const char *kind,
                      struct error *error);

#endif
