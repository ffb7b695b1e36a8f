/* One fix for many findings: which rows one value would change and which findings that closes,
 * tried first and undone, then applied all or nothing. CLAUSE: 11.2.2 */
#include "room/finding/finding_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_model.h"
#include "store/store.h"

#include <string.h>

enum { FIX_LIMIT = 200 };

/* One row on its way: its finding, and what became of it. */
struct fix_row {
    struct finding_row *finding;
    bool closes;
    const char *after; /* the value as it was read */
};

struct fix {
    const char *cause, *code, *column, *value, *reason;
    const struct pack_code *meaning;
    const struct register_kind *kind; /* NULL: no register whose rows can be written by hand */
    int column_number;                /* -1: none chosen */
    struct finding_row *rows;         /* open findings of the code that the viewer may edit */
    int row_count;
    const struct finding_rules *rules;
    bool is_try, was_tried;
    struct fix_row *chosen;
    int chosen_count;
    struct finding_changes changes;
};

static const char *value_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static const struct register_kind *find_kind(const struct visit *visit, const char *reg)
{
    for (const struct register_kind *const *kind = visit->scene.kinds; *kind != NULL; kind++)
        if (reg != NULL && strcmp(finding_kind_path(*kind), reg) == 0 &&
            ((*kind)->flags & REGISTER_BY_HAND) != 0)
            return *kind;
    return NULL;
}

/* Columns that one value may be given to. */
static bool is_writable(const struct register_kind *kind, int column)
{
    const struct column *each = &kind->table->columns[column];

    return column < register_common(kind->table, 0) && each->noun != NOUN_INTERNAL &&
           each->noun != NOUN_REFERENCE && (each->flags & COLUMN_KEY) == 0;
}

static int read_column(struct fix *fix, struct error *error)
{
    fix->column_number = -1;
    if (fix->column == NULL || fix->kind == NULL)
        return 0;
    fix->column_number = table_column(fix->kind->table, fix->column);
    if (fix->column_number >= 0 && is_writable(fix->kind, fix->column_number))
        return 0;
    fix->column_number = -1;
    error_set(error, ERROR_INPUT, "", "「%s」という列には書けません。列を選び直してください。",
              fix->column);
    return error_at(error, "column", NULL);
}

/* The code with most findings when none was chosen; the choices go into the model. */
static int choose_code(struct visit *visit, struct fix *fix, struct error *error)
{
    struct finding_ask ask = {.cause = fix->cause};
    struct finding_count *counts;
    int64_t most = 0;
    int count;
    int status = finding_ask_counts(&visit->scene, &ask, 0, &counts, &count, error);

    if (status < 0)
        return status;
    struct model *codes = model_array(visit->arena, visit->model, KEY_code_choices);
    codes->flags |= MODEL_PAGE_ONLY;
    const char *chosen = fix->code;
    for (int i = 0; i < count; i++)
        if (fix->code == NULL && counts[i].count > most) {
            most = counts[i].count;
            chosen = counts[i].code;
        }
    fix->code = chosen;
    for (int i = 0; i < count; i++) {
        const struct pack_code *code = pack_code(visit->scene.pack, counts[i].code);
        finding_add_choice(visit, codes, counts[i].code,
                           arena_format(visit->arena, "%s %s（%lld）", counts[i].code,
                                        code != NULL ? visit_pack_text(visit, code->title) : "",
                                        (long long)counts[i].count),
                           fix->code);
    }
    return 0;
}

static int list_rows(struct visit *visit, struct fix *fix, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct finding_ask ask = {.cause = fix->cause, .code = fix->code};
    int64_t *numbers;
    int count, kept = 0;
    int status = finding_ask_numbers(scene, &ask, FIX_LIMIT, 0, &numbers, &count, error);

    if (status == 0)
        status = finding_list_numbers(scene, fix->rules, numbers, count, &fix->rows, error);
    for (int i = 0; status == 0 && i < count; i++)
        if (finding_kind(visit, &fix->rows[i]) == fix->kind &&
            may(scene->viewer, scene->pack, "edit", fix->kind->kind, fix->rows[i].section_id,
                fix->rows[i].system_id))
            fix->rows[kept++] = fix->rows[i];
    fix->row_count = kept;
    return status;
}

static int read_fix(struct visit *visit, struct fix *ret_fix, struct error *error)
{
    struct fix fix = {.cause = value_or_null(visit, "cause"),
                      .code = value_or_null(visit, "code"),
                      .column = value_or_null(visit, "column"),
                      .value = visit_value(visit, "value"),
                      .reason = value_or_null(visit, "reason"),
                      .rules = visit->rules,
                      .column_number = -1};
    int status = 0;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") == 0)
        return may_refuse(visit->scene.viewer, "view", "findings", error);
    if (fix.cause != NULL)
        status = choose_code(visit, &fix, error);
    fix.meaning = fix.code != NULL ? pack_code(visit->scene.pack, fix.code) : NULL;
    if (status == 0 && fix.meaning == NULL)
        return error_set(error, ERROR_MISSING, "",
                         "この原因の指摘はありません。指摘の一覧から選び直してください。");
    if (status < 0)
        return status;
    fix.kind = find_kind(visit, fix.meaning->reg);
    status = fix.kind != NULL ? list_rows(visit, &fix, error) : 0;
    if (status == 0)
        *ret_fix = fix;
    return status;
}

