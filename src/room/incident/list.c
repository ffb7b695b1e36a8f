/* The list of cases, cut into pages, and the search for past ones. CLAUSE: 1.4.5, 10.2.1 */
#include "room/incident/case.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "people/people.h"
#include "search/search.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <stdlib.h>
#include <string.h>

enum { FOUND_MOST = 4096 };

/* What is asked in the terms of the statements. */
struct question {
    const struct register_scene *scene;
    const struct incident_ask *ask;
    struct may_reach reach;
    const char *held_sections, *seen_sections;
    const char *from, *to; /* instants */
    int64_t *found;        /* ids by words, newest first; NULL: no words */
    int found_count;
};

/* The rows asked for, of a part at a time. */
struct listing {
    int64_t *ids;
    int count, room;
    int64_t total;
};

static const char *add_to_set(struct arena *arena, const char *set, int64_t id)
{
    return arena_format(arena, "%s%lld,", set, (long long)id);
}

/* The sections where the viewer is manager or officer, and those whose cases they may see. */
static void set_sections(struct question *question)
{
    const struct viewer *viewer = question->scene->viewer;
    struct arena *arena = question->scene->arena;

    question->held_sections = question->seen_sections = ",";
    for (int i = 0; i < viewer->grant_count; i++)
        if (viewer->grants[i].section_id && viewer_heads(viewer, viewer->grants[i].section_id))
            question->held_sections =
                add_to_set(arena, question->held_sections, viewer->grants[i].section_id);
    question->seen_sections = question->held_sections;
    for (int i = 0; i < question->reach.section_count; i++)
        question->seen_sections =
            add_to_set(arena, question->seen_sections, question->reach.sections[i]);
}

/* The beginning of the day in Japan, `days` after it. */
static const char *instant_of(struct arena *arena, const char *day, int days)
{
    char date[DATE_SIZE];
    int64_t us = 0;

    if (day == NULL)
        return NULL;
    date_add_days(day, days, date);
    must(time_parse(arena_format(arena, "%sT00:00:00+09:00", date), &us));
    return duty_time(arena, us);
}

static int newest_first(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;

    return (*a < *b) - (*a > *b);
}

/* The cases with the words, whosever they are; who may see them is asked of each below. */
static int find_words(struct question *question, struct error *error)
{
    const struct viewer everyone = {.is_console = true};
    const struct incident_ask *ask = question->ask;
    struct register_scene scene = *question->scene;
    struct search_hit *hits;
    int count, total;

    scene.viewer = &everyone;
    int result = search_run(&scene, ask->folder, ask->words, "incidents", FOUND_MOST, false, &hits,
                            &count, &total, error);
    if (result == 0 && total > FOUND_MOST) {
        error_set(error, ERROR_INPUT, "", "当たる案件が多すぎます。言葉を足して絞ってください。");
        return error_at(error, "q", NULL);
    }
    if (result < 0)
        return result;
    question->found = arena_alloc(scene.arena, ((size_t)count + 1) * sizeof *question->found);
    question->found_count = count;
    for (int i = 0; i < count; i++)
        question->found[i] = hits[i].id;
    qsort(question->found, (size_t)count, sizeof *question->found, newest_first);
    return 0;
}

static void bind(const struct question *question, bool is_over, int64_t first, int64_t last,
                 struct query *query)
{
    const struct incident_ask *ask = question->ask;

    query_integer(query, "is_over", is_over);
    query_integer(query, "first", first);
    query_integer(query, "last", last);
    query_text(query, "phase", ask->phase);
    query_text(query, "kind", ask->kind);
    query_text(query, "severity", ask->severity);
    query_integer(query, "section_id", ask->section_id);
    query_text(query, "noticed_from", question->from);
    query_text(query, "noticed_to", question->to);
    if (ask->is_drill_asked)
        query_integer(query, "is_drill", ask->is_drill);
    query_integer(query, "is_all", question->reach.is_all);
    query_text(query, "staff_no", question->scene->viewer->staff_no);
    query_text(query, "held_sections", question->held_sections);
    query_text(query, "seen_sections", question->seen_sections);
}

static void add_id(struct listing *page, struct arena *arena, int64_t id)
{
    if (page->count == page->room) {
        page->room = page->room ? 2 * page->room : 64;
        int64_t *larger = arena_alloc(arena, (size_t)page->room * sizeof *larger);
        if (page->count)
            memcpy(larger, page->ids, (size_t)page->count * sizeof *larger);
        page->ids = larger;
    }
    page->ids[page->count++] = id;
}

