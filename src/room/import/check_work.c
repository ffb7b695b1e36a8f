/* A full check as long work. */
#include "room/import/work.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "job/job.h"
#include "people/people.h"
#include "room/import/findings.h"
#include "room/organisation/organisation.h"

struct following {
    int moved;
};

static int follow_dates(const struct register_scene *scene, void *context, struct error *error)
{
    struct following *following = context;

    return organisation_follow_reorganisations(scene, &following->moved, error);
}

static int run_check(struct job *job, struct error *error)
{
    struct finding_changes changes;
    struct following following = {0};
    struct buffer bytes = {0};
    struct json json;

    if (may_scope(job->scene.viewer, job->scene.pack, "import", "*") < 2)
        return may_refuse(job->scene.viewer, "check", "*", error);
    int result = job_write(job, follow_dates, &following, error);
    if (result == 0)
        result = follow_findings(job, NULL, &changes, error);
    if (result < 0)
        return result;
    json_start(&json, &bytes, NULL);
    json_object_start(&json);
    json_integer_at(&json, "opened", changes.opened + changes.reopened);
    json_integer_at(&json, "closed", changes.closed);
    json_integer_at(&json, "moved", following.moved);
    json_object_end(&json);
    json_finish(&json);
    job->result = arena_copy(job->arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return 0;
}

const struct job_kind check_job = {"check", "全体の点検", run_check};
