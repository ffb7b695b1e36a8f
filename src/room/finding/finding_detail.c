/* One finding: what is wrong, against what, since when and where, what to do, and what was decided
 * about it. */
#include "room/finding/finding_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "room/finding/finding_model.h"
#include "store/store.h"

#include "room/finding/finding_ask_sql.h"
#include <string.h>

enum { HISTORY_LIMIT = 50, HISTORY_BYTES = 32 << 20 };

static void add_texts(struct visit *visit, const struct pack_text *texts, int count,
                      enum model_key key)
{
    struct model *list = model_array(visit->arena, visit->model, key);

    for (int i = 0; i < count; i++)
        model_text(visit->arena, list, KEY_NONE, visit_pack_text(visit, texts[i]));
}

/* What the standard says, and how an unclear text is read here. */
static void add_article(struct visit *visit, const struct finding_row *row)
{
    struct arena *arena = visit->arena;
    const struct pack_code *meaning = row->meaning;
    const struct pack_clause *article = row->article;

    if (meaning != NULL) {
        model_text(arena, visit->model, KEY_explain, visit_pack_text(visit, meaning->explain));
        model_text(arena, visit->model, KEY_action, visit_pack_text(visit, meaning->action));
        model_text(arena, visit->model, KEY_force, force_word(meaning->force));
        add_texts(visit, meaning->readings, meaning->reading_count, KEY_readings);
    }
    if (article == NULL)
        return;
    model_text(arena, visit->model, KEY_clause_title, visit_pack_text(visit, article->title));
    model_text(arena, visit->model, KEY_clause_text, visit_pack_text(visit, article->text));
    model_text(arena, visit->model, KEY_reading, visit_pack_text(visit, article->reading));
}

static void add_answer(struct visit *visit, const struct finding_row *row)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;
    static const char *const words[] = {"予定", "実施中", "実施済"};

    model_text(arena, model, KEY_measure, row->measure);
    model_text(arena, model, KEY_assignee, row->assignee);
    model_text(arena, model, KEY_closed_at, row->closed_at)->shown =
        visit_show_time(visit, row->closed_at);
    model_text(arena, model, KEY_excuse, row->excuse);
    model_text(arena, model, KEY_excused_by, row->excused_by);
    model_text(arena, model, KEY_rules, row->rules);
    model_text(arena, model, KEY_pack_version, row->pack_version);
    const char *typed = visit_value(visit, "promised_on");
    model_page_text(arena, model, KEY_chosen_promised_on, typed != NULL ? typed : row->promised_on);
    struct model *choices = model_array(arena, model, KEY_answers);
    choices->flags |= MODEL_PAGE_ONLY;
    finding_add_choice(visit, choices, words[0], visit_tr(visit, "予定"), row->answer);
    finding_add_choice(visit, choices, words[1], visit_tr(visit, "実施中"), row->answer);
    finding_add_choice(visit, choices, words[2], visit_tr(visit, "実施済"), row->answer);
}

/* The row's filled cells and, where a file said it otherwise, its own words. */
static int add_cells(struct visit *visit, const struct finding_row *row, struct error *error)
{
    const struct register_kind *kind = finding_kind(visit, row);
    struct value values[TABLE_COLUMN_LIMIT];
    struct arena *arena = visit->arena;

    if (kind == NULL || !may(visit->scene.viewer, visit->scene.pack, "view", kind->kind,
                             row->section_id, row->system_id))
        return 0;
    int status =
        table_get(visit->scene.store, kind->table, row->row_id, arena, values, NULL, error);
    if (status < 0)
        return status == ERROR_MISSING ? 0 : status;
    struct model *cells = model_array(arena, visit->model, KEY_cells);
    cells->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < register_common(kind->table, 0); i++) {
        const struct column *column = &kind->table->columns[i];
        if (column->noun == NOUN_INTERNAL || values[i].kind == VALUE_NULL)
            continue;
        const char *text = register_value_text(column, values[i], arena);
        struct model *cell = model_object(arena, cells, KEY_NONE);
        model_text(arena, cell, KEY_label,
                   visit->scene.language == LANGUAGE_ENGLISH ? column->english : column->label);
        model_text(arena, cell, KEY_value,
                   column->noun == NOUN_DATE ? visit_show_day(visit, text) : text);
    }
    model_bool(arena, visit->model, KEY_has_cells, true)->flags |= MODEL_PAGE_ONLY;
    const char *path =
        arena_format(arena, "/%s/%lld", finding_kind_path(kind), (long long)row->row_id);
    model_page_text(arena, visit->model, KEY_row_url, path);
    if (may(visit->scene.viewer, visit->scene.pack, "edit", kind->kind, row->section_id,
            row->system_id) &&
        (kind->flags & REGISTER_BY_HAND) != 0)
        model_page_text(arena, visit->model, KEY_edit_url, arena_format(arena, "%s/edit", path));
    return 0;
}

