#include "tests/people/city.h"

#define ON "2026-04-01"

static int64_t section_of(struct city *city, const char *department, const char *section)
{
    return people_find_section(city->store, department, section, ON, &city->error);
}

static void people_arrive(struct city *city)
{
    struct record *record = city_begin(city);

    city_work(city, record, "000001", "副 市長", "", "", "副市長", "main", NULL, NULL);
    city_work(city, record, "000010", "総務 部長", "総務部", "", "部長", "main", NULL, NULL);
    city_work(city, record, "000011", "IT 課長", "総務部", "ＩＴ推進課", "課長", "main", NULL,
              NULL);
    city_work(city, record, "000012", "IT 担当", "総務部", "IT推進課", "担当長", "main", NULL,
              NULL);
    city_work(city, record, "000013", "IT 主事", "総務部", "ＩＴ推進課", "主事", "main", NULL,
              NULL);
    city_work(city, record, "000020", "財務 部長", "財務部", "", "部長", "main", NULL, NULL);
    city_work(city, record, "000021", "税務 課長", "財務部", "納税課", "課長", "main", NULL, NULL);
    city_work(city, record, "000022", "税務 主事", "財務部", "納税課", "主事", "main", NULL, NULL);
    city_work(city, record, "000020", "財務 部長", "財務部", "契約課", "課長事務取扱", "concurrent",
              NULL, NULL);
    city_work(city, record, "000020", "財務 部長", "上下水道局", "", "局長", "concurrent", NULL,
              NULL);
    city_work(city, record, "000030", "水道 主事", "上下水道局", "料金課", "主事", "main", NULL,
              NULL);
    city_commit(city, record);
}

static void test_table_1(struct city *city)
{
    is_text(city_holders(city, ON, "ciso", NULL), "000001 main",
            "1.2.1: the deputy mayor is the CISO");
    is_text(city_holders(city, ON, "ciso_aide", NULL), "000011 main",
            "1.2.2: the head of the IT section is the aide, in whatever width it is written");
    is_text(city_holders(city, ON, "network_administrator", NULL), "000011 main",
            "1.2.3: and the network administrator");
    is_text(city_holders(city, ON, "security_manager", "財務部 納税課"), "000021 main",
            "1.2.4: a section's head is its security manager");
    is_text(city_holders(city, ON, "security_manager", "財務部 契約課"), "000020 acting",
            "1.2.4: an acting head counts");
    is_text(city_holders(city, ON, "security_manager", "上下水道局 料金課"), "-",
            "1.2.4: a section without a head is vacant");
    is_text(city_holders(city, ON, "security_officer", "財務部 納税課"), "-",
            "1.2.5: nobody is officer before being named");
}

static void test_committee(struct city *city)
{
    is_text(city_holders(city, ON, "committee_chair", NULL), "000001 main",
            "1.3: the CISO chairs the committee");
    is_text(city_holders(city, ON, "committee_vice_chair", NULL), "000010 main",
            "1.3: the head of general affairs is vice-chair");
    is_text(city_holders(city, ON, "committee_member", NULL), "000020 main",
            "1.3.6: other heads are members, one seat a person, general affairs left out");
    is_text(city_holders(city, ON, "committee_secretariat", NULL),
            "000011 main, 000012 main, 000013 main", "1.3.7: the IT section is the secretariat");
}

static void test_csirt(struct city *city)
{
    is_text(city_holders(city, ON, "csirt_head", NULL), "000011 main", "1.4: head of the CSIRT");
    is_text(city_holders(city, ON, "incident_handler", NULL), "000012 main",
            "1.4: the IT section's team leader is the handler");
    is_text(city_holders(city, ON, "csirt_member", NULL), "000011 main, 000012 main, 000013 main",
            "1.4: everyone of the IT section is a member, in order of staff numbers");
    is_text(city_holders(city, ON, "csirt_legal", NULL), "-",
            "1.4.5: others are named when needed");
}

static void test_named(struct city *city)
{
    struct record *record = city_begin(city);

    city_appoint(city, record, "security_officer", "000022", section_of(city, "財務部", "納税課"),
                 NULL, "2027-04-01");
    city_appoint(city, record, "csirt_legal", "000030", 0, NULL, NULL);
    city_commit(city, record);
    is_text(city_holders(city, ON, "security_officer", "財務部 納税課"), "000022 appointed",
            "1.2.5: a named officer holds the role");
    is_text(city_holders(city, "2027-04-01", "security_officer", "財務部 納税課"), "-",
            "1.2.5: until the appointment ends");
    is_text(city_holders(city, ON, "security_officer", "財務部 契約課"), "-",
            "1.2.5: in no other section");
    is_text(city_holders(city, ON, "csirt_legal", NULL), "000030 appointed",
            "1.4.5: a named CSIRT member holds the role");
}

