/* An import as long work: a preview on a copy of the database, or in earnest in one transaction. */
#include "room/import/work.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/folder.h"
#include "base/json.h"
#include "job/job.h"
#include "job/sweep.h"
#include "people/people.h"
#include "register/import.h"
#include "register/import_output.h"
#include "room/city/city.h"
#include "room/import/findings.h"
#include "room/import/order.h"
#include "room/import/recognise.h"
#include "room/organisation/organisation.h"
#include "sheet/writer.h"
#include "store/store.h"

#include "room/import/import_sql.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAMPLES = 8, PROBLEMS_KEPT = 5000 };

/* The id of our own error for a file with bad rows of which all or nothing was to be applied. */
static const char ROWS_REFUSED[] = "rows";

struct work {
    struct job *job;
    struct import_order order;
    const char *path, *profile_path;
    struct import_request request;
    struct import_result result;
};

static bool tell_rows(void *context, int rows)
{
    return job_goes_on(context, rows);
}

/* The profile as a file, for as long as the import reads it. */
static int write_profile(struct work *work, struct error *error)
{
    const char *name;

    if (work->order.profile == NULL)
        return 0;
    const char *path =
        sweep_new_path(work->job->folder, UPLOAD_FOLDER, ".json", work->job->arena, &name, error);
    if (path == NULL)
        return error->code;
    work->profile_path = path;
    FILE *file = fopen(path, "wx");
    bool failed = file == NULL || fputs(work->order.profile, file) < 0;
    if (file != NULL)
        failed |= fclose(file) != 0;
    return failed ? error_set(error, ERROR_FAULT, "", "%s に書けません: %s", path, strerror(errno))
                  : 0;
}

static int find_kind(struct work *work, struct error *error)
{
    struct job *job = work->job;

    if (work->order.kind == NULL) {
        int result =
            import_recognise_kind(&job->scene, job->handlers, work->path, &work->order.kind, error);
        if (result < 0)
            return result;
    }
    if (may_scope(job->scene.viewer, job->scene.pack, "import", work->order.kind) > 0)
        return 0;
    return may_refuse(job->scene.viewer, "import", work->order.kind, error);
}

static int prepare(struct work *work, struct error *error)
{
    struct job *job = work->job;
    struct city city = {.as_of = NULL};
    int result = store_begin(job->scene.store, STORE_READ, error);

    if (result == 0)
        result = city_read(job->scene.store, job->arena, &city, error);
    store_rollback(job->scene.store);
    if (result == 0)
        result = write_profile(work, error);
    const struct import_order *order = &work->order;
    work->request = (struct import_request){
        .path = work->path,
        .file_name = order->file,
        .profile_path = work->profile_path,
        .good_rows_only = order->good_rows_only,
        .dry_run = order->dry_run,
        .complete = order->complete,
        .as_of = order->as_of != NULL || result < 0 ? order->as_of : city.as_of,
        .system = order->system,
        .conflict = order->conflict,
        .progress = tell_rows,
        .progress_context = job,
        .sample_limit = order->dry_run ? SAMPLES : 0,
    };
    if (result == 0)
        result = find_kind(work, error);
    work->request.kind = order->kind;
    return result;
}

/* The rejected rows as a spreadsheet to download. */
static int make_rejects(struct work *work, struct error *error)
{
    struct job *job = work->job;
    const char *name;

    if (work->result.problem_count == 0)
        return 0;
    const char *path = sweep_new_path(job->folder, MADE_FOLDER, ".xlsx", job->arena, &name, error);
    struct sheet_writer *writer =
        path != NULL ? sheet_create(path, FORMAT_XLSX, job->now_us, error) : NULL;
    int result = writer != NULL
                     ? import_write_rejects(&work->result, error->language, writer, error)
                     : error->code;
    sheet_writer_close(writer);
    if (result == 0)
        job->file = name;
    return result;
}

/* The result as JSON; of very many problems the first ones, the rest is in the spreadsheet. */
static const char *result_json(struct work *work)
{
    struct import_result told = work->result;
    struct buffer bytes = {0};
    struct json json;
    json_error_t problem;

    told.problem_count = told.problem_count < PROBLEMS_KEPT ? told.problem_count : PROBLEMS_KEPT;
    json_start(&json, &bytes, NULL);
    import_write_json(&told, &json);
    json_finish(&json);
    json_t *root = json_loads(buffer_string(&bytes), 0, &problem);
    buffer_done(&bytes);
    must(root != NULL);
    json_object_set_new(root, "problem_count", json_integer(work->result.problem_count));
    json_object_set_new(root, "run_id", json_integer(work->result.import_id));
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    must(text != NULL);
    const char *copy = arena_copy(work->job->arena, text);
    free(text);
    return copy;
}

static const char *with_findings(struct job *job, const struct finding_changes *changes)
{
    json_error_t problem;
    json_t *root = json_loads(job->result, 0, &problem);

    must(root != NULL);
    json_object_set_new(root, "findings",
                        json_pack("{s:i,s:i}", "opened", changes->opened + changes->reopened,
                                  "closed", changes->closed));
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    must(text != NULL);
    const char *copy = arena_copy(job->arena, text);
    free(text);
    return copy;
}

/* A copy of the database to try things on, so that nobody waits for the writer meanwhile; its
 * folder goes to *ret_folder. A database server has no such copies: there the trial takes the
 * writer's turn and is undone. */
