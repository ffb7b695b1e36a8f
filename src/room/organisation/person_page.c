/* What one person holds, now and over time, and since when the city knows it. CLAUSE: 1.2.4 */
#include "room/organisation/organisation_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "record/record.h"
#include "room/organisation/chart.h"
#include "store/store.h"

#include "room/organisation/organisation_pages_sql.h"

static int find_person(struct visit *visit, int64_t *ret_id, const char **ret_staff_no,
                       struct error *error)
{
    const char *staff_no = text_staff_number(visit->arena, visit->parts[0]);
    int64_t id = staff_no != NULL ? people_find_person(visit->scene.store, staff_no, error) : 0;

    if (id < 0)
        return (int)id;
    if (id == 0)
        return error_set(error, ERROR_MISSING, "",
                         "その職員番号の人は名簿にいません。番号を確かめてください。");
    *ret_id = id;
    *ret_staff_no = staff_no;
    return 0;
}

/* Themself, or whoever may see the people of a section the person works in, then or now. */
static int check_viewer(struct visit *visit, int64_t person_id, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct assignment *list;
    int count;

    if (scene->viewer->person_id == person_id ||
        may_scope(scene->viewer, scene->pack, "view", "people") == 2)
        return 0;
    int result = people_assignments(scene->store, person_id, visit->arena, &list, &count, error);
    if (result < 0)
        return result;
    for (int i = 0; i < count; i++)
        if (assignment_holds(&list[i], scene->today) &&
            may(scene->viewer, scene->pack, "view", "people", list[i].place.section_id, 0))
            return 0;
    return may_refuse(scene->viewer, "view", "people", error);
}

static const char *copy_column(struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

static void add_day(struct visit *visit, struct model *item, enum model_key key, const char *day)
{
    model_text(visit->arena, item, key, day)->shown = visit_show_day(visit, day);
}

/* The time of a record entry, which is when the city came to know. */
static int add_entry_time(struct visit *visit, struct model *item, enum model_key key,
                          const struct query *query, int column, struct error *error)
{
    char text[TIME_SIZE];
    int64_t us;

    if (query_is_null(query, column)) {
        model_null(visit->arena, item, key);
        return 0;
    }
    int result =
        record_entry_time(visit->scene.store, query_column_integer(query, column), &us, error);
    if (result < 0)
        return result;
    time_format_utc(us, text);
    const char *time = arena_copy(visit->arena, text);
    model_text(visit->arena, item, key, time)->shown = visit_show_time(visit, time);
    return 0;
}

static int add_assignment(struct visit *visit, struct model *list, const struct query *query,
                          struct error *error)
{
    struct model *item = model_object(visit->arena, list, KEY_NONE);
    const char *how = copy_column(visit, query, 4);

    model_text(visit->arena, item, KEY_department, copy_column(visit, query, 0));
    model_text(visit->arena, item, KEY_section, copy_column(visit, query, 1));
    model_text(visit->arena, item, KEY_unit, copy_column(visit, query, 2));
    model_text(visit->arena, item, KEY_post, copy_column(visit, query, 3));
    model_text(visit->arena, item, KEY_how, how)->shown = chart_how(&visit->scene, how);
    add_day(visit, item, KEY_valid_from, copy_column(visit, query, 5));
    add_day(visit, item, KEY_valid_to, copy_column(visit, query, 6));
    int result = add_entry_time(visit, item, KEY_known_from, query, 7, error);
    return result == 0 ? add_entry_time(visit, item, KEY_known_to, query, 8, error) : result;
}

/* What holds as known now stands in "assignments", what was put right since in "corrected". */
static int add_assignments(struct visit *visit, int64_t person_id, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_ASSIGNMENTS_OVER_TIME, error);
    struct model *known = model_array(visit->arena, visit->model, KEY_assignments);
    struct model *corrected = model_array(visit->arena, visit->model, KEY_corrected);
    int step, result = 0;

    if (query == NULL)
        return error->code;
    query_integer(query, "person_id", person_id);
    while (result == 0 && (step = query_step(query, error)) != 0)
        result = step < 0 ? step
                          : add_assignment(visit, query_is_null(query, 8) ? known : corrected,
                                           query, error);
    query_done(query);
    return result;
}

