#include "base/date.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "record/entry.h"
#include "record/payload.h"
#include "record/record.h"
#include "store/store.h"
#include "store/table.h"

#include "record/record_sql.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *table_name_of(const struct table *const *tables, int count, int64_t id)
{
    for (int i = 0; i < count; i++)
        if (tables[i]->id == id)
            return tables[i]->name;
    return NULL;
}

/* Whether name and value can be written as JSON: a tampered payload may hold any bytes. */
static bool is_writable(const struct payload_field *field)
{
    return text_is_utf8(field->name, field->name_length) &&
           (field->type == 'i' || text_is_utf8(field->value, field->value_length));
}

static void write_value(struct json *json, const struct payload_field *field, struct arena *arena)
{
    if (field->type == 'i')
        json_put_integer(json, payload_integer_of(field));
    else
        json_text(json, arena_copy_bytes(arena, field->value, field->value_length));
}

/* All fields of one prefix as an object under `key`. */
static void write_group(struct json *json, const char *key, const char *prefix,
                        const struct entry *entry, struct arena *arena)
{
    struct payload_reader reader = {entry->payload,
                                    (const char *)entry->payload + entry->payload_length};
    struct payload_field field;
    const char *name;
    size_t length;

    json_key(json, key);
    json_object_start(json);
    while (payload_next(&reader, &field) > 0) {
        if (!payload_has_prefix(&field, prefix, &name, &length) || !is_writable(&field))
            continue;
        json_key(json, arena_copy_bytes(arena, name, length));
        write_value(json, &field, arena);
    }
    json_object_end(json);
}

/* The field `name` as member `key`; null when the entry has none. */
static void write_field(struct json *json, const char *key, const char *name,
                        const struct entry *entry, struct arena *arena)
{
    struct payload_field field;

    json_key(json, key);
    if (payload_find(entry->payload, entry->payload_length, name, &field) && is_writable(&field))
        write_value(json, &field, arena);
    else
        json_put_null(json);
}

static void write_payload(struct json *json, const struct entry *entry, struct arena *arena)
{
    static const char *const members[] = {"action", "key", "reason", "file", "file_row", "result"};

    json_key(json, "actor");
    json_object_start(json);
    write_field(json, "staff_no", "actor", entry, arena);
    write_field(json, "name", "actor_name", entry, arena);
    write_field(json, "post", "actor_post", entry, arena);
    write_field(json, "way", "way", entry, arena);
    write_field(json, "terminal", "terminal", entry, arena);
    json_object_end(json);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        write_field(json, members[i], members[i], entry, arena);
    write_group(json, "notes", "note.", entry, arena);
    write_group(json, "before", "before.", entry, arena);
    write_group(json, "after", "after.", entry, arena);
}

static int leaf_is_bad(int64_t index, struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "記録 %lld が壊れています。chikiri verify で確かめてください。",
                     (long long)index);
}

int record_show(struct store *store, int64_t index, const struct table *const *tables, int count,
                struct arena *arena, struct json *json, struct error *error)
{
    struct entry entry;
    struct leaf leaf;
    char at[TIME_SIZE];
    int result = entry_load(store, index, arena, &entry, error);

    if (result < 0)
        return result;
    if (!leaf_read(entry.leaf, entry.leaf_length, &leaf))
        return leaf_is_bad(index, error);
    time_format_utc(leaf.received_us, at);
    json_integer_at(json, "index", index);
    json_text_at(json, "class", record_class_word(leaf.class));
    json_text_at(json, "at", at);
    json_text_at(json, "register", table_name_of(tables, count, leaf.register_id));
    json_key(json, "row");
    if (leaf.register_id != 0)
        json_put_integer(json, leaf.row_id);
    else
        json_put_null(json);
    json_bool_at(json, "erased", entry.payload == NULL);
    if (entry.payload)
        write_payload(json, &entry, arena);
    return 0;
}

int record_history(struct store *store, const struct table *table, int64_t id, struct arena *arena,
                   int64_t **ret_entries, int *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_HISTORY, error);
    struct buffer found = {0};
    int result;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "register", table->id);
    query_integer(query, "row_id", id);
    while ((result = query_step(query, error)) > 0) {
        int64_t seq = query_column_integer(query, 0);

        buffer_append(&found, &seq, sizeof(seq));
    }
    query_done(query);
    if (result == 0) {
        *ret_entries = arena_alloc(arena, found.length > 0 ? found.length : sizeof(int64_t));
        if (found.length > 0)
            memcpy(*ret_entries, found.data, found.length);
        *ret_count = (int)(found.length / sizeof(int64_t));
    }
    buffer_done(&found);
    return result;
}

/* Puts one "after." field into the place of its column; columns that are no more are passed over.
 */
static void take_value(const struct table *table, const struct payload_field *field,
                       struct arena *arena, struct value *values)
{
    const char *name;
    size_t length;

    if (!payload_has_prefix(field, "after.", &name, &length))
        return;
    int column = table_column(table, arena_copy_bytes(arena, name, length));
    if (column < 0)
        return;
    if (field->type == 'i')
        values[column] = value_integer(payload_integer_of(field));
    else
        values[column] = value_text(arena_copy_bytes(arena, field->value, field->value_length));
}

int record_values_after(struct store *store, const struct table *table, int64_t entry_seq,
                        struct arena *arena, struct value *ret_values, struct error *error)
{
    struct entry entry;
    struct payload_field field;
    int result = entry_load(store, entry_seq, arena, &entry, error);

    if (result < 0)
        return result;
    if (entry.register_id != table->id)
        return error_set(error, ERROR_MISSING, "", "記録 %lld は %s の記録ではありません。",
                         (long long)entry_seq, table->name);
    if (!entry.payload)
        return error_set(error, ERROR_MISSING, "", "記録 %lld の内容は消去されています。",
                         (long long)entry_seq);
    for (int i = 0; i < table->column_count; i++)
        ret_values[i] = value_null();
    struct payload_reader reader = {entry.payload,
                                    (const char *)entry.payload + entry.payload_length};
    while ((result = payload_next(&reader, &field)) > 0)
        take_value(table, &field, arena, ret_values);
    return result < 0 ? leaf_is_bad(entry_seq, error) : 0;
}

int record_entry_time(struct store *store, int64_t entry_seq, int64_t *ret_us, struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_READ, error);
    struct leaf leaf;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", entry_seq);
    int result = query_step(query, error);
    bool is_leaf = false;
    if (result > 0) {
        struct entry entry = entry_of(query);

        is_leaf = entry.leaf && leaf_read(entry.leaf, entry.leaf_length, &leaf);
    }
    query_done(query);
    if (result < 0)
        return result;
    if (result == 0)
        return error_set(error, ERROR_MISSING, "", "記録 %lld はありません。",
                         (long long)entry_seq);
    if (!is_leaf)
        return leaf_is_bad(entry_seq, error);
    *ret_us = leaf.received_us;
    return 0;
}

int record_entry_hash(struct store *store, int64_t entry_seq, char out[RECORD_HASH_TEXT_SIZE],
                      struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_READ, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", entry_seq);
    int result = query_step(query, error);
    if (result > 0) {
        struct entry entry = entry_of(query);
        const uint8_t *hash = entry.hash;

        for (size_t i = 0; i < entry.hash_length && i < HASH_SIZE; i++)
            snprintf(out + 2 * i, 3, "%02x", hash[i]);
    }
    query_done(query);
    if (result < 0)
        return result;
    return result > 0 ? 0
                      : error_set(error, ERROR_MISSING, "", "記録 %lld はありません。",
                                  (long long)entry_seq);
}
