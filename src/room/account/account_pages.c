/* Who has which account, who asked for it, who approved it. CLAUSE: 5.6.1, 5.6.5, 5.6.6 */
#include "room/account/account_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/account/account.h"
#include "templates.h"

static const struct register_group account_groups[] = {
    {"だれの ID か", "個人の ID には職員番号が要ります。",
     "system_id user_id kind staff_no name place"},
    {"権限と状態", NULL, "role state registered_on last_login_at"},
    {"認証", NULL, "password_changed_on first_password_changed second_factor failures"},
    {.title = NULL},
};

const struct register_face account_face = {
    .kind = &account_kind,
    .path = "/accounts",
    .purpose = "情報システムごとに、いま使える ID を写した一覧です。ID 管理台帳と突き合わせます。",
    .how = "情報システムの ID 一覧を取り込んでください。",
    .columns = "system_id kind staff_no name role state last_login_at",
    .filters = "system_id kind role state",
    .further = "staff_no place second_factor first_password_changed last_login_at",
    .groups = account_groups,
    .form = "様式 5.6-1",
};

static const struct register_group id_ledger_groups[] = {
    {"申請", NULL, "application_no applied_on application_kind department section"},
    {"だれに、何の権限を", NULL, "kind target name system role"},
    {"承認と期間", "承認のない ID は使えません。",
     "state approver approved_on valid_from valid_until note"},
    {.title = NULL},
};

const struct register_face id_ledger_face = {
    .kind = &id_ledger_kind,
    .path = "/id-ledger",
    .purpose = "ID と権限の申請、承認、利用期間を残す台帳です。",
    .how = "ID 管理台帳のファイルを取り込むか、右上の「登録」で申請を登録してください。",
    .columns = "name system role section state approved_on valid_until",
    .filters = "section system role state",
    .further = "kind target application_kind applied_on valid_until",
    .groups = id_ledger_groups,
    .form = "様式 5.6-2",
};

const struct register_face right_face = {
    .kind = &right_kind,
    .path = "/rights",
    .purpose = "ID 管理台帳のうち、承認された権限だけを見る一覧です。",
    .how = "ID 管理台帳で申請が承認されると、ここに出ます。",
    .columns = "name system role section approver approved_on valid_until",
    .filters = "section system role",
    .further = "kind target valid_until",
    .groups = id_ledger_groups,
    .form = "様式 5.6-3",
};

const struct page account_pages[] = {
    REGISTER_PAGES("/accounts", "アカウント一覧"),
    REGISTER_PAGES("/id-ledger", "ID管理台帳"),
    REGISTER_READ_PAGES("/rights", "承認済みの権限"),
    {.path = NULL},
};
