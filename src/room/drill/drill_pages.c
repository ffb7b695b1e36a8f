#include "room/drill/drill_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "duty/duty.h"
#include "pack/drill.h"
#include "people/people.h"
#include "room/drill/drill.h"
#include "store/store.h"
#include "templates.h"

#include "room/drill/drill_sql.h"
#include <string.h>

static const char *in_language(const struct visit *visit, struct pack_text text)
{
    return visit->scene.language == LANGUAGE_ENGLISH ? text.english : text.japanese;
}

static void put_time(struct visit *visit, struct model *object, enum model_key key,
                     const char *time)
{
    model_text(visit->arena, object, key, time)->shown = visit_show_time(visit, time);
}

static void mark(struct visit *visit, struct model *object, enum model_key key, bool value)
{
    model_bool(visit->arena, object, key, value)->flags |= MODEL_PAGE_ONLY;
}

/* Who sees all cases looks back on finished drills; planned ones would be no surprise any more. */
static bool may_see(const struct visit *visit, const struct drill *drill)
{
    const struct register_scene *scene = &visit->scene;

    return drill_may_run(scene->viewer, drill) ||
           (drill_text(drill, DRILL_finished_at) != NULL &&
            may_scope(scene->viewer, scene->pack, "view", "incidents") == 2);
}

static const char *state_of(const struct drill *drill)
{
    return drill_text(drill, DRILL_finished_at) != NULL  ? "finished"
           : drill_text(drill, DRILL_started_at) != NULL ? "running"
                                                         : "planned";
}

static const char *state_word(const struct visit *visit, const char *state)
{
    return strcmp(state, "finished") == 0  ? visit_tr(visit, "終わり")
           : strcmp(state, "running") == 0 ? visit_tr(visit, "訓練中")
                                           : visit_tr(visit, "予定");
}

static const char *step_title(const struct visit *visit, const char *step)
{
    const char *choice = strchr(step, '/');
    const char *bare =
        choice == NULL ? step : arena_copy_bytes(visit->arena, step, (size_t)(choice - step));
    const struct pack_step *way =
        pack_step(pack_incident(visit->scene.pack), bare, choice != NULL ? choice + 1 : NULL);

    return way != NULL ? in_language(visit, way->title) : step;
}

/* "expected" into the object, when it is asked for, and the score. */
static int put_results(struct visit *visit, const struct drill *drill, struct model *object,
                       bool with_each, struct error *error)
{
    const struct pack_drill *script = drill->script;
    int score = 0, status = 0;
    struct model *list = with_each ? model_array(visit->arena, object, KEY_expected) : NULL;

    for (int i = 0; script != NULL && i < script->expected_count && status == 0; i++) {
        const struct pack_expected *expected = &script->expected[i];
        struct drill_result result;

        status = drill_measure(&visit->scene, visit->now_us, drill, i, &result, error);
        score += status == 0 ? result.points : 0;
        if (list == NULL || status < 0)
            continue;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_step, expected->step);
        model_page_text(visit->arena, item, KEY_title, step_title(visit, expected->step));
        model_integer(visit->arena, item, KEY_minutes, expected->minutes);
        put_time(visit, item, KEY_at, result.taken_at);
        if (result.taken_at != NULL)
            model_integer(visit->arena, item, KEY_taken_minutes, result.minutes);
        model_bool(visit->arena, item, KEY_is_met, result.is_met);
        mark(visit, item, KEY_is_late, result.taken_at != NULL && !result.is_met);
        model_integer(visit->arena, item, KEY_points, result.points);
        model_integer(visit->arena, item, KEY_most, expected->points);
    }
    if (drill_text(drill, DRILL_started_at) != NULL && script != NULL)
        model_integer(visit->arena, object, KEY_score, score);
    return status;
}

static int put_head(struct visit *visit, const struct drill *drill, struct model *object,
                    bool with_each, struct error *error)
{
    const struct pack_drill *script = drill->script;
    const char *no = drill_text(drill, DRILL_drill_no), *state = state_of(drill);

    model_text(visit->arena, object, KEY_id, no);
    model_text(visit->arena, object, KEY_scenario, drill_text(drill, DRILL_scenario));
    model_text(visit->arena, object, KEY_title,
               script != NULL ? in_language(visit, script->title)
                              : drill_text(drill, DRILL_scenario));
    model_text(visit->arena, object, KEY_state, state)->shown = state_word(visit, state);
    model_text(visit->arena, object, KEY_facilitator, drill_text(drill, DRILL_facilitator));
    put_time(visit, object, KEY_planned_at, drill_text(drill, DRILL_planned_at));
    put_time(visit, object, KEY_started_at, drill_text(drill, DRILL_started_at));
    put_time(visit, object, KEY_finished_at, drill_text(drill, DRILL_finished_at));
    model_page_text(visit->arena, object, KEY_url, arena_format(visit->arena, "/drills/%s", no));
    return put_results(visit, drill, object, with_each, error);
}

