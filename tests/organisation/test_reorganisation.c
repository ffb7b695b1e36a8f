#include "tests/organisation/office.h"

#include "base/error.h"
#include "record/record.h"

#define ROSTER                                                                                     \
    "010100,市長公室,企画課,,000011,菊池 亮,課長,正規職員,H2.4.1,\n"               \
    "010101,市長公室,企画課,企画担当,000012,杉本早苗,主事,正規職員,H2.4.1,\n" \
    "020100,総務部,人事課,,000021,辻 直樹,課長,正規職員,H2.4.1,\n"                  \
    "020101,総務部,人事課,人事担当,000022,髙橋 一,主事,正規職員,H2.4.1,\n"

static int add(struct office *office, const char *change, const char *old_department,
               const char *old_section, const char *new_department, const char *new_section,
               const char *effective_on, const char *takes_over)
{
    struct city *city = &office->city;
    const char *words[] = {arena_format(city->arena, "change=%s", change),
                           arena_format(city->arena, "old_department=%s", old_department),
                           arena_format(city->arena, "old_section=%s", old_section),
                           arena_format(city->arena, "new_department=%s", new_department),
                           arena_format(city->arena, "new_section=%s", new_section),
                           arena_format(city->arena, "effective_on=%s", effective_on),
                           arena_format(city->arena, "takes_over=%s", takes_over)};
    int64_t id = 0;

    city->error = (struct error){0};
    office->scene.record = city_begin(city);
    int result =
        register_add(&office->scene, &reorganisation_kind, words, 7, "機構改革", &id, &city->error);
    if (result < 0)
        record_abandon(office->scene.record);
    else
        city_commit(city, office->scene.record);
    office->scene.record = NULL;
    return result;
}

static int follow(struct office *office, const char *today)
{
    int moved = -1;

    office->scene.today = today;
    office->scene.record = city_begin(&office->city);
    int64_t before = record_next_index(office->scene.record);
    if (organisation_follow_reorganisations(&office->scene, &moved, &office->city.error) < 0)
        city_fail(&office->city, "follow");
    if (record_next_index(office->scene.record) == before)
        moved = -1; /* nothing was written at all */
    city_commit(&office->city, office->scene.record);
    office->scene.record = NULL;
    return moved;
}

static void test_rename(struct office *office)
{
    struct city *city = &office->city;

    office_roster(office, "2026-03-31", ROSTER);
    struct record *record = city_begin(city);
    city_appoint(city, record, "security_officer", "000012",
                 people_find_section(city->store, "市長公室", "企画課", "2026-03-31", &city->error),
                 NULL, NULL);
    city_commit(city, record);
    office->scene.today = "2026-03-01";
    is_int(add(office, "名称変更", "市長公室", "企画課", "市長公室", "政策課", "2026-04-01", ""), 0,
           "1.1: a renaming is put on record");
    is_int(follow(office, "2026-03-01"), 0, "1.1: before its day registers stay");
    is_text(office_career(office, "000012"),
            "企画課 主事 main [,2026-04-01); 政策課 主事 main [2026-04-01,)",
            "1.1: assignments move on its day");
    is_text(city_holders(city, "2026-03-31", "security_manager", "市長公室 企画課"), "000011 main",
            "1.2.4: the old section stands until then");
    is_text(city_holders(city, "2026-04-01", "security_manager", "市長公室 政策課"), "000011 main",
            "1.2.4: the new one from then on");
    ok(city_holders(city, "2026-04-01", "security_manager", "市長公室 企画課") == NULL,
       "1.2.4: when the old one is no more");
    ok(city_holders(city, "2026-03-31", "security_manager", "市長公室 政策課") == NULL,
       "1.2.4: and the new one was not before");
    is_int(follow(office, "2026-04-01"), 3, "1.1: on the day the registers' rows move");
    is_text(city_holders(city, "2026-04-01", "security_officer", "市長公室 政策課"),
            "000012 appointed", "1.2.5: an officer keeps the appointment in the renamed section");
    is_int(follow(office, "2026-04-01"), -1, "1.1: a second run writes nothing");
}

static void test_split(struct office *office)
{
    struct city *city = &office->city;

    add(office, "分割", "総務部", "人事課", "総務部", "職員課", "2026-07-01", "○");
    add(office, "分割", "総務部", "人事課", "総務部", "給与課", "2026-07-01", "");
    follow(office, "2026-07-01");
    is_text(city_holders(city, "2026-07-01", "security_manager", "総務部 職員課"), "000021 main",
            "1.1: of a split the row that takes over gets the people");
    is_text(city_holders(city, "2026-07-01", "security_manager", "総務部 給与課"), "-",
            "1.2.4: the other one begins without a head");
    is_int(follow(office, "2026-07-02"), -1, "1.1: and that is done once");
}

static void test_refused(struct office *office)
{
    is_int(add(office, "統合", "総務部", "無い課", "総務部", "職員課", "2026-08-01", ""),
           ERROR_INPUT, "1.1: an unknown old section is refused");
    is_text(office->city.error.field, "old_section", "1.1: with the column");
    is_int(add(office, "統合", "総務部", "職員課", "総務部", "職員 課", "2026-08-01", ""),
           ERROR_INPUT, "1.1: and so is one that changes nothing");
    is_int(add(office, "統合", "総務部", "職員課", "総務部", "", "2026-08-01", ""), ERROR_INPUT,
           "1.1: and one without a new name");
}

static void test_merge(struct office *office)
{
    struct city *city = &office->city;

    add(office, "統合", "総務部", "職員課", "市長公室", "政策課", "2026-10-01", "");
    follow(office, "2026-10-01");
    is_text(city_holders(city, "2026-10-01", "security_manager", "市長公室 政策課"),
            "000011 main, 000021 main", "1.1: a merged section has both heads until one goes");
}

int main(void)
{
    struct office office;

    office_open(&office);
    test_rename(&office);
    test_split(&office);
    test_refused(&office);
    test_merge(&office);
    office_close(&office);
    return done();
}
