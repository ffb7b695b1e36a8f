#include "room/clause/clause_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/incident.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "room/clause/clause.h"
#include "room/clause/evidence.h"
#include "room/clause/history_view.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_model.h"
#include "templates.h"

#include <string.h>

enum { SECTIONS = 11, SHOWN_FINDINGS = 20, DAY_S = 24 * 60 * 60, HOUR_S = 60 * 60 };

const char *clause_section_title(const struct visit *visit, int section)
{
    switch (section) {
    case 1:
        return visit_tr(visit, "組織及び体制");
    case 2:
        return visit_tr(visit, "情報資産の分類及び管理");
    case 3:
        return visit_tr(visit, "物理的セキュリティ対策");
    case 4:
        return visit_tr(visit, "人的セキュリティ対策");
    case 5:
        return visit_tr(visit, "技術的セキュリティ対策");
    case 6:
        return visit_tr(visit, "情報システム全体の強靭化");
    case 7:
        return visit_tr(visit, "情報システムの開発及び運用・保守");
    case 8:
        return visit_tr(visit, "外部サービスの利用");
    case 9:
        return visit_tr(visit, "重要度Ｂ以上の情報を扱う外部サービス");
    case 10:
        return visit_tr(visit, "緊急時の対応");
    default:
        return visit_tr(visit, "適合性");
    }
}

static const char *value_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

/* What stands against each clause, open or excused, of what the viewer may see. */
static int read_hits(struct visit *visit, struct clause_hit **ret_hits, int *ret_count,
                     struct error *error)
{
    static const char *const states[] = {"open", "excused"};
    struct clause_hit *hits = NULL;
    int total = 0;

    for (int i = 0; i < 2; i++) {
        struct finding_ask ask = {.state = states[i]};
        struct finding_count *counts;
        int count;
        int status =
            finding_ask_counts(&visit->scene, &ask, FINDING_BY_ROLE, &counts, &count, error);
        if (status < 0)
            return status;
        struct clause_hit *larger =
            arena_alloc(visit->arena, (size_t)(total + count + 1) * sizeof *larger);
        if (total > 0)
            memcpy(larger, hits, (size_t)total * sizeof *larger);
        hits = larger;
        for (int j = 0; j < count; j++) {
            const struct pack_code *code = pack_code(visit->scene.pack, counts[j].code);
            if (code != NULL)
                hits[total++] =
                    (struct clause_hit){code->code,
                                        finding_clause(visit->scene.pack, code,
                                                       counts[j].key != NULL ? counts[j].key : ""),
                                        counts[j].count};
        }
    }
    *ret_hits = hits;
    *ret_count = total;
    return 0;
}

int clause_visit_models(struct visit *visit, const char *id, struct clause_model **ret_models,
                        int *ret_count, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const char *known_at;
    struct clause_hit *hits;
    int hit_count;
    int64_t us, known_to;
    char next[DATE_SIZE];
    int status = visit_date(visit, "known_at", &known_at, error);

    if (status == 0 && known_at == NULL) {
        status = read_hits(visit, &hits, &hit_count, error);
        return status < 0 ? status
                          : clause_models_stored(scene, visit->now_us, hits, hit_count, id,
                                                 ret_models, ret_count, error);
    }
    if (status < 0)
        return status;
    date_add_days(known_at, 1, next); /* the whole day */
    must(time_parse(arena_format(visit->arena, "%sT00:00", next), &us));
    status = record_last_before(scene->store, us, &known_to, error);
    model_text(visit->arena, visit->model, KEY_known_at, known_at)->shown =
        visit_show_day(visit, known_at);
    return status < 0 ? status
                      : clause_models_then(scene, visit->now_us, visit->rules, known_to, id,
                                           ret_models, ret_count, error);
}

static const char *age_words(struct visit *visit, int64_t age_s)
{
    if (age_s < 0)
        return NULL;
    if (age_s < HOUR_S)
        return visit_tr(visit, "一時間以内");
    return age_s < DAY_S
               ? arena_format(visit->arena, visit_tr(visit, "%d 時間前"), (int)(age_s / HOUR_S))
               : arena_format(visit->arena, visit_tr(visit, "%d 日前"), (int)(age_s / DAY_S));
}

