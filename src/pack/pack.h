/* The policy pack: one city's standard as data, read once, checked whole, then frozen. Format:
 * docs/pack-format.md. */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

enum force {
    FORCE_MUST,
    FORCE_AS_NEEDED,
    FORCE_EFFORT,
    FORCE_CONSIDER,
    FORCE_IN_PRINCIPLE,
    FORCE_AS_FAR_AS_POSSIBLE,
    FORCE_NONE /* not of the standard: a file refused as a whole */
};

struct pack_text {
    const char *japanese, *english;
};

struct pack_part {  /* a part of a clause that can be cited: a note of a table */
    const char *id; /* "3.1.n1" */
    const char *number;
    struct pack_text title, text;
};

struct pack_clause {
    const char *id; /* "5.7.6" */
    const char *number;
    struct pack_text title, text, reading; /* reading.japanese NULL when the text is plain */
    const char *modes;                     /* letters of E C W D R */
    enum force force;
    const char *const *duty_holders; /* role ids, NULL-terminated */
    int section;                     /* 1 to 11 */
    const struct pack_part *parts;
    int part_count;
};

enum { PACK_READINGS = 8 };

struct pack_code {
    const char *code; /* "V01" */
    enum { CODE_PROBLEM, CODE_FINDING, CODE_FILE } kind;
    const char *clause;   /* NULL for those of a whole file */
    const char *severity; /* breach recommendation error warning */
    enum force force;
    const char *reg; /* the register it is about, "*" for any, or NULL */
    struct pack_text title, explain, action;
    const char *cause;                        /* id of a common cause, or NULL */
    const char *responsible;                  /* role id */
    struct pack_text readings[PACK_READINGS]; /* how unclear text is read where the code applies */
    int reading_count;
};

struct pack_cause {
    const char *id;
    struct pack_text title, fix;
};

struct pack_role {
    const char *id;
    struct pack_text title;
    int table, row; /* of the standard's tables 1 to 3 */
    const char *clause;
    enum {
        BOUND_POST,
        BOUND_SECTION_HEAD,
        BOUND_SYSTEM_OWNER_HEAD,
        BOUND_NAMED,
        BOUND_DEPARTMENT_HEADS,
        BOUND_SECTION_MEMBERS
    } how;
    /* Alternatives, folded by text_unit_key(), NULL-terminated; empty when any. */
    const char *const *departments;
    const char *const *except_departments; /* heads of these do not hold it; empty when none */
    const char *const *sections;
    const char *const *posts;
    bool is_one;           /* one seat: several who match are told apart by an appointment */
    const char *named_by;  /* role id that names the holder, or NULL */
    const char *stand_in;  /* role id, or NULL */
    const char *unit_kind; /* city section system */
    bool vacancy_is_finding;
    struct pack_text note; /* NULLs when there is none */
};

struct pack_group { /* a collective name for roles: "csirt", "staff" */
    const char *id;
    struct pack_text title;
    const char *const *members; /* role ids, NULL-terminated; empty when people, not roles */
};

struct pack_right {
    const char *role;   /* role id, or "staff" for everyone employed */
    const char *action; /* view edit import export approve appoint excuse verify administer */
    const char *const *registers; /* KINDs; "*" for all, but for those named "-KIND" before it */
    enum { SCOPE_OWN_SECTION, SCOPE_OWN_SYSTEM, SCOPE_ALL } scope;
};

struct pack_decider { /* who decides when the one who would is concerned */
    const char *act;
    const char *const *roles;    /* held together by the one concerned */
    const char *decided_by;      /* role id or "console_operator" */
    const char *const *fallback; /* the next to decide, in order */
    struct pack_text note;
};

struct pack_parameter {
    const char *id;
    struct pack_text title, note;
    const char *unit; /* count days hours minutes seconds years characters bytes time text */
    const char *clause;
    const char *origin; /* standard: the text says it; city: set by the city; open: to be set */
    bool is_set;
    int64_t integer;  /* 0 when text or not set */
    const char *text; /* NULL when a number or not set */
};

struct pack_field { /* a field of a layout and the header words that mean it */
    const char *field;
    bool required;
    const char *unless; /* not required when this field is there, or NULL */
    const char *label;
    const char *const *words; /* folded by text_name_key(), "upper/lower" for two lines */
};

struct pack_value { /* words of a closed list that mean a canonical one */
    const char *field, *canonical;
    const char *const *words; /* folded by text_name_key() */
};

struct pack_layout {
    const char *kind;
    const char *part; /* NULL when the kind has one part */
    const struct pack_field *fields;
    int field_count;
    const struct pack_value *values;
    int value_count;
    const char *const *ignored; /* headings that are no field, folded by text_name_key() */
};

struct pack_form {    /* a row of table 5: a kind of thing and the zones it needs by class */
    const char *id;   /* "server" */
    const char *word; /* canonical: "サーバ" */
    const char *const *words;      /* others that mean it, folded by text_name_key() */
    bool unknown;                  /* of a kind the standard does not name */
    bool wire_counts;              /* a wire lock lifts L1 to L2 */
    char use[3][3], storage[3][3]; /* "L2" for A, B, C; "" when none is asked */
    bool stores_data, portable;
    const char *treat_like; /* id of the nearest named form, or NULL */
};

