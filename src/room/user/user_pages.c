/* Sign-ins of others. CLAUSE: 5.7.2, 5.7.5, 5.7.6 */
#include "room/user/user_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "keeper/keeper.h"
#include "page/page.h"
#include "room/user/user.h"
#include "room/user/user_view.h"
#include "store/store.h"

#include "room/user/user_sql.h"
#include "templates.h"
#include <string.h>

enum { PAGE_ROWS = 50 };

/* What is asked of the list. */
struct question {
    const char *state; /* NULL: every sign-in that has not ended */
    const char *words; /* folded for searching; NULL: all */
    bool is_temporary; /* only those with a temporary password */
    int64_t offset;
};

static bool fits_state(const struct question *question, const char *state)
{
    bool has_none = state == NULL || strcmp(state, "ended") == 0;

    if (question->state == NULL)
        return !has_none;
    if (strcmp(question->state, "none") == 0)
        return state == NULL;
    return state != NULL && strcmp(question->state, state) == 0;
}

static bool fits_words(struct visit *visit, const struct question *question, const char *staff_no,
                       const char *name, const char *kana)
{
    const char *const texts[] = {staff_no, name, kana};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] != NULL &&
            strstr(text_search_key(visit->arena, texts[i]), question->words) != NULL)
            return true;
    return false;
}

static bool fits(struct visit *visit, const struct question *question, const struct query *query)
{
    if (!fits_state(question, query_column_text(query, 4)))
        return false;
    if (question->is_temporary && query_column_integer(query, 5) == 0)
        return false;
    return question->words == NULL ||
           fits_words(visit, question, query_column_text(query, 1), query_column_text(query, 2),
                      query_column_text(query, 3));
}

static int add_row(struct visit *visit, struct model *items, const struct query *query,
                   struct error *error)
{
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, items, KEY_NONE);
    const char *const staff_no = arena_copy(arena, query_column_text(query, 1));
    const char *const kana = query_column_text(query, 3);

    model_text(arena, item, KEY_staff_no, staff_no);
    model_text(arena, item, KEY_name, arena_copy(arena, query_column_text(query, 2)));
    model_text(arena, item, KEY_kana, kana != NULL ? arena_copy(arena, kana) : NULL);
    user_add_state(visit, item, query_column_text(query, 4));
    model_bool(arena, item, KEY_must_change_password, query_column_integer(query, 5) != 0);
    user_add_day(visit, item, KEY_last_used_on, query_column_text(query, 6));
    return user_add_place(visit, item, query_column_integer(query, 0), error);
}

/* Adds the rows of one page, and how many there are in all. */
static int add_rows(struct visit *visit, const struct question *question, int64_t *ret_total,
                    struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_USER_LIST, error);
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int step = 0, result = 0;
    int64_t total = 0;

    if (query == NULL)
        return ERROR_FAULT;
    while (result == 0 && (step = query_step(query, error)) > 0) {
        if (!fits(visit, question, query))
            continue;
        if (total >= question->offset && total < question->offset + PAGE_ROWS)
            result = add_row(visit, items, query, error);
        total++;
    }
    query_done(query);
    *ret_total = total;
    return step < 0 ? step : result;
}

static int read_question(struct visit *visit, struct question *question, struct error *error)
{
    const char *state = visit_value(visit, "state"), *q = visit_value(visit, "q");
    const char *temporary = visit_value(visit, "must_change_password");

    *question = (struct question){.state = NULL};
    if (state != NULL && *state != '\0') {
        if (strcmp(state, "active") != 0 && strcmp(state, "locked") != 0 &&
            strcmp(state, "ended") != 0 && strcmp(state, "none") != 0) {
            error_set(error, ERROR_INPUT, "",
                      "状態「%s」はありません。active locked ended none のどれかです。", state);
            return error_at(error, "state", NULL);
        }
        question->state = state;
    }
    if (q != NULL && !text_is_blank(q))
        question->words = text_search_key(visit->arena, q);
    question->is_temporary =
        temporary != NULL && (strcmp(temporary, "1") == 0 || strcmp(temporary, "true") == 0);
    return visit_number(visit, "offset", 0, INT32_MAX, 0, &question->offset, error);
}

/* What the form above the list shows: the choices of a state, and what was asked. */
static void add_filters(struct visit *visit, const struct question *question)
{
    static const char *const choices[] = {"active", "locked", "ended", "none"};
    struct model *states = model_array(visit->arena, visit->model, KEY_states);

    states->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct model *choice = model_object(visit->arena, states, KEY_NONE);
        model_text(visit->arena, choice, KEY_value, choices[i]);
        model_text(visit->arena, choice, KEY_label, user_state_title(visit, choices[i]));
        model_bool(visit->arena, choice, KEY_is_current,
                   question->state != NULL && strcmp(question->state, choices[i]) == 0);
    }
    model_bool(visit->arena, visit->model, KEY_is_temporary, question->is_temporary)->flags |=
        MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_is_filtered,
               question->state != NULL || question->words != NULL || question->is_temporary)
        ->flags |= MODEL_PAGE_ONLY;
}

