/* Stored findings: one row for one thing and one code over its whole life. */
#include "finding/keep.h"

#include "base/arena.h"
#include "base/error.h"
#include "crypto/hash.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "record/record.h"
#include "register/register.h"
#include "store/store.h"

#include "finding/finding_sql.h"
#include <stdio.h>
#include <string.h>

enum { KEEP_ARENA_BYTES = 64 << 20, ID_BYTES = 6 };

void finding_make_id(const char *code, uint16_t table_id, int64_t row_id, const char *key,
                     char out[FINDING_ID_SIZE])
{
    struct hasher *hasher = hasher_open();
    uint8_t hash[HASH_SIZE];
    char head[64];
    int length =
        snprintf(head, sizeof(head), "%s|%u|%lld|", code, (unsigned)table_id, (long long)row_id);

    hash_begin(hasher);
    hash_add(hasher, head, (size_t)length);
    hash_add(hasher, key, strlen(key));
    hash_end(hasher, hash);
    hasher_close(hasher);
    length = snprintf(out, FINDING_ID_SIZE, "%.8s-", code);
    for (int i = 0; i < ID_BYTES; i++)
        length += snprintf(out + length, (size_t)(FINDING_ID_SIZE - length), "%02x", hash[i]);
}

void finding_take_values(const struct query *query, struct arena *arena, struct value *ret_values,
                         int64_t *ret_id)
{
    *ret_id = query_column_integer(query, 0);
    for (int i = 0; i < FINDING_COLUMNS; i++) {
        ret_values[i] = table_value(&finding_table, query, 2, i);
        if (ret_values[i].kind == VALUE_TEXT)
            ret_values[i].text = arena_copy(arena, ret_values[i].text);
    }
}

int finding_find(const struct register_scene *scene, const char *public_id, int64_t *ret_id,
                 struct value *ret_values, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_FINDING_BY_PUBLIC_ID, error);

    if (!query)
        return error->code;
    query_text(query, "public_id", public_id);
    int step = query_step(query, error);
    int64_t id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    if (step < 0)
        return step;
    if (step == 0)
        return error_set(
            error, ERROR_MISSING, "",
            "指摘番号 %s の指摘はありません。chikiri findings で番号を確かめてください。",
            public_id);
    int status = table_get(scene->store, &finding_table, id, scene->arena, ret_values, NULL, error);
    if (status == 0)
        *ret_id = id;
    return status;
}

int finding_put(const struct register_scene *scene, int64_t id, const struct value *before,
                const struct value *values, const char *action, const char *reason, int64_t *ret_id,
                struct error *error)
{
    struct record_context context = {
        .action = action, .key = values[FINDING_public_id].text, .reason = reason, .result = "ok"};

    return record_put_known(scene->record, &finding_table, id, before, values, &context, ret_id,
                            NULL, error);
}

/* A stored finding as it was read, before anything was written. */
struct stored {
    int64_t id;
    struct value values[FINDING_COLUMNS];
};

/* What is stored of one code, or of one row. */
struct stored_list {
    struct stored *list;
    int count;
};

/* One pass over what is stored and what was found, both by row and key. */
struct merge {
    const struct register_scene *scene;
    const struct finding_evaluation *evaluation;
    const struct finding_result *result;
    struct finding_changes *changes;
    struct arena *arena;     /* emptied with each finding */
    struct arena *row_arena; /* of `row`: what is stored of the touched row, once it was read */
    struct stored_list row;
    char now[TIME_SIZE];
};

static struct value text_or_null(const char *text)
{
    return value_text(text && *text ? text : NULL);
}

/* What the hit says of a finding that stands. */
static void fill(const struct merge *merge, const struct finding_hit *hit, struct value *values)
{
    const struct pack_check *check = merge->result->check;

    values[FINDING_detail] = text_or_null(hit->detail);
    values[FINDING_when_held] = value_text(hit->when);
    values[FINDING_sql_hash] = value_text(check ? check->sql_sha256 : NULL);
    values[FINDING_pack_version] = value_text(pack_version(merge->scene->pack));
}

static int open_finding(struct merge *merge, const struct finding_hit *hit, struct error *error)
{
    struct value values[FINDING_COLUMNS] = {{0}};
    const struct finding_result *result = merge->result;
    char id[FINDING_ID_SIZE];

    finding_make_id(result->code->code, result->table_id, hit->row_id, hit->key, id);
    values[FINDING_code] = value_text(result->code->code);
    values[FINDING_table_id] = value_integer(result->table_id);
    values[FINDING_row_id] = value_integer(hit->row_id);
    values[FINDING_public_id] = value_text(id);
    values[FINDING_key] = value_text(hit->key);
    values[FINDING_opened_at] = value_text(merge->now);
    values[FINDING_state] = value_text("open");
    fill(merge, hit, values);
    merge->changes->opened++;
    return finding_put(merge->scene, 0, NULL, values, "check", NULL, NULL, error);
}

