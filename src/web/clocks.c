#include "web/clocks.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "channel/channel.h"
#include "cli/wiring.h"
#include "duty/delivery.h"
#include "finding/finding.h"
#include "people/people.h"
#include "record/queue.h"
#include "record/record.h"
#include "register/register.h"
#include "room/notice/notice_words.h"
#include "store/store.h"
#include "web/server.h"
#include "web/ticker.h"

#include <stdlib.h>

enum { RUN_BYTES = 64 << 20, SEND_BYTES = 4 << 20 };

struct clocks {
    struct web *web;
    struct ticker *looking, *sending;
    struct channel_settings settings;
    struct channel *channel; /* of the sending thread; NULL before the first message */
};

static const struct record_actor clock_actor = {.way = "clock"};

/* A scene of this moment in the arena; `today` is the caller's. */
static struct duty_scene scene_now(const struct web *web, struct store *store, struct arena *arena,
                                   char today[DATE_SIZE])
{
    struct duty_scene scene = {.arena = arena,
                               .store = store,
                               .pack = web->pack,
                               .today = today,
                               .now_us = web_now_us(web)};
    int minute;

    time_to_jst(scene.now_us, today, &minute);
    return scene;
}

/* What is late now is a finding. */
static int find_late(const struct web *web, const struct duty_scene *duty, struct error *error)
{
    static const struct viewer everyone = {.is_console = true};
    const struct register_scene scene = {.arena = duty->arena,
                                         .store = duty->store,
                                         .record = duty->record,
                                         .pack = duty->pack,
                                         .viewer = &everyone,
                                         .today = duty->today,
                                         .kinds = web->wiring->kinds};
    struct finding_changes changes;

    return finding_recheck(&scene, web->rules, "incidents", NULL, &changes, error);
}

static int run_clocks(struct record *record, void *context, struct error *error)
{
    struct arena *arena = arena_open(RUN_BYTES);
    char today[DATE_SIZE];
    struct duty_scene scene = scene_now(context, record_store(record), arena, today);
    struct duty_run ran;

    scene.record = record;
    int result = duty_run(&scene, &ran, error);
    if (result == 0 && ran.late > 0)
        result = find_late(context, &scene, error);
    arena_close(arena);
    return result;
}

static int look_at_clocks(struct store *store, void *context, struct error *error)
{
    const struct clocks *clocks = context;
    bool is_due = false;
    int result = store_begin(store, STORE_READ, error);

    if (result < 0)
        return result;
    result = duty_is_due(store, web_now_us(clocks->web), &is_due, error);
    store_rollback(store);
    if (result < 0 || !is_due)
        return result;
    return record_queue_run(clocks->web->machine.queue, &clock_actor, run_clocks, clocks->web,
                            error);
}

/* One round of sending: taken on, sent, noted. */
struct round {
    const struct clocks *clocks;
    struct arena *arena;
    struct delivery *list;
    int count;
};

static int claim_round(struct record *record, void *context, struct error *error)
{
    struct round *round = context;
    char today[DATE_SIZE];
    struct duty_scene scene =
        scene_now(round->clocks->web, record_store(record), round->arena, today);

    scene.record = record;
    return delivery_claim(&scene, &round->clocks->settings, &round->list, &round->count, error);
}

static int settle_round(struct record *record, void *context, struct error *error)
{
    struct round *round = context;
    char today[DATE_SIZE];
    struct duty_scene scene =
        scene_now(round->clocks->web, record_store(record), round->arena, today);

    scene.record = record;
    return delivery_settle(&scene, round->list, round->count, error);
}

/* 1 when something was in hand. */
static int send_round(struct clocks *clocks, struct arena *arena, struct error *error)
{
    struct record_queue *queue = clocks->web->machine.queue;
    struct round round = {.clocks = clocks, .arena = arena};
    char today[DATE_SIZE];
    int result = record_queue_run(queue, &clock_actor, claim_round, &round, error);

    if (result < 0 || round.count == 0)
        return result;
    if (clocks->channel == NULL)
        clocks->channel = channel_open(&clocks->settings, error);
    struct duty_scene scene = scene_now(clocks->web, NULL, arena, today);
    for (int i = 0; i < round.count && clocks->channel == NULL; i++)
        round.list[i].trouble = error->text;
    if (clocks->channel != NULL)
        delivery_send(&scene, clocks->channel, &clocks->settings, notice_title,
                      clocks->web->city.is_simulation, round.list, round.count);
    result = record_queue_run(queue, &clock_actor, settle_round, &round, error);
    return result == 0 ? 1 : result;
}

static int look_at_deliveries(struct store *store, void *context, struct error *error)
{
    struct clocks *clocks = context;
    bool is_due = false;
    int result = store_begin(store, STORE_READ, error);

    if (result < 0)
        return result;
    result = delivery_is_due(store, &clocks->settings, web_now_us(clocks->web), &is_due, error);
    store_rollback(store);
    if (result < 0 || !is_due)
        return result;
    struct arena *arena = arena_open(SEND_BYTES);
    result = send_round(clocks, arena, error);
    arena_close(arena);
    return result;
}

void clocks_close(struct clocks *clocks)
{
    if (clocks == NULL)
        return;
    ticker_close(clocks->looking);
    ticker_close(clocks->sending);
    channel_close(clocks->channel);
    free(clocks);
}

struct clocks *clocks_open(struct web *web, struct error *error)
{
    struct clocks *clocks = calloc(1, sizeof *clocks);
    struct error told_on_page = {0}; /* a wrong line must not keep people from their pages */

    must(clocks != NULL);
    clocks->web = web;
    clocks->looking = ticker_open(web->folder, look_at_clocks, clocks, error);
    if (clocks->looking != NULL &&
        channel_settings_read(web->folder, web->arena, &clocks->settings, &told_on_page) == 0 &&
        (clocks->settings.mail_server != NULL || clocks->settings.hook_url != NULL))
        clocks->sending = ticker_open(web->folder, look_at_deliveries, clocks, error);
    if (clocks->looking != NULL && error->code == 0)
        return clocks;
    clocks_close(clocks);
    return NULL;
}
