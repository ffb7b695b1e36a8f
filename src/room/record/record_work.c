/* Verifying the record and making evidence of it, as long work. CLAUSE: 5.7.3, 5.10.4 */
#include "room/record/record_work.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "job/job.h"
#include "job/sweep.h"
#include "people/people.h"
#include "record/bundle.h"
#include "record/keys.h"
#include "record/record.h"
#include "record/verify.h"
#include "room/record/chosen.h"
#include "store/store.h"

#include <jansson.h>
#include <string.h>

enum { BUNDLE_BYTES = 256 << 20 };

static int check_right(const struct job *job, struct error *error)
{
    if (may_scope(job->scene.viewer, job->scene.pack, "verify", "record") == 2)
        return 0;
    return may_refuse(job->scene.viewer, "verify", "record", error);
}

static const char *verify_json(struct job *job, const struct verify_result *result)
{
    struct buffer bytes = {0};
    struct json json;

    json_start(&json, &bytes, NULL);
    verify_write_json(result, &json);
    json_finish(&json);
    const char *text = arena_copy(job->arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return text;
}

static int run_verify(struct job *job, struct error *error)
{
    struct verify_result verified;
    int result = check_right(job, error);

    if (result == 0)
        result =
            verify_folder(job->folder, job->tables, job->table_count, job->arena, &verified, error);
    if (result == 0)
        job->result = verify_json(job, &verified);
    return result;
}

const struct job_kind verify_job = {"verify", "記録の検証", run_verify};

struct bundling {
    struct job *job;
    const char *name;
    int count;
};

static int note_bundle(const struct register_scene *scene, void *context, struct error *error)
{
    const struct bundling *bundling = context;
    const struct record_context entry = {.action = "bundle", .result = "ok"};
    const struct record_field fields[] = {
        {"entries", arena_format(scene->arena, "%d", bundling->count)}};

    bundling->job->file = bundling->name;
    return record_note(scene->record, RECORD_EXPORT, &entry, fields, 1, NULL, error);
}

static const char *member(const json_t *root, const char *name, struct arena *arena)
{
    const char *text = json_string_value(json_object_get(root, name));

    return text != NULL ? arena_copy(arena, text) : NULL;
}

static int choose(struct job *job, int64_t **ret_entries, int *ret_count, struct error *error)
{
    json_error_t problem;
    json_t *root = json_loads(job->row.input, 0, &problem);

    must(root != NULL); /* the page wrote it */
    const struct record_choice choice = {.clause = member(root, "clause", job->arena),
                                         .from = member(root, "from", job->arena),
                                         .to = member(root, "to", job->arena),
                                         .tables = job->tables,
                                         .table_count = job->table_count};
    json_decref(root);
    int result = store_begin(job->scene.store, STORE_READ, error);
    if (result == 0)
        result = record_choose(&job->scene, &choice, ret_entries, ret_count, error);
    store_rollback(job->scene.store);
    return result;
}

static int write_file(struct job *job, struct bundling *bundling, struct error *error)
{
    struct buffer bytes = {.limit_bytes = BUNDLE_BYTES};
    int64_t *entries;
    int result = choose(job, &entries, &bundling->count, error);

    if (result == 0)
        result =
            bundle_write(job->scene.store, job->folder, entries, bundling->count, &bytes, error);
    const char *path = result == 0 ? sweep_new_path(job->folder, MADE_FOLDER, ".bundle", job->arena,
                                                    &bundling->name, error)
                                   : NULL;
    if (result == 0)
        result = path == NULL
                     ? error->code
                     : file_replace(arena_format(job->arena, "%s/%s", job->folder, MADE_FOLDER),
                                    bundling->name, buffer_string(&bytes), bytes.length, error);
    buffer_done(&bytes);
    return result;
}

/* Nothing leaves before it is on record. */
static int run_bundle(struct job *job, struct error *error)
{
    struct bundling bundling = {.job = job};
    int result = check_right(job, error);

    if (result == 0)
        result = write_file(job, &bundling, error);
    return result == 0 ? job_write(job, note_bundle, &bundling, error) : result;
}

const struct job_kind bundle_job = {"bundle", "証拠の束", run_bundle};
