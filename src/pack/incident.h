/* How a city goes through an incident: the arrows of figure 2 with who may take them and what they
 * make others owe, the clocks, the outside bodies, playbooks and causes. Data of the pack
 * (incident.json), walked through to every end before it is taken. CLAUSE: 10.f2 */
#ifndef PACK_INCIDENT_H
#define PACK_INCIDENT_H

#include "pack/pack.h"

#include <stdbool.h>
#include <stdint.h>

enum phase {
    PHASE_NONE, /* before it is reported */
    PHASE_REPORTED,
    PHASE_EVALUATING,
    PHASE_DECLARED,
    PHASE_RESPONDING,
    PHASE_RESOLVED,
    PHASE_PREVENTING,
    PHASE_CLOSED,
    PHASE_NOT_INCIDENT,
    PHASE_MERGED,
    PHASES
};

enum severity { SEVERITY_LOW, SEVERITY_MIDDLE, SEVERITY_HIGH, SEVERITY_SERIOUS, SEVERITIES };

enum { FLOW_OWED_LIMIT = 16 };

/* One way a step can go. `who` are role ids, or staff, in_case, addressee, manager_concerned,
 * officer_concerned. */
struct pack_step {
    const char *step, *choice; /* choice NULL when the step has one way only */
    struct pack_text title;
    const char *arrow; /* of figure 2: "3a"; NULL for what the figure does not draw */
    const char *clause;
    const char *const *who;
    unsigned from; /* bit 1 << phase */
    enum phase to; /* PHASE_NONE: stays */
    const char *const *needs;
    const char *const *owes;
    const char *const *drops;
};

enum due_unit { DUE_MINUTES, DUE_HOURS, DUE_DAYS, DUE_BUSINESS_DAYS, DUE_FISCAL_YEAR };

/* How long there is from the basis. Minutes and hours run day and night; `off_amount` is used
 * instead (-1: none) when the basis falls outside office hours. Days end at midnight of the last
 * one; the day of the basis is day 0, or day 1 with `first_day_counts`; `rolls` moves an end on a
 * closed day to the next open one. Fiscal years end on March 31. */
struct pack_due {
    unsigned severities; /* bit 1 << severity */
    enum due_unit unit;
    int amount, off_amount;
    bool first_day_counts, rolls;
};

struct pack_due_list {
    const struct pack_due *list;
    int count;
};

/* When someone is told: minutes from the basis or from the end. */
struct pack_level {
    bool from_due;
    int minutes;
    const char *to; /* a role id, or NULL for the one who owes it */
};

/* What someone owes, by the step that settles it ("ack", "send_body/first"). */
struct pack_duty {
    const char *duty;
    const char *clock; /* K1 ...; NULL when it has no name */
    const char *arrow, *clause;
    const char *class;    /* legal policy internal */
    const char *owner;    /* role id */
    const char *creditor; /* role id, NULL when it is owed to nobody in particular */
    struct pack_due_list due;
    const struct pack_level *levels;
    int level_count;
};

struct pack_body_report {
    const char *report; /* first interim final */
    const char *class;
    struct pack_due_list due;
};

struct pack_question_text {
    struct pack_text text;
};

/* An outside body, with the days it is called so. */
struct pack_body {
    const char *body;
    const char *const *aliases; /* folded by text_name_key() */
    struct pack_text title, legal_basis;
    const char *valid_from, *valid_until; /* NULL when open */
    const struct pack_question_text *questions;
    int question_count;
    const struct pack_body_report *reports;
    int report_count;
};

/* The severity when all that is said here holds; the first that fits wins. */
struct pack_severity {
    enum severity severity;
    char importance;       /* 'A' 'B' 'C', 0 when it does not matter */
    int64_t persons_least; /* -1 when it does not matter */
    bool my_number, service_stopped;
};

struct pack_playbook {
    const char *kind;
    struct pack_text title;
    const char *const *words; /* folded by text_name_key() */
    const struct pack_question_text *first, *never;
    int first_count, never_count;
};

struct pack_cause_code {
    const char *cause;
    struct pack_text title;
};

struct pack_incident {
    const struct pack_step *steps;
    const struct pack_duty *duties;
    const struct pack_body *bodies;
    const struct pack_severity *severities;
    const struct pack_playbook *playbooks;
    const struct pack_cause_code *causes;
    int step_count, duty_count, body_count, severity_count, playbook_count, cause_count;
};

/* NULL when the pack says nothing about incidents. */
const struct pack_incident *pack_incident(const struct pack *pack);

/* One of a list; NULL when there is none. A step with ways is found by `choice`, with NULL the
 * first of them. */
const struct pack_step *pack_step(const struct pack_incident *flow, const char *step,
                                  const char *choice);
const struct pack_duty *pack_duty(const struct pack_incident *flow, const char *duty);
const struct pack_cause_code *pack_cause_code(const struct pack_incident *flow, const char *cause);

const char *phase_word(enum phase phase);
const char *severity_word(enum severity severity);
/* SEVERITIES, PHASES for a word that is none. */
enum severity severity_of(const char *word);
enum phase phase_of(const char *word);

/* The instant by which it is due; 0 when no line of the list is for the severity. */
int64_t pack_due_us(const struct pack *pack, const struct pack_due_list *due,
                    enum severity severity, int64_t basis_us);

#endif
