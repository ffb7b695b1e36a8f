#include "record/verify.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "crypto/base64.h"
#include "crypto/random.h"
#include "record/entry_ahead.h"
#include "record/keys.h"
#include "record/payload.h"
#include "record/verify_internal.h"
#include "store/store.h"
#include "store/table.h"

#include "record/record_sql.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void verify_say(struct verification *verification, const char *format, ...)
{
    char text[512];
    va_list arguments;

    verification->result->ok = false;
    if (verification->result->sentence)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), language_text(verification->language, format), arguments);
    va_end(arguments);
    verification->result->sentence = arena_copy(verification->arena, text);
}

/* What entry `index` calls its row; NULL when it does not tell. */
static const char *key_of_entry(struct verification *verification, int64_t index)
{
    struct payload_field field;
    struct entry entry;

    if (index < 0)
        return NULL;
    entry_ahead_hold_store(verification->ahead);
    int result = entry_load(verification->store, index, verification->arena, &entry, NULL);
    entry_ahead_release_store(verification->ahead);
    if (result < 0 || !entry.payload ||
        !payload_find(entry.payload, entry.payload_length, "key", &field) || field.type != 't')
        return NULL;
    return arena_copy_bytes(verification->arena, field.value, field.value_length);
}

void verify_add_bad(struct verification *verification, int64_t index, const char *table,
                    const char *key, int64_t row_id, enum verify_why why)
{
    struct verify_result *result = verification->result;

    result->ok = false;
    if (result->bad_count == VERIFY_BAD_LIMIT)
        return;
    if (!key)
        key = key_of_entry(verification, index);
    if (!key)
        key = arena_format(verification->arena, "%lld", (long long)row_id);
    verification->bad[result->bad_count++] =
        (struct verify_bad){.index = index, .table = table, .key = key, .why = why};
}

void verify_add_range(struct verify_ranges *ranges, int64_t first, int64_t last)
{
    if (ranges->count > 0 && ranges->list[ranges->count - 1].last + 1 == first) {
        ranges->list[ranges->count - 1].last = last;
        return;
    }
    if (ranges->count == ranges->capacity) {
        ranges->capacity = ranges->capacity ? ranges->capacity * 2 : 16;
        ranges->list = realloc(ranges->list, ranges->capacity * sizeof(*ranges->list));
        must(ranges->list != NULL);
    }
    ranges->list[ranges->count++] = (struct verify_range){first, last};
}

static int range_order(const void *key, const void *element)
{
    const int64_t *seq = key;
    const struct verify_range *range = element;

    return *seq < range->first ? -1 : *seq > range->last;
}

bool verify_in_ranges(const struct verify_ranges *ranges, int64_t seq)
{
    return ranges->count > 0 &&
           bsearch(&seq, ranges->list, ranges->count, sizeof(*ranges->list), range_order) != NULL;
}

/* Loads a signed note as a root the tree must pass through; says what is wrong with it. */
static void take_signed_root(struct verification *verification, const char *folder,
                             const char *name, const struct note_key *key, bool is_required)
{
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;
    int result = checkpoint_load(folder, name, &bytes, &note, &checkpoint, NULL);

    if (result == ERROR_MISSING) {
        if (is_required)
            verify_say(verification, "署名済みのチェックポイント %s がありません。", name);
    } else if (result < 0) {
        verify_say(verification, "チェックポイント %s が壊れています。", name);
    } else if (!note_is_signed(&note, key)) {
        verify_say(verification, "チェックポイント %s の署名が、この記録の鍵と合いません。", name);
    } else if (strcmp(checkpoint.origin, key->name) != 0) {
        verify_say(verification, "チェックポイント %s は別の記録のものです。", name);
    } else {
        struct verify_root *root = &verification->roots[verification->root_count++];

        root->file = name;
        root->size = checkpoint.size;
        memcpy(root->root, checkpoint.root, HASH_SIZE);
        if (checkpoint.size > verification->size_limit)
            verification->size_limit = checkpoint.size;
    }
    buffer_done(&bytes);
}

/* The signed roots before the database: what is written meanwhile only adds to what they cover. */
static void read_heads(struct verification *verification, const char *folder)
{
    struct note_key key;
    struct buffer keys = {0};

    path_join(&keys, folder, "keys");
    bool has_key =
        verifier_load(verification->hasher, buffer_string(&keys), "record", &key, NULL) == 0;
    buffer_done(&keys);
    if (has_key) {
        take_signed_root(verification, folder, "keys/checkpoint", &key, true);
        take_signed_root(verification, folder, "keys/witnessed", &key, false);
    } else {
        verify_say(verification, "検証の鍵 keys/record.pub がないか壊れています。");
    }
    verification->has_head = head_read(verification->store, &verification->head, NULL) == 0;
    if (!verification->has_head || (has_key && strcmp(verification->head.origin, key.name) != 0))
        verify_say(verification, "記録の先頭（record_head）がないか壊れています。");
    if (verification->has_head && verification->head.frontier.size > verification->size_limit)
        verification->size_limit = verification->head.frontier.size;
}

/* The stored roots of blocks; a gap or a malformed one ends them and is found by their number. */
static int read_blocks(struct verification *verification, struct error *error)
{
    struct query *query = store_query(verification->store, SQL_NODE_SCAN, error);
    int64_t capacity = 0;
    int result;

    if (!query)
        return ERROR_FAULT;
    while ((result = query_step(query, error)) > 0) {
        size_t length;
        const void *hash = query_column_blob(query, 1, &length);

        if (length != HASH_SIZE || query_column_integer(query, 0) != verification->block_count)
            break;
        if (verification->block_count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            verification->blocks =
                realloc(verification->blocks, (size_t)capacity * sizeof(*verification->blocks));
            must(verification->blocks != NULL);
        }
        memcpy(verification->blocks[verification->block_count++], hash, HASH_SIZE);
    }
    query_done(query);
    return result < 0 ? result : 0;
}

