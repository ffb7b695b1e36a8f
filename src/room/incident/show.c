/* A case, the list of cases and what they come to, as JSON. CLAUSE: 10.f2 */
#include "room/incident/indicator.h"
#include "room/incident/statistics.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "duty/write.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <stdlib.h>
#include <string.h>

static void write_columns(const struct table *table, const struct value *values, int first,
                          int last, struct json *json)
{
    for (int i = first; i <= last; i++) {
        const struct column *column = &table->columns[i];

        json_key(json, column->name);
        if (values[i].kind == VALUE_TEXT)
            json_text(json, values[i].text);
        else if (values[i].kind == VALUE_NULL)
            json_put_null(json);
        else if (column->noun == NOUN_MARK)
            json_bool(json, values[i].integer == 1);
        else
            json_put_integer(json, values[i].integer);
    }
}

void case_write_head(const struct incident_case *held, struct json *json)
{
    json_text_at(json, "id", held->no);
    write_columns(&incident_table, held->values, INCIDENT_what, INCIDENT_merged_into, json);
}

static void write_by(const struct value *values, struct json *json)
{
    json_text_at(json, "by",
                 values[STEP_staff_no].kind == VALUE_TEXT ? values[STEP_staff_no].text : "console");
    json_text_at(json, "name", values[STEP_name].text);
    json_text_at(json, "post", values[STEP_post].text);
    json_text_at(json, "at", values[STEP_at].text);
}

