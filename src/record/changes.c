#include "record/changes.h"

#include "base/error.h"
#include "record/record.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <pthread.h>
#include <stdlib.h>

enum { LOOKED_AT_MOST = 10000, TABLES = 64 };

struct record_changes {
    pthread_mutex_t lock;
    int64_t first, size;  /* the entries that were looked at */
    int64_t last[TABLES]; /* of them the last about the table */
};

void record_changes_close(struct record_changes *changes)
{
    if (!changes)
        return;
    pthread_mutex_destroy(&changes->lock);
    free(changes);
}

struct record_changes *record_changes_open(void)
{
    struct record_changes *changes = calloc(1, sizeof(*changes));

    must(changes != NULL);
    must(pthread_mutex_init(&changes->lock, NULL) == 0);
    changes->first = -1;
    for (int i = 0; i < TABLES; i++)
        changes->last[i] = -1;
    return changes;
}

/* Looks at the entries up to `size`; at very many not one by one. */
static int look(struct record_changes *changes, struct store *store, int64_t size,
                struct error *error)
{
    int got = 0;

    if (changes->first < 0)
        changes->first = changes->size = size;
    if (size - changes->size > LOOKED_AT_MOST)
        changes->first = changes->size = size;
    if (size <= changes->size)
        return 0;
    struct query *query = store_query(store, SQL_ENTRY_TABLES_SINCE, error);
    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", changes->size);
    while ((got = query_step(query, error)) == 1)
        changes->last[query_column_integer(query, 1) & (TABLES - 1)] =
            query_column_integer(query, 0);
    query_done(query);
    if (got == 0)
        changes->size = size;
    return got;
}

static uint64_t tables_since(const struct record_changes *changes, int64_t since)
{
    uint64_t tables = 0;

    if (since < changes->first)
        return UINT64_MAX;
    for (int i = 0; i < TABLES; i++)
        if (changes->last[i] >= since)
            tables |= (uint64_t)1 << i;
    return tables;
}

int record_changes_since(struct record_changes *changes, struct store *store, int64_t since,
                         int64_t *ret_size, uint64_t *ret_tables, struct error *error)
{
    int64_t size;
    int result = record_size(store, &size, error);

    if (result < 0)
        return result;
    pthread_mutex_lock(&changes->lock);
    result = look(changes, store, size, error);
    uint64_t tables = tables_since(changes, since);
    pthread_mutex_unlock(&changes->lock);
    if (result < 0)
        return result;
    *ret_size = size;
    *ret_tables = size < since ? UINT64_MAX : tables; /* another database is in its place */
    return 0;
}
