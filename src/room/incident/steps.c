/* The steps of figure 2, one by one: what each means beside being said by the right person at the
 * right time. CLAUSE: 1.4.2, 1.4.3, 1.4.4, 10.1.2, 10.1.4, 10.1.5, 10.2.1, 10.2.2, 10.2.3, 10.f2 */
#include "room/incident/indicator.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/incident/file.h"
#include "room/organisation/organisation.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

static bool is_yes(const char *text)
{
    return text && (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 ||
                    strcmp(text, "1") == 0 || strcmp(text, "○") == 0);
}

static int need_reason(const struct act *act, struct error *error)
{
    if (act_field(act, "reason"))
        return 0;
    error_set(error, ERROR_INPUT, "", "理由を書いてください。記録に残ります。");
    return error_at(error, "reason", act->way->clause);
}

int case_find_section(const struct incident_case *held, const char *name, int64_t *ret_section,
                      struct error *error)
{
    int result = organisation_find_section(held->scene, name, ret_section, error);

    if (result < 0)
        error_at(error, "unit", "1.2.4");
    return result;
}

int case_set_section(struct incident_case *held, int64_t section_id, struct error *error)
{
    struct query *query = store_query(held->scene->store, SQL_INCIDENT_SECTION_NAME, error);
    struct arena *arena = held->scene->arena;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "id", section_id);
    int got = query_step(query, error);
    if (got == 1) {
        const char *department = query_column_text(query, 0);

        held->values[INCIDENT_department] =
            value_text(department ? arena_copy(arena, department) : NULL);
        held->values[INCIDENT_section] = value_text(arena_copy(arena, query_column_text(query, 1)));
        held->values[register_common(&incident_table, COMMON_section_id)] =
            value_integer(section_id);
    }
    query_done(query);
    return got < 0 ? got : 0;
}

/* Who the one in charge is, when nobody knew. They hear of the report now. CLAUSE: 10.1.1 */
static int take_assign_owner(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    int result = case_find_section(held, act_field(act, "unit"), &act->to_section, error);

    if (result == 0)
        result = case_set_section(held, act->to_section, error);
    if (result == 0)
        result = case_put(held, "assign_owner", NULL, error);
    act->step[STEP_addressee] = held->values[INCIDENT_section];
    if (result == 0)
        result = act_plain(act, error);
    if (result == 0)
        result = act_readdress(act, error);
    const struct duty_message message = {.subject = "incidents",
                                         .subject_id = held->id,
                                         .subject_key = held->no,
                                         .about = "report",
                                         .facts = case_facts(held),
                                         .role = "security_manager",
                                         .section_id = act->to_section,
                                         .is_drill = case_number(held, INCIDENT_is_drill) == 1};
    return result == 0 ? duty_tell(&held->duty, &message, error) : result;
}

static const char *assign_owner_misses(const struct act *act)
{
    return case_section(act->held) ? "report" : NULL;
}

/* CLAUSE: 1.4.2 */
static int take_merge(struct act *act, struct error *error)
{
    struct incident_case *held = act->held, into;
    int result = case_load(held->scene, held->duty.now_us, act_field(act, "into"), &into, error);

    if (result == 0 && (into.id == held->id || into.phase == PHASE_MERGED)) {
        error_set(error, ERROR_INPUT, "",
                  "案件「%s」には統合できません。別の案件を選んでください。", into.no);
        return error_at(error, "into", "1.4.2");
    }
    if (result < 0)
        return error_at(error, "into", "1.4.2");
    held->values[INCIDENT_merged_into] = value_text(into.no);
    act->step[STEP_addressee] = value_text(into.no);
    result = act_drop(act, NULL, into.no, error);
    return result == 0 ? act_plain(act, error) : result;
}

static int read_number(struct act *act, const char *field, enum incident_column column,
                       struct error *error)
{
    const char *text = act_field(act, field);
    int64_t number = 0;

