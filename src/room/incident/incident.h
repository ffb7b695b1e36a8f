/* Incidents: from the report of whoever found something to the prevention of its return. Figure 2
 * is obligations that people owe one another, with a short line of phases; the pack says who may
 * take each step and by when, the functions here what each one means.
 * CLAUSE: 1.4.1-1.4.6, 10.1.1-10.1.5, 10.2.1-10.2.3, 10.f2 */
#ifndef ROOM_INCIDENT_INCIDENT_H
#define ROOM_INCIDENT_INCIDENT_H

#include "register/register.h"

#include <stdbool.h>
#include <stdint.h>

enum incident_column {
#define COLUMN(name, ...) INCIDENT_##name,
#include "room/incident/incident.def"
#undef COLUMN
    INCIDENT_COLUMNS
};
enum incident_step_column {
#define COLUMN(name, ...) STEP_##name,
#include "room/incident/incident_step.def"
#undef COLUMN
    STEP_COLUMNS
};
enum incident_document_column {
#define COLUMN(name, ...) DOCUMENT_##name,
#include "room/incident/incident_document.def"
#undef COLUMN
    DOCUMENT_COLUMNS
};
enum incident_indicator_column {
#define COLUMN(name, ...) INDICATOR_##name,
#include "room/incident/incident_indicator.def"
#undef COLUMN
    INDICATOR_COLUMNS
};
/* Table ids 44, 45, 56 and 58. */
extern const struct table incident_table, incident_step_table, incident_document_table,
    incident_indicator_table;
extern const struct register_kind incident_kind;

/* What the finder says; NULL and 0 for what is not known. */
struct incident_report {
    const char *what, *kind;
    const char *noticed_at, *happened_at; /* as people write them; NULL: now, not known */
    const char *asset, *system; /* as people call them; what is in no ledger is kept as text */
    const char *caller;         /* a staff number or who it was: CSIRT enters it */
    const char *persons;        /* how many are concerned */
    const char *contained;      /* what was done already */
    bool service_stopped, is_drill;
    const char *once; /* the same from the same person is the same report; letters and digits */
    const char *file; /* a path on this machine, kept with the case under file_name */
    const char *file_name, *folder;
};

/* Takes the report: the case, what it makes others owe, and telling CSIRT, the manager in charge,
 * the finder's own manager and the system's administrator, all in the scene's transaction, which
 * the caller commits. *ret_no is what people call the case, in the scene's arena; of a report that
 * was taken before, that case, and nothing is written. ERROR_DENIED when somebody outside CSIRT
 * enters it for a caller. CLAUSE: 10.1.1, 1.4.1, 7.2.5 */
int incident_report(const struct register_scene *scene, int64_t now_us,
                    const struct incident_report *report, const char **ret_no, struct error *error);

/* Takes the step in the case, with "FIELD=VALUE" texts. ERROR_DENIED when the one who acts may not;
 * ERROR_CONFLICT when it is not the time, its field naming what is missing; ERROR_INPUT for a
 * field. The caller commits. CLAUSE: 10.f2 */
int incident_do(const struct register_scene *scene, const char *folder, int64_t now_us,
                const char *no, const char *step, const char *const *fields, int count,
                struct error *error);

/* The number of the drill that is running, in the scene's arena; NULL when there is none. */
int incident_running_drill(const struct register_scene *scene, const char **ret_no,
                           struct error *error);
/* Ends a case that is a drill, with all that is still owed in it; nothing when it is over already.
 * ERROR_CONFLICT for a case that is none. The caller has asked who may, and commits. CLAUSE: 4.4.1
 */
int incident_end_drill(const struct register_scene *scene, int64_t now_us, const char *no,
                       struct error *error);

/* The case as members into the open object; ERROR_DENIED when the viewer is not in it. */
int incident_show(const struct register_scene *scene, int64_t now_us, const char *no,
                  struct json *json, struct error *error);
/* Which cases are asked for; NULL and 0: any. */
struct incident_ask {
    const char *words, *folder; /* words are found by the index of the folder */
    const char *phase, *kind, *severity;
    const char *noticed_from, *noticed_to; /* ISO dates, the last one included */
    int64_t section_id;
    bool only_open, is_drill_asked, is_drill;
    int64_t limit, offset;
};

/* Those of the cases asked for that the viewer may see, open ones first, then newest first, as an
 * array; *ret_count of them and *ret_total without limit and offset. ERROR_INPUT when the words fit
 * too many cases. CLAUSE: 1.4.5, 10.2.1 */
int incident_list(const struct register_scene *scene, int64_t now_us,
                  const struct incident_ask *ask, struct json *json, int *ret_count,
                  int64_t *ret_total, struct error *error);
/* Counts by phase, kind, severity, section and cause, and the minutes from notice to each step.
 * ERROR_DENIED unless the viewer may see all cases. */
int incident_stats(const struct register_scene *scene, int64_t now_us, bool of_drills,
                   struct json *json, struct error *error);

/* The numbers of the record's entries about the case: its row, steps, obligations, notices. */
int incident_entries(const struct register_scene *scene, int64_t now_us, const char *no,
                     int64_t **ret_entries, int *ret_count, struct error *error);

#endif