static int list_show(struct visit *visit, struct error *error)
{
    struct drill *drills = NULL;
    const struct viewer *viewer = visit->scene.viewer;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int count = 0, total = 0;
    int status = drill_read_all(&visit->scene, &drills, &count, error);

    for (int i = 0; i < count && status == 0; i++) {
        if (!may_see(visit, &drills[i]))
            continue;
        total++;
        status =
            put_head(visit, &drills[i], model_object(visit->arena, items, KEY_NONE), false, error);
    }
    if (status < 0)
        return status;
    if (total == 0 && !drill_may_plan(viewer) &&
        may_scope(viewer, visit->scene.pack, "view", "incidents") < 2)
        return may_refuse(viewer, "view", "incidents", error);
    model_integer(visit->arena, visit->model, KEY_total, total);
    model_null(visit->arena, visit->model, KEY_next);
    mark(visit, visit->model, KEY_may_edit, drill_may_plan(viewer));
    const struct pack_drill *scripts = pack_drills(visit->scene.pack, &count);
    struct model *scenarios = model_array(visit->arena, visit->model, KEY_scenarios);
    scenarios->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < count; i++) {
        const char *chosen = visit_value(visit, "scenario");
        struct model *choice = model_object(visit->arena, scenarios, KEY_NONE);
        model_text(visit->arena, choice, KEY_value, scripts[i].scenario);
        model_text(visit->arena, choice, KEY_label, in_language(visit, scripts[i].title));
        model_bool(visit->arena, choice, KEY_is_selected,
                   chosen != NULL && strcmp(chosen, scripts[i].scenario) == 0);
    }
    model_page_text(visit->arena, visit->model, KEY_planned_at, visit_value(visit, "planned_at"));
    model_page_text(visit->arena, visit->model, KEY_facilitator, visit_value(visit, "facilitator"));
    return 0;
}

static int given_at(const struct visit *visit, const struct drill *drill, int number,
                    const char **ret_time, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_DRILL_GIVEN, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "drill_id", drill->id);
    query_integer(query, "number", number);
    int got = query_step(query, error);
    *ret_time = got == 1 ? arena_copy(visit->arena, query_column_text(query, 0)) : NULL;
    query_done(query);
    return got < 0 ? got : 0;
}

/* What only the facilitator reads: the situation, what to give when, what was given. */
static int put_script(struct visit *visit, const struct drill *drill, struct error *error)
{
    const struct pack_drill *script = drill->script;
    struct model *list = model_array(visit->arena, visit->model, KEY_injects);
    bool is_running = strcmp(state_of(drill), "running") == 0;
    int status = 0;

    model_text(visit->arena, visit->model, KEY_situation, in_language(visit, script->situation));
    model_page_text(visit->arena, visit->model, KEY_report_url,
                    visit_path(visit,
                               visit_path(visit, "/incidents/report?drill=1", "kind", script->kind),
                               "what", in_language(visit, script->report)));
    for (int i = 0; i < script->inject_count && status == 0; i++) {
        const struct pack_inject *inject = &script->injects[i];
        const struct pack_role *role =
            inject->to != NULL ? pack_role(visit->scene.pack, inject->to) : NULL;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        const char *given = NULL;

        status = given_at(visit, drill, i + 1, &given, error);
        model_integer(visit->arena, item, KEY_number, i + 1);
        model_integer(visit->arena, item, KEY_minutes, inject->minute);
        model_text(visit->arena, item, KEY_to, inject->to);
        model_page_text(visit->arena, item, KEY_who,
                        role != NULL ? in_language(visit, role->title)
                                     : visit_tr(visit, "見付ける人"));
        model_text(visit->arena, item, KEY_text, in_language(visit, inject->text));
        put_time(visit, item, KEY_given_at, given);
        mark(visit, item, KEY_may_give, is_running && given == NULL);
    }
    return status;
}

/* The rows of a statement about the drill's time, each an object with these keys. */
static int put_rows(struct visit *visit, const struct drill *drill, const char *sql,
                    enum model_key key, const enum model_key keys[], int count, struct error *error)
{
    struct model *list = model_array(visit->arena, visit->model, key);
    const char *started_at = drill_text(drill, DRILL_started_at);
    const char *finished_at = drill_text(drill, DRILL_finished_at);
    struct query *query = store_query(visit->scene.store, sql, error);
    int got;

    if (query == NULL)
        return error->code;
    query_text(query, "started_at", started_at);
    query_text(query, "finished_at",
               finished_at != NULL ? finished_at : duty_time(visit->arena, visit->now_us));
    while ((got = query_step(query, error)) == 1) {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        for (int i = 0; i < count; i++) {
            const char *text = query_column_text(query, i);
            const char *copy = text != NULL ? arena_copy(visit->arena, text) : NULL;
            struct model *member = model_text(visit->arena, item, keys[i], copy);
            if (keys[i] == KEY_due_at)
                member->shown = visit_show_time(visit, copy);
            if (keys[i] == KEY_duty && copy != NULL)
                member->shown = step_title(visit, copy);
        }
    }
    query_done(query);
    return got;
}

