#include "crypto/base64.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/entry_ahead.h"
#include "record/payload.h"
#include "record/record.h"
#include "record/verify_internal.h"
#include "store/table.h"

#include <stdlib.h>
#include <string.h>

/* gcc 12's analyzer loses sight of rows that hang on an array of tables and calls them leaked. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

static void grow_rows(struct verify_table *table, int64_t row_id)
{
    int64_t capacity = table->capacity > 0 ? table->capacity * 2 : 1024;

    if (capacity <= row_id)
        capacity = row_id + 1;
    struct verify_row *rows = calloc((size_t)capacity, sizeof(*rows));
    must(rows != NULL);
    if (table->capacity > 0)
        memcpy(rows, table->rows, (size_t)table->capacity * sizeof(*rows));
    for (int64_t i = table->capacity; i < capacity; i++)
        rows[i].last = -1;
    free(table->rows);
    table->rows = rows;
    table->capacity = capacity;
}

/* The place where the record keeps what it says of a row; NULL for tables and rows it cannot know.
 */
static struct verify_row *row_place(struct verification *verification, int64_t register_id,
                                    int64_t row_id)
{
    struct verify_table *table = verification->last_table;

    for (int i = 0; !table || table->table->id != register_id; i++) {
        if (i == verification->table_count)
            return NULL;
        table = &verification->tables[i];
    }
    verification->last_table = table;
    /* Row numbers are given one by one, so none passes the number of entries. */
    if (row_id <= 0 || row_id > verification->size_limit)
        return NULL;
    if (row_id >= table->capacity)
        grow_rows(table, row_id);
    return &table->rows[row_id];
}

static bool note_bytes(const struct entry *entry, const char *name, uint8_t *out, size_t length)
{
    struct payload_field field;
    size_t decoded;

    return payload_find(entry->payload, entry->payload_length, name, &field) &&
           base64_decode(field.value, field.value_length, out, length, &decoded) &&
           decoded == length;
}

/* Takes up what an erasure entry says; false when it cannot be read. */
static bool take_erasure(struct verification *verification, const struct entry *entry)
{
    struct verify_erasures *erasures = &verification->erasures;
    struct verify_erasure erasure = {.index = 0};
    struct payload_field field;

    if (!payload_find(entry->payload, entry->payload_length, "note.index", &field) ||
        field.value_length == 0 || field.value_length > 18)
        return false;
    for (size_t i = 0; i < field.value_length; i++) {
        if (field.value[i] < '0' || field.value[i] > '9')
            return false;
        erasure.index = erasure.index * 10 + (field.value[i] - '0');
    }
    erasure.has_row = note_bytes(entry, "note.salt", erasure.salt, SALT_SIZE) &&
                      note_bytes(entry, "note.digest", erasure.digest, HASH_SIZE);
    if (erasures->count == erasures->capacity) {
        erasures->capacity = erasures->capacity ? erasures->capacity * 2 : 16;
        erasures->list = realloc(erasures->list, erasures->capacity * sizeof(*erasures->list));
        must(erasures->list != NULL);
    }
    erasures->list[erasures->count++] = erasure;
    return true;
}

static bool note_hex(const struct entry *entry, const char *name, char out[SEAL_SIZE])
{
    struct payload_field field;

    if (!payload_find(entry->payload, entry->payload_length, name, &field) ||
        field.value_length != SEAL_SIZE - 1)
        return false;
    memcpy(out, field.value, SEAL_SIZE - 1);
    out[SEAL_SIZE - 1] = '\0';
    return true;
}

static void take_seal(struct verification *verification, const struct entry *entry)
{
    struct seal seal = {{0}, {0}};

    if (!note_hex(entry, "note.schema", seal.schema) || !note_hex(entry, "note.pack", seal.pack))
        return;
    verification->seal = seal;
    verification->is_sealed = true;
}

/* Whether payload and columns are what the leaf says; erased payloads are noted for later. */
static bool contents_hold(struct verification *verification, const struct hashed_entry *hashed)
{
    const struct entry *entry = &hashed->entry;
    const struct leaf *leaf = &hashed->leaf;

    if (entry->register_id != leaf->register_id || entry->row_id != leaf->row_id)
        return false;
    if (!entry->payload && !entry->salt) {
        verify_add_range(&verification->erased, leaf->seq, leaf->seq);
        return true;
    }
    if (!entry->payload || entry->salt_length != SALT_SIZE ||
        entry->payload_length != leaf->payload_length)
        return false;
    if (memcmp(hashed->commitment, leaf->commitment, HASH_SIZE) != 0)
        return false;
    if (leaf->class == RECORD_SYSTEM)
        take_seal(verification, entry);
    return leaf->class != RECORD_ERASURE || take_erasure(verification, entry);
}

