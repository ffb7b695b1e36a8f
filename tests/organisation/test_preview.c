#include "tests/organisation/office.h"

#include "base/json.h"

#include <jansson.h>

#define ROSTER                                                                                     \
    "010100,市長公室,企画課,,000011,菊池 亮,課長,正規職員,H2.4.1,\n"               \
    "010101,市長公室,企画課,企画担当,000012,杉本早苗,主事,正規職員,H2.4.1,\n" \
    "020100,総務部,人事課,,000021,辻 直樹,課長,正規職員,H2.4.1,\n"                  \
    "020101,総務部,人事課,人事担当,000022,髙橋 一,主事,正規職員,H2.4.1,\n"
#define DAY                                                                                          \
    "2026/3/31,退職,000011,菊池 亮,,,,,市長公室,企画課,,課長\n"                        \
    "2026/3/31,退職,000021,辻 直樹,,,,,総務部,人事課,,課長\n"                           \
    "2026/4/1,昇任,000022,髙橋 一,市長公室,企画課,,課長,総務部,人事課,,主事\n" \
    "2026/4/1,採用,000099,新人 花子,総務部,人事課,,主事,,,,\n"                         \
    "2026/4/1,転任,000012,別人,総務部,人事課,,主事,,,,\n"

static json_t *preview(struct office *office, const char *path, const char *as_of)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    int result = organisation_preview(&office->scene, office->city.folder, &city_actor,
                                      (int64_t)CITY_NOW_S * 1000000, path, NULL, as_of, &json,
                                      &office->city.error);
    json_finish(&json);
    json_t *document = result == 0 ? json_loads(buffer_string(&buffer), 0, NULL) : NULL;
    buffer_done(&buffer);
    return document;
}

static void test_day(struct office *office, const char *path)
{
    json_t *day = preview(office, path, NULL), *roles, *sections, *left, *people;
    const char *before = NULL, *after = NULL, *section = NULL;

    ok(day != NULL, "1.2.4: a preview is one JSON value");
    roles = json_object_get(day, "roles");
    sections = json_object_get(day, "sections");
    left = json_object_get(day, "left_without_owner");
    people = json_object_get(day, "people");
    is_text(json_string_value(json_object_get(day, "as_of")), "2026-04-01",
            "1.2.4: on the last date of the list");
    is_int(json_integer_value(json_object_get(json_object_get(day, "rows"), "valid")), 4,
           "1.2.4: with the rows counted");
    is_int((int64_t)json_array_size(json_object_get(day, "problems")), 1,
           "1.2.4: and the problems");
    is_int(json_integer_value(json_object_get(people, "left")), 2, "1.2.4: two leave");
    is_int(json_integer_value(json_object_get(people, "joined")), 1, "1.2.4: one joins");
    is_int(json_integer_value(json_object_get(people, "moved")), 1, "1.2.4: one moves");
    is_int((int64_t)json_array_size(sections), 2, "1.2.4: two sections change their manager");
    json_unpack(json_array_get(sections, 0), "{s:s, s:[{s:s}], s:[{s:s}]}", "section", &section,
                "manager_before", "staff_no", &before, "manager_after", "staff_no", &after);
    ok(section && strcmp(section, "市長公室 企画課") == 0 && before && after &&
           strcmp(before, "000011") == 0 && strcmp(after, "000022") == 0,
       "1.2.4: with who was and who will be");
    is_int((int64_t)json_array_size(json_object_get(roles, "gained")), 1,
           "1.2.4: one gains a role");
    is_int((int64_t)json_array_size(json_object_get(roles, "lost")), 3,
           "1.2.4: two lose theirs, one of them a system's");
    is_text(json_string_value(json_array_get(json_object_get(left, "sections"), 0)),
            "総務部 人事課", "1.2.4: a section is left without a head");
    is_text(json_string_value(
                json_object_get(json_array_get(json_object_get(left, "assets"), 0), "asset_no")),
            "AA-0001", "2.2: and an asset without its custodian");
    is_text(json_string_value(json_array_get(json_object_get(left, "systems"), 0)), "人事システム",
            "1.2.6: and a system without administrator");
    json_decref(day);
}

int main(void)
{
    struct office office;

    office_open(&office);
    office_roster(&office, "2026-03-31", ROSTER);
    int64_t section = people_find_section(office.city.store, "総務部", "人事課", "2026-04-01",
                                          &office.city.error);
    city_script(
        &office.city,
        arena_format(office.city.arena,
                     "INSERT INTO asset (id, entry, asset_no, name, custodian, section_id)"
                     " VALUES (1, 1, 'AA-0001', '名簿', '000022', %lld);"
                     "INSERT INTO information_system (id, entry, name, name_key, section_id)"
                     " VALUES (1, 1, '人事システム', '人事システム', %lld)",
                     (long long)section, (long long)section));
    const char *path = office_write(&office, TRANSFER_HEADING, DAY);
    test_day(&office, path);
    is_text(office_career(&office, "000022"), "人事課 主事 main [,)",
            "1.2.4: a preview leaves everything as it was");
    json_t *early = preview(&office, path, "2026-03-31");
    is_int(json_integer_value(json_object_get(json_object_get(early, "people"), "left")), 0,
           "1.2.4: on the day of leaving they are still there");
    json_decref(early);
    ok(preview(&office, path, "4月1日") == NULL, "1.2.4: a date that is none is refused");
    is_text(office.city.error.text,
            "日付「4月1日」を読めません。2026-04-01 のように書いてください。",
            "1.2.4: with the reason");
    office_close(&office);
    return done();
}
