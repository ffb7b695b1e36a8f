/* A recorded city where people may sign in. */
#ifndef TESTS_KEEPER_OFFICE_H
#define TESTS_KEEPER_OFFICE_H

#include "tests/record/city.h"

#include "base/date.h"
#include "keeper/keeper.h"
#include "keeper/keeper_schema_sql.h"
#include "pack/pack.h"

#define OFFICE_TODAY    "2026-04-01"
#define OFFICE_PASSWORD "nagare-tokei-botan"

static const struct keeper_person office_person = {7, "027162", "山田 太郎", "ヤマダ タロウ"};
static const struct record_context office_context = {
    .action = "user add", .key = "027162", .reason = "試験", .result = "ok"};
static const struct table *const office_tables[] = {&city_things, &login_table, &token_table};

struct office {
    struct city city;
    struct keeper *keeper;
    struct pack *pack;
};

static inline void office_must(struct office *office, int status)
{
    if (status < 0)
        city_fail(&office->city.error);
}

static inline void office_open(struct office *office)
{
    struct city *city = &office->city;

    city_open(city);
    office->pack = pack_open(NULL, &city->error);
    if (office->pack == NULL)
        city_fail(&city->error);
    office->keeper = keeper_open();
    office_must(office, store_script(city->store, SQL_KEEPER_SCHEMA, &city->error));
    office_must(office, record_declare(city->store, office_tables, 3, &city->error));
}

static inline void office_close(struct office *office)
{
    keeper_close(office->keeper);
    pack_close(office->pack);
    city_close(&office->city);
}

static inline void office_commit(struct office *office, struct record *record)
{
    office_must(office, record_commit(record, &office->city.error));
}

/* Gives the person a temporary password. */
static inline void office_give(struct office *office, char ret_password[KEEPER_PASSWORD_SIZE])
{
    struct keeper_hash hash;
    struct record *record = city_begin(&office->city);

    keeper_make_password(office->keeper, ret_password, &hash);
    office_must(office, keeper_give_password(record, &office_person, &hash, &office_context,
                                             &office->city.error));
    office_commit(office, record);
}

/* The person chooses a password; what came of it. */
static inline int office_choose(struct office *office, const char *password)
{
    struct city *city = &office->city;
    struct keeper_hash hash;
    int status = keeper_choose_password(office->keeper, city->store, office->pack, &office_person,
                                        password, &hash, &city->error);
    if (status != 0)
        return status;
    struct record *record = city_begin(city);
    status = keeper_set_password(record, &office_person, &hash, &city->error);
    if (status == 0)
        office_commit(office, record);
    else
        record_abandon(record);
    return status;
}

/* Looks only. */
static inline enum keeper_verdict office_look(struct office *office, int64_t person_id,
                                              const char *password)
{
    enum keeper_verdict verdict;

    office_must(office, keeper_check_password(office->keeper, office->city.store, person_id,
                                              password, &verdict, &office->city.error));
    return verdict;
}

/* Counts what was looked at. */
static inline enum keeper_verdict office_count(struct office *office, int64_t person_id,
                                               enum keeper_verdict looked)
{
    struct record *record = city_begin(&office->city);
    const struct keeper_attempt attempt = {person_id, person_id ? "027162" : NULL, looked};
    enum keeper_verdict verdict;

    office_must(office, keeper_count_attempt(record, office->pack, &attempt, &verdict,
                                             &office->city.error));
    office_commit(office, record);
    return verdict;
}

/* A whole try to sign in. */
static inline enum keeper_verdict office_try(struct office *office, const char *password)
{
    return office_count(office, office_person.id, office_look(office, office_person.id, password));
}

#endif
