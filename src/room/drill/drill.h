/* Drills of incidents: the script is the pack's, the players work in the real program on cases
 * marked as drills, and what they did is measured. CLAUSE: 4.4.1 */
#ifndef ROOM_DRILL_DRILL_H
#define ROOM_DRILL_DRILL_H

#include "store/table.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct pack_drill;
struct register_scene;
struct viewer;

enum drill_column {
#define COLUMN(name, ...) DRILL_##name,
#include "room/drill/drill.def"
#undef COLUMN
    DRILL_COLUMNS
};
enum drill_inject_column {
#define COLUMN(name, ...) DRILL_INJECT_##name,
#include "room/drill/drill_inject.def"
#undef COLUMN
    DRILL_INJECT_COLUMNS
};
/* Table ids 48 and 49. */
extern const struct table drill_table, drill_inject_table;

struct drill {
    int64_t id;
    struct value values[DRILL_COLUMNS];
    const struct pack_drill *script; /* NULL when the pack has it no more */
};

/* The text of a column, NULL when there is none. */
const char *drill_text(const struct drill *drill, enum drill_column column);
/* Whether the viewer plans drills: the head of CSIRT. CLAUSE: 1.4 */
bool drill_may_plan(const struct viewer *viewer);
/* Whether the viewer sees the script: who plans drills, and the facilitator. */
bool drill_may_run(const struct viewer *viewer, const struct drill *drill);

/* Reads the drill called so, in the scene's arena; ERROR_MISSING. */
int drill_load(const struct register_scene *scene, const char *no, struct drill *ret_drill,
               struct error *error);
/* All drills, the newest plan first, in the scene's arena. */
int drill_read_all(const struct register_scene *scene, struct drill **ret_list, int *ret_count,
                   struct error *error);

/* Plans one: the scenario of the pack, when (a time as people write it), and the staff number of
 * the facilitator (NULL: the planner). The caller commits. *ret_no in the scene's arena. */
int drill_plan(const struct register_scene *scene, const char *scenario, const char *planned_at,
               const char *facilitator, const char **ret_no, struct error *error);

/* What is done with a drill by who may run it: ERROR_CONFLICT when it is not the time. `words`: of
 * "give" the number of the inject, of "lessons" the text. To start makes no case: a player reports,
 * or the facilitator for them. To finish ends the drill's cases and all that is still owed in them.
 * The caller commits. CLAUSE: 4.4.1 */
int drill_do(const struct register_scene *scene, int64_t now_us, const char *no, const char *act,
             const char *words, struct error *error);

/* What came of one expectation. */
struct drill_result {
    const char *taken_at; /* NULL: not taken in the drill */
    int minutes;          /* from the start */
    bool is_met;
    int points;
};
/* Measures the expectation by its number in the script, up to the finish or `now_us`: all its
 * points when it was taken in time, half of them, rounded down, when later, else none. */
int drill_measure(const struct register_scene *scene, int64_t now_us, const struct drill *drill,
                  int number, struct drill_result *ret_result, struct error *error);

#endif