static int users_show(struct visit *visit, struct error *error)
{
    struct question question;
    int64_t total = 0;
    int result = visit_may(visit, "administer", "users", 0, 0, error);

    if (result == 0)
        result = read_question(visit, &question, error);
    if (result == 0)
        result = add_rows(visit, &question, &total, error);
    if (result < 0)
        return result;
    add_filters(visit, &question);
    model_integer(visit->arena, visit->model, KEY_total, total);
    model_bool(visit->arena, visit->model, KEY_has_items, total > question.offset)->flags |=
        MODEL_PAGE_ONLY;
    const char *next = arena_format(visit->arena, "%lld", (long long)question.offset + PAGE_ROWS);
    model_text(visit->arena, visit->model, KEY_next,
               total > question.offset + PAGE_ROWS
                   ? arena_format(visit->arena, "%s%s", visit->wants_json ? "/api/1" : "",
                                  visit_link(visit, "offset", next))
                   : NULL);
    return 0;
}

static void add_may(struct visit *visit, enum model_key key, bool may_do)
{
    model_bool(visit->arena, visit->model, key, may_do)->flags |= MODEL_PAGE_ONLY;
}

/* Everything about one sign-in, and what the viewer may do to it now. */
static int show_person(struct visit *visit, const struct keeper_person *person, struct error *error)
{
    struct error refusal = {.language = error->language};
    struct keeper_person same;
    const char *state = NULL;
    int64_t entry = 0;
    int result = user_add_facts(visit, visit->model, person, &state, &entry, error);

    if (result == 0)
        result = user_add_tokens(visit, visit->model, KEY_tokens, person->id, error);
    if (result < 0)
        return result;
    visit_set_tag(visit, entry);
    bool has_one = state != NULL && strcmp(state, "ended") != 0;
    bool may_give =
        user_find_for(&visit->scene, USER_RESET, person->staff_no, &same, &refusal) == 0;
    add_may(visit, KEY_may_add, may_give && !has_one);
    add_may(visit, KEY_may_reset, may_give && has_one);
    add_may(visit, KEY_may_unlock, may_give && has_one && strcmp(state, "locked") == 0);
    add_may(visit, KEY_may_end, has_one);
    add_may(visit, KEY_is_own, !may_give);
    return 0;
}

static int user_show(struct visit *visit, struct error *error)
{
    struct keeper_person person;
    int result = visit_may(visit, "administer", "users", 0, 0, error);

    if (result == 0)
        result = user_find(&visit->scene, visit->parts[0], &person, error);
    return result == 0 ? show_person(visit, &person, error) : result;
}

/* The verb stands at the end of the page's path. */
static enum user_verb verb_of(const struct visit *visit)
{
    return user_verb_of(strrchr(visit->page->path, '/') + 1);
}

/* The step before an act: what it does, and why it is done. */
static int show_act(struct visit *visit, enum user_verb verb, const struct keeper_person *person,
                    struct error *error)
{
    const char *state = NULL, *reason = visit_value(visit, "reason");
    int64_t entry = 0;
    int result = user_add_facts(visit, visit->model, person, &state, &entry, error);

    if (result < 0)
        return result;
    model_page_text(visit->arena, visit->model, KEY_action,
                    verb == USER_ADD ? "/users"
                                     : arena_format(visit->arena, "/users/%s/%s", person->staff_no,
                                                    user_verb_word(verb)));
    add_may(visit, KEY_may_add, verb == USER_ADD);
    add_may(visit, KEY_may_reset, verb == USER_RESET);
    add_may(visit, KEY_may_unlock, verb == USER_UNLOCK);
    add_may(visit, KEY_may_end, verb == USER_END);
    model_page_text(visit->arena, visit->model, KEY_reason, reason);
    model_page_text(visit->arena, visit->model, KEY_tag,
                    arena_format(visit->arena, "%lld", (long long)entry));
    return 0;
}

static int act_show(struct visit *visit, struct error *error)
{
    struct keeper_person person;
    enum user_verb verb = verb_of(visit);
    int result = user_find_for(&visit->scene, verb, visit->parts[0], &person, error);

    return result == 0 ? show_act(visit, verb, &person, error) : result;
}

struct user_call {
    struct visit *visit;
    enum user_verb verb;
    const struct keeper_person *person;
    const struct keeper_hash *hash;
    const char *reason;
};

/* The row the form was made from is still the one that stands, asked by the one writer: what is
 * sent twice is done once. */
