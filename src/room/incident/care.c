#include "room/incident/care.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "page/page.h"
#include "people/people.h"
#include "room/incident/case.h"
#include "room/incident/case_words.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

int incident_is_seen(const struct register_scene *scene, int64_t now_us, const char *no,
                     bool *ret_is_seen, struct error *error)
{
    struct incident_case held;
    struct error missing = {0};
    int status = case_load(scene, now_us, no, &held, &missing);

    if (status < 0 && status != ERROR_MISSING)
        return error_set(error, status, "", "%s", missing.text);
    *ret_is_seen = status == 0 && case_sees(&held);
    return 0;
}

static bool cares(const struct viewer *viewer, int64_t section_id)
{
    static const char *const roles[] = {"csirt_head", "incident_handler", "csirt_member", "ciso",
                                        "ciso_aide"};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (viewer_holds(viewer, roles[i], 0))
            return true;
    return section_id != 0 && (viewer_holds(viewer, "security_manager", section_id) ||
                               viewer_holds(viewer, "security_officer", section_id));
}

static const char *copy(const struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

static void put_case(struct visit *visit, struct model *item, const struct query *query)
{
    const char *no = copy(visit, query, 0), *due_at = copy(visit, query, 6);
    const char *phase = copy(visit, query, 2), *severity = copy(visit, query, 3);
    int64_t due_us;

    model_text(visit->arena, item, KEY_case, no);
    model_text(visit->arena, item, KEY_what, copy(visit, query, 1));
    model_text(visit->arena, item, KEY_phase, phase)->shown = case_word(visit, phase);
    model_text(visit->arena, item, KEY_severity, severity)->shown = case_word(visit, severity);
    model_bool(visit->arena, item, KEY_drill, query_column_integer(query, 4) == 1);
    model_text(visit->arena, item, KEY_due_at, due_at)->shown = visit_show_time(visit, due_at);
    model_bool(visit->arena, item, KEY_late,
               due_at != NULL && time_parse(due_at, &due_us) && due_us < visit->now_us);
    model_integer(visit->arena, item, KEY_open, query_column_integer(query, 7));
    model_page_text(visit->arena, item, KEY_url, arena_format(visit->arena, "/incidents/%s", no));
}

int incident_add_care(struct visit *visit, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_INCIDENT_CARE, error);
    struct model *items = model_array(visit->arena, visit->model, KEY_care);
    int got;

    if (query == NULL)
        return error->code;
    while ((got = query_step(query, error)) == 1)
        if (cares(visit->scene.viewer, query_column_integer(query, 5)))
            put_case(visit, model_object(visit->arena, items, KEY_NONE), query);
    query_done(query);
    model_bool(visit->arena, visit->model, KEY_has_care, model_is_true(items))->flags |=
        MODEL_PAGE_ONLY;
    return got;
}
