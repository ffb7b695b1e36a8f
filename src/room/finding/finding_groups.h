/* Findings counted by what they have in common: a cause, a clause, a section, a manager; and in the
 * heat table of sections by parts of the standard. CLAUSE: 11.2.2 */
#ifndef ROOM_FINDING_FINDING_GROUPS_H
#define ROOM_FINDING_FINDING_GROUPS_H

#include "page/page.h"

struct finding_ask;
struct role_holding;

/* Every section with its managers, whoever sees it; the scene's arena. CLAUSE: 1.2.4 */
struct finding_sections {
    const struct role_holding *holdings;
    int count;
};

int finding_read_sections(const struct register_scene *scene, struct finding_sections *ret_sections,
                          struct error *error);
/* "部 課" of the unit, and its managers by name; NULL when there is none. */
const char *finding_section_name(const struct finding_sections *sections, int64_t id);
const char *finding_section_managers(const struct finding_sections *sections, int64_t id,
                                     struct arena *arena);

/* Adds the groups, those with most breaches first, as elements of `items`: key, title, findings,
 * breaches, recommendations, sections, codes. `by`: cause clause section responsible. */
int finding_add_groups(struct visit *visit, struct model *items, const struct finding_ask *ask,
                       const char *by, struct error *error);

/* Adds the heat table of open findings: parts (of the standard), rows (sections) with cells. */
int finding_add_heat(struct visit *visit, struct model *object, const struct finding_ask *ask,
                     struct error *error);

#endif
