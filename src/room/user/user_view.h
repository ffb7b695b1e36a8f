/* What the two page files of this room share: reading sign-ins and tokens into a model. */
#ifndef ROOM_USER_USER_VIEW_H
#define ROOM_USER_USER_VIEW_H

#include "template/model.h"

#include <stdint.h>

struct error;
struct keeper_person;
struct store;
struct visit;

/* What people read for a state of keeper_state(), NULL or "ended" included: 有効, 停止中 ... */
const char *user_state_title(const struct visit *visit, const char *state);
/* Adds "state" with its word and, for pages, its look. */
void user_add_state(struct visit *visit, struct model *parent, const char *state);
/* Adds a copy of an ISO date, NULL for none, with what pages show of it. */
void user_add_day(struct visit *visit, struct model *parent, enum model_key key, const char *day);
/* Adds "department", "section", "post" and "is_employed" as of today. */
int user_add_place(struct visit *visit, struct model *parent, int64_t person_id,
                   struct error *error);
/* Adds every fact of the person's sign-in; *ret_entry is the record entry that wrote it last, 0
 * when there is none. */
int user_add_facts(struct visit *visit, struct model *parent, const struct keeper_person *person,
                   const char **ret_state, int64_t *ret_entry, struct error *error);
/* The record entry that wrote the person's sign-in last, 0 when there is none. */
int user_entry(struct store *store, int64_t person_id, int64_t *ret_entry, struct error *error);
/* Adds an array "tokens" or "items" of the person's tokens, oldest first, and "total". */
int user_add_tokens(struct visit *visit, struct model *parent, enum model_key key,
                    int64_t person_id, struct error *error);

#endif
