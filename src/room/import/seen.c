#include "room/import/seen.h"

#include "base/arena.h"
#include "base/error.h"
#include "page/page.h"
#include "people/people.h"
#include "record/entry.h"
#include "record/payload.h"
#include "room/import/job_pages.h"
#include "store/store.h"

#include "room/import/import_sql.h"
#include <jansson.h>
#include <string.h>

static const struct {
    const char *state, *title, *look;
} states[] = {
    {"reading", "読込み中", "running"},
    {"ready", "確認待ち", "due"},
    {"refused", "受け付けられません", "breach"},
    {"applying", "適用中", "running"},
    {"applied", "適用済み", "ok"},
    {"undoing", "取消し中", "running"},
    {"undone", "取消し済み", "ended"},
    {"failed", "失敗", "breach"},
    {"cancelled", "中止", "ended"},
};

const char *import_state_title(struct visit *visit, const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return visit_tr(visit, states[i].title);
    return state;
}

const char *import_state_look(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return states[i].look;
    return "none";
}

const char *import_path(struct visit *visit, const struct import_seen *seen)
{
    return seen->id != 0 ? arena_format(visit->arena, "/imports/%lld", (long long)seen->id)
                         : arena_format(visit->arena, "/imports/run-%lld", (long long)seen->run.id);
}

static const char *payload_text_of(const struct entry *entry, const char *name, struct arena *arena)
{
    struct payload_field field;

    return entry->payload != NULL &&
                   payload_find(entry->payload, entry->payload_length, name, &field)
               ? arena_copy_bytes(arena, field.value, field.value_length)
               : NULL;
}

int import_actor(struct visit *visit, int64_t entry, const char **ret_staff_no,
                 const char **ret_name, struct error *error)
{
    struct entry loaded;
    int result = entry_load(visit->scene.store, entry, visit->arena, &loaded, error);

    if (result < 0)
        return result;
    *ret_staff_no = payload_text_of(&loaded, "actor", visit->arena);
    *ret_name = payload_text_of(&loaded, "actor_name", visit->arena);
    return 0;
}

/* A member of a job's result; NULL when it has none. */
static const char *result_text(struct visit *visit, const struct job_row *row, const char *name)
{
    json_error_t problem;
    json_t *root = row->result != NULL ? json_loads(row->result, 0, &problem) : NULL;
    const char *text = json_string_value(json_object_get(root, name));
    const char *copy = text != NULL ? arena_copy(visit->arena, text) : NULL;

    json_decref(root);
    return copy;
}

/* A file refused as a whole has no parts. */
static bool is_refused(const struct job_row *row)
{
    json_error_t problem;
    json_t *root = row->result != NULL ? json_loads(row->result, 0, &problem) : NULL;
    bool has_parts = json_array_size(json_object_get(root, "parts")) > 0;
    json_t *rows = json_object_get(root, "rows");
    bool has_rows = json_integer_value(json_object_get(rows, "read")) > 0;

    json_decref(root);
    return !has_parts && !has_rows;
}

static int find_run(struct visit *visit, struct import_seen *seen, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_UPLOAD_OF_JOB, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "job_id", seen->id);
    int result = query_step(query, error);
    int64_t run_id = result > 0 ? query_column_integer(query, 0) : 0;
    const char *undone_at = result > 0 ? query_column_text(query, 1) : NULL;
    seen->undone_at = undone_at != NULL ? arena_copy(visit->arena, undone_at) : NULL;
    query_done(query);
    if (result <= 0)
        return result;
    seen->is_in = true;
    return import_read_run(visit->scene.store, run_id, visit->arena, &seen->run, error);
}

static const char *state_of(const struct import_seen *seen)
{
    const struct job_row *latest = &seen->latest;
    bool is_undo = strcmp(latest->kind, "undo") == 0;

    if (job_is_active(latest))
        return is_undo                                              ? "undoing"
               : seen->order.dry_run && latest->id == seen->look.id ? "reading"
                                                                    : "applying";
    if (seen->undone_at != NULL)
        return "undone";
    if (seen->is_in)
        return "applied";
    if (strcmp(seen->look.state, "done") != 0)
        return seen->look.state; /* failed, cancelled */
    return is_refused(&seen->look) ? "refused" : "ready";
}

