#include "room/incident/indicator.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "people/people.h"
#include "record/record.h"
#include "room/incident/indicator_value.h"
#include "store/column_table.h"

#include "room/incident/incident_sql.h"
#include <string.h>

static const struct column incident_indicator_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/incident/incident_indicator.def"
#undef COLUMN
};

const struct table incident_indicator_table = {58, "incident_indicator", incident_indicator_columns,
                                               INDICATOR_COLUMNS};

int indicator_list(const struct incident_case *held, struct indicator **ret_list, int *ret_count,
                   struct error *error)
{
    int64_t *ids = NULL;
    int count = 0;
    int result = case_read_ids(held, SQL_INCIDENT_INDICATORS, &ids, &count, error);
    struct indicator *list = arena_alloc(held->scene->arena, ((size_t)count + 1) * sizeof *list);

    for (int i = 0; i < count && result == 0; i++)
        result = table_get(held->scene->store, &incident_indicator_table, ids[i],
                           held->scene->arena, list[i].values, NULL, error);
    *ret_list = list;
    *ret_count = count;
    return result;
}

static int refuse_value(const struct act *act, struct error *error)
{
    error_set(error, ERROR_INPUT, "",
              "「%s」は %s として読めません。種類を確かめ、一つだけ書いてください。",
              act_field(act, "value"), act_field(act, "type"));
    return error_at(error, "value", act->way->clause);
}

/* Read as what its type says, and not there yet. */
static int read_value(const struct act *act, const char **ret_value, struct error *error)
{
    const char *type = act_field(act, "type");
    const char *value =
        indicator_read_value(act->held->scene->arena, type, act_field(act, "value"));
    struct indicator *list;
    int count;

    if (!value)
        return refuse_value(act, error);
    int result = indicator_list(act->held, &list, &count, error);
    for (int i = 0; i < count && result == 0; i++)
        if (strcmp(list[i].values[INDICATOR_type].text, type) == 0 &&
            strcmp(list[i].values[INDICATOR_value].text, value) == 0) {
            error_set(error, ERROR_INPUT, "", "「%s」はもう書いてあります。", value);
            return error_at(error, "value", act->way->clause);
        }
    *ret_value = value;
    return result;
}

static int put(const struct act *act, const char *value, const char *seen_at, struct error *error)
{
    const struct incident_case *held = act->held;
    const struct viewer *viewer = held->scene->viewer;
    const struct value values[INDICATOR_COLUMNS] = {
        [INDICATOR_incident_id] = value_integer(held->id),
        [INDICATOR_type] = value_text(act_field(act, "type")),
        [INDICATOR_value] = value_text(value),
        [INDICATOR_note] = value_text(act_field(act, "text")),
        [INDICATOR_seen_at] = value_text(seen_at),
        [INDICATOR_staff_no] = value_text(viewer->staff_no),
        [INDICATOR_name] = value_text(viewer->name),
        [INDICATOR_post] = value_text(viewer->post),
        [INDICATOR_at] = value_text(duty_time(held->scene->arena, held->duty.now_us))};
    const struct record_context context = {
        .action = "incident indicator", .key = held->no, .result = "ok"};

    return record_put(held->scene->record, &incident_indicator_table, 0, values, &context, NULL,
                      NULL, error);
}

int take_indicator(struct act *act, struct error *error)
{
    struct arena *arena = act->held->scene->arena;
    const char *given = act_field(act, "seen_at"), *note = act_field(act, "text");
    const char *seen_at = NULL, *value = NULL;
    int result = read_value(act, &value, error);

    if (result == 0 && given)
        result = case_time(act->held, "seen_at", given, &seen_at, error);
    if (result == 0)
        result = put(act, value, seen_at, error);
    if (result < 0)
        return result;
    act->step[STEP_happened_at] = value_text(seen_at);
    act->step[STEP_text] = value_text(arena_format(arena, "%s %s%s%s", act_field(act, "type"),
                                                   indicator_show_value(arena, value),
                                                   note ? " " : "", note ? note : ""));
    return act_plain(act, error);
}

int indicator_write(const struct incident_case *held, struct json *json, struct error *error)
{
    struct indicator *list;
    int count;
    int result = indicator_list(held, &list, &count, error);

    json_array_start(json);
    for (int i = 0; i < count && result == 0; i++) {
        json_object_start(json);
        for (int column = INDICATOR_type; column < INDICATOR_COLUMNS; column++)
            json_text_at(
                json, column == INDICATOR_staff_no ? "by" : incident_indicator_columns[column].name,
                list[i].values[column].text);
        json_object_end(json);
    }
    json_array_end(json);
    return result;
}
