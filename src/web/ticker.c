#include "web/ticker.h"

#include "base/error.h"
#include "store/store.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* A look costs one step in an index; a failure (a full disk, a lost database) is not hurried. */
enum { LOOK_SECONDS = 2, REST_SECONDS = 20 };

struct ticker {
    ticker_look *look;
    void *context;
    struct store *store; /* the thread's reader */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t closes;
    bool is_closing;
};

/* Whether the thread is to go on, after that long at most. */
static bool rest(struct ticker *ticker, int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&ticker->lock);
    while (!ticker->is_closing &&
           pthread_cond_timedwait(&ticker->closes, &ticker->lock, &until) == 0)
        continue;
    bool goes_on = !ticker->is_closing;
    pthread_mutex_unlock(&ticker->lock);
    return goes_on;
}

static void *work(void *argument)
{
    struct ticker *ticker = argument;
    int result;

    do {
        struct error ignored = {0}; /* it is looked at again, and nobody waits for the answer */

        result = ticker->look(ticker->store, ticker->context, &ignored);
    } while (rest(ticker, result < 0 ? REST_SECONDS : result > 0 ? 0 : LOOK_SECONDS));
    return NULL;
}

struct ticker *ticker_open(const char *folder, ticker_look *look, void *context,
                           struct error *error)
{
    struct ticker *ticker = calloc(1, sizeof *ticker);
    pthread_condattr_t monotonic;

    must(ticker != NULL);
    ticker->look = look;
    ticker->context = context;
    ticker->store = store_open(folder, STORE_READ_ONLY, error);
    if (ticker->store == NULL) {
        free(ticker);
        return NULL;
    }
    must(pthread_mutex_init(&ticker->lock, NULL) == 0);
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&ticker->closes, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    must(pthread_create(&ticker->thread, NULL, work, ticker) == 0);
    return ticker;
}

void ticker_close(struct ticker *ticker)
{
    if (ticker == NULL)
        return;
    pthread_mutex_lock(&ticker->lock);
    ticker->is_closing = true;
    pthread_cond_signal(&ticker->closes);
    pthread_mutex_unlock(&ticker->lock);
    pthread_join(ticker->thread, NULL);
    store_close(ticker->store);
    pthread_cond_destroy(&ticker->closes);
    pthread_mutex_destroy(&ticker->lock);
    free(ticker);
}
