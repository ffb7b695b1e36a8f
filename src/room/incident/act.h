/* One step at work: what was given, whom it is about, what comes of it. Of this room only. */
#ifndef ROOM_INCIDENT_ACT_H
#define ROOM_INCIDENT_ACT_H

#include "room/incident/case.h"

enum { FIELD_LIMIT = 16 };

struct act {
    struct incident_case *held;
    const struct pack_step *way;
    const char *names[FIELD_LIMIT], *values[FIELD_LIMIT];
    int field_count;
    const char *folder;        /* of the data; for files */
    int64_t section;           /* whose manager acts, 0 when it does not matter */
    const char *body;          /* outside body, NULL when it is about none */
    struct obligation *target; /* the one it is for, NULL */
    /* Who will owe what the step makes owed. */
    int64_t to_section;
    const char *to_staff_no, *to_outside;
    const char *due_at; /* as given, UTC; NULL: by the pack's rule */
    struct value step[STEP_COLUMNS];
};

const char *act_field(const struct act *act, const char *name);

/* Makes owed what the way of the step does; the case's list is not read again. CLAUSE: 10.f2 */
int act_owe(struct act *act, const char *duty, struct error *error);
int act_owe_all(struct act *act, struct error *error);
/* Settles what is open of the step's own duty (for the section, body and target of the act). */
int act_settle(struct act *act, const char *state, struct error *error);
/* Settles everything open of the duties, or of all when NULL. */
int act_drop(struct act *act, const char *const *duties, const char *reason, struct error *error);
/* The obligations to report the end to bodies begin to run. CLAUSE: 10.1.2 */
int act_start_final(struct act *act, struct error *error);
/* What people owe who were named only now: the manager of the section in charge. */
int act_readdress(struct act *act, struct error *error);

/* Writes the row of the step. */
int act_write_step(struct act *act, struct error *error);
/* Most steps: what was said is written, the own duty settled, others made owed, the phase moved. */
int act_plain(struct act *act, struct error *error);

/* "I2026-0001 ransomware serious 住民情報システム": what a notice says, with nobody's data in it.
 */
const char *case_facts(const struct incident_case *held);
/* Reads RFC 3339, "YYYY-MM-DDTHH:MM" (JST), or a date (its end) to UTC; ERROR_INPUT names `field`.
 */
int case_time(const struct incident_case *held, const char *field, const char *text,
              const char **ret_utc, struct error *error);
/* The section of that name, or the refusal. */
int case_find_section(const struct incident_case *held, const char *name, int64_t *ret_section,
                      struct error *error);
/* Writes names of the section into the case. */
int case_set_section(struct incident_case *held, int64_t section_id, struct error *error);

/* The steps of the outer contract. */
struct step_rule {
    const char *step;
    enum { ABOUT_CASE, ABOUT_SECTION, ABOUT_BODY, ABOUT_OBLIGATION } about;
    const char *choice; /* the field that says which way, NULL when there is one way */
    const char *fields; /* names with a space between; "!" after one that must be given */
    int (*take)(struct act *act, struct error *error);
    /* What is missing beside the pack's needs, NULL when nothing is. */
    const char *(*misses)(const struct act *act);
};
extern const struct step_rule step_rules[];
extern const int step_rule_count;

/* What is missing for the way of the step to be taken now: the name of a step, NULL when it may. */
const char *act_misses(const struct act *act, const struct step_rule *rule);
/* Whether the viewer may take the step now, for anything at all. */
bool step_is_open(struct incident_case *held, const struct step_rule *rule);

#endif
