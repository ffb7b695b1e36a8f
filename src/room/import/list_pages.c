/* The list of imports and the upload. CLAUSE: 2.2 */
#include "room/import/list_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "http/http.h"
#include "job/job.h"
#include "job/sweep.h"
#include "pack/pack.h"
#include "page/choice.h"
#include "page/page.h"
#include "people/people.h"
#include "room/import/recognise.h"
#include "room/import/seen.h"
#include "store/store.h"

#include "room/import/import_sql.h"
#include <string.h>
#include <unistd.h>

enum { LIST_ROWS = 50, PENDING_ROWS = 20, FILES_AT_ONCE = 20, NAME_LIMIT = 200 };

static void add_kinds(struct visit *visit)
{
    const char *const *kinds = import_kinds(&visit->scene, visit->handlers);
    const char *chosen = visit_value(visit, "kind");
    struct model *list = model_array(visit->arena, visit->model, KEY_kinds);

    list->flags |= MODEL_PAGE_ONLY;
    for (; *kinds != NULL; kinds++) {
        if (may_scope(visit->scene.viewer, visit->scene.pack, "import", *kinds) == 0)
            continue;
        struct model *choice = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, choice, KEY_value, *kinds);
        model_text(visit->arena, choice, KEY_label, import_kind_title(&visit->scene, *kinds));
        model_bool(visit->arena, choice, KEY_is_current,
                   chosen != NULL && strcmp(chosen, *kinds) == 0);
    }
}

static int add_profiles(struct visit *visit, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_PROFILE_LIST, error);
    struct model *list = model_array(visit->arena, visit->model, KEY_profiles);
    int result;

    if (query == NULL)
        return error->code;
    list->flags |= MODEL_PAGE_ONLY;
    while ((result = query_step(query, error)) > 0) {
        const char *kind = query_column_text(query, 1);
        if (may_scope(visit->scene.viewer, visit->scene.pack, "import", kind) == 0)
            continue;
        struct model *choice = model_object(visit->arena, list, KEY_NONE);
        model_integer(visit->arena, choice, KEY_value, query_column_integer(query, 0));
        model_text(visit->arena, choice, KEY_label,
                   arena_format(visit->arena, "%s: %s", import_kind_title(&visit->scene, kind),
                                query_column_text(query, 2)));
    }
    query_done(query);
    return result;
}

static void fill_seen(struct visit *visit, struct model *item, const struct import_seen *seen)
{
    struct arena *arena = visit->arena;

    if (seen->id != 0)
        model_integer(arena, item, KEY_id, seen->id);
    else
        model_text(arena, item, KEY_id, arena_format(arena, "run-%lld", (long long)seen->run.id));
    model_text(arena, item, KEY_kind, seen->kind)->shown =
        seen->kind != NULL ? import_kind_title(&visit->scene, seen->kind)
                           : visit_tr(visit, "種類を調べています");
    model_text(arena, item, KEY_file, seen->file);
    model_text(arena, item, KEY_state, seen->state)->shown = import_state_title(visit, seen->state);
    model_page_text(arena, item, KEY_state_look, import_state_look(seen->state));
    model_page_text(arena, item, KEY_url, import_path(visit, seen));
}

/* The visitor's own uploads that are not in yet. */
static int add_pending(struct visit *visit, struct error *error)
{
    struct model *list = model_array(visit->arena, visit->model, KEY_pending);
    struct job_row *rows;
    int count;
    int result = job_list(visit->scene.store, visit->scene.viewer->staff_no, NULL, INT64_MAX,
                          4 * PENDING_ROWS, visit->arena, &rows, &count, error);

    for (int i = 0, shown = 0; i < count && shown < PENDING_ROWS && result == 0; i++) {
        struct import_seen seen = {.is_in = false};
        if (strcmp(rows[i].kind, "import") != 0 || rows[i].subject != 0)
            continue;
        result = job_find(visit->scene.store, rows[i].id, visit->arena, &rows[i], error);
        if (result == 0)
            result = import_look_at(visit, &rows[i], &seen, error);
        if (result < 0 || seen.is_in || strcmp(seen.state, "cancelled") == 0)
            continue;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        fill_seen(visit, item, &seen);
        model_text(visit->arena, item, KEY_created_at, rows[i].created_at)->shown =
            visit_show_time(visit, rows[i].created_at);
        shown++;
    }
    return result;
}

/* Those of others are seen only by who imports such files for everybody. */
static bool may_see(struct visit *visit, const struct import_run *run, const char *staff_no)
{
    int scope = may_scope(visit->scene.viewer, visit->scene.pack, "import", run->kind);
    const char *own = visit->scene.viewer->staff_no;

    return scope == 2 || (own != NULL && staff_no != NULL && strcmp(own, staff_no) == 0);
}

