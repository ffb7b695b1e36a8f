/* Long work: what is in line, how far it is, what came of it. */
#include "room/import/job_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "job/job.h"
#include "job/sweep.h"
#include "people/people.h"
#include "room/import/export_order.h"
#include "room/import/recognise.h"
#include "templates.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_ROWS = 50 };

int job_number(const char *text, int64_t *ret_number, struct error *error)
{
    char *end;

    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || errno != 0)
        return error_set(error, ERROR_MISSING, "", "「%s」という番号のものはありません。", text);
    *ret_number = number;
    return 0;
}

bool job_is_active(const struct job_row *row)
{
    return strcmp(row->state, "waiting") == 0 || strcmp(row->state, "running") == 0;
}

static const char *state_title(struct visit *visit, const char *state)
{
    static const struct {
        const char *state, *title;
    } titles[] = {{"waiting", "順番待ち"},
                  {"running", "処理中"},
                  {"done", "完了"},
                  {"failed", "失敗"},
                  {"cancelled", "中止"}};

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i].state, state) == 0)
            return visit_tr(visit, titles[i].title);
    return state;
}

/* The class of the look that a state has. */
static const char *state_look(const char *state)
{
    return strcmp(state, "done") == 0        ? "ok"
           : strcmp(state, "failed") == 0    ? "breach"
           : strcmp(state, "cancelled") == 0 ? "ended"
                                             : "running";
}

static const char *result_path(struct visit *visit, const struct job_row *row)
{
    const char *place =
        strcmp(row->kind, "import") == 0 || strcmp(row->kind, "undo") == 0 ? "imports" : "jobs";
    int64_t id = *place == 'i' && row->subject != 0 ? row->subject : row->id;

    return arena_format(visit->arena, "/%s/%lld", place, (long long)id);
}

void job_fill(struct visit *visit, struct model *object, const struct job_row *row)
{
    struct arena *arena = visit->arena;
    int64_t rows = visit_job_progress(visit, row->id);

    model_integer(arena, object, KEY_id, row->id);
    model_text(arena, object, KEY_kind, row->kind)->shown = visit_job_title(visit, row->kind);
    model_text(arena, object, KEY_state, row->state)->shown = state_title(visit, row->state);
    model_page_text(arena, object, KEY_state_look, state_look(row->state));
    if (rows >= 0)
        model_integer(arena, object, KEY_progress, rows);
    else
        model_null(arena, object, KEY_progress);
    model_text(arena, object, KEY_note, row->message);
    model_text(arena, object, KEY_created_at, row->created_at)->shown =
        visit_show_time(visit, row->created_at);
    model_text(arena, object, KEY_ended_at, row->ended_at)->shown =
        visit_show_time(visit, row->ended_at);
    model_bool(arena, object, KEY_is_active, job_is_active(row));
    model_page_text(arena, object, KEY_url, arena_format(arena, "/jobs/%lld", (long long)row->id));
    model_page_text(arena, object, KEY_result_url, result_path(visit, row));
}

int job_send_file(struct visit *visit, const struct job_row *row, const char *name,
                  struct error *error)
{
    const char *path = sweep_path(visit->folder, MADE_FOLDER, row->file, visit->arena);
    int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    const char *ending = row->file != NULL ? strchr(row->file, '.') : NULL;

    if (file < 0)
        return error_set(
            error, ERROR_MISSING, "",
            "このファイルはもうありません（一日で消します）。もう一度作ってください。");
    bool is_xlsx = ending != NULL && strcmp(ending, ".xlsx") == 0;
    visit_file(visit, file,
               is_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                       : "text/plain; charset=utf-8",
               arena_format(visit->arena, "%s%s", name, ending != NULL ? ending : ""));
    return 0;
}

/* Only whoever asked for it sees a job. */
static int find_own(struct visit *visit, struct job_row *row, struct error *error)
{
    int64_t id;
    int result = job_number(visit->parts[0], &id, error);

    if (result == 0)
        result = job_find(visit->scene.store, id, visit->arena, row, error);
    if (result == 0 && strcmp(row->owner, visit->scene.viewer->staff_no) != 0)
        result = error_set(error, ERROR_DENIED, "", "この処理は、頼んだ人だけが見られます。");
    return visit_hide(visit, result, NULL, visit->parts[0], error);
}

static void add_kinds(struct visit *visit)
{
    struct model *kinds = model_array(visit->arena, visit->model, KEY_kinds);
    const struct viewer *viewer = visit->scene.viewer;

    kinds->flags |= MODEL_PAGE_ONLY;
    for (const struct register_kind *const *kind = visit->scene.kinds; *kind != NULL; kind++) {
        if (register_find_kind(visit->scene.kinds, (*kind)->kind, NULL) != *kind ||
            may_scope(viewer, visit->scene.pack, "export", (*kind)->kind) == 0)
            continue;
        struct model *choice = model_object(visit->arena, kinds, KEY_NONE);
        model_text(visit->arena, choice, KEY_value, (*kind)->kind);
        model_text(visit->arena, choice, KEY_label, register_title(*kind, visit->scene.language));
    }
}

