#include "record/head.h"

#include "base/error.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <stdbool.h>
#include <string.h>

static bool head_of(const struct query *query, struct record_head *ret_head)
{
    const char *origin = query_column_text(query, 0);
    struct record_head head = {.frontier.size = query_column_integer(query, 1)};
    size_t length, origin_length = origin ? strlen(origin) : 0;
    const void *roots = query_column_blob(query, 2, &length);

    if (head.frontier.size < 0 || head.frontier.size >= (int64_t)1 << (TREE_LEVELS - 2) ||
        origin_length == 0 || origin_length >= sizeof(head.origin))
        return false;
    head.frontier.count = tree_frontier_count(head.frontier.size);
    if (length != (size_t)head.frontier.count * HASH_SIZE)
        return false;
    if (length > 0)
        memcpy(head.frontier.roots, roots, length);
    memcpy(head.origin, origin, origin_length);
    *ret_head = head;
    return true;
}

int head_read(struct store *store, struct record_head *ret_head, struct error *error)
{
    struct query *query = store_query(store, SQL_HEAD_READ, error);

    if (!query)
        return ERROR_FAULT;
    int result = query_step(query, error);
    bool is_good = result > 0 && head_of(query, ret_head);
    query_done(query);
    if (result < 0)
        return result;
    if (!is_good)
        return error_set(error, ERROR_FAULT, "",
                         "記録の先頭がないか壊れています。chikiri verify で確かめ、"
                         "バックアップから戻してください。");
    return 0;
}