static int add_run(struct visit *visit, struct model *items, int64_t run_id, bool *ret_is_shown,
                   struct error *error)
{
    struct arena *arena = visit->arena;
    struct import_seen seen = {.is_in = true, .state = "applied"};
    const char *staff_no = NULL, *name = NULL;
    int result = import_read_run(visit->scene.store, run_id, arena, &seen.run, error);

    if (result == 0)
        result = import_actor(visit, seen.run.entry, &staff_no, &name, error);
    *ret_is_shown = result == 0 && may_see(visit, &seen.run, staff_no);
    if (!*ret_is_shown)
        return result;
    result =
        import_find_upload(visit->scene.store, run_id, arena, &seen.id, &seen.undone_at, error);
    if (result < 0)
        return result;
    seen.kind = seen.run.kind;
    seen.file = seen.run.file;
    seen.state = seen.undone_at != NULL ? "undone" : "applied";
    struct model *item = model_object(arena, items, KEY_NONE);
    fill_seen(visit, item, &seen);
    model_text(arena, item, KEY_actor, name);
    model_text(arena, item, KEY_started_at, seen.run.started_at)->shown =
        visit_show_time(visit, seen.run.started_at);
    model_integer(arena, item, KEY_read, seen.run.rows_read);
    model_integer(arena, item, KEY_invalid, seen.run.rows_invalid);
    model_integer(arena, item, KEY_added, seen.run.added);
    model_integer(arena, item, KEY_updated, seen.run.updated);
    model_integer(arena, item, KEY_ended, seen.run.ended);
    return 0;
}

static int add_runs(struct visit *visit, struct error *error)
{
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int64_t before, last = 0;
    int shown = 0, step = 0;
    int result = visit_number(visit, "before", 1, INT64_MAX, INT64_MAX, &before, error);
    struct query *query = result == 0 ? store_query(visit->scene.store, SQL_RUN_LIST, error) : NULL;

    if (query == NULL)
        return error->code;
    query_integer(query, "before", before);
    while (result == 0 && shown < LIST_ROWS && (step = query_step(query, error)) > 0) {
        bool is_shown;
        last = query_column_integer(query, 0);
        result = add_run(visit, items, last, &is_shown, error);
        shown += is_shown;
    }
    query_done(query);
    const char *next =
        shown == LIST_ROWS && last > 1 ? arena_format(visit->arena, "%lld", (long long)last) : NULL;
    model_text(visit->arena, visit->model, KEY_next, next);
    if (next != NULL)
        model_page_text(visit->arena, visit->model, KEY_next_url,
                        visit_link(visit, "before", next));
    return result < 0 ? result : step < 0 ? step : 0;
}

int imports_list(struct visit *visit, struct error *error)
{
    add_kinds(visit);
    int result = add_profiles(visit, error);

    if (result == 0)
        result = add_pending(visit, error);
    if (result == 0)
        result = add_runs(visit, error);
    model_page_text(visit->arena, visit->model, KEY_as_of, visit_value(visit, "as_of"));
    model_page_text(visit->arena, visit->model, KEY_system, visit_value(visit, "system"));
    if (!visit->wants_json)
        choice_put_names(visit, visit->model, KEY_systems, "systems");
    return result;
}

static bool is_set(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

static const char *text_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    value = value != NULL ? text_trim(visit->arena, value) : "";
    return *value != '\0' ? value : NULL;
}

static int read_profile(struct visit *visit, struct import_order *order, struct error *error)
{
    int64_t id;
    int result = visit_number(visit, "profile", 1, INT64_MAX, 0, &id, error);

    if (result < 0 || id == 0)
        return result;
    struct query *query = store_query(visit->scene.store, SQL_PROFILE_READ, error);
    if (query == NULL)
        return error->code;
    query_integer(query, "id", id);
    result = query_step(query, error);
    if (result > 0) {
        order->kind = arena_copy(visit->arena, query_column_text(query, 0));
        order->profile_name = arena_copy(visit->arena, query_column_text(query, 1));
        order->profile = arena_copy(visit->arena, query_column_text(query, 2));
    }
    query_done(query);
    if (result == 0)
        return error_set(error, ERROR_MISSING, "", "そのレイアウトはありません。");
    return result < 0 ? result : 0;
}

