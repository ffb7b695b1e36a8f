/* Units, posts, people and who holds what on a day; the roles of tables 1-3; may(). CLAUSE: 1.1-1.4
 */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "base/date.h"
#include "base/language.h"
#include "store/table.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct pack;
struct pack_role;
struct record;
struct record_context;
struct store;

enum unit_column {
#define COLUMN(name, ...) UNIT_##name,
#include "people/unit.def"
#undef COLUMN
    UNIT_COLUMNS
};
enum person_column {
#define COLUMN(name, ...) PERSON_##name,
#include "people/person.def"
#undef COLUMN
    PERSON_COLUMNS
};
enum assignment_column {
#define COLUMN(name, ...) ASSIGNMENT_##name,
#include "people/assignment.def"
#undef COLUMN
    ASSIGNMENT_COLUMNS
};
enum post_column {
#define COLUMN(name, ...) POST_##name,
#include "people/post.def"
#undef COLUMN
    POST_COLUMNS
};
enum appointment_column {
#define COLUMN(name, ...) APPOINTMENT_##name,
#include "people/appointment.def"
#undef COLUMN
    APPOINTMENT_COLUMNS
};
enum reorganisation_column {
#define COLUMN(name, ...) REORGANISATION_##name,
#include "people/reorganisation.def"
#undef COLUMN
    REORGANISATION_COLUMNS
};

/* Table ids stand in the record for ever: 1 unit, 2 person, 3 assignment, 4 post, 5 appointment,
 * 6 reorganisation, 10 asset, 11 account, 12 id_ledger, 13 medium, 14 takeout, 15 service,
 * 16 information_system, 17 place, 18 device, 19 declaration, 30 import_run, 40 finding,
 * 41 exception, 42 obligation, 43 notice, 44 incident, 45 incident_step, 46 contact, 47 on_call,
 * 48 drill, 49 drill_inject, 50 city, 51 login, 52 token, 53 delivery,
 * 56 incident_document, 60 saved_view. */
extern const struct table unit_table, person_table, assignment_table, post_table, appointment_table,
    reorganisation_table;

/* When a question is asked: `on` is the date in the world; `known_to` the last record entry that
 * counts as known (INT64_MAX: all that is held now). */
struct moment {
    char on[DATE_SIZE];
    int64_t known_to;
};

/* The unit of that department and section (compared by text_unit_key()); `section` NULL or "" asks
 * for the department. 0 when there is none on that date. */
int64_t people_find_section(struct store *store, const char *department, const char *section,
                            const char *on, struct error *error);
/* What a file calls a place of work; members may be NULL or "". `code` is of the deepest one. */
struct unit_names {
    const char *department, *section, *unit, *code;
};

/* The rows of a place of work; 0 where the file names none. */
struct place {
    int64_t department_id, section_id, unit_id;
};

/* Finds or makes department, section and unit as they stand on that date, inside the transaction.
 */
int people_ensure_unit(struct record *record, const struct unit_names *names, const char *on,
                       const struct record_context *context, struct place *ret_place,
                       struct error *error);
/* Notes that the unit has a post of that title. CLAUSE: 1.2.1, 1.2.4 */
int people_ensure_post(struct record *record, int64_t unit_id, const char *title, bool is_head,
                       const struct record_context *context, struct error *error);
/* The person's id, 0 when not known. `staff_no` is six digits. */
int64_t people_find_person(struct store *store, const char *staff_no, struct error *error);

/* Whether the city holds a roster. */
bool people_has_roster(struct store *store, struct error *error);

/* Whether the person holds any assignment on the date, as known now: 1, 0 or a negative code. */
int people_is_employed(struct store *store, int64_t person_id, const char *on, struct error *error);

/* One row of the assignment table, as the city knows it now. */
struct assignment {
    int64_t id; /* 0: not in the table yet */
    int64_t person_id;
    struct place place;
    const char *post, *employment;
    const char *how;                   /* main concurrent acting */
    const char *valid_from, *valid_to; /* ISO dates; NULL when open */
    int64_t recorded_from;
    int64_t import_id, source_line; /* 0 when by hand */
};

/* All assignments of the person as known now, oldest first; owned by the arena. */
int people_assignments(struct store *store, int64_t person_id, struct arena *arena,
                       struct assignment **ret_list, int *ret_count, struct error *error);
/* Whether the assignment holds on the date. */
bool assignment_holds(const struct assignment *assignment, const char *on);
/* Replaces what is known: `before` (NULL: nothing) stops being known, `after` (NULL: nothing) is
 * known from entry `known_from` on, which is record_next_index() at the start of the transaction.
 * What the same transaction wrote is corrected in place. Equal rows write nothing. */
