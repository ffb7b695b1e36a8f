#include "room/demo/accounts.h"

#include "base/arena.h"
#include "base/error.h"

const char demo_accounts_file[] = "03_アカウント一覧_住民情報システム.csv";

enum {
    ACCOUNT_COLUMNS = 13,
    TIDY_PERSONS = 92,
    SHARED_COUNT = 7,
    VENDOR_COUNT = 4,
    BATCH_COUNT = 3,
};

static const char in_use[] = "有効";
static const char stopped[] = "停止";

static struct demo_account *add_account(struct demo_city *city, struct demo_accounts *accounts,
                                        enum demo_account_kind kind, const char *id)
{
    must(accounts->count < ACCOUNT_LIMIT);
    struct demo_account *account = &accounts->list[accounts->count++];
    *account = (struct demo_account){.kind = kind, .id = id, .state = in_use};
    account->registered = DAY_OF_CHECK - 60 - demo_below(city, 1500);
    account->last_login = DAY_OF_CHECK - 1 - demo_below(city, 40);
    account->password_changed = DAY_OF_CHECK - 5 - demo_below(city, 120);
    account->first_changed = MARK_YES;
    account->second_factor = MARK_YES;
    account->failures = demo_below(city, 3);
    account->approved_until = NO_DAY;
    account->is_approved = true;
    return account;
}

/* The account of somebody, approved for the section. */
static struct demo_account *add_person_account(struct demo_city *city,
                                               struct demo_accounts *accounts,
                                               const struct demo_person *person, int section)
{
    const char *id = arena_format(city->arena, "jm%s", person->number);
    struct demo_account *account = add_account(city, accounts, ACCOUNT_PERSON, id);
    account->person = person;
    account->section = section;
    account->role = demo_below(city, 3) > 0 ? ROLE_EDIT : ROLE_VIEW;
    if (section == SECTION_IT)
        account->role = ROLE_MANAGE;
    account->approved_role = account->role;
    if (demo_one_in(city, 8))
        account->approved_until = DAY_OF_CHECK + 364;
    return account;
}

static void add_settled(struct demo_city *city, struct demo_accounts *accounts)
{
    static const int sections[] = {SECTION_CITIZENS,     SECTION_INSURANCE,   SECTION_CITIZEN_TAX,
                                   SECTION_PROPERTY_TAX, SECTION_TAX_PAYMENT, SECTION_ELDERLY,
                                   SECTION_IT,           SECTION_WELFARE};
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        for (int at = 0; at < demo_sections[sections[i]].staff; at++) {
            const struct demo_person *person = demo_person_at(city, sections[i], at);
            if (accounts->count < TIDY_PERSONS && demo_is_settled(person))
                add_person_account(city, accounts, person, sections[i]);
        }
    }
    must(accounts->count == TIDY_PERSONS);
}

/* Those who came, went or moved: the ones whose account was forgotten are breaches. */
static void add_changed(struct demo_city *city, struct demo_accounts *accounts)
{
    static const int moved_from[] = {SECTION_CITIZENS, SECTION_INSURANCE, SECTION_CITIZEN_TAX,
                                     SECTION_PROPERTY_TAX};
    static const int left[] = {SECTION_CITIZENS, SECTION_CITIZEN_TAX, SECTION_INSURANCE,
                               SECTION_PROPERTY_TAX};
    for (size_t i = 0; i < sizeof moved_from / sizeof moved_from[0]; i++) /* U11 */
        add_person_account(city, accounts, demo_mover_of(city, moved_from[i]), moved_from[i]);
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) { /* the first two: U01 */
        struct demo_account *account =
            add_person_account(city, accounts, demo_leaver_of(city, left[i]), left[i]);
        account->state = i < 2 ? in_use : stopped;
    }
    for (int i = city->roster_count; i < city->roster_count + 2; i++) {
        const struct demo_person *person = &city->staff[i];
        struct demo_account *account =
            add_person_account(city, accounts, person, person->new_section);
        account->registered = account->password_changed = account->last_login = DAY_OF_CHECK;
    }
}

