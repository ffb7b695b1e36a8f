/* Every code that is not of table 5: rows that break it and rows that do not. */
#include "tests/finding/town.h"

#include "people/people.h"

enum { WHOLE_DAY = -1 };

static int64_t put_account(struct town *town, const char *text)
{
    return town_put(town, &town_accounts,
                    arena_format(town->rows,
                                 "system_id=%lld|state=有効|second_factor=1|"
                                 "first_password_changed=1|last_login_at=2026-03-30|failures=0|%s",
                                 (long long)town->system, text));
}

static void put_approval(struct town *town, const char *target, const char *text)
{
    town_put(town, &town_approvals,
             arena_format(town->rows,
                          "application_no=A|state=承認|system_key=住民記録|"
                          "target_key=%s|%s",
                          target, text));
}

#define ONE(number) "kind=個人|role=参照|user_id=U" number "|staff_no=" number

static void test_leavers(struct town *town)
{
    ok(town_breaks(town, "U01", put_account(town, ONE("000004"))),
       "5.6.5 U01: left the day before");
    ok(town_breaks(town, "U01", put_account(town, ONE("000005"))), "5.6.5 U01: comes tomorrow");
    ok(town_breaks(town, "U01", put_account(town, ONE("999999"))), "5.6.5 U01: nobody");
    int64_t id = put_account(town, ONE("000002"));
    ok(!town_breaks(town, "U01", id), "5.6.5 U01: not of someone at work");
    is_text(town_found(town, "U01", id, "2026-04-02", WHOLE_DAY), "", "5.6.5 U01: nor tomorrow");
    id = put_account(town, ONE("000004") "|state=停止");
    ok(!town_breaks(town, "U01", id), "5.6.5 U01: not when stopped");
    id = put_account(town, "kind=共用|role=参照|user_id=SHARED");
    ok(!town_breaks(town, "U01", id), "5.6.5 U01: not of a shared ID");
    id = put_account(town, ONE("000004"));
    is_text(town_found(town, "U01", id, "2026-03-31", WHOLE_DAY), "",
            "5.6.5 U01: on the last day still at work");
}

static void test_approvals(struct town *town)
{
    put_approval(
        town, "000001",
        arena_format(town->rows, "kind=個人|role=入力|section_id=%lld", (long long)town->section));
    put_approval(town, "SVC-01", "kind=システム|role=管理者|valid_until=2026-03-31");
    put_approval(town, "000003",
                 arena_format(town->rows,
                              "kind=個人|role=参照|valid_until=2026-04-01|"
                              "section_id=%lld",
                              (long long)town->section));
    put_approval(town, "000002", "kind=個人|role=参照|state=却下");
    town_put(town, &town_approvals,
             "application_no=B|state=承認|system_key=別の仕組み|target_key=000002|role=参照");
    int64_t id = put_account(town, ONE("000001"));
    ok(!town_breaks(town, "U02", id), "5.6.1 U02: approved");
    ok(!town_breaks(town, "U03", id), "5.6.1 U03: within what was approved");
    ok(!town_breaks(town, "U11", id), "5.6.5 U11: approved for the own section");
    ok(!town_breaks(town, "U12", id), "5.6.6 U12: no end");
    id = put_account(town, ONE("000002"));
    ok(town_breaks(town, "U02", id), "5.6.1 U02: refused, or approved for another system");
    ok(!town_breaks(town, "U03", id) && !town_breaks(town, "U11", id) &&
           !town_breaks(town, "U12", id),
       "5.6.1 U02: and nothing else without an approval");
    ok(town_breaks(town, "U03",
                   put_account(town, "kind=個人|role=管理者|user_id=X|staff_no=000001")),
       "5.6.1 U03: above what was approved");
    id = put_account(town, ONE("000003"));
    ok(town_breaks(town, "U11", id), "5.6.5 U11: approved for another section");
    ok(!town_breaks(town, "U12", id), "5.6.6 U12: good to the end of its last day");
    is_text(town_found(town, "U12", id, "2026-04-02", WHOLE_DAY), "always",
            "5.6.6 U12: run out the day after");
    id = put_account(town, "kind=システム|role=管理者|user_id=SVC-01");
    ok(!town_breaks(town, "U02", id), "5.6.1 U02: a system's account goes by its ID");
    ok(town_breaks(town, "U12", id), "5.6.6 U12: all approvals have run out");
    ok(!town_breaks(town, "U11", id), "5.6.5 U11: not of other kinds");
}

