#include "tests/people/city.h"

#include "base/error.h"

#define ON "2026-04-01"

static int64_t tax, contract;

static void people_arrive(struct city *city)
{
    struct record *record = city_begin(city);

    city_work(city, record, "000021", "税務 課長", "財務部", "納税課", "課長", "main", NULL, NULL);
    city_work(city, record, "000021", "税務 課長", "財務部", "契約課", "主事", "concurrent", NULL,
              NULL);
    city_work(city, record, "000022", "税務 主事", "財務部", "納税課", "主事", "main", NULL,
              "2026-04-01");
    city_work(city, record, "000023", "契約 主事", "財務部", "契約課", "主事", "main", NULL, NULL);
    city_commit(city, record);
    tax = people_find_section(city->store, "財務部", "納税課", ON, &city->error);
    contract = people_find_section(city->store, "財務部", "契約課", ON, &city->error);
    char *sql =
        arena_format(city->arena,
                     "INSERT INTO information_system (id, entry, name, name_key, section_id)"
                     " VALUES (1, 1, '税システム', '税システム', %lld)",
                     (long long)tax);
    city_script(city, sql);
}

static void test_manager(struct city *city)
{
    struct viewer viewer = city_viewer(city, "000021", ON);

    ok(!viewer.is_console, "5.6.3: a person is not the console");
    is_text(viewer.name, "税務 課長", "5.6.1: the name is kept as text");
    is_text(viewer.post, "課長", "5.6.1: and the main post");
    is_int(viewer.section_count, 2, "5.6.1: with every section worked in");
    ok(has_role(&viewer, "staff") && has_role(&viewer, "security_manager"),
       "1.2.4: a head of section is staff and security manager");
    ok(has_role(&viewer, "system_administrator") && viewer.system_count == 1,
       "1.2.6: and administrator of the section's system");
    ok(may(&viewer, city->pack, "edit", "assets", tax, 0), "1.2.4: with the rights in the section");
    ok(!may(&viewer, city->pack, "edit", "assets", contract, 0),
       "1.2.4: and not in the one where it is a concurrent post");
    ok(may(&viewer, city->pack, "appoint", "appointments", 0, 1), "1.2.6: may name system staff");
    ok(!has_role(&viewer, "ciso_aide"), "1.2.2: but is not the CISO's aide");
}

static void test_leaver(struct city *city)
{
    struct viewer viewer;
    struct viewer before = city_viewer(city, "000022", "2026-03-31");

    ok(may(&before, city->pack, "view", "assets", tax, 0), "5.6.7: the day before leaving counts");
    is_int(people_viewer(city->store, city->pack, "000022", ON, city->arena, &viewer, &city->error),
           ERROR_DENIED, "5.6.7: who left has no rights left");
    is_int(people_viewer(city->store, city->pack, "999999", ON, city->arena, &viewer, &city->error),
           ERROR_DENIED, "5.6.1: nor has an unknown number");
}

static void test_officer(struct city *city)
{
    struct record *record = city_begin(city);

    city_appoint(city, record, "security_officer", "000023", tax, NULL, NULL);
    city_appoint(city, record, "security_officer", "000023", contract, NULL, NULL);
    city_commit(city, record);
    struct viewer viewer = city_viewer(city, "000023", ON);
    ok(may(&viewer, city->pack, "edit", "assets", contract, 0),
       "1.2.5: an officer works on the own section's ledger");
    ok(!may(&viewer, city->pack, "edit", "assets", tax, 0),
       "1.2.5: and loses that of a section left behind");
}

int main(void)
{
    struct city city;

    city_open(&city);
    people_arrive(&city);
    struct viewer console = city_viewer(&city, NULL, ON);
    ok(console.is_console && console.roles[0] == NULL, "5.6.3: without a number it is the console");
    test_manager(&city);
    test_leaver(&city);
    test_officer(&city);
    city_close(&city);
    return done();
}