static const char *value_now(struct visit *visit, const struct register_scene *scene,
                             const struct fix *fix, int64_t row_id)
{
    struct value values[TABLE_COLUMN_LIMIT];
    struct error ignored = {0};

    if (fix->column_number < 0 ||
        table_get(scene->store, fix->kind->table, row_id, visit->arena, values, NULL, &ignored) < 0)
        return NULL;
    return register_value_text(&fix->kind->table->columns[fix->column_number],
                               values[fix->column_number], visit->arena);
}

static const struct fix_row *find_chosen(const struct fix *fix, const char *id)
{
    for (int i = 0; i < fix->chosen_count; i++)
        if (strcmp(fix->chosen[i].finding->id, id) == 0)
            return &fix->chosen[i];
    return NULL;
}

static void add_columns(struct visit *visit, const struct fix *fix)
{
    struct model *columns = model_array(visit->arena, visit->model, KEY_column_choices);
    const struct table *table = fix->kind->table;

    columns->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < table->column_count; i++)
        if (is_writable(fix->kind, i))
            finding_add_choice(visit, columns, table->columns[i].name,
                               visit->scene.language == LANGUAGE_ENGLISH ? table->columns[i].english
                                                                         : table->columns[i].label,
                               fix->column);
}

static void add_rows(struct visit *visit, const struct fix *fix)
{
    struct arena *arena = visit->arena;
    struct model *items = model_array(arena, visit->model, KEY_items);
    bool is_new = fix->chosen_count == 0;

    for (int i = 0; i < fix->row_count; i++) {
        struct finding_row *row = &fix->rows[i];
        const struct fix_row *chosen = find_chosen(fix, row->id);
        struct model *item = model_object(arena, items, KEY_NONE);

        finding_add_members(visit, item, row);
        model_text(arena, item, KEY_before, value_now(visit, &visit->scene, fix, row->row_id));
        model_text(arena, item, KEY_after, chosen != NULL ? chosen->after : NULL);
        model_bool(arena, item, KEY_closes, chosen != NULL && chosen->closes);
        model_bool(arena, item, KEY_is_selected, is_new || chosen != NULL);
    }
    model_integer(arena, visit->model, KEY_total, fix->row_count);
    model_text(arena, visit->model, KEY_next, NULL);
}

static void fill_page(struct visit *visit, const struct fix *fix)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;
    int count;
    const struct pack_cause *causes = pack_causes(visit->scene.pack, &count);

    for (int i = 0; i < count; i++)
        if (fix->meaning->cause != NULL && strcmp(causes[i].id, fix->meaning->cause) == 0) {
            model_text(arena, model, KEY_cause_title, visit_pack_text(visit, causes[i].title));
            model_text(arena, model, KEY_fix, visit_pack_text(visit, causes[i].fix));
        }
    model_text(arena, model, KEY_cause, fix->meaning->cause);
    model_text(arena, model, KEY_code, fix->code);
    model_text(arena, model, KEY_code_title, visit_pack_text(visit, fix->meaning->title));
    model_text(arena, model, KEY_action, visit_pack_text(visit, fix->meaning->action));
    model_page_text(arena, model, KEY_list_url, visit_path(visit, "/findings", "code", fix->code));
    if (fix->kind == NULL)
        return;
    model_text(arena, model, KEY_register, finding_kind_path(fix->kind));
    model_page_text(arena, model, KEY_register_title,
                    register_title(fix->kind, visit->scene.language));
    model_text(arena, model, KEY_column, fix->column);
    model_text(arena, model, KEY_value, fix->value);
    model_page_text(arena, model, KEY_typed_reason, fix->reason);
    add_columns(visit, fix);
    add_rows(visit, fix);
    if (!fix->was_tried)
        return;
    model_bool(arena, model, KEY_is_preview, true);
    model_integer(arena, model, KEY_closed, fix->changes.closed);
    model_integer(arena, model, KEY_opened, fix->changes.opened + fix->changes.reopened);
    model_integer(arena, model, KEY_rows_changed, fix->chosen_count);
}

int finding_fix_show(struct visit *visit, struct error *error)
{
    struct fix fix = {.column = NULL};
    int status = read_fix(visit, &fix, error);

    if (status == 0)
        status = read_column(&fix, error);
    if (status == 0)
        fill_page(visit, &fix);
    return status;
}