static void test_use(struct town *town)
{
    ok(town_breaks(town, "U04", put_account(town, ONE("000001") "|last_login_at=2025-10-02")),
       "5.6.6 U04: 181 days");
    ok(!town_breaks(town, "U04", put_account(town, ONE("000001") "|last_login_at=2025-10-03")),
       "5.6.6 U04: 180 days are fine");
    int64_t id = put_account(town, ONE("000001"));
    town_change(town, &town_accounts, id, "last_login_at=");
    ok(town_breaks(town, "U04", id), "5.6.6 U04: never used");
    ok(town_breaks(town, "U07", put_account(town, ONE("000001") "|failures=3")),
       "5.7.6 U07: three");
    ok(!town_breaks(town, "U07", put_account(town, ONE("000001") "|failures=2")), "5.7.6 U07: two");
    ok(!town_breaks(town, "U07", put_account(town, ONE("000001") "|failures=9|state=ロック")),
       "5.7.6 U07: locked");
    id = put_account(town, ONE("000001") "|first_password_changed=0");
    ok(town_breaks(town, "U08", id), "5.7.5 U08: used with the first password");
    town_change(town, &town_accounts, id, "last_login_at=");
    ok(!town_breaks(town, "U08", id), "5.7.5 U08: not yet used");
}

static void test_shared(struct town *town)
{
#define SHARED "kind=共用|role=入力|user_id=S|"
    ok(town_breaks(town, "U05", put_account(town, SHARED "password_changed_on=2025-10-02")),
       "4.3.3 U05: 181 days");
    ok(!town_breaks(town, "U05", put_account(town, SHARED "password_changed_on=2025-10-03")),
       "4.3.3 U05: 180 days are fine");
    ok(town_breaks(town, "U05", put_account(town, SHARED "failures=0")), "4.3.3 U05: no date");
    ok(!town_breaks(town, "U05", put_account(town, ONE("000001"))), "4.3.3 U05: not a person's");
    ok(town_breaks(town, "U06", put_account(town, "kind=共用|role=管理者|user_id=S")),
       "5.9.2 U06: shared administrator");
    ok(!town_breaks(town, "U06", put_account(town, SHARED "failures=0")), "5.9.2 U06: lower role");
#undef SHARED
}

static void test_factors(struct town *town)
{
    int64_t unknown = town_put(town, &town_systems, "name=謎|name_key=謎");
    int64_t office =
        town_put(town, &town_systems, "name=庁内|name_key=庁内|segment=ＬＧＷＡＮ接続系");
    int64_t id = put_account(town, ONE("000001") "|second_factor=0");

    ok(town_breaks(town, "U09", id), "6.1.2.a U09: My Number system, one factor");
    town_change(town, &town_accounts, id, "second_factor=");
    ok(town_breaks(town, "U09", id), "6.1.2.a U09: mark empty");
    town_change(town, &town_accounts, id, "second_factor=1");
    ok(!town_breaks(town, "U09", id), "6.1.2.a U09: two factors");
    town_change(town, &town_accounts, id,
                arena_format(town->rows, "second_factor=0|system_id=%lld", (long long)unknown));
    ok(town_breaks(town, "U09", id), "6.1.2.a U09: unknown segment");
    town_change(town, &town_accounts, id,
                arena_format(town->rows, "system_id=%lld", (long long)office));
    ok(!town_breaks(town, "U09", id), "6.1.2.a U09: another segment");
    id = put_account(town, "kind=システム|role=管理者|user_id=SVC-09|second_factor=0");
    ok(!town_breaks(town, "U09", id), "6.1.2.a U09: not of systems");
    ok(town_breaks(town, "S01", unknown), "5.8.5 S01: segment unknown");
    ok(!town_breaks(town, "S01", office), "5.8.5 S01: segment known");
    town_change(town, &town_systems, unknown, "state=廃止");
    ok(!town_breaks(town, "S01", unknown), "5.8.5 S01: not of one that is gone");
}