static void write_steps(const struct incident_case *held, bool in_full, struct json *json)
{
    json_array_start(json);
    for (int i = 0; i < held->step_count; i++) {
        const struct value *values = held->steps[i].values;

        json_object_start(json);
        json_text_at(json, "step", values[STEP_step].text);
        json_text_at(json, "arrow", values[STEP_arrow].text);
        write_by(values, json);
        if (in_full) {
            json_integer_at(json, "round", values[STEP_round].integer);
            json_text_at(json, "choice", values[STEP_choice].text);
            write_columns(&incident_step_table, values, STEP_happened_at, STEP_document_sha256,
                          json);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static int write_obligations(struct incident_case *held, struct json *json, struct error *error)
{
    int result = 0;

    json_array_start(json);
    for (int i = 0; i < held->obligation_count && result == 0; i++) {
        const struct holder *owners = NULL;
        int count = 0;

        result = duty_owners(&held->duty, &held->obligations[i], &owners, &count, error);
        if (result < 0)
            break;
        json_object_start(json);
        duty_write(&held->duty, &held->obligations[i], owners, count, json);
        json_object_end(json);
    }
    json_array_end(json);
    return result;
}

static void write_texts(const char *key, const struct pack_question_text *texts, int count,
                        enum language language, struct json *json)
{
    json_key(json, key);
    json_array_start(json);
    for (int i = 0; i < count; i++)
        json_text(json,
                  language == LANGUAGE_ENGLISH ? texts[i].text.english : texts[i].text.japanese);
    json_array_end(json);
}

/* What to do in the first hour and what not to do; the last playbook is for what has none. */
static void write_playbook(const struct incident_case *held, struct json *json)
{
    const struct pack_incident *flow = held->flow;
    const char *kind = case_text(held, INCIDENT_kind);
    const struct pack_playbook *book = &flow->playbooks[flow->playbook_count - 1];

    for (int i = 0; i < flow->playbook_count && kind; i++)
        if (strcmp(flow->playbooks[i].kind, kind) == 0)
            book = &flow->playbooks[i];
    json_key(json, "playbook");
    json_object_start(json);
    json_text_at(json, "kind", book->kind);
    write_texts("first", book->first, book->first_count, held->scene->language, json);
    write_texts("never", book->never, book->never_count, held->scene->language, json);
    json_object_end(json);
}

/* How citizens are served meanwhile. CLAUSE: 7.2.8 */
static int write_fallback(const struct incident_case *held, struct json *json, struct error *error)
{
    struct query *query = store_query(held->scene->store, SQL_INCIDENT_FALLBACK, error);

    if (!query)
        return error->code;
    query_integer(query, "id", case_number(held, INCIDENT_system_id));
    int got = query_step(query, error);
    json_text_at(json, "fallback", got == 1 ? query_column_text(query, 0) : NULL);
    query_done(query);
    return got < 0 ? got : 0;
}

/* Levels and obligations are numbers; what is told outside any clock is of no obligation. */
static void write_told(const struct query *query, int column, struct json *json)
{
    const char *name = query_column_name(query, column);
    bool is_number = strcmp(name, "level") == 0 || strcmp(name, "obligation_id") == 0;

    if (is_number && query_column_text(query, column))
        json_integer_at(json, name, query_column_integer(query, column));
    else
        json_text_at(json, name, query_column_text(query, column));
}

static int write_notices(const struct incident_case *held, struct json *json, struct error *error)
{
    struct query *query = store_query(held->scene->store, SQL_INCIDENT_TOLD, error);
    int got;

    if (!query)
        return error->code;
    query_integer(query, "incident_id", held->id);
    json_array_start(json);
    while ((got = query_step(query, error)) == 1) {
        json_object_start(json);
        for (int i = 0; i < query_column_count(query); i++)
            write_told(query, i, json);
        json_object_end(json);
    }
    json_array_end(json);
    query_done(query);
    return got;
}

int incident_show(const struct register_scene *scene, int64_t now_us, const char *no,
                  struct json *json, struct error *error)
{
    struct incident_case held;
    int result = case_load(scene, now_us, no, &held, error);

    if (result == 0 && !case_sees(&held))
        result = may_refuse(scene->viewer, "view", "incidents", error);
    if (result < 0)
        return result;
    case_write_head(&held, json);
    result = write_fallback(&held, json, error);
    json_bool_at(json, "committee_proposed",
                 held.phase >= PHASE_DECLARED && held.severity >= SEVERITY_HIGH);
    write_playbook(&held, json);
    json_key(json, "steps");
    write_steps(&held, false, json);
    json_key(json, "obligations");
    if (result == 0)
        result = write_obligations(&held, json, error);
    json_key(json, "may");
    json_array_start(json);
    for (int i = 0; i < step_rule_count; i++)
        if (step_is_open(&held, &step_rules[i]))
            json_text(json, step_rules[i].step);
    json_array_end(json);
    json_key(json, "timeline");
    write_steps(&held, true, json);
    json_key(json, "indicators");
    if (result == 0)
        result = indicator_write(&held, json, error);
    json_key(json, "notices");
    if (result == 0)
        result = write_notices(&held, json, error);
    return result == 0 ? case_write_near(&held, json, error) : result;
}

static int write_counts(const struct register_scene *scene, bool of_drills, struct json *json,
                        struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_COUNTS, error);
    const char *now = "";
    int got;

    if (!query)
        return error->code;
    query_integer(query, "is_drill", of_drills);
    while ((got = query_step(query, error)) == 1) {
        const char *by = query_column_text(query, 0);

        if (strcmp(by, now) != 0) {
            if (*now)
                json_object_end(json);
            now = arena_copy(scene->arena, by);
            json_key(json, arena_format(scene->arena, "by_%s", now));
            json_object_start(json);
        }
        json_integer_at(json, query_column_text(query, 1), query_column_integer(query, 2));
    }
    if (*now)
        json_object_end(json);
    query_done(query);
    return got;
}

enum { MINUTES_LIMIT = 100000 };

static int by_size(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void write_minutes(const char *step, int64_t *minutes, int count, struct json *json)
{
    if (count == 0)
        return;
    qsort(minutes, (size_t)count, sizeof *minutes, by_size);
    json_object_start(json);
    json_text_at(json, "step", step);
    json_integer_at(json, "cases", count);
    json_integer_at(json, "median_minutes", minutes[count / 2]);
    json_integer_at(json, "longest_minutes", minutes[count - 1]);
    json_object_end(json);
}

/* From when it was noticed to the first time the step was taken. */
static int write_times(const struct register_scene *scene, bool of_drills, struct json *json,
                       struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_FIRST_STEPS, error);
    int64_t *minutes = arena_alloc(scene->arena, MINUTES_LIMIT * sizeof *minutes);
    const char *step = "";
    int count = 0, got;

    if (!query)
        return error->code;
    query_integer(query, "is_drill", of_drills);
    json_array_start(json);
    while ((got = query_step(query, error)) == 1) {
        int64_t noticed_us = 0, at_us = 0;

        if (strcmp(query_column_text(query, 0), step) != 0) {
            write_minutes(step, minutes, count, json);
            step = arena_copy(scene->arena, query_column_text(query, 0));
            count = 0;
        }
        if (count < MINUTES_LIMIT && time_parse(query_column_text(query, 1), &noticed_us) &&
            time_parse(query_column_text(query, 2), &at_us))
            minutes[count++] = (at_us - noticed_us) / 60000000;
    }
    write_minutes(step, minutes, count, json);
    json_array_end(json);
    query_done(query);
    return got;
}

int incident_stats(const struct register_scene *scene, int64_t now_us, bool of_drills,
                   struct json *json, struct error *error)
{
    if (may_scope(scene->viewer, scene->pack, "view", "incidents") < 2)
        return may_refuse(scene->viewer, "view", "incidents", error);
    int result = write_counts(scene, of_drills, json, error);
    json_key(json, "times");
    if (result == 0)
        result = write_times(scene, of_drills, json, error);
    return result == 0 ? statistics_write(scene, now_us, of_drills, json, error) : result;
}
