/* One import: what the file holds, what is wrong with it, what it would change; then applying,
 * undoing, cancelling. CLAUSE: 2.2 */
#include "room/import/import_pages.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "job/job.h"
#include "people/people.h"
#include "room/import/column_pages.h"
#include "room/import/job_pages.h"
#include "room/import/list_pages.h"
#include "room/import/paste_pages.h"
#include "room/import/recognise.h"
#include "room/import/seen.h"
#include "room/import/work.h"
#include "templates.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEMS_SHOWN = 100 };

/* On a page the problems come in parts; a program gets what is kept of them at once. */
static int cut_problems(struct visit *visit, json_t *root, struct error *error)
{
    json_t *all = json_object_get(root, "problems");
    int64_t total = (int64_t)json_array_size(all), from;
    int result = visit_number(visit, "offset", 0, INT64_MAX, 0, &from, error);

    if (result < 0 || visit->wants_json)
        return result;
    json_t *part = json_array();
    for (int64_t i = from; i < total && i < from + PROBLEMS_SHOWN; i++)
        json_array_append(part, json_array_get(all, (size_t)i));
    json_object_set_new(root, "problems", part);
    if (from > 0)
        model_page_text(
            visit->arena, visit->model, KEY_previous_url,
            visit_link(
                visit, "offset",
                arena_format(visit->arena, "%lld",
                             (long long)(from > PROBLEMS_SHOWN ? from - PROBLEMS_SHOWN : 0))));
    if (from + PROBLEMS_SHOWN < total)
        model_page_text(
            visit->arena, visit->model, KEY_next_url,
            visit_link(visit, "offset",
                       arena_format(visit->arena, "%lld", (long long)from + PROBLEMS_SHOWN)));
    return 0;
}

/* What the newest look at the file, or the import itself, came to. */
static int add_result(struct visit *visit, const struct import_seen *seen, struct error *error)
{
    bool has_applied = seen->applied.id != 0 && seen->applied.result != NULL;
    const char *text = has_applied ? seen->applied.result : seen->look.result;
    json_error_t problem;

    if (text == NULL)
        return 0;
    json_t *root = json_loads(text, 0, &problem);
    must(root != NULL); /* the job wrote it */
    int result = cut_problems(visit, root, error);
    json_object_del(root, "kind");
    json_object_del(root, "file");
    char *cut = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    must(cut != NULL);
    visit_take_json(visit, visit->model, KEY_NONE, cut);
    free(cut);
    if (seen->undone.id != 0 && seen->undone.result != NULL)
        visit_take_json(visit, visit->model, KEY_undone, seen->undone.result);
    return result;
}

static void add_truth(struct visit *visit, enum model_key key, bool value)
{
    model_bool(visit->arena, visit->model, key, value)->flags |= MODEL_PAGE_ONLY;
}

static bool may_undo(struct visit *visit, const struct import_seen *seen)
{
    struct error ignored = {0};

    return strcmp(seen->state, "applied") == 0 &&
           import_check_undo(visit->handlers, seen->kind, &ignored) == 0 &&
           visit->now_us <= import_undo_until_us(visit->scene.pack, &seen->run);
}

static void add_acts(struct visit *visit, const struct import_seen *seen)
{
    char until[TIME_SIZE];
    bool is_ready = strcmp(seen->state, "ready") == 0;

    add_truth(visit, KEY_may_apply, is_ready);
    add_truth(visit, KEY_may_map,
              seen->kind != NULL && (is_ready || strcmp(seen->state, "refused") == 0));
    add_truth(visit, KEY_may_undo, may_undo(visit, seen));
    add_truth(visit, KEY_is_undo_refused,
              strcmp(seen->state, "applied") == 0 && !may_undo(visit, seen));
    if (seen->is_in) {
        time_format_utc(import_undo_until_us(visit->scene.pack, &seen->run), until);
        model_page_text(visit->arena, visit->model, KEY_undo_until,
                        visit_show_time(visit, arena_copy(visit->arena, until)));
    }
}