static const char *exception_word(const struct visit *visit, const char *state)
{
    if (strcmp(state, "pending") == 0)
        return visit_tr(visit, "申請中");
    if (strcmp(state, "approved") == 0)
        return visit_tr(visit, "承認");
    return strcmp(state, "refused") == 0 ? visit_tr(visit, "差戻し") : visit_tr(visit, "終了");
}

static const char *copy(struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

static void add_exception(struct visit *visit, struct model *list, const struct query *query,
                          bool *has_pending)
{
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, list, KEY_NONE);
    const char *state = copy(visit, query, 7);
    must(state != NULL); /* the column has always a word */
    const char *approver = copy(visit, query, 4);
    const char *mine = visit->scene.viewer->staff_no;
    bool is_pending = strcmp(state, "pending") == 0;

    model_text(arena, item, KEY_reason, copy(visit, query, 2));
    const char *until = copy(visit, query, 3);
    model_text(arena, item, KEY_until, until)->shown = visit_show_day(visit, until);
    model_page_text(arena, item, KEY_until_iso, until);
    model_text(arena, item, KEY_approver, approver);
    model_text(arena, item, KEY_requested_by, copy(visit, query, 5));
    const char *asked = copy(visit, query, 6), *decided = copy(visit, query, 8);
    model_text(arena, item, KEY_requested_at, asked)->shown = visit_show_time(visit, asked);
    model_text(arena, item, KEY_state, state);
    model_text(arena, item, KEY_decided_at, decided)->shown = visit_show_time(visit, decided);
    model_page_text(arena, item, KEY_datetime, asked);
    model_page_text(arena, item, KEY_state_word, exception_word(visit, state));
    model_bool(arena, item, KEY_may_decide,
               is_pending && mine != NULL && approver != NULL && strcmp(mine, approver) == 0)
        ->flags |= MODEL_PAGE_ONLY;
    *has_pending |= is_pending;
}

static int add_exceptions(struct visit *visit, const struct finding_row *row, bool *ret_has_pending,
                          struct error *error)
{
    struct model *list = model_array(visit->arena, visit->model, KEY_exceptions);
    struct query *query = store_query(visit->scene.store, SQL_FINDING_EXCEPTIONS, error);
    int step;

    if (query == NULL)
        return error->code;
    query_integer(query, "finding_id", row->number);
    while ((step = query_step(query, error)) > 0)
        add_exception(visit, list, query, ret_has_pending);
    query_done(query);
    return step;
}

/* Who may decide an exception today. CLAUSE: 5.6.2 */
static int add_approvers(struct visit *visit, const char *chosen, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct model *choices = model_array(visit->arena, visit->model, KEY_approvers);
    struct moment moment = {.known_to = INT64_MAX};
    int right_count, status = 0;
    const struct pack_right *rights = pack_rights(scene->pack, &right_count);

    choices->flags |= MODEL_PAGE_ONLY;
    memcpy(moment.on, scene->today, DATE_SIZE);
    for (int i = 0; i < right_count && status == 0; i++) {
        struct role_holding *holdings;
        int count;

        if (strcmp(rights[i].action, "excuse") != 0 || strcmp(rights[i].role, "staff") == 0)
            continue;
        status = people_roles(scene->store, scene->pack, &moment, rights[i].role, 0, scene->arena,
                              &holdings, &count, error);
        for (int j = 0; status == 0 && j < count; j++)
            for (int k = 0; k < holdings[j].holder_count; k++) {
                const struct holder *holder = &holdings[j].holders[k];
                finding_add_choice(visit, choices, holder->staff_no,
                                   arena_format(visit->arena, "%s %s（%s）", holder->post,
                                                holder->name,
                                                visit_pack_text(visit, holdings[j].role->title)),
                                   chosen);
            }
    }
    return status;
}

