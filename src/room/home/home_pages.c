#include "room/home/home_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "page/saved_view.h"
#include "people/people.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_groups.h"
#include "room/finding/finding_model.h"
#include "room/incident/care.h"
#include "room/notice/notice_pages.h"
#include "store/store.h"
#include "templates.h"

#include "room/home/home_sql.h"
#include <string.h>

static bool holds(const struct visit *visit, const char *role)
{
    for (const char *const *each = visit->scene.viewer->roles; *each != NULL; each++)
        if (strcmp(*each, role) == 0)
            return true;
    return false;
}

static void add_roles(struct visit *visit)
{
    struct model *roles = model_array(visit->arena, visit->model, KEY_roles);

    for (const char *const *each = visit->scene.viewer->roles; *each != NULL; each++) {
        const struct pack_role *role = pack_role(visit->scene.pack, *each);
        if (role == NULL)
            continue;
        struct model *item = model_object(visit->arena, roles, KEY_NONE);
        model_text(visit->arena, item, KEY_id, *each);
        model_text(visit->arena, item, KEY_title, visit_pack_text(visit, role->title));
    }
}

static int add_pending(struct visit *visit, struct error *error)
{
    struct arena *arena = visit->arena;
    struct query *query = store_query(visit->scene.store, SQL_HOME_PENDING, error);
    int step;

    if (query == NULL)
        return error->code;
    query_text(query, "approver", visit->scene.viewer->staff_no);
    struct model *items = model_array(arena, visit->model, KEY_pending);
    while ((step = query_step(query, error)) > 0) {
        struct model *item = model_object(arena, items, KEY_NONE);
        const char *id = arena_copy(arena, query_column_text(query, 3));
        const char *until = arena_copy(arena, query_column_text(query, 1));
        const char *asked_by = query_column_text(query, 2);
        model_text(arena, item, KEY_finding, id);
        model_text(arena, item, KEY_key, arena_copy(arena, query_column_text(query, 4)));
        model_text(arena, item, KEY_code, arena_copy(arena, query_column_text(query, 5)));
        model_text(arena, item, KEY_reason, arena_copy(arena, query_column_text(query, 0)));
        model_text(arena, item, KEY_until, until)->shown = visit_show_day(visit, until);
        model_text(arena, item, KEY_requested_by,
                   asked_by != NULL ? arena_copy(arena, asked_by) : NULL);
        model_page_text(arena, item, KEY_url, arena_format(arena, "/findings/%s", id));
    }
    query_done(query);
    return step;
}

/* One thing to do: how many, and where. Nothing to do is not shown. */
static int add_duty(struct visit *visit, struct model *duties, const struct finding_ask *ask,
                    const char *title, const char *url, struct error *error)
{
    struct finding_count *counts;
    int count;
    int status = finding_ask_counts(&visit->scene, ask, 0, &counts, &count, error);

    if (status < 0 || count == 0)
        return status;
    struct model *duty = model_object(visit->arena, duties, KEY_NONE);
    model_text(visit->arena, duty, KEY_title, title);
    model_integer(visit->arena, duty, KEY_count, finding_count_all(counts, count));
    model_page_text(visit->arena, duty, KEY_url, url);
    return 0;
}

/* What follows from the roles held: answers, sign-offs, seats, accounts. CLAUSE: 1.2.4, 1.2.6 */
static int add_duties(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct model *duties = model_array(visit->arena, visit->model, KEY_duties);
    const struct finding_ask late = {.promised_before = scene->today};
    const struct finding_ask unanswered = {.severity = "breach", .unanswered = true};
    const struct finding_ask unsigned_ask = {.code = "D01"};
    const struct finding_ask vacant = {.code = "P01"};
    const struct finding_ask accounts = {.reg = "accounts", .severity = "breach"};
    bool answers = may_scope(scene->viewer, scene->pack, "edit", "corrections") > 0;
    bool declares = may_scope(scene->viewer, scene->pack, "approve", "declarations") > 0 ||
                    holds(visit, "ciso_aide");
    bool appoints = may_scope(scene->viewer, scene->pack, "appoint", "appointments") == 2 ||
                    holds(visit, "ciso_aide") || holds(visit, "committee_secretariat");
    int status = 0;

    if (answers)
        status = add_duty(visit, duties, &late, visit_tr(visit, "約束した期限を過ぎた是正"),
                          visit_path(visit, "/findings", "promised_before", scene->today), error);
    if (status == 0 && answers)
        status = add_duty(visit, duties, &unanswered, visit_tr(visit, "回答のない違反"),
                          "/findings?severity=breach&unanswered=1", error);
    if (status == 0 && declares)
        status = add_duty(visit, duties, &unsigned_ask,
                          visit_tr(visit, "台帳も「保有なし」の署名もない課"), "/findings?code=D01",
                          error);
    if (status == 0 && appoints)
        status = add_duty(visit, duties, &vacant, visit_tr(visit, "空席の役割"),
                          "/findings?code=P01", error);
    if (status == 0 && scene->viewer->system_count > 0)
        status = add_duty(visit, duties, &accounts, visit_tr(visit, "担当システムの利用者の違反"),
                          "/findings?register=accounts&severity=breach", error);
    return status;
}

