/* Jobs as they stand in the database. */
#ifndef JOB_ROW_H
#define JOB_ROW_H

#include "base/language.h"

#include <stdint.h>

struct arena;
struct error;
struct store;

/* One of them. Texts NULL where there is nothing. */
struct job_row {
    int64_t id, subject; /* the job this one goes on from, 0: none */
    const char *kind, *owner, *terminal, *language;
    const char *input; /* JSON */
    const char *state; /* waiting running done failed cancelled */
    const char *message;
    const char *result; /* JSON; not in lists */
    const char *file;   /* name in DIR/jobs of what it made */
    int64_t tries;
    const char *created_at, *started_at, *ended_at;
};

/* ERROR_MISSING when there is no such job. In the arena. */
int job_find(struct store *store, int64_t id, struct arena *arena, struct job_row *ret_row,
             struct error *error);
/* Newest first, at most `most` with numbers below `before`: those of an owner or, when `owner` is
 * NULL, of a kind. */
int job_list(struct store *store, const char *owner, const char *kind, int64_t before, int most,
             struct arena *arena, struct job_row **ret_rows, int *ret_count, struct error *error);
/* Those that go on from `subject`, newest first. */
int job_list_following(struct store *store, int64_t subject, struct arena *arena,
                       struct job_row **ret_rows, int *ret_count, struct error *error);

/* What is to be done. */
struct job_order {
    const char *kind, *input;
    int64_t subject;
    enum language language;
    /* The newest job of the subject, or the subject itself, as whoever orders saw it; 0: not asked.
     * Another one since then: ERROR_CONFLICT, so that what is sent twice is done once. */
    int64_t after;
};

#endif
