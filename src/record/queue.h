/* Group commit: many threads hand in changes, one writer takes all that wait into one transaction,
 * makes them durable with one commit and answers all. */
#ifndef RECORD_QUEUE_H
#define RECORD_QUEUE_H

#include "base/attribute.h"
#include <stdint.h>

struct error;
struct record;
struct record_actor;

struct record_queue;

/* A change: writes through `record`. Anything but 0 undoes this job alone. It runs in the writer's
 * thread and must not begin, commit or make savepoints. */
typedef int record_job(struct record *record, void *context, struct error *error);

/* Ends the writer after what still waits and frees the queue; NULL is fine. No other thread
 * may be inside record_queue_run() any more. */
void record_queue_close(struct record_queue *queue);

/* Opens the folder's database for a writer thread of its own. Entries bear the time
 * `fixed_now_us`, of a simulated city; 0: the wall clock. The caller closes the queue. NULL on
 * failure. */
struct record_queue *record_queue_open(const char *folder, int64_t fixed_now_us,
                                       struct error *error) CLOSED_BY(record_queue_close);

/* Runs the job as `actor` and returns when its change is durable, or with the error that undid it.
 * From any thread. */
int record_queue_run(struct record_queue *queue, const struct record_actor *actor, record_job *job,
                     void *context, struct error *error);

#endif
