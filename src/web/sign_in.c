/* Signing in and out, and choosing a password. CLAUSE: 4.3.4, 5.7.1, 5.7.3, 5.7.5, 5.7.6 */
#include "web/sign_in.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "http/http.h"
#include "keeper/keeper.h"
#include "pack/pack.h"
#include "page/page.h"
#include "people/people.h"
#include "web/server.h"

#include <string.h>

static struct web_visit *web_visit_of(struct visit *visit)
{
    return (struct web_visit *)visit; /* its first member */
}

const char *web_own_path(const char *path)
{
    return path != NULL && path[0] == '/' && path[1] != '/' && path[1] != '\\' ? path : "/";
}

int sign_in_show(struct visit *visit, struct error *error)
{
    (void)error;
    model_page_text(visit->arena, visit->model, KEY_next, web_own_path(visit_value(visit, "next")));
    model_page_text(visit->arena, visit->model, KEY_staff_no, visit_value(visit, "staff_no"));
    return 0;
}

/* Someone who tries, as far as the roster knows them. */
struct trying {
    const char *staff_no; /* six digits, or NULL */
    int64_t person_id;    /* 0: unknown, or not employed on the day */
    const char *name, *post;
    enum keeper_verdict verdict;
};

static int find_trying(struct visit *visit, struct trying *ret_trying, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const char *typed = visit_value(visit, "staff_no");
    struct error unknown = {.language = error->language};
    struct viewer viewer;

    *ret_trying = (struct trying){0};
    ret_trying->staff_no = typed != NULL ? text_staff_number(visit->arena, typed) : NULL;
    if (ret_trying->staff_no == NULL)
        return 0;
    int result = people_viewer(scene->store, scene->pack, ret_trying->staff_no, scene->today,
                               visit->arena, &viewer, &unknown);
    if (result == ERROR_DENIED)
        return 0;
    if (result < 0) {
        *error = unknown;
        return result;
    }
    ret_trying->person_id = viewer.person_id;
    ret_trying->name = viewer.name;
    ret_trying->post = viewer.post;
    return 0;
}

struct attempt_call {
    const struct pack *pack;
    struct keeper_attempt attempt;
    enum keeper_verdict verdict;
};

static int count_attempt(struct record *record, void *context, struct error *error)
{
    struct attempt_call *call = context;

    return keeper_count_attempt(record, call->pack, &call->attempt, &call->verdict, error);
}

/* Looks at the password and brings the try into the record. */
static int try_password(struct visit *visit, struct trying *trying, struct error *error)
{
    const char *password = visit_value(visit, "password");
    struct web *web = visit->machine->web;
    int result = keeper_check_password(web->keeper, visit->scene.store, trying->person_id,
                                       password != NULL ? password : "", &trying->verdict, error);
    if (result < 0)
        return result;
    struct attempt_call call = {
        visit->scene.pack, {trying->person_id, trying->staff_no, trying->verdict}, KEEPER_WRONG};
    const struct record_actor actor = {.staff_no = trying->staff_no,
                                       .name = trying->name,
                                       .post = trying->post,
                                       .way = "session",
                                       .terminal = visit->request->peer};
    result = visit_queue(visit, &actor, count_attempt, &call, error);
    trying->verdict = call.verdict;
    return result;
}

static int refuse_pause(struct visit *visit, int pause_s, struct error *error)
{
    visit_set_status(visit, 429);
    visit->answer->retry_after_s = pause_s;
    return error_set(error, ERROR_DENIED, "",
                     "失敗が続いたので、%d 秒待ってからもう一度お試しください。", pause_s);
}

static int refuse_verdict(struct visit *visit, enum keeper_verdict verdict, struct error *error)
{
    visit_set_status(visit, verdict == KEEPER_LOCKED ? 423 : 401);
    if (verdict == KEEPER_LOCKED)
        error_set(error, ERROR_DENIED, "",
                  "失敗が続いたため、この職員番号のサインインは止まっています。"
                  "ＩＴ推進課に解除を頼んでください。");
    else if (verdict == KEEPER_TAMPERED)
        error_set(error, ERROR_DENIED, "",
                  "この職員番号のパスワードの記録が記録簿と合いません。"
                  "ＩＴ推進課に知らせてください。");
    else
        error_set(error, ERROR_DENIED, "",
                  "職員番号かパスワードが違います。もう一度入力してください。");
    return error_at(error, "password", verdict == KEEPER_LOCKED ? "5.7.6" : "5.7.1");
}

