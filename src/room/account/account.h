/* Accounts of systems, and the ledger of applications for IDs. CLAUSE: 5.6.1, 5.6.5 */
#ifndef ROOM_ACCOUNT_ACCOUNT_H
#define ROOM_ACCOUNT_ACCOUNT_H

#include "register/register.h"

enum account_column {
#define COLUMN(name, ...) ACCOUNT_##name,
#include "room/account/account.def"
#undef COLUMN
    ACCOUNT_COLUMNS
};

extern const struct table account_table;
extern const struct register_kind account_kind;

enum id_ledger_column {
#define COLUMN(name, ...) ID_LEDGER_##name,
#include "room/account/id_ledger.def"
#undef COLUMN
    ID_LEDGER_COLUMNS
};

extern const struct table id_ledger_table;
extern const struct register_kind id_ledger_kind;
extern const struct register_kind right_kind; /* a part of id_ledger */

#endif