static void test_several(struct town *town)
{
    int64_t later = put_account(town, ONE("000077") "|source_order=9");
    int64_t first = put_account(town, ONE("000077") "|source_order=3");
    int64_t stopped = put_account(town, ONE("000077") "|source_order=1|state=停止");
    int64_t alone = put_account(town, ONE("000078") "|source_order=4");

    ok(town_breaks(town, "U10", first), "5.6.1 U10: the first account in the file");
    ok(!town_breaks(town, "U10", later), "5.6.1 U10: one finding a person");
    ok(!town_breaks(town, "U10", stopped), "5.6.1 U10: stopped ones do not count");
    ok(!town_breaks(town, "U10", alone), "5.6.1 U10: one account is fine");
    struct finding_evaluation *evaluation = town_ask(town, "U10", TOWN_DAY, WHOLE_DAY);
    bool has_key = false;
    for (int i = 0; i < evaluation->results[0].hit_count; i++)
        has_key |= evaluation->results[0].hits[i].row_id == first &&
                   strcmp(evaluation->results[0].hits[i].key, "000077") == 0;
    ok(has_key, "5.6.1 U10: the key is the staff number");
    finding_evaluation_close(evaluation);
    town_change(town, &town_accounts, later, "state=停止");
    ok(!town_breaks(town, "U10", first), "5.6.1 U10: one left");
}

static int64_t put_asset(struct town *town, const char *text)
{
    return town_put(town, &town_assets,
                    arena_format(town->rows,
                                 "asset_no=AA-0001|name=n|section_id=%lld|registered_on=2025-01-01|"
                                 "reviewed_on=2026-01-01|importance=A|custodian=000002|"
                                 "storage_zone=L4|use_zone=L4|%s",
                                 (long long)town->section, text));
}

static void test_assets(struct town *town)
{
    ok(town_breaks(town, "V03", put_asset(town, "kind=紙|personal_data=1|importance=B")),
       "2.1 V03: personal data in class B");
    ok(!town_breaks(town, "V03", put_asset(town, "kind=紙|personal_data=1")), "2.1 V03: class A");
    ok(!town_breaks(town, "V03", put_asset(town, "kind=紙|importance=B")), "2.1 V03: mark empty");
    ok(town_breaks(town, "V05", put_asset(town, "kind=サーバ")), "7.2.3 V05: mark empty");
    ok(town_breaks(town, "V05", put_asset(town, "kind=サーバ|backup=0")), "7.2.3 V05: denied");
    ok(!town_breaks(town, "V05", put_asset(town, "kind=サーバ|backup=1")), "7.2.3 V05: done");
    ok(!town_breaks(town, "V05", put_asset(town, "kind=紙|backup=0")), "7.2.3 V05: servers only");
    ok(town_breaks(town, "W03", put_asset(town, "kind=紙|reviewed_on=2025-03-31")),
       "2.2 W03: 366 days");
    ok(!town_breaks(town, "W03", put_asset(town, "kind=紙|reviewed_on=2025-04-01")),
       "2.2 W03: 365 days are fine");
}

