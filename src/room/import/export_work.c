/* An export of a register as long work. Nothing leaves before it is on record. */
#include "room/import/work.h"

#include "base/arena.h"
#include "base/error.h"
#include "job/job.h"
#include "job/sweep.h"
#include "people/people.h"
#include "record/record.h"
#include "register/export.h"
#include "room/import/export_order.h"
#include "room/organisation/organisation.h"
#include "store/store.h"

#include <string.h>

struct exporting {
    struct job *job;
    struct export_order order;
    const char *path, *name;
};

static bool tell_rows(void *context, int rows)
{
    return job_goes_on(context, rows);
}

static int note_export(const struct register_scene *scene, void *context, struct error *error)
{
    const struct exporting *exporting = context;
    const struct record_context entry = {
        .action = "export", .key = exporting->order.kind, .result = "ok"};
    const struct record_field fields[] = {{"format", exporting->order.format}};

    exporting->job->file = exporting->name;
    return record_note(scene->record, RECORD_EXPORT, &entry, fields, 1, NULL, error);
}

static int write_roster(struct exporting *exporting, enum sheet_format format, struct error *error)
{
    struct job *job = exporting->job;
    int rows;

    if (may_scope(job->scene.viewer, job->scene.pack, "export", "roster") < 2)
        return may_refuse(job->scene.viewer, "export", "roster", error);
    struct sheet_writer *writer = sheet_create(exporting->path, format, 0, error);
    int result = writer != NULL ? organisation_export_roster(&job->scene, job->scene.today, writer,
                                                             &rows, error)
                                : error->code;
    if (result == 0)
        result = sheet_finish(writer, error);
    sheet_writer_close(writer);
    return result;
}

static int write_file(struct exporting *exporting, struct error *error)
{
    struct job *job = exporting->job;
    enum sheet_format format = export_order_format(exporting->order.format);
    int rows;

    if (strcmp(exporting->order.kind, "roster") == 0)
        return write_roster(exporting, format, error);
    const struct export_request request = {
        .kind = register_find_kind(job->scene.kinds, exporting->order.kind, NULL),
        .path = exporting->path,
        .format = format,
        .with_ended = exporting->order.with_ended,
        .progress = tell_rows,
        .progress_context = job};
    if (request.kind == NULL)
        return error_set(error, ERROR_MISSING, "", "「%s」という台帳はありません。",
                         exporting->order.kind);
    return export_sheet(&job->scene, &request, &rows, error);
}

static int run_export(struct job *job, struct error *error)
{
    struct exporting exporting = {.job = job,
                                  .order = export_order_read(job->row.input, job->arena)};
    const char *kind = exporting.order.kind;
    bool is_xlsx = export_order_format(exporting.order.format) == FORMAT_XLSX;

    if (may_scope(job->scene.viewer, job->scene.pack, "export", kind) == 0)
        return may_refuse(job->scene.viewer, "export", kind, error);
    exporting.path = sweep_new_path(job->folder, MADE_FOLDER, is_xlsx ? ".xlsx" : ".csv",
                                    job->arena, &exporting.name, error);
    int result =
        exporting.path != NULL ? store_begin(job->scene.store, STORE_READ, error) : error->code;
    if (result == 0)
        result = write_file(&exporting, error);
    store_rollback(job->scene.store);
    return result == 0 ? job_write(job, note_export, &exporting, error) : result;
}

const struct job_kind export_job = {"export", "書出し", run_export};
