#include "web/clocks.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "duty/duty.h"
#include "record/queue.h"
#include "record/record.h"
#include "store/store.h"
#include "web/server.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A look costs one step in an index; a failure (a full disk, a lost database) is not hurried. */
enum { LOOK_SECONDS = 2, REST_SECONDS = 20, RUN_BYTES = 64 << 20 };

struct clocks {
    struct web *web;
    struct store *store; /* the thread's reader */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t closes;
    bool is_closing;
};

static int run(struct record *record, void *context, struct error *error)
{
    const struct web *web = context;
    struct arena *arena = arena_open(RUN_BYTES);
    struct duty_run ran;
    char today[DATE_SIZE];
    int minute;
    struct duty_scene scene = {.arena = arena,
                               .store = record_store(record),
                               .record = record,
                               .pack = web->pack,
                               .today = today,
                               .now_us = web_now_us(web)};

    time_to_jst(scene.now_us, today, &minute);
    int result = duty_run(&scene, &ran, error);
    arena_close(arena);
    return result;
}

/* Looks once: 0, or negative when it could not. */
static int look(const struct clocks *clocks, struct error *error)
{
    static const struct record_actor clock = {.way = "clock"};
    bool is_due = false;
    int result = store_begin(clocks->store, STORE_READ, error);

    if (result < 0)
        return result;
    result = duty_is_due(clocks->store, web_now_us(clocks->web), &is_due, error);
    store_rollback(clocks->store);
    if (result < 0 || !is_due)
        return result;
    return record_queue_run(clocks->web->machine.queue, &clock, run, clocks->web, error);
}

/* Whether the thread is to go on, after that long at most. */
static bool rest(struct clocks *clocks, int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&clocks->lock);
    while (!clocks->is_closing &&
           pthread_cond_timedwait(&clocks->closes, &clocks->lock, &until) == 0)
        continue;
    bool goes_on = !clocks->is_closing;
    pthread_mutex_unlock(&clocks->lock);
    return goes_on;
}

static void *work(void *argument)
{
    struct clocks *clocks = argument;
    int result;

    do {
        struct error ignored = {0}; /* it is looked at again, and nobody waits for the answer */

        result = look(clocks, &ignored);
    } while (rest(clocks, result < 0 ? REST_SECONDS : LOOK_SECONDS));
    return NULL;
}

struct clocks *clocks_open(struct web *web, struct error *error)
{
    struct clocks *clocks = calloc(1, sizeof *clocks);
    pthread_condattr_t monotonic;

    must(clocks != NULL);
    clocks->web = web;
    clocks->store = store_open(web->folder, STORE_READ_ONLY, error);
    if (clocks->store == NULL) {
        free(clocks);
        return NULL;
    }
    must(pthread_mutex_init(&clocks->lock, NULL) == 0);
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&clocks->closes, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    must(pthread_create(&clocks->thread, NULL, work, clocks) == 0);
    return clocks;
}

void clocks_close(struct clocks *clocks)
{
    if (clocks == NULL)
        return;
    pthread_mutex_lock(&clocks->lock);
    clocks->is_closing = true;
    pthread_cond_signal(&clocks->closes);
    pthread_mutex_unlock(&clocks->lock);
    pthread_join(clocks->thread, NULL);
    store_close(clocks->store);
    pthread_cond_destroy(&clocks->closes);
    pthread_mutex_destroy(&clocks->lock);
    free(clocks);
}
