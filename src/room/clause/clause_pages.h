/* The standard in its own order: each clause with its computed state, and what carries it. */
#ifndef ROOM_CLAUSE_CLAUSE_PAGES_H
#define ROOM_CLAUSE_CLAUSE_PAGES_H

#include "page/page.h"

struct clause_model;

extern const struct page clause_pages[];

/* The models of all clauses (`id` NULL) or the one, for this visitor: as the last check and every
 * change since left them, or as known on the day of "known_at". */
int clause_visit_models(struct visit *visit, const char *id, struct clause_model **ret_models,
                        int *ret_count, struct error *error);
/* One clause of a list: id, number, title, state, carriers, age, and what a page shows. */
void clause_add_item(struct visit *visit, struct model *items, const struct clause_model *model);
/* What section 1 to 11 of the standard is called. */
const char *clause_section_title(const struct visit *visit, int section);

#endif
