/* Looking at a password, and counting what came of it. CLAUSE: 5.7.1, 5.7.3, 5.7.6 */
#include "keeper/secret.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "crypto/sign.h"
#include "pack/pack.h"
#include "record/record.h"
#include "store/store.h"

#include "keeper/keeper_sql.h"
#include <string.h>

enum { FAILURES = 3 }; /* where the pack sets none */

/* A sign-in as it is looked at. */
struct look {
    bool is_there, is_locked, must_change, is_tampered;
    char hash[KEEPER_HASH_SIZE];
};

static void read_look(const struct query *query, struct look *look)
{
    const char *digest = query_column_text(query, 2), *hash = query_column_text(query, 3);
    char found[DIGEST_SIZE] = "";

    look->is_there = strcmp(query_column_text(query, 0), "ended") != 0;
    look->is_locked = strcmp(query_column_text(query, 0), "locked") == 0;
    look->must_change = query_column_integer(query, 1) != 0;
    if (hash != NULL && strlen(hash) < sizeof look->hash) {
        memcpy(look->hash, hash, strlen(hash) + 1);
        secret_digest(hash, found);
    }
    look->is_tampered = digest == NULL || strcmp(found, digest) != 0;
}

static int load_look(struct store *store, int64_t person_id, struct look *look, struct error *error)
{
    struct query *query = store_query(store, SQL_LOGIN_LOOK, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    int step = query_step(query, error);
    if (step > 0)
        read_look(query, look);
    query_done(query);
    return step < 0 ? step : 0;
}

static enum keeper_verdict judge_look(const struct look *look, bool matches)
{
    if (!look->is_there)
        return KEEPER_WRONG;
    if (look->is_tampered)
        return KEEPER_TAMPERED;
    if (look->is_locked)
        return KEEPER_LOCKED;
    if (!matches)
        return KEEPER_WRONG;
    return look->must_change ? KEEPER_MUST_CHANGE : KEEPER_GOOD;
}

int keeper_check_password(struct keeper *keeper, struct store *store, int64_t person_id,
                          const char *password, enum keeper_verdict *ret_verdict,
                          struct error *error)
{
    struct look look = {.is_there = false};
    int status = load_look(store, person_id, &look, error);

    if (status != 0)
        return status;
    bool matches =
        secret_matches(keeper, look.is_there && !look.is_tampered ? look.hash : NULL, password);
    secret_wipe(look.hash, sizeof look.hash);
    *ret_verdict = judge_look(&look, matches);
    return 0;
}

/* A try being counted. */
struct count {
    struct record *record;
    const struct keeper_attempt *attempt;
    enum keeper_verdict verdict;
    int64_t id; /* of the row, 0 without one */
    struct value values[LOGIN_COLUMNS];
    char today[DATE_SIZE], now[TIME_SIZE];
};

static int64_t failures_allowed(const struct pack *pack)
{
    const struct pack_parameter *parameter = pack_parameter(pack, "lockout_failures");

    return parameter != NULL && parameter->is_set && parameter->integer > 0 ? parameter->integer
                                                                            : FAILURES;
}

static bool is_state(const struct count *count, const char *state)
{
    return strcmp(count->values[LOGIN_state].text, state) == 0;
}

/* What was looked at may have changed since: the row as it stands now has the last word. */
static void count_verdict(struct count *count, int64_t allowed)
{
    struct value *values = count->values;

    if (count->id == 0 || is_state(count, "ended"))
        count->verdict = KEEPER_WRONG;
    else if (is_state(count, "locked") && count->verdict != KEEPER_TAMPERED)
        count->verdict = KEEPER_LOCKED;
    else if (count->verdict == KEEPER_WRONG) {
        values[LOGIN_failures] = value_integer(values[LOGIN_failures].integer + 1);
        if (values[LOGIN_failures].integer >= allowed) {
            values[LOGIN_state] = value_text("locked");
            values[LOGIN_locked_at] = value_text(count->now);
            count->verdict = KEEPER_LOCKED;
        }
    } else if (count->verdict == KEEPER_GOOD || count->verdict == KEEPER_MUST_CHANGE) {
        values[LOGIN_failures] = value_integer(0);
        values[LOGIN_last_used_on] = value_text(count->today);
    }
}

static int write_count(struct count *count, struct error *error)
{
    static const char *const results[] = {"ok", "must change", "wrong", "locked", "tampered"};
    const struct record_context context = {
        .action = "sign-in", .key = count->attempt->staff_no, .result = results[count->verdict]};
    int status = record_note(count->record, RECORD_ATTEMPT, &context, NULL, 0, NULL, error);

    if (status != 0 || count->id == 0)
        return status;
    return record_put(count->record, &login_table, count->id, count->values, &context, NULL, NULL,
                      error);
}

int keeper_count_attempt(struct record *record, const struct pack *pack,
                         const struct keeper_attempt *attempt, enum keeper_verdict *ret_verdict,
                         struct error *error)
{
    enum { ARENA_BYTES = 1 << 20 };
    struct count count = {.record = record, .attempt = attempt, .verdict = attempt->verdict};
    struct arena *arena = arena_open(ARENA_BYTES);
    int minute;

    time_to_jst(record_now_us(record), count.today, &minute);
    time_format_utc(record_now_us(record), count.now);
    int status =
        login_read(record_store(record), attempt->person_id, arena, &count.id, count.values, error);
    if (status == 0) {
        count_verdict(&count, failures_allowed(pack));
        status = write_count(&count, error);
    }
    arena_close(arena);
    if (status == 0)
        *ret_verdict = count.verdict;
    return status;
}