static void test_custodians(struct town *town)
{
    int64_t id = put_asset(town, "kind=紙");

    ok(!town_breaks(town, "V06", id) && !town_breaks(town, "V09", id), "2.2 V06, V09: in order");
    town_change(town, &town_assets, id, "custodian=");
    ok(town_breaks(town, "V06", id) && !town_breaks(town, "V09", id), "2.2 V06: nobody");
    ok(town_breaks(town, "V06", put_asset(town, "kind=紙|custodian=係長へ")), "2.2 V06: malformed");
    ok(town_breaks(town, "V06", put_asset(town, "kind=紙|custodian=000004")), "2.2 V06: has left");
    id = put_asset(town, "kind=紙|custodian=000003");
    ok(town_breaks(town, "V09", id) && !town_breaks(town, "V06", id), "2.2 V09: another section");
    town_put(town, &assignment_table,
             arena_format(town->rows,
                          "person_id=3|department_id=1|section_id=%lld|how=concurrent|"
                          "recorded_from=1",
                          (long long)town->section));
    ok(!town_breaks(town, "V09", id), "2.2 V09: concurrently in the section");
}

static void test_clouds(struct town *town)
{
    town_put(town, &town_services, "name=箱|name_key=箱|state=利用中|importance=C");
    town_put(town, &town_services, "name=旧箱|name_key=旧箱|state=終了|importance=C");
#define CLOUD "kind=クラウド|"
    ok(!town_breaks(town, "V08", put_asset(town, CLOUD "system=箱|system_key=箱")),
       "9.0 V08: registered and in use");
    ok(town_breaks(town, "V08", put_asset(town, CLOUD "system=旧箱|system_key=旧箱")),
       "9.0 V08: no longer in use");
    ok(town_breaks(town, "V08", put_asset(town, CLOUD "importance=B")), "9.0 V08: no name");
    ok(!town_breaks(town, "V08", put_asset(town, CLOUD "importance=C")), "9.0 V08: not class C");
    ok(!town_breaks(town, "V08", put_asset(town, "kind=サーバ")), "9.0 V08: clouds only");
#undef CLOUD
}

static int64_t put_takeout(struct town *town, const char *text)
{
    return town_put(town, &town_takeouts,
                    arena_format(town->rows,
                                 "medium_no=USB-001|section_id=%lld|staff_no=000002|"
                                 "approver_no=000001|approved_on=2026-03-01|out_on=2026-03-02|"
                                 "due_on=2026-03-09|back_on=2026-03-09|erased=1|importance=A|"
                                 "encryption=1|segment=ＬＧＷＡＮ接続系|%s",
                                 (long long)town->section, text));
}

static void test_takeout_approvals(struct town *town)
{
    int64_t id = put_takeout(town, "count=1");

    static const char *const codes[] = {"M01", "M02", "M03", "M04", "M06",
                                        "M07", "M09", "M10", "M11"};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        ok(!town_breaks(town, codes[i], id), "4.1.7 %s: a take-out in order", codes[i]);
    town_change(town, &town_takeouts, id, "approver_no=");
    ok(town_breaks(town, "M01", id) && !town_breaks(town, "M10", id), "4.1.7 M01: nobody named");
    town_change(town, &town_takeouts, id, "approver_name=市民 太郎");
    ok(!town_breaks(town, "M01", id), "4.1.7 M01: named without a number");
    town_change(town, &town_takeouts, id, "approver_name=－");
    ok(town_breaks(town, "M01", id), "4.1.7 M01: a dash is no name");
    ok(town_breaks(town, "M01", put_takeout(town, "approved_on=")) &&
           !town_breaks(town, "M02", put_takeout(town, "count=2")),
       "4.1.7 M01: no day");
    ok(town_breaks(town, "M02", put_takeout(town, "approved_on=2026-03-03")), "4.1.7 M02: after");
    ok(!town_breaks(town, "M02", put_takeout(town, "approved_on=2026-03-02")),
       "4.1.7 M02: same day");
    id = put_takeout(town, "approver_no=000002");
    ok(town_breaks(town, "M09", id) && !town_breaks(town, "M10", id),
       "4.1.7 M09: the own approval");
    ok(town_breaks(town, "M10", put_takeout(town, "approver_no=000003")),
       "4.1.7 M10: head of another section");
    ok(town_breaks(town, "M10", put_takeout(town, "approver_no=000002|staff_no=000001")),
       "4.1.7 M10: no head");
    town_put(town, &assignment_table,
             arena_format(town->rows,
                          "person_id=3|department_id=1|section_id=%lld|how=acting|"
                          "post=課長事務取扱|recorded_from=2|valid_from=2026-04-01",
                          (long long)town->section));
    ok(town_breaks(town, "M10", put_takeout(town, "approver_no=000003")),
       "4.1.7 M10: by the last roster, not by transfers after it");
}