static void add_run(struct visit *visit, const struct import_seen *seen)
{
    const struct import_run *run = &seen->run;
    struct arena *arena = visit->arena;

    model_text(arena, visit->model, KEY_started_at, run->started_at)->shown =
        visit_show_time(visit, run->started_at);
    model_text(arena, visit->model, KEY_undone_at, seen->undone_at)->shown =
        visit_show_time(visit, seen->undone_at);
    if (seen->id != 0)
        return;
    struct model *rows = model_object(arena, visit->model, KEY_rows);
    model_integer(arena, rows, KEY_read, run->rows_read);
    model_integer(arena, rows, KEY_valid, run->rows_valid);
    model_integer(arena, rows, KEY_invalid, run->rows_invalid);
    struct model *changes = model_object(arena, visit->model, KEY_changes);
    model_integer(arena, changes, KEY_added, run->added);
    model_integer(arena, changes, KEY_updated, run->updated);
    model_integer(arena, changes, KEY_ended, run->ended);
}

static void add_head(struct visit *visit, const struct import_seen *seen)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;

    if (seen->id != 0)
        model_integer(arena, model, KEY_id, seen->id);
    else
        model_text(arena, model, KEY_id, arena_format(arena, "run-%lld", (long long)seen->run.id));
    model_text(arena, model, KEY_kind, seen->kind)->shown =
        seen->kind != NULL ? import_kind_title(&visit->scene, seen->kind) : NULL;
    model_text(arena, model, KEY_file, seen->file);
    model_text(arena, model, KEY_state, seen->state)->shown =
        import_state_title(visit, seen->state);
    model_page_text(arena, model, KEY_state_look, import_state_look(seen->state));
    model_page_text(arena, model, KEY_url, import_path(visit, seen));
    model_page_text(arena, model, KEY_system, seen->order.system);
    if (seen->id != 0 && seen->look.file != NULL && !seen->is_in)
        model_page_text(arena, model, KEY_file_url,
                        arena_format(arena, "%s/problems", import_path(visit, seen)));
}

static int fill_import(struct visit *visit, const struct import_seen *seen, struct error *error)
{
    add_head(visit, seen);
    if (seen->id != 0)
        job_fill(visit, model_object(visit->arena, visit->model, KEY_job), &seen->latest);
    if (seen->is_in)
        add_run(visit, seen);
    add_acts(visit, seen);
    if (seen->look.result != NULL && seen->kind != NULL)
        visit_saw_class_a(visit, seen->kind, seen->file); /* its rows, as the file has them */
    return add_result(visit, seen, error);
}

static int show_import(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    int result = import_find_seen(visit, &seen, error);

    return result == 0 ? fill_import(visit, &seen, error) : result;
}

static int refuse_state(struct visit *visit, const struct import_seen *seen, struct error *error)
{
    return error_set(error, ERROR_CONFLICT, "",
                     "この取込みはいま「%s」なので、できません。画面を開き直してください。",
                     import_state_title(visit, seen->state));
}

static int redirect_to(struct visit *visit, const struct import_seen *seen, int64_t job_id)
{
    if (seen->id != 0)
        model_integer(visit->arena, visit->model, KEY_id, seen->id);
    model_integer(visit->arena, visit->model, KEY_job, job_id);
    visit_redirect(visit, import_path(visit, seen), NULL, true);
    return 0;
}

static int apply_import(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    const char *mode = visit_value(visit, "mode");
    int64_t job_id;
    int result = import_find_seen(visit, &seen, error);

    if (result < 0)
        return result;
    if (seen.kind != NULL &&
        may_scope(visit->scene.viewer, visit->scene.pack, "import", seen.kind) == 0)
        return may_refuse(visit->scene.viewer, "import", seen.kind, error);
    if (strcmp(seen.state, "ready") != 0)
        return refuse_state(visit, &seen, error);
    struct import_order order = seen.order;
    order.kind = seen.kind;
    order.dry_run = false;
    order.good_rows_only = mode != NULL && strcmp(mode, "good") == 0;
    if (visit_value(visit, "conflict") != NULL)
        order.conflict = import_conflict_read(visit_value(visit, "conflict"));
    result = visit_start_job(visit, "import", import_order_write(&order, visit->arena), seen.id,
                             seen.latest.id, &job_id, error);
    return result == 0 ? redirect_to(visit, &seen, job_id) : result;
}

