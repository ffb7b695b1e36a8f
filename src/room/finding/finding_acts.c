/* What people do about a finding: answer, ask for an exception, decide it, end it. CLAUSE: 5.6.2,
 * 11.2.2 */
#include "room/finding/finding_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "finding/finding.h"

#include <string.h>

struct act {
    const char *id, *reason, *until, *approver;
    struct finding_answer answer;
    const char *state; /* of the exception afterwards */
};

/* The page again with what was wrong; other failures go on as they are. */
static int show_refused(struct visit *visit, int status, struct error *error)
{
    if (status != ERROR_INPUT && status != ERROR_CONFLICT)
        return status;
    status = visit_show_error(visit, error);
    return status == 0 ? finding_detail_show(visit, error) : status;
}

static void settle(struct visit *visit, const struct act *act, const char *message)
{
    model_text(visit->arena, visit->model, KEY_finding, act->id);
    if (act->state != NULL)
        model_text(visit->arena, visit->model, KEY_state, act->state);
    if (act->until != NULL)
        model_text(visit->arena, visit->model, KEY_until, act->until);
    visit_redirect(visit, arena_format(visit->arena, "/findings/%s", act->id), message, false);
}

static int write_answer(const struct register_scene *scene, void *context, struct error *error)
{
    const struct act *act = context;

    return finding_answer(scene, act->id, &act->answer, error);
}

int finding_answer_post(struct visit *visit, struct error *error)
{
    struct act act = {.id = visit->parts[0],
                      .answer = {.measure = visit_value(visit, "measure"),
                                 .responsible = visit_value(visit, "assignee"),
                                 .answer = visit_value(visit, "answer")}};
    int status = visit_date(visit, "promised_on", &act.answer.promised_on, error);

    if (status == 0)
        status = visit_write(visit, write_answer, &act, error);
    if (status < 0)
        return show_refused(visit, status, error);
    settle(visit, &act, visit_tr(visit, "回答を記録しました。"));
    return 0;
}

static int write_excuse(const struct register_scene *scene, void *context, struct error *error)
{
    struct act *act = context;

    return finding_excuse(scene, act->id, act->reason, act->until, act->approver, &act->state,
                          error);
}

static int read_excuse(struct visit *visit, struct act *act, struct error *error)
{
    const char *typed = visit_value(visit, "approver");
    int status = visit_date(visit, "until", &act->until, error);

    act->approver = typed != NULL ? text_staff_number(visit->arena, typed) : NULL;
    if (status == 0 && act->approver == NULL) {
        error_set(error, ERROR_INPUT, "", "承認する人の職員番号を選んでください。");
        status = error_at(error, "approver", "5.6.2");
    }
    return status;
}

int finding_excuse_post(struct visit *visit, struct error *error)
{
    struct act act = {.id = visit->parts[0], .reason = visit_value(visit, "reason")};
    int status = read_excuse(visit, &act, error);

    if (status == 0)
        status = visit_write(visit, write_excuse, &act, error);
    if (status < 0)
        return show_refused(visit, status, error);
    settle(visit, &act,
           strcmp(act.state, "approved") == 0
               ? visit_tr(visit, "例外を承認しました。期限が来ると指摘は未是正に戻ります。")
               : visit_tr(visit, "例外を申請しました。承認されるまで指摘は未是正のままです。"));
    return 0;
}

static int write_refusal(const struct register_scene *scene, void *context, struct error *error)
{
    struct act *act = context;

    act->state = "refused";
    return finding_excuse_refuse(scene, act->id, act->reason, error);
}

int finding_refuse_post(struct visit *visit, struct error *error)
{
    struct act act = {.id = visit->parts[0], .reason = visit_value(visit, "reason")};
    int status = visit_write(visit, write_refusal, &act, error);

    if (status < 0)
        return show_refused(visit, status, error);
    settle(visit, &act, visit_tr(visit, "申請を差し戻しました。"));
    return 0;
}

static int write_end(const struct register_scene *scene, void *context, struct error *error)
{
    struct act *act = context;

    act->state = "open";
    return finding_excuse_end(scene, act->id, act->reason, error);
}

int finding_end_post(struct visit *visit, struct error *error)
{
    struct act act = {.id = visit->parts[0], .reason = visit_value(visit, "reason")};

    if (act.reason == NULL || *act.reason == '\0') {
        error_set(error, ERROR_INPUT, "", "例外を終える理由を書いてください。記録に残ります。");
        error_at(error, "reason", "5.6.2");
        return show_refused(visit, ERROR_INPUT, error);
    }
    int status = visit_write(visit, write_end, &act, error);
    if (status < 0)
        return show_refused(visit, status, error);
    settle(visit, &act, visit_tr(visit, "例外を終えました。指摘は未是正に戻りました。"));
    return 0;
}
