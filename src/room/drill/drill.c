/* Planning a drill, playing it, measuring it. CLAUSE: 4.4.1 */
#include "room/drill/drill.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/drill.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "room/incident/incident.h"
#include "store/column_table.h"
#include "store/store.h"

#include "room/drill/drill_sql.h"
#include <string.h>

enum { MINUTE_US = 60000000 };

static const struct column drill_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/drill/drill.def"
#undef COLUMN
};

static const struct column drill_inject_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/drill/drill_inject.def"
#undef COLUMN
};

const struct table drill_table = {48, "drill", drill_columns, DRILL_COLUMNS};
const struct table drill_inject_table = {49, "drill_inject", drill_inject_columns,
                                         DRILL_INJECT_COLUMNS};

const char *drill_text(const struct drill *drill, enum drill_column column)
{
    return drill->values[column].kind == VALUE_TEXT ? drill->values[column].text : NULL;
}

bool drill_may_plan(const struct viewer *viewer)
{
    for (int i = 0; i < viewer->grant_count; i++)
        if (strcmp(viewer->grants[i].role, "csirt_head") == 0)
            return true;
    return false;
}

bool drill_may_run(const struct viewer *viewer, const struct drill *drill)
{
    const char *facilitator = drill_text(drill, DRILL_facilitator);

    return drill_may_plan(viewer) ||
           (viewer->staff_no && facilitator && strcmp(viewer->staff_no, facilitator) == 0);
}

static int read_row(const struct register_scene *scene, int64_t id, struct drill *ret_drill,
                    struct error *error)
{
    int result =
        table_get(scene->store, &drill_table, id, scene->arena, ret_drill->values, NULL, error);

    ret_drill->id = id;
    ret_drill->script =
        result == 0 ? pack_drill(scene->pack, drill_text(ret_drill, DRILL_scenario)) : NULL;
    return result;
}

int drill_load(const struct register_scene *scene, const char *no, struct drill *ret_drill,
               struct error *error)
{
    struct query *query = store_query(scene->store, SQL_DRILL_FIND, error);

    if (!query)
        return error->code;
    query_text(query, "drill_no", text_number_key(scene->arena, no));
    int got = query_step(query, error);
    int64_t id = got == 1 ? query_column_integer(query, 0) : 0;
    query_done(query);
    if (got == 1)
        return read_row(scene, id, ret_drill, error);
    if (got < 0)
        return got;
    error_set(error, ERROR_MISSING, "", "訓練「%s」はありません。一覧から選び直してください。", no);
    return error_at(error, "id", "4.4.1");
}

int drill_read_all(const struct register_scene *scene, struct drill **ret_list, int *ret_count,
                   struct error *error)
{
    struct query *query = store_query(scene->store, SQL_DRILL_LIST, error);
    int64_t last = 0;
    int count = 0, result = table_last_id(scene->store, &drill_table, &last, error);

    if (!query || result < 0) {
        if (query)
            query_done(query);
        return error->code;
    }
    struct drill *list = arena_alloc(scene->arena, ((size_t)last + 1) * sizeof *list);
    int got = 0;
    while (result == 0 && count < last && (got = query_step(query, error)) == 1) {
        result = read_row(scene, query_column_integer(query, 0), &list[count], error);
        count++;
    }
    query_done(query);
    *ret_list = list;
    *ret_count = count;
    return got < 0 ? got : result;
}

static const char *seconds_of(const struct register_scene *scene, int64_t us)
{
    char *text = arena_alloc(scene->arena, TIME_SIZE);

    time_format_utc(us - us % 1000000, text);
    return text;
}

static int put(const struct register_scene *scene, const char *act, struct drill *drill,
               struct error *error)
{
    const struct record_context context = {.action = arena_format(scene->arena, "drill %s", act),
                                           .key = drill_text(drill, DRILL_drill_no),
                                           .result = "ok"};

    return record_put(scene->record, &drill_table, drill->id, drill->values, &context, NULL, NULL,
                      error);
}

/* The facilitator as given, who must be employed; the planner when nobody is named. */
static int find_facilitator(const struct register_scene *scene, const char *given,
                            const char **ret_staff_no, struct error *error)
{
    struct viewer viewer;
    const char *staff_no = given ? text_staff_number(scene->arena, given) : scene->viewer->staff_no;

    *ret_staff_no = staff_no;
    if (staff_no && people_viewer(scene->store, scene->pack, staff_no, scene->today, scene->arena,
                                  &viewer, error) == 0)
        return 0;
    error_set(error, ERROR_INPUT, "", "進行役には、在職している人の職員番号を書いてください。");
    return error_at(error, "facilitator", "4.4.1");
}

int drill_plan(const struct register_scene *scene, const char *scenario, const char *planned_at,
               const char *facilitator, const char **ret_no, struct error *error)
{
    struct drill drill = {.id = 0};
    struct date day = {0};
    int64_t planned_us, last_id;
    const char *staff_no;

    if (!drill_may_plan(scene->viewer))
        return may_refuse(scene->viewer, "administer", "incidents", error);
    if (!scenario || !pack_drill(scene->pack, scenario)) {
        error_set(error, ERROR_INPUT, "", "筋書きを一覧から選んでください。");
        return error_at(error, "scenario", "4.4.1");
    }
    if (!planned_at || !time_parse(planned_at, &planned_us)) {
        error_set(error, ERROR_INPUT, "", "予定の日時を 2026-04-01T09:00 の形で書いてください。");
        return error_at(error, "planned_at", "4.4.1");
    }
    int result = find_facilitator(scene, facilitator, &staff_no, error);
    if (result == 0)
        result = table_last_id(scene->store, &drill_table, &last_id, error);
    if (result < 0)
        return result;
    date_parse(scene->today, &day);
    *ret_no = arena_format(scene->arena, "D%d-%04lld", day.year - (day.month < 4),
                           (long long)last_id + 1);
    drill.values[DRILL_drill_no] = value_text(*ret_no);
    drill.values[DRILL_scenario] = value_text(scenario);
    drill.values[DRILL_planned_at] = value_text(seconds_of(scene, planned_us));
    drill.values[DRILL_facilitator] = value_text(staff_no);
    drill.values[DRILL_planned_by] = value_text(scene->viewer->staff_no);
    return put(scene, "plan", &drill, error);
}

