#include "duty/duty.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "duty/notice.h"
#include "record/record.h"
#include "store/store.h"
#include "store/table_list.h"

#include <string.h>

enum { RUN_LIMIT = 1000000 };

const char *obligation_text(const struct obligation *obligation, enum obligation_column column)
{
    const struct value *value = &obligation->values[column];

    return value->kind == VALUE_TEXT ? value->text : NULL;
}

int64_t obligation_number(const struct obligation *obligation, enum obligation_column column)
{
    const struct value *value = &obligation->values[column];

    return value->kind == VALUE_INTEGER ? value->integer : 0;
}

bool obligation_is(const struct obligation *obligation, const char *duty)
{
    const char *own = obligation_text(obligation, OBLIGATION_duty);
    size_t length = strlen(duty);

    return strncmp(own, duty, length) == 0 && (own[length] == '\0' || own[length] == '/');
}

bool obligation_is_open(const struct obligation *obligation)
{
    const char *state = obligation_text(obligation, OBLIGATION_state);

    return state != NULL && strcmp(state, "open") == 0;
}

bool obligation_is_late(const struct duty_scene *scene, const struct obligation *obligation)
{
    int64_t due_us;
    const char *due_at = obligation_text(obligation, OBLIGATION_due_at);

    if (obligation_number(obligation, OBLIGATION_late))
        return true;
    return obligation_is_open(obligation) && due_at && time_parse(due_at, &due_us) &&
           due_us < scene->now_us;
}

const char *duty_time(struct arena *arena, int64_t us)
{
    char *text = arena_alloc(arena, TIME_SIZE);

    time_format_utc(us - us % 1000000, text);
    return text;
}

static int put(struct duty_scene *scene, struct obligation *obligation, const char *action,
               struct error *error)
{
    const struct record_context context = {.action = action,
                                           .key =
                                               obligation_text(obligation, OBLIGATION_subject_key),
                                           .reason = obligation_text(obligation, OBLIGATION_reason),
                                           .result = "ok"};

    return record_put(scene->record, &obligation_table, obligation->id, obligation->values,
                      &context, &obligation->id, NULL, error);
}

int duty_owe(struct duty_scene *scene, struct obligation *obligation, struct error *error)
{
    int64_t last_id;
    int made = 0;
    int result = table_last_id(scene->store, &obligation_table, &last_id, error);

    if (result < 0)
        return result;
    /* Notices name the row, so its number is settled before it is written. */
    obligation->id = last_id + 1;
    obligation->values[OBLIGATION_state] = value_text("open");
    obligation->values[OBLIGATION_late] = value_integer(0);
    obligation->values[OBLIGATION_told] = value_integer(0);
    result = notice_catch_up(scene, obligation, &made, error);
    int64_t id = obligation->id;
    obligation->id = 0;
    if (result == 0)
        result = put(scene, obligation, "owe", error);
    must(result < 0 || obligation->id == id);
    return result;
}

int duty_change(struct duty_scene *scene, struct obligation *obligation, struct error *error)
{
    int made = 0;
    int result = notice_catch_up(scene, obligation, &made, error);

    return result == 0 ? put(scene, obligation, "change", error) : result;
}

int duty_settle(struct duty_scene *scene, struct obligation *obligation, const char *state,
                const char *by, const char *reason, struct error *error)
{
    struct value *values = obligation->values;

    values[OBLIGATION_late] = value_integer(obligation_is_late(scene, obligation));
    values[OBLIGATION_state] = value_text(state);
    values[OBLIGATION_settled_at] = value_text(duty_time(scene->arena, scene->now_us));
    values[OBLIGATION_settled_by] = value_text(by);
    values[OBLIGATION_reason] = value_text(reason);
    values[OBLIGATION_next_at] = value_null();
    return put(scene, obligation, "settle", error);
}

/* The rows of the question, in the scene's arena. */
static int read_list(struct duty_scene *scene, const struct table_condition *conditions, int count,
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
    return read_list(scene, conditions, count, ret_list, ret_count, error);
}

/* What the clock of one obligation has to say by now. */
static int run_one(struct duty_scene *scene, struct obligation *obligation, struct duty_run *run,
                   struct error *error)
{
    bool is_late = obligation_is_late(scene, obligation);

    run->late += is_late && !obligation_number(obligation, OBLIGATION_late);
    obligation->values[OBLIGATION_late] = value_integer(is_late);
    int result = notice_catch_up(scene, obligation, &run->notices, error);
    return result == 0 ? put(scene, obligation, "clock", error) : result;
}

int duty_run(struct duty_scene *scene, struct duty_run *ret_run, struct error *error)
{
    struct duty_run run = {0};
    struct obligation *list = NULL;
    const struct table_condition conditions[] = {
        {OBLIGATION_state, TEST_IS, value_text("open")},
        {OBLIGATION_next_at, TEST_TO, value_text(duty_time(scene->arena, scene->now_us))},
    };
    int result = read_list(scene, conditions, 2, &list, &run.scanned, error);

    for (int i = 0; i < run.scanned && result == 0; i++)
        result = run_one(scene, &list[i], &run, error);
    if (result == 0)
        *ret_run = run;
    return result;
}
