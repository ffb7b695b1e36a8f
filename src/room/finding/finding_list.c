/* The list of findings and its groups. */
#include "room/finding/finding_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_groups.h"
#include "room/finding/finding_model.h"
#include "room/organisation/organisation.h"

#include <string.h>

enum { PAGE_ROWS = 50, MOST_ROWS = 500 };

static const char *value_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; word != NULL && *words != NULL; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return word == NULL;
}

static const char *const states[] = {"open", "excused", "closed", "all", NULL};
static const char *const groupings[] = {"cause", "clause", "section", "responsible", NULL};

static int read_ask(struct visit *visit, struct finding_ask *ret_ask, struct error *error)
{
    int64_t part;
    struct finding_ask ask = {.state = value_or_null(visit, "state"),
                              .code = value_or_null(visit, "code"),
                              .clause = value_or_null(visit, "clause"),
                              .severity = value_or_null(visit, "severity"),
                              .reg = value_or_null(visit, "register"),
                              .cause = value_or_null(visit, "cause"),
                              .when = value_or_null(visit, "when"),
                              .words = value_or_null(visit, "q"),
                              .responsible = value_or_null(visit, "responsible"),
                              .unanswered = value_or_null(visit, "unanswered") != NULL,
                              .promised_before = value_or_null(visit, "promised_before")};
    const char *section = value_or_null(visit, "section");

    if (!is_one_of(ask.state, states)) {
        error_set(error, ERROR_INPUT, "", "state は open、excused、closed、all のどれかです。");
        return error_at(error, "state", NULL);
    }
    int status = visit_number(visit, "part", 0, 11, 0, &part, error);
    if (status == 0 && section != NULL)
        status = organisation_find_section(&visit->scene, section, &ask.section_id, error);
    if (status == 0) {
        ask.part = (int)part;
        *ret_ask = ask;
    }
    return status;
}

static void add_state_tab(struct visit *visit, struct model *tabs, const char *state,
                          const char *label, const char *now)
{
    struct model *tab = model_object(visit->arena, tabs, KEY_NONE);

    model_text(visit->arena, tab, KEY_label, label);
    model_text(visit->arena, tab, KEY_url, visit_link(visit, "state", state));
    model_bool(visit->arena, tab, KEY_is_current, strcmp(now != NULL ? now : "open", state) == 0);
}

static void add_tabs(struct visit *visit, const struct finding_ask *ask, const char *by)
{
    static const struct {
        const char *by, *label;
    } ways[] = {{NULL, "一件ずつ"},
                {"cause", "原因ごと"},
                {"clause", "項番ごと"},
                {"section", "課ごと"},
                {"responsible", "責任者ごと"}};
    struct arena *arena = visit->arena;
    struct model *tabs = model_array(arena, visit->model, KEY_ways);
    struct model *list = model_array(arena, visit->model, KEY_states);

    tabs->flags |= MODEL_PAGE_ONLY;
    list->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct model *tab = model_object(arena, tabs, KEY_NONE);
        model_text(arena, tab, KEY_label, visit_tr(visit, ways[i].label));
        model_text(arena, tab, KEY_url, visit_link(visit, "by", ways[i].by));
        model_bool(arena, tab, KEY_is_current,
                   by == NULL ? ways[i].by == NULL
                              : ways[i].by != NULL && strcmp(by, ways[i].by) == 0);
    }
    add_state_tab(visit, list, "open", finding_state_word(visit, "open"), ask->state);
    add_state_tab(visit, list, "excused", finding_state_word(visit, "excused"), ask->state);
    add_state_tab(visit, list, "closed", finding_state_word(visit, "closed"), ask->state);
    add_state_tab(visit, list, "all", visit_tr(visit, "すべて"), ask->state);
}

static struct model *add_choices(struct visit *visit, enum model_key key)
{
    struct model *choices = model_array(visit->arena, visit->model, key);

    choices->flags |= MODEL_PAGE_ONLY;
    finding_add_choice(visit, choices, "", visit_tr(visit, "すべて"), NULL);
    return choices;
}

static bool is_narrowed(const struct finding_ask *ask)
{
    return ask->code != NULL || ask->clause != NULL || ask->severity != NULL || ask->reg != NULL ||
           ask->cause != NULL || ask->when != NULL || ask->words != NULL || ask->part != 0 ||
           ask->section_id != 0 || ask->responsible != NULL || ask->unanswered ||
           ask->promised_before != NULL;
}

