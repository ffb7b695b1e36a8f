/* Reading a case and asking what stands. CLAUSE: 10.f2 */
#include "room/incident/case.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "store/column_table.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

enum { WORDS_MOST = 8000 }; /* bytes: each step that says something writes the row */

static const struct column incident_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/incident/incident.def"
#undef COLUMN
};

static const struct column incident_step_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/incident/incident_step.def"
#undef COLUMN
};

const struct table incident_table = {44, "incident", incident_columns, INCIDENT_COLUMNS};
const struct table incident_step_table = {45, "incident_step", incident_step_columns, STEP_COLUMNS};

/* A case comes by its report only, never as a row of a file. CLAUSE: 10.1.1 */
static int judge_incident(struct register_row *row, struct error *error)
{
    (void)row;
    error_set(error, ERROR_INPUT, "",
              "案件は台帳へ直に書けません。chikiri incident report で報告してください。");
    return error_at(error, "incident_no", "10.1.1");
}

const struct register_kind incident_kind = {
    .kind = "incidents",
    .table = &incident_table,
    .title = "インシデント",
    .english = "Incidents",
    .clause = "10.1.1",
    .department = INCIDENT_department,
    .section = INCIDENT_section,
    .system = -1,
    .judge = judge_incident,
};

const char *case_text(const struct incident_case *held, enum incident_column column)
{
    return held->values[column].kind == VALUE_TEXT ? held->values[column].text : NULL;
}

int64_t case_number(const struct incident_case *held, enum incident_column column)
{
    return held->values[column].kind == VALUE_INTEGER ? held->values[column].integer : 0;
}

int64_t case_section(const struct incident_case *held)
{
    return case_number(held,
                       (enum incident_column)register_common(&incident_table, COMMON_section_id));
}

void case_add_words(struct incident_case *held, const char *words)
{
    const char *before = case_text(held, INCIDENT_words);

    if (!words || (before && strlen(before) > WORDS_MOST))
        return;
    held->values[INCIDENT_words] =
        value_text(before ? arena_format(held->scene->arena, "%s %s", before, words) : words);
    held->has_new_words = true;
}

int case_put(struct incident_case *held, const char *action, const char *reason,
             struct error *error)
{
    const struct record_context context = {
        .action = arena_format(held->scene->arena, "incident %s", action),
        .key = held->no,
        .reason = reason,
        .result = "ok"};

    held->values[INCIDENT_phase] = value_text(phase_word(held->phase));
    held->values[INCIDENT_is_over] = value_integer(held->phase >= PHASE_CLOSED);
    held->values[INCIDENT_round] = value_integer(held->round);
    held->has_new_words = false;
    return record_put(held->scene->record, &incident_table, held->id, held->values, &context,
                      &held->id, NULL, error);
}

int case_start(const struct register_scene *scene, int64_t now_us, struct incident_case *ret_case,
               struct error *error)
{
    *ret_case = (struct incident_case){.scene = scene,
                                       .flow = pack_incident(scene->pack),
                                       .duty = {.arena = scene->arena,
                                                .store = scene->store,
                                                .record = scene->record,
                                                .pack = scene->pack,
                                                .today = scene->today,
                                                .now_us = now_us},
                                       .round = 1};
    if (ret_case->flow)
        return 0;
    return error_set(error, ERROR_MISSING, "",
                     "この団体の方針パックには incident.json がありません。新しいパックに替えて"
                     "ください。");
}

static int load_step(struct incident_case *held, int64_t id, struct error *error)
{
    struct incident_step *step = &held->steps[held->step_count];

    step->id = id;
    int result = table_get(held->scene->store, &incident_step_table, id, held->scene->arena,
                           step->values, NULL, error);
    held->step_count += result == 0;
    return result;
}

int case_read_ids(const struct incident_case *held, const char *sql, int64_t **ret_ids,
                  int *ret_count, struct error *error)
{
    int64_t *ids = NULL;
    int count = 0, room = 0, got;
    struct query *query = store_query(held->scene->store, sql, error);

    if (!query)
        return error->code;
    query_integer(query, "incident_id", held->id);
    while ((got = query_step(query, error)) == 1) {
        if (count == room) {
            int64_t *larger;

            room = room ? room * 2 : 64;
            larger = arena_alloc(held->scene->arena, (size_t)room * sizeof *larger);
            if (count > 0)
                memcpy(larger, ids, (size_t)count * sizeof *larger);
            ids = larger;
        }
        ids[count++] = query_column_integer(query, 0);
    }
    query_done(query);
    *ret_ids = ids;
    *ret_count = count;
    return got;
}