static struct store *open_copy(struct job *job, const char **ret_folder, struct error *error)
{
    const char *name;
    struct error why = {.language = error->language};
    const char *folder = sweep_new_path(job->folder, UPLOAD_FOLDER, "", job->arena, &name, error);

    if (folder == NULL)
        return NULL;
    if (mkdir(folder, 0700) != 0) {
        error_set(error, ERROR_FAULT, "", "%s を作れません: %s", folder, strerror(errno));
        return NULL;
    }
    *ret_folder = folder;
    int result =
        store_backup(job->scene.store, arena_format(job->arena, "%s/chikiri.db", folder), &why);
    if (result == ERROR_INPUT)
        return store_open(job->folder, STORE_READ_WRITE, error);
    if (result == 0)
        return store_open(folder, STORE_READ_WRITE, error);
    *error = why;
    return NULL;
}

static int try_import(struct work *work, struct error *error)
{
    struct job *job = work->job;
    struct register_scene scene = job->scene;
    const char *folder = NULL;
    struct store *copy = open_copy(job, &folder, error);
    int result = copy != NULL ? 0 : error->code;

    scene.store = copy;
    if (result == 0)
        result = import_run(&scene, job->folder, &job->actor, job->now_us, job->handlers,
                            &work->request, &work->result, error);
    store_close(copy);
    if (folder != NULL)
        folder_remove(folder);
    return result;
}

/* Within the writer: the rows, what follows from them, and that this job is done with it. */
static int apply_rows(const struct register_scene *scene, void *context, struct error *error)
{
    struct work *work = context;
    int result =
        import_run_within(scene, work->job->handlers, &work->request, &work->result, error);

    if (result == 0 && !work->result.applied)
        return error_set(error, ERROR_INPUT, ROWS_REFUSED,
                         "不備の行があるので、取り込みませんでした。直すか、正常な行だけを"
                         "取り込んでください。");
    if (result == 0 && strcmp(work->order.kind, "reorganisations") == 0)
        result = organisation_follow_reorganisations(scene, NULL, error);
    struct query *query = result == 0 ? store_query(scene->store, SQL_UPLOAD_PUT, error) : NULL;
    if (query == NULL)
        return error->code;
    query_integer(query, "run_id", work->result.import_id);
    query_integer(query, "job_id",
                  work->job->row.subject != 0 ? work->job->row.subject : work->job->row.id);
    result = query_run(query, error);
    if (result == 0)
        work->job->result = result_json(work);
    return result;
}

struct refusal {
    struct work *work;
    const char *why;
};

static int note_refusal(const struct register_scene *scene, void *context, struct error *error)
{
    const struct refusal *refusal = context;

    return import_note_refusal(scene->record, &refusal->work->result, refusal->why, error);
}

/* A file refused as a whole is an answer, not a failure: its one problem says why. */
static int tell_refusal(struct work *work, int result, struct error *error)
{
    struct error why = *error;
    struct refusal refusal = {work, why.id};
    bool has_bad_rows = strcmp(why.id, ROWS_REFUSED) == 0;

    if (why.id[0] != 'F' && !has_bad_rows)
        return result;
    *error = (struct error){.language = why.language};
    if (!has_bad_rows)
        import_refused(&work->request, &why, work->job->arena, &work->result);
    else
        refusal.why = "invalid rows";
    work->job->result = result_json(work);
    return work->order.dry_run ? 0 : job_write(work->job, note_refusal, &refusal, error);
}

static int apply_import(struct work *work, struct error *error)
{
    int result = job_write(work->job, apply_rows, work, error);

    if (result == 0)
        unlink(work->path);
    return result;
}

static int judge_findings(struct work *work, struct error *error)
{
    struct finding_changes changes;
    int result = follow_import_findings(work->job, work->order.kind, &changes, error);

    if (result == 0)
        work->job->result = with_findings(work->job, &changes);
    return result;
}

/* A job that begins again after its rows are in goes on from there. */
static bool was_applied(struct work *work)
{
    json_error_t problem;
    json_t *root = work->job->result != NULL ? json_loads(work->job->result, 0, &problem) : NULL;
    bool is_applied = json_is_true(json_object_get(root, "applied"));
    const char *kind = json_string_value(json_object_get(root, "kind"));

    if (is_applied && kind != NULL)
        work->order.kind = arena_copy(work->job->arena, kind);
    json_decref(root);
    return is_applied;
}

static int run_work(struct work *work, struct error *error)
{
    int result = prepare(work, error);

    if (result == 0)
        result = work->order.dry_run ? try_import(work, error) : apply_import(work, error);
    if (result < 0)
        result = tell_refusal(work, result, error);
    else if (work->order.dry_run)
        work->job->result = result_json(work);
    if (result == 0 && !work->result.applied)
        result = make_rejects(work, error);
    if (work->profile_path != NULL)
        unlink(work->profile_path);
    return result == 0 && work->result.applied ? judge_findings(work, error) : result;
}

static int run_import(struct job *job, struct error *error)
{
    struct work work = {.job = job, .order = import_order_read(job->row.input, job->arena)};

    if (was_applied(&work))
        return judge_findings(&work, error);
    work.path = sweep_path(job->folder, UPLOAD_FOLDER, work.order.upload, job->arena);
    if (work.path == NULL || access(work.path, R_OK) != 0)
        return error_set(error, ERROR_MISSING, "",
                         "送られたファイルは一日たったので消しました。もう一度選んでください。");
    return run_work(&work, error);
}

const struct job_kind import_job = {"import", "取込み", run_import};
