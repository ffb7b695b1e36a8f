#include "room/finding/check.h"

#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "register/register.h"
#include "room/city/city.h"
#include "room/organisation/organisation.h"

int check_store(const struct register_scene *scene, const struct finding_evaluation *evaluation,
                struct finding_changes *ret_changes, struct error *error)
{
    int status = finding_store(scene, evaluation, ret_changes, error);

    if (status == 0)
        status = finding_note_check(scene, evaluation, error);
    return status == 0 ? city_mark_checked(scene->record, scene->arena, error) : status;
}

int check_today(const struct register_scene *scene, const struct finding_rules *rules,
                struct finding_evaluation **ret_evaluation, struct finding_changes *ret_changes,
                struct error *error)
{
    struct finding_question question = {.on = scene->today, .minute = -1};
    int status = organisation_follow_reorganisations(scene, NULL, error);

    if (status < 0)
        return status;
    struct finding_evaluation *evaluation = finding_evaluate(scene, rules, &question, error);
    if (evaluation == NULL)
        return error->code;
    status = check_store(scene, evaluation, ret_changes, error);
    if (status == 0)
        *ret_evaluation = evaluation;
    else
        finding_evaluation_close(evaluation);
    return status;
}