static int load_steps(struct incident_case *held, struct error *error)
{
    int64_t *ids = NULL;
    int count = 0;
    int result = case_read_ids(held, SQL_INCIDENT_STEPS, &ids, &count, error);

    held->steps = arena_alloc(held->scene->arena, ((size_t)count + 1) * sizeof *held->steps);
    for (int i = 0; i < count && result == 0; i++)
        result = load_step(held, ids[i], error);
    return result;
}

static void add_section(struct incident_case *held, int64_t section_id)
{
    for (int i = 0; i < held->section_count; i++)
        if (held->sections[i] == section_id)
            return;
    if (section_id && held->section_count < CASE_SECTIONS)
        held->sections[held->section_count++] = section_id;
}

static int find_case(const struct register_scene *scene, const char *no, int64_t *ret_id,
                     struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_FIND, error);

    if (!query)
        return error->code;
    query_text(query, "row_key", text_number_key(scene->arena, no));
    int got = query_step(query, error);
    if (got == 1)
        *ret_id = query_column_integer(query, 0);
    query_done(query);
    if (got != 0)
        return got < 0 ? got : 0;
    error_set(error, ERROR_MISSING, "",
              "案件「%s」はありません。番号を案件の一覧で確かめてください。", no);
    return error_at(error, "id", "10.1.1");
}

int case_load(const struct register_scene *scene, int64_t now_us, const char *no,
              struct incident_case *ret_case, struct error *error)
{
    int result = case_start(scene, now_us, ret_case, error);

    if (result == 0)
        result = find_case(scene, no, &ret_case->id, error);
    if (result == 0)
        result = table_get(scene->store, &incident_table, ret_case->id, scene->arena,
                           ret_case->values, NULL, error);
    if (result == 0)
        result = duty_list(&ret_case->duty, "incidents", ret_case->id, false,
                           &ret_case->obligations, &ret_case->obligation_count, error);
    if (result == 0)
        result = load_steps(ret_case, error);
    if (result < 0)
        return result;
    ret_case->no = case_text(ret_case, INCIDENT_incident_no);
    ret_case->phase = phase_of(case_text(ret_case, INCIDENT_phase));
    ret_case->round = case_number(ret_case, INCIDENT_round);
    ret_case->severity = severity_of(case_text(ret_case, INCIDENT_severity));
    if (ret_case->severity == SEVERITIES)
        ret_case->severity = severity_of(case_text(ret_case, INCIDENT_severity_proposed));
    add_section(ret_case, case_section(ret_case));
    for (int i = 0; i < ret_case->obligation_count; i++)
        if (obligation_is(&ret_case->obligations[i], "direct"))
            add_section(ret_case,
                        obligation_number(&ret_case->obligations[i], OBLIGATION_owner_section));
    return 0;
}

bool case_is_current(const struct incident_case *held, const struct obligation *obligation)
{
    return obligation_number(obligation, OBLIGATION_round) == held->round;
}

static bool is_about(const struct incident_case *held, const struct obligation *obligation,
                     const char *duty, int64_t section_id, const char *body)
{
    int64_t own_section = obligation_number(obligation, OBLIGATION_owner_section);
    const char *own_body = obligation_text(obligation, OBLIGATION_body);

    return case_is_current(held, obligation) && obligation_is(obligation, duty) &&
           (!section_id || !own_section || own_section == section_id) &&
           (!body || !own_body || strcmp(own_body, body) == 0);
}

bool case_has_done(const struct incident_case *held, const char *duty, int64_t section_id,
                   const char *body, int *ret_open)
{
    int open = 0, settled = 0;

    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];

        if (!is_about(held, each, duty, section_id, body))
            continue;
        open += obligation_is_open(each);
        settled += strcmp(obligation_text(each, OBLIGATION_state), "done") == 0;
    }
    if (ret_open)
        *ret_open = open;
    return settled > 0 && open == 0;
}

struct obligation *case_find(const struct incident_case *held, const char *duty, int64_t section_id,
                             const char *body)
{
    for (int i = held->obligation_count - 1; i >= 0; i--)
        if (is_about(held, &held->obligations[i], duty, section_id, body))
            return &held->obligations[i];
    return NULL;
}

/* CLAUSE: 10.1.3 */
enum severity case_compute_severity(const struct incident_case *held)
{
    const char *importance = case_text(held, INCIDENT_importance);

    for (int i = 0; i < held->flow->severity_count; i++) {
        const struct pack_severity *rule = &held->flow->severities[i];

        if (rule->importance && (!importance || importance[0] != rule->importance))
            continue;
        if (rule->persons_least >= 0 && case_number(held, INCIDENT_persons) < rule->persons_least)
            continue;
        if ((rule->my_number && case_number(held, INCIDENT_my_number) != 1) ||
            (rule->service_stopped && case_number(held, INCIDENT_service_stopped) != 1))
            continue;
        return rule->severity;
    }
    return SEVERITY_LOW;
}
