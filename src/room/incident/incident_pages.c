#include "room/incident/incident_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "crypto/random.h"
#include "finding/finding.h"
#include "http/http.h"
#include "job/sweep.h"
#include "people/people.h"
#include "room/incident/case_model.h"
#include "room/incident/list_page.h"
#include "room/incident/stix.h"
#include "templates.h"

#include <string.h>
#include <unistd.h>

enum { FIELDS_SENT = 32, ONCE_SIZE = 33 };

static const char *value_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static bool is_ticked(struct visit *visit, const char *name)
{
    const char *value = value_or_null(visit, name);

    return value != NULL && strcmp(value, "false") != 0 && strcmp(value, "no") != 0 &&
           strcmp(value, "0") != 0;
}

int case_load_seen(struct visit *visit, struct incident_case *ret_case, struct error *error)
{
    const char *no = visit->parts[0];
    int status = case_load(&visit->scene, visit->now_us, no, ret_case, error);

    if (status == 0 && !case_sees(ret_case)) {
        error_set(error, ERROR_DENIED, "", "案件「%s」に加わっていない人です。", no);
        status = error_at(error, "id", "1.4.5");
    }
    return status < 0 ? visit_hide(visit, status, NULL, no, error) : 0;
}

static int take_case(struct visit *visit, const char *no, struct error *error)
{
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    json_object_start(&json);
    int status = incident_show(&visit->scene, visit->now_us, no, &json, error);
    json_object_end(&json);
    json_finish(&json);
    if (status == 0)
        visit_take_json(visit, visit->model, KEY_NONE, buffer_string(&text));
    buffer_done(&text);
    return status;
}

/* Who may write indicators down may take them out. */
static bool may_take_out(struct incident_case *held)
{
    const struct pack_step *way = pack_step(held->flow, "indicator", NULL);

    return way != NULL && case_may(held, way, NULL);
}

static int case_show(struct visit *visit, struct error *error)
{
    struct incident_case held;
    int status = case_load_seen(visit, &held, error);

    if (status == 0)
        status = take_case(visit, held.no, error);
    if (status < 0)
        return status;
    case_put_page(visit, held.flow, visit->model);
    model_page_text(visit->arena, visit->model, KEY_stix_url,
                    may_take_out(&held) ? arena_format(visit->arena, "/incidents/%s/stix", held.no)
                                        : NULL);
    return case_put_forms(visit, &held, error);
}

/* The case as it stands now is the answer of the API; people go to its page. */
static int settle(struct visit *visit, const char *no, const char *message, bool created,
                  struct error *error)
{
    int status = visit->wants_json ? take_case(visit, no, error) : 0;

    if (status == 0)
        visit_redirect(visit, arena_format(visit->arena, "/incidents/%s", no), message, created);
    return status;
}

static void put_typed(struct visit *visit, enum model_key key, const char *value)
{
    model_page_text(visit->arena, visit->model, key, value);
}

static void put_kinds(struct visit *visit)
{
    const struct pack_incident *flow = pack_incident(visit->scene.pack);
    struct model *kinds = model_array(visit->arena, visit->model, KEY_kinds);

    kinds->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < flow->playbook_count; i++)
        case_add_choice(visit, kinds, flow->playbooks[i].kind,
                        case_pack_text(visit, flow->playbooks[i].title),
                        visit_value(visit, "kind"));
}

/* Now, as <input type="datetime-local"> has it. */
static const char *now_local(const struct visit *visit)
{
    char day[DATE_SIZE];
    int minute;

    time_to_jst(visit->now_us, day, &minute);
    return arena_format(visit->arena, "%sT%02d:%02d", day, minute / 60, minute % 60);
}

/* By which a report that is sent again is known. */
static const char *new_once(const struct visit *visit)
{
    char *once = arena_space(visit->arena, ONCE_SIZE);

    random_name(once, ONCE_SIZE);
    return once;
}

