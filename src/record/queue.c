#include "record/queue.h"

#include "base/date.h"
#include "base/error.h"
#include "base/language.h"
#include "record/record_internal.h"
#include "store/store.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PUBLISH_PAUSE_MS = 50, GATHER_TURNS = 8 };

/* One waiting call; lives on the stack of its thread. */
struct waiting {
    struct waiting *next;
    const struct record_actor *actor;
    record_job *job;
    void *context;
    struct error *error;
    int result;
    sem_t answered;
};

struct record_queue {
    struct store *store;
    char *folder;
    int64_t fixed_now_us; /* 0: the wall clock */
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct waiting *first;
    struct waiting **end;
    int waiting_count;
    int last_count; /* of the batch before; the writer's */
    bool is_closing;
    struct record_trust trust; /* the writer's; `published` is under the lock */

    /* Signing and publishing runs beside the next commit: one checkpoint covers all before it, so
     * a publisher that falls behind leaves some out. */
    pthread_t publisher;
    struct signer signer;
    pthread_cond_t has_checkpoint;
    struct checkpoint checkpoint;
    bool must_publish;
    bool writer_ended;
};

/* Those who were answered together come back one after the other, and the first is not worth a
 * commit of its own: lets them come, a few turns of the processor long. */
static void gather(struct record_queue *queue)
{
    for (int i = 0; i < GATHER_TURNS && queue->waiting_count < queue->last_count; i++) {
        pthread_mutex_unlock(&queue->lock);
        sched_yield();
        pthread_mutex_lock(&queue->lock);
    }
}

/* Takes all that waits, at least one job; NULL when the queue closes. */
static struct waiting *take_batch(struct record_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->is_closing)
        pthread_cond_wait(&queue->has_work, &queue->lock);
    gather(queue);
    struct waiting *batch = queue->first;
    queue->first = NULL;
    queue->end = &queue->first;
    queue->last_count = queue->waiting_count;
    queue->waiting_count = 0;
    pthread_mutex_unlock(&queue->lock);
    return batch;
}

/* Wakes every caller, whose memory is its thread's again from then on. */
static void answer_batch(struct waiting *batch)
{
    while (batch) {
        struct waiting *next = batch->next;

        must(sem_post(&batch->answered) == 0);
        batch = next;
    }
}

/* The whole transaction failed: nobody's change stands, whatever their job returned. */
static void fail_batch(struct waiting *batch, const struct error *error)
{
    for (; batch; batch = batch->next) {
        batch->result = error->code < 0 ? error->code : ERROR_FAULT;
        if (batch->error) {
            enum language language = batch->error->language;

            *batch->error = *error;
            batch->error->language = language;
        }
    }
}

/* Runs one job in a savepoint of its own. Negative only when the transaction cannot go on. */
static int run_job(struct record *record, struct waiting *waiting, struct error *error)
{
    record_set_actor(record, waiting->actor);
    int result = record_savepoint(record, error);
    if (result < 0)
        return result;
    waiting->result = waiting->job(record, waiting->context, waiting->error);
    return waiting->result == 0 ? record_savepoint_keep(record, error)
                                : record_savepoint_undo(record, error);
}

static struct record_trust trust_now(struct record_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    struct record_trust trust = queue->trust;
    pthread_mutex_unlock(&queue->lock);
    return trust;
}

/* Commits; what is to be signed goes to the publisher. */
static int commit_and_hand_on(struct record_queue *queue, struct record *record,
                              struct error *error)
{
    struct checkpoint checkpoint;
    struct record_trust trust;
    bool must_publish;
    int result = record_commit_only(record, &trust, &checkpoint, &must_publish, error);

    if (result < 0)
        return result;
    pthread_mutex_lock(&queue->lock);
    queue->trust.head = trust.head;
    if (must_publish) {
        queue->checkpoint = checkpoint;
        queue->must_publish = true;
        pthread_cond_signal(&queue->has_checkpoint);
    }
    pthread_mutex_unlock(&queue->lock);
    return 0;
}

/* Waits, under the lock, until the next checkpoint may go out: every one costs the disk as much as
 * a commit, and one covers all before it. Closing waits for nothing. */
static void pause_publishing(struct record_queue *queue)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PUBLISH_PAUSE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    while (!queue->writer_ended &&
           pthread_cond_timedwait(&queue->has_checkpoint, &queue->lock, &until) == 0)
        continue;
}