static int add_entry(struct visit *visit, struct model *list, int64_t entry, struct error *error)
{
    const struct table *const tables[] = {&finding_table};
    struct arena *arena = visit->arena;
    struct buffer text = {0};
    struct json json;
    char *at = arena_alloc(arena, TIME_SIZE);
    int64_t us;
    int status = record_entry_time(visit->scene.store, entry, &us, error);

    json_start(&json, &text, NULL);
    json_object_start(&json);
    if (status == 0)
        status = record_show(visit->scene.store, entry, tables, 1, arena, &json, error);
    json_object_end(&json);
    json_finish(&json);
    if (status == 0) {
        struct model *item = model_object(arena, list, KEY_NONE);
        visit_take_json(visit, item, KEY_NONE, buffer_string(&text));
        time_format_utc(us, at);
        model_page_text(arena, item, KEY_datetime, at);
        model_page_text(arena, item, KEY_at_shown, visit_show_time(visit, at));
        const struct model *action = model_get(item, KEY_action);
        model_page_text(
            arena, item, KEY_act,
            people_name_act(action != NULL ? action->text : NULL, visit->scene.language));
        model_page_text(arena, item, KEY_url, finding_proof(visit, entry));
    }
    buffer_done(&text);
    return status;
}

/* What is on record about the finding itself, newest first. */
static int add_history(struct visit *visit, const struct finding_row *row, struct error *error)
{
    struct model *list = model_array(visit->arena, visit->model, KEY_history);
    int64_t *entries;
    int count;
    int status = record_history(visit->scene.store, &finding_table, row->number, visit->arena,
                                &entries, &count, error);

    size_t most = arena_used_bytes(visit->arena) + HISTORY_BYTES;
    for (int i = count - 1; status == 0 && i >= 0 && i >= count - HISTORY_LIMIT &&
                            arena_used_bytes(visit->arena) < most;
         i--)
        status = add_entry(visit, list, entries[i], error);
    return status;
}

static void add_acts(struct visit *visit, const struct finding_row *row, bool has_pending)
{
    const struct register_scene *scene = &visit->scene;
    struct model *model = visit->model;
    bool is_closed = strcmp(row->state, "closed") == 0;
    bool is_excused = strcmp(row->state, "excused") == 0;
    bool may_answer = !is_closed && may(scene->viewer, scene->pack, "edit", "corrections",
                                        row->section_id, row->system_id);
    bool may_end = is_excused && may(scene->viewer, scene->pack, "excuse", "findings",
                                     row->section_id, row->system_id);

    model_bool(visit->arena, model, KEY_may_answer, may_answer)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, model, KEY_may_end, may_end)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, model, KEY_may_excuse, !is_closed && !is_excused && !has_pending)
        ->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, model, KEY_is_of_role, finding_kind(visit, row) == NULL)->flags |=
        MODEL_PAGE_ONLY;
    if (row->meaning != NULL && row->meaning->cause != NULL)
        model_page_text(visit->arena, model, KEY_group_url,
                        visit_path(visit, "/findings", "cause", row->meaning->cause));
}

/* What was typed into a form that was refused stays in it. */
static void add_typed(struct visit *visit)
{
    static const struct {
        const char *name;
        enum model_key key;
    } fields[] = {{"reason", KEY_typed_reason}, {"until", KEY_typed_until}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        model_page_text(visit->arena, visit->model, fields[i].key,
                        visit_value(visit, fields[i].name));
}

int finding_detail_show(struct visit *visit, struct error *error)
{
    struct finding_row row;
    bool has_pending = false;
    int status = finding_show(&visit->scene, visit->rules, visit->parts[0], &row, error);

    if (status < 0)
        return status;
    finding_add_members(visit, visit->model, &row);
    add_article(visit, &row);
    add_answer(visit, &row);
    add_typed(visit);
    status = add_cells(visit, &row, error);
    if (status == 0)
        status = add_exceptions(visit, &row, &has_pending, error);
    if (status == 0)
        status = add_approvers(visit, visit_value(visit, "approver"), error);
    if (status == 0)
        status = add_history(visit, &row, error);
    if (status == 0)
        add_acts(visit, &row, has_pending);
    return status;
}
