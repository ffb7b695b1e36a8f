#include "tests/keeper/office.h"

#include "base/json.h"

#include <time.h>

static void test_temporary(struct office *office)
{
    char password[KEEPER_PASSWORD_SIZE], other[KEEPER_PASSWORD_SIZE];
    const char *state = "";

    is_int(office_try(office, "nothing"), KEEPER_WRONG,
           "5.7.1: without a sign-in any password is wrong");
    office_must(office, keeper_state(office->city.store, 7, &state, &office->city.error));
    is_text(state, NULL, "5.7.2: nobody can sign in who was not given it");
    office_give(office, password);
    is_int((int64_t)strlen(password), 19, "5.7.5: a temporary password is long");
    is_int((int64_t)strcspn(password, "0O1lIBS58gqZ2"), 19,
           "5.7.5: without letters that look alike");
    is_int(office_try(office, password), KEEPER_MUST_CHANGE,
           "5.7.5: it is right and must be changed");
    is_int(office_try(office, password), KEEPER_MUST_CHANGE, "5.7.5: until it is");
    is_int(office_choose(office, password), ERROR_INPUT,
           "4.3.4: keeping the one they have is refused");
    is_text(office->city.error.field, "password", "4.3.4: naming the field");
    is_int(office_choose(office, OFFICE_PASSWORD), 0, "5.7.5: another is kept");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_GOOD, "5.7.1: and signs in");
    is_int(office_try(office, password), KEEPER_WRONG, "5.7.5: the temporary one no longer does");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_GOOD,
           "5.7.6: a right one after one failure");
    office_give(office, other);
    ok(strcmp(password, other) != 0, "5.7.2: each temporary password is its own");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_WRONG,
           "5.7.2: a reset takes the old one away");
    is_int(office_try(office, other), KEEPER_MUST_CHANGE, "5.7.5: and asks for a change again");
    is_int(office_choose(office, OFFICE_PASSWORD), 0, "5.7.5: which is done");
}

static void test_lock(struct office *office)
{
    struct error *error = &office->city.error;
    enum keeper_verdict looked;

    is_int(office_try(office, "wrong"), KEEPER_WRONG, "5.7.6: one failure");
    is_int(office_try(office, "wrong"), KEEPER_WRONG, "5.7.6: two");
    looked = office_look(office, 7, OFFICE_PASSWORD);
    is_int(looked, KEEPER_GOOD, "5.7.6: while somebody looks with the right one");
    is_int(office_try(office, "wrong"), KEEPER_LOCKED, "5.7.6: the third locks");
    is_int(office_count(office, 7, looked), KEEPER_LOCKED,
           "5.7.6: the right one that was looked at before the lock comes too late");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_LOCKED,
           "5.7.6: the fourth, right one is refused");
    is_int(office_choose(office, "moyori-hatake-sanpo"), ERROR_DENIED,
           "5.7.6: nor can the password be changed");
    struct record *record = city_begin(&office->city);
    is_int(keeper_unlock(record, 7, &office_context, error), 0, "5.7.6: unlocked by an act");
    is_int(keeper_unlock(record, 7, &office_context, error), ERROR_CONFLICT, "5.7.6: once");
    is_int(keeper_unlock(record, 8, &office_context, error), ERROR_MISSING,
           "5.7.6: nobody else has anything to unlock");
    office_commit(office, record);
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_GOOD, "5.7.6: then the right one signs in");
    is_int(office_try(office, "wrong"), KEEPER_WRONG, "5.7.6: and failures count from nothing");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_GOOD, "5.7.6: which a right one clears");
}

