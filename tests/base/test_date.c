/* Dates and times: what people type (rule N5 of the import), calendars, eras and instants. */
#include "base/date.h"

#include "base/arena.h"
#include "tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
    const char *cell, *want;
} good_cells[] = {
    {"2026/4/1", "2026-04-01"},
    {"2026/04/01", "2026-04-01"},
    {"2026-4-1", "2026-04-01"},
    {"2026.4.1", "2026-04-01"},
    {"2026年4月1日", "2026-04-01"},
    {"２０２６年０４月０１日", "2026-04-01"},
    {"２０２６／４／１", "2026-04-01"},
    {"２０２６－４－１", "2026-04-01"},
    {"2026ー4ー1", "2026-04-01"},
    {" 2026 / 4 / 1　", "2026-04-01"},
    {"20260401", "2026-04-01"},
    {"２０２６０４０１", "2026-04-01"},
    {"2026/04/01 02:00:00", "2026-04-01"},
    {"2026-04-01T02:00:00", "2026-04-01"},
    {"2026-04-01T02:00:00.000Z", "2026-04-01"},
    {"2026-04-01T02:00:00+09:00", "2026-04-01"},
    {"2026/4/1 2:00", "2026-04-01"},
    {"2026/4/1　２：００", "2026-04-01"},
    {"2026/4/1\n2:00", "2026-04-01"},
    {"2026年4月1日 10時30分", "2026-04-01"},
    {"2026年4月1日10時", "2026-04-01"},
    {"20260401 10:00", "2026-04-01"},
    {"R8.4.1", "2026-04-01"},
    {"r8.4.1", "2026-04-01"},
    {"R8/4/1", "2026-04-01"},
    {"R08.04.01", "2026-04-01"},
    {"Ｒ８．３．３１", "2026-03-31"},
    {"R 8. 3. 31", "2026-03-31"},
    {"令和8年4月1日", "2026-04-01"},
    {"令和８年４月１日", "2026-04-01"},
    {"令和 8年 4月 1日", "2026-04-01"},
    {"令　和　８　年４月１日", "2026-04-01"},
    {"令和元年5月1日", "2019-05-01"},
    {"令和1年5月1日", "2019-05-01"},
    {"R元.5.1", "2019-05-01"},
    {"㋿元年5月1日", "2019-05-01"},
    {"令和8/4/1", "2026-04-01"},
    {"令和8.4.1", "2026-04-01"},
    {"平成31年4月30日", "2019-04-30"},
    {"H31/4/30", "2019-04-30"},
    {"平成35年4月1日", "2023-04-01"},
    {"H32.2.29", "2020-02-29"},
    {"平成元年1月8日", "1989-01-08"},
    {"昭和64年1月7日", "1989-01-07"},
    {"S60.4.1", "1985-04-01"},
    {"Ｓ６０．４．１", "1985-04-01"},
    {"昭和 60 年 4 月 1 日", "1985-04-01"},
    {"大正15年12月24日", "1926-12-24"},
    {"明治45年7月29日", "1912-07-29"},
    {"T1.7.30", "1912-07-30"},
    {"20000", "1954-10-03"},
    {"60000", "2064-04-08"},
    {"46113", "2026-04-01"},
    {"４６１１３", "2026-04-01"},
    {"2024/2/29", "2024-02-29"},
    {"2000-2-29", "2000-02-29"},
    {"9999/12/31", "9999-12-31"},
};

static const char *const bad_cells[] = {
    "2026/2/29",
    "2026/2/30",
    "1900/2/29",
    "2026/13/1",
    "2026/0/1",
    "2026/4/0",
    "2026/4/31",
    "2026/4/32",
    "2026/4",
    "2026年4月",
    "令和8年4月",
    "令和8年",
    "不明",
    "未定",
    "R8.4",
    "H0.1.1",
    "令和0年1月1日",
    "R100.1.1",
    "26/4/1",
    "12026/4/1",
    "2026/4-1",
    "2026年4/1",
    "2026年4月1",
    "2026/4/1/",
    "2026/4/1 朝",
    "2026/4/1 25:00",
    "2026/4/1 2:",
    "2:00",
    "19999",
    "60001",
    "0",
    "1",
    "202604",
    "20260431",
    "20261301",
    "2026040",
    "202604011",
    "46113.5",
    "X8.4.1",
    "元年4月1日",
    "2026元年4月1日",
    "R8.4.1.",
    "2026/4/1 1",
    "2026 4 1",
    "平成",
    "R",
    "--",
    "令和8年2月30日",
    "2026/4/1 10:00 10:00",
    "2026/004/1",
    "0000/1/1",
    "99999999999999999999",
    "R8.4.1日",
    "2026/4/1/2026/4/1/2026/4/1/2026/4/1/2026/4/1/2026/4/1/2026/4/1/2026/4/1",
};