static const char *cookie_of(const struct visit *visit, const char *name, const char *value,
                             const char *rest)
{
    return arena_format(visit->arena, "%s=%s; Path=/; SameSite=Lax%s%s", name, value, rest,
                        visit->request->is_secure ? "; Secure" : "");
}

static int start_session(struct visit *visit, const struct trying *trying, struct error *error)
{
    struct web *web = visit->machine->web;
    char token[SESSION_TOKEN_SIZE], version[KEEPER_VERSION_SIZE];
    bool must_change;
    int result =
        keeper_version(visit->scene.store, trying->person_id, version, &must_change, error);

    if (result < 0)
        return result;
    if (!session_start(web->sessions, trying->person_id, trying->staff_no, version, time_now_us(),
                       token))
        return error_set(error, ERROR_BUSY, "",
                         "サインインしている人が多すぎます。しばらくしてからお試しください。");
    visit->answer->cookie = cookie_of(visit, "session", token, "; HttpOnly");
    model_text(visit->arena, visit->model, KEY_staff_no, trying->staff_no);
    model_text(visit->arena, visit->model, KEY_name, trying->name);
    model_text(visit->arena, visit->model, KEY_post, trying->post);
    model_bool(visit->arena, visit->model, KEY_must_change_password, must_change);
    visit_redirect(visit, must_change ? "/password" : web_own_path(visit_value(visit, "next")),
                   NULL, true);
    return 0;
}

static int sign_in(struct visit *visit, struct error *error)
{
    struct web *web = visit->machine->web;
    const char *peer = visit->request->peer;
    struct trying trying;
    int pause_s = session_source_pause_s(web->sessions, peer, time_now_us());

    if (pause_s > 0)
        return refuse_pause(visit, pause_s, error);
    int result = find_trying(visit, &trying, error);
    if (result == 0)
        result = try_password(visit, &trying, error);
    if (result < 0)
        return result;
    if (trying.verdict != KEEPER_GOOD && trying.verdict != KEEPER_MUST_CHANGE) {
        session_source_failed(web->sessions, peer, time_now_us());
        return refuse_verdict(visit, trying.verdict, error);
    }
    const char *former = http_cookie(visit->request, "session");
    if (former != NULL)
        session_end(web->sessions, former);
    return start_session(visit, &trying, error);
}

int sign_in_post(struct visit *visit, struct error *error)
{
    int result = sign_in(visit, error);

    if (result != ERROR_DENIED)
        return result;
    result = visit_show_error(visit, error);
    return result == 0 ? sign_in_show(visit, error) : result;
}

static int note_sign_out(struct record *record, void *context, struct error *error)
{
    const struct record_context entry = {.action = "sign out", .key = context, .result = "ok"};

    return record_note(record, RECORD_ATTEMPT, &entry, NULL, 0, NULL, error);
}

int sign_out_post(struct visit *visit, struct error *error)
{
    const struct web_visit *own = web_visit_of(visit);

    if (own->caller.kind == CALLER_SESSION) {
        session_end(visit->machine->web->sessions, own->caller.cookie);
        char *staff_no = arena_copy(visit->arena, own->caller.staff_no);
        int result = visit_queue(visit, &visit->actor, note_sign_out, staff_no, error);
        if (result < 0)
            return result;
    }
    visit->answer->cookie = cookie_of(visit, "session", "", "; HttpOnly; Max-Age=0");
    /* Who leaves the counter to another: the next one goes on where this one stood. */
    const char *next = web_own_path(visit_value(visit, "next"));
    visit_redirect(
        visit, strcmp(next, "/") == 0 ? "/sign-in" : visit_path(visit, "/sign-in", "next", next),
        NULL, false);
    return 0;
}

int session_show(struct visit *visit, struct error *error)
{
    (void)error;
    const struct web_visit *own = web_visit_of(visit);
    struct model *roles;

    model_text(visit->arena, visit->model, KEY_staff_no, own->viewer.staff_no);
    model_text(visit->arena, visit->model, KEY_name, own->viewer.name);
    model_text(visit->arena, visit->model, KEY_post, own->viewer.post);
    model_bool(visit->arena, visit->model, KEY_must_change_password, own->caller.must_change);
    roles = model_array(visit->arena, visit->model, KEY_roles);
    for (const char *const *role = own->viewer.roles; *role != NULL; role++)
        model_text(visit->arena, roles, KEY_NONE, *role);
    return 0;
}

