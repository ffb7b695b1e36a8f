/* What leaves the server: the frame around a page, JSON, files, errors. */
#include "web/server.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/wiring.h"
#include "duty/inbox.h"
#include "http/http.h"
#include "page/page.h"
#include "people/people.h"
#include "template/asset.h"
#include "templates.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void web_add_fields(const struct web *web, struct http_response *response)
{
    http_add(response, "Content-Security-Policy",
             "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
             "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
             "base-uri 'none'");
    http_add(response, "X-Content-Type-Options", "nosniff");
    http_add(response, "Referrer-Policy", "same-origin");
    http_add(response, "Cross-Origin-Opener-Policy", "same-origin");
    http_add(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (web->is_secure)
        http_add(response, "Strict-Transport-Security", "max-age=31536000");
}

static void add_common(const struct web_visit *visit, struct http_response *response)
{
    struct arena *arena = visit->visit.arena;

    web_add_fields(visit->worker->web, response);
    http_add(response, "Cache-Control", "no-store");
    if (visit->answer.cookie != NULL)
        http_add(response, "Set-Cookie", visit->answer.cookie);
    if (visit->answer.tag != 0)
        http_add(response, "ETag", arena_format(arena, "\"%lld\"", (long long)visit->answer.tag));
    if (visit->answer.retry_after_s > 0)
        http_add(response, "Retry-After", arena_format(arena, "%d", visit->answer.retry_after_s));
}

/* The main pages of the frame, in the order people use them. */
static const struct {
    const char *path, *title;
} places[] = {
    {"/", "ホーム"},           {"/findings", "指摘"},   {"/incidents", "インシデント"},
    {"/registers", "台帳"},    {"/sections/1", "基準"}, {"/clauses", "項番一覧"},
    {"/organisation", "組織"}, {"/zones", "区画"},      {"/imports", "取込"},
    {"/record", "記録"},       {"/users", "利用者"},
};

/* Whether a page is at the path; a part that it leaves open ("*") is any last one. */
static bool is_served(const struct web *web, const char *path)
{
    size_t open = (size_t)(strrchr(path, '/') + 1 - path);

    for (const struct page *const *list = web->wiring->pages; *list != NULL; list++)
        for (const struct page *page = *list; page->path != NULL; page++)
            if (strcmp(page->path, path) == 0 ||
                (open > 1 && strncmp(page->path, path, open) == 0 &&
                 strcmp(page->path + open, "*") == 0))
                return true;
    return false;
}

void web_find_places(struct web *web)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (is_served(web, places[i].path))
            web->served_places |= 1U << i;
}