/* What people call a register, a check or a work of the program. */
static const char *carrier_name(const struct visit *visit, const struct clause_carrier *carrier)
{
    static const struct {
        const char *id, *name;
    } works[] = {{"roles", "役割の担い手の割出し"},
                 {"classify", "重要度の判定"},
                 {"may", "権限の確認"},
                 {"record", "書き換えられない記録"},
                 {"import", "取込時の確認"},
                 {"incident", "案件の手順"}};
    const struct pack_code *code = pack_code(visit->scene.pack, carrier->id);

    if (strcmp(carrier->kind, "register") == 0)
        return people_name_matter(carrier->id, visit->scene.language);
    if (strcmp(carrier->kind, "check") == 0 && code != NULL)
        return arena_format(visit->arena, "%s %s", carrier->id,
                            visit_pack_text(visit, code->title));
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (strcmp(works[i].id, carrier->id) == 0)
            return visit_tr(visit, works[i].name);
    const struct pack_incident *flow = pack_incident(visit->scene.pack);
    const struct pack_step *step = flow != NULL ? pack_step(flow, carrier->id, NULL) : NULL;
    return step != NULL ? visit_pack_text(visit, step->title) : carrier->id;
}

static void add_carriers(struct visit *visit, struct model *item, const struct clause_model *model)
{
    struct arena *arena = visit->arena;
    struct model *carriers = model_array(arena, item, KEY_carriers);

    for (int i = 0; i < model->carrier_count; i++) {
        const struct clause_carrier *carrier = &model->carriers[i];
        struct model *each = model_object(arena, carriers, KEY_NONE);
        bool is_register = strcmp(carrier->kind, "register") == 0;

        model_text(arena, each, KEY_kind, carrier->kind);
        model_text(arena, each, KEY_id, carrier->id);
        model_text(arena, each, KEY_state, carrier->state);
        if (carrier->state != NULL)
            model_page_text(arena, each, KEY_state_word,
                            clause_state_word(carrier->state, visit->scene.language));
        model_page_text(arena, each, KEY_name, carrier_name(visit, carrier));
        model_page_text(arena, each, KEY_age, age_words(visit, carrier->age_s));
        model_page_text(arena, each, KEY_url,
                        is_register ? visit_may_see(visit, carrier->id)
                                          ? arena_format(arena, "/%s", carrier->id)
                                          : NULL
                        : strcmp(carrier->kind, "check") == 0
                            ? visit_path(visit, "/findings", "code", carrier->id)
                            : NULL);
        model_page_text(arena, each, KEY_kind_word,
                        is_register                              ? visit_tr(visit, "台帳")
                        : strcmp(carrier->kind, "check") == 0    ? visit_tr(visit, "点検")
                        : strcmp(carrier->kind, "enforced") == 0 ? visit_tr(visit, "仕組み")
                                                                 : visit_tr(visit, "画面"));
    }
}

/* How strongly the standard asks for it. */
static const char *force_name(const struct visit *visit, enum force force)
{
    switch (force) {
    case FORCE_MUST:
        return visit_tr(visit, "必ず行う");
    case FORCE_AS_NEEDED:
        return visit_tr(visit, "必要に応じて行う");
    case FORCE_EFFORT:
        return visit_tr(visit, "努める");
    case FORCE_CONSIDER:
        return visit_tr(visit, "検討する");
    case FORCE_IN_PRINCIPLE:
        return visit_tr(visit, "原則として行う");
    case FORCE_AS_FAR_AS_POSSIBLE:
        return visit_tr(visit, "できる限り行う");
    case FORCE_NONE:
        break;
    }
    return NULL;
}

static const char *holder_title(const struct visit *visit, const char *id)
{
    int count;
    const struct pack_role *role = pack_role(visit->scene.pack, id);
    const struct pack_group *groups = pack_groups(visit->scene.pack, &count);

    if (role != NULL)
        return visit_pack_text(visit, role->title);
    for (int i = 0; i < count; i++)
        if (strcmp(groups[i].id, id) == 0)
            return visit_pack_text(visit, groups[i].title);
    return id;
}

static void add_holders(struct visit *visit, struct model *item, const struct pack_clause *clause)
{
    struct model *holders = model_array(visit->arena, item, KEY_duty_holders);

    for (const char *const *each = clause->duty_holders; *each != NULL; each++) {
        struct model *holder = model_object(visit->arena, holders, KEY_NONE);
        model_text(visit->arena, holder, KEY_id, *each);
        model_text(visit->arena, holder, KEY_title, holder_title(visit, *each));
    }
}

