/* How the ways out of the program are, for those who see to them. CLAUSE: 1.4.1 */
#include "room/notice/notice_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "channel/channel.h"
#include "duty/delivery.h"
#include "room/notice/notice_words.h"
#include "store/store.h"
#include "templates.h"

#include "room/notice/notice_sql.h"
#include <string.h>

static const char *copy(const struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

/* How many are in which state. */
static int put_counts(struct visit *visit, struct model *item, const char *name,
                      struct error *error)
{
    static const struct {
        const char *state;
        enum model_key key;
    } states[] = {{"waiting", KEY_waiting},
                  {"sent", KEY_sent},
                  {"stopped", KEY_stopped},
                  {"failed", KEY_failed}};
    struct query *query = store_query(visit->scene.store, SQL_CHANNEL_COUNTS, error);
    int64_t counts[sizeof states / sizeof *states] = {0};
    int got;

    if (query == NULL)
        return error->code;
    query_text(query, "channel", name);
    while ((got = query_step(query, error)) == 1)
        for (size_t i = 0; i < sizeof states / sizeof *states; i++)
            if (strcmp(query_column_text(query, 0), states[i].state) == 0)
                counts[i] = query_column_integer(query, 1);
    query_done(query);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        model_integer(visit->arena, item, states[i].key, counts[i]);
    return got;
}

/* What could not be sent, the newest first: given up, or to be tried again. */
static int put_troubles(struct visit *visit, struct model *item, const char *name,
                        struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_CHANNEL_TROUBLES, error);
    struct model *items = model_array(visit->arena, item, KEY_troubles);
    int got;

    if (query == NULL)
        return error->code;
    query_text(query, "channel", name);
    while ((got = query_step(query, error)) == 1) {
        struct model *row = model_object(visit->arena, items, KEY_NONE);
        const char *next_at = copy(visit, query, 3), *made_at = copy(visit, query, 7);

        model_integer(visit->arena, row, KEY_notice, query_column_integer(query, 0));
        model_text(visit->arena, row, KEY_state, copy(visit, query, 1));
        model_integer(visit->arena, row, KEY_attempts, query_column_integer(query, 2));
        model_text(visit->arena, row, KEY_next_at, next_at)->shown =
            visit_show_time(visit, next_at);
        model_text(visit->arena, row, KEY_last_error, copy(visit, query, 4));
        model_text(visit->arena, row, KEY_case, copy(visit, query, 5));
        model_text(visit->arena, row, KEY_staff_no, copy(visit, query, 8));
        model_text(visit->arena, row, KEY_title,
                   notice_title(visit->scene.pack, visit->scene.language, visit->arena,
                                query_column_text(query, 6)));
        model_text(visit->arena, row, KEY_made_at, made_at)->shown =
            visit_show_time(visit, made_at);
    }
    query_done(query);
    return got;
}

/* Where it goes: the scheme and host, since the rest of a webhook's address may be a secret. */
static const char *host_of(const struct visit *visit, const char *url)
{
    const char *start = url != NULL ? strstr(url, "://") : NULL;

    if (start == NULL)
        return NULL;
    const char *user = strchr(start, '@');
    size_t length = strcspn(start + 3, "/");
    if (user != NULL && user < start + 3 + length)
        return "…";
    return arena_copy_bytes(visit->arena, url, (size_t)(start - url) + 3 + length);
}

static int put_channel(struct visit *visit, struct model *items, const char *name,
                       const char *title, const char *url, struct error *error)
{
    struct model *item = model_object(visit->arena, items, KEY_NONE);

    model_text(visit->arena, item, KEY_channel, name);
    model_page_text(visit->arena, item, KEY_title, title);
    model_text(visit->arena, item, KEY_host, host_of(visit, url));
    int status = put_counts(visit, item, name, error);
    return status == 0 ? put_troubles(visit, item, name, error) : status;
}

static int channels_show(struct visit *visit, struct error *error)
{
    struct channel_settings settings = {0};
    struct error problem = {.language = (int)visit->scene.language};
    int status = visit_may(visit, "administer", "incidents", 0, 0, error);

    if (status < 0)
        return status;
    bool is_wrong = channel_settings_read(visit->folder, visit->arena, &settings, &problem) < 0;
    model_text(visit->arena, visit->model, KEY_problem,
               is_wrong ? arena_copy(visit->arena, problem.text) : NULL);
    model_bool(visit->arena, visit->model, KEY_has_channels,
               settings.mail_server != NULL || settings.hook_url != NULL)
        ->flags |= MODEL_PAGE_ONLY;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    status =
        put_channel(visit, items, "mail", visit_tr(visit, "メール"), settings.mail_server, error);
    return status == 0 ? put_channel(visit, items, "webhook", "Webhook", settings.hook_url, error)
                       : status;
}

static int write_test(const struct register_scene *scene, void *context, struct error *error)
{
    const int64_t *now_us = context;
    struct duty_scene duty = {.arena = scene->arena,
                              .store = scene->store,
                              .record = scene->record,
                              .pack = scene->pack,
                              .today = scene->today,
                              .now_us = *now_us};

    return delivery_test(&duty, scene->viewer, error);
}

static int channels_test(struct visit *visit, struct error *error)
{
    int64_t now_us = visit->now_us;
    int status = visit_may(visit, "administer", "incidents", 0, 0, error);

    if (status == 0)
        status = visit_write(visit, write_test, &now_us, error);
    if (status < 0)
        return status;
    visit_redirect(visit, "/notices/channels",
                   visit_tr(visit, "あなたあての試しのお知らせを作りました。数秒で送られます。"),
                   false);
    return 0;
}

const struct page channel_pages[] = {
    {"GET", "/notices/channels", &template_channels, channels_show, 0, "知らせの経路"},
    {"POST", "/notices/channels/test", NULL, channels_test, 0, "知らせの経路の試し"},
    {.path = NULL},
};
