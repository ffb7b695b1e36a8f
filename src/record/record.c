#include "record/record.h"

#include "base/arena.h"
#include "base/error.h"
#include "crypto/random.h"
#include "record/nodes.h"
#include "record/payload.h"
#include "record/record_internal.h"
#include "store/store.h"
#include "store/table.h"

#include "record/record_sql.h"
#include <stdlib.h>
#include <string.h>

static const size_t arena_limit_bytes = 64 * 1024 * 1024;

static void record_free(struct record *record)
{
    hasher_close(record->hasher);
    arena_close(record->arena);
    signer_wipe(&record->signer);
    secret_wipe(record->salts, sizeof(record->salts));
    buffer_done(&record->payload);
    free(record->folder);
    free(record);
}

static int is_old_copy(struct error *error, int64_t have, int64_t signed_size)
{
    return error_set(error, ERROR_STALE, "",
                     "このデータは、署名済みの記録（%lld 件）より古い写しです（%lld 件）。"
                     "書き込みを止めました。新しいデータに戻すか、chikiri restore で"
                     "復元の手続きをしてください。",
                     (long long)signed_size, (long long)have);
}

/* The head must extend what was signed last; `root` is the tree's at the checkpoint's size. */
static int check_extends(struct record *record, const struct checkpoint *checkpoint,
                         struct error *error)
{
    const struct tree_frontier *frontier = &record->head.frontier;
    uint8_t root[HASH_SIZE];
    int result = 0;

    if (strcmp(checkpoint->origin, record->head.origin) != 0)
        return error_set(error, ERROR_STALE, "",
                         "チェックポイントは別の記録（%s）のものです。書き込みを止めました。"
                         "データと keys フォルダの組を確認してください。",
                         checkpoint->origin);
    if (checkpoint->size > frontier->size)
        return is_old_copy(error, frontier->size, checkpoint->size);
    if (checkpoint->size == frontier->size) {
        tree_root(record->hasher, frontier, root);
    } else {
        struct nodes *nodes = nodes_open(record->store, record->hasher);

        result = tree_root_at(record->hasher, checkpoint->size, nodes_read, nodes, root, error);
        nodes_close(nodes);
    }
    if (result < 0)
        return result;
    if (memcmp(root, checkpoint->root, HASH_SIZE) != 0)
        return error_set(
            error, ERROR_STALE, "",
            "記録が署名済みのチェックポイントと食い違っています。書き込みを止めました。"
            "chikiri verify で確かめてください。");
    record->must_publish = checkpoint->size < frontier->size;
    return 0;
}

static bool is_trusted(const struct record *record, const struct record_trust *trust,
                       const struct checkpoint *checkpoint)
{
    const struct tree_frontier *frontier = &record->head.frontier;

    return trust && trust->is_set && frontier->size == trust->head.size &&
           memcmp(frontier->roots, trust->head.roots, (size_t)frontier->count * HASH_SIZE) == 0 &&
           checkpoint->size == trust->published.size &&
           memcmp(checkpoint->root, trust->published.root, HASH_SIZE) == 0 &&
           strcmp(checkpoint->origin, trust->published.origin) == 0;
}

static int check_checkpoint(struct record *record, const struct record_trust *trust,
                            struct error *error)
{
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;
    int result =
        checkpoint_load(record->folder, "keys/checkpoint", &bytes, &note, &checkpoint, error);

    buffer_done(&bytes);
    if (result == ERROR_MISSING)
        return error_set(error, ERROR_STALE, "",
                         "署名済みのチェックポイント keys/checkpoint がありません。"
                         "書き込みを止めました。バックアップの keys フォルダから戻してください。");
    if (result < 0)
        return result;
    return is_trusted(record, trust, &checkpoint) ? 0 : check_extends(record, &checkpoint, error);
}

static int load_signer(struct record *record, struct error *error)
{
    struct buffer keys = {0};

    path_join(&keys, record->folder, "keys");
    int result =
        signer_load(record->hasher, buffer_string(&keys), "record", &record->signer, error);
    buffer_done(&keys);
    return result;
}

struct record *record_begin(struct store *store, const char *folder,
                            const struct record_actor *actor, int64_t now_us, struct error *error)
{
    return record_begin_trusting(store, folder, actor, now_us, NULL, NULL, error);
}

static struct record *open_record(struct store *store, const char *folder,
                                  const struct record_actor *actor, int64_t now_us,
                                  struct error *error)
{
    struct record *record = calloc(1, sizeof(*record));

