/* The accounts of one system, from which both the list of accounts and the ID ledger are written.
 */
#ifndef ROOM_DEMO_ACCOUNTS_H
#define ROOM_DEMO_ACCOUNTS_H

#include "room/demo/city.h"
#include <stdbool.h>
#include <stdint.h>

struct error;

enum { ACCOUNT_LIMIT = 130 };

enum demo_account_kind { ACCOUNT_PERSON, ACCOUNT_SHARED, ACCOUNT_VENDOR, ACCOUNT_BATCH };
enum demo_role { ROLE_VIEW, ROLE_EDIT, ROLE_MANAGE };

struct demo_account {
    enum demo_account_kind kind;
    const char *id;
    const struct demo_person *person; /* of ACCOUNT_PERSON */
    int ordinal;                      /* of the others */
    int section;                      /* that it was applied for */
    const char *state;
    enum demo_role role, approved_role;
    int64_t registered, last_login, password_changed, approved_until; /* NO_DAY for none */
    enum demo_mark first_changed, second_factor;
    int failures;
    bool is_approved; /* has an approval of its own in the ledger */
    bool is_rejected; /* has an application there that was turned down */
};

struct demo_accounts {
    struct demo_account list[ACCOUNT_LIMIT];
    int count;
};

const char *demo_account_label(struct demo_city *city, const struct demo_account *account);
int demo_write_ledger(struct demo_city *city, const struct demo_accounts *accounts,
                      struct error *error);

#endif