static int start(const struct register_scene *scene, int64_t now_us, struct drill *drill,
                 struct error *error)
{
    const char *running;
    int result = incident_running_drill(scene, &running, error);

    if (result < 0)
        return result;
    if (running) {
        error_set(error, ERROR_CONFLICT, "", "ほかの訓練の途中です。終えてから始めてください。");
        return error_at(error, "drill", "4.4.1");
    }
    drill->values[DRILL_started_at] = value_text(seconds_of(scene, now_us));
    return put(scene, "start", drill, error);
}

static int give(const struct register_scene *scene, int64_t now_us, const struct drill *drill,
                const char *words, struct error *error)
{
    struct value values[DRILL_INJECT_COLUMNS] = {{0}};
    const struct record_context context = {
        .action = "drill give", .key = drill_text(drill, DRILL_drill_no), .result = "ok"};
    int64_t number = 0;

    for (const char *at = words ? words : ""; *at >= '0' && *at <= '9' && number < INT16_MAX; at++)
        number = number * 10 + (*at - '0');
    if (!drill->script || number < 1 || number > drill->script->inject_count) {
        error_set(error, ERROR_INPUT, "", "渡した出来事を一覧から選んでください。");
        return error_at(error, "number", "4.4.1");
    }
    values[DRILL_INJECT_drill_id] = value_integer(drill->id);
    values[DRILL_INJECT_number] = value_integer(number);
    values[DRILL_INJECT_given_at] = value_text(seconds_of(scene, now_us));
    values[DRILL_INJECT_staff_no] = value_text(scene->viewer->staff_no);
    return record_put(scene->record, &drill_inject_table, 0, values, &context, NULL, NULL, error);
}

static int finish(const struct register_scene *scene, int64_t now_us, struct drill *drill,
                  struct error *error)
{
    const char *now = seconds_of(scene, now_us);
    struct query *query = store_query(scene->store, SQL_DRILL_CASES, error);
    int got, result = 0;

    if (!query)
        return error->code;
    query_text(query, "started_at", drill_text(drill, DRILL_started_at));
    query_text(query, "finished_at", now);
    while (result == 0 && (got = query_step(query, error)) != 0)
        result = got < 0 ? got
                         : incident_end_drill(scene, now_us,
                                              arena_copy(scene->arena, query_column_text(query, 0)),
                                              error);
    query_done(query);
    drill->values[DRILL_finished_at] = value_text(now);
    return result == 0 ? put(scene, "finish", drill, error) : result;
}

int drill_do(const struct register_scene *scene, int64_t now_us, const char *no, const char *act,
             const char *words, struct error *error)
{
    struct drill drill;
    int result = drill_load(scene, no, &drill, error);

    if (result < 0)
        return result;
    if (!drill_may_run(scene->viewer, &drill))
        return may_refuse(scene->viewer, "administer", "incidents", error);
    bool is_started = drill_text(&drill, DRILL_started_at) != NULL;
    bool is_finished = drill_text(&drill, DRILL_finished_at) != NULL;
    if (strcmp(act, "lessons") == 0) {
        drill.values[DRILL_lessons] = value_text(words);
        return put(scene, "lessons", &drill, error);
    }
    if (strcmp(act, "start") == 0 && !is_started)
        return start(scene, now_us, &drill, error);
    if (strcmp(act, "give") == 0 && is_started && !is_finished)
        return give(scene, now_us, &drill, words, error);
    if (strcmp(act, "finish") == 0 && is_started && !is_finished)
        return finish(scene, now_us, &drill, error);
    error_set(error, ERROR_CONFLICT, "", "いまはできません。訓練の状態を確かめてください。");
    return error_at(error, "drill", "4.4.1");
}

int drill_measure(const struct register_scene *scene, int64_t now_us, const struct drill *drill,
                  int number, struct drill_result *ret_result, struct error *error)
{
    const struct pack_expected *expected = &drill->script->expected[number];
    const char *started_at = drill_text(drill, DRILL_started_at);
    const char *finished_at = drill_text(drill, DRILL_finished_at);
    int64_t started_us, taken_us;

    *ret_result = (struct drill_result){.minutes = 0};
    if (!started_at)
        return 0;
    struct query *query = store_query(scene->store, SQL_DRILL_TAKEN, error);
    if (!query)
        return error->code;
    query_text(query, "started_at", started_at);
    query_text(query, "finished_at", finished_at ? finished_at : seconds_of(scene, now_us));
    query_text(query, "step", expected->step);
    int got = query_step(query, error);
    const char *taken_at = got == 1 ? query_column_text(query, 0) : NULL;
    ret_result->taken_at = taken_at ? arena_copy(scene->arena, taken_at) : NULL;
    query_done(query);
    if (got < 0 || !ret_result->taken_at)
        return got < 0 ? got : 0;
    must(time_parse(started_at, &started_us) && time_parse(ret_result->taken_at, &taken_us));
    int64_t minutes = (taken_us - started_us) / MINUTE_US;
    ret_result->minutes = (int)minutes;
    ret_result->is_met = taken_us - started_us <= (int64_t)expected->minutes * MINUTE_US;
    ret_result->points = ret_result->is_met ? expected->points : expected->points / 2;
    return 0;
}
