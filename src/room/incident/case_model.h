/* A case in words for its page, beside what the API says of it. Of this room only. */
#ifndef ROOM_INCIDENT_CASE_MODEL_H
#define ROOM_INCIDENT_CASE_MODEL_H

#include "page/page.h"
#include "room/incident/act.h"
#include "room/incident/case_words.h"

/* The case of the path, unless the visitor is not in it: then there is none. CLAUSE: 1.4.5 */
int case_load_seen(struct visit *visit, struct incident_case *ret_case, struct error *error);
/* The member to be written to; NULL when the object has none. */
struct model *case_member(struct model *object, enum model_key key);
/* A value with its label in a list to choose from. */
void case_add_choice(struct visit *visit, struct model *choices, const char *value,
                     const char *label, const char *chosen);
/* Adds to what incident_list() or incident_show() wrote how a page shows it. */
void case_put_row(struct visit *visit, const struct pack_incident *flow, struct model *row);
void case_put_page(struct visit *visit, const struct pack_incident *flow, struct model *root);
/* Adds "forms": each step that the visitor may take now, with its fields; open and filled in where
 * the query names one. CLAUSE: 10.f2 */
int case_put_forms(struct visit *visit, struct incident_case *held, struct error *error);

#endif
