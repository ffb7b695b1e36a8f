#include "room/notice/notice_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "duty/delivery.h"
#include "pack/incident.h"
#include "people/people.h"
#include "room/incident/care.h"
#include "room/incident/case_words.h"
#include "room/notice/notice_words.h"
#include "templates.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 50 };

static struct duty_scene scene_of(const struct visit *visit)
{
    return (struct duty_scene){.arena = visit->arena,
                               .store = visit->scene.store,
                               .pack = visit->scene.pack,
                               .today = visit->scene.today,
                               .now_us = visit->now_us};
}

static void put_time(struct visit *visit, struct model *item, enum model_key key, const char *time)
{
    model_text(visit->arena, item, key, time)->shown = visit_show_time(visit, time);
}

/* Where the case is, for who is in it. A case is looked at once for all its notices. */
static int add_case_url(struct visit *visit, struct model *item, const char *no,
                        const char **seen_no, bool *is_seen, struct error *error)
{
    if (*seen_no == NULL || strcmp(*seen_no, no) != 0) {
        int status = incident_is_seen(&visit->scene, visit->now_us, no, is_seen, error);

        if (status < 0)
            return status;
        *seen_no = no;
    }
    if (*is_seen)
        model_page_text(visit->arena, item, KEY_url,
                        arena_format(visit->arena, "/incidents/%s", no));
    return 0;
}

static void put_notice(struct visit *visit, struct model *item, const struct notice *notice)
{
    struct arena *arena = visit->arena;
    const struct pack_role *role = pack_role(visit->scene.pack, notice_text(notice, NOTICE_role));
    const char *about = notice_text(notice, NOTICE_about);

    model_integer(arena, item, KEY_id, notice->id);
    model_text(arena, item, KEY_case, notice_text(notice, NOTICE_subject_key));
    model_text(arena, item, KEY_about, about);
    model_text(arena, item, KEY_title,
               notice_title(visit->scene.pack, visit->scene.language, visit->arena, about));
    model_integer(arena, item, KEY_level, notice->values[NOTICE_level].integer);
    model_text(arena, item, KEY_role, notice_text(notice, NOTICE_role))->shown =
        role != NULL ? case_pack_text(visit, role->title) : NULL;
    model_text(arena, item, KEY_facts, notice_text(notice, NOTICE_facts));
    put_time(visit, item, KEY_due_at, notice_text(notice, NOTICE_due_at));
    put_time(visit, item, KEY_made_at, notice_text(notice, NOTICE_made_at));
    put_time(visit, item, KEY_acknowledged_at, notice_text(notice, NOTICE_acknowledged_at));
    model_bool(arena, item, KEY_drill, notice->values[NOTICE_is_drill].integer == 1);
}

static int add_notices(struct visit *visit, const struct inbox_question *question,
                       int64_t *ret_total, struct error *error)
{
    struct duty_scene scene = scene_of(visit);
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    struct notice *list;
    const char *seen_no = NULL;
    bool is_seen = false;
    int count = 0;
    int status = inbox_list(&scene, question, &list, &count, ret_total, error);

    for (int i = 0; i < count && status == 0; i++) {
        struct model *item = model_object(visit->arena, items, KEY_NONE);

        put_notice(visit, item, &list[i]);
        status = add_case_url(visit, item, notice_text(&list[i], NOTICE_subject_key), &seen_no,
                              &is_seen, error);
    }
    return status;
}

/* Those who see to the channels are told here what was given up. CLAUSE: 1.4.1 */
static int add_undelivered(struct visit *visit, struct error *error)
{
    int64_t count = 0;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "administer", "incidents") < 2)
        return 0;
    int status = delivery_failures(visit->scene.store, visit->now_us, &count, error);
    model_bool(visit->arena, visit->model, KEY_may_administer, true)->flags |= MODEL_PAGE_ONLY;
    model_integer(visit->arena, visit->model, KEY_undelivered, count);
    return status;
}

