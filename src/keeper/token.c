/* Tokens: 256 random bits with the rights of a person. CLAUSE: 5.7.1, 5.7.2 */
#include "keeper/secret.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "pack/pack.h"
#include "record/record.h"
#include "store/column_table.h"
#include "store/store.h"

#include "keeper/keeper_sql.h"
#include <sodium.h>
#include <string.h>

enum { TOKEN_DAYS = 365, TOKEN_BYTES = 32, ARENA_BYTES = 1 << 20 }; /* days: the pack sets none */

static const char mark[] = "chikiri_"; /* so that a token left in a file is known for one */

static const struct column token_columns[] = {
#define COLUMN COLUMN_ROW
#include "keeper/token.def"
#undef COLUMN
};
const struct table token_table = {52, "token", token_columns, TOKEN_COLUMNS};

static void today_of(struct record *record, char ret_today[DATE_SIZE])
{
    int minute;

    time_to_jst(record_now_us(record), ret_today, &minute);
}

/* The last day of a token made today. */
static int settle_expiry(const struct pack *pack, const char *today, const char *wanted,
                         char ret_last[DATE_SIZE], struct error *error)
{
    const struct pack_parameter *days = pack_parameter(pack, "token_days");
    struct date date;

    date_add_days(today, days != NULL && days->is_set ? (int)days->integer : TOKEN_DAYS, ret_last);
    if (wanted == NULL)
        return 0;
    if (!date_parse(wanted, &date) || strcmp(wanted, today) < 0 || strcmp(wanted, ret_last) > 0) {
        error_set(error, ERROR_INPUT, "",
                  "トークンの期限 %s は使えません。%s から %s までの日付にしてください。", wanted,
                  today, ret_last);
        return error_at(error, "expires", "5.7.2");
    }
    memcpy(ret_last, wanted, DATE_SIZE);
    return 0;
}

