/* Who makes the visit, and whether it is their own doing. */
#include "web/server.h"

#include "base/arena.h"
#include "base/error.h"
#include "http/http.h"
#include "keeper/keeper.h"
#include "page/page.h"
#include "people/people.h"
#include "store/store.h"

#include <string.h>
#include <strings.h>

static int refuse_token(struct web_visit *visit, struct error *error)
{
    session_source_failed(visit->worker->web->sessions, visit->visit.request->peer, time_now_us());
    visit_set_status(&visit->visit, 401);
    return error->code;
}

struct use_call {
    int64_t token_id;
    const char *staff_no;
};

static int use_token(struct record *record, void *context, struct error *error)
{
    const struct use_call *call = context;

    return keeper_use_token(record, call->token_id, call->staff_no, error);
}

/* CLAUSE: 5.7.1 */
static int identify_token(struct web_visit *visit, const char *token, struct error *error)
{
    struct visit *inner = &visit->visit;
    struct web_caller *caller = &visit->caller;
    struct value person[PERSON_COLUMNS];
    struct keeper_token found;
    int pause_s =
        session_source_pause_s(visit->worker->web->sessions, inner->request->peer, time_now_us());

    if (pause_s > 0) {
        visit_set_status(inner, 429);
        visit->answer.retry_after_s = pause_s;
        return error_set(error, ERROR_DENIED, "",
                         "失敗が続いたので、%d 秒待ってからもう一度お試しください。", pause_s);
    }
    int result = keeper_check_token(inner->scene.store, token, inner->scene.today, &found, error);
    if (result == ERROR_DENIED)
        return refuse_token(visit, error);
    if (result == 0)
        result = table_get(inner->scene.store, &person_table, found.person_id, inner->arena, person,
                           NULL, error);
    if (result < 0)
        return result;
    caller->kind = CALLER_TOKEN;
    caller->person_id = found.person_id;
    caller->staff_no = person[PERSON_staff_no].text;
    struct use_call call = {found.id, caller->staff_no};
    const struct record_actor actor = {
        .staff_no = caller->staff_no, .way = "token", .terminal = inner->request->peer};
    return found.is_noted ? 0 : visit_queue(inner, &actor, use_token, &call, error);
}

/* CLAUSE: 4.1.4, 5.7.5 */
static int identify_session(struct web_visit *visit, const char *cookie, struct error *error)
{
    struct web_caller *caller = &visit->caller;
    struct sessions *sessions = visit->worker->web->sessions;
    char version[KEEPER_VERSION_SIZE];

    if (!session_find(sessions, cookie, time_now_us(), visit->visit.arena, &caller->session))
        return 0;
    int result = keeper_version(visit->visit.scene.store, caller->session.person_id, version,
                                &caller->must_change, error);
    if (result < 0)
        return result;
    if (strcmp(version, caller->session.version) != 0) {
        session_end(sessions, cookie);
        return 0;
    }
    caller->kind = CALLER_SESSION;
    caller->cookie = cookie;
    caller->person_id = caller->session.person_id;
    caller->staff_no = caller->session.staff_no;
    return 0;
}

int web_identify(struct web_visit *visit, struct error *error)
{
    const struct http_request *request = visit->visit.request;
    const char *authorization = http_field(request, "authorization");

    if (authorization != NULL && strncasecmp(authorization, "bearer ", 7) == 0)
        return identify_token(visit, authorization + 7, error);
    const char *cookie = http_cookie(request, "session");
    return cookie != NULL ? identify_session(visit, cookie, error) : 0;
}

static bool is_safe(const struct http_request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* What browsers say of where the request came from; other clients say nothing. */
static bool is_from_elsewhere(const struct http_request *request)
{
    const char *site = http_field(request, "sec-fetch-site");
    const char *origin = http_field(request, "origin");
    const char *host = http_field(request, "host");

    if (site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return true;
    if (origin == NULL)
        return false;
    const char *name = strstr(origin, "://");
    return name == NULL || host == NULL || strcasecmp(name + 3, host) != 0;
}

static bool is_json(const struct http_request *request)
{
    const char *type = http_field(request, "content-type");

    return type != NULL && strncasecmp(type, "application/json", 16) == 0;
}

int web_check_origin(struct web_visit *visit, struct error *error)
{
    const struct http_request *request = visit->visit.request;

    if (is_safe(request) || visit->caller.kind == CALLER_TOKEN)
        return 0;
    if (is_from_elsewhere(request))
        return error_set(error, ERROR_DENIED, "",
                         "ほかのサイトから送られた操作は受け付けません。このページから操作し直して"
                         "ください。");
    if (visit->caller.kind == CALLER_NOBODY || is_json(request))
        return 0;
    const char *given = visit_value(&visit->visit, "csrf");
    if (given != NULL && strcmp(given, visit->caller.session.form) == 0)
        return 0;
    return error_set(error, ERROR_DENIED, "",
                     "ページが古くなっています。読み直してから、もう一度操作してください。");
}