int password_show(struct visit *visit, struct error *error)
{
    (void)error;
    int64_t least = pack_integer(visit->scene.pack, "password_min_length");

    model_page_text(visit->arena, visit->model, KEY_least,
                    arena_format(visit->arena, "%lld", (long long)least));
    model_bool(visit->arena, visit->model, KEY_must_change_password,
               web_visit_of(visit)->caller.must_change)
        ->flags |= MODEL_PAGE_ONLY;
    return 0;
}

static int read_person(struct visit *visit, struct keeper_person *ret_person, struct error *error)
{
    struct value values[PERSON_COLUMNS];
    int64_t id = web_visit_of(visit)->caller.person_id;
    int result =
        table_get(visit->scene.store, &person_table, id, visit->arena, values, NULL, error);

    if (result == 0)
        *ret_person = (struct keeper_person){id, values[PERSON_staff_no].text,
                                             values[PERSON_name].text, values[PERSON_kana].text};
    return result;
}

struct password_call {
    const struct keeper_person *person;
    const struct keeper_hash *hash;
};

static int keep_password(const struct register_scene *scene, void *context, struct error *error)
{
    const struct password_call *call = context;

    return keeper_set_password(scene->record, call->person, call->hash, error);
}

static int check_current(struct visit *visit, const struct keeper_person *person,
                         struct error *error)
{
    struct trying trying = {
        .staff_no = person->staff_no, .person_id = person->id, .name = person->name};
    struct web *web = visit->machine->web;
    int pause_s = session_source_pause_s(web->sessions, visit->request->peer, time_now_us());

    if (pause_s > 0)
        return refuse_pause(visit, pause_s, error);
    int result = try_password(visit, &trying, error);
    if (result < 0 || trying.verdict == KEEPER_GOOD || trying.verdict == KEEPER_MUST_CHANGE)
        return result;
    session_source_failed(web->sessions, visit->request->peer, time_now_us());
    if (trying.verdict == KEEPER_LOCKED)
        return refuse_verdict(visit, trying.verdict, error);
    error_set(error, ERROR_INPUT, "", "いまのパスワードが違います。もう一度入力してください。");
    return error_at(error, "password", "5.7.5");
}

static int change_password(struct visit *visit, struct error *error)
{
    struct web *web = visit->machine->web;
    const char *chosen = visit_value(visit, "new_password");
    const char *again = visit_value(visit, "new_password_again");
    struct keeper_person person;
    struct keeper_hash hash;
    int result = read_person(visit, &person, error);

    if (result == 0)
        result = check_current(visit, &person, error);
    if (result < 0)
        return result;
    if (again != NULL && strcmp(again, chosen != NULL ? chosen : "") != 0) {
        error_set(error, ERROR_INPUT, "",
                  "新しいパスワードの二つの欄が合いません。同じものを入力してください。");
        return error_at(error, "new_password_again", NULL);
    }
    result = keeper_choose_password(web->keeper, visit->scene.store, visit->scene.pack, &person,
                                    chosen != NULL ? chosen : "", &hash, error);
    if (result < 0)
        return error_at(error, "new_password", error->clause);
    struct password_call call = {&person, &hash};
    return visit_write(visit, keep_password, &call, error);
}

int password_post(struct visit *visit, struct error *error)
{
    const struct web_visit *own = web_visit_of(visit);
    char version[KEEPER_VERSION_SIZE];
    bool must_change;
    int result = change_password(visit, error);

    if (result == ERROR_INPUT) {
        result = visit_show_error(visit, error);
        return result == 0 ? password_show(visit, error) : result;
    }
    if (result == 0)
        result =
            keeper_version(visit->scene.store, own->caller.person_id, version, &must_change, error);
    if (result < 0)
        return result;
    if (own->caller.kind == CALLER_SESSION)
        session_renew(visit->machine->web->sessions, own->caller.cookie, version);
    visit_redirect(visit, "/", visit_tr(visit, "パスワードを変えました。"), false);
    return 0;
}

int language_post(struct visit *visit, struct error *error)
{
    (void)error;
    const char *to = visit_value(visit, "to");

    visit->answer->cookie =
        cookie_of(visit, "language", to != NULL && strcmp(to, "en") == 0 ? "en" : "ja",
                  "; HttpOnly; Max-Age=31536000");
    visit_redirect(visit, web_own_path(visit_value(visit, "next")), NULL, false);
    return 0;
}