static void add_members(struct visit *visit, struct model *item, const struct clause_model *model)
{
    struct arena *arena = visit->arena;
    const struct pack_clause *clause = model->clause;

    model_text(arena, item, KEY_id, clause->id);
    model_text(arena, item, KEY_number, clause->number);
    model_integer(arena, item, KEY_section, clause->section);
    model_text(arena, item, KEY_title, visit_pack_text(visit, clause->title));
    model_text(arena, item, KEY_modes, clause->modes);
    model_text(arena, item, KEY_force, force_word(clause->force))->shown =
        force_name(visit, clause->force);
    add_holders(visit, item, clause);
    model_text(arena, item, KEY_state, model->state);
    add_carriers(visit, item, model);
    if (model->evidence_age_s >= 0)
        model_integer(arena, item, KEY_evidence_age_s, model->evidence_age_s);
    else
        model_null(arena, item, KEY_evidence_age_s);
    model_page_text(arena, item, KEY_age, age_words(visit, model->evidence_age_s));
    model_page_text(arena, item, KEY_state_word,
                    clause_state_word(model->state, visit->scene.language));
    model_page_text(arena, item, KEY_url, arena_format(arena, "/clauses/%s", clause->id));
    model_page_text(arena, item, KEY_section_title, clause_section_title(visit, clause->section));
}

void clause_add_item(struct visit *visit, struct model *items, const struct clause_model *model)
{
    add_members(visit, model_object(visit->arena, items, KEY_NONE), model);
}

/* How many clauses are in each state, as tabs that narrow the list. */
static void add_states(struct visit *visit, const struct clause_model *models, int count,
                       const char *chosen)
{
    static const char *const states[] = {"breach", "recommendation", "unknown",
                                         "ok",     "none",           "not_carried"};
    struct arena *arena = visit->arena;
    struct model *list = model_array(arena, visit->model, KEY_states);

    list->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        int of_state = 0;
        for (int j = 0; j < count; j++)
            of_state += strcmp(models[j].state, states[i]) == 0;
        struct model *item = model_object(arena, list, KEY_NONE);
        model_text(arena, item, KEY_state, states[i]);
        model_text(arena, item, KEY_state_word,
                   clause_state_word(states[i], visit->scene.language));
        model_integer(arena, item, KEY_count, of_state)->text = arena_format(arena, "%d", of_state);
        bool is_chosen = chosen != NULL && strcmp(chosen, states[i]) == 0;
        model_text(arena, item, KEY_url, visit_link(visit, "state", is_chosen ? NULL : states[i]));
        model_bool(arena, item, KEY_is_current, is_chosen);
    }
}

static int show_list(struct visit *visit, struct error *error)
{
    struct arena *arena = visit->arena;
    const char *state = value_or_null(visit, "state");
    struct clause_model *models = NULL;
    int64_t section;
    int count = 0, last = 0, shown = 0;
    int status = visit_number(visit, "section", 0, SECTIONS, 0, &section, error);

    if (status == 0)
        status = clause_visit_models(visit, NULL, &models, &count, error);
    if (status < 0)
        return status;
    struct model *items = model_array(arena, visit->model, KEY_items);
    for (int i = 0; i < count; i++) {
        if ((section != 0 && models[i].clause->section != section) ||
            (state != NULL && strcmp(state, models[i].state) != 0))
            continue;
        struct model *item = model_object(arena, items, KEY_NONE);
        add_members(visit, item, &models[i]);
        model_bool(arena, item, KEY_is_first, models[i].clause->section != last)->flags |=
            MODEL_PAGE_ONLY;
        last = models[i].clause->section;
        shown++;
    }
    model_integer(arena, visit->model, KEY_total, shown);
    model_text(arena, visit->model, KEY_next, NULL);
    add_states(visit, models, count, state);
    model_bool(arena, visit->model, KEY_is_own_view,
               may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") < 2)
        ->flags |= MODEL_PAGE_ONLY;
    return 0;
}

static void add_texts(struct visit *visit, const struct pack_clause *clause)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;
    int count;
    const struct pack_parameter *parameters = pack_parameters(visit->scene.pack, &count);

    model_text(arena, model, KEY_text, visit_pack_text(visit, clause->text));
    model_text(arena, model, KEY_reading, visit_pack_text(visit, clause->reading));
    struct model *parts = model_array(arena, model, KEY_parts);
    for (int i = 0; i < clause->part_count; i++) {
        struct model *part = model_object(arena, parts, KEY_NONE);
        model_text(arena, part, KEY_number, clause->parts[i].number);
        model_text(arena, part, KEY_title, visit_pack_text(visit, clause->parts[i].title));
        model_text(arena, part, KEY_text, visit_pack_text(visit, clause->parts[i].text));
    }
    struct model *list = model_array(arena, model, KEY_parameters);
    for (int i = 0; i < count; i++) {
        if (parameters[i].clause == NULL || strcmp(parameters[i].clause, clause->id) != 0)
            continue;
        struct model *item = model_object(arena, list, KEY_NONE);
        model_text(arena, item, KEY_id, parameters[i].id);
        model_text(arena, item, KEY_title, visit_pack_text(visit, parameters[i].title));
        model_text(arena, item, KEY_value,
                   !parameters[i].is_set ? NULL
                   : parameters[i].text != NULL
                       ? parameters[i].text
                       : arena_format(arena, "%lld", (long long)parameters[i].integer));
        model_text(arena, item, KEY_note, visit_pack_text(visit, parameters[i].note));
    }
}

