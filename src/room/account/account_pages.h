/* The pages of accounts, of the ID ledger and of approved rights. */
#ifndef ROOM_ACCOUNT_ACCOUNT_PAGES_H
#define ROOM_ACCOUNT_ACCOUNT_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face account_face, id_ledger_face, right_face;
extern const struct page account_pages[];

#endif
