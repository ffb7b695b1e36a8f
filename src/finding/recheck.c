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
        arena_alloc(scene->arena, (size_t)(2 * evaluation->count + 1) * sizeof *fields);
    int count = 0;
    for (int i = 0; i < evaluation->count; i++) {
        const struct finding_result *result = &evaluation->results[i];
        fields[count++] = (struct record_field){result->code->code, result->state};
        if (result->check != NULL) /* which words were asked, also where they found nothing */
            fields[count++] = (struct record_field){
                arena_format(scene->arena, "%s sql_sha256", result->code->code),
                result->check->sql_sha256};
    }
    return record_note(scene->record, RECORD_SYSTEM, &context, fields, count, NULL, error);
}