int import_look_at(struct visit *visit, const struct job_row *root, struct import_seen *ret_seen,
                   struct error *error)
{
    struct import_seen seen = {.id = root->id, .root = *root, .look = *root, .latest = *root};
    struct job_row *rows;
    int count;
    int result =
        job_list_following(visit->scene.store, root->id, visit->arena, &rows, &count, error);

    for (int i = count; result == 0 && i-- > 0;) {
        bool is_import = strcmp(rows[i].kind, "import") == 0;
        seen.latest = rows[i];
        if (!is_import)
            seen.undone = rows[i];
        else if (import_order_read(rows[i].input, visit->arena).dry_run)
            seen.look = rows[i];
        else
            seen.applied = rows[i];
    }
    if (result == 0)
        result = find_run(visit, &seen, error);
    if (result < 0)
        return result;
    seen.order = import_order_read(seen.look.input, visit->arena);
    if (!seen.order.dry_run)
        seen.applied = seen.look;
    const char *kind = result_text(visit, &seen.look, "kind");
    seen.kind = kind != NULL ? kind : seen.order.kind;
    seen.file = seen.order.file;
    seen.owner = root->owner;
    seen.state = state_of(&seen);
    *ret_seen = seen;
    return 0;
}

/* An import of the command line, or one of an upload by the number of its run. */
static int look_at_run(struct visit *visit, int64_t run_id, struct import_seen *ret_seen,
                       struct error *error)
{
    struct import_seen seen = {.is_in = true};
    struct job_row root;
    const char *name;
    int64_t job_id;
    int result = import_read_run(visit->scene.store, run_id, visit->arena, &seen.run, error);

    if (result == 0)
        result = import_find_upload(visit->scene.store, run_id, visit->arena, &job_id,
                                    &seen.undone_at, error);
    if (result == 0 && job_id != 0) {
        result = job_find(visit->scene.store, job_id, visit->arena, &root, error);
        return result == 0 ? import_look_at(visit, &root, ret_seen, error) : result;
    }
    if (result == 0)
        result = import_actor(visit, seen.run.entry, &seen.owner, &name, error);
    if (result < 0)
        return result;
    seen.kind = seen.run.kind;
    seen.file = seen.run.file;
    seen.state = seen.undone_at != NULL ? "undone" : "applied";
    *ret_seen = seen;
    return 0;
}

static int check_sight(struct visit *visit, const struct import_seen *seen, struct error *error)
{
    const struct viewer *viewer = visit->scene.viewer;

    if (seen->owner != NULL && viewer->staff_no != NULL &&
        strcmp(seen->owner, viewer->staff_no) == 0)
        return 0;
    if (seen->kind != NULL && may_scope(viewer, visit->scene.pack, "import", seen->kind) == 2)
        return 0;
    return may_refuse(viewer, "import", seen->kind != NULL ? seen->kind : "*", error);
}

int import_find_seen(struct visit *visit, struct import_seen *ret_seen, struct error *error)
{
    const char *part = visit->parts[0];
    bool is_run = strncmp(part, "run-", 4) == 0;
    struct import_seen seen;
    struct job_row root;
    int64_t number;
    int result = job_number(is_run ? part + 4 : part, &number, error);

    if (result == 0 && is_run)
        result = look_at_run(visit, number, &seen, error);
    else if (result == 0) {
        result = job_find(visit->scene.store, number, visit->arena, &root, error);
        if (result == 0 && (strcmp(root.kind, "import") != 0 || root.subject != 0))
            result =
                error_set(error, ERROR_MISSING, "", "「%s」という番号のものはありません。", part);
        if (result == 0)
            result = import_look_at(visit, &root, &seen, error);
    }
    if (result == 0)
        result = check_sight(visit, &seen, error);
    if (result == 0)
        *ret_seen = seen;
    return visit_hide(visit, result, NULL, part, error);
}
