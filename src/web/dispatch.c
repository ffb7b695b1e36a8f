/* From a request to the page that answers it. */
#include "web/server.h"

#include "base/arena.h"
#include "base/error.h"
#include "cli/wiring.h"
#include "http/http.h"
#include "keeper/keeper.h"
#include "page/page.h"
#include "people/people.h"
#include "store/store.h"
#include "template/asset.h"
#include "web/first_run.h"
#include "web/viewers.h"

#include <string.h>

static const char api_prefix[] = "/api/1";

/* Whether the path is the page's, and what stands for each "*". */
static bool path_fits(const char *pattern, const char *path, struct arena *arena,
                      const char *parts[VISIT_PART_LIMIT])
{
    int count = 0;

    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '*') {
            if (*pattern != *path++)
                return false;
            continue;
        }
        size_t length = strcspn(path, "/");
        must(count < VISIT_PART_LIMIT);
        if (length == 0)
            return false;
        parts[count++] = arena_copy_bytes(arena, path, length);
        path += length;
    }
    return *path == '\0';
}

static bool speaks(const struct page *page, bool wants_json)
{
    return (page->flags & (wants_json ? PAGE_NOT_IN_API : PAGE_ONLY_IN_API)) == 0;
}

/* An exact path goes before one with parts. */
static const struct page *find_in(const struct page *list, struct web_visit *visit,
                                  const char *method, const char *path, bool with_parts,
                                  bool *ret_is_known)
{
    for (const struct page *page = list; page->path != NULL; page++) {
        const char *parts[VISIT_PART_LIMIT] = {NULL};
        if (page->path[1] != path[1] && page->path[1] != '*')
            continue; /* most are told by their first letter */
        if ((strchr(page->path, '*') != NULL) != with_parts ||
            !speaks(page, visit->visit.wants_json) ||
            !path_fits(page->path, path, visit->visit.arena, parts))
            continue;
        *ret_is_known = true;
        if (strcmp(page->method, method) != 0)
            continue;
        memcpy(visit->visit.parts, parts, sizeof parts);
        return page;
    }
    return NULL;
}

static const struct page *find_page(struct web_visit *visit, const char *path, bool *ret_is_known)
{
    const struct wiring *wiring = visit->worker->web->wiring;
    const char *method = visit->visit.request->method;
    const struct page *found = NULL;

    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    *ret_is_known = false;
    for (int with_parts = 0; with_parts < 2 && found == NULL; with_parts++) {
        found = find_in(web_pages, visit, method, path, with_parts, ret_is_known);
        for (const struct page *const *list = wiring->pages; found == NULL && *list != NULL; list++)
            found = find_in(*list, visit, method, path, with_parts, ret_is_known);
    }
    return found;
}

static enum language choose_language(const struct http_request *request)
{
    const char *chosen = http_cookie(request, "language");
    const char *accepted = http_field(request, "accept-language");