    if (!text)
        return 0;
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9' || number > INT32_MAX) {
            error_set(error, ERROR_INPUT, "", "「%s」は数として読めません。数字で書いてください。",
                      text);
            return error_at(error, field, "10.1.3");
        }
        number = number * 10 + (*at - '0');
    }
    act->held->values[column] = value_integer(number);
    return 0;
}

/* The severity is the judge's; what the rules come to stands beside it. CLAUSE: 1.4.2, 10.1.3 */
static int take_judge(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    bool is_incident = strcmp(act->way->choice, "incident") == 0;
    const char *given = act_field(act, "severity");
    int result = need_reason(act, error);

    if (result == 0 && given && severity_of(given) == SEVERITIES) {
        error_set(error, ERROR_INPUT, "",
                  "重大さ「%s」はありません。low middle high serious のどれかです。", given);
        return error_at(error, "severity", "10.1.3");
    }
    if (result == 0)
        result = read_number(act, "persons", INCIDENT_persons, error);
    if (result < 0)
        return result;
    if (act_field(act, "my_number"))
        held->values[INCIDENT_my_number] = value_integer(is_yes(act_field(act, "my_number")));
    if (act_field(act, "service_stopped"))
        held->values[INCIDENT_service_stopped] =
            value_integer(is_yes(act_field(act, "service_stopped")));
    enum severity proposed = case_compute_severity(held);
    held->severity = given ? severity_of(given) : proposed;
    held->values[INCIDENT_severity_proposed] = value_text(severity_word(proposed));
    if (is_incident)
        held->values[INCIDENT_severity] = value_text(severity_word(held->severity));
    held->values[INCIDENT_judged_at] = value_text(duty_time(held->scene->arena, held->duty.now_us));
    act->step[STEP_severity] = held->values[INCIDENT_severity];
    if (!is_incident)
        result = act_settle(act, "done", error);
    if (result == 0 && !is_incident)
        result = act_drop(act, NULL, act_field(act, "reason"), error);
    return result == 0 ? act_plain(act, error) : result;
}

/* A decision to report is never taken back; one not to may be, and a serious case must be reported.
 * CLAUSE: 1.4.6, 10.1.2 */
static const char *decide_misses(const struct act *act)
{
    const struct obligation *decision = case_find(act->held, "decide_body", 0, act->body);
    bool is_no = strcmp(act->way->choice, "no") == 0;
    const char *state = decision ? obligation_text(decision, OBLIGATION_state) : NULL;

    if (!state || strcmp(state, "done") == 0)
        return "decide_body/yes";
    if (is_no && act->held->severity == SEVERITY_SERIOUS)
        return "severity";
    return is_no && strcmp(state, "not_needed") == 0 ? "decide_body/no" : NULL;
}

static int take_decide_body(struct act *act, struct error *error)
{
    struct obligation *decision = case_find(act->held, "decide_body", 0, act->body);
    bool is_no = strcmp(act->way->choice, "no") == 0;
    int result = is_no ? need_reason(act, error) : 0;

    act->step[STEP_arrow] = value_text(act->way->arrow);
    act->target = decision;
    if (result == 0)
        result = act_write_step(act, error);
    if (result == 0)
        result = duty_settle(&act->held->duty, decision, is_no ? "not_needed" : "done",
                             act->held->scene->viewer->staff_no, act_field(act, "reason"), error);
    act->target = NULL;
    return result == 0 ? act_owe_all(act, error) : result;
}

/* When it went out is told by the sender and may lie before now, never after. CLAUSE: 10.1.2 */
static int take_send_body(struct act *act, struct error *error)
{
    const char *given = act_field(act, "sent_at"), *sent_at = NULL;
    struct incident_case *held = act->held;
    int result = given ? case_time(held, "sent_at", given, &sent_at, error) : 0;

    if (result == 0 && sent_at &&
        strcmp(sent_at, duty_time(held->scene->arena, held->duty.now_us)) > 0) {
        error_set(error, ERROR_INPUT, "", "送った日時「%s」はまだ来ていません。", given);
        return error_at(error, "sent_at", "10.1.2");
    }
    act->step[STEP_happened_at] = value_text(sent_at);
    return result == 0 ? act_plain(act, error) : result;
}

