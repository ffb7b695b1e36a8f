#include "room/incident/list_page.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "people/people.h"
#include "room/incident/case_model.h"
#include "room/organisation/organisation.h"

#include <string.h>

enum { PAGE_ROWS = 50, MOST_ROWS = 500 };

static const char *value_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static bool is_yes(const char *value)
{
    return value != NULL && strcmp(value, "false") != 0 && strcmp(value, "0") != 0;
}

static int refuse_word(const char *name, const char *value, struct error *error)
{
    error_set(error, ERROR_INPUT, "", "「%s」では絞り込めません。一覧から選び直してください。",
              value);
    return error_at(error, name, NULL);
}

static int read_ask(struct visit *visit, struct incident_ask *ask, struct error *error)
{
    const char *section = value_or_null(visit, "section"), *drill = value_or_null(visit, "drill");

    *ask = (struct incident_ask){.words = value_or_null(visit, "q"),
                                 .folder = visit->folder,
                                 .phase = value_or_null(visit, "phase"),
                                 .kind = value_or_null(visit, "kind"),
                                 .severity = value_or_null(visit, "severity"),
                                 .only_open = is_yes(value_or_null(visit, "open")),
                                 .is_drill_asked = drill != NULL,
                                 .is_drill = is_yes(drill)};
    if (ask->phase != NULL && phase_of(ask->phase) == PHASES)
        return refuse_word("phase", ask->phase, error);
    if (ask->severity != NULL && severity_of(ask->severity) == SEVERITIES)
        return refuse_word("severity", ask->severity, error);
    int status = visit_date(visit, "from", &ask->noticed_from, error);
    if (status == 0)
        status = visit_date(visit, "to", &ask->noticed_to, error);
    if (status == 0 && section != NULL)
        status = organisation_find_section(&visit->scene, section, &ask->section_id, error);
    if (status == 0)
        status = visit_number(visit, "limit", 1, MOST_ROWS, PAGE_ROWS, &ask->limit, error);
    return status == 0 ? visit_number(visit, "offset", 0, INT32_MAX, 0, &ask->offset, error)
                       : status;
}

static struct model *add_choices(struct visit *visit, enum model_key key)
{
    struct model *choices = model_array(visit->arena, visit->model, key);

    choices->flags |= MODEL_PAGE_ONLY;
    case_add_choice(visit, choices, "", visit_tr(visit, "すべて"), NULL);
    return choices;
}

static void put_filters(struct visit *visit, const struct incident_ask *ask)
{
    const struct pack_incident *flow = pack_incident(visit->scene.pack);
    struct model *phases = add_choices(visit, KEY_states);
    struct model *severities = add_choices(visit, KEY_severities);
    struct model *kinds = add_choices(visit, KEY_kinds);
    struct model *drills = add_choices(visit, KEY_ways);
    const char *drill = !ask->is_drill_asked ? NULL : ask->is_drill ? "1" : "0";

    for (int i = PHASE_REPORTED; i < PHASES; i++)
        case_add_choice(visit, phases, phase_word((enum phase)i),
                        case_word(visit, phase_word((enum phase)i)), ask->phase);
    for (int i = SEVERITIES - 1; i >= 0; i--)
        case_add_choice(visit, severities, severity_word((enum severity)i),
                        case_word(visit, severity_word((enum severity)i)), ask->severity);
    for (int i = 0; flow != NULL && i < flow->playbook_count; i++)
        case_add_choice(visit, kinds, flow->playbooks[i].kind,
                        case_pack_text(visit, flow->playbooks[i].title), ask->kind);
    case_add_choice(visit, drills, "0", visit_tr(visit, "訓練を除く"), drill);
    case_add_choice(visit, drills, "1", visit_tr(visit, "訓練だけ"), drill);
    model_page_text(visit->arena, visit->model, KEY_chosen_section,
                    value_or_null(visit, "section"));
    model_page_text(visit->arena, visit->model, KEY_chosen_from, ask->noticed_from);
    model_page_text(visit->arena, visit->model, KEY_chosen_to, ask->noticed_to);
    bool is_narrowed = ask->only_open || ask->words != NULL || ask->phase != NULL ||
                       ask->kind != NULL || ask->severity != NULL || ask->section_id != 0 ||
                       ask->noticed_from != NULL || ask->noticed_to != NULL || ask->is_drill_asked;
    model_bool(visit->arena, visit->model, KEY_is_filtered, is_narrowed)->flags |= MODEL_PAGE_ONLY;
    bool sees_all = may_scope(visit->scene.viewer, visit->scene.pack, "view", "incidents") == 2;
    model_bool(visit->arena, visit->model, KEY_sees_all, sees_all)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_is_open, ask->only_open)->flags |= MODEL_PAGE_ONLY;
}

static const char *page_at(struct visit *visit, int64_t offset)
{
    return visit_link(visit, "offset", arena_format(visit->arena, "%lld", (long long)offset));
}

static void put_pages(struct visit *visit, const struct incident_ask *ask, int count, int64_t total)
{
    bool has_next = ask->offset + count < total;
    const char *next = has_next ? page_at(visit, ask->offset + count) : NULL;
    int64_t before = ask->offset > ask->limit ? ask->offset - ask->limit : 0;

    model_integer(visit->arena, visit->model, KEY_total, total);
    model_text(visit->arena, visit->model, KEY_next,
               has_next ? arena_format(visit->arena, "/api/1%s", next) : NULL);
    model_page_text(visit->arena, visit->model, KEY_next_url, next);
    model_page_text(visit->arena, visit->model, KEY_previous_url,
                    ask->offset > 0 ? page_at(visit, before) : NULL);
    model_page_text(visit->arena, visit->model, KEY_range,
                    count > 0 ? arena_format(visit->arena, "%lld–%lld", (long long)ask->offset + 1,
                                             (long long)ask->offset + count)
                              : NULL);
}

static int take_rows(struct visit *visit, const struct incident_ask *ask, int *ret_count,
                     int64_t *ret_total, struct error *error)
{
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    int status =
        incident_list(&visit->scene, visit->now_us, ask, &json, ret_count, ret_total, error);
    json_finish(&json);
    if (status == 0)
        visit_take_json(visit, visit->model, KEY_items, buffer_string(&text));
    buffer_done(&text);
    return status;
}

int incident_list_show(struct visit *visit, struct error *error)
{
    struct incident_ask ask;
    int count = 0;
    int64_t total = 0;
    int status = read_ask(visit, &ask, error);

    if (status == 0)
        status = take_rows(visit, &ask, &count, &total, error);
    if (status < 0)
        return status;
    for (struct model *row = visit->model->last->first; row != NULL; row = row->next)
        case_put_row(visit, pack_incident(visit->scene.pack), row);
    put_pages(visit, &ask, count, total);
    put_filters(visit, &ask);
    return 0;
}