/* The ticked ones, of those that the viewer may edit. */
static int choose_rows(struct visit *visit, struct fix *fix, struct error *error)
{
    const char *name, *value;
    int position = 0;

    fix->chosen = arena_alloc(visit->arena, (size_t)(fix->row_count + 1) * sizeof *fix->chosen);
    while (visit_next_value(visit, &position, &name, &value)) {
        int at = 0;

        if (strcmp(name, "id") != 0 || find_chosen(fix, value) != NULL)
            continue;
        while (at < fix->row_count && strcmp(fix->rows[at].id, value) != 0)
            at++;
        if (at == fix->row_count)
            return error_set(
                error, ERROR_DENIED, "",
                "%s は、この原因で書き換えてよい指摘にありません。開き直してください。", value);
        fix->chosen[fix->chosen_count++] = (struct fix_row){.finding = &fix->rows[at]};
    }
    if (fix->chosen_count > 0 && fix->column_number >= 0 && fix->reason != NULL)
        return 0;
    error_set(error, ERROR_INPUT, "",
              "行を選び、列と値と理由を入れてください。理由は記録に残ります。");
    return error_at(error,
                    fix->chosen_count == 0   ? "id"
                    : fix->column_number < 0 ? "column"
                                             : "reason",
                    NULL);
}

/* The row that a refusal is about stands first in its sentence. */
static int name_row(const struct register_scene *scene, const struct fix_row *row, int status,
                    struct error *error)
{
    const char *field = arena_copy(scene->arena, error->field);
    const char *clause = arena_copy(scene->arena, error->clause);
    const char *text = arena_copy(scene->arena, error->text);

    error_set(error, status, "", "%s: %s", row->finding->key, text);
    return error_at(error, field, clause);
}

static int fix_row(const struct register_scene *scene, struct fix *fix, struct fix_row *row,
                   struct error *error)
{
    const char *assignment =
        arena_format(scene->arena, "%s=%s", fix->column, fix->value != NULL ? fix->value : "");
    int64_t id = row->finding->row_id;
    int status = register_set(scene, fix->kind, id, &assignment, 1, fix->reason, error);

    if (status < 0)
        return name_row(scene, row, status, error);
    return finding_touch_counted(scene, fix->rules, finding_kind_path(fix->kind), id, &fix->changes,
                                 error);
}

/* What became of the finding and its value, before anything is undone. */
static int see_row(const struct register_scene *scene, const struct fix *fix, struct fix_row *row,
                   struct error *error)
{
    struct value finding[FINDING_COLUMNS], values[TABLE_COLUMN_LIMIT];
    int status = table_get(scene->store, &finding_table, row->finding->number, scene->arena,
                           finding, NULL, error);

    if (status == 0)
        status = table_get(scene->store, fix->kind->table, row->finding->row_id, scene->arena,
                           values, NULL, error);
    if (status < 0)
        return status;
    row->closes = strcmp(finding[FINDING_state].text, "closed") == 0;
    row->after = register_value_text(&fix->kind->table->columns[fix->column_number],
                                     values[fix->column_number], scene->arena);
    return 0;
}

static int write_fix(const struct register_scene *scene, void *context, struct error *error)
{
    struct fix *fix = context;
    int status = 0;

    fix->changes = (struct finding_changes){0};
    for (int i = 0; status == 0 && i < fix->chosen_count; i++)
        status = fix_row(scene, fix, &fix->chosen[i], error);
    for (int i = 0; status == 0 && i < fix->chosen_count; i++)
        status = see_row(scene, fix, &fix->chosen[i], error);
    fix->was_tried = status == 0 && fix->is_try;
    if (fix->was_tried) /* what is not 0 is undone */
        return error_set(error, ERROR_CONFLICT, "", "試しただけで、何も変えていません。");
    return status;
}

static int show_tried(struct visit *visit, struct fix *fix, int status, struct error *error)
{
    if (status < 0 && !fix->was_tried) {
        if (status != ERROR_INPUT && status != ERROR_CONFLICT && status != ERROR_STALE)
            return status;
        status = visit_show_error(visit, error);
        if (status < 0)
            return status;
    }
    fill_page(visit, fix);
    return 0;
}

int finding_fix_post(struct visit *visit, struct error *error)
{
    const char *step = visit_value(visit, "step");
    struct fix fix = {.column = NULL};
    int status = read_fix(visit, &fix, error);

    if (status < 0)
        return status;
    if (fix.kind == NULL)
        return error_set(error, ERROR_INPUT, "", "この指摘は行の書換えでは直りません。");
    fix.is_try = step == NULL || strcmp(step, "apply") != 0;
    status = read_column(&fix, error);
    if (status == 0)
        status = choose_rows(visit, &fix, error);
    if (status == 0)
        status = visit_write(visit, write_fix, &fix, error);
    if (fix.is_try || status < 0)
        return show_tried(visit, &fix, status, error);
    fill_page(visit, &fix);
    visit_redirect(
        visit, visit_path(visit, "/findings", "cause", fix.meaning->cause),
        arena_format(visit->arena,
                     visit_tr(visit, "%d 行を書き換えました。解消した指摘は %d 件です。"),
                     fix.chosen_count, fix.changes.closed),
        false);
    return 0;
}