/* Of one part: how many there are, and those that the page still has room for. */
static int read_part(const struct question *question, bool is_over, struct listing *page,
                     struct error *error)
{
    const struct incident_ask *ask = question->ask;
    int64_t before = page->total, skipped = ask->offset > before ? ask->offset - before : 0;
    struct query *count = store_query(question->scene->store, SQL_INCIDENT_COUNT, error);

    if (!count)
        return error->code;
    bind(question, is_over, 0, INT64_MAX, count);
    int got = query_step(count, error);
    if (got == 1)
        page->total += query_column_integer(count, 0);
    query_done(count);
    if (got < 0 || page->count == ask->limit || before + skipped >= page->total)
        return got < 0 ? got : 0;
    struct query *list = store_query(question->scene->store, SQL_INCIDENT_LIST, error);
    if (!list)
        return error->code;
    bind(question, is_over, 0, INT64_MAX, list);
    query_integer(list, "limit", ask->limit - page->count);
    query_integer(list, "offset", skipped);
    while ((got = query_step(list, error)) == 1)
        add_id(page, question->scene->arena, query_column_integer(list, 0));
    query_done(list);
    return got;
}

/* The same of the cases found by words, each asked for by its number. */
static int read_found(const struct question *question, bool is_over, struct listing *page,
                      struct error *error)
{
    const struct incident_ask *ask = question->ask;
    struct query *query = store_query(question->scene->store, SQL_INCIDENT_LIST, error);
    int got = 0;

    if (!query)
        return error->code;
    bind(question, is_over, 0, 0, query);
    query_integer(query, "limit", 1);
    query_integer(query, "offset", 0);
    for (int i = 0; i < question->found_count && got >= 0; i++) {
        query_again(query);
        query_integer(query, "first", question->found[i]);
        query_integer(query, "last", question->found[i]);
        got = query_step(query, error);
        if (got != 1)
            continue;
        if (page->total++ >= ask->offset && page->count < ask->limit)
            add_id(page, question->scene->arena, question->found[i]);
    }
    query_done(query);
    return got < 0 ? got : 0;
}

static int write_row(const struct register_scene *scene, int64_t now_us, int64_t id,
                     struct json *json, struct error *error)
{
    struct incident_case held;
    struct obligation *open = NULL;
    int count = 0, late = 0;
    int result = case_start(scene, now_us, &held, error);

    if (result == 0)
        result =
            table_get(scene->store, &incident_table, id, scene->arena, held.values, NULL, error);
    if (result == 0)
        result = duty_list(&held.duty, "incidents", id, true, &open, &count, error);
    if (result < 0)
        return result;
    for (int i = 0; i < count; i++)
        late += obligation_is_late(&held.duty, &open[i]);
    held.no = case_text(&held, INCIDENT_incident_no);
    json_object_start(json);
    case_write_head(&held, json);
    json_integer_at(json, "open", count);
    json_integer_at(json, "late", late);
    json_object_end(json);
    return 0;
}

int incident_list(const struct register_scene *scene, int64_t now_us,
                  const struct incident_ask *ask, struct json *json, int *ret_count,
                  int64_t *ret_total, struct error *error)
{
    struct question question = {.scene = scene,
                                .ask = ask,
                                .from = instant_of(scene->arena, ask->noticed_from, 0),
                                .to = instant_of(scene->arena, ask->noticed_to, 1)};
    struct listing page = {0};
    int result = ask->words ? find_words(&question, error) : 0;

    may_reach(scene->viewer, scene->pack, "view", "incidents", scene->arena, &question.reach);
    question.reach.is_all |= scene->viewer->is_console;
    set_sections(&question);
    for (int is_over = 0; is_over < (ask->only_open ? 1 : 2) && result == 0; is_over++)
        result = question.found ? read_found(&question, is_over, &page, error)
                                : read_part(&question, is_over, &page, error);
    json_array_start(json);
    for (int i = 0; i < page.count && result == 0; i++)
        result = write_row(scene, now_us, page.ids[i], json, error);
    json_array_end(json);
    if (result < 0)
        return result;
    *ret_count = page.count;
    *ret_total = page.total;
    return 0;
}

int incident_running_drill(const struct register_scene *scene, const char **ret_no,
                           struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_RUNNING_DRILL, error);

    if (!query)
        return error->code;
    int got = query_step(query, error);
    *ret_no = got == 1 ? arena_copy(scene->arena, query_column_text(query, 0)) : NULL;
    query_done(query);
    return got < 0 ? got : 0;
}