static void add_impersonal(struct demo_city *city, struct demo_accounts *accounts,
                           enum demo_account_kind kind, const char *stem, int count,
                           enum demo_role role)
{
    static const int sections[] = {SECTION_CITIZENS, SECTION_INSURANCE, SECTION_CITIZEN_TAX};
    for (int i = 0; i < count; i++) {
        const char *id = arena_format(city->arena, "%s-%02d", stem, i + 1);
        struct demo_account *account = add_account(city, accounts, kind, id);
        account->section = kind == ACCOUNT_SHARED ? sections[i % 3] : SECTION_IT;
        account->role = account->approved_role = role;
        account->ordinal = i + 1;
        if (kind == ACCOUNT_BATCH)
            account->second_factor = MARK_NO;
        if (kind == ACCOUNT_VENDOR)
            account->approved_until = DAY_OF_CHECK + 364;
    }
}

/* One breach each, in accounts that are right otherwise: the tidy persons come first in the list.
 */
static void plant(struct demo_accounts *accounts)
{
    struct demo_account *list = accounts->list;
    list[3].is_approved = list[21].is_approved = false; /* U02 */
    list[3].is_rejected = true;
    list[8].role = ROLE_MANAGE; /* U03 */
    list[8].approved_role = ROLE_EDIT;
    list[27].role = ROLE_EDIT;
    list[27].approved_role = ROLE_VIEW;
    list[11].last_login = DAY_OF_CHECK - 181; /* U04, the last one never logged in */
    list[33].last_login = DAY_OF_CHECK - 320;
    list[44].last_login = NO_DAY;
    list[14].failures = 3; /* U07 */
    list[50].failures = 6;
    list[52].failures = 5; /* a locked one is no breach */
    list[52].state = "ロック";
    list[17].first_changed = MARK_NO; /* U08 */
    list[24].second_factor = MARK_NO; /* U09 */
    list[58].second_factor = MARK_BLANK;
    list[38].approved_until = DAY_OF_CHECK - 1; /* U12 */
}

static void plant_impersonal(struct demo_accounts *accounts, int first_shared, int first_vendor)
{
    struct demo_account *shared = &accounts->list[first_shared];
    shared[1].password_changed = DAY_OF_CHECK - 181; /* U05 */
    shared[3].role = ROLE_MANAGE;                    /* U06 */
    shared[3].approved_role = ROLE_MANAGE;
    shared[5].role = ROLE_MANAGE; /* stopped, so no breach */
    shared[5].approved_role = ROLE_MANAGE;
    shared[5].state = stopped;
    accounts->list[first_vendor + 2].approved_until = DAY_OF_CHECK - 91; /* U12 */
}

static void make_accounts(struct demo_city *city, struct demo_accounts *accounts)
{
    add_settled(city, accounts);
    plant(accounts);
    add_changed(city, accounts);
    const struct demo_account *first = &accounts->list[30];
    struct demo_account *second =
        add_person_account(city, accounts, first->person, first->section); /* U10 */
    second->id = arena_format(city->arena, "%s-b", first->id);
    second->role = second->approved_role = first->role;
    second->is_approved = false;
    int first_shared = accounts->count;
    add_impersonal(city, accounts, ACCOUNT_SHARED, "kyoyo", SHARED_COUNT, ROLE_EDIT);
    int first_vendor = accounts->count;
    add_impersonal(city, accounts, ACCOUNT_VENDOR, "gyosha", VENDOR_COUNT, ROLE_MANAGE);
    add_impersonal(city, accounts, ACCOUNT_BATCH, "yakan", BATCH_COUNT, ROLE_MANAGE);
    plant_impersonal(accounts, first_shared, first_vendor);
}

const char *demo_account_label(struct demo_city *city, const struct demo_account *account)
{
    switch (account->kind) {
    case ACCOUNT_PERSON:
        return demo_name_text(city, account->person);
    case ACCOUNT_SHARED:
        return arena_format(city->arena, "%s共用%d", demo_sections[account->section].name,
                            account->ordinal);
    case ACCOUNT_VENDOR:
        return arena_format(city->arena, "見本システム㈱保守%d", account->ordinal);
    default:
        return arena_format(city->arena, "夜間処理%d", account->ordinal);
    }
}