/* The exception of the finding when it still holds on the day, with its values. */
static int exception_holds(struct merge *merge, const struct value *finding, struct value *values,
                           bool *ret_holds, struct error *error)
{
    *ret_holds = false;
    if (finding[FINDING_exception_id].kind == VALUE_NULL)
        return 0;
    int status =
        table_get(merge->scene->store, &exception_table, finding[FINDING_exception_id].integer,
                  merge->arena, values, NULL, error);
    if (status == 0)
        *ret_holds = strcmp(values[EXCEPTION_state].text, "approved") == 0 &&
                     strcmp(values[EXCEPTION_valid_until].text, merge->evaluation->on) >= 0;
    return status;
}

/* An exception whose day has passed ends; the finding goes without it. */
static int end_exception(struct merge *merge, struct value *finding, struct value *exception,
                         struct error *error)
{
    struct record_context context = {
        .action = "check", .key = finding[FINDING_public_id].text, .result = "ok"};
    int64_t id = finding[FINDING_exception_id].integer;

    finding[FINDING_exception_id] = value_null();
    if (strcmp(exception[EXCEPTION_state].text, "approved") != 0)
        return 0;
    exception[EXCEPTION_state] = value_text("ended");
    merge->changes->excuses_ended++;
    return record_put(merge->scene->record, &exception_table, id, exception, &context, NULL, NULL,
                      error);
}

/* A finding that breaks the rule now: opened again when it was closed or its excuse has run out. */
static int confirm_finding(struct merge *merge, int64_t id, const struct value *before,
                           const struct finding_hit *hit, struct error *error)
{
    struct value values[FINDING_COLUMNS], exception[EXCEPTION_COLUMNS];
    bool was_closed = strcmp(before[FINDING_state].text, "closed") == 0;
    bool holds;
    int64_t entry;

    memcpy(values, before, sizeof(values));
    fill(merge, hit, values);
    int status = exception_holds(merge, before, exception, &holds, error);
    if (status == 0 && !holds && before[FINDING_exception_id].kind != VALUE_NULL)
        status = end_exception(merge, values, exception, error);
    if (status < 0)
        return status;
    values[FINDING_state] = value_text(holds ? "excused" : "open");
    if (was_closed) {
        values[FINDING_opened_at] = value_text(merge->now);
        values[FINDING_closed_at] = value_null();
        values[FINDING_answer] = value_null(); /* what was done did not last: asked again */
        merge->changes->reopened++;
    }
    struct record_context context = {
        .action = "check", .key = values[FINDING_public_id].text, .result = "ok"};
    status = record_put_known(merge->scene->record, &finding_table, id, before, values, &context,
                              NULL, &entry, error);
    if (status == 0 && entry && !was_closed)
        merge->changes->changed++;
    return status;
}

static int close_finding(struct merge *merge, int64_t id, const struct value *before,
                         struct error *error)
{
    struct value values[FINDING_COLUMNS];

    if (strcmp(before[FINDING_state].text, "closed") == 0)
        return 0;
    memcpy(values, before, sizeof(values));
    values[FINDING_state] = value_text("closed");
    values[FINDING_closed_at] = value_text(merge->now);
    if (before[FINDING_answer].kind == VALUE_TEXT)
        values[FINDING_answer] = value_text("データ確認済");
    merge->changes->closed++;
    return finding_put(merge->scene, id, before, values, "check", NULL, NULL, error);
}

static int compare_thing(const struct value *stored, const struct finding_hit *hit)
{
    int64_t row_id = stored[FINDING_row_id].integer;

    if (row_id != hit->row_id)
        return row_id < hit->row_id ? -1 : 1;
    return strcmp(stored[FINDING_key].text, hit->key);
}

/* Reads what the query gives; all of it, because writing while reading a table is not the same on
 * both engines. */
static int take_stored(struct query *query, struct arena *arena, struct stored_list *ret_stored,
                       struct error *error)
{
    struct stored_list stored = {0};
    int step;

    while ((step = query_step(query, error)) > 0) {
        int count = stored.count;

        if ((count & (count - 1)) == 0) {
            struct stored *larger =
                arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof(*larger));
            if (count)
                memcpy(larger, stored.list, (size_t)count * sizeof(*larger));
            stored.list = larger;
        }
        finding_take_values(query, arena, stored.list[count].values, &stored.list[count].id);
        stored.count++;
    }
    query_done(query);
    *ret_stored = stored;
    return step;
}

static int load_code(const struct merge *merge, struct arena *arena, struct stored_list *ret_stored,
                     struct error *error)
{
    struct query *query = store_query(merge->scene->store, SQL_FINDINGS_OF_CODE, error);

