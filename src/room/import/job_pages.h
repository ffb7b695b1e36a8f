/* Pages of long work. */
#ifndef ROOM_IMPORT_JOB_PAGES_H
#define ROOM_IMPORT_JOB_PAGES_H

#include "page/page.h"

#include <stdint.h>

struct error;
struct job_row;

extern const struct page job_pages[];

/* The number that a part of a path is; ERROR_MISSING when it is none. */
int job_number(const char *text, int64_t *ret_number, struct error *error);
/* Fills the object with how a job stands: for its page, and where other pages wait for it. */
void job_fill(struct visit *visit, struct model *object, const struct job_row *row);
/* Whether it waits or is at work. */
bool job_is_active(const struct job_row *row);
/* Settles the answer: the file the job made, to be saved as `name`. ERROR_MISSING when it is gone.
 */
int job_send_file(struct visit *visit, const struct job_row *row, const char *name,
                  struct error *error);

#endif
