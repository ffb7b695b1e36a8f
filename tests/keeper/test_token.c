#include "tests/keeper/office.h"

static struct record *begin_on(struct office *office, const char *time)
{
    int64_t now_us;

    must(time_parse(time, &now_us));
    struct record *record = record_begin(office->city.store, office->city.folder, &city_actor,
                                         now_us, &office->city.error);
    if (record == NULL)
        city_fail(&office->city.error);
    return record;
}

static int make(struct office *office, const char *expires_on, char ret_token[KEEPER_TOKEN_SIZE],
                int64_t *ret_id)
{
    struct record *record = begin_on(office, OFFICE_TODAY "T09:00:00+09:00");
    int status = keeper_make_token(record, office->pack, &office_person, "夜間の取込", expires_on,
                                   ret_token, ret_id, &office->city.error);

    if (status == 0)
        office_commit(office, record);
    else
        record_abandon(record);
    return status;
}

static int64_t owner(struct office *office, const char *token, const char *today)
{
    struct keeper_token found;
    int status = keeper_check_token(office->city.store, token, today, &found, &office->city.error);

    return status == 0 ? found.person_id : status;
}

static void test_life(struct office *office)
{
    struct error *error = &office->city.error;
    char token[KEEPER_TOKEN_SIZE], other[KEEPER_TOKEN_SIZE], password[KEEPER_PASSWORD_SIZE];
    int64_t id = 0, second = 0;

    is_int(make(office, NULL, token, &id), ERROR_MISSING, "5.7.2: no token without a sign-in");
    office_give(office, password);
    is_int(make(office, NULL, token, &id), 0, "5.7.2: one is made");
    is_int(make(office, "2026-04-30", other, &second), 0, "5.7.2: and one with a shorter term");
    ok(strlen(token) == 51 && strcmp(token, other) != 0, "5.7.1: of 256 random bits");
    is_int(owner(office, token, OFFICE_TODAY), 7, "5.7.1: it tells whose it is");
    is_int(owner(office, token, "2027-04-01"), 7, "5.7.2: for a year");
    is_int(owner(office, token, "2027-04-02"), ERROR_DENIED, "5.7.2: and no longer");
    is_int(owner(office, other, "2026-04-30"), 7, "5.7.2: on its last day");
    is_int(owner(office, other, "2026-05-01"), ERROR_DENIED, "5.7.2: not the day after");
    token[20] ^= 1;
    is_int(owner(office, token, OFFICE_TODAY), ERROR_DENIED, "5.7.1: a letter changed is no token");
    token[20] ^= 1;
    is_int(owner(office, "", OFFICE_TODAY), ERROR_DENIED, "5.7.1: nor is nothing");
    is_int(make(office, "2026-03-31", other, &second), ERROR_INPUT,
           "5.7.2: a term in the past is refused");
    is_int(make(office, "2027-04-02", other, &second), ERROR_INPUT, "5.7.2: and one too long");
    is_int(make(office, "tomorrow", other, &second), ERROR_INPUT, "5.7.2: and one that is no date");
    struct record *record = begin_on(office, OFFICE_TODAY "T10:00:00+09:00");
    is_int(keeper_end_token(record, second, &office_context, error), 0, "5.7.2: one is ended");
    is_int(keeper_end_token(record, 99, &office_context, error), ERROR_MISSING,
           "5.7.2: one that is there");
    office_commit(office, record);
    is_int(owner(office, other, OFFICE_TODAY), ERROR_DENIED, "5.7.2: and is no good from then on");
    record = begin_on(office, OFFICE_TODAY "T11:00:00+09:00");
    office_must(office, keeper_end(record, 7, &office_context, error));
    office_commit(office, record);
    is_int(owner(office, token, OFFICE_TODAY), ERROR_DENIED,
           "5.6.5: it ends with its owner's sign-in");
    office_give(office, password);
    is_int(owner(office, token, OFFICE_TODAY), ERROR_DENIED,
           "5.6.5: and does not come back with it");
}

static void test_use(struct office *office)
{
    char token[KEEPER_TOKEN_SIZE];
    int64_t id = 0, first, second;

    office_must(office, make(office, NULL, token, &id));
    struct record *record = begin_on(office, "2026-04-02T08:00:00+09:00");
    first = record_next_index(record);
    office_must(office, keeper_use_token(record, id, "027162", &office->city.error));
    is_int(record_next_index(record), first + 1, "5.6.6: the day of use is noted");
    second = record_next_index(record);
    office_must(office, keeper_use_token(record, id, "027162", &office->city.error));
    is_int(record_next_index(record), second, "5.6.6: once a day");
    office_commit(office, record);
}

static void test_tampering(struct office *office)
{
    struct verify_result result;

    city_tamper(&office->city,
                "UPDATE token SET expires_on = '2099-12-31', ended_on = NULL WHERE id = 1");
    office_must(office, verify_folder(office->city.folder, office_tables, 3, office->city.arena,
                                      &result, &office->city.error));
    ok(!result.ok && result.bad_count == 1 && strcmp(result.bad[0].table, "token") == 0,
       "5.7.3: a token given a longer life by hand is named by verify");
}

int main(void)
{
    struct office office;

    office_open(&office);
    test_life(&office);
    test_use(&office);
    test_tampering(&office);
    office_close(&office);
    return done();
}
