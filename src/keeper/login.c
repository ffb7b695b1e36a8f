/* Who may sign in: given, changed, unlocked, ended. CLAUSE: 5.7.2, 5.7.5, 5.7.6 */
#include "keeper/secret.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "record/record.h"
#include "store/column_table.h"
#include "store/store.h"

#include "keeper/keeper_sql.h"
#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static const struct column login_columns[] = {
#define COLUMN COLUMN_ROW
#include "keeper/login.def"
#undef COLUMN
};
const struct table login_table = {51, "login", login_columns, LOGIN_COLUMNS};

static int find_login(struct store *store, int64_t person_id, int64_t *ret_id, struct error *error)
{
    struct query *query = store_query(store, SQL_LOGIN_FIND, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    int step = query_step(query, error);
    *ret_id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

int login_read(struct store *store, int64_t person_id, struct arena *arena, int64_t *ret_id,
               struct value values[LOGIN_COLUMNS], struct error *error)
{
    int status = find_login(store, person_id, ret_id, error);

    if (status != 0 || *ret_id == 0)
        return status;
    return table_get(store, &login_table, *ret_id, arena, values, NULL, error);
}

static int refuse_missing(struct error *error)
{
    return error_set(error, ERROR_MISSING, "",
                     "この人はサインインの登録がありません。先に登録してください。");
}

int keeper_state(struct store *store, int64_t person_id, const char **ret_state,
                 struct error *error)
{
    static const char *const states[] = {"active", "locked", "ended"};
    struct value values[LOGIN_COLUMNS];
    struct arena *arena = arena_open(ARENA_BYTES);
    const char *state = NULL;
    int64_t id;
    int status = login_read(store, person_id, arena, &id, values, error);

    for (size_t i = 0; status == 0 && id != 0 && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i], values[LOGIN_state].text) == 0)
            state = states[i];
    arena_close(arena);
    if (status == 0)
        *ret_state = state;
    return status;
}

int keeper_version(struct store *store, int64_t person_id, char ret_version[KEEPER_VERSION_SIZE],
                   bool *ret_must_change, struct error *error)
{
    struct query *query = store_query(store, SQL_LOGIN_VERSION, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    int result = query_step(query, error);
    if (result >= 0) {
        text_cut(ret_version, KEEPER_VERSION_SIZE, result > 0 ? query_column_text(query, 0) : "");
        *ret_must_change = result > 0 && query_column_integer(query, 1) != 0;
    }
    query_done(query);
    return result < 0 ? result : 0;
}

/* The stored hash, or none (NULL) for a sign-in that has ended. */
static int put_secret(struct store *store, int64_t person_id, const char *hash, struct error *error)
{
    struct query *query =
        store_query(store, hash != NULL ? SQL_SECRET_PUT : SQL_SECRET_REMOVE, error);

    if (query == NULL)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    if (hash != NULL)
        query_text(query, "password_hash", hash);
    return query_run(query, error);
}

/* The row for a sign-in that works again, with that hash. */
static void set_active(struct value values[LOGIN_COLUMNS], const char *digest, bool must_change,
                       const char *changed_at)
{
    values[LOGIN_state] = value_text("active");
    values[LOGIN_must_change] = value_integer(must_change);
    values[LOGIN_failures] = value_integer(0);
    values[LOGIN_locked_at] = value_null();
    values[LOGIN_password_digest] = value_text(digest);
    values[LOGIN_password_changed_at] = value_text(changed_at);
}

static int keep_hash(struct record *record, int64_t person_id, int64_t id,
                     const struct value *values, const char *hash,
                     const struct record_context *context, struct error *error)
{
    int status = put_secret(record_store(record), person_id, hash, error);

    if (status != 0)
        return status;
    return record_put(record, &login_table, id, values, context, NULL, NULL, error);
}

int keeper_give_password(struct record *record, const struct keeper_person *person,
                         const struct keeper_hash *hash, const struct record_context *context,
                         struct error *error)
{
    struct value values[LOGIN_COLUMNS] = {{VALUE_NULL, 0, NULL}};
    struct arena *arena = arena_open(ARENA_BYTES);
    char digest[DIGEST_SIZE];
    int64_t id;
    int status = login_read(record_store(record), person->id, arena, &id, values, error);

    secret_digest(hash->text, digest);
    values[LOGIN_person_id] = value_integer(person->id);
    set_active(values, digest, true, NULL);
    if (status == 0)
        status = keep_hash(record, person->id, id, values, hash->text, context, error);
    arena_close(arena);
    return status;
}

int keeper_set_password(struct record *record, const struct keeper_person *person,
                        const struct keeper_hash *hash, struct error *error)
{
    const struct record_context context = {
        .action = "password", .key = person->staff_no, .result = "ok"};
    struct value values[LOGIN_COLUMNS];
    struct arena *arena = arena_open(ARENA_BYTES);
    char digest[DIGEST_SIZE], now[TIME_SIZE];
    int64_t id;
    int status = login_read(record_store(record), person->id, arena, &id, values, error);

    if (status == 0 && (id == 0 || strcmp(values[LOGIN_state].text, "active") != 0))
        status = error_set(error, ERROR_DENIED, "",
                           "サインインが止まっているので、パスワードを変えられません。"
                           "管理者に解除を頼んでください。");
    if (status == 0) {
        secret_digest(hash->text, digest);
        time_format_utc(record_now_us(record), now);
        set_active(values, digest, false, now);
        status = keep_hash(record, person->id, id, values, hash->text, &context, error);
    }
    arena_close(arena);
    return status;
}

int keeper_unlock(struct record *record, int64_t person_id, const struct record_context *context,
                  struct error *error)
{
    struct value values[LOGIN_COLUMNS];
    struct arena *arena = arena_open(ARENA_BYTES);
    int64_t id;
    int status = login_read(record_store(record), person_id, arena, &id, values, error);

    if (status == 0 && id == 0)
        status = refuse_missing(error);
    if (status == 0 && strcmp(values[LOGIN_state].text, "locked") != 0)
        status = error_set(error, ERROR_CONFLICT, "",
                           "このサインインは止まっていません。解除は要りません。");
    if (status == 0) {
        values[LOGIN_state] = value_text("active");
        values[LOGIN_failures] = value_integer(0);
        values[LOGIN_locked_at] = value_null();
        status = record_put(record, &login_table, id, values, context, NULL, NULL, error);
    }
    arena_close(arena);
    return status;
}

int keeper_end(struct record *record, int64_t person_id, const struct record_context *context,
               struct error *error)
{
    struct value values[LOGIN_COLUMNS];
    struct arena *arena = arena_open(ARENA_BYTES);
    int64_t id;
    int status = login_read(record_store(record), person_id, arena, &id, values, error);

    if (status == 0 && id == 0)
        status = refuse_missing(error);
    if (status == 0) {
        values[LOGIN_state] = value_text("ended");
        values[LOGIN_password_digest] = value_null();
        status = keep_hash(record, person_id, id, values, NULL, context, error);
    }
    if (status == 0)
        status = tokens_end(record, person_id, context, error);
    arena_close(arena);
    return status;
}
