/* Tokens, everyone's own. CLAUSE: 5.7.1, 5.7.2 */
#include "room/user/user_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "keeper/keeper.h"
#include "page/page.h"
#include "people/people.h"
#include "room/user/user.h"
#include "room/user/user_view.h"

#include "templates.h"
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 120 };

/* How many tokens the person ever had: the form is good for the next one only, so that what is sent
 * twice makes one token. */
static int64_t token_count(const struct visit *visit)
{
    const struct model *total = model_get(visit->model, KEY_total);

    return total != NULL ? total->integer : 0;
}

static int tokens_show(struct visit *visit, struct error *error)
{
    int result =
        user_add_tokens(visit, visit->model, KEY_items, visit->scene.viewer->person_id, error);

    if (result < 0)
        return result;
    model_null(visit->arena, visit->model, KEY_next);
    model_page_text(visit->arena, visit->model, KEY_tag,
                    arena_format(visit->arena, "%lld", (long long)token_count(visit)));
    return 0;
}

struct token_call {
    const struct keeper_person *person;
    const char *name, *expires_on;
    char *token;
    int64_t id;
};

static int write_token(const struct register_scene *scene, void *context, struct error *error)
{
    struct token_call *call = context;

    return keeper_make_token(scene->record, scene->pack, call->person, call->name, call->expires_on,
                             call->token, &call->id, error);
}

/* A machine does not prolong its own stay: tokens are made by a person who is signed in. */
static int check_person(const struct visit *visit, struct error *error)
{
    if (strcmp(visit->actor.way, "token") != 0)
        return 0;
    error_set(error, ERROR_DENIED, "",
              "トークンでは新しいトークンを作れません。サインインしてから作ってください。");
    return error_at(error, NULL, "5.7.2");
}

static int read_call(struct visit *visit, struct token_call *call, struct error *error)
{
    const char *name = visit_value(visit, "name");
    int result = visit_date(visit, "expires_on", &call->expires_on, error);

    if (result < 0)
        return result;
    if (name == NULL || text_is_blank(name) || strlen(name) > NAME_BYTES) {
        error_set(error, ERROR_INPUT, "",
                  "何に使うトークンか分かる名前を、四十字までで付けてください。");
        return error_at(error, "name", "5.7.2");
    }
    call->name = text_trim(visit->arena, name);
    return 0;
}

/* Shows the token, in this answer only. */
static int make_token(struct visit *visit, struct error *error)
{
    struct keeper_person person;
    char *token = arena_alloc(visit->arena, KEEPER_TOKEN_SIZE);
    struct token_call call = {.person = &person, .token = token};
    int result = check_person(visit, error);

    if (result == 0)
        result = user_find(&visit->scene, visit->scene.viewer->staff_no, &person, error);
    if (result == 0)
        result = read_call(visit, &call, error);
    if (result == 0)
        result = visit_write(visit, write_token, &call, error);
    if (result == ERROR_INPUT && strcmp(error->field, "expires") == 0)
        error_at(error, "expires_on", error->clause);
    if (result < 0)
        return result;
    visit_set_status(visit, 201);
    model_integer(visit->arena, visit->model, KEY_id, call.id);
    model_text(visit->arena, visit->model, KEY_name, call.name);
    model_text(visit->arena, visit->model, KEY_token, token);
    return 0;
}

static int check_tag(struct visit *visit, struct error *error)
{
    struct model *seen = model_new(visit->arena);
    int result = user_add_tokens(visit, seen, KEY_items, visit->scene.viewer->person_id, error);

    return result == 0 ? visit_check_tag(visit, model_get(seen, KEY_total)->integer, error)
                       : result;
}

static int tokens_post(struct visit *visit, struct error *error)
{
    int result = check_tag(visit, error);

    if (result == 0)
        result = make_token(visit, error);
    if (result != ERROR_INPUT)
        return result;
    result = visit_show_error(visit, error);
    if (result < 0)
        return result;
    model_page_text(visit->arena, visit->model, KEY_name, visit_value(visit, "name"));
    model_page_text(visit->arena, visit->model, KEY_expires_on, visit_value(visit, "expires_on"));
    return tokens_show(visit, error);
}

/* The token of the address, when it is the viewer's own or the viewer administers sign-ins; for
 * anybody else there is none of that number. */
static int find_token(struct visit *visit, int64_t *ret_id, int64_t *ret_owner, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    char *end;
    long long id = strtoll(visit->parts[0], &end, 10);
    int64_t owner = 0;
    int result = *end == '\0' ? keeper_token_owner(scene->store, id, &owner, error) : 0;

    if (result < 0)
        return result;
    if (owner == 0 || (owner != scene->viewer->person_id &&
                       !may(scene->viewer, scene->pack, "administer", "users", 0, 0)))
        return error_set(error, ERROR_MISSING, "", "その番号のトークンはありません。");
    *ret_id = id;
    *ret_owner = owner;
    return 0;
}

static int token_end_show(struct visit *visit, struct error *error)
{
    int64_t id, owner;
    int result = find_token(visit, &id, &owner, error);

    if (result == 0)
        model_integer(visit->arena, visit->model, KEY_id, id);
    return result;
}

struct end_call {
    int64_t id;
    const char *staff_no;
};

static int write_end(const struct register_scene *scene, void *context, struct error *error)
{
    const struct end_call *call = context;
    const struct record_context entry = {
        .action = "token end", .key = call->staff_no, .result = "ok"};

    return keeper_end_token(scene->record, call->id, &entry, error);
}

static int token_end_post(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct value person[PERSON_COLUMNS];
    int64_t id, owner;
    int result = find_token(visit, &id, &owner, error);

    if (result == 0)
        result = table_get(scene->store, &person_table, owner, scene->arena, person, NULL, error);
    if (result < 0)
        return result;
    struct end_call call = {id, person[PERSON_staff_no].text};
    result = visit_write(visit, write_end, &call, error);
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, id);
    visit_redirect(visit,
                   owner == scene->viewer->person_id
                       ? "/tokens"
                       : arena_format(visit->arena, "/users/%s", call.staff_no),
                   visit_tr(visit, "トークンを終了しました。"), false);
    return 0;
}

const struct page token_pages[] = {
    {"GET", "/tokens", &template_tokens, tokens_show, 0, "ＡＰＩトークン"},
    {"POST", "/tokens", &template_tokens, tokens_post, 0, "ＡＰＩトークン"},
    {"GET", "/tokens/*/end", &template_token_end, token_end_show, PAGE_NOT_IN_API,
     "トークンの終了"},
    {"POST", "/tokens/*/end", &template_token_end, token_end_post, 0, "トークンの終了"},
    {.path = NULL},
};
