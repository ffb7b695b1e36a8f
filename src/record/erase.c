#include "crypto/base64.h"

#include "base/arena.h"
#include "base/error.h"
#include "crypto/random.h"
#include "record/payload.h"
#include "record/record_internal.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <stdio.h>
#include <string.h>

static int last_of_row(struct record *record, const struct leaf *leaf, int64_t *ret_seq,
                       struct error *error)
{
    struct query *query = store_query(record->store, SQL_ENTRY_LAST, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "register", leaf->register_id);
    query_integer(query, "row_id", leaf->row_id);
    int result = query_step(query, error);
    if (result > 0)
        *ret_seq = query_column_integer(query, 0);
    query_done(query);
    return result < 0 ? result : 0;
}

/* The commitment of the row as the entry left it. The image comes from the entry itself, so that a
 * row altered behind our back is not made good by an erasure. */
static void append_row(struct record *record, const struct entry *entry, const struct leaf *leaf)
{
    int64_t start = payload_image_start(entry->payload, entry->payload_length);
    uint8_t salt[SALT_SIZE], digest[HASH_SIZE];
    char letters[BASE64_LENGTH(HASH_SIZE) + 1], row[40];

    if (start < 0)
        return;
    random_fill(salt, sizeof(salt));
    row_commitment(record->hasher, salt, (const char *)entry->payload + start,
                   entry->payload_length - (size_t)start, digest);
    snprintf(row, sizeof(row), "%u/%lld", leaf->register_id, (long long)leaf->row_id);
    payload_note(&record->payload, "row", row);
    base64_encode(salt, sizeof(salt), letters);
    payload_note(&record->payload, "salt", letters);
    base64_encode(digest, sizeof(digest), letters);
    payload_note(&record->payload, "digest", letters);
}

static int check_erasable(const struct entry *entry, struct leaf *ret_leaf, struct error *error)
{
    if (!leaf_read(entry->leaf, entry->leaf_length, ret_leaf))
        return error_set(error, ERROR_FAULT, "",
                         "記録 %lld が壊れています。chikiri verify で確かめてください。",
                         (long long)entry->seq);
    if (!entry->payload)
        return error_set(error, ERROR_CONFLICT, "", "記録 %lld の内容はすでに消去されています。",
                         (long long)entry->seq);
    /* Were erasures erased, nobody could tell a lawful hole from a tampered one. Entry 0 names the
     * key. */
    if (ret_leaf->class == RECORD_ERASURE || entry->seq == 0)
        return error_set(error, ERROR_CONFLICT, "",
                         "記録 %lld は、記録そのものを支えているため消去できません。",
                         (long long)entry->seq);
    return 0;
}

static int drop_payload(struct record *record, int64_t index, struct error *error)
{
    struct query *query = store_query(record->store, SQL_ENTRY_ERASE, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", index);
    return query_run(query, error);
}

int record_erase(struct record *record, int64_t index, const char *reason, struct error *error)
{
    struct record_context context = {.action = "erase", .reason = reason};
    struct entry entry;
    struct leaf leaf;
    char number[24];
    int64_t last = -1;

    arena_reset(record->arena);
    int result = entry_load(record->store, index, record->arena, &entry, error);
    if (result == 0)
        result = check_erasable(&entry, &leaf, error);
    if (result == 0 && leaf.register_id != 0)
        result = last_of_row(record, &leaf, &last, error);
    if (result < 0)
        return result;
    snprintf(number, sizeof(number), "%lld", (long long)index);
    context.key = number;
    buffer_clear(&record->payload);
    payload_head(&record->payload, record->actor, &context);
    payload_note(&record->payload, "index", number);
    if (last == index)
        append_row(record, &entry, &leaf);
    result = record_append(record, RECORD_ERASURE, NULL, 0, 0, NULL, error);
    return result < 0 ? result : drop_payload(record, index, error);
}
