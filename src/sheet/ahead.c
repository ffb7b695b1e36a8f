#include "sheet/ahead.h"

#include "base/arena.h"
#include "base/error.h"
#include "sheet/reader.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BATCHES = 3, BATCH_ROWS = 512, BATCH_BYTES = 4 << 20, ARENA_BYTES = 64 << 20 };

struct batch {
    struct arena *arena;
    struct row rows[BATCH_ROWS];
    int count;
    int result; /* what sheet_next() said after the last row: 1 when there is more */
};

struct sheet_ahead {
    struct sheet_reader *reader;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct batch batches[BATCHES];
    struct error error; /* of the thread */
    int filled, taken;  /* batches so far */
    bool stopping;
    int next_row; /* of the batch being handed out */
};

static void copy_row(struct batch *batch, const struct row *row)
{
    struct row *copy = &batch->rows[batch->count++];
    struct cell *cells = arena_alloc(batch->arena, (size_t)(row->cell_count + 1) * sizeof *cells);
    *copy = *row;
    for (int i = 0; i < row->cell_count; i++) {
        cells[i] = row->cells[i];
        cells[i].text =
            *row->cells[i].text != '\0' ? arena_copy(batch->arena, row->cells[i].text) : "";
    }
    copy->cells = cells;
    if (row->sheet != NULL)
        copy->sheet =
            batch->count > 1 && batch->rows[batch->count - 2].sheet_index == row->sheet_index
                ? batch->rows[batch->count - 2].sheet
                : arena_copy(batch->arena, row->sheet);
}

static void fill(struct sheet_ahead *ahead, struct batch *batch)
{
    struct row row;
    arena_reset(batch->arena);
    batch->count = 0;
    do {
        batch->result = sheet_next(ahead->reader, &row, &ahead->error);
        if (batch->result == 1)
            copy_row(batch, &row);
    } while (batch->result == 1 && batch->count < BATCH_ROWS &&
             arena_used_bytes(batch->arena) < BATCH_BYTES);
}

static void *read_ahead(void *context)
{
    struct sheet_ahead *ahead = context;
    int result = 1;
    while (result == 1) {
        pthread_mutex_lock(&ahead->lock);
        while (!ahead->stopping && ahead->filled - ahead->taken == BATCHES)
            pthread_cond_wait(&ahead->changed, &ahead->lock);
        bool stopping = ahead->stopping;
        struct batch *batch = &ahead->batches[ahead->filled % BATCHES];
        pthread_mutex_unlock(&ahead->lock);
        if (stopping)
            break;
        fill(ahead, batch);
        result = batch->result;
        pthread_mutex_lock(&ahead->lock);
        ahead->filled++;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

struct sheet_ahead *sheet_ahead_open(struct sheet_reader *reader, enum language language)
{
    struct sheet_ahead *ahead = calloc(1, sizeof *ahead);
    must(ahead != NULL);
    ahead->reader = reader;
    ahead->error.language = language;
    for (int i = 0; i < BATCHES; i++)
        ahead->batches[i].arena = arena_open(ARENA_BYTES);
    must(pthread_mutex_init(&ahead->lock, NULL) == 0);
    must(pthread_cond_init(&ahead->changed, NULL) == 0);
    must(pthread_create(&ahead->thread, NULL, read_ahead, ahead) == 0);
    return ahead;
}

void sheet_ahead_close(struct sheet_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    sheet_close(ahead->reader);
    for (int i = 0; i < BATCHES; i++)
        arena_close(ahead->batches[i].arena);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
}

/* The batch being handed out; waits for the first and for each next one. */
static struct batch *wait_batch(struct sheet_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled == ahead->taken)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    struct batch *batch = &ahead->batches[ahead->taken % BATCHES];
    pthread_mutex_unlock(&ahead->lock);
    return batch;
}

static void give_back(struct sheet_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->taken++;
    ahead->next_row = 0;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

int sheet_ahead_next(struct sheet_ahead *ahead, struct row *ret_row, struct error *error)
{
    struct batch *batch = wait_batch(ahead);
    if (ahead->next_row == batch->count && batch->result == 1) {
        give_back(ahead); /* its last row was given in the call before */
        batch = wait_batch(ahead);
    }
    if (ahead->next_row < batch->count) {
        *ret_row = batch->rows[ahead->next_row++];
        return 1;
    }
    if (batch->result < 0)
        *error = ahead->error;
    return batch->result;
}
