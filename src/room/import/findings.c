#include "room/import/findings.h"

#include "base/error.h"
#include "job/job.h"
#include "record/record.h"
#include "register/import.h"
#include "room/city/city.h"
#include "store/store.h"

enum { TRIES = 3 };

struct storing {
    const char *kind, *folder;
    const struct finding_rules *rules;
    struct finding_evaluation *evaluation; /* NULL: evaluate within the writer */
    int64_t size;                          /* of the record when it was evaluated */
    bool is_stale;
    struct finding_changes changes;
};

static int evaluate(struct job *job, struct storing *storing, struct error *error)
{
    struct finding_question question = {
        .on = job->scene.today, .minute = -1, .kind = storing->kind, .folder = job->folder};
    int result = store_begin(job->scene.store, STORE_READ, error);

    if (result == 0)
        result = record_size(job->scene.store, &storing->size, error);
    if (result == 0) {
        storing->evaluation = finding_evaluate(&job->scene, storing->rules, &question, error);
        result = storing->evaluation == NULL ? error->code : 0;
    }
    store_rollback(job->scene.store);
    return result;
}

/* Views, refusals and sign-ins of others do not touch what checks read. */
static int look_whether_stale(const struct register_scene *scene, struct storing *storing,
                              struct error *error)
{
    uint64_t tables;
    int result = record_tables_since(scene->store, storing->size, &tables, error);

    if (result == 0)
        storing->is_stale = (tables & ~(uint64_t)1) != 0;
    return result;
}

static int store_evaluation(const struct register_scene *scene, void *context, struct error *error)
{
    struct storing *storing = context;
    struct finding_evaluation *evaluation = storing->evaluation, *own = NULL;
    int result = 0;

    if (evaluation != NULL)
        result = look_whether_stale(scene, storing, error);
    if (result < 0 || storing->is_stale)
        return result;
    if (evaluation == NULL) {
        struct finding_question question = {
            .on = scene->today, .minute = -1, .kind = storing->kind, .folder = NULL};
        evaluation = own = finding_evaluate(scene, storing->rules, &question, error);
        if (own == NULL)
            return error->code;
    }
    result = finding_store(scene, evaluation, &storing->changes, error);
    if (result == 0 && storing->kind == NULL)
        result = finding_note_check(scene, evaluation, error);
    if (result == 0 && storing->kind == NULL)
        result = city_mark_checked(scene->record, scene->arena, error);
    finding_evaluation_close(own);
    return result;
}

int follow_findings(struct job *job, const char *kind, struct finding_changes *ret_changes,
                    struct error *error)
{
    struct finding_rules *rules = finding_rules_open(job->scene.pack, job->scene.kinds);
    struct storing storing = {.kind = kind, .rules = rules};
    int result = 0;

    for (int tries = 0; tries < TRIES && result == 0; tries++) {
        bool is_last = tries == TRIES - 1;
        storing.is_stale = false;
        storing.evaluation = NULL;
        if (!is_last)
            result = evaluate(job, &storing, error);
        if (result == 0 && kind == NULL && !job_goes_on(job, 0))
            result = error_set(error, ERROR_CONFLICT, IMPORT_STOPPED,
                               "点検を中止しました。何も変わっていません。");
        if (result == 0)
            result = job_write(job, store_evaluation, &storing, error);
        finding_evaluation_close(storing.evaluation);
        if (!storing.is_stale)
            break;
    }
    finding_rules_close(rules);
    if (result == 0)
        *ret_changes = storing.changes;
    return result;
}

int follow_import_findings(struct job *job, const char *kind, struct finding_changes *ret_changes,
                           struct error *error)
{
    struct city city;
    int result = store_begin(job->scene.store, STORE_READ, error);

    if (result == 0)
        result = city_read(job->scene.store, job->arena, &city, error);
    store_rollback(job->scene.store);
    *ret_changes = (struct finding_changes){0};
    return result == 0 && city.was_checked ? follow_findings(job, kind, ret_changes, error)
                                           : result;
}