    must(record != NULL);
    *record = (struct record){
        .store = store,
        .folder = strdup(folder),
        .actor = actor,
        .now_us = now_us,
        .hasher = hasher_open(),
        .arena = arena_open(arena_limit_bytes),
        .payload.limit_bytes = PAYLOAD_LIMIT,
    };
    must(record->folder != NULL);
    if (store_begin(store, STORE_WRITE, error) < 0) {
        record_free(record);
        return NULL;
    }
    if (head_read(store, &record->head, error) < 0) {
        record_abandon(record);
        return NULL;
    }
    record->begun = record->head.frontier;
    return record;
}

struct record *record_begin_trusting(struct store *store, const char *folder,
                                     const struct record_actor *actor, int64_t now_us,
                                     const struct signer *signer, const struct record_trust *trust,
                                     struct error *error)
{
    struct record *record = open_record(store, folder, actor, now_us, error);

    if (!record)
        return NULL;
    int result = check_checkpoint(record, trust, error);
    if (result == 0 && signer)
        record->signer = *signer;
    else if (result == 0)
        result = load_signer(record, error);
    if (result < 0) {
        record_abandon(record);
        return NULL;
    }
    return record;
}

struct record *record_rehearse(struct store *store, const char *folder,
                               const struct record_actor *actor, int64_t now_us,
                               struct error *error)
{
    struct record *record = open_record(store, folder, actor, now_us, error);

    if (record)
        record->is_rehearsal = true;
    return record;
}