struct pack_check {
    const char *code;         /* of codes.json */
    const char *reg;          /* KIND its rows belong to */
    const char *const *reads; /* KINDs it reads */
    const char *population;   /* SQL */
    const char *violation;    /* SQL */
    char sql_sha256[65];      /* of the file */
};

struct pack_question { /* table 4 by guided questions */
    const char *id;
    struct pack_text question, help, reason;
    char yes; /* class when the answer is yes: 'A' 'B' 'C', 0 to go on */
    char no;
    char unsure; /* class when the one who answers cannot tell */
};

struct pack_class_rule { /* what holds when no question was answered with a class */
    const char *clause;
    char class_by_default;
    struct pack_text reason;
    int ask_all_before; /* number of the first question that is asked only if none gave a class */
};

struct pack;

void pack_close(struct pack *pack);

/* Reads and checks the pack in `directory`, or the built-in one when NULL. Refuses with ERROR_INPUT
 * naming file, line and reason. */
struct pack *pack_open(const char *directory, struct error *error) CLOSED_BY(pack_close);

/* Checks what pack_open() leaves out because only an export reads it: the catalogue, against the
 * clauses. ERROR_INPUT naming file, line and reason. */
int pack_check(const struct pack *pack, struct error *error);

/* Copies the pack's files to `directory` (made; one that is not empty is refused with
 * ERROR_CONFLICT), as init does with DIR/pack. */
int pack_copy(const struct pack *pack, const char *directory, struct error *error);

const char *pack_id(const struct pack *pack);
const char *pack_version(const struct pack *pack);
struct pack_text pack_title(const struct pack *pack);
const char *pack_language(const struct pack *pack);       /* "ja" */
const char *pack_effective_from(const struct pack *pack); /* ISO date or NULL */
/* One of the pack's files as text ("catalog.json"); NULL when it has none of that name. */
const char *pack_file(const struct pack *pack, const char *name, size_t *ret_length);

/* Each list: the array and its length; owned by the pack. */
const struct pack_clause *pack_clauses(const struct pack *pack, int *ret_count);
const struct pack_code *pack_codes(const struct pack *pack, int *ret_count);
const struct pack_cause *pack_causes(const struct pack *pack, int *ret_count);
const struct pack_role *pack_roles(const struct pack *pack, int *ret_count);
const struct pack_right *pack_rights(const struct pack *pack, int *ret_count);
const struct pack_decider *pack_deciders(const struct pack *pack, int *ret_count);
const struct pack_group *pack_groups(const struct pack *pack, int *ret_count);
const struct pack_parameter *pack_parameters(const struct pack *pack, int *ret_count);
const struct pack_layout *pack_layouts(const struct pack *pack, int *ret_count);
const struct pack_form *pack_forms(const struct pack *pack, int *ret_count);
const struct pack_check *pack_checks(const struct pack *pack, int *ret_count);
const struct pack_question *pack_questions(const struct pack *pack, int *ret_count);

/* One of a list by its id; NULL when there is none. */
const struct pack_clause *pack_clause(const struct pack *pack, const char *id);
const struct pack_code *pack_code(const struct pack *pack, const char *code);
const struct pack_role *pack_role(const struct pack *pack, const char *id);
const struct pack_layout *pack_layout(const struct pack *pack, const char *kind, const char *part);
const struct pack_parameter *pack_parameter(const struct pack *pack, const char *id);
const struct pack_class_rule *pack_class_rule(const struct pack *pack);
/* The form whose word or synonym this is (any spelling); NULL when none. */
const struct pack_form *pack_form(const struct pack *pack, struct arena *arena, const char *word);

/* Whether `post` is that of a head of section / head of department. */
bool pack_is_section_head(const struct pack *pack, const char *post);
bool pack_is_department_head(const struct pack *pack, const char *post);

/* A parameter of the standard; a name the pack lacks, or one it leaves open, is a broken invariant.
 * Sure to be there: review_days, office_opens, office_closes, own_review_days; and the one behind
 * every parameter that a check's SQL uses (pack_binding()). Ask pack_parameter() for others. */
int64_t pack_integer(const struct pack *pack, const char *id);
const char *pack_string(const struct pack *pack, const char *id);

/* The parameter behind a name bound in the SQL of checks ("dormant_before" -> "dormant_days"); NULL
 * when it has none. */
const char *pack_binding(const char *name);

/* Whether the moment is within office hours: not a weekend, holiday or closed period, and between
 * office_opens and office_closes. `date` is ISO, `minute` of the day in JST. */
bool pack_is_office_hour(const struct pack *pack, const char *date, int minute);
bool pack_is_business_day(const struct pack *pack, const char *date);
/* Whether the pack's list of holidays is complete for the date; outside it a day is judged without
 * holidays, and whoever shows the answer says so. */
bool pack_knows_holidays(const struct pack *pack, const char *date);

const char *force_word(enum force force); /* "must", "as-needed" ...; NULL for FORCE_NONE */

/* Whether `kind` is a register of the outer contract ("assets") or one the program keeps itself
 * ("findings", "imports", "record"). */
bool pack_is_register(const char *kind);

#endif
