/* Which stored findings are asked for, narrowed to what the viewer may see; their numbers a page at
 * a time, and how many there are. Nothing is loaded that is not shown. CLAUSE: 5.6.3 */
#ifndef ROOM_FINDING_FINDING_ASK_H
#define ROOM_FINDING_FINDING_ASK_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct finding_row;
struct finding_rules;
struct register_scene;

enum { FINDING_ASK_STATES = 3, FINDING_ASK_ROLES = 4 };

/* What is asked for; NULL and 0 ask for everything. Texts are of the caller's arena. */
struct finding_ask {
    const char *state; /* open excused closed all; NULL: open */
    const char *code, *clause, *severity, *reg, *cause;
    const char *when;                      /* always after_hours */
    const char *words;                     /* in key, detail or number of the finding */
    const char *opened_from, *closed_from; /* RFC 3339 UTC */
    const char *promised_before;           /* ISO date: promised, and the day has passed */
    bool unanswered;                       /* without an answer of the manager */
    int part;                              /* section 1 to 11 of the standard */
    int64_t section_id;
    const char *responsible; /* name or staff number of a section's manager */
};

/* The numbers of those that are asked for, breaches first, in the scene's arena. */
int finding_ask_numbers(const struct register_scene *scene, const struct finding_ask *ask,
                        int limit, int64_t offset, int64_t **ret_numbers, int *ret_count,
                        struct error *error);

enum { FINDING_BY_SECTION = 1, FINDING_BY_TIME = 2, FINDING_BY_ROLE = 4 };

/* How many there are of one code and state and, when asked by section, time or role, of one
 * section, one hour of opening and one of closing (RFC 3339 UTC up to the hour), one role. */
struct finding_count {
    const char *code, *state;
    int64_t section_id;          /* 0: none, or not asked */
    const char *opened, *closed; /* NULL: none, or not asked */
    const char *key;             /* of a finding about a role; NULL: none, or not asked */
    int64_t count;
};

int finding_ask_counts(const struct register_scene *scene, const struct finding_ask *ask,
                       unsigned by, struct finding_count **ret_counts, int *ret_count,
                       struct error *error);

/* ",3,14," for the statements that narrow to a set of numbers; in the arena. */
const char *finding_make_set(struct arena *arena, const int64_t *numbers, int count);

/* The sum of the counts. */
int64_t finding_count_all(const struct finding_count *counts, int count);

#endif
