/* Who holds a role, remembered until something is written. */
#include "tests/people/city.h"

#include "people/seats.h"

#define ON    "2026-04-01"
#define LATER "2026-05-01"

/* The manager of 納税課 as found, "-" for none; NULL when there is no such seat. */
static const char *manager_found(struct city *city, struct seats *seats, const char *on)
{
    struct role_holding *holdings;
    int count;

    if (seats_find(seats, city->store, city->pack, "security_manager", on, city->arena, &holdings,
                   &count, &city->error) < 0)
        city_fail(city, "seats");
    for (int i = 0; i < count; i++)
        if (strcmp(holdings[i].unit, "財務部 納税課") == 0)
            return holdings[i].holder_count > 0 ? holdings[i].holders[0].staff_no : "-";
    return NULL;
}

static const char *manager(struct city *city, struct seats *seats, const char *on)
{
    const char *found = manager_found(city, seats, on);

    return found != NULL ? arena_copy(city->arena, found) : NULL;
}

static void head_arrives(struct city *city, const char *staff_no, const char *from,
                         const char *until)
{
    struct record *record = city_begin(city);

    city_work(city, record, staff_no, "課長", "財務部", "納税課", "課長", "main", from, until);
    city_commit(city, record);
}

int main(void)
{
    struct city city;
    struct seats *seats = seats_open();

    city_open(&city);
    head_arrives(&city, "000021", NULL, "2026-05-01");
    const char *first = manager_found(&city, seats, ON);
    is_text(first, "000021", "1.2.4: the head of a section is its manager");
    is_text(manager(&city, seats, ON), "000021", "1.2.4: and is when asked again");
    is_text(manager(&city, seats, LATER), "-", "1.2.4: another day is asked anew");
    is_text(first, "000021", "what was found first lives on beside it");
    seats_begin(seats, LATER);
    is_text(manager(&city, seats, LATER), "-", "1.2.4: a visit on another day begins anew");
    head_arrives(&city, "000022", "2026-05-01", NULL);
    is_text(manager(&city, NULL, LATER), "000022", "1.2.4: without a memory the change is seen");
    seats_begin(seats, LATER);
    is_text(manager(&city, seats, LATER), "-", "what is remembered stands until it is forgotten");
    seats_forget(seats);
    is_text(manager(&city, seats, LATER), "000022", "1.2.4: and then the change is seen");
    is_text(manager(&city, seats, ON), "000021", "1.2.4: on its day");
    seats_close(seats);
    city_close(&city);
    return done();
}
