/* Exceptions: a finding that stands is borne for a time, by someone who may decide so, for a
 * reason. CLAUSE: 5.6.2 */
#include "finding/finding_sql.h"
#include "finding/keep.h"

#include "base/error.h"
#include "finding/finding.h"
#include "finding/list.h"
#include "finding/rules.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "store/store.h"

#include <string.h>

/* An exception on its way. */
struct excuse {
    const struct register_scene *scene;
    int64_t finding_id;
    struct value finding[FINDING_COLUMNS];
    int64_t section_id, system_id;
    struct viewer approver; /* with the rights of today */
};

static bool holds_role(const struct viewer *viewer, const char *role)
{
    for (const char *const *each = viewer->roles; each && *each; each++)
        if (strcmp(*each, role) == 0)
            return true;
    return false;
}

static bool is_own_section(const struct viewer *viewer, int64_t section_id)
{
    for (int i = 0; i < viewer->section_count; i++)
        if (viewer->sections[i] == section_id)
            return true;
    return false;
}

/* Nobody decides about the own section: the pack names who does instead. NULL when the person may.
 * CLAUSE: 1.2.1 */
static const struct pack_decider *other_decider(const struct excuse *excuse)
{
    const struct viewer *viewer = &excuse->approver;
    int count;
    const struct pack_decider *deciders = pack_deciders(excuse->scene->pack, &count);

    if (!is_own_section(viewer, excuse->section_id))
        return NULL;
    for (int i = 0; i < count; i++) {
        bool concerned =
            strcmp(deciders[i].act, "excuse") == 0 && !holds_role(viewer, deciders[i].decided_by);

        for (const char *const *role = deciders[i].roles; concerned && *role; role++)
            concerned = holds_role(viewer, *role);
        if (concerned)
            return &deciders[i];
    }
    return NULL;
}

/* Where the finding's thing is: whose it is decides who may. */
static int place_finding(struct excuse *excuse, struct error *error)
{
    const struct register_scene *scene = excuse->scene;
    struct finding_rules *rules = finding_rules_make(scene->pack, scene->kinds, scene->arena);
    struct list_place *places = list_places(scene, rules, scene->today, error);
    struct finding_row row;

    if (!places)
        return error->code;
    list_from_values(scene, excuse->finding_id, excuse->finding, &row);
    int status = list_locate(places, &row, error);
    if (status == 0) {
        excuse->section_id = row.section_id;
        excuse->system_id = row.system_id;
    }
    return status;
}

static int load_finding(struct excuse *excuse, const char *id, struct error *error)
{
    const struct register_scene *scene = excuse->scene;
    int status = finding_find(scene, id, &excuse->finding_id, excuse->finding, error);

    if (status == 0)
        status = place_finding(excuse, error);
    if (status < 0)
        return status;
    if (!may(scene->viewer, scene->pack, "view", "findings", excuse->section_id, excuse->system_id))
        return may_refuse(scene->viewer, "view", "findings", error);
    return 0;
}

/* The one named as approver must be at work and entitled, whoever asks. */
static int judge_approver(struct excuse *excuse, const char *approver, struct error *error)
{
    const struct register_scene *scene = excuse->scene;
    int status = people_viewer(scene->store, scene->pack, approver, scene->today, scene->arena,
                               &excuse->approver, error);

    if (status < 0)
        return error_at(error, "approver", "5.6.2");
    if (!may(&excuse->approver, scene->pack, "excuse", "findings", excuse->section_id,
             excuse->system_id)) {
        may_refuse(&excuse->approver, "excuse", "findings", error);
        return error_at(error, "approver", "5.6.2");
    }
    const struct pack_decider *decider = other_decider(excuse);
    if (!decider)
        return 0;
    const struct pack_role *role = pack_role(scene->pack, decider->decided_by);
    error_set(
        error, ERROR_DENIED, "",
        "自分の課の指摘の例外は自分では承認できません。%sの承認を受けてください。",
        role ? (error->language == LANGUAGE_ENGLISH ? role->title.english : role->title.japanese)
             : decider->decided_by);
    return error_at(error, "approver", "5.6.2");
}