static const char *const empty_cells[] = {"", " ", "　", "-", "－", "ー", "―", "‐", " − ", "\n"};

static void test_read(void)
{
    char out[DATE_SIZE];

    for (size_t i = 0; i < COUNT(good_cells); i++) {
        memcpy(out, "untouched", 10);
        enum date_result result = date_read(good_cells[i].cell, false, out);
        is_text(result == DATE_OK ? out : "(not read)", good_cells[i].want, good_cells[i].cell);
    }
    for (size_t i = 0; i < COUNT(bad_cells); i++)
        is_int(date_read(bad_cells[i], false, out), DATE_BAD, bad_cells[i]);
    for (size_t i = 0; i < COUNT(empty_cells); i++)
        is_int(date_read(empty_cells[i], false, out), DATE_EMPTY, "no date");
    ok(date_read("44651", true, out) == DATE_OK, "a serial of the 1904 system");
    is_text(out, "2026-04-01", "is the same day 1462 lower");
}

static void test_serials(void)
{
    static const struct {
        double serial;
        bool is_1904;
        const char *want;
    } cases[] = {
        {1, false, "1900-01-01"},        {59, false, "1900-02-28"},
        {61, false, "1900-03-01"},       {46113, false, "2026-04-01"},
        {46113.99, false, "2026-04-01"}, {0, true, "1904-01-01"},
        {44651, true, "2026-04-01"},     {2958465, false, "9999-12-31"},
        {2957003, true, "9999-12-31"},
    };
    static const double bad[] = {-1, 0, 0.5, 60, 60.5, 2958466, 1e300, -1e300};
    char out[DATE_SIZE];

    for (size_t i = 0; i < COUNT(cases); i++)
        is_text(date_from_serial(cases[i].serial, cases[i].is_1904, out) ? out : NULL,
                cases[i].want, "serial");
    for (size_t i = 0; i < COUNT(bad); i++)
        ok(!date_from_serial(bad[i], false, out), "serial out of range: %g", bad[i]);
    ok(!date_from_serial(__builtin_nan(""), false, out), "NaN is no serial");
    ok(!date_from_serial(2957004, true, out), "beyond 9999 in the 1904 system");
}

static void test_calendar(void)
{
    struct date date = {1, 2, 3};
    bool same = true;
    char out[DATE_SIZE], before[DATE_SIZE] = "0000-12-31";
    static const char *const bad[] = {"",           "2026-4-1",    "2026-04-01 ", "2026-02-29",
                                      "0000-01-01", "2026/04/01",  "2026-04-1x",  "2026-00-10",
                                      "+026-04-01", "2026-04-011", "2026-04"};

    for (size_t i = 0; i < COUNT(bad); i++)
        ok(!date_parse(bad[i], &date), "not ISO: [%s]", bad[i]);
    ok(date.year == 1 && date.month == 2 && date.day == 3, "left alone on failure");
    ok(date_parse("2026-04-01", &date) && date.year == 2026 && date.month == 4 && date.day == 1,
       "ISO date");
    is_int(date_to_days(date), 20544, "days since 1970");
    is_int(date_to_days((struct date){1970, 1, 1}), 0, "1970 is day 0");
    is_int(date_to_days((struct date){1969, 12, 31}), -1, "the day before");

    for (int64_t day = -719162; day <= 2932896; day++) {
        struct date civil = date_from_days(day);

        date_format(civil, out);
        same = same && date_to_days(civil) == day && strcmp(before, out) < 0;
        memcpy(before, out, DATE_SIZE);
    }
    ok(same, "every day of 9999 years there and back, in order");

    date_add_days("2024-02-28", 1, out);
    is_text(out, "2024-02-29", "into a leap day");
    date_add_days("2026-01-01", -1, out);
    is_text(out, "2025-12-31", "back over new year");
    date_add_days("2026-04-01", -365, out);
    is_text(out, "2025-04-01", "a year back");
    date_add_days("9999-12-31", 1, out);
    is_text(out, "9999-12-31", "no further than the last day there is");
    date_add_days("0001-01-01", -1, out);
    is_text(out, "0001-01-01", "nor than the first");
}