static const char *receipt_misses(const struct act *act)
{
    return case_has_done(act->held, "send_body/first", 0, act->body, NULL) ? NULL
                                                                           : "send_body/first";
}

static int read_due(struct act *act, struct error *error)
{
    const char *given = act_field(act, "due_at");
    int result = given ? case_time(act->held, "due_at", given, &act->due_at, error) : 0;

    act->step[STEP_due_at] = value_text(act->due_at);
    return result;
}

/* CLAUSE: 1.4.4, 10.1.4 */
static int take_instruct(struct act *act, struct error *error)
{
    const char *kind = act_field(act, "kind"), *to = act_field(act, "to");
    int result = case_find_section(act->held, to, &act->to_section, error);

    if (result == 0 && kind && strcmp(kind, "instruction") != 0 &&
        strcmp(kind, "recommendation") != 0) {
        error_set(error, ERROR_INPUT, "", "kind は instruction か recommendation のどちらかです。");
        return error_at(error, "kind", "10.1.4");
    }
    if (result == 0)
        result = read_due(act, error);
    if (result < 0)
        return result;
    act->step[STEP_addressee] = value_text(to);
    act->step[STEP_choice] = value_text(kind ? kind : "instruction");
    result = act_write_step(act, error);
    if (result == 0)
        result = act_settle(act, "done", error);
    if (result == 0 && act->held->phase != act->way->to) {
        act->held->phase = act->way->to;
        result = case_put(act->held, "instruct", NULL, error);
    }
    /* First what is to be directed, so that the acknowledgement hangs on it; one report of the end
     * is enough however many instructions there are. */
    if (result == 0)
        result = act_owe(act, "direct", error);
    if (result == 0)
        result = act_owe(act, "acknowledge", error);
    act->due_at = NULL;
    const struct obligation *solution = case_find(act->held, "resolve", act->to_section, NULL);
    bool is_owed = solution && obligation_is_open(solution);
    return result == 0 && !is_owed ? act_owe(act, "resolve", error) : result;
}

static const char *target_misses(const struct act *act)
{
    return act->target ? NULL : *act->way->needs;
}

/* Whoever acts on an instruction has received it. */
static int settle_acknowledgements(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    int result = 0;

    for (int i = 0; i < held->obligation_count && result == 0; i++) {
        struct obligation *each = &held->obligations[i];

        if (case_is_current(held, each) && obligation_is(each, "acknowledge") &&
            obligation_is_open(each) &&
            obligation_number(each, OBLIGATION_owner_section) == act->section)
            result = duty_settle(&held->duty, each, "done", held->scene->viewer->staff_no, "direct",
                                 error);
    }
    return result;
}

/* To a person by number, to the section's officers, or to a contractor by name. */
static int read_addressee(struct act *act, const char *to, struct error *error)
{
    const struct register_scene *scene = act->held->scene;
    const char *staff_no = text_staff_number(scene->arena, to);
    struct viewer viewer;

    act->step[STEP_addressee] = value_text(to);
    if (staff_no) {
        int result = people_viewer(scene->store, scene->pack, staff_no, scene->today, scene->arena,
                                   &viewer, error);

        act->to_staff_no = staff_no;
        return result < 0 ? error_at(error, "to", act->way->clause) : 0;
    }
    if (strcmp(to, "officer") != 0 && strcmp(to, "security_officer") != 0)
        act->to_outside = to;
    return 0;
}

/* CLAUSE: 10.f2 */
static int take_direct(struct act *act, struct error *error)
{
    const char *to = act_field(act, "to");
    int result = read_addressee(act, to ? to : "officer", error);

    if (result == 0)
        result = read_due(act, error);
    act->target = case_find(act->held, "direct", act->section, NULL);
    act->to_section = act->section;
    if (result == 0)
        result = settle_acknowledgements(act, error);
    if (result == 0)
        result = act_write_step(act, error);
    struct obligation *direction = act->target;
    act->target = NULL; /* all that this manager was told to direct */
    if (result == 0)
        result = act_settle(act, "done", error);
    act->target = direction;
    return result == 0 ? act_owe_all(act, error) : result;
}

