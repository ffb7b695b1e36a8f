#include "tests/organisation/office.h"

#include "base/error.h"

#define ROSTER                                                                                     \
    "010000,市長公室,,,000010,公室 長,部長,正規職員,H2.4.1,\n"                        \
    "010100,市長公室,企画課,,000011,菊池 亮,課長,正規職員,H2.4.1,\n"               \
    "010101,市長公室,企画課,企画担当,000012,杉本早苗,主事,正規職員,H2.4.1,\n" \
    "020100,総務部,人事課,,000021,辻 直樹,課長,正規職員,H2.4.1,\n"                  \
    "020101,総務部,人事課,人事担当,000022,髙橋 一,主事,正規職員,H2.4.1,\n"      \
    "020101,総務部,人事課,人事担当,000023,森 静香,主事,正規職員,H2.4.1,\n"      \
    "020101,総務部,人事課,人事担当,000023,森 静香,主査,正規職員,H2.4.1,兼務\n"

#define GOOD                                                                                                           \
    "2026/4/1,再任用,000011,菊池　亮,総務部,人事課,人事担当,主任,市長公室,企画課,,課長\n"  \
    "令和8年3月31日,定年退職,11,菊池亮,,,,,市長公室,企画課,,課長\n"                               \
    "2026/4/1,昇任,000012,杉本 早苗,市長公室,企画課,,課長,市長公室,企画課,企画担当,主事\n" \
    "2026/4/1,転任,000022,髙橋 一,市長公室,企画課,企画担当,主事,総務部,企画課,,主事\n"       \
    "2026/4/1,併任,000021,辻 直樹,市長公室,企画課,,課長事務取扱,総務部,人事課,,課長\n"       \
    "2026/4/1,新規採用,000099,新人 花子,総務部,人事課,人事担当,主事,,,,\n"                         \
    "2026/4/1,派遣,000023,森 静香,総務部,,,主査,総務部,人事課,人事担当,主事\n"

static void test_apply(struct office *office)
{
    office_roster(office, "2026-03-31", ROSTER);
    is_int(office_transfers(office, GOOD), 0, "1.2.4: a transfer list is read");
    is_text(office_problems(office), "T04@5:000022", "1.2.4: T04 is a warning on a valid row");
    is_int(office->result.rows.valid, 7, "1.2.4: all rows are valid");
    is_text(office_counts(office), "3/4/0/0", "1.2.4: three add, four change");
    is_text(office_career(office, "000011"),
            "企画課 課長 main [,2026-04-01); 人事課 主任 main [2026-04-01,)",
            "1.2.4: retirement ends with its day, re-appointment begins with its own");
    is_text(office_left_on(office, "000011"), "2026-03-31", "1.2.4: the day of leaving is kept");
    is_text(office_career(office, "000012"),
            "企画課 主事 main [,2026-04-01); 企画課 課長 main [2026-04-01,)",
            "1.2.4: a promotion replaces the main assignment from its day");
    is_text(office_career(office, "000021"),
            "人事課 課長 main [,); 企画課 課長事務取扱 acting [2026-04-01,)",
            "1.2.4: a second post is added");
    is_text(office_career(office, "000099"), "人事課 主事 main [2026-04-01,)",
            "1.2.4: a new person begins");
    is_text(office_career(office, "000023"),
            "人事課 主査 concurrent [,); 人事課 主事 main [,2026-04-01); 総務部 主査 main "
            "[2026-04-01,)",
            "1.2.4: a place without a section needs its department only; concurrent posts stay");
    is_text(city_holders(&office->city, "2026-03-31", "security_manager", "市長公室 企画課"),
            "000011 main", "1.2.4: on the last day the old manager answers");
    is_text(city_holders(&office->city, "2026-04-01", "security_manager", "市長公室 企画課"),
            "000012 main, 000021 acting", "1.2.4: on the first day the new ones");
}

static void test_repeat(struct office *office)
{
    office_transfers(office, GOOD);
    is_text(office_problems(office), "T04@5:000022", "1.2.4: read again it judges the same");
    is_text(office_counts(office), "0/0/7/0", "1.2.4: and changes nothing");
    office_roster(office, "2026-03-31", ROSTER);
    is_text(office_counts(office), "0/0/7/0", "1.2.4: nor does the roster of the day before");
    office_transfers(office, GOOD);
    is_text(office_counts(office), "0/0/7/0", "1.2.4: nor the list after that roster");
    office_transfers(office,
                     GOOD "2026/4/1,転任,000010,公室 長,総務部,人事課,,参事,市長公室,,,部長\n");
    is_text(office_counts(office), "0/1/7/0", "1.2.4: a longer list changes only what it adds");
}

/* Who left and was appointed again stands in the next roster, and is not ended by the old list. */
static void test_roster_between(void)
{
    struct office office;
    const char *career = "企画課 課長 main [,2026-04-01); 人事課 主任 main [2026-04-01,)";

    office_open(&office);
    office_roster(&office, "2026-03-31", ROSTER);
    office_transfers(&office, GOOD);
    office_roster(&office, "2026-04-01",
                  "020101,総務部,人事課,人事担当,000011,菊池 亮,主任,正規職員,H2.4.1,\n");
    is_text(office_career(&office, "000011"), career, "1.2.4: a roster of the day after agrees");
    office_transfers(&office, "令和8年3月31日,定年退職,11,菊池亮,,,,,市長公室,企画課,,課長\n");
    is_text(office_counts(&office), "0/0/1/0", "1.2.4: the leaving read again counts as known");
    is_text(office_career(&office, "000011"), career, "1.2.4: and does not end who is back");
    office_close(&office);
}