static void test_takeout_returns(struct town *town)
{
    int64_t id = put_takeout(town, "due_on=2026-03-31");

    town_change(town, &town_takeouts, id, "back_on=");
    ok(town_breaks(town, "M03", id), "4.1.7 M03: due yesterday");
    ok(!town_breaks(town, "M07", id), "5.3.1 M07: not back yet");
    town_change(town, &town_takeouts, id, "due_on=2026-04-01");
    ok(!town_breaks(town, "M03", id), "4.1.7 M03: due today");
    town_change(town, &town_takeouts, id, "due_on=");
    ok(!town_breaks(town, "M03", id), "4.1.7 M03: no day, not asked");
    ok(town_breaks(town, "M04", put_takeout(town, "back_on=2026-03-10")), "4.1.7 M04: a day late");
    ok(!town_breaks(town, "M04", put_takeout(town, "due_on=")), "4.1.7 M04: no day, not asked");
    ok(town_breaks(town, "M06", put_takeout(town, "encryption=0")), "3.1.n2 M06: not encrypted");
    ok(!town_breaks(town, "M06", put_takeout(town, "encryption=0|importance=B")), "3.1.n2 M06: B");
    ok(town_breaks(town, "M07", put_takeout(town, "erased=0")), "5.3.1 M07: not confirmed");
    ok(town_breaks(town, "M11", put_takeout(town, "segment=マイナンバー利用事務系")),
       "6.1.2.b M11: no exception");
    ok(town_breaks(town, "M11",
                   put_takeout(town, "segment=マイナンバー利用事務系|exception_no=－")),
       "6.1.2.b M11: a dash is no number");
    ok(!town_breaks(town, "M11",
                    put_takeout(town, "segment=マイナンバー利用事務系|exception_no=R8-1")),
       "6.1.2.b M11: with an exception");
}

static void test_media(struct town *town)
{
    town_put(town, &town_media, "medium_no=USB-100|state=使用中");
    town_put(town, &town_media, "medium_no=USB-101|state=廃棄");
    ok(!town_breaks(town, "M05", put_takeout(town, "medium_no=USB-100")), "5.3.1 M05: in use");
    ok(town_breaks(town, "M05", put_takeout(town, "medium_no=USB-101")), "5.3.1 M05: discarded");
    ok(town_breaks(town, "M05", put_takeout(town, "medium_no=USB-102")), "5.3.1 M05: unknown");
#define TAKE(more) put_takeout(town, "medium_no=USB-200|" more)
    int64_t first = TAKE("out_on=2026-01-05|back_on=2026-01-10|source_order=1");
    int64_t again = TAKE("out_on=2026-01-10|back_on=2026-01-12|source_order=2");
    int64_t within = TAKE("out_on=2026-01-11|back_on=2026-01-11|source_order=3");
    ok(!town_breaks(town, "M08", first), "5.3.1 M08: the earlier row is not found");
    ok(!town_breaks(town, "M08", again), "5.3.1 M08: out on the day it came back");
    ok(town_breaks(town, "M08", within), "5.3.1 M08: out while it is out");
    town_change(town, &town_takeouts, first, "back_on=");
    ok(town_breaks(town, "M08", again), "5.3.1 M08: never came back");
    int64_t same = TAKE("out_on=2026-02-01|back_on=2026-02-02|source_order=20");
    int64_t before = TAKE("out_on=2026-02-01|back_on=2026-02-02|source_order=10");
    town_change(town, &town_takeouts, first, "back_on=2026-01-10");
    ok(town_breaks(town, "M08", same) && !town_breaks(town, "M08", before),
       "5.3.1 M08: on one day the order of rows counts");
#undef TAKE
}