static int notices_show(struct visit *visit, struct error *error)
{
    const char *state = visit_value(visit, "state");
    bool shows_all = state != NULL && strcmp(state, "all") == 0;
    struct inbox_question question = {
        .staff_no = visit->scene.viewer->staff_no, .only_open = !shows_all, .limit = PAGE_ROWS};
    int64_t total = 0;
    int status = visit_number(visit, "offset", 0, INT32_MAX, 0, &question.offset, error);

    if (status == 0)
        status = add_notices(visit, &question, &total, error);
    if (status == 0)
        status = add_undelivered(visit, error);
    if (status < 0)
        return status;
    model_bool(visit->arena, visit->model, KEY_shows_all, shows_all)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_may_call,
               may_scope(visit->scene.viewer, visit->scene.pack, "view", "contacts") == 2)
        ->flags |= MODEL_PAGE_ONLY;
    model_integer(visit->arena, visit->model, KEY_total, total);
    const char *next = arena_format(visit->arena, "%lld", (long long)question.offset + PAGE_ROWS);
    model_text(visit->arena, visit->model, KEY_next,
               total > question.offset + PAGE_ROWS
                   ? arena_format(visit->arena, "%s%s", visit->wants_json ? "/api/1" : "",
                                  visit_link(visit, "offset", next))
                   : NULL);
    return 0;
}

struct acknowledgement {
    int64_t id, now_us;
};

static int write_acknowledgement(const struct register_scene *scene, void *context,
                                 struct error *error)
{
    const struct acknowledgement *call = context;
    struct duty_scene duty = {.arena = scene->arena,
                              .store = scene->store,
                              .record = scene->record,
                              .pack = scene->pack,
                              .today = scene->today,
                              .now_us = call->now_us};

    return inbox_acknowledge(&duty, scene->viewer->staff_no, call->id, error);
}

/* One's own only: another's is as if it were not there. CLAUSE: 1.4.1, 5.6.3 */
static int notice_acknowledge(struct visit *visit, struct error *error)
{
    struct acknowledgement call = {.id = strtoll(visit->parts[0], NULL, 10),
                                   .now_us = visit->now_us};
    int status = visit_write(visit, write_acknowledgement, &call, error);

    status = visit_hide(visit, status, NULL, visit->parts[0], error);
    if (status < 0)
        return status;
    model_integer(visit->arena, visit->model, KEY_id, call.id);
    visit_redirect(visit, "/notices", visit_tr(visit, "確認しました。"), false);
    return 0;
}

static void put_owed(struct visit *visit, struct model *item, const struct duty_scene *scene,
                     const struct obligation *owed)
{
    const char *no = obligation_text(owed, OBLIGATION_subject_key);
    const char *duty = obligation_text(owed, OBLIGATION_duty);

    model_integer(visit->arena, item, KEY_id, owed->id);
    model_text(visit->arena, item, KEY_case, no);
    model_text(visit->arena, item, KEY_about, duty);
    model_text(visit->arena, item, KEY_title,
               notice_title(visit->scene.pack, visit->scene.language, visit->arena, duty));
    model_text(visit->arena, item, KEY_body,
               case_body_title(visit, pack_incident(visit->scene.pack),
                               obligation_text(owed, OBLIGATION_body)));
    model_text(visit->arena, item, KEY_text, obligation_text(owed, OBLIGATION_text));
    put_time(visit, item, KEY_due_at, obligation_text(owed, OBLIGATION_due_at));
    model_bool(visit->arena, item, KEY_late, obligation_is_late(scene, owed));
    model_bool(visit->arena, item, KEY_drill, obligation_number(owed, OBLIGATION_is_drill) == 1);
    model_page_text(visit->arena, item, KEY_url,
                    arena_format(visit->arena, "/incidents/%s#steps", no));
}

int notice_add_owed(struct visit *visit, struct error *error)
{
    struct duty_scene scene = scene_of(visit);
    struct model *items = model_array(visit->arena, visit->model, KEY_owed);
    struct obligation *owed = NULL;
    int64_t waiting = 0;
    int count = 0;
    int status = inbox_owed(&scene, visit->scene.viewer, &owed, &count, error);

    for (int i = 0; i < count && status == 0; i++)
        put_owed(visit, model_object(visit->arena, items, KEY_NONE), &scene, &owed[i]);
    if (status == 0)
        status = inbox_count(scene.store, visit->scene.viewer->staff_no, &waiting, error);
    model_integer(visit->arena, visit->model, KEY_notices, waiting);
    model_bool(visit->arena, visit->model, KEY_has_owed, count > 0)->flags |= MODEL_PAGE_ONLY;
    return status;
}

const struct page notice_pages[] = {
    {"GET", "/notices", &template_notices, notices_show, 0, "お知らせ"},
    {"POST", "/notices/*/acknowledge", NULL, notice_acknowledge, 0, "お知らせの確認"},
    {.path = NULL},
};
