#include "room/picture/picture_pages.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "people/people.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_groups.h"
#include "room/picture/chart.h"
#include "store/store.h"
#include "templates.h"

#include "room/picture/picture_sql.h"
#include <string.h>

enum { WEEKS = 12, DAYS_A_WEEK = 7, AGES = 6, ZONES = 6 };

/* Open findings at the end of each of the last weeks. One that was closed and opened again counts
 * from its last opening. */
static int add_course(struct visit *visit, struct model *charts, struct error *error)
{
    struct finding_ask ask = {.state = "all"};
    struct chart_value values[WEEKS];
    struct finding_count *counts;
    int count;
    int status = finding_ask_counts(&visit->scene, &ask, FINDING_BY_TIME, &counts, &count, error);

    if (status < 0)
        return status;
    for (int week = 0; week < WEEKS; week++) {
        char day[DATE_SIZE], next[DATE_SIZE], end[TIME_SIZE];
        int64_t us, open = 0;

        date_add_days(visit->scene.today, -DAYS_A_WEEK * (WEEKS - 1 - week), day);
        date_add_days(day, 1, next);
        must(time_parse(arena_format(visit->arena, "%sT00:00", next), &us));
        time_format_utc(us, end); /* compared up to the hour, as the counts are */
        for (int i = 0; i < count; i++)
            if (counts[i].opened != NULL && strcmp(counts[i].opened, end) < 0 &&
                (strcmp(counts[i].state, "closed") != 0 ||
                 (counts[i].closed != NULL && strcmp(counts[i].closed, end) >= 0)))
                open += counts[i].count;
        values[week] = (struct chart_value){arena_copy(visit->arena, day + 5), open};
    }
    chart_add(visit, charts, visit_tr(visit, "指摘の推移（未是正と例外中、毎週）"),
              arena_format(visit->arena,
                           visit_tr(visit, "十二週前は %lld 件、いまは %lld 件です。"),
                           (long long)values[0].value, (long long)values[WEEKS - 1].value),
              values, WEEKS, true);
    return 0;
}

/* The query over assets that the visitor may see; NULL on failure. CLAUSE: 5.6.3 */
static struct query *ask_assets(struct visit *visit, const char *sql, struct error *error)
{
    struct query *query = store_query(visit->scene.store, sql, error);
    struct may_reach reach;

    if (query == NULL)
        return NULL;
    may_reach(visit->scene.viewer, visit->scene.pack, "view", "assets", visit->arena, &reach);
    query_text(query, "sections",
               reach.is_all ? NULL
                            : finding_make_set(visit->arena, reach.sections, reach.section_count));
    return query;
}

/* Which bucket of age the day of the last review falls in. */
static int age_of(const char *reviewed_on, const char *const limits[AGES - 2])
{
    if (reviewed_on == NULL)
        return AGES - 1;
    for (int i = 0; i < AGES - 2; i++)
        if (strcmp(reviewed_on, limits[i]) >= 0)
            return i;
    return AGES - 2;
}

static int add_reviews(struct visit *visit, struct model *charts, struct error *error)
{
    static const int days[AGES - 2] = {92, 183, 366, 731};
    struct chart_value values[AGES] = {
        {visit_tr(visit, "三か月以内"), 0}, {visit_tr(visit, "半年以内"), 0},
        {visit_tr(visit, "一年以内"), 0},   {visit_tr(visit, "二年以内"), 0},
        {visit_tr(visit, "二年より前"), 0}, {visit_tr(visit, "記入なし"), 0}};
    const char *limits[AGES - 2];
    int64_t all = 0;
    int step;

    for (int i = 0; i < AGES - 2; i++) {
        char *day = arena_alloc(visit->arena, DATE_SIZE);
        date_add_days(visit->scene.today, -days[i], day);
        limits[i] = day;
    }
    struct query *query = ask_assets(visit, SQL_PICTURE_REVIEWS, error);
    if (query == NULL)
        return error->code;
    while ((step = query_step(query, error)) > 0) {
        int64_t count = query_column_integer(query, 1);
        values[age_of(query_column_text(query, 0), limits)].value += count;
        all += count;
    }
    query_done(query);
    if (step < 0)
        return step;
    int64_t fresh = values[0].value + values[1].value + values[2].value;
    chart_add(visit, charts, visit_tr(visit, "資産台帳の見直しからの月日"),
              arena_format(visit->arena,
                           visit_tr(visit, "%lld 件のうち %lld 件が一年以内に見直されています。"),
                           (long long)all, (long long)fresh),
              values, AGES, false);
    return 0;
}

static int add_zones(struct visit *visit, struct model *charts, struct error *error)
{
    struct chart_value values[ZONES] = {{"L0", 0}, {"L1", 0}, {"L2", 0},
                                        {"L3", 0}, {"L4", 0}, {visit_tr(visit, "記入なし"), 0}};
    int64_t all = 0;
    int step;
    struct query *query = ask_assets(visit, SQL_PICTURE_ZONES, error);

    if (query == NULL)
        return error->code;
    while ((step = query_step(query, error)) > 0) {
        const char *zone = query_column_text(query, 0);
        int64_t count = query_column_integer(query, 1);
        int at = 0;
        while (at < ZONES - 1 && (zone == NULL || strcmp(values[at].label, zone) != 0))
            at++;
        values[at].value += count;
        all += count;
    }
    query_done(query);
    if (step < 0)
        return step;
    chart_add(visit, charts, visit_tr(visit, "保管区画ごとの資産"),
              arena_format(visit->arena,
                           visit_tr(visit, "%lld 件のうち %lld 件に保管区画が記入されています。"),
                           (long long)all, (long long)(all - values[ZONES - 1].value)),
              values, ZONES, false);
    return 0;
}

static int show_pictures(struct visit *visit, struct error *error)
{
    struct finding_ask open = {0};
    const struct register_scene *scene = &visit->scene;

    if (may_scope(scene->viewer, scene->pack, "view", "findings") == 0)
        return may_refuse(scene->viewer, "view", "findings", error);
    struct model *charts = model_array(visit->arena, visit->model, KEY_charts);
    int status = add_course(visit, charts, error);
    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "assets") > 0)
        status = add_reviews(visit, charts, error);
    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "assets") > 0)
        status = add_zones(visit, charts, error);
    return status == 0 ? finding_add_heat(visit, visit->model, &open, error) : status;
}

const struct page picture_pages[] = {
    {"GET", "/pictures", &template_pictures, show_pictures, 0, "図で見る"},
    {.path = NULL},
};
