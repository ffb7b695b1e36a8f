/* What changed since yesterday morning: findings, imports, people who moved. */
#include "room/home/home_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_model.h"
#include "store/store.h"

#include "room/home/home_sql.h"
#include <string.h>

enum { SHOWN = 5 };

struct since {
    char day[DATE_SIZE];  /* yesterday */
    char time[TIME_SIZE]; /* its first moment, UTC */
};

static void start_of_yesterday(const struct visit *visit, struct since *ret_since)
{
    int64_t us;

    date_add_days(visit->scene.today, -1, ret_since->day);
    must(time_parse(arena_format(visit->arena, "%sT00:00", ret_since->day), &us));
    time_format_utc(us, ret_since->time);
}

static int add_findings(struct visit *visit, struct model *changes, enum model_key key,
                        enum model_key count_key, const struct finding_ask *ask,
                        struct error *error)
{
    struct finding_count *counts;
    struct finding_row *rows = NULL;
    int64_t *numbers;
    int count, shown = 0;
    int status = finding_ask_counts(&visit->scene, ask, 0, &counts, &count, error);

    if (status == 0)
        status = finding_ask_numbers(&visit->scene, ask, SHOWN, 0, &numbers, &shown, error);
    if (status == 0 && shown > 0)
        status = finding_list_numbers(&visit->scene, visit->rules, numbers, shown, &rows, error);
    if (status < 0)
        return status;
    model_integer(visit->arena, changes, count_key, finding_count_all(counts, count));
    struct model *items = model_array(visit->arena, changes, key);
    for (int i = 0; i < shown; i++)
        finding_add_row(visit, items, &rows[i]);
    return 0;
}

static void add_import(struct visit *visit, struct model *imports, const struct query *query)
{
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, imports, KEY_NONE);
    const char *kind = arena_copy(arena, query_column_text(query, 1));
    const char *file = query_column_text(query, 2);
    const char *at = arena_copy(arena, query_column_text(query, 3));

    model_integer(arena, item, KEY_id, query_column_integer(query, 0));
    model_text(arena, item, KEY_kind, kind);
    model_text(arena, item, KEY_file, file != NULL ? arena_copy(arena, file) : NULL);
    model_text(arena, item, KEY_started_at, at)->shown = visit_show_time(visit, at);
    model_integer(arena, item, KEY_added, query_column_integer(query, 4));
    model_integer(arena, item, KEY_updated, query_column_integer(query, 5));
    model_integer(arena, item, KEY_ended, query_column_integer(query, 6));
    bool may_look = may_scope(visit->scene.viewer, visit->scene.pack, "import", kind) == 2;
    model_page_text(arena, item, KEY_url,
                    may_look ? arena_format(arena, "/imports/run-%lld",
                                            (long long)query_column_integer(query, 0))
                             : NULL);
}

static int add_imports(struct visit *visit, struct model *changes, const struct since *since,
                       struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_HOME_IMPORTS, error);
    int step;

    if (query == NULL)
        return error->code;
    query_text(query, "since", since->time);
    struct model *imports = model_array(visit->arena, changes, KEY_imports);
    while ((step = query_step(query, error)) > 0)
        add_import(visit, imports, query);
    query_done(query);
    return step;
}

static int add_moves(struct visit *visit, struct model *changes, const struct since *since,
                     struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_HOME_MOVES, error);

    if (query == NULL)
        return error->code;
    query_text(query, "from", since->day);
    query_text(query, "on", visit->scene.today);
    int step = query_step(query, error);
    if (step > 0)
        model_integer(visit->arena, changes, KEY_people_moved, query_column_integer(query, 0));
    query_done(query);
    return step < 0 ? step : 0;
}

int home_add_changes(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct model *changes = model_object(visit->arena, visit->model, KEY_changes);
    struct since since;

    start_of_yesterday(visit, &since);
    struct finding_ask opened = {.state = "all", .opened_from = since.time};
    struct finding_ask closed = {.state = "closed", .closed_from = since.time};
    const char *day = arena_copy(visit->arena, since.day);
    model_text(visit->arena, changes, KEY_since, day)->shown = visit_show_day(visit, day);
    int status = add_findings(visit, changes, KEY_opened_items, KEY_opened, &opened, error);
    if (status == 0)
        status = add_findings(visit, changes, KEY_closed_items, KEY_closed, &closed, error);
    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "imports") == 2)
        status = add_imports(visit, changes, &since, error);
    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "people") == 2)
        status = add_moves(visit, changes, &since, error);
    return status;
}
