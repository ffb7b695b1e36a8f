#include "record/entry_ahead.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/tree.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BATCHES = 4, BATCH_ENTRIES = 512, BATCH_BYTES = 1 << 20, ARENA_BYTES = 1 << 30 };

struct batch {
    struct arena *arena;
    struct hashed_entry entries[BATCH_ENTRIES];
    int count;
    bool is_hashed;
    int result; /* of the query after the last entry: 1 when there is more */
};

struct entry_ahead {
    struct store *store;
    struct query *query;
    struct hasher *hasher; /* of who asks */
    struct error error;
    pthread_t thread;
    pthread_mutex_t store_lock;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct batch batches[BATCHES];
    int filled, taken;
    bool is_stopping;
    int next; /* entry of the batch being handed out */
};

static const void *keep(struct batch *batch, const void *bytes, size_t length)
{
    return bytes ? arena_copy_bytes(batch->arena, bytes, length) : NULL;
}

static void read_batch(struct entry_ahead *ahead, struct batch *batch)
{
    arena_reset(batch->arena);
    batch->count = 0;
    batch->is_hashed = false;
    do {
        batch->result = query_step(ahead->query, &ahead->error);
        if (batch->result <= 0)
            break;
        struct entry entry = entry_of(ahead->query);

        entry.leaf = keep(batch, entry.leaf, entry.leaf_length);
        entry.hash = keep(batch, entry.hash, entry.hash_length);
        entry.salt = keep(batch, entry.salt, entry.salt_length);
        entry.payload = keep(batch, entry.payload, entry.payload_length);
        batch->entries[batch->count++].entry = entry;
    } while (batch->count < BATCH_ENTRIES && arena_used_bytes(batch->arena) < BATCH_BYTES);
}

static void hash_batch(struct entry_ahead *ahead, struct batch *batch)
{
    for (int i = 0; i < batch->count; i++) {
        struct hashed_entry *each = &batch->entries[i];
        const struct entry *entry = &each->entry;

        each->is_leaf = entry->leaf && leaf_read(entry->leaf, entry->leaf_length, &each->leaf);
        if (!each->is_leaf)
            continue;
        tree_leaf_hash(ahead->hasher, entry->leaf, entry->leaf_length, each->leaf_hash);
        if (entry->payload && entry->salt_length == SALT_SIZE)
            leaf_commitment(ahead->hasher, entry->salt, entry->payload, entry->payload_length,
                            each->commitment);
    }
    batch->is_hashed = true;
}

static void *read_ahead(void *context)
{
    struct entry_ahead *ahead = context;
    int result = 1;

    while (result == 1) {
        pthread_mutex_lock(&ahead->lock);
        while (!ahead->is_stopping && ahead->filled - ahead->taken == BATCHES)
            pthread_cond_wait(&ahead->changed, &ahead->lock);
        struct batch *batch = &ahead->batches[ahead->filled % BATCHES];
        bool is_stopping = ahead->is_stopping;
        pthread_mutex_unlock(&ahead->lock);
        if (is_stopping)
            break;
        pthread_mutex_lock(&ahead->store_lock);
        read_batch(ahead, batch);
        pthread_mutex_unlock(&ahead->store_lock);
        result = batch->result;
        pthread_mutex_lock(&ahead->lock);
        ahead->filled++;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

struct entry_ahead *entry_ahead_open(struct store *store, struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_SCAN, error);

    if (!query)
        return NULL;
    struct entry_ahead *ahead = calloc(1, sizeof(*ahead));
    must(ahead != NULL);
    ahead->store = store;
    ahead->query = query;
    ahead->hasher = hasher_open();
    if (error)
        ahead->error.language = error->language;
    for (int i = 0; i < BATCHES; i++)
        ahead->batches[i].arena = arena_open(ARENA_BYTES);
    must(pthread_mutex_init(&ahead->store_lock, NULL) == 0);
    must(pthread_mutex_init(&ahead->lock, NULL) == 0);
    must(pthread_cond_init(&ahead->changed, NULL) == 0);
    must(pthread_create(&ahead->thread, NULL, read_ahead, ahead) == 0);
    return ahead;
}

void entry_ahead_close(struct entry_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->is_stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    query_done(ahead->query);
    hasher_close(ahead->hasher);
    for (int i = 0; i < BATCHES; i++)
        arena_close(ahead->batches[i].arena);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    pthread_mutex_destroy(&ahead->store_lock);
    free(ahead);
}

static struct batch *wait_batch(struct entry_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled == ahead->taken)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
    struct batch *batch = &ahead->batches[ahead->taken % BATCHES];
    if (!batch->is_hashed)
        hash_batch(ahead, batch);
    return batch;
}

int entry_ahead_next(struct entry_ahead *ahead, struct hashed_entry *ret_entry, struct error *error)
{
    struct batch *batch = wait_batch(ahead);

    if (ahead->next == batch->count && batch->result > 0) {
        pthread_mutex_lock(&ahead->lock);
        ahead->taken++;
        ahead->next = 0;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
        batch = wait_batch(ahead);
    }
    if (ahead->next < batch->count) {
        *ret_entry = batch->entries[ahead->next++];
        return 1;
    }
    if (batch->result < 0 && error)
        *error = ahead->error;
    return batch->result;
}

void entry_ahead_hold_store(struct entry_ahead *ahead)
{
    if (ahead)
        pthread_mutex_lock(&ahead->store_lock);
}

void entry_ahead_release_store(struct entry_ahead *ahead)
{
    if (ahead)
        pthread_mutex_unlock(&ahead->store_lock);
}