static int insert_entry(struct record *record, const struct leaf *leaf, const uint8_t *bytes,
                        const uint8_t *hash, const uint8_t *salt, struct error *error)
{
    struct query *query = store_query(record->store, SQL_ENTRY_INSERT, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", leaf->seq);
    query_blob(query, "leaf", bytes, LEAF_SIZE);
    query_blob(query, "hash", hash, HASH_SIZE);
    query_blob(query, "salt", salt, SALT_SIZE);
    query_blob(query, "payload", record->payload.data, record->payload.length);
    query_integer(query, "register", leaf->register_id);
    query_integer(query, "row_id", leaf->row_id);
    return query_run(query, error);
}

static int insert_block(struct record *record, const uint8_t root[HASH_SIZE], struct error *error)
{
    struct query *query = store_query(record->store, SQL_NODE_INSERT, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "position", (record->head.frontier.size >> TREE_BLOCK_LEVEL) - 1);
    query_blob(query, "hash", root, HASH_SIZE);
    return query_run(query, error);
}

/* The salt of one entry; none is given twice. */
static const uint8_t *next_salt(struct record *record)
{
    if (record->salts_left == 0) {
        random_fill(record->salts, sizeof(record->salts));
        record->salts_left = SALTS_AHEAD;
    }
    return record->salts[--record->salts_left];
}

static int append_payload(struct record *record, enum record_class class, uint16_t register_id,
                          int64_t row_id, uint32_t flags, int64_t *ret_seq, struct error *error)
{
    struct leaf leaf = {
        .class = (uint8_t) class,
        .register_id = register_id,
        .flags = flags,
        .seq = record->head.frontier.size,
        .received_us = record->now_us,
        .source_us = record->now_us,
        .row_id = row_id,
        .payload_length = (uint32_t)record->payload.length,
    };
    uint8_t bytes[LEAF_SIZE], hash[HASH_SIZE], block[HASH_SIZE];

    if (record->payload.full)
        return error_set(error, ERROR_LIMIT, "",
                         "1 件の記録が %d バイトを超えます。値を短くしてください。", PAYLOAD_LIMIT);
    const uint8_t *salt = next_salt(record);
    leaf_commitment(record->hasher, salt, record->payload.data, record->payload.length,
                    leaf.commitment);
    leaf_write(&leaf, bytes);
    tree_leaf_hash(record->hasher, bytes, sizeof(bytes), hash);
    int result = insert_entry(record, &leaf, bytes, hash, salt, error);
    if (result < 0)
        return result;
    if (tree_append(record->hasher, &record->head.frontier, hash, block))
        result = insert_block(record, block, error);
    if (result < 0)
        return result;
    if (ret_seq)
        *ret_seq = leaf.seq;
    return 0;
}

/* Entry 0 names the log and its key, so that no entry number of a row is ever 0. */
static int append_first(struct record *record, struct error *error)
{
    const struct record_context context = {.action = "create", .key = record->head.origin};
    char key[NOTE_KEY_TEXT_SIZE];
    struct buffer waiting = record->payload;

    record->payload = (struct buffer){.limit_bytes = PAYLOAD_LIMIT};
    note_key_format(&record->signer.key, key);
    payload_head(&record->payload, record->actor, &context);
    payload_text(&record->payload, "note.verifier_key", key);
    int result = append_payload(record, RECORD_SYSTEM, 0, 0, 0, NULL, error);
    buffer_done(&record->payload);
    record->payload = waiting;
    return result;
}

int record_append(struct record *record, enum record_class class, const struct table *table,
                  int64_t row_id, uint32_t flags, int64_t *ret_seq, struct error *error)
{
    int result = 0;

    if (record->head.frontier.size == 0)
        result = append_first(record, error);
    if (result < 0)
        return result;
    return append_payload(record, class, table ? table->id : 0, row_id, flags, ret_seq, error);
}

int record_note(struct record *record, enum record_class class,
                const struct record_context *context, const struct record_field *fields, int count,
                int64_t *ret_entry, struct error *error)
{
    must(context->action != NULL);
    buffer_clear(&record->payload);
    payload_head(&record->payload, record->actor, context);
    for (int i = 0; i < count; i++)
        payload_note(&record->payload, fields[i].name, fields[i].text);
    return record_append(record, class, NULL, 0, 0, ret_entry, error);
}

int record_savepoint(struct record *record, struct error *error)
{
    int result = store_savepoint(record->store, error);

    if (result == 0)
        record->saved = record->head.frontier;
    return result;
}

int record_savepoint_keep(struct record *record, struct error *error)
{
    return store_savepoint_keep(record->store, error);
}

int record_savepoint_undo(struct record *record, struct error *error)
{
    int result = store_savepoint_undo(record->store, error);

    if (result < 0)
        return result;
    record->head.frontier = record->saved;
    record->known_count = 0;
    return 0;
}

static int update_head(struct record *record, struct error *error)
{
    const struct tree_frontier *frontier = &record->head.frontier;
    struct query *query = store_query(record->store, SQL_HEAD_UPDATE, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "size", frontier->size);
    query_blob(query, "frontier", frontier->roots, (size_t)frontier->count * HASH_SIZE);
    return query_run(query, error);
}

/* Commits; the record is not freed when it succeeds. */
static int commit_open(struct record *record, struct checkpoint *ret_checkpoint,
                       bool *ret_must_publish, struct error *error)
{
    bool has_grown = record->head.frontier.size > record->begun.size;
    must(!record->is_rehearsal);
    int result = has_grown ? update_head(record, error) : 0;

    if (result == 0)
        result = store_commit(record->store, error);
    if (result < 0) {
        record_abandon(record);
        return result;
    }
    ret_checkpoint->size = record->head.frontier.size;
    memcpy(ret_checkpoint->origin, record->head.origin, sizeof(ret_checkpoint->origin));
    tree_root(record->hasher, &record->head.frontier, ret_checkpoint->root);
    *ret_must_publish = has_grown || record->must_publish;
    return 0;
}

int record_commit_only(struct record *record, struct record_trust *trust,
                       struct checkpoint *ret_checkpoint, bool *ret_must_publish,
                       struct error *error)
{
    int result = commit_open(record, ret_checkpoint, ret_must_publish, error);

    if (result < 0)
        return result;
    trust->head = record->head.frontier;
    record_free(record);
    return 0;
}

int record_commit(struct record *record, struct error *error)
{
    struct checkpoint checkpoint;
    bool must_publish;
    int result = commit_open(record, &checkpoint, &must_publish, error);

    if (result < 0)
        return result;
    /* What is committed stays committed: a checkpoint that cannot be written now is like a crash
     * right here, and the next commit signs for both. */
    if (must_publish)
        (void)checkpoint_publish(record->folder, &record->signer, &checkpoint, NULL);
    record_free(record);
    return 0;
}

void record_abandon(struct record *record)
{
    if (!record)
        return;
    store_rollback(record->store);
    record_free(record);
}

struct store *record_store(struct record *record)
{
    return record->store;
}

int64_t record_now_us(const struct record *record)
{
    return record->now_us;
}

int64_t record_next_index(const struct record *record)
{
    /* Entry 0 is ours: the first of anybody else is 1. */
    return record->head.frontier.size > 0 ? record->head.frontier.size : 1;
}

void record_set_actor(struct record *record, const struct record_actor *actor)
{
    record->actor = actor;
}