static const char *login_text(struct demo_city *city, const struct demo_account *account)
{
    if (account->last_login == NO_DAY)
        return NULL;
    const char *day = demo_date_plain(city, account->last_login, '/');
    int minute = account->kind == ACCOUNT_BATCH ? 120 : 520 + demo_below(city, 500);
    return arena_format(city->arena, "%s %02d:%02d", day, minute / 60, minute % 60);
}

static void fill_row(struct demo_city *city, const struct demo_account *account,
                     const char *cells[ACCOUNT_COLUMNS])
{
    static const char *const kinds[] = {"個人", "共用", "ベンダー", "システム"};
    static const char *const roles[] = {"照会", "更新", "管理者"};
    const struct demo_section *section = &demo_sections[account->section];
    bool is_person = account->kind == ACCOUNT_PERSON;
    cells[0] = account->id;
    cells[1] = kinds[account->kind];
    cells[2] = is_person ? demo_staff_number_text(city, account->person->number) : NULL;
    cells[3] = demo_account_label(city, account);
    cells[4] = arena_format(city->arena, "%s　%s", demo_departments[section->department].name,
                            section->name);
    if (account->kind == ACCOUNT_VENDOR)
        cells[4] = "（委託先）";
    cells[5] = roles[account->role];
    cells[6] = account->state;
    cells[7] = demo_date_plain(city, account->registered, '/');
    cells[8] = login_text(city, account);
    cells[9] = demo_date_plain(city, account->password_changed, '/');
    cells[10] = account->first_changed == MARK_YES ? "済" : "未";
    cells[11] = account->second_factor == MARK_YES  ? "有"
                : account->second_factor == MARK_NO ? "無"
                                                    : "";
    cells[12] = demo_number(city, account->failures);
}

static void put_row(struct demo_city *city, struct demo_out *out,
                    const char *const cells[ACCOUNT_COLUMNS])
{
    demo_out_row(out, STYLE_PLAIN, cells, ACCOUNT_COLUMNS);
    city->rows[FILE_ACCOUNTS]++;
}

static void put_refused(struct demo_city *city, struct demo_out *out,
                        const struct demo_accounts *accounts)
{
    const char *cells[ACCOUNT_COLUMNS];
    const struct demo_account *vendor = &accounts->list[accounts->count - BATCH_COUNT - 1];
    fill_row(city, vendor, cells);
    cells[0] = ""; /* UE1 */
    put_row(city, out, cells);
    fill_row(city, &accounts->list[5], cells);
    cells[0] = demo_wide(city, cells[0]); /* UE2: the same in full width */
    put_row(city, out, cells);
    fill_row(city, &accounts->list[6], cells);
    cells[0] = "jm-rinji01";
    cells[2] = "臨時01"; /* UE3 */
    put_row(city, out, cells);
}

int demo_write_accounts(struct demo_city *city, struct error *error)
{
    static const char *const heading[ACCOUNT_COLUMNS] = {
        "利用者ID",           "利用者区分", "職番",        "利用者名",         "所属部署",
        "操作権限",           "利用状態",   "作成日",      "最終ログオン日時", "パスワード更新日",
        "初期パスワード変更", "多要素認証", "連続失敗回数"};
    struct demo_accounts *accounts = arena_alloc(city->arena, sizeof(*accounts));
    make_accounts(city, accounts);
    struct demo_out out = demo_out_open(city, demo_accounts_file, FORMAT_CSV, error);
    demo_out_row(&out, STYLE_HEADING, heading, ACCOUNT_COLUMNS);
    for (int i = 0; i < accounts->count; i++) {
        const char *cells[ACCOUNT_COLUMNS];
        fill_row(city, &accounts->list[i], cells);
        put_row(city, &out, cells);
    }
    put_refused(city, &out, accounts);
    if (demo_out_close(&out))
        return error->code;
    return demo_write_ledger(city, accounts, error);
}