static int add_appointments(struct visit *visit, const char *staff_no, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_APPOINTMENTS_OF_PERSON, error);
    struct model *list = model_array(visit->arena, visit->model, KEY_appointments);
    int step;

    if (query == NULL)
        return error->code;
    query_text(query, "staff_no", staff_no);
    while ((step = query_step(query, error)) == 1) {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        const char *id = copy_column(visit, query, 0);
        const struct pack_role *role = pack_role(visit->scene.pack, id);

        model_text(visit->arena, item, KEY_role, id)->shown =
            role != NULL ? chart_text(&visit->scene, role->title) : id;
        model_text(visit->arena, item, KEY_department, copy_column(visit, query, 1));
        model_text(visit->arena, item, KEY_section, copy_column(visit, query, 2));
        model_text(visit->arena, item, KEY_system, copy_column(visit, query, 3));
        model_text(visit->arena, item, KEY_appointed_by, copy_column(visit, query, 4));
        add_day(visit, item, KEY_valid_from, copy_column(visit, query, 5));
        add_day(visit, item, KEY_valid_to, copy_column(visit, query, 6));
        const char *ended_at = copy_column(visit, query, 7);
        model_text(visit->arena, item, KEY_ended_at, ended_at)->shown =
            visit_show_time(visit, ended_at);
    }
    query_done(query);
    return step;
}

/* The roles of the person on the day. */
static void add_roles(struct visit *visit, const struct chart *chart, int64_t person_id)
{
    struct model *list = model_array(visit->arena, visit->model, KEY_roles);

    for (int i = 0; i < chart->count; i++) {
        const struct role_holding *held = chart->holdings[i];
        for (int j = 0; j < held->holder_count; j++) {
            const struct holder *holder = &held->holders[j];
            if (holder->person_id != person_id)
                continue;
            struct model *item = model_object(visit->arena, list, KEY_NONE);
            model_text(visit->arena, item, KEY_role, held->role->id);
            model_text(visit->arena, item, KEY_title, held->role->title.japanese)->shown =
                chart_text(&visit->scene, held->role->title);
            model_text(visit->arena, item, KEY_clause, held->role->clause);
            model_text(visit->arena, item, KEY_unit, held->unit);
            model_text(visit->arena, item, KEY_how, holder->how)->shown =
                chart_how(&visit->scene, holder->how);
            add_day(visit, item, KEY_since, holder->since);
        }
    }
}

int person_show(struct visit *visit, struct error *error)
{
    struct value values[PERSON_COLUMNS];
    struct moment moment;
    struct chart chart;
    int64_t id = 0;
    const char *staff_no;
    int result = organisation_moment(visit, &moment, error);

    if (result == 0)
        result = find_person(visit, &id, &staff_no, error);
    if (result == 0)
        result = check_viewer(visit, id, error);
    if (result == 0)
        result =
            table_get(visit->scene.store, &person_table, id, visit->arena, values, NULL, error);
    if (result == 0)
        result = chart_read(visit, &moment, 0, NULL, &chart, error);
    if (result < 0)
        return result;
    const char *on = arena_copy(visit->arena, moment.on);
    add_day(visit, visit->model, KEY_at, on);
    model_page_text(visit->arena, visit->model, KEY_date, on);
    model_text(visit->arena, visit->model, KEY_staff_no, staff_no);
    model_text(visit->arena, visit->model, KEY_name, values[PERSON_name].text);
    model_page_text(visit->arena, visit->model, KEY_title, values[PERSON_name].text);
    add_roles(visit, &chart, id);
    if (visit->scene.viewer->person_id != id) /* a career is more than name and post */
        visit_saw_class_a(visit, "people", staff_no);
    result = add_assignments(visit, id, error);
    model_bool(visit->arena, visit->model, KEY_has_corrected,
               model_is_true(model_get(visit->model, KEY_corrected)))
        ->flags |= MODEL_PAGE_ONLY;
    return result == 0 ? add_appointments(visit, staff_no, error) : result;
}