static int put_drill(struct visit *visit, const struct drill *drill, struct error *error)
{
    static const enum model_key case_keys[] = {KEY_id, KEY_what};
    static const enum model_key late_keys[] = {KEY_case, KEY_duty, KEY_due_at};
    bool may_run = drill_may_run(visit->scene.viewer, drill);
    const char *state = state_of(drill);
    int status = put_head(visit, drill, visit->model, true, error);

    if (status == 0 && may_run && drill->script != NULL)
        status = put_script(visit, drill, error);
    if (status == 0)
        status = put_rows(visit, drill, SQL_DRILL_CASES, KEY_cases, case_keys, 2, error);
    if (status == 0)
        status = put_rows(visit, drill, SQL_DRILL_LATE, KEY_late, late_keys, 3, error);
    struct model *questions = model_array(visit->arena, visit->model, KEY_questions);
    for (int i = 0; drill->script != NULL && i < drill->script->question_count; i++)
        model_text(visit->arena, questions, KEY_NONE,
                   in_language(visit, drill->script->questions[i].text));
    model_text(visit->arena, visit->model, KEY_lessons, drill_text(drill, DRILL_lessons));
    mark(visit, visit->model, KEY_may_run, may_run);
    mark(visit, visit->model, KEY_may_start, may_run && strcmp(state, "planned") == 0);
    mark(visit, visit->model, KEY_is_running, strcmp(state, "running") == 0);
    mark(visit, visit->model, KEY_may_finish, may_run && strcmp(state, "running") == 0);
    return status;
}

/* For who may not see it there is no such drill. */
static int load_seen(struct visit *visit, const char *no, struct drill *ret_drill,
                     struct error *error)
{
    int status = drill_load(&visit->scene, no, ret_drill, error);

    if (status < 0 || may_see(visit, ret_drill))
        return status;
    error_set(error, ERROR_MISSING, "", "訓練「%s」はありません。一覧から選び直してください。", no);
    return error_at(error, "id", "4.4.1");
}

static int drill_show(struct visit *visit, struct error *error)
{
    struct drill drill;
    int status = load_seen(visit, visit->parts[0], &drill, error);

    return status == 0 ? put_drill(visit, &drill, error) : status;
}

struct call {
    const char *no, *act, *words;
    const char *scenario, *planned_at, *facilitator;
    int64_t now_us;
};

static int write_plan(const struct register_scene *scene, void *context, struct error *error)
{
    struct call *call = context;

    return drill_plan(scene, call->scenario, call->planned_at, call->facilitator, &call->no, error);
}

static int write_act(const struct register_scene *scene, void *context, struct error *error)
{
    const struct call *call = context;

    return drill_do(scene, call->now_us, call->no, call->act, call->words, error);
}

/* The drill as it stands now is the answer of the API; people go to its page. */
static int settle(struct visit *visit, const struct call *call, bool is_new, struct error *error)
{
    struct drill drill;
    int status = load_seen(visit, call->no, &drill, error);

    if (status == 0)
        status = put_drill(visit, &drill, error);
    if (status == 0)
        visit_redirect(
            visit, arena_format(visit->arena, "/drills/%s", drill_text(&drill, DRILL_drill_no)),
            is_new ? visit_tr(visit, "訓練を計画しました。") : visit_tr(visit, "記録しました。"),
            is_new);
    return status;
}

static int plan_post(struct visit *visit, struct error *error)
{
    const char *facilitator = visit_value(visit, "facilitator");
    struct call call = {.scenario = visit_value(visit, "scenario"),
                        .planned_at = visit_value(visit, "planned_at"),
                        .facilitator =
                            facilitator != NULL && *facilitator != '\0' ? facilitator : NULL};
    int status = visit_write(visit, write_plan, &call, error);

    if (status == ERROR_INPUT && (status = visit_show_error(visit, error)) == 0)
        return list_show(visit, error);
    return status == 0 ? settle(visit, &call, true, error) : status;
}

static int act_post(struct visit *visit, struct error *error)
{
    struct drill drill;
    bool gives = strcmp(visit->parts[1], "give") == 0;
    struct call call = {.no = visit->parts[0],
                        .act = visit->parts[1],
                        .words = visit_value(visit, gives ? "number" : "text"),
                        .now_us = visit->now_us};
    int status = load_seen(visit, call.no, &drill, error);

    if (status == 0)
        status = visit_write(visit, write_act, &call, error);
    if ((status == ERROR_INPUT || status == ERROR_CONFLICT) &&
        (status = visit_show_error(visit, error)) == 0)
        return drill_show(visit, error);
    return status == 0 ? settle(visit, &call, false, error) : status;
}

const struct page drill_pages[] = {
    {"GET", "/drills", &template_drills, list_show, 0, "訓練"},
    {"POST", "/drills", &template_drills, plan_post, 0, "訓練の計画"},
    {"GET", "/drills/*", &template_drill, drill_show, 0, "訓練"},
    {"POST", "/drills/*/*", &template_drill, act_post, 0, "訓練の進行"},
    {.path = NULL},
};