/* The right is asked here to say so at once, and again by the job on its day. */
static int check_right(struct visit *visit, const char *kind, struct error *error)
{
    const char *const *kinds = import_kinds(&visit->scene, visit->handlers);

    for (; *kinds != NULL; kinds++)
        if ((kind == NULL || strcmp(kind, *kinds) == 0) &&
            may_scope(visit->scene.viewer, visit->scene.pack, "import", *kinds) > 0)
            return 0;
    return may_refuse(visit->scene.viewer, "import", kind != NULL ? kind : "*", error);
}

static int read_order(struct visit *visit, struct import_order *ret_order, struct error *error)
{
    struct import_order order = {.kind = text_or_null(visit, "kind"),
                                 .system = text_or_null(visit, "system"),
                                 .complete = is_set(visit, "complete"),
                                 .conflict = import_conflict_read(visit_value(visit, "conflict"))};
    const char *mode = visit_value(visit, "mode");
    int result = check_right(visit, NULL, error);

    if (result == 0)
        result = visit_date(visit, "as_of", &order.as_of, error);
    order.good_rows_only = mode != NULL && strcmp(mode, "good") == 0;
    order.dry_run = !visit->wants_json || is_set(visit, "dry_run"); /* a page shows it first */
    if (order.kind != NULL && strcmp(order.kind, "takeouts") == 0)
        order.kind = "media";
    if (result == 0)
        result = read_profile(visit, &order, error);
    if (result == 0)
        result = check_right(visit, order.kind, error);
    if (result == 0)
        *ret_order = order;
    return result;
}

static int check_file(struct visit *visit, const struct http_part *part, struct error *error)
{
    const struct pack_parameter *most = pack_parameter(visit->scene.pack, "import_max_bytes");
    size_t length = strlen(part->file_name);
    int result = 0;

    if (length == 0 || length > NAME_LIMIT || !text_is_utf8(part->file_name, length))
        result = error_set(error, ERROR_INPUT, "", "ファイルの名前が長すぎるか、読めません。");
    else if (part->length == 0)
        result = error_set(error, ERROR_INPUT, "F01",
                           "%s は空です。中身のあるファイルを選んでください。", part->file_name);
    else if (most != NULL && most->is_set && part->length > most->integer)
        result = error_set(error, ERROR_LIMIT, "", "%s は大きすぎます（%lld MB まで）。",
                           part->file_name, (long long)(most->integer >> 20));
    return result < 0 ? error_at(error, "file", NULL) : 0;
}

static int take_file(struct visit *visit, const struct http_part *part,
                     const struct import_order *order, int64_t *ret_id, struct error *error)
{
    struct import_order own = *order;
    const char *path =
        sweep_new_path(visit->folder, UPLOAD_FOLDER, "", visit->arena, &own.upload, error);
    int result = path != NULL ? http_save_part(visit->request, part, path, error) : error->code;

    if (result < 0)
        return result;
    own.file = part->file_name;
    result = visit_start_job(visit, "import", import_order_write(&own, visit->arena), 0, 0, ret_id,
                             error);
    if (result < 0)
        unlink(path);
    return result;
}

/* A browser sends a nameless empty file when none was chosen. */
static const struct http_part *next_file(struct visit *visit, int *position)
{
    const struct http_part *part;

    do
        part = visit_next_part(visit, "file", position);
    while (part != NULL && *part->file_name == '\0' && part->length == 0);
    return part;
}

static int take_files(struct visit *visit, int *ret_count, int64_t *ret_id, struct error *error)
{
    struct import_order order;
    const struct http_part *part;
    int position = 0, count = 0;
    int result = read_order(visit, &order, error);

    while (result == 0 && (part = next_file(visit, &position)) != NULL) {
        if (++count > FILES_AT_ONCE)
            return error_set(error, ERROR_LIMIT, "", "一度に選べるのは %d ファイルまでです。",
                             FILES_AT_ONCE);
        result = check_file(visit, part, error);
    }
    if (result == 0 && count == 0) {
        error_set(error, ERROR_INPUT, "", "ファイルを選んでください。");
        return error_at(error, "file", NULL);
    }
    for (position = 0; result == 0 && (part = next_file(visit, &position)) != NULL;)
        result = take_file(visit, part, &order, ret_id, error);
    *ret_count = count;
    return result;
}

int imports_post(struct visit *visit, struct error *error)
{
    int64_t id = 0;
    int count = 0;
    int result = take_files(visit, &count, &id, error);

    if (result == ERROR_INPUT || result == ERROR_LIMIT) {
        result = visit_show_error(visit, error);
        return result == 0 ? imports_list(visit, error) : result;
    }
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, id);
    model_integer(visit->arena, visit->model, KEY_job, id);
    visit_redirect(
        visit, count == 1 ? arena_format(visit->arena, "/imports/%lld", (long long)id) : "/imports",
        NULL, true);
    return 0;
}