static void make_text(char ret_token[KEEPER_TOKEN_SIZE])
{
    uint8_t bytes[TOKEN_BYTES];

    random_fill(bytes, sizeof bytes);
    memcpy(ret_token, mark, sizeof mark);
    must(sodium_bin2base64(ret_token + sizeof mark - 1, KEEPER_TOKEN_SIZE - sizeof mark + 1, bytes,
                           sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != NULL);
    secret_wipe(bytes, sizeof bytes);
}

int keeper_make_token(struct record *record, const struct pack *pack,
                      const struct keeper_person *person, const char *name, const char *expires_on,
                      char ret_token[KEEPER_TOKEN_SIZE], int64_t *ret_id, struct error *error)
{
    const struct record_context context = {
        .action = "token add", .key = person->staff_no, .result = "ok"};
    struct value values[TOKEN_COLUMNS] = {{VALUE_NULL, 0, NULL}};
    char today[DATE_SIZE], last[DATE_SIZE], token[KEEPER_TOKEN_SIZE], digest[DIGEST_SIZE];
    const char *state;
    int status = keeper_state(record_store(record), person->id, &state, error);

    today_of(record, today);
    if (status == 0 && (state == NULL || strcmp(state, "ended") == 0))
        status = error_set(error, ERROR_MISSING, "",
                           "この人はサインインの登録がありません。先に登録してください。");
    if (status == 0)
        status = settle_expiry(pack, today, expires_on, last, error);
    if (status != 0)
        return status;
    make_text(token);
    secret_digest(token, digest);
    values[TOKEN_person_id] = value_integer(person->id);
    values[TOKEN_name] = value_text(name);
    values[TOKEN_token_digest] = value_text(digest);
    values[TOKEN_issued_on] = value_text(today);
    values[TOKEN_expires_on] = value_text(last);
    status = record_put(record, &token_table, 0, values, &context, ret_id, NULL, error);
    if (status == 0)
        memcpy(ret_token, token, sizeof token);
    secret_wipe(token, sizeof token);
    return status;
}

/* Writes today into a date of the token's row, unless it holds one that is to stay. */
static int put_today(struct record *record, int64_t id, enum token_column column, bool keep,
                     const struct record_context *context, struct error *error)
{
    struct value values[TOKEN_COLUMNS];
    struct arena *arena = arena_open(ARENA_BYTES);
    char today[DATE_SIZE];
    int status = table_get(record_store(record), &token_table, id, arena, values, NULL, error);

    if (status == 0 && !(keep && values[column].text != NULL)) {
        today_of(record, today);
        values[column] = value_text(today);
        status = record_put(record, &token_table, id, values, context, NULL, NULL, error);
    }
    arena_close(arena);
    return status;
}

int keeper_end_token(struct record *record, int64_t token_id, const struct record_context *context,
                     struct error *error)
{
    return put_today(record, token_id, TOKEN_ended_on, true, context, error);
}

int keeper_use_token(struct record *record, int64_t token_id, const char *staff_no,
                     struct error *error)
{
    const struct record_context context = {.action = "token", .key = staff_no, .result = "ok"};

    return put_today(record, token_id, TOKEN_last_used_on, false, &context, error);
}

/* The person's next token that has not ended, 0 when none is left. */
static int next_open(struct store *store, int64_t person_id, int64_t *ret_id, struct error *error)
{
    struct query *query = store_query(store, SQL_TOKEN_OPEN, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    int step = query_step(query, error);
    *ret_id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

int tokens_end(struct record *record, int64_t person_id, const struct record_context *context,
               struct error *error)
{
    int64_t id;
    int status;

    while ((status = next_open(record_store(record), person_id, &id, error)) == 0 && id != 0)
        if ((status = keeper_end_token(record, id, context, error)) != 0)
            return status;
    return status;
}

static bool is_good(const struct query *query, const char *today)
{
    const char *expires_on = query_column_text(query, 2);

    return expires_on != NULL && strcmp(today, expires_on) <= 0 && query_is_null(query, 3);
}

int keeper_check_token(struct store *store, const char *token, const char *today,
                       struct keeper_token *ret_token, struct error *error)
{
    struct keeper_token found = {0};
    char digest[DIGEST_SIZE];
    struct query *query = store_query(store, SQL_TOKEN_LOOK, error);

    if (query == NULL)
        return ERROR_FAULT;
    secret_digest(token, digest);
    query_text(query, "token_digest", digest);
    int step = query_step(query, error);
    bool good = step > 0 && is_good(query, today);
    if (good) {
        const char *used_on = query_column_text(query, 4);

        found.id = query_column_integer(query, 0);
        found.person_id = query_column_integer(query, 1);
        found.is_noted = used_on != NULL && strcmp(used_on, today) == 0;
    }
    query_done(query);
    if (step < 0)
        return step;
    if (!good)
        return error_set(error, ERROR_DENIED, "",
                         "このトークンは使えません（まちがい、期限切れ、または終了）。"
                         "持ち主が新しいトークンを作ってください。");
    *ret_token = found;
    return 0;
}

int keeper_token_owner(struct store *store, int64_t token_id, int64_t *ret_person_id,
                       struct error *error)
{
    struct query *query = store_query(store, SQL_TOKEN_OWNER, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "id", token_id);
    int step = query_step(query, error);
    if (step >= 0)
        *ret_person_id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

int keeper_list_tokens(struct store *store, int64_t person_id, keeper_token_report *report,
                       void *context, struct error *error)
{
    struct query *query = store_query(store, SQL_TOKEN_LIST, error);
    int step;

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    while ((step = query_step(query, error)) > 0) {
        const struct keeper_token_row row = {
            query_column_integer(query, 0), query_column_text(query, 1),
            query_column_text(query, 2),    query_column_text(query, 3),
            query_column_text(query, 4),    query_column_text(query, 5)};
        step = report(context, &row, error);
        if (step < 0)
            break;
    }
    query_done(query);
    return step < 0 ? step : 0;
}
