/* CLAUSE: 1.4.3, 1.4.6, 10.1.2, 10.2.1 */
#include "room/incident/document_text.h"

#include "base/arena.h"
#include "page/page.h"
#include "room/incident/case.h"
#include "room/incident/case_words.h"

#include <string.h>

/* A text that grows by lines. */
struct lines {
    const struct visit *visit;
    const struct incident_case *held;
    const char *text;
};

static const char *unknown(const struct lines *lines)
{
    return visit_tr(lines->visit, "調査中");
}

static void add_line(struct lines *lines, const char *label, const char *value)
{
    const char *colon = *label != '\0' ? ": " : "";

    lines->text = arena_format(lines->visit->arena, "%s%s%s%s%s", lines->text,
                               *lines->text != '\0' ? "\n" : "", label, colon,
                               value != NULL ? value : unknown(lines));
}

static const char *text_of(const struct incident_step *step, enum incident_step_column column)
{
    return step->values[column].kind == VALUE_TEXT ? step->values[column].text : NULL;
}

static bool is_step(const struct incident_step *step, const char *names)
{
    const char *name = step->values[STEP_step].text;
    size_t length = strlen(name);

    for (const char *at = strstr(names, name); at != NULL; at = strstr(at + 1, name))
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static const char *time_of(const struct lines *lines, const struct incident_step *step)
{
    const char *happened = text_of(step, STEP_happened_at);

    return visit_show_time(lines->visit, happened != NULL ? happened : text_of(step, STEP_at));
}

static bool is_current(const struct incident_case *held, const struct incident_step *step)
{
    return step->values[STEP_round].integer == held->round;
}

/* The last of the step in this round. */
static const struct incident_step *last_step(const struct incident_case *held, const char *name)
{
    for (int i = held->step_count - 1; i >= 0; i--)
        if (is_current(held, &held->steps[i]) && is_step(&held->steps[i], name))
            return &held->steps[i];
    return NULL;
}

/* "TIME TITLE → WHOM: TEXT" */
static void add_step(struct lines *lines, const struct incident_step *step)
{
    const struct visit *visit = lines->visit;
    const struct pack_incident *flow = lines->held->flow;
    const char *title =
        case_step_title(visit, flow, text_of(step, STEP_step), text_of(step, STEP_choice));
    const char *whom = case_body_title(visit, flow, text_of(step, STEP_body));
    const char *text = text_of(step, STEP_text);

    if (whom == NULL && is_step(step, "instruct direct order assign_owner"))
        whom = text_of(step, STEP_addressee);
    add_line(lines, "",
             arena_format(visit->arena, "%s %s%s%s%s%s", time_of(lines, step), title,
                          whom != NULL ? " → " : "", whom != NULL ? whom : "",
                          text != NULL ? ": " : "", text != NULL ? text : ""));
}

/* A report is one act, however many arrows it is in the figure. */
static bool is_copy(const struct incident_step *step)
{
    const char *arrow = text_of(step, STEP_arrow);

    return is_step(step, "report") && arrow != NULL && strcmp(arrow, "1b") == 0;
}

/* The steps of that kind, of this round, that say something or are told of anyhow. */
static void add_steps(struct lines *lines, const char *names, bool only_with_text)
{
    for (int i = 0; i < lines->held->step_count; i++) {
        const struct incident_step *step = &lines->held->steps[i];

        if (is_current(lines->held, step) && is_step(step, names) && !is_copy(step) &&
            (!only_with_text || text_of(step, STEP_text) != NULL))
            add_step(lines, step);
    }
}

static void put_subject(struct lines *lines)
{
    const char *kind =
        case_kind_title(lines->visit, lines->held->flow, case_text(lines->held, INCIDENT_kind));

    add_line(lines, "",
             kind != NULL
                 ? arena_format(lines->visit->arena, visit_tr(lines->visit, "%sについて"), kind)
                 : case_text(lines->held, INCIDENT_what));
}

static void add_time(struct lines *lines, const char *label, enum incident_column column)
{
    add_line(lines, label, visit_show_time(lines->visit, case_text(lines->held, column)));
}

static void put_times(struct lines *lines)
{
    add_time(lines, visit_tr(lines->visit, "発生"), INCIDENT_happened_at);
    add_time(lines, visit_tr(lines->visit, "認知"), INCIDENT_noticed_at);
    add_time(lines, visit_tr(lines->visit, "ＣＳＩＲＴへの報告"), INCIDENT_entered_at);
}

static void put_summary(struct lines *lines)
{
    add_line(lines, "", case_text(lines->held, INCIDENT_what));
    add_line(lines, visit_tr(lines->visit, "所管課"), case_text(lines->held, INCIDENT_section));
}

static const char *yes_or_no(const struct lines *lines, enum incident_column column)
{
    if (lines->held->values[column].kind != VALUE_INTEGER)
        return NULL;
    return case_number(lines->held, column) == 1 ? visit_tr(lines->visit, "はい")
                                                 : visit_tr(lines->visit, "いいえ");
}

static const char *persons(const struct lines *lines)
{
    if (lines->held->values[INCIDENT_persons].kind != VALUE_INTEGER)
        return NULL;
    return arena_format(lines->visit->arena, visit_tr(lines->visit, "%lld 人"),
                        (long long)case_number(lines->held, INCIDENT_persons));
}

static void put_impact(struct lines *lines)
{
    const struct visit *visit = lines->visit;
    const char *system = case_text(lines->held, INCIDENT_system);

    add_line(lines, visit_tr(visit, "本人の数"), persons(lines));
    add_line(lines, visit_tr(visit, "特定個人情報を含む"), yes_or_no(lines, INCIDENT_my_number));
    add_line(lines, visit_tr(visit, "市民サービスが止まっている"),
             yes_or_no(lines, INCIDENT_service_stopped));
    if (system != NULL)
        add_line(lines, visit_tr(visit, "情報システム"), system);
}

static void put_persons(struct lines *lines)
{
    add_line(lines, "", persons(lines));
}

static void put_judgement(struct lines *lines)
{
    const struct incident_step *judged = last_step(lines->held, "judge");

    if (judged == NULL)
        return;
    add_line(lines, visit_tr(lines->visit, "判断"), time_of(lines, judged));
    add_line(lines, visit_tr(lines->visit, "重大さ"),
             case_word(lines->visit, case_text(lines->held, INCIDENT_severity)));
    add_line(lines, visit_tr(lines->visit, "理由"), text_of(judged, STEP_reason));
}

static void put_course(struct lines *lines)
{
    add_steps(lines,
              "report assign_owner ack contain_now judge report_ciso send_body report_committee "
              "convene instruct direct act resolve reject report_ciso_resolved notify_persons "
              "publish order measure_done close",
              false);
}

static void put_response(struct lines *lines)
{
    add_steps(lines, "contain_now instruct direct act resolve", true);
}

static void put_cause(struct lines *lines)
{
    const char *code = case_text(lines->held, INCIDENT_cause);
    const struct pack_cause_code *cause =
        code != NULL ? pack_cause_code(lines->held->flow, code) : NULL;
    const struct incident_step *found = last_step(lines->held, "cause");

    if (code == NULL)
        return;
    add_line(lines, "", cause != NULL ? case_pack_text(lines->visit, cause->title) : code);
    if (found != NULL && text_of(found, STEP_text) != NULL &&
        strcmp(text_of(found, STEP_text), code) != 0)
        add_line(lines, "", text_of(found, STEP_text));
}

static void put_prevention(struct lines *lines)
{
    add_steps(lines, "propose order measure_done", true);
}

/* What was decided for each outside body, and what it was told. */
static void put_bodies(struct lines *lines)
{
    const struct incident_case *held = lines->held;
    const struct visit *visit = lines->visit;

    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];
        const char *state = obligation_text(each, OBLIGATION_state);
        const char *reason = obligation_text(each, OBLIGATION_reason);

        if (!case_is_current(held, each) || !obligation_is(each, "decide_body"))
            continue;
        const char *said = strcmp(state, "done") == 0 ? visit_tr(visit, "報告する")
                           : strcmp(state, "open") == 0
                               ? visit_tr(visit, "検討中")
                               : arena_format(visit->arena, visit_tr(visit, "報告しない（%s）"),
                                              reason != NULL ? reason : "");
        add_line(lines, case_body_title(visit, held->flow, obligation_text(each, OBLIGATION_body)),
                 said);
    }
    add_steps(lines, "send_body", false);
}

