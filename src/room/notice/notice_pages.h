/* What people were told and what they owe, as each of them meets it. CLAUSE: 1.4.1, 10.f2 */
#ifndef ROOM_NOTICE_NOTICE_PAGES_H
#define ROOM_NOTICE_NOTICE_PAGES_H

#include "page/page.h"

extern const struct page notice_pages[], channel_pages[];

/* What the visitor owes now, those that end first leading, as `owed` of the model; and how many
 * notices wait to be acknowledged, as `notices`. CLAUSE: 10.1.2 */
int notice_add_owed(struct visit *visit, struct error *error);

#endif