static void test_one_seat(struct city *city)
{
    struct record *record = city_begin(city);

    city_work(city, record, "000002", "副 市長二", "", "", "副市長", "main", NULL, NULL);
    city_commit(city, record);
    is_text(city_holders(city, ON, "ciso", NULL), "000001 main, 000002 main",
            "1.2.1: two deputy mayors both match");
    record = city_begin(city);
    city_appoint(city, record, "ciso", "000002", 0, NULL, NULL);
    city_commit(city, record);
    is_text(city_holders(city, ON, "ciso", NULL), "000002 main",
            "1.2.1: the appointment tells which of them is the CISO");
    struct viewer other = city_viewer(city, "000001", ON), named = city_viewer(city, "000002", ON);
    ok(!has_role(&other, "ciso"), "1.2.1: the other one acts without the CISO's rights");
    ok(has_role(&named, "ciso"), "1.2.1: the appointed one with them");
}

/* No deputy mayor is in the roster any more: who is appointed holds the seat, and only then. */
static void test_seat_without_post(struct city *city)
{
    struct record *record = city_begin(city);

    city_appoint(city, record, "ciso", "000030", 0, NULL, NULL);
    city_commit(city, record);
    struct viewer then = city_viewer(city, "000030", "2030-04-01");
    struct viewer now = city_viewer(city, "000030", ON);
    is_text(city_holders(city, "2030-04-01", "ciso", NULL), "000030 appointed",
            "1.2.1: where no one has the post, the appointment tells who is CISO");
    is_text(city_holders(city, ON, "ciso", NULL), "000002 main",
            "1.2.1: it moves no one who has the post");
    ok(has_role(&then, "ciso"), "1.2.1: the appointed one acts with the CISO's rights");
    ok(!has_role(&now, "ciso"), "1.2.1: and without them while another has the post");
}

static void test_stand_in(struct city *city)
{
    struct moment moment = {.on = "2030-04-01", .known_to = INT64_MAX};
    struct role_holding *holdings;
    struct record *record;
    int count;

    record = city_begin(city);
    for (int i = 1; i <= 2; i++) {
        struct assignment *list;
        int found;
        const char *number = i == 1 ? "000001" : "000002";

        people_assignments(city->store, people_find_person(city->store, number, &city->error),
                           city->arena, &list, &found, &city->error);
        struct assignment ended = list[0];
        ended.valid_to = "2030-04-01";
        people_assign(record, city->known_from, &list[0], &ended, &city_context, &city->error);
    }
    city_commit(city, record);
    people_roles(city->store, city->pack, &moment, "committee_chair", 0, city->arena, &holdings,
                 &count, &city->error);
    is_int(holdings[0].holder_count, 0, "1.3: without a deputy mayor the chair is vacant");
    is_int(holdings[0].stand_in_count, 1, "1.3: and the vice-chair acts");
    is_text(holdings[0].stand_ins[0].staff_no, "000010", "1.3: the head of general affairs");
    struct viewer deputy = city_viewer(city, "000010", "2030-04-01");
    ok(has_role(&deputy, "committee_chair"), "1.3: with the chair's rights in the committee");
    ok(!has_role(&deputy, "ciso"), "1.3: but not the CISO's");
    struct viewer before = city_viewer(city, "000010", ON);
    ok(!has_role(&before, "committee_chair"), "1.3: and only while there is no chair");
}

static void test_narrow(struct city *city)
{
    struct moment moment = {.on = ON, .known_to = INT64_MAX};
    struct role_holding *holdings;
    int count;

    people_roles(city->store, city->pack, &moment, NULL, section_of(city, "財務部", "納税課"),
                 city->arena, &holdings, &count, &city->error);
    is_int(count, 2, "1.2: one section has its manager and its officer");
    people_roles(city->store, city->pack, &moment, "security_manager", 0, city->arena, &holdings,
                 &count, &city->error);
    is_int(count, 4, "1.2.4: a role of sections has a seat in each");
}

int main(void)
{
    struct city city;

    city_open(&city);
    people_arrive(&city);
    test_table_1(&city);
    test_committee(&city);
    test_csirt(&city);
    test_named(&city);
    test_one_seat(&city);
    test_narrow(&city);
    test_stand_in(&city);
    test_seat_without_post(&city);
    city_close(&city);
    return done();
}