static void add_check(struct visit *visit, struct model *checks,
                      const struct finding_result *result)
{
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, checks, KEY_NONE);

    model_text(arena, item, KEY_id, result->code->code);
    model_text(arena, item, KEY_title, visit_pack_text(visit, result->code->title));
    model_integer(arena, item, KEY_population, result->population);
    model_integer(arena, item, KEY_violations, result->hit_count);
    model_text(arena, item, KEY_state, result->state);
    model_page_text(arena, item, KEY_state_word,
                    clause_state_word(result->state, visit->scene.language));
    model_page_text(arena, item, KEY_url,
                    visit_path(visit, "/findings", "code", result->code->code));
    if (result->check == NULL)
        return;
    model_text(arena, item, KEY_population_sql, result->check->population);
    model_text(arena, item, KEY_violation_sql, result->check->violation);
    model_text(arena, item, KEY_sql_sha256, result->check->sql_sha256);
}

/* The checks of the clause, run now, for those who see everything they count. */
static int add_checks(struct visit *visit, const char *id, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct finding_question question = {.on = scene->today, .minute = -1, .clause = id};

    if (may_scope(scene->viewer, scene->pack, "view", "findings") < 2)
        return 0;
    struct finding_evaluation *evaluation = finding_evaluate(scene, visit->rules, &question, error);
    if (evaluation == NULL)
        return error->code;
    struct model *checks = model_array(visit->arena, visit->model, KEY_checks);
    for (int i = 0; i < evaluation->count; i++)
        add_check(visit, checks, &evaluation->results[i]);
    model_integer(visit->arena, visit->model, KEY_elapsed_us, evaluation->elapsed_us);
    finding_evaluation_close(evaluation);
    return 0;
}

static int add_findings(struct visit *visit, const char *id, struct error *error)
{
    struct finding_ask ask = {.clause = id};
    struct finding_count *counts;
    struct finding_row *rows = NULL;
    int64_t *numbers;
    int count, shown = 0;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") == 0)
        return 0;
    int status = finding_ask_counts(&visit->scene, &ask, 0, &counts, &count, error);
    if (status == 0)
        status =
            finding_ask_numbers(&visit->scene, &ask, SHOWN_FINDINGS, 0, &numbers, &shown, error);
    if (status == 0 && shown > 0)
        status = finding_list_numbers(&visit->scene, visit->rules, numbers, shown, &rows, error);
    if (status < 0)
        return status;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    model_bool(visit->arena, visit->model, KEY_has_proofs, true)->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < shown; i++)
        finding_add_row(visit, items, &rows[i]);
    model_integer(visit->arena, visit->model, KEY_total, finding_count_all(counts, count));
    model_page_text(visit->arena, visit->model, KEY_list_url,
                    visit_path(visit, "/findings", "clause", id));
    return 0;
}

static int show_clause(struct visit *visit, struct error *error)
{
    const char *id = visit->parts[0];
    struct clause_model *models;
    int count;
    int status = clause_visit_models(visit, id, &models, &count, error);

    if (status < 0)
        return status;
    add_members(visit, visit->model, models);
    add_texts(visit, models->clause);
    status = clause_add_history(visit, id, error);
    if (status == 0)
        status = add_checks(visit, id, error);
    return status == 0 ? add_findings(visit, id, error) : status;
}

const struct page clause_pages[] = {
    {"GET", "/clauses", &template_clause_list, show_list, 0, "項番"},
    {"GET", "/clauses/*", &template_clause_detail, show_clause, 0, "項番"},
    {.path = NULL},
};
