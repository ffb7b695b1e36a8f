/* One section: who leads it, who works in it, what it holds. CLAUSE: 1.2.4, 1.2.5, 1.2.6 */
#include "room/organisation/organisation_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "room/organisation/chart.h"
#include "store/store.h"

#include "room/organisation/organisation_pages_sql.h"
#include <stdlib.h>
#include <string.h>

int organisation_read_section(struct visit *visit, const char *part, int64_t *ret_id,
                              struct unit_names *ret_names, struct error *error)
{
    struct value section[UNIT_COLUMNS], department[UNIT_COLUMNS];
    char *end;
    int64_t id = strtoll(part, &end, 10);
    bool is_number = *end == '\0' && id > 0;
    struct error unknown = {.language = error->language};
    struct arena *arena = visit->arena;
    struct store *store = visit->scene.store;
    int result = is_number ? table_get(store, &unit_table, id, arena, section, NULL, &unknown)
                           : ERROR_MISSING;

    if (result == ERROR_MISSING || (result == 0 && strcmp(section[UNIT_kind].text, "section") != 0))
        return error_set(error, ERROR_MISSING, "",
                         "その課はありません。組織のページから選び直してください。");
    if (result < 0) {
        *error = unknown;
        return result;
    }
    *ret_names = (struct unit_names){.section = section[UNIT_name].text};
    if (section[UNIT_parent_id].kind == VALUE_INTEGER) {
        result = table_get(store, &unit_table, section[UNIT_parent_id].integer, arena, department,
                           NULL, error);
        if (result < 0)
            return result;
        ret_names->department = department[UNIT_name].text;
    }
    *ret_id = id;
    return 0;
}

const char *organisation_full_name(struct arena *arena, const struct unit_names *names)
{
    return names->department != NULL
               ? arena_format(arena, "%s %s", names->department, names->section)
               : names->section;
}

static const char *copy_column(struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

int organisation_add_staff(struct visit *visit, int64_t section_id, const struct moment *moment,
                           struct model *parent, enum model_key key, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_STAFF_OF_SECTION, error);
    struct model *list = model_array(visit->arena, parent, key);
    int step;

    if (query == NULL)
        return error->code;
    query_integer(query, "section_id", section_id);
    query_text(query, "on", moment->on);
    query_integer(query, "known_to", moment->known_to);
    while ((step = query_step(query, error)) == 1) {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        const char *staff_no = copy_column(visit, query, 0);
        const char *how = copy_column(visit, query, 3);

        model_text(visit->arena, item, KEY_staff_no, staff_no);
        model_text(visit->arena, item, KEY_name, copy_column(visit, query, 1));
        model_text(visit->arena, item, KEY_post, copy_column(visit, query, 2));
        model_text(visit->arena, item, KEY_how, how)->shown = chart_how(&visit->scene, how);
        model_text(visit->arena, item, KEY_unit, copy_column(visit, query, 4));
        const char *since = copy_column(visit, query, 5);
        model_text(visit->arena, item, KEY_since, since)->shown = visit_show_day(visit, since);
        model_page_text(visit->arena, item, KEY_url,
                        arena_format(visit->arena, "/organisation/people/%s", staff_no));
    }
    query_done(query);
    return step;
}

static int add_assets(struct visit *visit, int64_t section_id, const struct unit_names *names,
                      struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct query *query;
    int step;

    if (!may(scene->viewer, scene->pack, "view", "assets", section_id, 0))
        return 0;
    query = store_query(scene->store, SQL_ASSETS_OF_SECTION, error);
    if (query == NULL)
        return error->code;
    query_integer(query, "section_id", section_id);
    step = query_step(query, error);
    struct model *assets = model_object(visit->arena, visit->model, KEY_assets);
    if (step == 1)
        model_integer(visit->arena, assets, KEY_count, query_column_integer(query, 0));
    model_page_text(visit->arena, assets, KEY_url,
                    visit_path(visit, "/assets", "section", names->section));
    query_done(query);
    return step < 0 ? step : 0;
}

static int add_findings(struct visit *visit, int64_t section_id, const struct unit_names *names,
                        struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const struct finding_filter filter = {.section_id = section_id};
    struct finding_row *rows;
    int count, breaches = 0;

    if (!may(scene->viewer, scene->pack, "view", "findings", section_id, 0))
        return 0;
    int result = finding_list(scene, visit->rules, &filter, &rows, &count, error);
    if (result < 0)
        return result;
    for (int i = 0; i < count; i++)
        breaches += rows[i].severity != NULL && strcmp(rows[i].severity, "breach") == 0;
    struct model *findings = model_object(visit->arena, visit->model, KEY_findings);
    model_integer(visit->arena, findings, KEY_breach, breaches);
    model_integer(visit->arena, findings, KEY_recommendation, count - breaches);
    model_page_text(
        visit->arena, findings, KEY_url,
        visit_path(visit, "/findings", "section", organisation_full_name(visit->arena, names)));
    return 0;
}

