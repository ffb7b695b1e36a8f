/* Reading obligations. */
#include "duty/notice.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "store/store.h"
#include "store/table_list.h"

#include "duty/duty_sql.h"
#include <string.h>

enum { RUN_LIMIT = 1000000 };

int obligation_list(struct duty_scene *scene, const struct table_condition *conditions, int count,
                    struct obligation **ret_list, int *ret_count, struct error *error)
{
    struct table_question question = {.table = &obligation_table,
                                      .conditions = conditions,
                                      .condition_count = count,
                                      .sort = TABLE_ID,
                                      .key = TABLE_ID,
                                      .limit = RUN_LIMIT};
    struct table_statement statement;
    struct obligation *list = NULL;
    int size = 0, room = 0, got;

    table_list_rows(&question, scene->arena, &statement);
    struct query *query = table_list_ask(scene->store, &statement, statement.sql, error);
    if (!query)
        return error ? error->code : ERROR_FAULT;
    while ((got = query_step(query, error)) == 1) {
        if (size == room) {
            struct obligation *larger;

            room = room ? room * 2 : 16;
            larger = arena_alloc(scene->arena, (size_t)room * sizeof *larger);
            if (size > 0)
                memcpy(larger, list, (size_t)size * sizeof *larger);
            list = larger;
        }
        list[size].id = query_column_integer(query, 0);
        for (int i = 0; i < OBLIGATION_COLUMNS; i++) {
            struct value value = table_value(&obligation_table, query, 2, i);

            if (value.kind == VALUE_TEXT)
                value.text = arena_copy(scene->arena, value.text);
            list[size].values[i] = value;
        }
        size++;
    }
    query_done(query);
    if (got < 0)
        return got;
    *ret_list = list;
    *ret_count = size;
    return 0;
}

int duty_list(struct duty_scene *scene, const char *subject, int64_t subject_id, bool only_open,
              struct obligation **ret_list, int *ret_count, struct error *error)
{
    struct table_condition conditions[3];
    int count = 0;

    if (subject) {
        conditions[count++] =
            (struct table_condition){OBLIGATION_subject, TEST_IS, value_text(subject)};
        conditions[count++] =
            (struct table_condition){OBLIGATION_subject_id, TEST_IS, value_integer(subject_id)};
    }
    if (only_open)
        conditions[count++] =
            (struct table_condition){OBLIGATION_state, TEST_IS, value_text("open")};
    return obligation_list(scene, conditions, count, ret_list, ret_count, error);
}

int obligation_list_due(struct duty_scene *scene, struct obligation **ret_list, int *ret_count,
                        struct error *error)
{
    const struct table_condition conditions[] = {
        {OBLIGATION_state, TEST_IS, value_text("open")},
        {OBLIGATION_next_at, TEST_TO, value_text(duty_time(scene->arena, scene->now_us))},
    };

    return obligation_list(scene, conditions, 2, ret_list, ret_count, error);
}

int duty_is_due(struct store *store, int64_t now_us, bool *ret_is_due, struct error *error)
{
    char now[TIME_SIZE];
    struct query *query = store_query(store, SQL_DUTY_DUE, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    time_format_utc(now_us - now_us % 1000000, now);
    query_text(query, "now", now);
    int got = query_step(query, error);
    if (got == 1)
        *ret_is_due = query_column_integer(query, 0) == 1;
    query_done(query);
    return got < 0 ? got : 0;
}
