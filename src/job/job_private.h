/* How a job's row moves on. Shared by this floor's files only. */
#ifndef JOB_JOB_PRIVATE_H
#define JOB_JOB_PRIVATE_H

#include <stdint.h>

struct arena;
struct error;
struct job_order;
struct job_row;
struct record_actor;
struct store;

/* The job that is next in line: 1 with it, 0 when none waits. */
int job_take_next(struct store *store, struct arena *arena, struct job_row *ret_row,
                  struct error *error);
/* Puts a new job at the end of the line, in the open transaction. */
int job_put(struct store *store, const struct job_order *order, const struct record_actor *actor,
            const char *at, int64_t *ret_id, struct error *error);

struct job_mark {
    /* All that were at work wait again; this one begins; what it came to so far; it ends; it is
     * dropped before it began. */
    enum { MARK_AGAIN, MARK_BEGIN, MARK_KEEP, MARK_END, MARK_DROP } what;
    int64_t id;
    const char *state, *message, *result, *file, *at;
};

/* Writes it, in the open transaction. */
int job_mark(struct store *store, const struct job_mark *mark, struct error *error);

#endif