static int add_systems(struct visit *visit, int64_t section_id, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct query *query = store_query(scene->store, SQL_SYSTEMS_OF_SECTION, error);
    struct model *list = model_array(visit->arena, visit->model, KEY_systems);
    int step;

    if (query == NULL)
        return error->code;
    query_integer(query, "section_id", section_id);
    while ((step = query_step(query, error)) == 1) {
        int64_t id = query_column_integer(query, 0);
        if (!may(scene->viewer, scene->pack, "view", "systems", section_id, id))
            continue;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_name, copy_column(visit, query, 1));
        model_text(visit->arena, item, KEY_segment, copy_column(visit, query, 2));
        model_page_text(visit->arena, item, KEY_url,
                        arena_format(visit->arena, "/systems/%lld", (long long)id));
        model_page_text(visit->arena, item, KEY_appoint_url,
                        may(scene->viewer, scene->pack, "appoint", "appointments", 0, id)
                            ? arena_format(visit->arena,
                                           "/organisation/appointments/new?system_id=%lld",
                                           (long long)id)
                            : NULL);
    }
    query_done(query);
    return step;
}

static void add_appointed(struct visit *visit, const struct query *query, bool may_end,
                          struct model *item)
{
    const char *id = copy_column(visit, query, 1);
    const struct pack_role *role = pack_role(visit->scene.pack, id);
    const char *from = copy_column(visit, query, 4), *to = copy_column(visit, query, 5);
    long long number = query_column_integer(query, 0);

    model_integer(visit->arena, item, KEY_id, number);
    model_text(visit->arena, item, KEY_role, id)->shown =
        role != NULL ? chart_text(&visit->scene, role->title) : id;
    model_text(visit->arena, item, KEY_staff_no, copy_column(visit, query, 2));
    model_text(visit->arena, item, KEY_name, copy_column(visit, query, 3));
    model_text(visit->arena, item, KEY_valid_from, from)->shown = visit_show_day(visit, from);
    model_text(visit->arena, item, KEY_valid_to, to)->shown = visit_show_day(visit, to);
    model_page_text(visit->arena, item, KEY_url,
                    arena_format(visit->arena, "/appointments/%lld", number));
    model_page_text(visit->arena, item, KEY_end_url,
                    may_end ? arena_format(visit->arena, "/appointments/%lld/end", number) : NULL);
}

/* Who is named, now and later, and where the naming is ended; missing for who may see none.
 * CLAUSE: 1.2.5 */
static int add_appointments(struct visit *visit, int64_t section_id, const char *on,
                            struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    bool may_end = may(scene->viewer, scene->pack, "appoint", "appointments", section_id, 0);
    int step;

    if (!may(scene->viewer, scene->pack, "view", "appointments", section_id, 0))
        return 0;
    struct query *query = store_query(scene->store, SQL_APPOINTMENTS_OF_SECTION, error);
    if (query == NULL)
        return error->code;
    query_integer(query, "section_id", section_id);
    query_text(query, "on", on);
    struct model *list = model_array(visit->arena, visit->model, KEY_appointments);
    while ((step = query_step(query, error)) == 1)
        add_appointed(visit, query, may_end, model_object(visit->arena, list, KEY_NONE));
    query_done(query);
    model_bool(visit->arena, visit->model, KEY_has_appointments, list->first != NULL)->flags |=
        MODEL_PAGE_ONLY;
    return step;
}

static void add_seats(struct visit *visit, const struct chart *chart)
{
    struct model *roles = model_array(visit->arena, visit->model, KEY_roles);

    for (int i = 0; i < chart->count; i++) {
        const struct role_holding *holding = chart->holdings[i];
        struct model *item = model_object(visit->arena, roles, KEY_NONE);

        model_text(visit->arena, item, KEY_role, holding->role->id);
        model_text(visit->arena, item, KEY_title, holding->role->title.japanese)->shown =
            chart_text(&visit->scene, holding->role->title);
        model_bool(visit->arena, item, KEY_is_optional, !holding->role->vacancy_is_finding)
            ->flags |= MODEL_PAGE_ONLY;
        chart_add_seat(chart, holding, item);
    }
}

int section_show(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct moment moment;
    struct unit_names names;
    struct chart chart;
    int64_t id;
    int result = organisation_moment(visit, &moment, error);

    if (result == 0)
        result = organisation_read_section(visit, visit->parts[0], &id, &names, error);
    if (result == 0)
        result = visit_may(visit, "view", "people", id, 0, error);
    if (result == 0)
        result = chart_read(visit, &moment, id, NULL, &chart, error);
    if (result < 0)
        return result;
    model_text(visit->arena, visit->model, KEY_at, arena_copy(visit->arena, moment.on))->shown =
        visit_show_day(visit, arena_copy(visit->arena, moment.on));
    model_integer(visit->arena, visit->model, KEY_section_id, id);
    model_text(visit->arena, visit->model, KEY_department, names.department);
    model_text(visit->arena, visit->model, KEY_section, names.section);
    model_page_text(visit->arena, visit->model, KEY_title,
                    organisation_full_name(visit->arena, &names));
    model_page_text(visit->arena, visit->model, KEY_date, arena_copy(visit->arena, moment.on));
    model_page_text(visit->arena, visit->model, KEY_appoint_url,
                    may(scene->viewer, scene->pack, "appoint", "appointments", id, 0)
                        ? arena_format(visit->arena,
                                       "/organisation/appointments/new?section_id=%lld",
                                       (long long)id)
                        : NULL);
    add_seats(visit, &chart);
    result = add_appointments(visit, id, moment.on, error);
    if (result == 0)
        result = organisation_add_staff(visit, id, &moment, visit->model, KEY_staff, error);
    if (result == 0)
        result = add_assets(visit, id, &names, error);
    if (result == 0)
        result = add_findings(visit, id, &names, error);
    return result == 0 ? add_systems(visit, id, error) : result;
}
