#include "room/demo/accounts.h"

#include "base/arena.h"

#include <string.h>

const char demo_ledger_file[] = "04_ID管理台帳.xlsx";

enum { LEDGER_COLUMNS = 16, OTHER_SYSTEM_ROWS = 10 };

static const char *next_number(struct demo_city *city)
{
    return arena_format(city->arena, "ID-7-%04d", city->rows[FILE_LEDGER] + 1);
}

static void put_row(struct demo_city *city, struct demo_out *out,
                    const char *const cells[LEDGER_COLUMNS])
{
    demo_out_row(out, STYLE_NUMBER, cells, LEDGER_COLUMNS);
    city->rows[FILE_LEDGER]++;
}

static const char *end_text(struct demo_city *city, int64_t day)
{
    static const char *const endless[] = {"期限なし", "期限なし", "", "－"};
    return day == NO_DAY ? endless[demo_below(city, 4)] : demo_date_text(city, day);
}

static void fill_row(struct demo_city *city, const struct demo_account *account,
                     const char *cells[LEDGER_COLUMNS])
{
    static const char *const kinds[] = {"個人", "共用", "ベンダー", "システム"};
    static const char *const roles[] = {"参照", "入力", "管理者"};
    static const char *const approved[] = {"承認", "承認済", "承認"};
    const struct demo_section *section = &demo_sections[account->section];
    int64_t applied = account->registered - 12;
    cells[0] = next_number(city);
    cells[1] = demo_date_text(city, applied);
    cells[2] = "新規";
    cells[3] = kinds[account->kind];
    cells[4] = account->kind == ACCOUNT_PERSON
                   ? demo_staff_number_text(city, account->person->number)
                   : demo_id_text(city, account->id);
    cells[5] = demo_account_label(city, account);
    cells[6] = demo_departments[section->department].name;
    cells[7] = section->name;
    cells[8] = demo_one_in(city, 12) ? "住民情報システム　" : demo_system_name;
    cells[9] = roles[account->approved_role];
    cells[10] = "市民課長";
    cells[11] = demo_date_text(city, applied + 7);
    cells[12] = demo_date_text(city, account->registered);
    cells[13] = end_text(city, account->approved_until);
    cells[14] = approved[demo_below(city, 3)];
    cells[15] = city->rows[FILE_LEDGER] % 40 == 8 ? "=IF(1,\"要確認\",\"\")" : NULL;
}

/* An application that gives no approval: of another state or for another system. */
static void put_other(struct demo_city *city, struct demo_out *out,
                      const struct demo_account *account, int column, const char *text)
{
    const char *cells[LEDGER_COLUMNS];
    fill_row(city, account, cells);
    cells[column] = text;
    if (column == 14)
        cells[11] = cells[12] = cells[13] = NULL;
    put_row(city, out, cells);
}

static void put_applications(struct demo_city *city, struct demo_out *out,
                             const struct demo_accounts *accounts)
{
    for (int i = 0; i < accounts->count; i++) {
        const struct demo_account *account = &accounts->list[i];
        if (account->is_rejected)
            put_other(city, out, account, 14, "却下");
        if (!account->is_approved)
            continue;
        const char *cells[LEDGER_COLUMNS];
        fill_row(city, account, cells);
        put_row(city, out, cells);
    }
}

/* Numbers used a second time: IE1. The rows are of people who have their approval above. */
static void put_refused(struct demo_city *city, struct demo_out *out,
                        const struct demo_accounts *accounts)
{
    put_other(city, out, &accounts->list[40], 0, "ID-7-0007");
    put_other(city, out, &accounts->list[41], 0, "ID-7-0019");
}

int demo_write_ledger(struct demo_city *city, const struct demo_accounts *accounts,
                      struct error *error)
{
    static const char *const upper[LEDGER_COLUMNS] = {
        "受付番号", "受付日", "手続区分",     "アカウント区分", "対象ID", "対象者氏名",
        "申請部",   "申請課", "対象システム", "申請権限",       "決裁者", "決裁日",
        "利用期間", NULL,     "審査状況",     "特記事項"};
    static const char *const lower[LEDGER_COLUMNS] = {[12] = "開始", [13] = "終了"};
    static const int widths[LEDGER_COLUMNS] = {12, 14, 10, 14, 12, 18, 14, 14,
                                               18, 10, 12, 14, 14, 14, 10, 16};
    struct demo_out out = demo_out_open(city, demo_ledger_file, FORMAT_XLSX, error);
    demo_out_sheet(&out, "台帳", widths, LEDGER_COLUMNS);
    demo_out_line(&out, STYLE_TITLE, "ＩＤ管理台帳（見本野市）");
    demo_out_row(&out, STYLE_HEADING, upper, LEDGER_COLUMNS);
    demo_out_row(&out, STYLE_HEADING, lower, LEDGER_COLUMNS);
    put_applications(city, &out, accounts);
    for (int i = 0; i < OTHER_SYSTEM_ROWS; i++)
        put_other(city, &out, &accounts->list[60 + i], 8,
                  i % 2 ? "介護保険システム" : "税総合システム");
    put_other(city, &out, &accounts->list[70], 14, "却下");
    put_other(city, &out, &accounts->list[71], 14, "審査中");
    put_other(city, &out, &accounts->list[72], 14, "申請中");
    put_refused(city, &out, accounts);
    demo_out_line(&out, STYLE_PLAIN, "※ 受付番号は年度ごとに付け直さないこと。");
    return demo_out_close(&out);
}