/* Counts by severity of what was asked. */
static void add_counts(struct visit *visit, struct model *object,
                       const struct finding_count *counts, int count, int64_t section_id)
{
    int64_t breaches = 0, recommendations = 0, excused = 0;

    for (int i = 0; i < count; i++) {
        const struct pack_code *code = pack_code(visit->scene.pack, counts[i].code);
        if (code == NULL || (section_id != 0 && counts[i].section_id != section_id) ||
            strcmp(counts[i].state, "closed") == 0)
            continue;
        if (strcmp(counts[i].state, "excused") == 0)
            excused += counts[i].count;
        else if (strcmp(code->severity, "breach") == 0)
            breaches += counts[i].count;
        else
            recommendations += counts[i].count;
    }
    model_integer(visit->arena, object, KEY_breaches, breaches);
    model_integer(visit->arena, object, KEY_recommendations, recommendations);
    model_integer(visit->arena, object, KEY_excused, excused);
}

static int count_open_and_excused(struct visit *visit, unsigned by, struct finding_count **ret_all,
                                  int *ret_count, struct error *error)
{
    struct finding_ask open = {.state = "open"}, excused = {.state = "excused"};
    struct finding_count *first = NULL, *second = NULL;
    int first_count = 0, second_count = 0;
    int status = finding_ask_counts(&visit->scene, &open, by, &first, &first_count, error);

    if (status == 0)
        status = finding_ask_counts(&visit->scene, &excused, by, &second, &second_count, error);
    if (status < 0)
        return status;
    struct finding_count *all =
        arena_alloc(visit->arena, (size_t)(first_count + second_count + 1) * sizeof *all);
    if (first_count > 0)
        memcpy(all, first, (size_t)first_count * sizeof *all);
    if (second_count > 0)
        memcpy(all + first_count, second, (size_t)second_count * sizeof *all);
    *ret_all = all;
    *ret_count = first_count + second_count;
    return 0;
}

static int add_sections(struct visit *visit, struct error *error)
{
    const struct viewer *viewer = visit->scene.viewer;
    struct model *sections = model_array(visit->arena, visit->model, KEY_sections);
    struct finding_sections names;
    struct finding_count *counts;
    int count;
    int status = count_open_and_excused(visit, FINDING_BY_SECTION, &counts, &count, error);

    if (status == 0)
        status = finding_read_sections(&visit->scene, &names, error);
    for (int i = 0; status == 0 && i < viewer->section_count; i++) {
        const char *name = finding_section_name(&names, viewer->sections[i]);
        if (name == NULL ||
            !may(viewer, visit->scene.pack, "view", "findings", viewer->sections[i], 0))
            continue;
        struct model *item = model_object(visit->arena, sections, KEY_NONE);
        model_text(visit->arena, item, KEY_section, name);
        model_text(visit->arena, item, KEY_responsible,
                   finding_section_managers(&names, viewer->sections[i], visit->arena));
        add_counts(visit, item, counts, count, viewer->sections[i]);
        model_page_text(visit->arena, item, KEY_url,
                        visit_path(visit, "/findings", "section", name));
        model_page_text(visit->arena, item, KEY_assets_url,
                        visit_path(visit, "/assets", "section", name));
    }
    return status;
}

/* How the whole city stands, for those who see all of it. */
static int add_city(struct visit *visit, struct error *error)
{
    struct finding_count *counts;
    int count;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") < 2)
        return 0;
    int status = count_open_and_excused(visit, 0, &counts, &count, error);
    if (status < 0)
        return status;
    struct model *whole = model_object(visit->arena, visit->model, KEY_whole);
    add_counts(visit, whole, counts, count, 0);
    struct finding_ask ask = {.severity = "breach"};
    return finding_add_groups(visit, model_array(visit->arena, whole, KEY_causes), &ask, "cause",
                              error);
}

static int show_home(struct visit *visit, struct error *error)
{
    bool is_done = false;
    int status = home_add_first_day(visit, &is_done, error);

    if (status < 0)
        return status;
    model_bool(visit->arena, visit->model, KEY_is_first_day, !is_done);
    add_roles(visit);
    model_bool(visit->arena, visit->model, KEY_is_auditor, holds(visit, "audit_head"))->flags |=
        MODEL_PAGE_ONLY;
    status = notice_add_owed(visit, error);
    if (status == 0)
        status = incident_add_care(visit, error);
    if (status == 0)
        status = add_pending(visit, error);
    if (status == 0)
        status = add_duties(visit, error);
    if (status == 0)
        status = add_sections(visit, error);
    if (status == 0)
        status = add_city(visit, error);
    if (status == 0 && !visit->wants_json)
        status = saved_views_put(visit, NULL, "", NULL, error);
    return status == 0 ? home_add_changes(visit, error) : status;
}

static int show_first_day(struct visit *visit, struct error *error)
{
    bool is_done;
    int status = home_add_first_day(visit, &is_done, error);

    if (status == 0)
        model_bool(visit->arena, visit->model, KEY_is_done, is_done);
    return status;
}

const struct page home_pages[] = {
    {"GET", "/", &template_home, show_home, 0, "ホーム"},
    {"GET", "/first-day", &template_first_day, show_first_day, 0, "はじめての日"},
    {.path = NULL},
};