static bool is_within(const char *path, const char *place)
{
    size_t length = strlen(place);

    if (length == 1)
        return path[1] == '\0';
    if (strncmp(place, "/sections/", 10) == 0)
        return strncmp(path, "/sections/", 10) == 0;
    return strncmp(path, place, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void add_places(const struct web_visit *visit)
{
    const struct visit *inner = &visit->visit;
    struct model *nav = model_array(inner->arena, inner->model, KEY_nav);

    bool is_of_register = model_get(inner->model, KEY_register_title) != NULL;

    nav->flags |= MODEL_PAGE_ONLY;
    if (visit->caller.kind != CALLER_SESSION || visit->caller.must_change)
        return;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if ((visit->worker->web->served_places & 1U << i) == 0)
            continue;
        if (strcmp(places[i].path, "/users") == 0 &&
            may_scope(&visit->viewer, inner->scene.pack, "administer", "users") == 0)
            continue;
        struct model *place = model_object(inner->arena, nav, KEY_NONE);
        model_text(inner->arena, place, KEY_url, places[i].path);
        model_text(inner->arena, place, KEY_label, visit_tr(inner, places[i].title));
        model_bool(inner->arena, place, KEY_is_current,
                   is_within(inner->request->path, places[i].path) ||
                       (is_of_register && strcmp(places[i].path, "/registers") == 0));
    }
}

/* The day and hour in JST, for the foot of a printed page. */
static const char *time_in_words(const struct web_visit *visit)
{
    char date[DATE_SIZE];
    int minute;

    time_to_jst(visit->visit.now_us, date, &minute);
    return arena_format(visit->visit.arena, "%s %02d:%02d", date, minute / 60, minute % 60);
}

static void add_truth(struct visit *visit, enum model_key key, bool value)
{
    model_bool(visit->arena, visit->model, key, value)->flags |= MODEL_PAGE_ONLY;
}

/* How many notices the visitor has not acknowledged yet, beside the link to them. CLAUSE: 1.4.1 */
static void add_waiting(const struct web_visit *visit)
{
    const struct visit *inner = &visit->visit;
    struct error ignored = {0};
    int64_t count = 0;

    if (visit->caller.kind == CALLER_SESSION && inner->scene.store != NULL &&
        inbox_count(inner->scene.store, visit->caller.staff_no, &count, &ignored) == 0)
        model_integer(inner->arena, inner->model, KEY_waiting_notices, count)->flags |=
            MODEL_PAGE_ONLY;
}

/* What the frame's templates ask for. */
static void add_frame(struct web_visit *visit)
{
    struct visit *inner = &visit->visit;
    struct arena *arena = inner->arena;
    struct model *model = inner->model;
    const struct city *city = &visit->worker->web->city;
    bool is_japanese = inner->scene.language == LANGUAGE_JAPANESE;

    if (model_get(model, KEY_title) == NULL && inner->page != NULL)
        model_page_text(arena, model, KEY_title, visit_tr(inner, inner->page->title));
    model_page_text(arena, model, KEY_city, city->name);
    model_page_text(arena, model, KEY_language, is_japanese ? "ja" : "en");
    model_page_text(arena, model, KEY_other_language, is_japanese ? "en" : "ja");
    add_truth(inner, KEY_is_japanese, is_japanese);
    add_truth(inner, KEY_is_simulation, city->is_simulation);
    add_truth(inner, KEY_is_demo, city->is_demo);
    add_truth(inner, KEY_is_signed_in, visit->caller.kind == CALLER_SESSION);
    model_page_text(arena, model, KEY_path, inner->request->path);
    model_page_text(arena, model, KEY_viewer_name, visit->viewer.name);
    model_page_text(arena, model, KEY_viewer_post, visit->viewer.post);
    asset_add_urls(arena, model);
    model_page_text(arena, model, KEY_q, visit_value(inner, "q"));
    model_page_text(arena, model, KEY_printed_at, time_in_words(visit));
    model_page_text(arena, model, KEY_csrf, visit->caller.session.form);
    if (visit->caller.kind == CALLER_SESSION && visit->caller.session.message != NULL) {
        model_page_text(arena, model, KEY_message, visit->caller.session.message);
        session_leave_message(visit->worker->web->sessions, visit->caller.cookie, NULL);
    }
    add_places(visit);
    add_waiting(visit);
}

static void send_page(struct web_visit *visit, const struct template *template,
                      struct http_response *response)
{
    add_frame(visit);
    response->type = "text/html; charset=utf-8";
    template_render(template, visit->visit.model, visit->visit.scene.language, &response->body);
    add_common(visit, response);
}

static void send_json(struct web_visit *visit, struct http_response *response)
{
    struct json json;

    response->type = "application/json";
    json_start(&json, &response->body, NULL);
    model_json(visit->visit.model, &json);
    json_finish(&json);
    add_common(visit, response);
}

/* A path as it may stand in a field: what a visitor sent may be in it, line breaks and all.
 * CLAUSE: 5.7.1 */
static const char *location_of(const struct web_visit *visit, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(visit->visit.arena, strlen(path) * 3 + 1), *end = out;

    for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
        bool is_plain = *at > ' ' && *at < 0x7f && strchr("\"<>\\^`{|}", *at) == NULL;
        if (!is_plain) {
            *end++ = '%';
            *end++ = digits[*at >> 4];
        }
        *end++ = is_plain ? (char)*at : digits[*at & 15];
    }
    return out;
}

void web_send_elsewhere(struct web_visit *visit, const char *path, struct http_response *response)
{
    response->status = 303;
    http_add(response, "Location", location_of(visit, path));
    add_common(visit, response);
}

static void send_redirect(struct web_visit *visit, struct http_response *response)
{
    const struct visit_answer *answer = &visit->answer;

    if (visit->visit.wants_json) {
        response->status = answer->created ? 201 : 200;
        if (answer->created)
            http_add(
                response, "Location",
                arena_format(visit->visit.arena, "/api/1%s", location_of(visit, answer->path)));
        send_json(visit, response);
        return;
    }
    if (answer->message != NULL && visit->caller.kind == CALLER_SESSION)
        session_leave_message(visit->worker->web->sessions, visit->caller.cookie, answer->message);
    web_send_elsewhere(visit, answer->path, response);
}