static void test_wareki(void)
{
    static const char *const cases[][2] = {
        {"2026-04-01", "令和8年4月1日"},    {"2019-05-01", "令和元年5月1日"},
        {"2019-04-30", "平成31年4月30日"},  {"1989-01-08", "平成元年1月8日"},
        {"1989-01-07", "昭和64年1月7日"},   {"1926-12-25", "昭和元年12月25日"},
        {"1926-12-24", "大正15年12月24日"}, {"1912-07-30", "大正元年7月30日"},
        {"1912-07-29", "明治45年7月29日"},  {"1873-01-01", "明治6年1月1日"},
        {"1872-12-31", "1872年12月31日"},   {"期限なし", "期限なし"},
    };
    struct arena *arena = arena_open(4096);

    for (size_t i = 0; i < COUNT(cases); i++)
        is_text(date_wareki(arena, cases[i][0]), cases[i][1], cases[i][0]);
    arena_close(arena);
}

static const struct {
    const char *text, *want;
} good_times[] = {
    {"2026-04-01T17:15:00+09:00", "2026-04-01T08:15:00Z"},
    {"2026-04-01T17:15", "2026-04-01T08:15:00Z"},
    {"2026-04-01T00:00", "2026-03-31T15:00:00Z"},
    {"2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z"},
    {"2026-04-01T00:00:00.5Z", "2026-04-01T00:00:00.500000Z"},
    {"2026-04-01T00:00:00.000001Z", "2026-04-01T00:00:00.000001Z"},
    {"2026-04-01T00:00:00.1234567Z", "2026-04-01T00:00:00.123456Z"},
    {"1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.900000Z"},
    {"2026-04-01T00:00:00-03:30", "2026-04-01T03:30:00Z"},
    {"0001-01-01T00:00:00+09:00", "0001-01-01T15:00:00Z"},
    {"9999-12-31T23:00:00-09:00", "9999-12-31T08:00:00Z"},
};

static const char *const bad_times[] = {
    "",
    "2026-04-01",
    "2026-04-01 17:15",
    "2026-04-01T24:00",
    "2026-04-01T17:60",
    "2026-04-01T17:15:00",
    "2026-04-01T17:15:60Z",
    "2026-04-01T17:15:00.Z",
    "2026-04-01T17:15:00z",
    "2026-04-01T17:15:00Zx",
    "2026-04-01T17:15:00+0900",
    "2026-04-01T17:15:00+09:00 ",
    "2026-04-01T17:15:00+24:00",
    "2026-02-30T17:15:00Z",
    "2026-04-01T17:1",
    "2026-04-01T17:15+09:00",
};

static void test_times(void)
{
    char out[TIME_SIZE], day[DATE_SIZE];
    int64_t us = 7;
    int minute;

    for (size_t i = 0; i < COUNT(bad_times); i++)
        ok(!time_parse(bad_times[i], &us) && us == 7, "no time: [%s]", bad_times[i]);
    for (size_t i = 0; i < COUNT(good_times); i++) {
        bool read = time_parse(good_times[i].text, &us);
        if (read)
            time_format_utc(us, out);
        is_text(read ? out : NULL, good_times[i].want, good_times[i].text);
    }
    time_to_jst(-1, day, &minute);
    is_text(day, "1970-01-01", "the JST day of the microsecond before 1970 UTC");
    is_int(minute, 8 * 60 + 59, "and its minute");
    ok(time_parse("2026-03-31T15:00:00Z", &us), "three in the afternoon UTC");
    time_to_jst(us, day, &minute);
    ok(strcmp(day, "2026-04-01") == 0 && minute == 0, "is midnight in Japan");
    ok(time_now_us() > us - 86400000000LL * 3650, "the clock runs");
}

int main(void)
{
    test_read();
    test_serials();
    test_calendar();
    test_wareki();
    test_times();
    return done();
}
