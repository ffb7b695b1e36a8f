/* What a step makes others owe, and settling it. CLAUSE: 10.f2, 10.1.2 */
#include "room/incident/act.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"

#include <string.h>

const char *act_field(const struct act *act, const char *name)
{
    for (int i = 0; i < act->field_count; i++)
        if (strcmp(act->names[i], name) == 0)
            return act->values[i];
    return NULL;
}

/* What the kind is called; cases whose kind nobody knows yet have the word of none. */
static const char *kind_title(const struct incident_case *held)
{
    const char *kind = case_text(held, INCIDENT_kind);

    for (int i = 0; kind && i < held->flow->playbook_count; i++)
        if (strcmp(held->flow->playbooks[i].kind, kind) == 0)
            return held->flow->playbooks[i].title.japanese;
    return "種類不明";
}

const char *case_facts(const struct incident_case *held)
{
    static const char *const severities[] = {"軽微", "中程度", "大きい", "重大"};
    struct arena *arena = held->scene->arena;
    const char *importance = case_text(held, INCIDENT_importance);
    const char *system = case_text(held, INCIDENT_system);
    const char *section = case_text(held, INCIDENT_section);
    int64_t persons = case_number(held, INCIDENT_persons);
    const char *facts = arena_format(arena, "%s%s　%s　%s",
                                     case_number(held, INCIDENT_is_drill) == 1 ? "【訓練】" : "",
                                     held->no, kind_title(held), severities[held->severity]);

    if (importance)
        facts = arena_format(arena, "%s　重要度 %s", facts, importance);
    if (persons > 0)
        facts = arena_format(arena, "%s　本人 %lld 人", facts, (long long)persons);
    if (system && case_number(held, INCIDENT_system_id)) /* else the finder's own words */
        facts = arena_format(arena, "%s　%s", facts, system);
    return section ? arena_format(arena, "%s　%s", facts, section) : facts;
}

/* The instant a clock counts from. Legal ones run from the knowledge of whoever noticed it. */
static const char *basis_of(const struct incident_case *held, const char *class)
{
    if (strcmp(class, "legal") == 0)
        return case_text(held, INCIDENT_noticed_at);
    return duty_time(held->scene->arena, held->duty.now_us);
}

static const char *due_of(const struct incident_case *held, const struct pack_due_list *due,
                          const char *basis_at)
{
    int64_t basis_us = 0;

    time_parse(basis_at, &basis_us);
    int64_t due_us = pack_due_us(held->scene->pack, due, held->severity, basis_us);
    return due_us ? duty_time(held->scene->arena, due_us) : NULL;
}

static void fill(const struct act *act, const struct pack_duty *duty, struct obligation *owed)
{
    const struct incident_case *held = act->held;
    const char *basis_at = basis_of(held, duty->class);
    const char *text = act_field(act, "text");
    bool is_addressed = act->to_section || act->to_staff_no || act->to_outside;

    *owed = (struct obligation){
        .values = {
            [OBLIGATION_subject] = value_text("incidents"),
            [OBLIGATION_subject_id] = value_integer(held->id),
            [OBLIGATION_subject_key] = value_text(held->no),
            [OBLIGATION_round] = value_integer(held->round),
            [OBLIGATION_duty] = value_text(duty->duty),
            [OBLIGATION_arrow] = value_text(duty->arrow),
            [OBLIGATION_clause] = value_text(duty->clause),
            [OBLIGATION_class] = value_text(duty->class),
            [OBLIGATION_severity] = value_text(severity_word(held->severity)),
            [OBLIGATION_owner_role] = value_text(duty->owner),
            [OBLIGATION_creditor] = value_text(duty->creditor),
            [OBLIGATION_basis] = value_text(act->way->step),
            [OBLIGATION_basis_at] = value_text(basis_at),
            [OBLIGATION_due_at] = value_text(due_of(held, &duty->due, basis_at)),
            [OBLIGATION_text] = value_text(is_addressed ? text : NULL),
            [OBLIGATION_is_drill] = held->values[INCIDENT_is_drill],
            [OBLIGATION_facts] = value_text(case_facts(held)),
        }};
}

static int owe_filled(struct act *act, struct obligation *owed, struct error *error)
{
    return duty_owe(&act->held->duty, owed, error);
}

