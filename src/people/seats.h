/* Who holds a role on a day, remembered for who asks at every visit: pages name the managers of all
 * sections beside what they show. True as long as nothing about people is written; whoever keeps it
 * sees to that. CLAUSE: 1.2.4 */
#ifndef PEOPLE_SEATS_H
#define PEOPLE_SEATS_H

#include "base/attribute.h"

struct arena;
struct error;
struct pack;
struct role_holding;
struct seats;
struct store;

void seats_close(struct seats *seats);
struct seats *seats_open(void) CLOSED_BY(seats_close) __attribute__((returns_nonnull));

/* Forgets all; what was found is gone. */
void seats_forget(struct seats *seats);

/* A visit begins on the day `on`: what is remembered of another day gives its place. */
void seats_begin(struct seats *seats, const char *on);

/* As people_roles() for the whole city on the day `on`, as it is known now. The first question is
 * remembered, and what was found lives until seats_forget() or seats_begin(); the answer to another
 * question, or without a memory (`seats` NULL), is in `arena`. */
int seats_find(struct seats *seats, struct store *store, const struct pack *pack, const char *role,
               const char *on, struct arena *arena, struct role_holding **ret_holdings,
               int *ret_count, struct error *error);

#endif
