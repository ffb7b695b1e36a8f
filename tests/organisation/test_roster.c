#include "tests/organisation/office.h"

#include "base/error.h"
#include "record/record.h"

#define HEAD  "020300,総務部,ＩＴ推進課,,000011,森本 ゆかり,課長,正規職員,H2.4.1,\n"
#define CLERK "020301,総務部,ＩＴ推進課,運用担当,12,山田　太郎,主事,正規職員,平成30年4月1日,\n"

static void test_rules(struct office *office)
{
    office->request.good_rows_only = true;
    office_roster(
        office, "2026-03-31",
        HEAD                                                                             /* 2 */
        "020301,総務部,ＩＴ推進課,運用担当,未定,甲 一郎,主事,正規職員,2020/4/1,\n"       /* 3 */
        "020301,総務部,ＩＴ推進課,運用担当,,乙 二郎,主事,正規職員,2020/4/1,\n"           /* 4 */
        "020301,総務部,ＩＴ推進課,運用担当,0012345,丙 三郎,主事,正規職員,2020/4/1,\n"    /* 5 */
        "020301,総務部,ＩＴ推進課,運用担当,11,丁 四郎,主事,正規職員,2020/4/1,\n"         /* 6 */
        "020301,総務部,ＩＴ推進課,運用担当,13, ,主事,正規職員,令和2年4月31日,\n"         /* 7 */
        "020301,総務部,ＩＴ推進課,運用担当,０００１３,戊 五郎,主事,正規職員,20200401,\n" /* 8 */
        "030100,財務部,納税課,,000011,森本 ゆかり,課長事務取扱,正規職員,H2.4.1,兼務\n"   /* 9 */
        "030101,財務部,納税課,納税担当,000014,己 六郎,主事,正規職員,2020/4/1,兼務\n"     /* 10 */
        "020301,総務部,ＩＴ推進課,運用担当,000014,己 六郎,主任,正規職員,2020/4/1,\n");   /* 11 */
    is_text(office_problems(office),
            "R01@3:未定 R01@4: R01@5:0012345 R02@6:000011 R03@7:000013 R04@7:000013 R02@8:000013",
            "1.2.4: R01 to R04, each once a row, with the number as key");
    is_int(office->result.rows.valid, 4, "1.2.4: the other rows are good");
    is_text(office_counts(office), "4/0/0/0", "1.2.4: and all of them are new");
    is_text(office_career(office, "000011"),
            "ＩＴ推進課 課長 main [,); 納税課 課長事務取扱 acting [,)",
            "1.2.4: a concurrent row adds an assignment, from an unknown start");
    is_text(office_career(office, "000014"), "納税課 主事 concurrent [,); ＩＴ推進課 主任 main [,)",
            "1.2.4: it may stand before the main row");
    is_text(city_holders(&office->city, "2026-04-01", "security_manager", "財務部 納税課"),
            "000011 acting", "1.2.4: the acting head is the manager");
    is_int(people_find_person(office->city.store, "000013", &office->city.error), 0,
           "1.2.4: people of bad rows are not known");
}

static void test_refused(struct office *office)
{
    office->request.good_rows_only = false;
    office_roster(office, "2026-03-31",
                  HEAD "020301,総務部,新設課,,,乙 二郎,主事,正規職員,2020/4/1,\n");
    is_text(office_counts(office), "refused", "1.2.4: one bad row refuses the file in mode all");
    is_int(people_find_section(office->city.store, "総務部", "新設課", "2026-04-01",
                               &office->city.error),
           0, "1.2.4: bad rows make no sections");
}

static void test_repeat(struct office *office)
{
    struct record *record;

    office_roster(office, "2026-03-31", HEAD CLERK);
    is_text(office_counts(office), "1/0/1/0", "1.2.4: a second file adds what is new");
    office_roster(office, "2026-03-31", HEAD CLERK);
    is_text(office_counts(office), "0/0/2/0", "1.2.4: the same file again changes nothing");
    record = city_begin(&office->city);
    int64_t before = record_next_index(record);
    record_abandon(record);
    office_roster(office, "2026-03-31", HEAD CLERK);
    record = city_begin(&office->city);
    is_int(record_next_index(record), before + 1,
           "1.2.4: and leaves one entry, of the import itself");
    record_abandon(record);
}