/* Notes that entry `seq` is the last we saw of its row. */
static void take_row(struct verification *verification, const struct entry *entry, int64_t seq)
{
    struct verify_row *row;

    if (entry->register_id == 0)
        return;
    row = row_place(verification, entry->register_id, entry->row_id);
    if (!row)
        return;
    row->last = seq;
    row->image = 0;
    if (!entry->payload)
        return;
    int64_t start = payload_image_start(entry->payload, entry->payload_length);
    if (start >= 0)
        row->image = hash_keyed(verification->image_key, (const char *)entry->payload + start,
                                entry->payload_length - (size_t)start);
}

static void check_blocks(struct verification *verification, const uint8_t root[HASH_SIZE])
{
    long long block = (verification->tree.size >> TREE_BLOCK_LEVEL) - 1;

    if (block < verification->block_count &&
        memcmp(verification->blocks[block], root, HASH_SIZE) == 0)
        return;
    verify_say(verification,
               "記録 %lld から %lld までのどこかが、保存された木の節（record_node）と合いません。",
               block << TREE_BLOCK_LEVEL, ((block + 1) << TREE_BLOCK_LEVEL) - 1);
}

/* Compares with every signed root and the head, where the tree has their size. */
static void check_roots(struct verification *verification)
{
    const struct tree_frontier *tree = &verification->tree;
    uint8_t root[HASH_SIZE];

    for (int i = 0; i < verification->root_count; i++) {
        if (verification->roots[i].size != tree->size)
            continue;
        tree_root(verification->hasher, tree, root);
        if (memcmp(root, verification->roots[i].root, HASH_SIZE) != 0)
            verify_say(verification,
                       "記録の木の根が、署名されたチェックポイント %s（%lld 件）と合いません。"
                       "記録が書き換えられています。",
                       verification->roots[i].file, (long long)tree->size);
    }
    if (verification->has_head && verification->head.frontier.size == tree->size &&
        memcmp(verification->head.frontier.roots, tree->roots, (size_t)tree->count * HASH_SIZE) !=
            0)
        verify_say(verification, "記録の先頭（record_head）が、記録の木と合いません。");
}

static bool is_watched(const struct verification *verification)
{
    int64_t size = verification->tree.size;

    for (int i = 0; i < verification->root_count; i++)
        if (verification->roots[i].size == size)
            return true;
    return verification->has_head && verification->head.frontier.size == size;
}

static void grow_tree(struct verification *verification, const uint8_t hash[HASH_SIZE])
{
    uint8_t block[HASH_SIZE];

    verification->expected++;
    if (verification->tree_is_broken)
        return;
    if (tree_append(verification->hasher, &verification->tree, hash, block))
        check_blocks(verification, block);
    if (is_watched(verification))
        check_roots(verification);
}

/* The leaf stored in row `row_seq`, and its hash; false when there is none to read. */
static bool peek_leaf(struct verification *verification, int64_t row_seq, struct leaf *ret_leaf,
                      uint8_t out_hash[HASH_SIZE])
{
    struct entry entry;

    entry_ahead_hold_store(verification->ahead);
    int result = entry_load(verification->store, row_seq, verification->arena, &entry, NULL);
    entry_ahead_release_store(verification->ahead);
    if (result < 0 || !entry.leaf || !leaf_read(entry.leaf, entry.leaf_length, ret_leaf))
        return false;
    tree_leaf_hash(verification->hasher, entry.leaf, entry.leaf_length, out_hash);
    return true;
}

static void add_missing(struct verification *verification, int64_t first, int64_t last)
{
    for (int64_t seq = first; seq <= last; seq++) {
        const char *number = arena_format(verification->arena, "%lld", (long long)seq);

        verify_add_bad(verification, seq, "record", number, seq, VERIFY_DELETED);
        if (verification->result->bad_count == VERIFY_BAD_LIMIT)
            break;
    }
    verify_add_range(&verification->unreliable, first, last);
    verification->tree_is_broken = true;
    verification->expected = last + 1;
    verification->is_unsettled = true;
}

static void add_inserted(struct verification *verification, const struct entry *entry)
{
    verify_add_bad(verification, entry->seq, "record", NULL, entry->row_id, VERIFY_INSERTED);
    verification->shift++;
    verification->is_unsettled = true;
}

/* What stands beside its place: two exchanged entries, a gap before it, or a stranger. True when
 * the entry then stands at the expected place. `out_hash` is what belongs into the tree there. */
static bool settle_place(struct verification *verification, const struct entry *entry, int64_t seq,
                         uint8_t out_hash[HASH_SIZE], bool *ret_is_moved)
{
    uint8_t partner_hash[HASH_SIZE];
    struct leaf partner;

    if (peek_leaf(verification, seq + verification->shift, &partner, partner_hash) &&
        partner.seq == verification->expected) {
        memcpy(out_hash, partner_hash, HASH_SIZE);
        verify_add_bad(verification, entry->seq, "record", NULL, entry->row_id, VERIFY_REORDERED);
        *ret_is_moved = true;
        return true;
    }
    if (seq > verification->expected && seq < verification->size_limit) {
        add_missing(verification, verification->expected, seq - 1);
        return true;
    }
    add_inserted(verification, entry);
    return false;
}

