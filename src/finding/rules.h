/* The pack's checks made ready. Shared by this floor's files only. */
#ifndef FINDING_RULES_H
#define FINDING_RULES_H

#include <stdint.h>

struct arena;
struct pack;
struct pack_check;
struct register_kind;
struct table;

/* A check in two shapes: over every row, and over the row :key, which the planner then looks up.
 * `one` is NULL when the check takes no :key, because a row's change touches others. */
struct finding_shape {
    const char *population, *population_one;
    const char *violation, *violation_one;
};

/* A register whose rows can be found, with the text that tells where a row comes from. */
struct finding_register {
    const char *name; /* as in the pack: "takeouts", "units" */
    const struct table *table;
};

struct finding_rules {
    struct arena *arena; /* owned; NULL when made in another's */
    const struct pack *pack;
    const struct pack_check **checks; /* those whose register is known */
    struct finding_shape *shapes;     /* beside them */
    int count;
    struct finding_register *registers;
    int register_count;
};

/* The rules in an arena of the caller's, for one request. */
struct finding_rules *finding_rules_make(const struct pack *pack,
                                         const struct register_kind *const *kinds,
                                         struct arena *arena) __attribute__((returns_nonnull));

/* The register of that name, or of that table; NULL when there is none. */
const struct finding_register *finding_register(const struct finding_rules *rules,
                                                const char *name);
const struct finding_register *finding_register_of(const struct finding_rules *rules,
                                                   uint16_t table_id);

#endif