    if (!query)
        return error->code;
    query_text(query, "code", merge->result->code->code);
    query_integer(query, "table_id", merge->result->table_id);
    return take_stored(query, arena, ret_stored, error);
}

/* All codes at once: a row is judged by many checks and has few findings. */
static int load_row(const struct merge *merge, struct arena *arena, struct stored_list *ret_stored,
                    struct error *error)
{
    struct query *query = store_query(merge->scene->store, SQL_FINDINGS_OF_ROW, error);

    if (!query)
        return error->code;
    query_integer(query, "table_id", merge->result->table_id);
    query_integer(query, "row_id", merge->result->only_row);
    return take_stored(query, arena, ret_stored, error);
}

/* Those of the result's code among the row's, which stand by code. */
static struct stored_list of_code(const struct stored_list *row, const char *code)
{
    struct stored_list found = {row->list, 0};

    for (int i = 0; i < row->count; i++) {
        if (strcmp(row->list[i].values[FINDING_code].text, code) != 0)
            continue;
        if (found.count++ == 0)
            found.list = &row->list[i];
    }
    return found;
}

static int merge_result(struct merge *merge, const struct stored_list *list, struct error *error)
{
    const struct stored *stored = list->list;
    int stored_count = list->count;
    const struct finding_hit *hits = merge->result->hits;
    int hit_count = merge->result->hit_count;
    int i = 0, j = 0, status = 0;

    while (status == 0 && (i < stored_count || j < hit_count)) {
        int order = i == stored_count ? 1
                    : j == hit_count  ? -1
                                      : compare_thing(stored[i].values, &hits[j]);

        arena_reset(merge->arena);
        if (order < 0) {
            status = close_finding(merge, stored[i].id, stored[i].values, error);
            i++;
        } else if (order > 0) {
            status = open_finding(merge, &hits[j], error);
        } else {
            status = confirm_finding(merge, stored[i].id, stored[i].values, &hits[j], error);
            i++;
        }
        if (order < 0)
            continue;
        for (j++; j < hit_count && hits[j].row_id == hits[j - 1].row_id &&
                  strcmp(hits[j].key, hits[j - 1].key) == 0;)
            j++; /* a check that names a thing twice means it once */
    }
    return status;
}

static int store_code(struct merge *merge, struct arena *arena, struct error *error)
{
    struct stored_list stored = {0};

    arena_reset(arena);
    int status = load_code(merge, arena, &stored, error);
    return status < 0 ? status : merge_result(merge, &stored, error);
}

/* The row's findings are read at its first code; all codes of one row alone are of one table. */
static int store_row(struct merge *merge, struct error *error)
{
    int status = 0;

    if (!merge->row_arena) {
        merge->row_arena = arena_open(KEEP_ARENA_BYTES);
        status = load_row(merge, merge->row_arena, &merge->row, error);
    }
    if (status < 0)
        return status;
    const struct stored_list stored = of_code(&merge->row, merge->result->code->code);
    return merge_result(merge, &stored, error);
}

int finding_store(const struct register_scene *scene, const struct finding_evaluation *evaluation,
                  struct finding_changes *ret_changes, struct error *error)
{
    struct finding_changes changes = {0};
    struct merge merge = {.scene = scene, .evaluation = evaluation, .changes = &changes};
    struct arena *arena = arena_open((size_t)4 << 30);
    int status = 0;

    merge.arena = arena_open(KEEP_ARENA_BYTES);
    time_format_utc(record_now_us(scene->record), merge.now);
    for (int i = 0; i < evaluation->count && status == 0; i++) {
        merge.result = &evaluation->results[i];
        status =
            merge.result->only_row ? store_row(&merge, error) : store_code(&merge, arena, error);
    }
    arena_close(merge.arena);
    arena_close(merge.row_arena);
    arena_close(arena);
    if (status == 0 && ret_changes)
        *ret_changes = changes;
    return status;
}

int finding_touch_counted(const struct register_scene *scene, const struct finding_rules *rules,
                          const char *kind, int64_t row_id, struct finding_changes *changes,
                          struct error *error)
{
    struct finding_question question = {
        .on = scene->today, .minute = -1, .kind = kind, .row_id = row_id};
    struct finding_evaluation *evaluation = finding_evaluate(scene, rules, &question, error);
    struct finding_changes made = {0};

    if (!evaluation)
        return error->code;
    int status = finding_store(scene, evaluation, &made, error);
    finding_evaluation_close(evaluation);
    changes->opened += made.opened;
    changes->reopened += made.reopened;
    changes->closed += made.closed;
    changes->changed += made.changed;
    changes->excuses_ended += made.excuses_ended;
    return status;
}

int finding_touch(const struct register_scene *scene, const struct finding_rules *rules,
                  const char *kind, int64_t row_id, struct error *error)
{
    struct finding_changes ignored = {0};

    return finding_touch_counted(scene, rules, kind, row_id, &ignored, error);
}
