/* Pages of section 1: figure 1 and tables 1 to 3, one section, one person, the transfer day.
 * CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
#ifndef ROOM_ORGANISATION_ORGANISATION_PAGES_H
#define ROOM_ORGANISATION_ORGANISATION_PAGES_H

#include "page/page.h"
#include "people/people.h"

extern const struct page organisation_pages[];

/* The day and the day of knowledge that the visit asks about ("at", "known_at"); today and now
 * without them. */
int organisation_moment(struct visit *visit, struct moment *ret_moment, struct error *error);

/* The section whose number stands in the path or a form. ERROR_MISSING when there is none. */
int organisation_read_section(struct visit *visit, const char *part, int64_t *ret_id,
                              struct unit_names *ret_names, struct error *error);
/* "部 課". */
const char *organisation_full_name(struct arena *arena, const struct unit_names *names);
/* Names and posts of those who work in the section, as a list. */
int organisation_add_staff(struct visit *visit, int64_t section_id, const struct moment *moment,
                           struct model *parent, enum model_key key, struct error *error);

int section_show(struct visit *visit, struct error *error);
int person_show(struct visit *visit, struct error *error);
/* CLAUSE: 1.2.5, 1.2.7 */
int appoint_form(struct visit *visit, struct error *error);
int appoint_post(struct visit *visit, struct error *error);
/* CLAUSE: 1.2.4 */
int preview_form(struct visit *visit, struct error *error);
int preview_post(struct visit *visit, struct error *error);

#endif