static int undo_import(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    int64_t job_id;
    int result = import_find_seen(visit, &seen, error);

    if (result < 0)
        return result;
    if (seen.kind != NULL &&
        may_scope(visit->scene.viewer, visit->scene.pack, "import", seen.kind) == 0)
        return may_refuse(visit->scene.viewer, "import", seen.kind, error);
    if (strcmp(seen.state, "applied") != 0)
        return refuse_state(visit, &seen, error);
    result = import_check_undo(visit->handlers, seen.kind, error);
    if (result == 0 && visit->now_us > import_undo_until_us(visit->scene.pack, &seen.run))
        result =
            error_set(error, ERROR_STALE, "",
                      "取り消せる時間を過ぎました。正しいファイルをもう一度取り込んでください。");
    if (result < 0)
        return result;
    const struct import_order order = {.kind = seen.kind, .file = seen.file, .run_id = seen.run.id};
    result = visit_start_job(visit, "undo", import_order_write(&order, visit->arena), seen.id,
                             seen.latest.id, &job_id, error);
    return result == 0 ? redirect_to(visit, &seen, job_id) : result;
}

static int cancel_import(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    int result = import_find_seen(visit, &seen, error);

    if (result == 0 && seen.id == 0)
        result = refuse_state(visit, &seen, error);
    if (result == 0)
        result = visit_cancel_job(visit, seen.latest.id, error);
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, seen.id);
    visit_redirect(visit, import_path(visit, &seen), visit_tr(visit, "中止を頼みました。"), false);
    return 0;
}

static int send_problems(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    int result = import_find_seen(visit, &seen, error);

    if (result < 0)
        return result;
    visit_saw_class_a(visit, seen.kind != NULL ? seen.kind : "imports", seen.file);
    return job_send_file(visit, &seen.look,
                         arena_format(visit->arena, "%s-%s", seen.file, visit_tr(visit, "不備")),
                         error);
}

/* Undoing is asked twice. */
static int ask_undo(struct visit *visit, struct error *error)
{
    struct import_seen seen;
    int result = import_find_seen(visit, &seen, error);

    if (result == 0 && !may_undo(visit, &seen))
        result = refuse_state(visit, &seen, error);
    if (result == 0) {
        add_head(visit, &seen);
        add_run(visit, &seen);
        add_acts(visit, &seen);
    }
    return result;
}

const struct page import_pages[] = {
    {"GET", "/imports", &template_imports, imports_list, 0, "取込"},
    {"POST", "/imports", &template_imports, imports_post, PAGE_LARGE, "取込"},
    {"GET", "/imports/paste", &template_import_paste, paste_show, PAGE_NOT_IN_API, "貼付け"},
    {"POST", "/imports/paste", &template_import_paste, paste_post, PAGE_NOT_IN_API, "貼付け"},
    {"GET", "/imports/*", &template_import, show_import, 0, "取込の確認"},
    {"GET", "/imports/*/problems", NULL, send_problems, 0, "不備の行"},
    {"POST", "/imports/*/apply", NULL, apply_import, 0, "取込の適用"},
    {"GET", "/imports/*/undo", &template_import_undo, ask_undo, PAGE_NOT_IN_API, "取込の取消し"},
    {"POST", "/imports/*/undo", NULL, undo_import, 0, "取込の取消し"},
    {"POST", "/imports/*/cancel", NULL, cancel_import, 0, "取込の中止"},
    {"GET", "/imports/*/columns", &template_import_columns, columns_show, PAGE_NOT_IN_API,
     "列の対応"},
    {"POST", "/imports/*/columns", &template_import_columns, columns_post, PAGE_NOT_IN_API,
     "列の対応"},
    {.path = NULL},
};