static int64_t put_service(struct town *town, const char *text)
{
    return town_put(town, &town_services,
                    arena_format(town->rows,
                                 "name=雲|state=利用中|importance=A|use_kind=既存システム|"
                                 "started_on=2026-01-10|network_manager_approval=1|"
                                 "network_manager_approved_on=2026-01-10|check_1=1|check_2=1|"
                                 "check_3=1|check_4=1|check_5=1|check_6=1|check_7=1|check_8=1|"
                                 "check_9=1|%s",
                                 text));
}

static void test_checks(struct town *town)
{
    ok(!town_breaks(town, "X01", put_service(town, "region=国内")), "9.0 X01: all nine");
    for (int i = 1; i <= 9; i++) {
        int64_t id = put_service(town, arena_format(town->rows, "check_%d=0", i));

        ok(town_breaks(town, "X01", id), "9.%d X01: point %d denied", i, i);
        town_change(town, &town_services, id, arena_format(town->rows, "check_%d=", i));
        ok(town_breaks(town, "X01", id) == (i != 7), "9.%d X01: point %d empty", i, i);
    }
    ok(!town_breaks(town, "X01", put_service(town, "check_1=0|importance=C")), "9.0 X01: class C");
    ok(!town_breaks(town, "X01", put_service(town, "check_1=0|state=終了")), "9.0 X01: not in use");
}

static void test_services(struct town *town)
{
#define SERVICE(more) put_service(town, more)
    ok(town_breaks(town, "X02", SERVICE("network_manager_approval=0")), "8.1 X02: denied");
    ok(town_breaks(town, "X02", SERVICE("network_manager_approval=0|importance=C")),
       "8.1 X02: an existing system of any class");
    ok(!town_breaks(town, "X02", SERVICE("network_manager_approval=0|use_kind=新規システム")),
       "8.1 X02: not of a new system");
    ok(town_breaks(town, "X02", SERVICE("network_manager_approval=|use_kind=システム以外")),
       "8.1 X02: outside systems with class A");
    ok(!town_breaks(town, "X02",
                    SERVICE("network_manager_approval=0|use_kind=システム以外|importance=C")),
       "8.1 X02: not with class C");
    ok(town_breaks(town, "X03", SERVICE("use_kind=新規システム")), "8.1 X03: not in the plan");
    ok(!town_breaks(town, "X03", SERVICE("use_kind=新規システム|in_plan=1")), "8.1 X03: in it");
    ok(town_breaks(town, "X04", SERVICE("use_kind=システム以外|importance=C")), "8.2 X04: terms");
    ok(!town_breaks(town, "X04", SERVICE("use_kind=システム以外|importance=C|terms_checked=1")),
       "8.2 X04: read");
    ok(!town_breaks(town, "X04", SERVICE("use_kind=システム以外")), "8.2 X04: not of class A");
    ok(town_breaks(town, "X05", SERVICE("network_manager_approved_on=2026-01-11")),
       "8.1 X05: approved a day late");
    ok(!town_breaks(town, "X05", SERVICE("region=国内")), "8.1 X05: on the day");
    ok(!town_breaks(town, "X05", SERVICE("network_manager_approved_on=")), "8.1 X05: no day");
    ok(town_breaks(town, "X06", SERVICE("ends_on=2026-03-31")), "8.2 X06: ended yesterday");
    ok(!town_breaks(town, "X06", SERVICE("ends_on=2026-04-01")), "8.2 X06: ends today");
    ok(!town_breaks(town, "X06", SERVICE("region=国内")), "8.2 X06: no end");
    int64_t later = SERVICE("name_key=同じ|source_order=5|state=終了");
    int64_t first = SERVICE("name_key=同じ|source_order=2");
    int64_t other = SERVICE("name_key=違う|source_order=9");
    ok(town_breaks(town, "X07", later), "8.2 X07: the later row, whatever its state");
    ok(!town_breaks(town, "X07", first) && !town_breaks(town, "X07", other), "8.2 X07: no other");
#undef SERVICE
}

