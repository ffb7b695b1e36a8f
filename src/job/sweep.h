/* Files that long work leaves behind for a day: what was uploaded, what was made to download. */
#ifndef JOB_SWEEP_H
#define JOB_SWEEP_H

#include <stdint.h>

struct arena;
struct error;

/* DIR/uploads and DIR/jobs: files there are 0600 and go after a day, or as soon as they are used.
 */
#define UPLOAD_FOLDER "uploads"
#define MADE_FOLDER   "jobs"

/* The path of a new file with a name nobody can guess, in one of the two folders, which is made
 * when missing. `ending` is ".xlsx" or "". Its name goes to *ret_name. In the arena; NULL on
 * failure. */
const char *sweep_new_path(const char *data_folder, const char *folder, const char *ending,
                           struct arena *arena, const char **ret_name, struct error *error);
/* The path of a file that sweep_new_path() named; NULL for a name it never gives. In the arena. */
const char *sweep_path(const char *data_folder, const char *folder, const char *name,
                       struct arena *arena);

/* Removes what is older than a day. */
void sweep_old_files(const char *data_folder, int64_t now_us);

#endif
