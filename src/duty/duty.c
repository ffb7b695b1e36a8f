#include "duty/duty.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "duty/notice.h"
#include "record/record.h"

#include <string.h>

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
    int made = 0;
    /* What has come due by now is told although nobody looked: that it was late, for one. */
    int result = notice_catch_up(scene, obligation, &made, error);

    if (result < 0)
        return result;
    values[OBLIGATION_late] = value_integer(obligation_is_late(scene, obligation));
    values[OBLIGATION_state] = value_text(state);
    values[OBLIGATION_settled_at] = value_text(duty_time(scene->arena, scene->now_us));
    values[OBLIGATION_settled_by] = value_text(by);
    values[OBLIGATION_reason] = value_text(reason);
    values[OBLIGATION_next_at] = value_null();
    return put(scene, obligation, "settle", error);
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
    int result = obligation_list_due(scene, &list, &run.scanned, error);

    for (int i = 0; i < run.scanned && result == 0; i++)
        result = run_one(scene, &list[i], &run, error);
    if (result == 0)
        *ret_run = run;
    return result;
}
