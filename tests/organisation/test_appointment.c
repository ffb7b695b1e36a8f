#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "register/register_import.h"
#include "tests/organisation/office.h"

#include <jansson.h>

#define ROSTER                                                                                         \
    ",,,,000001,副 市長,副市長,特別職,H2.4.1,\n"                                              \
    "020300,総務部,ＩＴ推進課,,000011,森本 ゆかり,課長,正規職員,H2.4.1,\n"          \
    "020301,総務部,ＩＴ推進課,運用担当,000012,山田 太郎,主事,正規職員,H2.4.1,\n" \
    "030100,財務部,納税課,,000021,辻 直樹,課長,正規職員,H2.4.1,\n"                      \
    "030101,財務部,納税課,納税担当,000022,髙橋 一,主事,正規職員,H2.4.1,\n"

/* Judges the appointment as `by` acts, and puts it on record when it stands. */
static int appoint(struct office *office, const char *by, const char *role, const char *staff_no,
                   const char *section, const char *system)
{
    struct city *city = &office->city;
    struct viewer viewer = city_viewer(city, by, "2026-04-01");
    struct register_row row = {0};

    city->error = (struct error){0};
    office->scene.viewer = &viewer;
    register_row_start(&row, &office->scene, &appointment_kind, city->arena);
    row.values[APPOINTMENT_role] = value_text(role);
    row.values[APPOINTMENT_staff_no] = value_text(staff_no);
    row.values[APPOINTMENT_department] = value_text(*section ? "財務部" : NULL);
    row.values[APPOINTMENT_section] = value_text(*section ? section : NULL);
    row.values[APPOINTMENT_system] = value_text(*system ? system : NULL);
    int result = appointment_kind.judge(&row, &city->error);
    office->scene.viewer = &office->viewer;
    if (result < 0)
        return result;
    struct record *record = city_begin(city);
    if (record_put(record, &appointment_table, 0, row.values, &city_context, NULL, NULL,
                   &city->error) < 0)
        city_fail(city, "appoint");
    city_commit(city, record);
    return 0;
}

static void test_officer(struct office *office)
{
    struct city *city = &office->city;

    is_int(appoint(office, "000011", "security_officer", "000022", "納税課", ""), ERROR_DENIED,
           "1.2.5: the head of another section names no officer here");
    is_int(appoint(office, "000022", "security_officer", "000022", "納税課", ""), ERROR_DENIED,
           "1.2.5: nor does somebody name themself");
    is_int(appoint(office, "000021", "security_officer", "22", "納税課", ""), 0,
           "1.2.5: the section's manager does");
    is_text(city_holders(city, "2026-04-01", "security_officer", "財務部 納税課"),
            "000022 appointed", "1.2.5: and the officer holds the role");
    is_int(appoint(office, "000021", "security_officer", "000012", "納税課", ""), ERROR_INPUT,
           "1.2.5: somebody of another section cannot be officer here");
    is_int(appoint(office, NULL, "security_officer", "000022", "無い課", ""), ERROR_INPUT,
           "1.2.5: nor can there be one of an unknown section");
    is_int(appoint(office, NULL, "security_manager", "999999", "納税課", ""), ERROR_INPUT,
           "1.2.4: nor an unknown person");
    is_int(appoint(office, NULL, "committee_member", "000021", "", ""), ERROR_INPUT,
           "1.3.6: a role that comes with a post takes no appointment");
}

static void test_self(struct office *office)
{
    is_int(appoint(office, "000021", "security_officer", "000021", "納税課", ""), ERROR_DENIED,
           "1.2.5: a manager is not their own officer by themself");
    is_int(appoint(office, "000011", "security_officer", "000021", "納税課", ""), 0,
           "1.2.5: the CISO's aide decides that");
}

static void test_system(struct office *office)
{
    struct city *city = &office->city;
    int64_t tax = people_find_section(city->store, "財務部", "納税課", "2026-04-01", &city->error);

    city_script(
        city, arena_format(city->arena,
                           "INSERT INTO information_system (id, entry, name, name_key, section_id)"
                           " VALUES (1, 1, '税システム', '税システム', %lld)",
                           (long long)tax));
    is_int(appoint(office, "000021", "system_staff", "000012", "", "税システム"), 0,
           "1.2.7: the administrator names the system's staff");
    is_text(city_holders(city, "2026-04-01", "system_staff", "税システム"), "000012 appointed",
            "1.2.7: who may be of another section");
    is_int(appoint(office, "000021", "system_staff", "000012", "", "無いシステム"), ERROR_INPUT,
           "1.2.7: an unknown system is refused");
    is_int(appoint(office, "000021", "audit_head", "000012", "", ""), ERROR_DENIED,
           "11.2.1: the committee's chair names the head of audit");
    is_int(appoint(office, "000001", "audit_head", "000012", "", ""), 0, "11.2.1: and nobody else");
}

static json_t *ask(struct office *office, const struct viewer *viewer, const char *role,
                   const char *section, bool chart)
{
    struct moment moment = {.on = "2026-04-01", .known_to = INT64_MAX};
    struct buffer buffer = {0};
    struct json json;

    office->scene.viewer = viewer;
    office->city.error = (struct error){0};
    json_start(&json, &buffer, NULL);
    int result = chart ? organisation_chart(&office->scene, &moment, &json, &office->city.error)
                       : organisation_people(&office->scene, &moment, role, section, &json,
                                             &office->city.error);
    json_finish(&json);
    json_t *document = result == 0 ? json_loads(buffer_string(&buffer), 0, NULL) : NULL;
    buffer_done(&buffer);
    office->scene.viewer = &office->viewer;
    return document;
}

static void test_people(struct office *office)
{
    json_t *list = ask(office, &office->viewer, "security_manager", NULL, false);
    struct viewer clerk = city_viewer(&office->city, "000022", "2026-04-01");

    is_int((int64_t)json_array_size(list), 2, "1.2.4: a role is listed for every section");
    is_text(json_string_value(json_object_get(json_array_get(list, 0), "unit")),
            "総務部 ＩＴ推進課", "1.2.4: with its unit");
    ok(json_is_false(json_object_get(json_array_get(list, 0), "vacant")), "1.2.4: and vacancy");
    json_decref(list);
    list = ask(office, &office->viewer, NULL, "納税課", false);
    is_int((int64_t)json_array_size(list), 4, "1.2: a section's roles, its system's among them");
    json_decref(list);
    ok(ask(office, &office->viewer, NULL, "無い課", false) == NULL, "1.2: an unknown section");
    is_int(office->city.error.code, ERROR_MISSING, "1.2: is missing");
    ok(ask(office, &office->viewer, "king", NULL, false) == NULL, "1.2: an unknown role");
    is_int(office->city.error.code, ERROR_MISSING, "1.2: is missing, too");
    list = ask(office, &clerk, "security_manager", NULL, false);
    is_int((int64_t)json_array_size(list), 1, "5.6.3: a clerk sees the own section's");
    json_decref(list);
    json_t *chart = ask(office, &office->viewer, NULL, NULL, true);
    is_int((int64_t)json_array_size(json_object_get(chart, "tables")), 3, "1.2: three tables");
    ok(json_array_size(json_object_get(json_object_get(chart, "figure"), "lines")) > 3,
       "1.1: and the lines of figure 1");
    json_decref(chart);
}

int main(void)
{
    struct office office;

    office_open(&office);
    office_roster(&office, "2026-03-31", ROSTER);
    test_officer(&office);
    test_self(&office);
    test_system(&office);
    test_people(&office);
    office_close(&office);
    return done();
}