static void test_ledgers(struct town *town)
{
    int64_t section = town->other_section;

    ok(!town_breaks(town, "D01", town->section), "2.2 D01: a section with assets");
    ok(town_breaks(town, "D01", section), "2.2 D01: neither rows nor a signature");
#define SIGNED(more)                                                                               \
    town_put(                                                                                      \
        town, &town_declarations,                                                                  \
        arena_format(town->rows, "section_id=%lld|register=assets|%s", (long long)section, more))
    SIGNED("declared_on=2026-03-01");
    ok(town_breaks(town, "D01", section), "2.2 D01: not signed");
    SIGNED("declared_on=2025-03-01|staff_no=000003");
    ok(town_breaks(town, "D01", section), "2.2 D01: signed too long ago");
    SIGNED("declared_on=2026-03-01|staff_no=000003|valid_until=2026-03-31");
    ok(town_breaks(town, "D01", section), "2.2 D01: run out");
    SIGNED("declared_on=2026-03-01|staff_no=000003");
    ok(!town_breaks(town, "D01", section), "2.2 D01: signed");
#undef SIGNED
}

static void test_roles(struct town *town)
{
    struct finding_evaluation *evaluation = town_ask(town, "P02", TOWN_DAY, WHOLE_DAY);

    is_text(evaluation->results[0].state, "ok", "1.2.4 P02: each section has one head");
    finding_evaluation_close(evaluation);
    town_person(town, "000009", "二人目", town->other_section, "課長", "");
    evaluation = town_ask(town, "P02", TOWN_DAY, WHOLE_DAY);
    is_text(evaluation->results[0].state, "breach", "1.2.4 P02: two heads");
    finding_evaluation_close(evaluation);
    evaluation = town_ask(town, "P01", TOWN_DAY, WHOLE_DAY);
    is_text(evaluation->results[0].state, "breach", "1.2.1 P01: nobody is CISO");
    finding_evaluation_close(evaluation);
    town_put(town, &appointment_table,
             "role=security_officer|staff_no=000004|department=市民部|section=市民課|"
             "section_id=2|valid_from=2025-04-01");
    evaluation = town_ask(town, "P03", TOWN_DAY, WHOLE_DAY);
    is_text(evaluation->results[0].state, "breach", "1.2.5 P03: the officer has left");
    finding_evaluation_close(evaluation);
}

static void run(bool postgres)
{
    struct town town;

    town_open(&town, postgres);
    struct finding_evaluation *evaluation = town_ask(&town, "V01", TOWN_DAY, WHOLE_DAY);
    is_text(evaluation->results[0].state, "none", "2.2 nothing to judge is no compliance");
    finding_evaluation_close(evaluation);
    test_roles(&town);
    test_leavers(&town);
    test_approvals(&town);
    test_use(&town);
    test_shared(&town);
    test_factors(&town);
    test_several(&town);
    test_assets(&town);
    test_custodians(&town);
    test_clouds(&town);
    test_takeout_approvals(&town);
    test_takeout_returns(&town);
    test_media(&town);
    test_checks(&town);
    test_services(&town);
    test_ledgers(&town);
    town_close(&town);
}

int main(void)
{
    run(false);
    if (postgres_administrator())
        run(true);
    return done();
}