static const char *direct_misses(const struct act *act)
{
    return act->section && case_find(act->held, "direct", act->section, NULL) ? NULL : "instruct";
}

static const char *resolve_misses(const struct act *act)
{
    const struct obligation *owed =
        act->section ? case_find(act->held, "resolve", act->section, NULL) : NULL;

    return owed && obligation_is_open(owed) ? NULL : "instruct";
}

/* The case is solved when every manager who was instructed says so. CLAUSE: 10.f2 */
static int take_resolve(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    int open = 0;
    int result = act_write_step(act, error);

    if (result == 0)
        result = act_settle(act, "done", error);
    case_has_done(held, "resolve", 0, NULL, &open);
    if (result < 0 || open > 0)
        return result;
    held->phase = act->way->to;
    result = case_put(held, "resolve", NULL, error);
    if (result == 0)
        result = act_start_final(act, error);
    act->section = 0;
    return result == 0 ? act_owe_all(act, error) : result;
}

static int take_reject(struct act *act, struct error *error)
{
    int result = need_reason(act, error);

    act->to_section = act->section;
    return result == 0 ? act_plain(act, error) : result;
}

/* CLAUSE: 1.4.5 */
static int take_add_member(struct act *act, struct error *error)
{
    const struct register_scene *scene = act->held->scene;
    const char *staff_no = text_staff_number(scene->arena, act_field(act, "person"));
    struct viewer viewer;

    if (!staff_no) {
        error_set(error, ERROR_INPUT, "", "職員番号を数字で書いてください。");
        return error_at(error, "person", "1.4.5");
    }
    int result = people_viewer(scene->store, scene->pack, staff_no, scene->today, scene->arena,
                               &viewer, error);
    if (result < 0) {
        error_set(error, ERROR_INPUT, "", "職員番号 %s の人は在職していません。", staff_no);
        return error_at(error, "person", "1.4.5");
    }
    act->step[STEP_addressee] = value_text(staff_no);
    return act_plain(act, error);
}

/* CLAUSE: 10.2.1 */
static int take_attach(struct act *act, struct error *error)
{
    struct kept_file file;
    int result = file_keep(act->folder, act_field(act, "file"), act_field(act, "name"),
                           act->held->scene->arena, &file, error);

    if (result < 0)
        return result;
    act->step[STEP_file_name] = value_text(file.name);
    act->step[STEP_file_sha256] = value_text(file.sha256);
    act->step[STEP_file_bytes] = value_integer(file.bytes);
    return act_plain(act, error);
}

/* A code of the pack, or a word of one's own that is counted as such. CLAUSE: 10.2.1 */
static int take_cause(struct act *act, struct error *error)
{
    act->held->values[INCIDENT_cause] = value_text(act_field(act, "code"));
    act->step[STEP_choice] = value_text(act_field(act, "code"));
    const struct pack_cause_code *cause = pack_cause_code(act->held->flow, act_field(act, "code"));
    case_add_words(act->held, cause ? cause->title.japanese : NULL);
    int result = case_put(act->held, "cause", NULL, error);
    return result == 0 ? act_plain(act, error) : result;
}

/* CLAUSE: 10.2.2 */
static int take_order(struct act *act, struct error *error)
{
    const char *to = act_field(act, "to");
    int result = text_staff_number(act->held->scene->arena, to)
                     ? read_addressee(act, to, error)
                     : case_find_section(act->held, to, &act->to_section, error);

    act->step[STEP_addressee] = value_text(to);
    if (result == 0)
        result = read_due(act, error);
    return result == 0 ? act_plain(act, error) : result;
}

static int take_not_needed(struct act *act, struct error *error)
{
    bool is_needless = strcmp(act->way->choice, "not_needed") == 0;
    int result = is_needless ? need_reason(act, error) : 0;

    return result == 0 ? act_plain(act, error) : result;
}

static int take_close(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;

    held->values[INCIDENT_closed_at] = value_text(duty_time(held->scene->arena, held->duty.now_us));
    return act_plain(act, error);
}