static void *publish_checkpoints(void *argument)
{
    struct record_queue *queue = argument;

    pthread_mutex_lock(&queue->lock);
    for (;;) {
        while (!queue->must_publish && !queue->writer_ended)
            pthread_cond_wait(&queue->has_checkpoint, &queue->lock);
        if (!queue->must_publish)
            break;
        struct checkpoint checkpoint = queue->checkpoint;
        queue->must_publish = false;
        pthread_mutex_unlock(&queue->lock);
        /* Not written is like a crash before it: the next commit signs for both. */
        bool is_published =
            checkpoint_publish(queue->folder, &queue->signer, &checkpoint, NULL) == 0;
        pthread_mutex_lock(&queue->lock);
        if (is_published) {
            queue->trust.published = checkpoint;
            queue->trust.is_set = true;
        }
        pause_publishing(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

static void run_batch(struct record_queue *queue, struct waiting *batch)
{
    struct error error = {.language = batch->error ? batch->error->language : LANGUAGE_JAPANESE};
    int64_t now_us = queue->fixed_now_us != 0 ? queue->fixed_now_us : time_now_us();
    struct record_trust trust = trust_now(queue);
    struct record *record = record_begin_trusting(queue->store, queue->folder, batch->actor, now_us,
                                                  &queue->signer, &trust, &error);
    int result = record ? 0 : -1;

    for (struct waiting *waiting = batch; waiting && result == 0; waiting = waiting->next)
        result = run_job(record, waiting, &error);
    if (record && result < 0)
        record_abandon(record);
    else if (record)
        result = commit_and_hand_on(queue, record, &error);
    if (result < 0)
        fail_batch(batch, &error);
}

static void *write_batches(void *argument)
{
    struct record_queue *queue = argument;
    struct waiting *batch;

    while ((batch = take_batch(queue)) != NULL) {
        run_batch(queue, batch);
        answer_batch(batch);
    }
    return NULL;
}

static int load_signer(struct record_queue *queue, const char *folder, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer keys = {0};

    path_join(&keys, folder, "keys");
    int result = signer_load(hasher, buffer_string(&keys), "record", &queue->signer, error);
    buffer_done(&keys);
    hasher_close(hasher);
    return result;
}

struct record_queue *record_queue_open(const char *folder, int64_t fixed_now_us,
                                       struct error *error)
{
    struct record_queue *queue = calloc(1, sizeof(*queue));

    must(queue != NULL);
    queue->store = store_open(folder, STORE_READ_WRITE, error);
    if (!queue->store || load_signer(queue, folder, error) < 0) {
        store_close(queue->store);
        free(queue);
        return NULL;
    }
    queue->folder = strdup(folder);
    must(queue->folder != NULL);
    queue->fixed_now_us = fixed_now_us;
    queue->end = &queue->first;
    must(pthread_mutex_init(&queue->lock, NULL) == 0);
    must(pthread_cond_init(&queue->has_work, NULL) == 0);
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&queue->has_checkpoint, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    must(pthread_create(&queue->publisher, NULL, publish_checkpoints, queue) == 0);
    must(pthread_create(&queue->writer, NULL, write_batches, queue) == 0);
    return queue;
}

void record_queue_close(struct record_queue *queue)
{
    if (!queue)
        return;
    pthread_mutex_lock(&queue->lock);
    queue->is_closing = true;
    pthread_cond_signal(&queue->has_work);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->writer, NULL);
    pthread_mutex_lock(&queue->lock);
    queue->writer_ended = true;
    pthread_cond_signal(&queue->has_checkpoint);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->publisher, NULL);
    pthread_cond_destroy(&queue->has_checkpoint);
    pthread_cond_destroy(&queue->has_work);
    pthread_mutex_destroy(&queue->lock);
    store_close(queue->store);
    signer_wipe(&queue->signer);
    free(queue->folder);
    free(queue);
}

int record_queue_run(struct record_queue *queue, const struct record_actor *actor, record_job *job,
                     void *context, struct error *error)
{
    struct waiting waiting = {.actor = actor, .job = job, .context = context, .error = error};

    must(sem_init(&waiting.answered, 0, 0) == 0);
    pthread_mutex_lock(&queue->lock);
    /* cppcheck-suppress autoVariables ; taken off the list before this returns */
    *queue->end = &waiting;
    /* cppcheck-suppress autoVariables */
    queue->end = &waiting.next;
    queue->waiting_count++;
    pthread_cond_signal(&queue->has_work);
    pthread_mutex_unlock(&queue->lock);
    while (sem_wait(&waiting.answered) != 0)
        must(errno == EINTR);
    sem_destroy(&waiting.answered);
    return waiting.result;
}