static void test_rules(struct office *office)
{
    office->request.good_rows_only = true;
    office_transfers(
        office, "未定,転任,999999,誰か,無い部,無い課,,主事,,,,\n"                         /* 2 */
                "2026/6/1,転任,999999,誰か,無い部,無い課,,主事,,,,\n"                     /* 3 */
                "2026/6/1,採用,000022,髙橋 一,無い部,無い課,,主事,,,,\n"                  /* 4 */
                "2026/6/1,転任,000022,高橋 一,無い部,無い課,,主事,,,,\n"                  /* 5 */
                "2026/6/1,転任,000022,髙橋 一,総務部,企画課,,主事,,,,\n"                  /* 6 */
                "2026/6/1,転任,000022,髙橋 一,総務部,人事課,,主事,市長公室,企画課,,\n"    /* 7 */
                "令和8年6月1日,配置換,22,髙橋一,総務部,人事 課,,主任,市長公室,企画課,,\n" /* 8 */
                "2026/6/1,転任,12345678,誰か,総務部,人事課,,主事,,,,\n"                   /* 9 */
                "2026/6/1,退職,000023,森 静香,無い部,無い課,,,総務部,,,\n");              /* 10 */
    is_text(office_problems(office),
            "T07@2:999999 T01@3:999999 T06@4:000022 T02@5:000022 T03@6:000022 T05@8:000022 "
            "T01@9:12345678",
            "1.2.4: the first rule broken of T07 T01 T06 T02 T03 T05, once a row");
    is_int(office->result.rows.valid, 2, "1.2.4: the other rows are valid");
    is_text(office_counts(office), "0/2/0/0", "1.2.4: and applied");
    office_transfers(office,
                     "2026/10/1,転任,000099,新人 花子,市長公室,企画課,,主事,総務部,人事課,,\n");
    is_text(office_counts(office), "0/1/0/0",
            "1.2.4: someone hired by an earlier list may be moved by a later one");
    office->request.good_rows_only = false;
}

static void test_refused(struct office *office)
{
    is_int(office_transfers(office, "2026/4/1,昇給,000022,髙橋 一,総務部,人事課,,主事,,,,\n"),
           ERROR_INPUT, "1.2.4: an unknown word refuses the file as a whole");
    is_text(office->city.error.id, "F11", "1.2.4: with F11");
}

static void test_correction(struct office *office)
{
    office_transfers(office,
                     "2026/12/1,転任,000012,杉本 早苗,総務部,人事課,,課長,市長公室,企画課,,\n");
    office_transfers(office, "2026/11/30,退職,000012,杉本 早苗,,,,,市長公室,企画課,,\n");
    is_text(office_career(office, "000012"),
            "企画課 主事 main [,2026-04-01); 企画課 課長 main [2026-04-01,2026-12-01)",
            "1.2.4: who leaves before a transfer does not begin it");
}

#define PLACE_HEADING "発令日,区分,職員番号,氏名,異動後所属,異動後職名,異動前所属,備考\n"

static void test_one_cell(void)
{
    struct office office;
    const char *rows =
        "2026/4/1,転任,000022,髙橋 一,市長公室　企画課　企画担当,主事,総務部　人事課,\n"
        "2026/4/1,転任,000023,森 静香,総務部 人事課,主査,総務部　企画課,\n"
        "2026/4/1,転任,000010,公室 長,総務部,部長,市長公室,\n"
        "2026/4/1,転任,000012,杉本早苗,総務部　企画課,主事,市長公室　企画課　企画担当,\n";

    office_open(&office);
    office_roster(&office, "2026-03-31", ROSTER);
    office.request.as_of = NULL;
    office.request.good_rows_only = true;
    int result = office_import(&office, "transfers", office_write(&office, PLACE_HEADING, rows));
    is_int(result, 0, "1.2.4: places in one cell are read");
    is_text(office_problems(&office), "T04@3:000023 T03@5:000012",
            "1.2.4: cut at wide spaces, or at plain ones");
    is_text(office_career(&office, "000022"),
            "人事課 主事 main [,2026-04-01); 企画課 主事 main [2026-04-01,)",
            "1.2.4: department, section and team");
    is_text(office_career(&office, "000010"),
            "市長公室 部長 main [,2026-04-01); 総務部 部長 main [2026-04-01,)",
            "1.2.4: or a department alone");
    office_close(&office);
}

static void test_without_roster(void)
{
    struct office office;

    office_open(&office);
    is_int(office_transfers(&office, GOOD), ERROR_INPUT, "1.2.4: without a roster it is refused");
    is_text(office.city.error.id, "F12", "1.2.4: as a whole");
    office_close(&office);
}

int main(void)
{
    struct office office;

    office_open(&office);
    test_apply(&office);
    test_repeat(&office);
    test_rules(&office);
    test_refused(&office);
    test_correction(&office);
    office_close(&office);
    test_one_cell();
    test_roster_between();
    test_without_roster();
    return done();
}
