/* Long work: imports, exports, full checks. One worker beside the requests carries the jobs out one
 * after the other, with the rights their owners have that day. A job stands in the database before
 * anybody is told of it, so leaving the page or ending the server loses none; one found half done
 * at a start begins again. What a job changes it changes in one transaction or not at all. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "base/attribute.h"
#include "job/row.h"
#include "record/record.h"
#include "register/register.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct import_handler;
struct pack;
struct record_queue;
struct store;
struct table;

/* One job at work. */
struct job {
    struct job_row row;
    struct register_scene scene; /* a reader of its own, outside any transaction; record is NULL */
    struct arena *arena;
    struct record_actor actor;
    const char *folder;
    int64_t now_us;
    const struct import_handler *const *handlers;
    const struct table *const *tables;
    int table_count;
    struct job_runner *runner;
    /* What it came to; kept with every job_write(), so that a job that begins again sees how far it
     * had come. In the arena. */
    const char *result, *file;
};

/* Tells how many rows are done; false when the job is to stop. From any thread that works for it.
 */
bool job_goes_on(struct job *job, int64_t rows);
/* Carries out a change in the one writer as the job's owner, and keeps job->result and job->file,
 * in one transaction. The change may set them. */
typedef int job_change(const struct register_scene *scene, void *context, struct error *error);
int job_write(struct job *job, job_change *change, void *context, struct error *error);

/* What a job of some kind does. */
struct job_kind {
    const char *name, *title; /* Japanese, English by the po file */
    int (*run)(struct job *job, struct error *error);
};

/* What jobs stand on; all of it outlives the runner. */
struct job_settings {
    const char *folder;
    int64_t simulated_us; /* 0: the wall clock */
    const struct pack *pack;
    const struct register_kind *const *registers;
    const struct import_handler *const *handlers;
    const struct table *const *tables;
    int table_count;
    const struct job_kind *const *kinds; /* NULL-terminated */
    struct record_queue *queue;
};

struct job_runner;

/* Tells the job at work to stop, waits for it, and ends the worker; it will begin again at the next
 * start. NULL is fine. */
void job_runner_close(struct job_runner *runner);
/* Starts the worker. NULL on failure. The caller closes it, before the queue. */
struct job_runner *job_runner_open(const struct job_settings *settings, struct error *error)
    CLOSED_BY(job_runner_close);

/* Puts a job in line; it is durable when this returns 0. */
int job_submit(struct job_runner *runner, const struct record_actor *actor,
               const struct job_order *order, int64_t *ret_id, struct error *error);
/* Ends a job that waits and stops one at work; the caller has asked whether the actor may. One that
 * is over stays as it is. */
int job_cancel(struct job_runner *runner, const struct record_actor *actor, int64_t id,
               struct error *error);
/* The rows done by the job at work; -1 for any other. */
int64_t job_progress(struct job_runner *runner, int64_t id);
/* The kind of that name, NULL when there is none. */
const struct job_kind *job_kind_of(const struct job_runner *runner, const char *name);

#endif