static int report_show(struct visit *visit, struct error *error)
{
    const struct viewer *viewer = visit->scene.viewer;
    const char *noticed_at = value_or_null(visit, "noticed_at");
    struct incident_case none;
    const char *running = NULL;
    int status = case_start(&visit->scene, visit->now_us, &none, error);

    if (status == 0)
        status = incident_running_drill(&visit->scene, &running, error);
    if (status < 0)
        return status;
    put_kinds(visit);
    put_typed(visit, KEY_what, visit_value(visit, "what"));
    put_typed(visit, KEY_noticed_at, noticed_at != NULL ? noticed_at : now_local(visit));
    put_typed(visit, KEY_happened_at, visit_value(visit, "happened_at"));
    put_typed(visit, KEY_asset, visit_value(visit, "asset"));
    put_typed(visit, KEY_system, visit_value(visit, "system"));
    put_typed(visit, KEY_persons, visit_value(visit, "persons"));
    put_typed(visit, KEY_caller, visit_value(visit, "caller"));
    put_typed(visit, KEY_running, running);
    put_typed(visit, KEY_draft, visit->actor.staff_no);
    const char *once = value_or_null(visit, "once");
    put_typed(visit, KEY_once, once != NULL ? once : new_once(visit));
    model_bool(visit->arena, visit->model, KEY_is_drill, is_ticked(visit, "drill"))->flags |=
        MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_may_call,
               viewer_holds(viewer, "csirt_member", 0) ||
                   viewer_holds(viewer, "incident_handler", 0) ||
                   viewer_holds(viewer, "csirt_head", 0))
        ->flags |= MODEL_PAGE_ONLY;
    return 0;
}

/* A sheet to fill in by hand, for when no screen is left. CLAUSE: 10.1.1 */
static int blank_show(struct visit *visit, struct error *error)
{
    (void)error;
    put_kinds(visit);
    return 0;
}

/* A file is one that was sent: never a path of this machine, whatever a value says. *ret_path, to
 * be removed by the caller, and *ret_name stay NULL when none was. */
static int save_file(struct visit *visit, const char **ret_path, const char **ret_name,
                     struct error *error)
{
    const struct http_part *part = visit_part(visit, "file");
    const char *name;

    if (part == NULL || *part->file_name == '\0')
        return 0;
    *ret_path = sweep_new_path(visit->folder, UPLOAD_FOLDER, "", visit->arena, &name, error);
    if (*ret_path == NULL)
        return error->code;
    *ret_name = part->file_name;
    return http_save_part(visit->request, part, *ret_path, error);
}

struct report_call {
    struct incident_report said;
    int64_t now_us;
    const char *no;
};

static int write_report(const struct register_scene *scene, void *context, struct error *error)
{
    struct report_call *call = context;

    return incident_report(scene, call->now_us, &call->said, &call->no, error);
}

/* CLAUSE: 1.4.1, 10.1.1 */
static int report_post(struct visit *visit, struct error *error)
{
    struct report_call call = {.said = {.what = visit_value(visit, "what"),
                                        .kind = value_or_null(visit, "kind"),
                                        .noticed_at = value_or_null(visit, "noticed_at"),
                                        .happened_at = value_or_null(visit, "happened_at"),
                                        .asset = value_or_null(visit, "asset"),
                                        .system = value_or_null(visit, "system"),
                                        .caller = value_or_null(visit, "caller"),
                                        .persons = value_or_null(visit, "persons"),
                                        .contained = value_or_null(visit, "contained"),
                                        .service_stopped = is_ticked(visit, "service_stopped"),
                                        .is_drill = is_ticked(visit, "drill"),
                                        .once = value_or_null(visit, "once"),
                                        .folder = visit->folder},
                               .now_us = visit->now_us};
    int status = save_file(visit, &call.said.file, &call.said.file_name, error);

    if (status == 0)
        status = visit_write(visit, write_report, &call, error);
    if (call.said.file != NULL)
        unlink(call.said.file);
    if (status == ERROR_INPUT && (status = visit_show_error(visit, error)) == 0)
        return report_show(visit, error);
    if (status < 0)
        return status;
    return settle(visit, call.no,
                  visit_tr(visit, "報告を受け付けました。ＣＳＩＲＴと所管の責任者に知らせました。"),
                  true, error);
}

struct step_call {
    const char *no, *step, *folder;
    int64_t id, now_us;
    const char *fields[FIELDS_SENT];
    int count;
    const struct finding_rules *rules;
};

static int write_step(const struct register_scene *scene, void *context, struct error *error)
{
    const struct step_call *call = context;
    int status = incident_do(scene, call->folder, call->now_us, call->no, call->step, call->fields,
                             call->count, error);

    return status == 0 ? finding_touch(scene, call->rules, "incidents", call->id, error) : status;
}

