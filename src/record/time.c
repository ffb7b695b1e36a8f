#include "record/record.h"

#include "base/error.h"
#include "store/store.h"

#include "record/record_sql.h"

int record_size(struct store *store, int64_t *ret_size, struct error *error)
{
    struct query *query = store_query(store, SQL_HEAD_READ, error);
    if (query == NULL)
        return error->code;
    int got = query_step(query, error);
    if (got == 1)
        *ret_size = query_column_integer(query, 1);
    query_done(query);
    return got < 0 ? got : 0;
}

int record_last_before(struct store *store, int64_t before_us, int64_t *ret_entry,
                       struct error *error)
{
    int64_t low = 0, high = 0;
    int status = record_size(store, &high, error);
    while (status == 0 && low < high) { /* entries stand in the order of their times */
        int64_t middle = low + (high - low) / 2;
        int64_t us = 0;
        status = record_entry_time(store, middle, &us, error);
        if (us < before_us)
            low = middle + 1;
        else
            high = middle;
    }
    if (status == 0)
        *ret_entry = low - 1;
    return status;
}

int record_tables_since(struct store *store, int64_t first, uint64_t *ret_tables,
                        struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_TABLES_SINCE, error);
    uint64_t tables = 0;
    int got;
    if (query == NULL)
        return error->code;
    query_integer(query, "seq", first);
    while ((got = query_step(query, error)) == 1)
        tables |= (uint64_t)1 << (query_column_integer(query, 1) & 63);
    query_done(query);
    if (got == 0)
        *ret_tables = tables;
    return got;
}
