#include "finding/finding.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "record/record.h"
#include "register/register.h"

#include <stddef.h>

int finding_recheck(const struct register_scene *scene, const struct finding_rules *rules,
                    const char *kind, const char *folder, struct finding_changes *ret_changes,
                    struct error *error)
{
    struct finding_question question = {
        .on = scene->today, .minute = -1, .kind = kind, .folder = folder};
    struct finding_evaluation *evaluation = finding_evaluate(scene, rules, &question, error);
    if (evaluation == NULL)
        return error->code;
    int status = finding_store(scene, evaluation, ret_changes, error);
    finding_evaluation_close(evaluation);
    return status;
}

int finding_note_check(const struct register_scene *scene,
                       const struct finding_evaluation *evaluation, struct error *error)
{
    const struct record_context context = {.action = "check", .result = "ok"};
    struct record_field *fields =
        arena_alloc(scene->arena, (size_t)(evaluation->count + 1) * sizeof *fields);
    for (int i = 0; i < evaluation->count; i++)
        fields[i] =
            (struct record_field){evaluation->results[i].code->code, evaluation->results[i].state};
    return record_note(scene->record, RECORD_SYSTEM, &context, fields, evaluation->count, NULL,
                       error);
}