static int list_jobs(struct visit *visit, struct error *error)
{
    struct job_row *rows = NULL;
    int64_t before;
    int count = 0;
    int result = visit_number(visit, "before", 1, INT64_MAX, INT64_MAX, &before, error);

    if (result == 0)
        result = job_list(visit->scene.store, visit->scene.viewer->staff_no, NULL, before,
                          LIST_ROWS + 1, visit->arena, &rows, &count, error);
    if (result < 0)
        return result;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    for (int i = 0; i < count && i < LIST_ROWS; i++)
        job_fill(visit, model_object(visit->arena, items, KEY_NONE), &rows[i]);
    model_text(visit->arena, visit->model, KEY_next,
               count > LIST_ROWS
                   ? arena_format(visit->arena, "%lld", (long long)rows[LIST_ROWS - 1].id)
                   : NULL);
    if (count > LIST_ROWS)
        model_page_text(
            visit->arena, visit->model, KEY_next_url,
            visit_link(visit, "before",
                       arena_format(visit->arena, "%lld", (long long)rows[LIST_ROWS - 1].id)));
    add_kinds(visit);
    model_bool(visit->arena, visit->model, KEY_may_check,
               may_scope(visit->scene.viewer, visit->scene.pack, "import", "*") == 2)
        ->flags |= MODEL_PAGE_ONLY;
    return 0;
}

static int show_job(struct visit *visit, struct error *error)
{
    struct job_row row;
    int result = find_own(visit, &row, error);

    if (result < 0)
        return result;
    job_fill(visit, visit->model, &row);
    if (row.result != NULL && strcmp(row.kind, "import") != 0)
        visit_take_json(visit, visit->model, KEY_result, row.result);
    model_bool(visit->arena, visit->model, KEY_is_check, strcmp(row.kind, "check") == 0)->flags |=
        MODEL_PAGE_ONLY;
    if (row.file != NULL && strcmp(row.state, "done") == 0)
        model_page_text(visit->arena, visit->model, KEY_file_url,
                        arena_format(visit->arena, "/jobs/%lld/file", (long long)row.id));
    return 0;
}

static int send_file(struct visit *visit, struct error *error)
{
    struct job_row row;
    int result = find_own(visit, &row, error);

    return result == 0
               ? job_send_file(visit, &row,
                               arena_format(visit->arena, "%s-%lld", row.kind, (long long)row.id),
                               error)
               : result;
}

static int cancel_job(struct visit *visit, struct error *error)
{
    struct job_row row;
    int result = find_own(visit, &row, error);

    if (result == 0)
        result = visit_cancel_job(visit, row.id, error);
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, row.id);
    visit_redirect(visit, arena_format(visit->arena, "/jobs/%lld", (long long)row.id),
                   visit_tr(visit, "中止を頼みました。"), false);
    return 0;
}

/* The right is asked here to say so at once, and again by the job on its day. */
static int order_work(struct visit *visit, const char **ret_kind, const char **ret_input,
                      struct error *error)
{
    const char *kind = visit_value(visit, "kind");
    const char *reg = visit_value(visit, "register");
    const char *format = visit_value(visit, "format");

    if (kind != NULL && strcmp(kind, "check") == 0) {
        *ret_kind = "check";
        *ret_input = "{}";
        return may_scope(visit->scene.viewer, visit->scene.pack, "import", "*") == 2
                   ? 0
                   : may_refuse(visit->scene.viewer, "check", "*", error);
    }
    if (kind == NULL || strcmp(kind, "export") != 0 || reg == NULL) {
        error_set(error, ERROR_INPUT, "",
                  "何をするかを選んでください: check、または export と台帳（register）。");
        return error_at(error, "kind", NULL);
    }
    const struct export_order order = {.kind = reg,
                                       .format = format != NULL ? format : "xlsx",
                                       .with_ended = visit_value(visit, "ended") != NULL};
    *ret_kind = "export";
    *ret_input = export_order_write(&order, visit->arena);
    if (register_find_kind(visit->scene.kinds, reg, NULL) == NULL && strcmp(reg, "roster") != 0) {
        error_set(error, ERROR_INPUT, "", "「%s」という台帳はありません。", reg);
        return error_at(error, "register", NULL);
    }
    return may_scope(visit->scene.viewer, visit->scene.pack, "export", reg) > 0
               ? 0
               : may_refuse(visit->scene.viewer, "export", reg, error);
}

static int start_job(struct visit *visit, struct error *error)
{
    const char *kind, *input;
    int64_t id = 0;
    int result = order_work(visit, &kind, &input, error);

    if (result == ERROR_INPUT) {
        result = visit_show_error(visit, error);
        return result == 0 ? list_jobs(visit, error) : result;
    }
    if (result == 0)
        result = visit_start_job(visit, kind, input, 0, 0, &id, error);
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, id);
    visit_redirect(visit, arena_format(visit->arena, "/jobs/%lld", (long long)id), NULL, true);
    return 0;
}

const struct page job_pages[] = {
    {"GET", "/jobs", &template_jobs, list_jobs, 0, "処理"},
    {"POST", "/jobs", &template_jobs, start_job, 0, "処理"},
    {"GET", "/jobs/*", &template_job, show_job, 0, "処理"},
    {"GET", "/jobs/*/file", NULL, send_file, 0, "処理の結果"},
    {"POST", "/jobs/*/cancel", NULL, cancel_job, 0, "処理の中止"},
    {.path = NULL},
};
