#include "room/organisation/organisation_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"
#include "page/page.h"
#include "people/people.h"
#include "room/organisation/chart.h"
#include "room/organisation/organisation.h"

#include "templates.h"

#include <string.h>

int organisation_moment(struct visit *visit, struct moment *ret_moment, struct error *error)
{
    struct moment moment = {.known_to = INT64_MAX};
    const char *on = NULL, *known_on = NULL;
    int64_t day_end_us;
    char next[DATE_SIZE];
    int result = visit_date(visit, "at", &on, error);

    if (result == 0)
        result = visit_date(visit, "known_at", &known_on, error);
    if (result < 0)
        return result;
    memcpy(moment.on, on != NULL ? on : visit->scene.today, DATE_SIZE);
    if (known_on != NULL) {
        date_add_days(known_on, 1, next);
        must(time_parse(arena_format(visit->arena, "%sT00:00:00+09:00", next), &day_end_us));
        result = record_last_before(visit->scene.store, day_end_us, &moment.known_to, error);
    }
    *ret_moment = moment;
    return result;
}

/* Where on the page its holders stand. */
static const char *place_of_role(struct arena *arena, const struct pack_role *role)
{
    if (strcmp(role->unit_kind, "section") == 0)
        return "#sections";
    if (strcmp(role->unit_kind, "system") == 0)
        return "#systems";
    return role->table == 0 ? "#others" : arena_format(arena, "#table-%d", role->table);
}

/* The roles with seats that are empty and should not be, and where to look. CLAUSE: 1.2.4 */
static void add_vacancies(const struct chart *chart, struct model *root)
{
    const struct register_scene *scene = chart->scene;
    int count;
    const struct pack_role *roles = pack_roles(scene->pack, &count);
    struct model *list = model_array(scene->arena, root, KEY_vacancies);

    list->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < count; i++) {
        int vacant = 0;
        for (int j = 0; j < chart->count; j++)
            vacant +=
                chart->holdings[j]->role == &roles[i] && chart->holdings[j]->holder_count == 0;
        if (vacant == 0 || !roles[i].vacancy_is_finding)
            continue;
        struct model *item = model_object(scene->arena, list, KEY_NONE);
        model_text(scene->arena, item, KEY_label, chart_text(scene, roles[i].title));
        model_integer(scene->arena, item, KEY_count, vacant);
        model_text(scene->arena, item, KEY_url, place_of_role(scene->arena, &roles[i]));
    }
}

/* What the page says of the day it shows. */
static void add_day(struct visit *visit, const struct moment *moment)
{
    bool is_future = strcmp(moment->on, visit->scene.today) > 0;
    const char *known_at = visit_value(visit, "known_at");

    model_page_text(visit->arena, visit->model, KEY_date, arena_copy(visit->arena, moment->on));
    model_bool(visit->arena, visit->model, KEY_is_future, is_future)->flags |= MODEL_PAGE_ONLY;
    if (moment->known_to != INT64_MAX)
        model_page_text(visit->arena, visit->model, KEY_known_at, known_at);
    model_page_text(visit->arena, visit->model, KEY_section, visit_value(visit, "section"));
}

/* CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
static int organisation_show(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct moment moment;
    struct chart chart;
    int result = organisation_moment(visit, &moment, error);

    if (result == 0)
        result = chart_read(visit, &moment, 0, visit_value(visit, "section"), &chart, error);
    if (result < 0)
        return result;
    add_day(visit, &moment);
    chart_add_tables(&chart, visit->model);
    chart_add_figure(&chart, visit->model);
    add_vacancies(&chart, visit->model);
    struct model *crossings = model_array(visit->arena, visit->model, KEY_crossings);
    crossings->flags |= MODEL_PAGE_ONLY;
    chart_add_crossing(&chart, "section", crossings);
    chart_add_crossing(&chart, "system", crossings);
    model_bool(visit->arena, visit->model, KEY_may_preview,
               may_scope(scene->viewer, scene->pack, "import", "transfers") == 2)
        ->flags |= MODEL_PAGE_ONLY;
    return 0;
}

/* The outer contract's `people`: roles and who holds them, narrowed by role and section. */
static int roles_show(struct visit *visit, struct error *error)
{
    struct moment moment;
    struct buffer text = {0};
    struct json json;
    int result = organisation_moment(visit, &moment, error);

    if (result < 0)
        return result;
    json_start(&json, &text, NULL);
    result = organisation_people(&visit->scene, &moment, visit_value(visit, "role"),
                                 visit_value(visit, "section"), &json, error);
    if (result == 0) {
        json_finish(&json);
        visit_take_json(visit, visit->model, KEY_items, buffer_string(&text));
    }
    buffer_done(&text);
    return result;
}

const struct page organisation_pages[] = {
    {"GET", "/organisation", &template_organisation, organisation_show, 0, "組織"},
    {"GET", "/organisation/roles", NULL, roles_show, PAGE_ONLY_IN_API, "役割とその担い手"},
    {"GET", "/organisation/sections/*", &template_organisation_section, section_show, 0, "課"},
    {"GET", "/organisation/people/*", &template_organisation_person, person_show, 0, "人"},
    {"GET", "/organisation/appointments/new", &template_organisation_appoint, appoint_form,
     PAGE_NOT_IN_API, "指名"},
    {"POST", "/organisation/appointments", &template_organisation_appoint, appoint_post, 0, "指名"},
    {"GET", "/organisation/preview", &template_organisation_preview, preview_form, PAGE_NOT_IN_API,
     "人事異動の下見"},
    {"POST", "/organisation/preview", &template_organisation_preview, preview_post, PAGE_LARGE,
     "人事異動の下見"},
    {.path = NULL},
};