    if (chosen != NULL)
        return strcmp(chosen, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_JAPANESE;
    return accepted != NULL && strncmp(accepted, "en", 2) == 0 ? LANGUAGE_ENGLISH
                                                               : LANGUAGE_JAPANESE;
}

static void prepare(struct web_visit *visit, struct web_worker *worker,
                    const struct http_request *request)
{
    const struct web *web = worker->web;
    static const char *const no_roles[] = {NULL};
    int minute;

    *visit = (struct web_visit){.worker = worker, .answer = {.file = -1}};
    visit->viewer = (struct viewer){.roles = no_roles};
    struct visit *inner = &visit->visit;
    inner->arena = request->arena;
    inner->model = model_new(request->arena);
    inner->request = request;
    inner->wants_json = strncmp(request->path, api_prefix, sizeof api_prefix - 1) == 0 &&
                        (request->path[sizeof api_prefix - 1] == '/' ||
                         request->path[sizeof api_prefix - 1] == '\0');
    inner->folder = web->folder;
    inner->now_us = web_now_us(web);
    inner->handlers = web->wiring->handlers;
    inner->tables = web->wiring->tables;
    inner->table_count = web->wiring->table_count;
    inner->keeper = web->keeper;
    inner->faces = web->wiring->faces;
    inner->lists = worker->lists;
    inner->answer = &visit->answer;
    inner->machine = &worker->web->machine;
    inner->actor = (struct record_actor){.way = "session", .terminal = request->peer};
    time_to_jst(inner->now_us, visit->today, &minute);
    inner->scene = (struct register_scene){.arena = request->arena,
                                           .pack = web->pack,
                                           .viewer = &visit->viewer,
                                           .today = visit->today,
                                           .language = choose_language(request),
                                           .kinds = web->wiring->kinds};
}

/* Who the visitor is on the day, and whether they still may come in. CLAUSE: 5.6.3 */
static int admit(struct web_visit *visit, struct error *error)
{
    struct visit *inner = &visit->visit;
    const struct web_caller *caller = &visit->caller;

    if (caller->kind == CALLER_NOBODY)
        return 0;
    int result = viewers_find(visit->worker->viewers, inner->scene.store, inner->scene.pack,
                              caller->staff_no, inner->scene.today, &visit->viewer, error);
    if (result < 0)
        return result;
    inner->scene.seats = viewers_seats(visit->worker->viewers);
    inner->actor.staff_no = visit->viewer.staff_no;
    inner->actor.name = visit->viewer.name;
    inner->actor.post = visit->viewer.post;
    inner->actor.way = caller->kind == CALLER_TOKEN ? "token" : "session";
    return 0;
}

static bool is_open(const struct web_visit *visit)
{
    return (visit->visit.page->flags & PAGE_OPEN) != 0;
}

/* Runs the page's handler; what it refuses is on record before the answer leaves. */
static int handle(struct web_visit *visit, struct error *error)
{
    int result = web_check_origin(visit, error);

    if (result == 0)
        result = visit->visit.page->answer(&visit->visit, error);
    if (result == 0)
        result = visit_finish(&visit->visit, error);
    if (result == ERROR_DENIED && visit->caller.kind != CALLER_NOBODY)
        visit_record_refusal(&visit->visit, error);
    return result;
}

static const char *with_query(const struct visit *visit)
{
    const struct http_request *request = visit->request;

    return *request->query == '\0'
               ? request->path
               : arena_format(visit->arena, "%s?%s", request->path, request->query);
}

/* Not signed in, or still with a temporary password: where a page goes first; NULL when it may be
 * answered. *error is set for the API. */
static const char *detour(struct web_visit *visit, struct error *error)
{
    struct visit *inner = &visit->visit;

    if (is_open(visit))
        return NULL;
    if (visit->caller.kind == CALLER_NOBODY) {
        visit_set_status(inner, 401);
        error_set(error, ERROR_DENIED, "", "サインインしてください。");
        return visit_path(inner, "/sign-in", "next", with_query(inner));
    }
    if (visit->caller.must_change && (inner->page->flags & PAGE_ANY_PASSWORD) == 0) {
        error_set(error, ERROR_DENIED, "",
                  "仮のパスワードです。先に自分のパスワードを決めてください。");
        error_at(error, NULL, "5.7.5");
        return "/password";
    }
    return NULL;
}

/* Before there is a city, every path leads to the one page that makes it. */
static void answer_first_run(struct web_visit *visit, struct http_response *response)
{
    struct visit *inner = &visit->visit;
    struct error error = {.language = inner->scene.language};
    bool is_known;

    inner->page = find_in(first_run_pages, visit, inner->request->method, inner->request->path,
                          false, &is_known);
    if (inner->page == NULL) {
        web_send_elsewhere(visit, "/first-run", response);
        return;
    }
    int result = visit_read(inner, &error);
    if (result == 0)
        result = web_check_origin(visit, &error);
    if (result == 0)
        result = inner->page->answer(inner, &error);
    if (result < 0)
        web_send_error(visit, &error, response);
    else
        web_send(visit, response);
}

static void answer_page(struct web_visit *visit, struct http_response *response)
{
    struct visit *inner = &visit->visit;
    struct error error = {.language = inner->scene.language};
    int result = web_ready_worker(visit->worker, &error);

    if (result < 0) {
        web_send_error(visit, &error, response);
        return;
    }
    inner->scene.store = visit->worker->store;
    inner->rules = visit->worker->web->rules;
    result = store_begin(inner->scene.store, STORE_READ, &error);
    if (result == 0)
        result = web_identify(visit, &error);
    if (result == 0)
        result = admit(visit, &error);
    const char *elsewhere = result == 0 ? detour(visit, &error) : NULL;
    if (elsewhere != NULL && !inner->wants_json)
        web_send_elsewhere(visit, elsewhere, response);
    else if (result < 0 || elsewhere != NULL)
        web_send_error(visit, &error, response);
    else {
        result = visit_read(inner, &error);
        if (result < 0)
            visit_set_status(inner, result == ERROR_INPUT ? 400 : 0);
        else
            result = handle(visit, &error);
        if (result < 0)
            web_send_error(visit, &error, response);
        else
            web_send(visit, response);
    }
    store_rollback(inner->scene.store);
}

static void answer_missing(struct web_visit *visit, bool is_known, struct http_response *response)
{
    struct error error = {.language = visit->visit.scene.language};

    if (is_known) {
        visit_set_status(&visit->visit, 405);
        error_set(&error, ERROR_INPUT, "", "この場所では %s は使えません。",
                  visit->visit.request->method);
    } else
        error_set(&error, ERROR_MISSING, "",
                  "そのページはありません。上のメニューから選び直してください。");
    web_send_error(visit, &error, response);
}

/* Style, scripts, pictures, fonts: the same for everybody. */
static bool answer_asset(const struct web *web, const struct http_request *request,
                         struct http_response *response)
{
    const struct asset *asset = asset_find(request->path);

    if (asset == NULL ||
        (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0))
        return false;
    response->status = 200;
    response->type = asset->type;
    buffer_append(&response->body, asset->bytes, asset->length);
    web_add_fields(web, response);
    bool is_named =
        strncmp(request->query, "v=", 2) == 0 && strcmp(request->query + 2, asset->hash) == 0;
    http_add(response, "Cache-Control",
             is_named ? "public, max-age=31536000, immutable" : "no-cache");
    return true;
}

void web_answer(void *worker, const struct http_request *request, struct http_response *response)
{
    struct web_worker *own = worker;
    struct web_visit visit;
    bool is_known;

    if (answer_asset(own->web, request, response))
        return;
    prepare(&visit, own, request);
    if (!atomic_load(&own->web->is_founded)) {
        answer_first_run(&visit, response);
        return;
    }
    const char *path = request->path + (visit.visit.wants_json ? sizeof api_prefix - 1 : 0);
    visit.visit.page = find_page(&visit, *path == '\0' ? "/" : path, &is_known);
    if (visit.visit.page != NULL)
        answer_page(&visit, response);
    else
        answer_missing(&visit, is_known, response);
}