/* RFC 6266: the name in its own letters, for a browser to save under. */
static void add_name(const struct web_visit *visit, struct http_response *response)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *name = visit->answer.name;
    struct buffer value = {0};

    buffer_text(&value, "attachment; filename*=UTF-8''");
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
        bool is_plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                        (*at >= 'A' && *at <= 'Z') || *at == '-' || *at == '.' || *at == '_';
        if (!is_plain) {
            buffer_byte(&value, '%');
            buffer_byte(&value, (uint8_t)digits[*at >> 4]);
        }
        buffer_byte(&value, is_plain ? *at : (uint8_t)digits[*at & 15]);
    }
    http_add(response, "Content-Disposition",
             arena_copy(visit->visit.arena, buffer_string(&value)));
    buffer_done(&value);
}

static void send_file(struct web_visit *visit, struct http_response *response)
{
    struct stat status;

    must(fstat(visit->answer.file, &status) == 0);
    response->type = visit->answer.type;
    response->file = visit->answer.file;
    response->file_length = status.st_size;
    add_name(visit, response);
    add_common(visit, response);
}

static void send_text(struct web_visit *visit, struct http_response *response)
{
    response->type = visit->answer.type;
    buffer_text(&response->body, visit->answer.text);
    if (visit->answer.name != NULL)
        add_name(visit, response);
    add_common(visit, response);
}

void web_send(struct web_visit *visit, struct http_response *response)
{
    response->status = visit->answer.status != 0 ? visit->answer.status : 200;
    switch (visit->answer.outcome) {
    case OUTCOME_REDIRECT:
        send_redirect(visit, response);
        return;
    case OUTCOME_FILE:
        send_file(visit, response);
        return;
    case OUTCOME_TEXT:
        send_text(visit, response);
        return;
    case OUTCOME_MODEL:
        break;
    }
    if (visit->answer.created)
        response->status = 201;
    if (visit->visit.wants_json)
        send_json(visit, response);
    else
        send_page(visit, visit->visit.page->template, response);
}

static const char *word_of(const struct error *error, int status)
{
    if (error->id[0] != '\0')
        return error->id;
    switch (status) {
    case 400:
    case 405:
    case 422:
        return "input";
    case 401:
        return "sign-in";
    case 403:
        return "denied";
    case 404:
        return "missing";
    case 409:
        return error->code == ERROR_STALE ? "stale" : "conflict";
    case 413:
        return "limit";
    case 423:
        return "locked";
    case 429:
        return "slow-down";
    case 503:
        return "busy";
    default:
        return "fault";
    }
}

void web_send_error(struct web_visit *visit, const struct error *error,
                    struct http_response *response)
{
    struct visit *inner = &visit->visit;
    struct arena *arena = inner->arena;
    bool has_own = visit->answer.status != 0 && !visit->answer.shows_error;
    int status = has_own ? visit->answer.status : error_http_status(error->code);

    if (visit->answer.file >= 0) /* of an answer that could not be put on record */
        close(visit->answer.file);
    response->status = status;
    inner->model = model_new(arena);
    struct model *told = model_object(arena, inner->model, KEY_error);
    model_text(arena, told, KEY_code, word_of(error, status));
    model_text(arena, told, KEY_field, error->field[0] != '\0' ? error->field : NULL);
    model_text(arena, told, KEY_clause, error->clause[0] != '\0' ? error->clause : NULL);
    model_text(arena, told, KEY_message, error->text);
    if (status == 401)
        http_add(response, "WWW-Authenticate", "Bearer");
    if (inner->wants_json) {
        send_json(visit, response);
        return;
    }
    model_page_text(arena, inner->model, KEY_title,
                    status == 404   ? visit_tr(inner, "見つかりません")
                    : status == 403 ? visit_tr(inner, "この操作はできません")
                    : status >= 500 ? visit_tr(inner, "いまはお答えできません")
                                    : visit_tr(inner, "受け付けられません"));
    send_page(visit, &template_error, response);
}
