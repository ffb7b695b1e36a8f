/* What changed since a reader looked: no table too few, and each entry is looked at once. */
#include "record/changes.h"
#include "record/record.h"
#include "tests/record/city.h"

static const uint64_t thing_bit = (uint64_t)1 << (901 & 63);

static uint64_t ask(struct city *city, struct record_changes *changes, int64_t since,
                    int64_t *ret_size)
{
    uint64_t tables = 0;

    if (store_begin(city->store, STORE_READ, &city->error) < 0 ||
        record_changes_since(changes, city->store, since, ret_size, &tables, &city->error) < 0)
        city_fail(&city->error);
    store_rollback(city->store);
    return tables;
}

static void note(struct city *city)
{
    const struct record_context context = {.action = "view"};
    struct record *record = city_begin(city);

    if (record_note(record, RECORD_VIEW, &context, NULL, 0, NULL, &city->error) < 0 ||
        record_commit(record, &city->error) < 0)
        city_fail(&city->error);
}

int main(void)
{
    struct record_changes *changes = record_changes_open();
    struct city city;
    int64_t size, first, second;

    city_open(&city);
    city_fill(&city, 3);
    ok(ask(&city, changes, 0, &size) == UINT64_MAX, "who never looked is told of every table");
    is_int(size, 4, "and how many entries there are");
    ok(ask(&city, changes, size, &first) == 0 && first == size, "nothing came since");
    note(&city);
    ok(ask(&city, changes, first, &second) == 1, "an entry without a row is bit 0");
    city_fill(&city, 2);
    ok(ask(&city, changes, second, &size) == thing_bit, "rows are the bit of their table");
    ok(ask(&city, changes, first, &size) == (thing_bit | 1),
       "one who looked earlier hears of both");
    ok(ask(&city, changes, size, &second) == 0 && second == size, "and then of nothing");
    ok(ask(&city, changes, size + 5, &second) == UINT64_MAX, "a record that shrank is another");
    city_fill(&city, 10001);
    ok(ask(&city, changes, size, &second) == UINT64_MAX, "very many are every table");
    ok(ask(&city, changes, second, &size) == 0, "once");
    record_changes_close(changes);
    city_close(&city);
    return done();
}
