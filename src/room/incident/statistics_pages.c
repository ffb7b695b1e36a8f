#include "room/incident/statistics_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "room/incident/case_model.h"
#include "room/incident/publication.h"
#include "room/picture/chart.h"
#include "templates.h"

#include <stdlib.h>
#include <string.h>

enum { BARS_MOST = 12 };

static const char *kind_label(const struct visit *visit, const struct pack_incident *flow,
                              const char *word)
{
    return case_kind_title(visit, flow, word);
}

static const char *word_label(const struct visit *visit, const struct pack_incident *flow,
                              const char *word)
{
    (void)flow;
    return case_word(visit, word);
}

static const char *cause_label(const struct visit *visit, const struct pack_incident *flow,
                               const char *word)
{
    const struct pack_cause_code *cause = pack_cause_code(flow, word);

    return cause != NULL ? case_pack_text(visit, cause->title) : word;
}

static const char *own_label(const struct visit *visit, const struct pack_incident *flow,
                             const char *word)
{
    (void)visit;
    (void)flow;
    return word;
}

/* In the order of the page. */
static const struct division {
    enum model_key key;
    const char *title;
    const char *(*label)(const struct visit *visit, const struct pack_incident *flow,
                         const char *word);
} divisions[] = {{KEY_by_month, "月ごとの案件", own_label},
                 {KEY_by_kind, "種類ごとの案件", kind_label},
                 {KEY_by_severity, "重大さごとの案件", word_label},
                 {KEY_by_cause, "原因ごとの案件", cause_label},
                 {KEY_by_section, "課ごとの案件", own_label},
                 {KEY_by_phase, "段階ごとの案件", word_label}};

static int by_value(const void *left, const void *right)
{
    const struct chart_value *a = left, *b = right;

    return (a->value < b->value) - (a->value > b->value);
}

/* Largest first, the smallest together; months in their order, the last of them. */
static void add_chart(struct visit *visit, struct model *charts, const struct pack_incident *flow,
                      const struct division *division)
{
    struct model *counts = case_member(visit->model, division->key);
    bool is_month = division->key == KEY_by_month;
    struct chart_value *values;
    int64_t all = 0;
    int count = 0;

    if (counts == NULL || counts->first == NULL)
        return;
    for (struct model *each = counts->first; each != NULL; each = each->next)
        count++;
    values = arena_alloc(visit->arena, (size_t)count * sizeof *values);
    count = 0;
    for (struct model *each = counts->first; each != NULL; each = each->next) {
        const char *word = *each->name != '\0' ? each->name : NULL;
        values[count++] = (struct chart_value){word != NULL ? division->label(visit, flow, word)
                                                            : visit_tr(visit, "まだ分からない"),
                                               each->integer};
        all += each->integer;
    }
    if (!is_month)
        qsort(values, (size_t)count, sizeof *values, by_value);
    int first = is_month && count > BARS_MOST ? count - BARS_MOST : 0;
    for (int i = BARS_MOST; i < count && !is_month; i++)
        values[BARS_MOST - 1].value += values[i].value;
    if (count > BARS_MOST && !is_month)
        values[BARS_MOST - 1].label = visit_tr(visit, "ほか");
    chart_add(visit, charts, visit_tr(visit, division->title),
              arena_format(visit->arena, visit_tr(visit, "全部で %lld 件です。"), (long long)all),
              values + first, count - first < BARS_MOST ? count - first : BARS_MOST, false);
}

/* "3 時間 20 分" */
static const char *show_minutes(const struct visit *visit, int64_t minutes)
{
    int64_t hours = minutes / 60;

    if (hours >= 48)
        return arena_format(visit->arena, visit_tr(visit, "%lld 日 %lld 時間"),
                            (long long)(hours / 24), (long long)(hours % 24));
    if (hours > 0)
        return arena_format(visit->arena, visit_tr(visit, "%lld 時間 %lld 分"), (long long)hours,
                            (long long)(minutes % 60));
    return arena_format(visit->arena, visit_tr(visit, "%lld 分"), (long long)minutes);
}

static void show_time_of(struct visit *visit, struct model *row, enum model_key key)
{
    struct model *minutes = case_member(row, key);

    minutes->text = show_minutes(visit, minutes->integer);
}

static void put_titles(struct visit *visit, const struct pack_incident *flow)
{
    for (struct model *row = case_member(visit->model, KEY_times)->first; row != NULL;
         row = row->next) {
        model_page_text(visit->arena, row, KEY_title,
                        case_step_title(visit, flow, case_member(row, KEY_step)->text, NULL));
        show_time_of(visit, row, KEY_median_minutes);
        show_time_of(visit, row, KEY_longest_minutes);
    }
    for (struct model *row = case_member(visit->model, KEY_late)->first; row != NULL;
         row = row->next) {
        const char *duty = case_member(row, KEY_duty)->text, *slash = strchr(duty, '/');
        const char *step =
            slash != NULL ? arena_copy_bytes(visit->arena, duty, (size_t)(slash - duty)) : duty;
        model_page_text(visit->arena, row, KEY_title,
                        case_step_title(visit, flow, step, slash != NULL ? slash + 1 : NULL));
    }
}

static int statistics_show(struct visit *visit, struct error *error)
{
    const struct pack_incident *flow = pack_incident(visit->scene.pack);
    const char *asked = visit_value(visit, "drill");
    bool of_drills =
        asked != NULL && *asked != '\0' && strcmp(asked, "0") != 0 && strcmp(asked, "false") != 0;
    struct incident_case none;
    struct buffer text = {0};
    struct json json;
    int status = case_start(&visit->scene, visit->now_us, &none, error);

    if (status < 0)
        return status;
    json_start(&json, &text, NULL);
    json_object_start(&json);
    status = incident_stats(&visit->scene, visit->now_us, of_drills, &json, error);
    json_object_end(&json);
    json_finish(&json);
    if (status == 0)
        visit_take_json(visit, visit->model, KEY_NONE, buffer_string(&text));
    buffer_done(&text);
    if (status < 0)
        return status;
    model_bool(visit->arena, visit->model, KEY_is_drill, of_drills)->flags |= MODEL_PAGE_ONLY;
    struct model *charts = model_array(visit->arena, visit->model, KEY_charts);
    charts->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof divisions / sizeof *divisions; i++)
        add_chart(visit, charts, flow, &divisions[i]);
    put_titles(visit, flow);
    return 0;
}

const struct page statistics_pages[] = {
    {"GET", "/incidents/statistics", &template_incident_statistics, statistics_show, 0,
     "インシデントの統計"},
    {"GET", "/incidents/publication", &template_incident_publication, publication_show, 0,
     "公表用一覧"},
    {"GET", "/incidents/publication/export", NULL, publication_export, 0, "公表用一覧"},
    {.path = NULL},
};
