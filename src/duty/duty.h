/* What people owe, by when, and telling them: obligations with owners and clocks. An owner is a
 * role, resolved when it is asked; a clock is an instant in the row, never a counter, so that an
 * outage delays a notice and neither loses nor doubles it. CLAUSE: 10.f2, 10.1.2 */
#ifndef DUTY_DUTY_H
#define DUTY_DUTY_H

#include "store/table.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct duty_seat;
struct holder;
struct pack;
struct record;
struct state;
struct store;

enum obligation_column {
#define COLUMN(name, ...) OBLIGATION_##name,
#include "duty/obligation.def"
#undef COLUMN
    OBLIGATION_COLUMNS
};
enum notice_column {
#define COLUMN(name, ...) NOTICE_##name,
#include "duty/notice.def"
#undef COLUMN
    NOTICE_COLUMNS
};
/* Table ids 42 and 43. */
extern const struct table obligation_table, notice_table;

/* Where duties are looked at or changed: one request. */
struct duty_scene {
    struct arena *arena;
    struct store *store;
    struct record *record; /* NULL when nothing will be written */
    const struct pack *pack;
    const char *today; /* ISO date, JST */
    int64_t now_us;
    const struct state *city; /* read when somebody is first asked for */
    struct duty_seat *seats;  /* those asked for so far */
};

struct obligation {
    int64_t id;
    struct value values[OBLIGATION_COLUMNS];
};

/* The text of a column, NULL when there is none. */
const char *obligation_text(const struct obligation *obligation, enum obligation_column column);
int64_t obligation_number(const struct obligation *obligation, enum obligation_column column);
/* Whether it is of that duty ("ack"); of "send_body" whatever the report. */
bool obligation_is(const struct obligation *obligation, const char *duty);
bool obligation_is_open(const struct obligation *obligation);
/* Late for ever, or open past its end at the scene's moment. */
bool obligation_is_late(const struct duty_scene *scene, const struct obligation *obligation);

/* The instant as the rows hold it: UTC, whole seconds, so that texts compare as times do. */
const char *duty_time(struct arena *arena, int64_t us);

/* Who holds the role today, in the section (or system) where it is one of a section; the stand-ins
 * of an empty seat. Owned by the scene's arena. CLAUSE: 1.3 */
int duty_holders(struct duty_scene *scene, const char *role, int64_t section_id, int64_t system_id,
                 const struct holder **ret_holders, int *ret_count, struct error *error);
/* Who owes it today: the one person it is addressed to, or the holders of the role. */
int duty_owners(struct duty_scene *scene, const struct obligation *obligation,
                const struct holder **ret_holders, int *ret_count, struct error *error);

/* Makes the obligation owed (its `state` open, not late) with its first notices, by the pack's rule
 * of its duty. Fills obligation->id. The caller commits. */
int duty_owe(struct duty_scene *scene, struct obligation *obligation, struct error *error);
/* Writes a changed row (an owner named, an end set) with the notices it now has to make. */
int duty_change(struct duty_scene *scene, struct obligation *obligation, struct error *error);
/* Settles it: `state` done or not_needed. What its clock had to say by now is told first, and it is
 * marked late when it is past its end. */
int duty_settle(struct duty_scene *scene, struct obligation *obligation, const char *state,
                const char *by, const char *reason, struct error *error);

/* What is told to a holder outside any clock: `about` says what. */
struct duty_message {
    const char *subject, *subject_key, *about, *facts;
    int64_t subject_id;
    const char *role;
    int64_t section_id, system_id;
    bool is_drill;
};
/* Tells every holder of the role, once each; an empty seat is told as such. */
int duty_tell(struct duty_scene *scene, const struct duty_message *message, struct error *error);

/* Obligations in order of their numbers: of one subject (subject NULL: all), open ones only. Owned
 * by the arena. */
int duty_list(struct duty_scene *scene, const char *subject, int64_t subject_id, bool only_open,
              struct obligation **ret_list, int *ret_count, struct error *error);

struct duty_run {
    int scanned, notices, late;
};
/* Whether any clock has something to say by now: one look at an index. */
int duty_is_due(struct store *store, int64_t now_us, bool *ret_is_due, struct error *error);
/* Looks once at every clock that has something to say by now: writes notices that are due, marks
 * what is late. Within a transaction; the caller commits. CLAUSE: 1.4.4, 10.1.2 */
int duty_run(struct duty_scene *scene, struct duty_run *ret_run, struct error *error);

#endif
