/* The process that serves: opens what visits stand on, and starts the front. */
#include "web/server.h"

#include "base/arena.h"
#include "base/error.h"
#include "cli/wiring.h"
#include "finding/finding.h"
#include "http/http.h"
#include "keeper/keeper.h"
#include "pack/pack.h"
#include "record/changes.h"
#include "record/queue.h"
#include "store/store.h"
#include "web/clocks.h"
#include "web/first_run.h"
#include "web/web.h"

#include <stdlib.h>
#include <string.h>

enum { CITY_BYTES = 1 << 20, BODY_LIMIT = 4 << 20, LARGE_BODY_LIMIT = 64 << 20 };
/* Where the pack says nothing, and what no session outlives. CLAUSE: 4.1.4 */
enum { IDLE_MINUTES = 15, LONGEST_MINUTES = 12 * 60 };

int64_t web_now_us(const struct web *web)
{
    return web->simulated_us != 0 ? web->simulated_us : time_now_us();
}

/* Pages that take files say so; all others are forms. */
static size_t body_limit(void *context, const char *method, const char *path)
{
    const struct web *web = context;

    if (strncmp(path, "/api/1/", 7) == 0)
        path += 6;
    for (const struct page *const *list = web->wiring->pages; *list != NULL; list++)
        for (const struct page *page = *list; page->path != NULL; page++)
            if ((page->flags & PAGE_LARGE) != 0 && strcmp(page->method, method) == 0 &&
                strncmp(path, page->path, strcspn(page->path, "*")) == 0)
                return LARGE_BODY_LIMIT;
    return BODY_LIMIT;
}

static void free_web(struct web *web)
{
    http_close(web->server);
    clocks_close(web->clocks);
    web_close_jobs(web);
    record_queue_close(web->machine.queue);
    sessions_close(web->sessions);
    record_changes_close(web->changes);
    keeper_close(web->keeper);
    first_run_close(web->first_run);
    finding_rules_close(web->rules);
    pack_close(web->pack);
    arena_close(web->arena);
    free(web);
}

void web_close(struct web *web)
{
    if (web != NULL)
        free_web(web);
}

static int64_t idle_seconds(const struct pack *pack)
{
    const struct pack_parameter *minutes =
        pack != NULL ? pack_parameter(pack, "session_idle_minutes") : NULL;

    if (minutes == NULL || minutes->integer == 0)
        return 60 * IDLE_MINUTES;
    return 60 * (minutes->integer < LONGEST_MINUTES ? minutes->integer : LONGEST_MINUTES);
}

/* Reads what does not change while it serves. */
static int read_city(struct web *web, struct error *error)
{
    struct store *store = store_open(web->folder, STORE_READ_ONLY, error);

    if (store == NULL)
        return error->code;
    int result = city_read(store, web->arena, &web->city, error);
    store_close(store);
    if (result < 0)
        return result;
    web->pack = pack_open(arena_format(web->arena, "%s/pack", web->folder), error);
    if (web->pack == NULL)
        return error->code;
    web->rules = finding_rules_open(web->pack, web->wiring->kinds);
    return 0;
}

int web_open_city(struct web *web, struct error *error)
{
    int result = read_city(web, error);

    if (result < 0)
        return result;
    if (web->city.is_simulation && (web->wiring->simulated_now == NULL ||
                                    !time_parse(web->wiring->simulated_now, &web->simulated_us)))
        return error_set(error, ERROR_INPUT, "",
                         "模擬の団体です。環境変数 CHIKIRI_NOW に時刻を "
                         "2026-04-01T09:00:00+09:00 の形で入れてください。");
    web->machine.queue = record_queue_open(web->folder, web->simulated_us, error);
    if (web->machine.queue == NULL)
        return error->code;
    result = web_open_jobs(web, error);
    if (result < 0)
        return result;
    web->clocks = clocks_open(web, error);
    return web->clocks != NULL ? 0 : error->code;
}

static int open_parts(struct web *web, const struct web_settings *settings, struct error *error)
{
    const struct http_service service = {.context = web,
                                         .open_worker = web_open_worker,
                                         .close_worker = web_close_worker,
                                         .body_limit = body_limit,
                                         .answer = web_answer};
    int result = settings->is_new ? 0 : web_open_city(web, error);

    if (result < 0)
        return result;
    if (settings->is_new)
        web->first_run = first_run_open();
    atomic_init(&web->is_founded, !settings->is_new);
    web->keeper = keeper_open();
    web->changes = record_changes_open();
    web->sessions = sessions_open(idle_seconds(web->pack));
    web->server = http_open(settings->http, &service, error);
    return web->server != NULL ? 0 : error->code;
}

struct web *web_open(const struct web_settings *settings, struct error *error)
{
    struct web *web = calloc(1, sizeof *web);

    must(web != NULL);
    web->wiring = settings->wiring;
    web->folder = settings->folder;
    web->arena = arena_open(CITY_BYTES);
    web->machine.web = web;
    web->started_us = time_now_us();
    web->is_secure = settings->http->certificate_file != NULL;
    web_find_places(web);
    if (open_parts(web, settings, error) == 0)
        return web;
    free_web(web);
    return NULL;
}

int web_serve(struct web *web, struct error *error)
{
    return http_serve(web->server, error);
}

void web_stop(struct web *web)
{
    http_stop(web->server);
}

int web_port(const struct web *web)
{
    return http_port(web->server);
}

const char *web_first_code(const struct web *web)
{
    return web->first_run != NULL ? first_run_code(web->first_run) : NULL;
}