/* What the bar of filters offers and what is chosen in it. */
static void add_filters(struct visit *visit, const struct finding_ask *ask, const char *by)
{
    struct arena *arena = visit->arena;
    struct model *severities = add_choices(visit, KEY_severities);
    struct model *registers = add_choices(visit, KEY_registers);
    struct model *whens = add_choices(visit, KEY_whens);
    struct model *causes = add_choices(visit, KEY_causes);
    const char *last = "";
    int count;

    finding_add_choice(visit, severities, "breach", finding_severity_word(visit, "breach"),
                       ask->severity);
    finding_add_choice(visit, severities, "recommendation",
                       finding_severity_word(visit, "recommendation"), ask->severity);
    finding_add_choice(visit, whens, "always", visit_tr(visit, "いつも"), ask->when);
    finding_add_choice(visit, whens, "after_hours", visit_tr(visit, "閉庁後だけ"), ask->when);
    for (const struct register_kind *const *kind = visit->scene.kinds; *kind != NULL; kind++) {
        const char *name = finding_kind_path(*kind);
        if (strcmp(name, last) != 0)
            finding_add_choice(visit, registers, name, register_title(*kind, visit->scene.language),
                               ask->reg);
        last = name;
    }
    const struct pack_cause *all = pack_causes(visit->scene.pack, &count);
    for (int i = 0; i < count; i++)
        finding_add_choice(visit, causes, all[i].id, visit_pack_text(visit, all[i].title),
                           ask->cause);
    model_page_text(arena, visit->model, KEY_chosen_state,
                    ask->state != NULL ? ask->state : "open");
    model_page_text(arena, visit->model, KEY_chosen_by, by);
    model_page_text(arena, visit->model, KEY_chosen_section, value_or_null(visit, "section"));
    model_page_text(arena, visit->model, KEY_chosen_responsible, ask->responsible);
    model_page_text(arena, visit->model, KEY_chosen_code, ask->code);
    model_page_text(arena, visit->model, KEY_chosen_clause, ask->clause);
    model_page_text(arena, visit->model, KEY_chosen_part, value_or_null(visit, "part"));
    model_bool(arena, visit->model, KEY_is_filtered, is_narrowed(ask))->flags |= MODEL_PAGE_ONLY;
}

/* The acts of this page that the viewer may do. */
static void add_acts(struct visit *visit)
{
    const struct register_scene *scene = &visit->scene;

    model_bool(visit->arena, visit->model, KEY_may_check,
               may_scope(scene->viewer, scene->pack, "import", "*") == 2)
        ->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_may_export,
               may_scope(scene->viewer, scene->pack, "export", "findings") > 0)
        ->flags |= MODEL_PAGE_ONLY;
    const char *section = value_or_null(visit, "section");
    model_page_text(visit->arena, visit->model, KEY_export_url,
                    section != NULL ? visit_path(visit, "/findings/corrections", "section", section)
                                    : "/findings/corrections");
}

static int add_rows(struct visit *visit, struct model *items, const struct finding_ask *ask,
                    int64_t total, struct error *error)
{
    struct arena *arena = visit->arena;
    struct finding_row *rows = NULL;
    int64_t *numbers;
    int64_t limit = 0, offset = 0;
    int count = 0;
    int status = visit_number(visit, "limit", 1, MOST_ROWS, PAGE_ROWS, &limit, error);

    if (status == 0)
        status = visit_number(visit, "offset", 0, INT32_MAX, 0, &offset, error);
    if (status == 0)
        status =
            finding_ask_numbers(&visit->scene, ask, (int)limit, offset, &numbers, &count, error);
    if (status == 0 && count > 0)
        status = finding_list_numbers(&visit->scene, visit->rules, numbers, count, &rows, error);
    if (status < 0)
        return status;
    for (int i = 0; i < count; i++)
        finding_add_row(visit, items, &rows[i]);
    const char *after = arena_format(arena, "%lld", (long long)offset + limit);
    const char *before =
        arena_format(arena, "%lld", (long long)(offset > limit ? offset - limit : 0));
    bool has_next = offset + count < total;
    model_text(arena, visit->model, KEY_next,
               has_next ? arena_format(arena, "/api/1%s", visit_link(visit, "offset", after))
                        : NULL);
    model_page_text(arena, visit->model, KEY_next_url,
                    has_next ? visit_link(visit, "offset", after) : NULL);
    model_page_text(arena, visit->model, KEY_previous_url,
                    offset > 0 ? visit_link(visit, "offset", before) : NULL);
    model_page_text(arena, visit->model, KEY_range,
                    count > 0 ? arena_format(arena, "%lld–%lld", (long long)offset + 1,
                                             (long long)offset + count)
                              : NULL);
    return 0;
}

static int answer_groups(struct visit *visit, struct model *items, const struct finding_ask *ask,
                         const char *by, struct error *error)
{
    int status = finding_add_groups(visit, items, ask, by, error);

    model_text(visit->arena, visit->model, KEY_next, NULL);
    model_bool(visit->arena, visit->model, KEY_is_grouped, true)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_is_by_cause, strcmp(by, "cause") == 0)->flags |=
        MODEL_PAGE_ONLY;
    return status;
}

int finding_list_show(struct visit *visit, struct error *error)
{
    const char *by = value_or_null(visit, "by");
    struct finding_ask ask;
    struct finding_count *counts;
    int count;
    int status = read_ask(visit, &ask, error);

    if (status == 0 && !is_one_of(by, groupings)) {
        error_set(error, ERROR_INPUT, "",
                  "by は cause、clause、section、responsible のどれかです。");
        return error_at(error, "by", NULL);
    }
    if (status == 0 && may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") == 0)
        return may_refuse(visit->scene.viewer, "view", "findings", error);
    if (status == 0)
        status = finding_ask_counts(&visit->scene, &ask, 0, &counts, &count, error);
    if (status < 0)
        return status;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int64_t total = finding_count_all(counts, count);
    model_integer(visit->arena, visit->model, KEY_total, total);
    add_tabs(visit, &ask, by);
    add_filters(visit, &ask, by);
    add_acts(visit);
    return by != NULL ? answer_groups(visit, items, &ask, by, error)
                      : add_rows(visit, items, &ask, total, error);
}
