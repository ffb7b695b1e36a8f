/* Jobs as they stand in the database. */
#include "job/row.h"

#include "base/arena.h"
#include "base/error.h"
#include "job/job_private.h"
#include "record/record.h"
#include "store/store.h"

#include "job/job_sql.h"

static const char *copy_text(const struct query *query, int column, struct arena *arena)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(arena, text) : NULL;
}

static struct job_row row_of(const struct query *query, struct arena *arena)
{
    return (struct job_row){.id = query_column_integer(query, 0),
                            .kind = copy_text(query, 1, arena),
                            .subject = query_column_integer(query, 2),
                            .owner = copy_text(query, 3, arena),
                            .terminal = copy_text(query, 4, arena),
                            .language = copy_text(query, 5, arena),
                            .input = copy_text(query, 6, arena),
                            .state = copy_text(query, 7, arena),
                            .message = copy_text(query, 8, arena),
                            .result = copy_text(query, 9, arena),
                            .file = copy_text(query, 10, arena),
                            .tries = query_column_integer(query, 11),
                            .created_at = copy_text(query, 12, arena),
                            .started_at = copy_text(query, 13, arena),
                            .ended_at = copy_text(query, 14, arena)};
}

int job_find(struct store *store, int64_t id, struct arena *arena, struct job_row *ret_row,
             struct error *error)
{
    struct query *query = store_query(store, SQL_JOB_FIND, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "id", id);
    int result = query_step(query, error);
    if (result > 0)
        *ret_row = row_of(query, arena);
    query_done(query);
    if (result == 0)
        return error_set(error, ERROR_MISSING, "", "処理 %lld はありません。", (long long)id);
    return result < 0 ? result : 0;
}

/* At most `most` rows of the query, which is given back. */
static int take_rows(struct query *query, int most, struct arena *arena, struct job_row **ret_rows,
                     int *ret_count, struct error *error)
{
    struct job_row *rows = arena_alloc(arena, (size_t)(most + 1) * sizeof *rows);
    int count = 0, result = 0;

    query_integer(query, "most", most);
    while (count < most && (result = query_step(query, error)) > 0)
        rows[count++] = row_of(query, arena);
    query_done(query);
    if (result < 0)
        return result;
    *ret_rows = rows;
    *ret_count = count;
    return 0;
}

int job_list(struct store *store, const char *owner, const char *kind, int64_t before, int most,
             struct arena *arena, struct job_row **ret_rows, int *ret_count, struct error *error)
{
    struct query *query = store_query(store, owner != NULL ? SQL_JOB_LIST : SQL_JOB_OF_KIND, error);

    if (query == NULL)
        return error->code;
    if (owner != NULL)
        query_text(query, "owner", owner);
    else
        query_text(query, "kind", kind);
    query_integer(query, "before", before);
    return take_rows(query, most, arena, ret_rows, ret_count, error);
}

int job_list_following(struct store *store, int64_t subject, struct arena *arena,
                       struct job_row **ret_rows, int *ret_count, struct error *error)
{
    enum { FOLLOWING_LIMIT = 50 };
    struct query *query = store_query(store, SQL_JOB_OF_SUBJECT, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "subject", subject);
    return take_rows(query, FOLLOWING_LIMIT, arena, ret_rows, ret_count, error);
}

int job_take_next(struct store *store, struct arena *arena, struct job_row *ret_row,
                  struct error *error)
{
    struct query *query = store_query(store, SQL_JOB_NEXT, error);

    if (query == NULL)
        return error->code;
    int result = query_step(query, error);
    if (result > 0)
        *ret_row = row_of(query, arena);
    query_done(query);
    return result;
}

/* Whether nobody ordered anything of the subject since it was seen. */
static int check_newest(struct store *store, const struct job_order *order, struct error *error)
{
    struct query *query = store_query(store, SQL_JOB_NEWEST, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "subject", order->subject);
    int result = query_step(query, error);
    bool is_same = result > 0 && query_column_integer(query, 0) == order->after;
    query_done(query);
    if (result < 0)
        return result;
    return is_same ? 0
                   : error_set(error, ERROR_CONFLICT, "",
                               "もう頼まれています。画面を開き直して、いまの状態を見てください。");
}

int job_put(struct store *store, const struct job_order *order, const struct record_actor *actor,
            const char *at, int64_t *ret_id, struct error *error)
{
    int result = order->after != 0 ? check_newest(store, order, error) : 0;

    if (result < 0)
        return result;
    struct query *query = store_query(store, SQL_JOB_LAST, error);
    if (query == NULL)
        return error->code;
    result = query_step(query, error);
    int64_t id = result > 0 ? query_column_integer(query, 0) + 1 : 0;
    query_done(query);
    if (result < 0)
        return result;
    query = store_query(store, SQL_JOB_INSERT, error);
    if (query == NULL)
        return error->code;
    query_integer(query, "id", id);
    query_text(query, "kind", order->kind);
    if (order->subject != 0)
        query_integer(query, "subject", order->subject);
    query_text(query, "owner", actor->staff_no);
    query_text(query, "terminal", actor->terminal);
    query_text(query, "language", order->language == LANGUAGE_ENGLISH ? "en" : "ja");
    query_text(query, "input", order->input);
    query_text(query, "at", at);
    result = query_run(query, error);
    if (result == 0)
        *ret_id = id;
    return result;
}

int job_mark(struct store *store, const struct job_mark *mark, struct error *error)
{
    static const char *const statements[] = {[MARK_AGAIN] = SQL_JOB_AGAIN,
                                             [MARK_BEGIN] = SQL_JOB_BEGIN,
                                             [MARK_KEEP] = SQL_JOB_KEEP,
                                             [MARK_END] = SQL_JOB_END,
                                             [MARK_DROP] = SQL_JOB_DROP};
    struct query *query = store_query(store, statements[mark->what], error);

    if (query == NULL)
        return error->code;
    if (mark->what != MARK_AGAIN)
        query_integer(query, "id", mark->id);
    if (query_has(query, "at"))
        query_text(query, "at", mark->at);
    if (query_has(query, "result")) {
        query_text(query, "result", mark->result);
        query_text(query, "file", mark->file);
    }
    if (query_has(query, "state")) {
        query_text(query, "state", mark->state);
        query_text(query, "message", mark->message);
    }
    return query_run(query, error);
}