static int write_user(const struct register_scene *scene, void *context, struct error *error)
{
    const struct user_call *call = context;
    int64_t entry = 0;
    int status = user_entry(scene->store, call->person->id, &entry, error);

    if (status == 0)
        status = visit_check_tag(call->visit, entry, error);
    if (status < 0)
        return status;
    return user_change(scene, call->verb, call->person, call->hash, call->reason, error);
}

/* Unlocking follows a formal request: the record says which. CLAUSE: 5.7.6 */
static int read_reason(struct visit *visit, enum user_verb verb, const char **ret_reason,
                       struct error *error)
{
    const char *reason = visit_value(visit, "reason");
    bool is_blank = reason == NULL || text_is_blank(reason);

    if (verb == USER_UNLOCK && is_blank) {
        error_set(error, ERROR_INPUT, "",
                  "解除の理由を書いてください（申請の日や本人の確かめ方など）。");
        return error_at(error, "reason", "5.7.6");
    }
    *ret_reason = is_blank ? NULL : reason;
    return 0;
}

/* Shows the temporary password, in this answer only. CLAUSE: 5.7.5 */
static int give(struct visit *visit, enum user_verb verb, const struct keeper_person *person,
                const char *reason, struct error *error)
{
    char *password = arena_alloc(visit->arena, KEEPER_PASSWORD_SIZE);
    struct keeper_hash hash;

    keeper_make_password(visit->keeper, password, &hash);
    struct user_call call = {visit, verb, person, &hash, reason};
    int result = visit_write(visit, write_user, &call, error);
    if (result < 0)
        return result;
    visit_set_status(visit, verb == USER_ADD ? 201 : 0);
    model_text(visit->arena, visit->model, KEY_staff_no, person->staff_no);
    model_page_text(visit->arena, visit->model, KEY_name, person->name);
    model_text(visit->arena, visit->model, KEY_temporary_password, password);
    return 0;
}

/* Does what was asked; with a temporary password the answer is the page that shows it. */
static int carry_out(struct visit *visit, enum user_verb verb, const struct keeper_person *person,
                     struct error *error)
{
    const char *reason, *state = NULL;
    int result = read_reason(visit, verb, &reason, error);

    if (result < 0)
        return result;
    if (user_verb_gives(verb))
        return give(visit, verb, person, reason, error);
    struct user_call call = {visit, verb, person, NULL, reason};
    result = visit_write(visit, write_user, &call, error);
    if (result == 0)
        result = keeper_state(visit->scene.store, person->id, &state, error);
    if (result < 0)
        return result;
    model_text(visit->arena, visit->model, KEY_staff_no, person->staff_no);
    model_text(visit->arena, visit->model, KEY_state, state);
    visit_redirect(visit, arena_format(visit->arena, "/users/%s", person->staff_no),
                   verb == USER_UNLOCK ? visit_tr(visit, "停止を解除しました。")
                                       : visit_tr(visit, "サインインを終了しました。"),
                   false);
    return 0;
}

static int act_post(struct visit *visit, struct error *error)
{
    struct keeper_person person;
    enum user_verb verb = verb_of(visit);
    int result = user_find_for(&visit->scene, verb, visit->parts[0], &person, error);

    if (result == 0)
        result = carry_out(visit, verb, &person, error);
    if (result != ERROR_INPUT)
        return result;
    result = visit_show_error(visit, error);
    return result == 0 ? show_act(visit, verb, &person, error) : result;
}

static int user_add(struct visit *visit, struct error *error)
{
    struct keeper_person person;
    const char *typed = visit_value(visit, "staff_no");
    int result = user_find_for(&visit->scene, USER_ADD, typed != NULL ? typed : "", &person, error);

    if (result == ERROR_MISSING) {
        error->code = ERROR_INPUT;
        return error_at(error, "staff_no", NULL);
    }
    return result == 0 ? carry_out(visit, USER_ADD, &person, error) : result;
}

const struct page user_pages[] = {
    {"GET", "/users", &template_users, users_show, 0, "利用者"},
    {"POST", "/users", &template_user_act, user_add, 0, "サインインの登録"},
    {"GET", "/users/*", &template_user, user_show, 0, "利用者"},
    {"GET", "/users/*/add", &template_user_act, act_show, PAGE_NOT_IN_API, "サインインの登録"},
    {"GET", "/users/*/reset", &template_user_act, act_show, PAGE_NOT_IN_API,
     "仮のパスワードの作り直し"},
    {"POST", "/users/*/reset", &template_user_act, act_post, 0, "仮のパスワードの作り直し"},
    {"GET", "/users/*/unlock", &template_user_act, act_show, PAGE_NOT_IN_API, "停止の解除"},
    {"POST", "/users/*/unlock", &template_user_act, act_post, 0, "停止の解除"},
    {"GET", "/users/*/end", &template_user_act, act_show, PAGE_NOT_IN_API, "サインインの終了"},
    {"POST", "/users/*/end", &template_user_act, act_post, 0, "サインインの終了"},
    {.path = NULL},
};
