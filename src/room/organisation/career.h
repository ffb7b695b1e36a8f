/* One person's assignments while a transfer list is carried out on them, before anything is
 * written: what the list leaves as it was is then never touched. */
#ifndef ROOM_ORGANISATION_CAREER_H
#define ROOM_ORGANISATION_CAREER_H

#include "people/people.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct record;
struct record_context;
struct store;
struct transfer;

struct career_step {
    struct assignment before; /* id 0: new */
    struct assignment after;
    bool is_dropped;
};

struct career {
    int64_t person_id; /* 0: not in the table yet */
    struct value before[PERSON_COLUMNS], after[PERSON_COLUMNS];
    struct career_step *steps;
    int step_count, step_capacity;
};

/* Reads what is known of the person now; a new career when there is none. Owned by the arena. */
int career_open(struct store *store, const char *staff_no, struct arena *arena,
                struct career **ret_career, struct error *error);
/* Carries out one change; `work` is the new place and post. True when it changes anything. */
bool career_change(struct career *career, const struct transfer *transfer,
                   const struct assignment *work, struct arena *arena);
/* Whether anything differs from what is known. */
bool career_differs(const struct career *career);
/* Writes the differences. */
int career_write(struct career *career, struct record *record, int64_t known_from,
                 const struct record_context *context, struct error *error);

#endif