/* A leaf that does not match its hash stands for the entry expected here, unless the next row is
 * that entry: then it was put in between. */
static void take_unsound(struct verification *verification, const struct entry *entry)
{
    int64_t seq = entry->seq - verification->shift;
    uint8_t hash[HASH_SIZE] = {0};
    struct leaf next;

    if (seq > verification->expected && seq < verification->size_limit)
        add_missing(verification, verification->expected, seq - 1);
    if (seq != verification->expected || seq >= verification->size_limit ||
        (peek_leaf(verification, entry->seq + 1, &next, hash) && next.seq == seq)) {
        add_inserted(verification, entry);
        return;
    }
    verify_add_bad(verification, seq, "record", NULL, entry->row_id, VERIFY_CHANGED);
    verify_add_range(&verification->unreliable, seq, seq);
    take_row(verification, entry, seq);
    if (entry->hash_length == HASH_SIZE)
        memcpy(hash, entry->hash, HASH_SIZE);
    else
        verification->tree_is_broken = true;
    grow_tree(verification, hash);
}

static void take_entry(struct verification *verification, const struct hashed_entry *hashed)
{
    const struct entry *entry = &hashed->entry;
    const struct leaf leaf = hashed->leaf;
    uint8_t hash[HASH_SIZE];
    bool is_moved = false;

    memcpy(hash, hashed->leaf_hash, HASH_SIZE);
    if (!hashed->is_leaf || entry->hash_length != HASH_SIZE ||
        memcmp(hash, entry->hash, HASH_SIZE) != 0) {
        take_unsound(verification, entry);
        return;
    }
    if (leaf.seq >= verification->size_limit) {
        add_inserted(verification, entry);
        return;
    }
    if (leaf.seq != verification->expected &&
        !settle_place(verification, entry, leaf.seq, hash, &is_moved))
        return;
    if (!is_moved && entry->seq - leaf.seq != verification->shift) {
        if (!verification->is_unsettled)
            verify_add_bad(verification, entry->seq, "record", NULL, entry->row_id,
                           VERIFY_REORDERED);
        verification->shift = entry->seq - leaf.seq;
    }
    if (!is_moved)
        verification->is_unsettled = false;
    if (!contents_hold(verification, hashed)) {
        verify_add_bad(verification, leaf.seq, "record", NULL, entry->row_id, VERIFY_CHANGED);
        verify_add_range(&verification->unreliable, leaf.seq, leaf.seq);
    }
    take_row(verification, entry, leaf.seq);
    grow_tree(verification, hash);
}

static int erasure_order(const void *a, const void *b)
{
    const struct verify_erasure *left = a, *right = b;

    return left->index < right->index ? -1 : left->index > right->index;
}

const struct verify_erasure *verify_erasure_of(const struct verification *verification,
                                               int64_t index)
{
    const struct verify_erasure wanted = {.index = index};
    const struct verify_erasures *erasures = &verification->erasures;

    return erasures->count == 0 ? NULL
                                : bsearch(&wanted, erasures->list, erasures->count,
                                          sizeof(*erasures->list), erasure_order);
}

/* Every empty payload needs an erasure entry that names it. */
static void check_erased(struct verification *verification)
{
    const struct verify_ranges *erased = &verification->erased;

    if (verification->erasures.count > 0)
        qsort(verification->erasures.list, verification->erasures.count,
              sizeof(*verification->erasures.list), erasure_order);
    for (size_t i = 0; i < erased->count; i++)
        for (int64_t seq = erased->list[i].first; seq <= erased->list[i].last; seq++)
            if (!verify_erasure_of(verification, seq))
                verify_add_bad(verification, seq, "record", NULL, seq, VERIFY_CHANGED);
}

static void check_end(struct verification *verification)
{
    if (verification->expected < verification->size_limit)
        add_missing(verification, verification->expected, verification->size_limit - 1);
    if (verification->tree_is_broken) {
        verify_say(verification, "記録の一部がないため、記録の木の根を計算できません。");
        return;
    }
    if (verification->has_head && verification->head.frontier.size < verification->size_limit)
        verify_say(verification,
                   "記録の先頭（record_head）が、署名されたチェックポイントより古くなっています。");
    if (verification->block_count != verification->tree.size >> TREE_BLOCK_LEVEL)
        verify_say(verification, "保存された木の節（record_node）の数が合いません。");
}

int verify_entries(struct verification *verification, struct error *error)
{
    struct hashed_entry entry;
    int result;

    verification->ahead = entry_ahead_open(verification->store, error);
    if (!verification->ahead)
        return ERROR_FAULT;
    /* Signed roots of an empty tree. */
    check_roots(verification);
    while ((result = entry_ahead_next(verification->ahead, &entry, error)) > 0) {
        verification->result->entries++;
        take_entry(verification, &entry);
    }
    entry_ahead_close(verification->ahead);
    verification->ahead = NULL;
    if (result < 0)
        return result;
    check_erased(verification);
    check_end(verification);
    return 0;
}
