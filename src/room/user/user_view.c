#include "room/user/user_view.h"

#include "base/arena.h"
#include "base/error.h"
#include "keeper/keeper.h"
#include "page/page.h"
#include "store/store.h"

#include "room/user/user_sql.h"
#include <string.h>

static const struct {
    const char *state, *title, *look;
} states[] = {
    {"active", "有効", "valid"},
    {"locked", "停止中", "invalid"},
    {"ended", "終了", "ended"},
    {"none", "登録なし", "none"},
};

static int state_number(const char *state)
{
    int last = (int)(sizeof states / sizeof *states) - 1, number = 0;

    while (number < last && (state == NULL || strcmp(states[number].state, state) != 0))
        number++;
    return number;
}

const char *user_state_title(const struct visit *visit, const char *state)
{
    return visit_tr(visit, states[state_number(state)].title);
}

void user_add_state(struct visit *visit, struct model *parent, const char *state)
{
    const char *word = states[state_number(state)].state;

    model_text(visit->arena, parent, KEY_state, word)->shown = user_state_title(visit, word);
    model_page_text(visit->arena, parent, KEY_look, states[state_number(word)].look);
}

static const char *copy_of(struct visit *visit, const char *text)
{
    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

void user_add_day(struct visit *visit, struct model *parent, enum model_key key, const char *day)
{
    const char *own = copy_of(visit, day);

    model_text(visit->arena, parent, key, own)->shown = visit_show_day(visit, own);
}

static void add_time(struct visit *visit, struct model *parent, enum model_key key,
                     const char *time)
{
    const char *own = copy_of(visit, time);

    model_text(visit->arena, parent, key, own)->shown = visit_show_time(visit, own);
}

static const char *copied(struct visit *visit, const struct query *query, int column)
{
    return copy_of(visit, query_column_text(query, column));
}

int user_add_place(struct visit *visit, struct model *parent, int64_t person_id,
                   struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_USER_PLACE, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    query_text(query, "on", visit->scene.today);
    int step = query_step(query, error);
    if (step >= 0) {
        model_text(visit->arena, parent, KEY_department, step > 0 ? copied(visit, query, 0) : NULL);
        model_text(visit->arena, parent, KEY_section, step > 0 ? copied(visit, query, 1) : NULL);
        model_text(visit->arena, parent, KEY_post, step > 0 ? copied(visit, query, 2) : NULL);
        model_bool(visit->arena, parent, KEY_is_employed, step > 0);
    }
    query_done(query);
    return step < 0 ? step : 0;
}

int user_entry(struct store *store, int64_t person_id, int64_t *ret_entry, struct error *error)
{
    struct query *query = store_query(store, SQL_USER_LOOK, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    int step = query_step(query, error);
    *ret_entry = step > 0 ? query_column_integer(query, 6) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

int user_add_facts(struct visit *visit, struct model *parent, const struct keeper_person *person,
                   const char **ret_state, int64_t *ret_entry, struct error *error)
{
    struct arena *arena = visit->arena;
    struct query *query = store_query(visit->scene.store, SQL_USER_LOOK, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person->id);
    int step = query_step(query, error);
    if (step >= 0) {
        model_text(arena, parent, KEY_staff_no, person->staff_no);
        model_text(arena, parent, KEY_name, person->name);
        model_text(arena, parent, KEY_kana, person->kana);
        *ret_state = step > 0 ? copied(visit, query, 0) : NULL;
        *ret_entry = step > 0 ? query_column_integer(query, 6) : 0;
        user_add_state(visit, parent, *ret_state);
    }
    if (step > 0) {
        model_bool(arena, parent, KEY_must_change_password, query_column_integer(query, 1) != 0);
        model_integer(arena, parent, KEY_failures, query_column_integer(query, 2));
        add_time(visit, parent, KEY_locked_at, query_column_text(query, 3));
        add_time(visit, parent, KEY_password_changed_at, query_column_text(query, 4));
        user_add_day(visit, parent, KEY_last_used_on, query_column_text(query, 5));
    }
    query_done(query);
    return step < 0 ? step : user_add_place(visit, parent, person->id, error);
}

struct token_view {
    struct visit *visit;
    struct model *array;
    int count;
};

static int take_token(void *context, const struct keeper_token_row *row, struct error *error)
{
    struct token_view *view = context;
    struct visit *visit = view->visit;
    struct arena *arena = visit->arena;
    struct model *token = model_object(arena, view->array, KEY_NONE);
    bool has_expired = strcmp(row->expires_on, visit->scene.today) < 0;

    (void)error;
    view->count++;
    model_integer(arena, token, KEY_id, row->id);
    model_text(arena, token, KEY_name, row->name != NULL ? arena_copy(arena, row->name) : NULL);
    user_add_day(visit, token, KEY_issued_on, row->issued_on);
    user_add_day(visit, token, KEY_expires_on, row->expires_on);
    user_add_day(visit, token, KEY_last_used_on, row->last_used_on);
    user_add_day(visit, token, KEY_ended_on, row->ended_on);
    model_bool(arena, token, KEY_is_open, row->ended_on == NULL && !has_expired);
    model_bool(arena, token, KEY_has_expired, row->ended_on == NULL && has_expired)->flags |=
        MODEL_PAGE_ONLY;
    return 0;
}

int user_add_tokens(struct visit *visit, struct model *parent, enum model_key key,
                    int64_t person_id, struct error *error)
{
    struct token_view view = {visit, model_array(visit->arena, parent, key), 0};
    int result = keeper_list_tokens(visit->scene.store, person_id, take_token, &view, error);

    if (result == 0)
        model_integer(visit->arena, parent, KEY_total, view.count);
    return result;
}
