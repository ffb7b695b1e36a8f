/* Pages of section 1: figure 1 and tables 1 to 3, one section, one person, the transfer day.
 * CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
#ifndef ROOM_ORGANISATION_ORGANISATION_PAGES_H
#define ROOM_ORGANISATION_ORGANISATION_PAGES_H

#include "page/page.h"

struct moment;

extern const struct page organisation_pages[];

/* The day and the day of knowledge that the visit asks about ("at", "known_at"); today and now
 * without them. */
int organisation_moment(struct visit *visit, struct moment *ret_moment, struct error *error);

int section_show(struct visit *visit, struct error *error);
int person_show(struct visit *visit, struct error *error);
/* CLAUSE: 1.2.5, 1.2.7 */
int appoint_form(struct visit *visit, struct error *error);
int appoint_post(struct visit *visit, struct error *error);
/* CLAUSE: 1.2.4 */
int preview_form(struct visit *visit, struct error *error);
int preview_post(struct visit *visit, struct error *error);

#endif
