#include "record/entry.h"

#include "base/error.h"
#include "store/store.h"

#include "record/record_sql.h"

enum { PART = 500 };

/* One part: 1 when there may be more below, 0 when `look` stopped or nothing is left. */
static int walk_part(struct store *store, int64_t first, int64_t *before, int64_t most,
                     entry_look *look, void *context, struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_BACK, error);
    int result, goes_on = 1, count = 0;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "first", first);
    query_integer(query, "before", *before);
    query_integer(query, "most", most);
    while (goes_on > 0 && (result = query_step(query, error)) > 0) {
        const struct entry entry = entry_of(query);

        *before = entry.seq;
        count++;
        goes_on = look(context, &entry, error);
    }
    query_done(query);
    if (goes_on <= 0)
        return goes_on;
    return result < 0 ? result : count == most;
}

int entry_walk_back(struct store *store, int64_t first, int64_t before, int64_t most,
                    entry_look *look, void *context, int64_t *ret_next, struct error *error)
{
    int result = 1;

    for (int64_t left = most; left > 0 && result > 0; left -= PART)
        result = walk_part(store, first, &before, left < PART ? left : PART, look, context, error);
    if (result < 0)
        return result;
    *ret_next = before > first ? before : 0;
    return 0;
}
