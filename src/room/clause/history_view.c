#include "room/clause/history_view.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "page/page.h"
#include "people/people.h"
#include "record/record.h"
#include "room/clause/clause.h"
#include "room/clause/evidence.h"
#include "room/finding/finding_model.h"

#include <string.h>

/* Of the drawing's own units; the stylesheet scales it. */
enum { WIDTH = 720, HEIGHT = 190, TOP = 24, BOTTOM = 60, LEAST_BAR = 6 };
enum { MOMENTS = 12, DAYS_A_WEEK = 7, DAY_S = 24 * 60 * 60 };

struct course {
    struct clause_moment moments[MOMENTS];
    char days[MOMENTS][DATE_SIZE];
    int count;
    bool is_weekly;
};

/* The days of the course, the last one today: each day while the record is young, then weeks. */
static int find_days(struct visit *visit, struct course *course, struct error *error)
{
    int64_t first_us, us;
    char next[DATE_SIZE];
    int status = record_entry_time(visit->scene.store, 0, &first_us, error);
    int64_t age = status == 0 ? (visit->now_us - first_us) / 1000000 / DAY_S + 1 : 0;
    int step = age > MOMENTS ? DAYS_A_WEEK : 1;

    course->is_weekly = step > 1;
    for (int i = MOMENTS - 1; status == 0 && i >= 0; i--) {
        int at = course->count;
        date_add_days(visit->scene.today, -step * i, course->days[at]);
        date_add_days(course->days[at], 1, next); /* the whole day */
        must(time_parse(arena_format(visit->arena, "%sT00:00", next), &us));
        status = record_last_before(visit->scene.store, us, &course->moments[at].known_to, error);
        course->count += status == 0 && course->moments[at].known_to >= 0;
    }
    return status;
}

static const char *number(struct visit *visit, int64_t value)
{
    return arena_format(visit->arena, "%lld", (long long)value);
}

static void put_check(struct visit *visit, struct model *object, int64_t entry)
{
    if (entry >= 0)
        model_integer(visit->arena, object, KEY_check, entry)->text = number(visit, entry);
    else
        model_null(visit->arena, object, KEY_check);
    model_page_text(visit->arena, object, KEY_check_url,
                    entry >= 0 ? finding_proof_of_all(visit, entry) : NULL);
}

static void add_moment(struct visit *visit, struct model *list, const struct course *course, int at,
                       int64_t most)
{
    const struct clause_moment *moment = &course->moments[at];
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, list, KEY_NONE);
    const char *word = clause_state_word(moment->state, visit->scene.language);
    int room = WIDTH / MOMENTS, x = room * at;
    int height = LEAST_BAR + (int)(moment->standing * (HEIGHT - TOP - BOTTOM - LEAST_BAR) / most);
    bool is_new = at == 0 || strcmp(course->moments[at - 1].state, moment->state) != 0;

    model_text(arena, item, KEY_on, arena_copy(arena, course->days[at]));
    model_text(arena, item, KEY_state, moment->state);
    model_integer(arena, item, KEY_standing, moment->standing)->text =
        number(visit, moment->standing);
    put_check(visit, item, moment->check_entry);
    model_page_text(arena, item, KEY_state_word, word);
    model_page_text(arena, item, KEY_short_label, arena_copy(arena, course->days[at] + 5));
    model_page_text(arena, item, KEY_label, is_new ? word : NULL);
    model_page_text(arena, item, KEY_x, number(visit, x + room / 8));
    model_page_text(arena, item, KEY_width, number(visit, room - room / 4));
    model_page_text(arena, item, KEY_y, number(visit, HEIGHT - BOTTOM - height));
    model_page_text(arena, item, KEY_height, number(visit, height));
    model_page_text(arena, item, KEY_text_x, number(visit, x + room / 2));
    model_page_text(arena, item, KEY_text_y, number(visit, HEIGHT - BOTTOM - height - 6));
    model_page_text(arena, item, KEY_url,
                    visit_link(visit, "known_at", arena_copy(arena, course->days[at])));
}

/* The drawing in words. */
static const char *tell_course(struct visit *visit, const struct course *course)
{
    const struct clause_moment *first = &course->moments[0];
    const struct clause_moment *last = &course->moments[course->count - 1];
    enum language language = visit->scene.language;

    return arena_format(
        visit->arena,
        visit_tr(visit, "%s は「%s」で指摘 %lld 件、いまは「%s」で指摘 %lld 件です。"),
        course->days[0], clause_state_word(first->state, language), (long long)first->standing,
        clause_state_word(last->state, language), (long long)last->standing);
}

static int put_last_check(struct visit *visit, int64_t entry, struct error *error)
{
    int64_t us;
    char *at = arena_alloc(visit->arena, TIME_SIZE);

    put_check(visit, visit->model, entry);
    if (entry < 0) {
        model_null(visit->arena, visit->model, KEY_checked_at);
        return 0;
    }
    int status = record_entry_time(visit->scene.store, entry, &us, error);
    if (status < 0)
        return status;
    time_format_utc(us, at);
    model_text(visit->arena, visit->model, KEY_checked_at, at)->shown = visit_show_time(visit, at);
    return 0;
}

int clause_add_history(struct visit *visit, const char *id, struct error *error)
{
    struct course course = {.count = 0};
    int64_t most = 1;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") == 0)
        return 0;
    int status = find_days(visit, &course, error);
    if (status == 0)
        status =
            clause_history(&visit->scene, visit->rules, id, course.moments, course.count, error);
    if (status < 0 || course.count == 0)
        return status;
    struct model *list = model_array(visit->arena, visit->model, KEY_history);
    for (int i = 0; i < course.count; i++)
        most = course.moments[i].standing > most ? course.moments[i].standing : most;
    for (int i = 0; i < course.count; i++)
        add_moment(visit, list, &course, i, most);
    model_page_text(visit->arena, visit->model, KEY_alternative, tell_course(visit, &course));
    model_bool(visit->arena, visit->model, KEY_is_weekly, course.is_weekly)->flags |=
        MODEL_PAGE_ONLY;
    return put_last_check(visit, course.moments[course.count - 1].check_entry, error);
}