static void open_tables(struct verification *verification, const struct table *const *tables,
                        int count)
{
    verification->tables = calloc((size_t)count + 1, sizeof(*verification->tables));
    must(verification->tables != NULL);
    verification->table_count = count;
    for (int i = 0; i < count; i++)
        verification->tables[i].table = tables[i];
}

static void verification_done(struct verification *verification)
{
    for (int i = 0; i < verification->table_count; i++)
        free(verification->tables[i].rows);
    free(verification->tables);
    free(verification->blocks);
    free(verification->unreliable.list);
    free(verification->erased.list);
    free(verification->erasures.list);
    hasher_close(verification->hasher);
    store_close(verification->store);
}

/* Whether schema and pack are what was last recorded of them. */
static int check_seal(struct verification *verification, const char *folder, struct error *error)
{
    struct seal now;

    if (!verification->is_sealed)
        return 0;
    int result = seal_compute(verification->store, folder, &now, error);
    if (result < 0)
        return result;
    if (strcmp(now.schema, verification->seal.schema) != 0)
        verify_say(verification,
                   "データベースの表や視点（ビュー）の定義が、記録された時と違います。");
    if (strcmp(now.pack, verification->seal.pack) != 0)
        verify_say(verification, "ポリシーパックのファイルが、記録された時と違います。");
    return 0;
}

/* Whether the tables are all named for programs that know nothing of our declarations. */
static int check_declared(struct verification *verification, struct error *error)
{
    struct query *query = store_query(verification->store, SQL_RECORDED_TABLE_SCAN, error);
    int declared = 0, matching = 0, step;

    if (!query)
        return ERROR_FAULT;
    while ((step = query_step(query, error)) > 0) {
        declared++;
        for (int i = 0; i < verification->table_count; i++)
            matching +=
                verification->tables[i].table->id == query_column_integer(query, 0) &&
                strcmp(verification->tables[i].table->name, query_column_text(query, 1)) == 0;
    }
    query_done(query);
    if (step == 0 && declared > 0 &&
        (declared != matching || matching != verification->table_count))
        verify_say(verification, "記録する表の一覧（recorded_table）が書き換えられています。");
    return step;
}

static int verify_all(struct verification *verification, const char *folder, struct error *error)
{
    uint8_t root[HASH_SIZE];
    int result = store_begin(verification->store, STORE_READ, error);

    if (result < 0)
        return result;
    read_heads(verification, folder);
    result = read_blocks(verification, error);
    if (result == 0)
        result = verify_entries(verification, error);
    if (result == 0)
        result = check_seal(verification, folder, error);
    if (result == 0)
        result = check_declared(verification, error);
    if (result == 0)
        result = verify_rows(verification, error);
    if (result < 0)
        return result;
    /* A tree with holes has no root: then it is the one that the head claims. */
    tree_root(verification->hasher,
              verification->tree_is_broken && verification->has_head ? &verification->head.frontier
                                                                     : &verification->tree,
              root);
    base64_encode(root, sizeof(root), verification->result->root);
    verification->result->tree_size =
        verification->has_head ? verification->head.frontier.size : verification->tree.size;
    return 0;
}

int verify_folder(const char *folder, const struct table *const *tables, int count,
                  struct arena *arena, struct verify_result *ret_result, struct error *error)
{
    struct verify_result found = {.ok = true};
    struct verification verification = {
        .arena = arena,
        .language = error ? error->language : LANGUAGE_JAPANESE,
        .result = &found,
    };

    verification.store = store_open(folder, STORE_READ_ONLY, error);
    if (!verification.store)
        return error && error->code < 0 ? error->code : ERROR_FAULT;
    store_expect_scan(verification.store);
    verification.hasher = hasher_open();
    verification.bad = arena_alloc(arena, VERIFY_BAD_LIMIT * sizeof(*verification.bad));
    random_fill(verification.image_key, sizeof(verification.image_key));
    open_tables(&verification, tables, count);
    int result = verify_all(&verification, folder, error);
    verification_done(&verification);
    if (result < 0)
        return result;
    found.bad = verification.bad;
    *ret_result = found;
    return 0;
}

static void write_bad(struct json *json, const struct verify_bad *bad)
{
    static const char *const whys[] = {"changed", "deleted", "inserted", "reordered"};

    json_object_start(json);
    json_key(json, "index");
    if (bad->index >= 0)
        json_put_integer(json, bad->index);
    else
        json_put_null(json);
    json_text_at(json, "register", bad->table);
    json_text_at(json, "key", bad->key);
    json_text_at(json, "why", whys[bad->why]);
    json_object_end(json);
}

void verify_write_json(const struct verify_result *result, struct json *json)
{
    json_object_start(json);
    json_bool_at(json, "ok", result->ok);
    json_integer_at(json, "entries", result->entries);
    json_integer_at(json, "tree_size", result->tree_size);
    json_text_at(json, "root", result->root);
    json_text_at(json, "sentence", result->sentence);
    json_key(json, "bad");
    json_array_start(json);
    for (int i = 0; i < result->bad_count; i++)
        write_bad(json, &result->bad[i]);
    json_array_end(json);
    json_object_end(json);
}
