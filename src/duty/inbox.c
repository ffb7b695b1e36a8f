#include "duty/inbox.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/record.h"
#include "store/store.h"
#include "store/table_list.h"

#include "duty/duty_sql.h"
#include <string.h>

const char *notice_text(const struct notice *notice, enum notice_column column)
{
    const struct value *value = &notice->values[column];

    return value->kind == VALUE_TEXT ? value->text : NULL;
}

/* The one number that a statement answers. */
static int step_number(struct query *query, int64_t *ret_number, struct error *error)
{
    int got = query_step(query, error);

    if (got == 1)
        *ret_number = query_column_integer(query, 0);
    query_done(query);
    return got < 0 ? got : 0;
}

int inbox_count(struct store *store, const char *staff_no, int64_t *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_INBOX_COUNT, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    query_text(query, "staff_no", staff_no);
    return step_number(query, ret_count, error);
}

static int read_notices(struct duty_scene *scene, const struct table_question *question,
                        struct notice *list, int *ret_count, struct error *error)
{
    struct table_statement statement;
    int count = 0, got = 0;

    table_list_rows(question, scene->arena, &statement);
    struct query *query = table_list_ask(scene->store, &statement, statement.sql, error);
    if (!query)
        return error->code;
    while (count < question->limit && (got = query_step(query, error)) == 1) {
        struct notice *notice = &list[count++];

        notice->id = query_column_integer(query, 0);
        for (int i = 0; i < NOTICE_COLUMNS; i++) {
            struct value value = table_value(&notice_table, query, 2, i);

            if (value.kind == VALUE_TEXT)
                value.text = arena_copy(scene->arena, value.text);
            notice->values[i] = value;
        }
    }
    query_done(query);
    *ret_count = count;
    return got < 0 ? got : 0;
}

int inbox_list(struct duty_scene *scene, const struct inbox_question *asked,
               struct notice **ret_list, int *ret_count, int64_t *ret_total, struct error *error)
{
    const struct table_condition conditions[] = {
        {NOTICE_staff_no, TEST_IS, value_text(asked->staff_no)},
        {NOTICE_acknowledged_at, TEST_NULL, value_null()},
    };
    const struct table_question question = {.table = &notice_table,
                                            .conditions = conditions,
                                            .condition_count = asked->only_open ? 2 : 1,
                                            .sort = TABLE_ID,
                                            .key = TABLE_ID,
                                            .descending = true,
                                            .limit = asked->limit,
                                            .offset = asked->offset};
    struct table_statement statement;

    *ret_list = arena_alloc(scene->arena, (size_t)asked->limit * sizeof **ret_list);
    table_list_count(&question, scene->arena, &statement);
    struct query *query = table_list_ask(scene->store, &statement, statement.sql, error);
    if (!query)
        return error->code;
    int result = step_number(query, ret_total, error);
    return result == 0 ? read_notices(scene, &question, *ret_list, ret_count, error) : result;
}

int inbox_acknowledge(struct duty_scene *scene, const char *staff_no, int64_t id,
                      struct error *error)
{
    struct value values[NOTICE_COLUMNS];
    int result = table_get(scene->store, &notice_table, id, scene->arena, values, NULL, error);

    if (result < 0)
        return result;
    if (!staff_no || strcmp(values[NOTICE_staff_no].text, staff_no) != 0)
        return error_set(error, ERROR_DENIED, "", "ほかの人へのお知らせは確認できません。");
    if (values[NOTICE_acknowledged_at].kind != VALUE_NULL)
        return 0;
    const struct record_context context = {
        .action = "acknowledge", .key = values[NOTICE_subject_key].text, .result = "ok"};
    values[NOTICE_acknowledged_at] = value_text(duty_time(scene->arena, scene->now_us));
    return record_put(scene->record, &notice_table, id, values, &context, NULL, NULL, error);
}
