#include "tests/people/city.h"

static struct place ensure(struct city *city, struct record *record, const char *department,
                           const char *section, const char *unit, const char *code)
{
    const struct unit_names names = {department, section, unit, code};
    struct place place = {0};

    if (people_ensure_unit(record, &names, "2026-04-01", &city_context, &place, &city->error) < 0)
        city_fail(city, "ensure");
    return place;
}

static void test_made_once(struct city *city)
{
    struct record *record = city_begin(city);
    struct place first = ensure(city, record, "総務部", "ＩＴ推進課", "運用担当", "020301");
    struct place again = ensure(city, record, "総務部", "IT 推進課", "運用担当", NULL);
    struct place section = ensure(city, record, "総務部", "ＩＴ推進課", NULL, "020300");
    struct place head = ensure(city, record, "総務部", "", NULL, "020000");
    struct place other = ensure(city, record, "教育総務部", "ＩＴ推進課", NULL, NULL);

    city_commit(city, record);
    is_int(again.section_id, first.section_id, "1.1: one section in two spellings is one unit");
    is_int(again.unit_id, first.unit_id, "1.1: and so is its team");
    is_int(section.section_id, first.section_id, "1.1: a row without team finds the section");
    is_int(section.unit_id, 0, "1.1: and names no team");
    is_int(head.section_id, 0, "1.1: a head of department has no section");
    is_int(head.department_id, first.department_id, "1.1: but the department");
    ok(other.section_id != first.section_id, "1.1: two departments may have sections of one name");
    is_int(people_find_section(city->store, "総務部", "IT推進課", "2026-04-01", &city->error),
           first.section_id, "1.2.4: a section is found by its folded names");
    is_int(people_find_section(city->store, "総務部", NULL, "2026-04-01", &city->error),
           first.department_id, "1.2.4: a department is found without a section");
    is_int(people_find_section(city->store, "総務部", "税務課", "2026-04-01", &city->error), 0,
           "1.2.4: an unknown section is 0");
    is_int(people_find_section(city->store, "財務部", "ＩＴ推進課", "2026-04-01", &city->error), 0,
           "1.2.4: an unknown department is 0");
}

static void test_code(struct city *city)
{
    struct value values[UNIT_COLUMNS];
    int64_t id =
        people_find_section(city->store, "総務部", "ＩＴ推進課", "2026-04-01", &city->error);

    if (table_get(city->store, &unit_table, id, city->arena, values, NULL, &city->error) < 0)
        city_fail(city, "get");
    is_text(values[UNIT_code].text, "020300", "1.1: a section learns its own code, not its team's");
    is_text(values[UNIT_name].text, "ＩＴ推進課", "1.1: the name stays as first written");
}

static void test_posts(struct city *city)
{
    struct record *record = city_begin(city);
    int64_t last = 0;

    for (int i = 0; i < 2; i++)
        if (people_ensure_post(record, 2, "課長", true, &city_context, &city->error) < 0)
            city_fail(city, "post");
    table_last_id(city->store, &post_table, &last, &city->error);
    city_commit(city, record);
    is_int(last, 1, "1.2: a post of a unit is kept once");
}

static void test_two_times(struct city *city)
{
    struct record *record = city_begin(city);
    struct assignment *list;
    int count;

    city_work(city, record, "000001", "山田 太郎", "総務部", "人事課", "主事", "main", NULL, NULL);
    city_commit(city, record);
    int64_t first_known = city->known_from;
    record = city_begin(city);
    int64_t id = people_find_person(city->store, "000001", &city->error);
    people_assignments(city->store, id, city->arena, &list, &count, &city->error);
    struct assignment ended = list[0], next = list[0];
    ended.valid_to = next.valid_from = "2026-04-01";
    next.post = "課長";
    people_assign(record, city->known_from, &list[0], &ended, &city_context, &city->error);
    people_assign(record, city->known_from, NULL, &next, &city_context, &city->error);
    city_commit(city, record);
    is_text(city_holders(city, "2026-04-01", "security_manager", "総務部 人事課"), "000001 main",
            "1.2.4: from the day on the new post counts");
    is_text(city_holders(city, "2026-03-31", "security_manager", "総務部 人事課"), "-",
            "1.2.4: the day before it does not");
    is_text(city_holders_known(city, "2026-04-01", first_known + 1, "security_manager",
                               "総務部 人事課"),
            "-", "1.2.4: nor as it was known before the change was recorded");
    is_int(people_is_employed(city->store, id, "2026-03-31", &city->error), 1,
           "1.2: employed is who holds any assignment on the date");
    people_assignments(city->store, id, city->arena, &list, &count, &city->error);
    is_int(count, 2, "1.2: two assignments are known now");

    record = city_begin(city);
    int64_t before = record_next_index(record);
    people_assign(record, city->known_from, &list[0], &list[0], &city_context, &city->error);
    is_int(record_next_index(record), before, "1.2: what does not change writes nothing");
    struct assignment gone = list[1];
    people_assign(record, city->known_from, &gone, NULL, &city_context, &city->error);
    city_commit(city, record);
    people_assignments(city->store, id, city->arena, &list, &count, &city->error);
    is_int(count, 1, "1.2: what is taken back is not known any more");
}

int main(void)
{
    struct city city;

    city_open(&city);
    ok(!people_has_roster(city.store, &city.error), "1.2: a new city has no roster");
    test_made_once(&city);
    test_code(&city);
    test_posts(&city);
    test_two_times(&city);
    ok(people_has_roster(city.store, &city.error), "1.2: a city with assignments has one");
    city_close(&city);
    return done();
}
