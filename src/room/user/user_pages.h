/* The pages of sign-ins: /users for those who administer them, /tokens for everyone's own. */
#ifndef ROOM_USER_USER_PAGES_H
#define ROOM_USER_USER_PAGES_H

#include "page/page.h"

/* CLAUSE: 5.7.2, 5.7.5, 5.7.6 */
extern const struct page user_pages[];
/* CLAUSE: 5.7.1, 5.7.2 */
extern const struct page token_pages[];

#endif
