/* Home: what the one who signed in must do, how the own sections and the city stand, what changed
 * since yesterday; and the steps of the first day. */
#ifndef ROOM_HOME_HOME_PAGES_H
#define ROOM_HOME_HOME_PAGES_H

#include "page/page.h"

extern const struct page home_pages[];

/* The steps of the first day as `steps` of the model; *ret_is_done when all are behind. */
int home_add_first_day(struct visit *visit, bool *ret_is_done, struct error *error);
/* What changed since yesterday, as `changes` of the model. */
int home_add_changes(struct visit *visit, struct error *error);

#endif