/* A new round: what was done stays on record, and everything is owed anew. CLAUSE: 1.4.2 */
static int take_reopen(struct act *act, struct error *error)
{
    int result = need_reason(act, error);

    if (result != 0)
        return result;
    act->held->round++;
    act->held->values[INCIDENT_closed_at] = value_null();
    return act_plain(act, error);
}

static int take_committee(struct act *act, struct error *error)
{
    const char *whom = act_field(act, "whom");

    if (!whom || strcmp(whom, "members") == 0 || strcmp(whom, "crisis_manager") == 0)
        return act_plain(act, error);
    error_set(error, ERROR_INPUT, "", "whom は members か crisis_manager のどちらかです。");
    return error_at(error, "whom", "10.1.3");
}

const struct step_rule step_rules[] = {
    {"assign_owner", ABOUT_CASE, NULL, "unit!", take_assign_owner, assign_owner_misses},
    {"ack", ABOUT_CASE, NULL, "text", act_plain, NULL},
    {"contain_now", ABOUT_CASE, NULL, "text", act_plain, NULL},
    {"merge", ABOUT_CASE, NULL, "into! reason", take_merge, NULL},
    {"judge", ABOUT_CASE, "verdict", "verdict severity reason persons my_number service_stopped",
     take_judge, NULL},
    {"report_ciso", ABOUT_CASE, NULL, "text document", act_plain, NULL},
    {"decide_body", ABOUT_BODY, "due", "body due reason", take_decide_body, decide_misses},
    {"send_body", ABOUT_BODY, "report", "body report way sent_at text document", take_send_body,
     NULL},
    {"receipt_body", ABOUT_BODY, NULL, "body report number text", act_plain, receipt_misses},
    {"report_committee", ABOUT_SECTION, NULL, "text unit document", act_plain, NULL},
    {"report_manager", ABOUT_SECTION, NULL, "text unit", act_plain, NULL},
    {"convene", ABOUT_CASE, NULL, "whom text", take_committee, NULL},
    {"consult", ABOUT_CASE, NULL, "whom text", take_committee, NULL},
    {"instruct", ABOUT_CASE, NULL, "to! kind text due_at", take_instruct, NULL},
    {"acknowledge", ABOUT_OBLIGATION, NULL, "for text", act_plain, target_misses},
    {"direct", ABOUT_SECTION, NULL, "to text due_at for unit", take_direct, direct_misses},
    {"act", ABOUT_OBLIGATION, NULL, "for text", act_plain, target_misses},
    {"resolve", ABOUT_SECTION, NULL, "text unit", take_resolve, resolve_misses},
    {"reject", ABOUT_SECTION, NULL, "reason unit", take_reject, NULL},
    {"report_ciso_resolved", ABOUT_CASE, NULL, "text document", act_plain, NULL},
    {"notify_persons", ABOUT_CASE, "decision", "decision text reason document", take_not_needed,
     NULL},
    {"publish", ABOUT_CASE, "decision", "decision text reason document", take_not_needed, NULL},
    {"add_member", ABOUT_CASE, NULL, "person! text", take_add_member, NULL},
    {"note", ABOUT_CASE, NULL, "text!", act_plain, NULL},
    {"attach", ABOUT_CASE, NULL, "file! name text", take_attach, NULL},
    {"indicator", ABOUT_CASE, NULL, "type! value! text seen_at", take_indicator, NULL},
    {"cause", ABOUT_CASE, NULL, "code! text", take_cause, NULL},
    {"propose", ABOUT_CASE, NULL, "text", act_plain, NULL},
    {"order", ABOUT_CASE, NULL, "to! text due_at", take_order, NULL},
    {"measure_done", ABOUT_OBLIGATION, NULL, "for text", act_plain, target_misses},
    {"close", ABOUT_CASE, NULL, "text", take_close, NULL},
    {"reopen", ABOUT_CASE, NULL, "reason", take_reopen, NULL},
};
const int step_rule_count = sizeof step_rules / sizeof *step_rules;