/* No exception is for ever: the pack may name the longest term. */
static int judge_term(const struct excuse *excuse, struct date until, struct error *error)
{
    const struct pack_parameter *longest =
        pack_parameter(excuse->scene->pack, "exception_longest_days");
    struct date today;
    char last[DATE_SIZE];

    must(date_parse(excuse->scene->today, &today));
    if (!longest || !longest->is_set ||
        date_to_days(until) - date_to_days(today) <= longest->integer)
        return 0;
    date_add_days(excuse->scene->today, (int)longest->integer, last);
    error_set(error, ERROR_INPUT, "",
              "例外の期限は %s までです（最長 %lld 日）。それより長く要るときは、期限が来る前に"
              "改めて申請してください。",
              last, (long long)longest->integer);
    return error_at(error, "until", "5.6.2");
}

static int judge_texts(const struct excuse *excuse, const char *reason, const char *until,
                       struct error *error)
{
    struct date date;

    if (!reason || !*reason) {
        error_set(error, ERROR_INPUT, "", "例外の理由を書いてください。記録に残ります。");
        return error_at(error, "reason", "5.6.2");
    }
    if (!until || !date_parse(until, &date) || strcmp(until, excuse->scene->today) < 0) {
        error_set(error, ERROR_INPUT, "",
                  "例外の期限「%s」は使えません。今日以後の日付を 2026-04-01 の形で"
                  "書いてください。",
                  until ? until : "");
        return error_at(error, "until", "5.6.2");
    }
    if (strcmp(excuse->finding[FINDING_state].text, "closed") == 0)
        return error_set(error, ERROR_CONFLICT, "",
                         "この指摘はもう解消しています。例外は要りません。");
    return judge_term(excuse, date, error);
}