static double seconds_of(struct office *office, int64_t person_id, const char *password)
{
    enum { TRIES = 5 };
    struct timespec start, end;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (int i = 0; i < TRIES; i++)
        office_look(office, person_id, password);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

static void test_unknown(struct office *office)
{
    is_int(office_look(office, 0, OFFICE_PASSWORD), KEEPER_WRONG,
           "5.7.1: an unknown number is wrong");
    is_int(office_count(office, 0, KEEPER_WRONG), KEEPER_WRONG, "5.7.3: and counted as a try");
    double known = seconds_of(office, 7, "wrong"), unknown = seconds_of(office, 0, "wrong");
    ok(unknown > known / 2 && unknown < known * 2,
       "5.7.1: an unknown number takes as long as a known one (%.3f s, %.3f s)", unknown, known);
}

/* How many entries of the record have that class and result. */
static int count_attempts(struct office *office, const char *result)
{
    struct city *city = &office->city;
    struct buffer text = {0};
    char wanted[64];
    int count = 0;

    snprintf(wanted, sizeof wanted, "\"result\":\"%s\"", result);
    for (int64_t i = 0;; i++) {
        struct json json;
        struct error error = {0};

        buffer_clear(&text);
        json_start(&json, &text, NULL);
        json_object_start(&json);
        if (record_show(city->store, i, office_tables, 3, city->arena, &json, &error) != 0)
            break;
        if (strstr(buffer_string(&text), "\"class\":\"attempt\"") != NULL &&
            strstr(buffer_string(&text), wanted) != NULL)
            count++;
        if (strstr(buffer_string(&text), OFFICE_PASSWORD) != NULL ||
            strstr(buffer_string(&text), "argon2") != NULL)
            count = INT16_MIN;
    }
    buffer_done(&text);
    return count;
}

static void test_record(struct office *office)
{
    is_int(count_attempts(office, "ok"), 4,
           "5.7.3: every right try is on record, without a secret");
    is_int(count_attempts(office, "wrong"), 7, "5.7.3: every wrong one");
    is_int(count_attempts(office, "locked"), 3, "5.7.3: every one that met a lock");
}

static void verify_names(struct office *office, const char *table, const char *name)
{
    struct verify_result result;

    office_must(office, verify_folder(office->city.folder, office_tables, 3, office->city.arena,
                                      &result, &office->city.error));
    if (table == NULL)
        ok(result.ok, "%s", name);
    else
        ok(!result.ok && result.bad_count == 1 && strcmp(result.bad[0].table, table) == 0 &&
               strcmp(result.bad[0].key, "027162") == 0,
           "%s", name);
}

static void test_tampering(struct office *office)
{
    struct city *city = &office->city;
    struct buffer sql = {0};
    struct keeper_hash hash;
    char password[KEEPER_PASSWORD_SIZE];

    verify_names(office, NULL, "5.7.3: the record holds");
    keeper_make_password(office->keeper, password, &hash);
    buffer_format(&sql, "UPDATE keeper_secret SET password_hash = '%s'", hash.text);
    city_tamper(city, buffer_string(&sql));
    buffer_done(&sql);
    is_int(office_try(office, password), KEEPER_TAMPERED,
           "5.7.1: a hash put in by hand signs nobody in");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_TAMPERED,
           "5.7.1: nor does the password it replaced");
    is_int(count_attempts(office, "tampered"), 2, "5.7.3: both are on record as such");
    city_tamper(city, "DELETE FROM keeper_secret");
    is_int(office_try(office, OFFICE_PASSWORD), KEEPER_TAMPERED,
           "5.7.1: a hash that is gone is found too");
    city_tamper(city, "UPDATE login SET failures = 9 WHERE id = 1");
    verify_names(office, "login", "5.7.3: a sign-in edited by hand is named by verify");
    city_tamper(city, "UPDATE login SET failures = 0 WHERE id = 1");
    verify_names(office, NULL, "5.7.3: and put back it holds again");
}

static void test_end(struct office *office)
{
    char password[KEEPER_PASSWORD_SIZE];
    const char *state = NULL;

    office_give(office, password);
    struct record *record = city_begin(&office->city);
    is_int(keeper_end(record, 7, &office_context, &office->city.error), 0,
           "5.6.5: a sign-in is ended");
    is_int(keeper_end(record, 8, &office_context, &office->city.error), ERROR_MISSING,
           "5.6.5: of somebody who has one");
    office_commit(office, record);
    is_int(office_try(office, password), KEEPER_WRONG, "5.6.5: and signs nobody in");
    office_must(office, keeper_state(office->city.store, 7, &state, &office->city.error));
    is_text(state, "ended", "5.6.5: it stays as ended");
    office_give(office, password);
    is_int(office_try(office, password), KEEPER_MUST_CHANGE, "5.7.2: until it is given anew");
}

int main(void)
{
    struct office office;

    office_open(&office);
    test_temporary(&office);
    test_lock(&office);
    test_unknown(&office);
    test_record(&office);
    test_tampering(&office);
    test_end(&office);
    office_close(&office);
    return done();
}
