/* Which entries leave the house as evidence. */
#ifndef ROOM_RECORD_CHOSEN_H
#define ROOM_RECORD_CHOSEN_H

#include <stdint.h>

struct error;
struct register_scene;
struct table;

struct record_choice {
    const char *clause;                /* of its findings and the rows they are about; NULL: all */
    const char *from, *to;             /* ISO dates in JST, both included; NULL: open */
    const struct table *const *tables; /* all recorded ones */
    int table_count;
};

/* ERROR_INPUT, naming the field, when the clause asked for is none of the pack. NULL is fine. */
int record_check_clause(const struct register_scene *scene, const char *clause,
                        struct error *error);

/* The numbers of the entries chosen, in the scene's arena. ERROR_LIMIT when they are too many for
 * one bundle. */
int record_choose(const struct register_scene *scene, const struct record_choice *choice,
                  int64_t **ret_entries, int *ret_count, struct error *error);

#endif