static void test_later(struct office *office)
{
    office_roster(office, "2026-09-30",
                  HEAD "030101,財務部,納税課,納税担当,12,山田　太郎,主任,正規職員,平成30年4月1日,\n"
                       "030101,財務部,納税課,納税担当,15,庚 七郎,主事,正規職員,2026/8/1,\n");
    is_text(office_counts(office), "1/1/1/0", "1.2.4: a later roster tells one new and one moved");
    is_text(office_career(office, "000012"),
            "ＩＴ推進課 主事 main [,2026-09-30); 納税課 主任 main [2026-09-30,)",
            "1.2.4: differences hold from its date");
    is_text(office_career(office, "000015"), "納税課 主事 main [2026-09-30,)",
            "1.2.4: and so do people met first");
    is_text(office_career(office, "000014"), "納税課 主事 concurrent [,); ＩＴ推進課 主任 main [,)",
            "1.2.4: whom it does not name stays");
    office->request.complete = true;
    office_roster(office, "2026-09-30",
                  HEAD "030101,財務部,納税課,納税担当,12,山田　太郎,主任,正規職員,平成30年4月1日,\n"
                       "030101,財務部,納税課,納税担当,15,庚 七郎,主事,正規職員,2026/8/1,\n");
    office->request.complete = false;
    is_text(office_counts(office), "0/0/3/3",
            "1.2.4: a complete one ends the assignments it does not name");
    is_text(office_career(office, "000014"),
            "納税課 主事 concurrent [,2026-10-01); ＩＴ推進課 主任 main [,2026-10-01)",
            "1.2.4: with its day");
}

static void test_edited(struct office *office)
{
    struct city *city = &office->city;
    struct value values[PERSON_COLUMNS];
    int64_t id = people_find_person(city->store, "000012", &city->error);
    struct record *record = city_begin(city);
    const char *row = "030101,財務部,納税課,納税担当,12,山田　太朗,主任,正規職員,平成30年4月1日,\n";

    table_get(city->store, &person_table, id, city->arena, values, NULL, &city->error);
    values[PERSON_kana] = value_text("ヤマダ タロウ");
    values[PERSON_edited] = value_integer(1);
    record_put(record, &person_table, id, values, &city_context, NULL, NULL, &city->error);
    city_commit(city, record);
    office_roster(office, "2026-10-31", row);
    is_text(office_problems(office), "C01@2:000012", "2.2: a late file does not take back an edit");
    office->request.conflict = CONFLICT_OURS;
    office_roster(office, "2026-10-31", row);
    is_text(office_counts(office), "0/0/1/0", "2.2: with --ours the edit is kept");
    office->request.conflict = CONFLICT_THEIRS;
    office_roster(office, "2026-10-31", row);
    is_text(office_counts(office), "0/1/0/0", "2.2: with --theirs the file is taken");
    office->request.conflict = CONFLICT_REFUSE;
}

static void test_denied(struct office *office)
{
    const struct viewer_grant staff = {"staff", 1, 0};
    struct viewer clerk = {.grants = &staff, .grant_count = 1};

    office->scene.viewer = &clerk;
    is_int(office_roster(office, "2026-03-31", HEAD), ERROR_DENIED,
           "5.6.3: a clerk does not read in rosters");
    is_int(office_transfers(office, ""), ERROR_DENIED, "5.6.3: nor transfers");
    office->scene.viewer = &office->viewer;
}

int main(void)
{
    struct office office;

    office_open(&office);
    test_rules(&office);
    test_refused(&office);
    test_repeat(&office);
    test_denied(&office);
    test_later(&office);
    test_edited(&office);
    office_close(&office);
    return done();
}