int people_assign(struct record *record, int64_t known_from, const struct assignment *before,
                  const struct assignment *after, const struct record_context *context,
                  struct error *error);

/* Somebody who holds a role. */
struct holder {
    int64_t person_id;
    const char *staff_no, *name, *post;
    const char *how;    /* main concurrent acting appointed */
    const char *since;  /* ISO date; NULL when it began at a time the city does not know */
    int64_t section_id; /* of the post; 0 when it is of no section */
};

/* A role in one unit (or system, or the whole city) and who holds it. */
struct role_holding {
    const struct pack_role *role;
    int64_t unit_id, system_id; /* 0 when not of a unit or system */
    const char *unit;           /* "部 課", the system's name, or NULL for the city */
    const struct holder *holders;
    int holder_count;               /* 0: vacant */
    const struct holder *stand_ins; /* who acts while the seat is empty. CLAUSE: 1.3 */
    int stand_in_count;
};

/* Every role of tables 1-3 resolved at the moment; `role` and `section_id` narrow it (NULL, 0:
 * all). In the pack's order, units by code then name. Owned by the arena. */
int people_roles(struct store *store, const struct pack *pack, const struct moment *moment,
                 const char *role, int64_t section_id, struct arena *arena,
                 struct role_holding **ret_holdings, int *ret_count, struct error *error);

/* Reports one finding about roles: P01 vacancy, P02 two heads of one section, P03 a role held by
 * someone gone. `key` is "ROLE UNIT". Negative stops with that code. */
typedef int people_report(void *context, const char *code, const struct role_holding *holding,
                          const char *key, const char *detail, struct error *error);
/* Finds them at the moment, in order of roles and units; *ret_population (may be NULL) counts the
 * seats looked at. Without a roster there is nothing to judge. CLAUSE: 1.2.4, 1.2.5, 1.4 */
int people_findings(struct store *store, const struct pack *pack, const struct moment *moment,
                    people_report *report, void *context, int *ret_population, struct error *error);

/* A role together with where it is held. */
struct viewer_grant {
    const char *role;
    int64_t section_id, system_id; /* 0 when it is not of one */
};

/* Who asks for something, with what the decision needs, read once a request. */
struct viewer {
    bool is_console; /* the owner of the folder at the system, without --as */
    int64_t person_id;
    const char *staff_no, *name, *post; /* frozen as text into the record */
    const int64_t *sections;            /* own sections on the date */
    int section_count;
    const char *const *roles; /* role ids held, NULL-terminated, "staff" among them */
    const int64_t *systems;   /* systems administered */
    int system_count;
    const struct viewer_grant *grants; /* what may() goes by: a role counts where it is held */
    int grant_count;
};

/* The viewer for the console (staff_no NULL) or for a person with the rights of that date;
 * ERROR_DENIED when the person is not employed then. Owned by the arena. */
int people_viewer(struct store *store, const struct pack *pack, const char *staff_no,
                  const char *on, struct arena *arena, struct viewer *ret_viewer,
                  struct error *error);

/* The one decision function: whether the viewer may do `action` (pack_right.action) on a row of
 * register `kind` that belongs to that section and system (0: none). Deny unless a right covers it.
 * CLAUSE: 5.6.3 */
bool may(const struct viewer *viewer, const struct pack *pack, const char *action, const char *kind,
         int64_t section_id, int64_t system_id);
/* The widest scope of the viewer for action and kind: 2 all, 1 own sections or systems, 0 none. */
int may_scope(const struct viewer *viewer, const struct pack *pack, const char *action,
              const char *kind);
/* Where the viewer may do it: everywhere, or in these sections and systems. For lists, which do not
 * ask for other rows. Owned by the arena. CLAUSE: 5.6.3 */
struct may_reach {
    bool is_all;
    const int64_t *sections, *systems;
    int section_count, system_count;
};
void may_reach(const struct viewer *viewer, const struct pack *pack, const char *action,
               const char *kind, struct arena *arena, struct may_reach *ret_reach);
/* What people call an act ("edit") and what it is done to ("assets"), in refusals and histories;
 * the word itself when there is no better. Never NULL for a word that is not; not owned. */
const char *people_name_act(const char *act, enum language language);
const char *people_name_matter(const char *kind, enum language language);
/* error_set() of a refusal that says who may. Always ERROR_DENIED. */
int may_refuse(const struct viewer *viewer, const char *action, const char *kind,
               struct error *error);

#endif