static int add_field(struct visit *visit, struct step_call *call, const char *name,
                     const char *value, struct error *error)
{
    if (call->count == FIELDS_SENT) {
        error_set(error, ERROR_LIMIT, "", "一度に送れる欄は %d までです。", FIELDS_SENT);
        return error_at(error, name, "10.f2");
    }
    call->fields[call->count++] = arena_format(visit->arena, "%s=%s", name, value);
    return 0;
}

static int take_file(struct visit *visit, struct step_call *call, const char **ret_path,
                     struct error *error)
{
    const char *name = NULL;
    int status = save_file(visit, ret_path, &name, error);

    if (status == 0 && *ret_path != NULL)
        status = add_field(visit, call, "file", *ret_path, error);
    return status == 0 && name != NULL ? add_field(visit, call, "name", name, error) : status;
}

static int read_fields(struct visit *visit, struct step_call *call, const char **ret_path,
                       struct error *error)
{
    const char *name, *value;
    int position = 0, status = 0;

    while (status == 0 && visit_next_value(visit, &position, &name, &value))
        if (strcmp(name, "csrf") != 0 && strcmp(name, "file") != 0 && strcmp(name, "name") != 0)
            status = add_field(visit, call, name, value, error);
    return status == 0 ? take_file(visit, call, ret_path, error) : status;
}

/* Refused for what was said or for the time: the case again, with the reason. CLAUSE: 10.f2 */
static int step_post(struct visit *visit, struct error *error)
{
    struct incident_case held;
    struct step_call call = {.step = visit->parts[1],
                             .folder = visit->folder,
                             .now_us = visit->now_us,
                             .rules = visit->rules};
    const char *path = NULL;
    int status = case_load_seen(visit, &held, error);

    if (status < 0)
        return status;
    call.id = held.id;
    call.no = held.no;
    status = read_fields(visit, &call, &path, error);
    if (status == 0)
        status = visit_write(visit, write_step, &call, error);
    if (path != NULL)
        unlink(path);
    if ((status == ERROR_INPUT || status == ERROR_CONFLICT) &&
        (status = visit_show_error(visit, error)) == 0)
        return case_show(visit, error);
    return status < 0 ? status
                      : settle(visit, call.no, visit_tr(visit, "記録しました。"), false, error);
}

static int note_stix(const struct register_scene *scene, void *context, struct error *error)
{
    const struct record_context entry = {.action = "export", .key = "incidents", .result = "ok"};

    return record_note(scene->record, RECORD_EXPORT, &entry, context, 2, NULL, error);
}

/* CLAUSE: 10.2.1 */
static int stix_show(struct visit *visit, struct error *error)
{
    struct incident_case held;
    struct buffer text = {0};
    struct json json;
    int status = case_load_seen(visit, &held, error);

    if (status < 0)
        return status;
    if (!may_take_out(&held))
        return may_refuse(visit->scene.viewer, "export", "incidents", error);
    struct record_field fields[] = {{"case", held.no}, {"format", "stix"}};
    status = visit_write(visit, note_stix, fields, error);
    json_start(&json, &text, NULL);
    if (status == 0)
        status = stix_write(&visit->scene, visit->now_us, held.no, true, &json, error);
    json_finish(&json);
    if (status == 0)
        visit_text(visit, "application/stix+json;version=2.1",
                   arena_copy(visit->arena, buffer_string(&text)));
    buffer_done(&text);
    return status;
}

const struct page incident_pages[] = {
    {"GET", "/incidents", &template_incidents, incident_list_show, 0, "インシデント"},
    {"GET", "/incidents/report", &template_incident_report, report_show, PAGE_NOT_IN_API,
     "インシデントの報告"},
    {"POST", "/incidents/report", &template_incident_report, report_post, PAGE_LARGE,
     "インシデントの報告"},
    {"GET", "/incidents/report/form", &template_incident_blank, blank_show, PAGE_NOT_IN_API,
     "報告用紙"},
    {"GET", "/incidents/*/stix", NULL, stix_show, 0, "攻撃の指標（STIX）"},
    {"GET", "/incidents/*", &template_incident, case_show, 0, "インシデント"},
    {"POST", "/incidents/*/*", &template_incident, step_post, PAGE_LARGE, "案件の手順"},
    {.path = NULL},
};