/* The request that waits for this finding, 0 when there is none. */
static int find_pending(const struct excuse *excuse, int64_t *ret_id, struct error *error)
{
    struct query *query = store_query(excuse->scene->store, SQL_EXCEPTION_PENDING, error);

    if (!query)
        return error->code;
    query_integer(query, "finding_id", excuse->finding_id);
    int step = query_step(query, error);
    *ret_id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

/* Writes the exception; one that waited is decided rather than made again. */
static int put_exception(const struct excuse *excuse, const char *reason, const char *until,
                         const char *approver, bool approved, int64_t *ret_id, struct error *error)
{
    const struct register_scene *scene = excuse->scene;
    struct value values[EXCEPTION_COLUMNS] = {{0}};
    struct record_context context = {.action = "excuse",
                                     .key = excuse->finding[FINDING_public_id].text,
                                     .reason = reason,
                                     .result = approved ? "approved" : "pending"};
    char now[TIME_SIZE];
    int64_t pending = 0;
    int status = find_pending(excuse, &pending, error);

    time_format_utc(record_now_us(scene->record), now);
    if (status == 0 && pending)
        status =
            table_get(scene->store, &exception_table, pending, scene->arena, values, NULL, error);
    if (status < 0)
        return status;
    if (!pending || !approved) {
        values[EXCEPTION_finding_id] = value_integer(excuse->finding_id);
        values[EXCEPTION_requested_by] = value_text(scene->viewer->staff_no);
        values[EXCEPTION_requested_at] = value_text(now);
    }
    values[EXCEPTION_reason] = value_text(reason);
    values[EXCEPTION_valid_until] = value_text(until);
    values[EXCEPTION_approver] = value_text(approver);
    values[EXCEPTION_state] = value_text(approved ? "approved" : "pending");
    values[EXCEPTION_decided_at] = value_text(approved ? now : NULL);
    *ret_id = pending;
    return record_put(scene->record, &exception_table, pending, values, &context,
                      pending ? NULL : ret_id, NULL, error);
}

/* An exception that another takes the place of has ended. */
static int end_exception(const struct excuse *excuse, int64_t id, const char *reason,
                         struct error *error)
{
    const struct register_scene *scene = excuse->scene;
    struct value values[EXCEPTION_COLUMNS];
    struct record_context context = {.action = "excuse",
                                     .key = excuse->finding[FINDING_public_id].text,
                                     .reason = reason,
                                     .result = "ended"};
    int status = table_get(scene->store, &exception_table, id, scene->arena, values, NULL, error);

    if (status < 0)
        return status;
    values[EXCEPTION_state] = value_text("ended");
    return record_put(scene->record, &exception_table, id, values, &context, NULL, NULL, error);
}

/* The finding takes the exception on (0: none) and with it its state. */
static int put_finding(struct excuse *excuse, int64_t exception_id, const char *reason,
                       struct error *error)
{
    struct value values[FINDING_COLUMNS];
    const struct value *before = &excuse->finding[FINDING_exception_id];
    int status = 0;

    if (before->kind == VALUE_INTEGER && before->integer != exception_id)
        status = end_exception(excuse, before->integer, reason, error);
    if (status < 0)
        return status;
    memcpy(values, excuse->finding, sizeof(values));
    values[FINDING_state] = value_text(exception_id ? "excused" : "open");
    values[FINDING_exception_id] = exception_id ? value_integer(exception_id) : value_null();
    return finding_put(excuse->scene, excuse->finding_id, excuse->finding, values, "excuse", reason,
                       NULL, error);
}

int finding_excuse(const struct register_scene *scene, const char *id, const char *reason,
                   const char *until, const char *approver, const char **ret_state,
                   struct error *error)
{
    struct excuse excuse = {.scene = scene};
    int64_t exception_id = 0;
    int status = load_finding(&excuse, id, error);

    if (status == 0)
        status = judge_texts(&excuse, reason, until, error);
    if (status == 0)
        status = judge_approver(&excuse, approver, error);
    if (status < 0)
        return status;
    bool approved = scene->viewer->staff_no && !scene->viewer->is_console &&
                    strcmp(scene->viewer->staff_no, excuse.approver.staff_no) == 0;
    status = put_exception(&excuse, reason, until, excuse.approver.staff_no, approved,
                           &exception_id, error);
    if (status == 0 && approved)
        status = put_finding(&excuse, exception_id, reason, error);
    if (status == 0)
        *ret_state = approved ? "approved" : "pending";
    return status;
}

int finding_excuse_end(const struct register_scene *scene, const char *id, const char *reason,
                       struct error *error)
{
    struct excuse excuse = {.scene = scene};
    int status = load_finding(&excuse, id, error);

    if (status < 0)
        return status;
    if (!may(scene->viewer, scene->pack, "excuse", "findings", excuse.section_id, excuse.system_id))
        return may_refuse(scene->viewer, "excuse", "findings", error);
    if (strcmp(excuse.finding[FINDING_state].text, "excused") != 0)
        return error_set(error, ERROR_CONFLICT, "", "指摘 %s に例外はありません。", id);
    return put_finding(&excuse, 0, reason, error);
}

int finding_excuse_refuse(const struct register_scene *scene, const char *id, const char *reason,
                          struct error *error)
{
    struct excuse excuse = {.scene = scene};
    struct value values[EXCEPTION_COLUMNS];
    char now[TIME_SIZE];
    int64_t pending = 0;
    int status = load_finding(&excuse, id, error);

    if (status == 0)
        status = find_pending(&excuse, &pending, error);
    if (status == 0 && !pending)
        status = error_set(error, ERROR_CONFLICT, "",
                           "指摘 %s に、決めるのを待つ申請はありません。", id);
    if (status == 0)
        status =
            table_get(scene->store, &exception_table, pending, scene->arena, values, NULL, error);
    if (status < 0)
        return status;
    if (!scene->viewer->staff_no ||
        strcmp(scene->viewer->staff_no, values[EXCEPTION_approver].text) != 0)
        return may_refuse(scene->viewer, "excuse", "findings", error);
    if (!reason || !*reason) {
        error_set(error, ERROR_INPUT, "", "差し戻す理由を書いてください。申請した人に伝わります。");
        return error_at(error, "reason", "5.6.2");
    }
    struct record_context context = {.action = "excuse",
                                     .key = excuse.finding[FINDING_public_id].text,
                                     .reason = reason,
                                     .result = "refused"};
    time_format_utc(record_now_us(scene->record), now);
    values[EXCEPTION_state] = value_text("refused");
    values[EXCEPTION_decided_at] = value_text(now);
    return record_put(scene->record, &exception_table, pending, values, &context, NULL, NULL,
                      error);
}
