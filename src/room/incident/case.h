/* One case with all that is known of it, while a step is taken or it is shown. Of this room only.
 */
#ifndef ROOM_INCIDENT_CASE_H
#define ROOM_INCIDENT_CASE_H

#include "duty/duty.h"
#include "pack/incident.h"
#include "room/incident/incident.h"

enum { CASE_SECTIONS = 64 };

struct incident_step {
    int64_t id;
    struct value values[STEP_COLUMNS];
};

struct incident_case {
    const struct register_scene *scene;
    struct duty_scene duty;
    const struct pack_incident *flow;
    int64_t id;
    const char *no;
    struct value values[INCIDENT_COLUMNS];
    enum phase phase;
    enum severity severity; /* judged, else computed */
    int64_t round;
    bool has_new_words;             /* something was written that the search should find */
    struct obligation *obligations; /* of every round */
    struct incident_step *steps;
    int obligation_count, step_count;
    int64_t sections[CASE_SECTIONS]; /* concerned: in charge first, then those instructed */
    int section_count;
};

/* Starts a case for the scene, without a row yet; ERROR_MISSING when the pack has no flow. */
int case_start(const struct register_scene *scene, int64_t now_us, struct incident_case *ret_case,
               struct error *error);
/* Reads the case that people call `no`. */
int case_load(const struct register_scene *scene, int64_t now_us, const char *no,
              struct incident_case *ret_case, struct error *error);

/* What a statement with :incident_id selects for the case: ids in its order, of the arena. */
int case_read_ids(const struct incident_case *held, const char *sql, int64_t **ret_ids,
                  int *ret_count, struct error *error);

/* Texts and numbers of the case's own row; NULL and 0 when there are none. */
const char *case_text(const struct incident_case *held, enum incident_column column);
int64_t case_number(const struct incident_case *held, enum incident_column column);
/* Writes the row (made when it has no id) for the action. */
int case_put(struct incident_case *held, const char *action, const char *reason,
             struct error *error);
/* Adds to what the search finds the case by; the next case_put() writes it. What is beyond some
 * pages is left out. CLAUSE: 10.2.1 */
void case_add_words(struct incident_case *held, const char *words);
/* The section in charge, 0 while it is not known. */
int64_t case_section(const struct incident_case *held);
/* Of the obligation, whether it is of this round. */
bool case_is_current(const struct incident_case *held, const struct obligation *obligation);
/* Whether all that is known to be owed of the duty in this round, in the section and to the body
 * (0, NULL: any), is done and at least one was; *ret_open may be NULL. */
bool case_has_done(const struct incident_case *held, const char *duty, int64_t section_id,
                   const char *body, int *ret_open);
/* The last of the duty in this round, in the section and to the body; NULL when there is none. */
struct obligation *case_find(const struct incident_case *held, const char *duty, int64_t section_id,
                             const char *body);

/* Whether the viewer holds the role (0: anywhere, else in that section). */
bool viewer_holds(const struct viewer *viewer, const char *role, int64_t section_id);
/* Whether the viewer is manager or officer of the section. */
bool viewer_heads(const struct viewer *viewer, int64_t section_id);
/* Whether the viewer is in the case. CLAUSE: 1.4.5 */
bool case_sees(const struct incident_case *held);
/* Whether the viewer owes this obligation. */
bool case_is_addressed(const struct incident_case *held, const struct obligation *obligation);
/* Whether the viewer may take the step this way, for the obligation where it is about one (NULL:
 * any). CLAUSE: 10.f2 */
bool case_may(struct incident_case *held, const struct pack_step *way,
              const struct obligation *target);

struct json;

/* What its row says, as members into the open object. */
void case_write_head(const struct incident_case *held, struct json *json);
/* "near": earlier cases with the same asset, system, cause, section or kind, closest first, that
 * the viewer may see, with their measures; "near_hidden": how many of the closest they may not see.
 * CLAUSE: 10.2.1 */
int case_write_near(const struct incident_case *held, struct json *json, struct error *error);

/* The severity by the pack's rules. CLAUSE: 10.1.3 */
enum severity case_compute_severity(const struct incident_case *held);

#endif