/* One decision for each body that is called so today. CLAUSE: 10.1.2 */
static int owe_decisions(struct act *act, const struct pack_duty *duty, struct error *error)
{
    const struct incident_case *held = act->held;
    const char *today = held->scene->today;
    int result = 0;

    for (int i = 0; i < held->flow->body_count && result == 0; i++) {
        const struct pack_body *body = &held->flow->bodies[i];
        struct obligation owed;

        if ((body->valid_from && strcmp(body->valid_from, today) > 0) ||
            (body->valid_until && strcmp(body->valid_until, today) < 0))
            continue;
        fill(act, duty, &owed);
        owed.values[OBLIGATION_body] = value_text(body->body);
        result = owe_filled(act, &owed, error);
    }
    return result;
}

static const struct pack_body *body_of(const struct incident_case *held, const char *id)
{
    for (int i = 0; i < held->flow->body_count; i++)
        if (strcmp(held->flow->bodies[i].body, id) == 0)
            return &held->flow->bodies[i];
    return NULL;
}

/* The reports the body asks for, each with its own end. One of the end that is not set by law
 * begins when the case is solved. CLAUSE: 1.4.6, 10.1.2 */
static int owe_report(struct act *act, const struct pack_duty *duty, struct error *error)
{
    const struct incident_case *held = act->held;
    const struct pack_body *body = body_of(held, act->body);
    const char *report = strchr(duty->duty, '/') + 1;
    int result = 0;

    for (int i = 0; body && i < body->report_count && result == 0; i++) {
        const struct pack_body_report *each = &body->reports[i];
        struct obligation owed;
        bool waits = strcmp(report, "final") == 0 && strcmp(each->class, "legal") != 0 &&
                     held->phase < PHASE_RESOLVED;

        if (strcmp(each->report, report) != 0)
            continue;
        fill(act, duty, &owed);
        const char *basis_at = basis_of(held, each->class);
        owed.values[OBLIGATION_body] = value_text(body->body);
        owed.values[OBLIGATION_report] = value_text(each->report);
        owed.values[OBLIGATION_creditor] = value_text(body->body);
        owed.values[OBLIGATION_class] = value_text(each->class);
        owed.values[OBLIGATION_basis_at] = value_text(basis_at);
        owed.values[OBLIGATION_due_at] =
            waits ? value_null() : value_text(due_of(held, &each->due, basis_at));
        result = owe_filled(act, &owed, error);
    }
    return result;
}

int act_start_final(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    int result = 0;

    for (int i = 0; i < held->obligation_count && result == 0; i++) {
        struct obligation *each = &held->obligations[i];
        const char *report = obligation_text(each, OBLIGATION_report);
        const struct pack_body *body;

        if (!case_is_current(held, each) || !obligation_is_open(each) || !report ||
            strcmp(report, "final") != 0 || obligation_text(each, OBLIGATION_due_at) ||
            !(body = body_of(held, obligation_text(each, OBLIGATION_body))))
            continue;
        const char *now = duty_time(held->scene->arena, held->duty.now_us);
        each->values[OBLIGATION_basis] = value_text("resolve");
        each->values[OBLIGATION_basis_at] = value_text(now);
        for (int j = 0; j < body->report_count; j++)
            if (strcmp(body->reports[j].report, "final") == 0)
                each->values[OBLIGATION_due_at] =
                    value_text(due_of(held, &body->reports[j].due, now));
        result = duty_change(&held->duty, each, error);
    }
    return result;
}

int act_readdress(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    int result = 0;

    for (int i = 0; i < held->obligation_count && result == 0; i++) {
        struct obligation *each = &held->obligations[i];
        const struct pack_role *role =
            pack_role(held->scene->pack, obligation_text(each, OBLIGATION_owner_role));

        if (!case_is_current(held, each) || !obligation_is_open(each) || !role ||
            strcmp(role->unit_kind, "section") != 0 ||
            obligation_number(each, OBLIGATION_owner_section))
            continue;
        each->values[OBLIGATION_owner_section] = value_integer(case_section(held));
        result = duty_change(&held->duty, each, error);
    }
    return result;
}

/* An officer owes a report only where there is one; an empty seat is a finding of its own. */
static int has_officer(struct act *act, bool *ret_has, struct error *error)
{
    const struct holder *holders;
    int count = 0;
    int result = duty_holders(&act->held->duty, "security_officer", case_section(act->held), 0,
                              &holders, &count, error);

    *ret_has = result == 0 && count > 0 && case_section(act->held);
    return result;
}

/* Whom what is owed is addressed to: whoever the step named, else the section in charge where the
 * role is one of a section. */