static void put_decision(struct lines *lines, const char *name)
{
    const struct incident_step *step = last_step(lines->held, name);

    if (step == NULL) {
        add_line(lines, "", visit_tr(lines->visit, "検討中"));
        return;
    }
    add_step(lines, step);
    if (text_of(step, STEP_reason) != NULL)
        add_line(lines, visit_tr(lines->visit, "理由"), text_of(step, STEP_reason));
}

static void put_notice(struct lines *lines)
{
    put_decision(lines, "notify_persons");
}

static void put_publication(struct lines *lines)
{
    put_decision(lines, "publish");
}

const char *document_propose(const struct visit *visit, const struct incident_case *held,
                             enum document_source source, const char *city)
{
    static void (*const puts[SOURCES])(struct lines * lines) = {
        [SOURCE_SUBJECT] = put_subject,
        [SOURCE_TIMES] = put_times,
        [SOURCE_SUMMARY] = put_summary,
        [SOURCE_IMPACT] = put_impact,
        [SOURCE_PERSONS] = put_persons,
        [SOURCE_JUDGEMENT] = put_judgement,
        [SOURCE_COURSE] = put_course,
        [SOURCE_RESPONSE] = put_response,
        [SOURCE_CAUSE] = put_cause,
        [SOURCE_PREVENTION] = put_prevention,
        [SOURCE_BODIES] = put_bodies,
        [SOURCE_NOTICE] = put_notice,
        [SOURCE_PUBLICATION] = put_publication,
    };
    struct lines lines = {visit, held, ""};

    if (source == SOURCE_EMPTY)
        return "";
    if (source == SOURCE_CONTACT)
        return arena_format(visit->arena,
                            visit_tr(visit, "%s ＣＳＩＲＴ（電話番号とメールを"
                                            "書いてください）"),
                            city);
    if (puts[source] != NULL)
        puts[source](&lines);
    return *lines.text != '\0' ? lines.text : unknown(&lines);
}