static void address(const struct act *act, struct obligation *owed)
{
    const struct incident_case *held = act->held;
    const struct pack_role *role =
        pack_role(held->scene->pack, obligation_text(owed, OBLIGATION_owner_role));
    int64_t section = act->to_section ? act->to_section : act->section;

    if (!section)
        section = case_section(held);
    if (section && role && strcmp(role->unit_kind, "section") == 0)
        owed->values[OBLIGATION_owner_section] = value_integer(section);
    owed->values[OBLIGATION_owner_staff_no] = value_text(act->to_staff_no);
    owed->values[OBLIGATION_owner_outside] = value_text(act->to_outside);
    if (act->target && obligation_is(act->target, "direct"))
        owed->values[OBLIGATION_parent_id] = value_integer(act->target->id);
    if (act->due_at)
        owed->values[OBLIGATION_due_at] = value_text(act->due_at);
}

int act_owe(struct act *act, const char *duty, struct error *error)
{
    const struct pack_duty *rule = pack_duty(act->held->flow, duty);
    struct obligation *owed = arena_alloc(act->held->scene->arena, sizeof *owed);
    bool has = true;
    int result = 0;

    if (strcmp(duty, "decide_body") == 0)
        return owe_decisions(act, rule, error);
    if (strncmp(duty, "send_body/", 10) == 0)
        return owe_report(act, rule, error);
    if (strcmp(duty, "assign_owner") == 0)
        has = case_section(act->held) == 0;
    if (strcmp(duty, "report_manager") == 0)
        result = has_officer(act, &has, error);
    if (result < 0 || !has)
        return result;
    fill(act, rule, owed);
    address(act, owed);
    /* The end that was set is for handling it, not for the acknowledgement. */
    if (act->due_at && strcmp(duty, "acknowledge") == 0)
        owed->values[OBLIGATION_due_at] =
            value_text(due_of(act->held, &rule->due, basis_of(act->held, rule->class)));
    result = owe_filled(act, owed, error);
    if (result == 0 && strcmp(duty, "direct") == 0)
        act->target = owed; /* what else the instruction makes owed hangs on it */
    return result;
}

int act_owe_all(struct act *act, struct error *error)
{
    int result = 0;

    for (const char *const *duty = act->way->owes; *duty && result == 0; duty++)
        result = act_owe(act, *duty, error);
    return result;
}

static int settle_one(struct act *act, struct obligation *each, const char *state,
                      const char *reason, struct error *error)
{
    return duty_settle(&act->held->duty, each, state, act->held->scene->viewer->staff_no, reason,
                       error);
}

int act_settle(struct act *act, const char *state, struct error *error)
{
    struct incident_case *held = act->held;
    const char *reason = act_field(act, "reason");
    const char *step = act->way->step;
    int result = 0;

    if (act->way->choice &&
        pack_duty(held->flow, arena_format(held->scene->arena, "%s/%s", step, act->way->choice)))
        step = arena_format(held->scene->arena, "%s/%s", step, act->way->choice);
    else if (act->way->choice && !pack_duty(held->flow, step))
        return 0;    /* a way that nobody owes: an interim report */
    if (act->target) /* acknowledging what was directed settles nothing but itself */
        return obligation_is(act->target, step) ? settle_one(act, act->target, state, reason, error)
                                                : 0;
    for (int i = 0; i < held->obligation_count && result == 0; i++) {
        struct obligation *each = &held->obligations[i];
        int64_t section = obligation_number(each, OBLIGATION_owner_section);
        const char *body = obligation_text(each, OBLIGATION_body);
        bool is_mine = (!act->section || !section || section == act->section) &&
                       (!act->body || !body || strcmp(body, act->body) == 0);

        if (case_is_current(held, each) && obligation_is_open(each) && is_mine &&
            strcmp(obligation_text(each, OBLIGATION_duty), step) == 0)
            result = settle_one(act, each, state, reason, error);
    }
    return result;
}

static bool is_listed(const char *const *duties, const struct obligation *obligation)
{
    for (; duties && *duties; duties++)
        if (strcmp(*duties, obligation_text(obligation, OBLIGATION_duty)) == 0)
            return true;
    return !duties;
}

int act_drop(struct act *act, const char *const *duties, const char *reason, struct error *error)
{
    struct incident_case *held = act->held;
    int result = 0;

    for (int i = 0; i < held->obligation_count && result == 0; i++)
        if (case_is_current(held, &held->obligations[i]) &&
            obligation_is_open(&held->obligations[i]) && is_listed(duties, &held->obligations[i]))
            result = settle_one(act, &held->obligations[i], "not_needed", reason, error);
    return result;
}
