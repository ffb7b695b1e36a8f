#include "record/entry.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/record.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <endian.h>
#include <string.h>

static uint8_t *put(uint8_t *out, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        *out++ = (uint8_t)(value >> (8 * i));
    return out;
}

static uint64_t get8(const uint8_t *in)
{
    uint64_t value;

    memcpy(&value, in, sizeof(value));
    return be64toh(value);
}

static uint32_t get4(const uint8_t *in)
{
    uint32_t value;

    memcpy(&value, in, sizeof(value));
    return be32toh(value);
}

void leaf_write(const struct leaf *leaf, uint8_t out[LEAF_SIZE])
{
    out = put(out, LEAF_VERSION, 1);
    out = put(out, leaf->class, 1);
    out = put(out, leaf->register_id, 2);
    out = put(out, leaf->flags, 4);
    out = put(out, (uint64_t)leaf->seq, 8);
    out = put(out, (uint64_t)leaf->received_us, 8);
    out = put(out, (uint64_t)leaf->source_us, 8);
    out = put(out, (uint64_t)leaf->row_id, 8);
    out = put(out, leaf->payload_length, 4);
    memcpy(out, leaf->commitment, HASH_SIZE);
}

bool leaf_read(const void *bytes, size_t length, struct leaf *ret_leaf)
{
    const uint8_t *in = bytes;

    if (length != LEAF_SIZE || in[0] != LEAF_VERSION)
        return false;
    ret_leaf->class = in[1];
    ret_leaf->register_id = (uint16_t)(in[2] << 8 | in[3]);
    ret_leaf->flags = get4(in + 4);
    ret_leaf->seq = (int64_t)get8(in + 8);
    ret_leaf->received_us = (int64_t)get8(in + 16);
    ret_leaf->source_us = (int64_t)get8(in + 24);
    ret_leaf->row_id = (int64_t)get8(in + 32);
    ret_leaf->payload_length = get4(in + 40);
    memcpy(ret_leaf->commitment, in + 44, HASH_SIZE);
    return true;
}

enum { PIECE_SIZE = 495 };

static void commit_to(struct hasher *hasher, uint8_t prefix, const uint8_t salt[SALT_SIZE],
                      const void *bytes, size_t length, uint8_t out[HASH_SIZE])
{
    uint8_t start[1 + SALT_SIZE + PIECE_SIZE];
    size_t taken = length < PIECE_SIZE ? length : PIECE_SIZE;

    /* Pieces cost more than the copy of the usual short payload. */
    start[0] = prefix;
    memcpy(start + 1, salt, SALT_SIZE);
    if (taken > 0)
        memcpy(start + 1 + SALT_SIZE, bytes, taken);
    if (taken == length) {
        hash_bytes(hasher, start, 1 + SALT_SIZE + taken, out);
        return;
    }
    hash_begin(hasher);
    hash_add(hasher, start, sizeof(start));
    hash_add(hasher, (const char *)bytes + taken, length - taken);
    hash_end(hasher, out);
}

void leaf_commitment(struct hasher *hasher, const uint8_t salt[SALT_SIZE], const void *payload,
                     size_t length, uint8_t out[HASH_SIZE])
{
    commit_to(hasher, 0x03, salt, payload, length, out);
}

void row_commitment(struct hasher *hasher, const uint8_t salt[SALT_SIZE], const void *image,
                    size_t length, uint8_t out[HASH_SIZE])
{
    commit_to(hasher, 0x04, salt, image, length, out);
}

/* A blob column; NULL for null, never NULL for an empty blob. */
static const void *blob_of(const struct query *query, int column, size_t *ret_length)
{
    const void *bytes;

    *ret_length = 0;
    if (query_is_null(query, column))
        return NULL;
    bytes = query_column_blob(query, column, ret_length);
    return bytes ? bytes : "";
}

struct entry entry_of(const struct query *query)
{
    struct entry entry = {.seq = query_column_integer(query, 0)};

    entry.leaf = blob_of(query, 1, &entry.leaf_length);
    entry.hash = blob_of(query, 2, &entry.hash_length);
    entry.salt = blob_of(query, 3, &entry.salt_length);
    entry.payload = blob_of(query, 4, &entry.payload_length);
    entry.register_id = query_column_integer(query, 5);
    entry.row_id = query_column_integer(query, 6);
    return entry;
}

static const void *keep(struct arena *arena, const void *bytes, size_t length)
{
    return bytes ? arena_copy_bytes(arena, bytes, length) : NULL;
}

int entry_load(struct store *store, int64_t seq, struct arena *arena, struct entry *ret_entry,
               struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_READ, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "seq", seq);
    int result = query_step(query, error);
    if (result > 0) {
        struct entry entry = entry_of(query);

        entry.leaf = keep(arena, entry.leaf, entry.leaf_length);
        entry.hash = keep(arena, entry.hash, entry.hash_length);
        entry.salt = keep(arena, entry.salt, entry.salt_length);
        entry.payload = keep(arena, entry.payload, entry.payload_length);
        *ret_entry = entry;
    }
    query_done(query);
    if (result == 0)
        return error_set(error, ERROR_MISSING, "", "記録 %lld はありません。", (long long)seq);
    return result < 0 ? result : 0;
}

const char *record_class_word(int class)
{
    static const char *const words[] = {
        [RECORD_CHANGE] = "change",   [RECORD_IMPORT] = "import",     [RECORD_EXPORT] = "export",
        [RECORD_VIEW] = "view",       [RECORD_APPROVAL] = "approval", [RECORD_REFUSAL] = "refusal",
        [RECORD_ATTEMPT] = "attempt", [RECORD_ERASURE] = "erasure",   [RECORD_SYSTEM] = "system",
    };

    if (class < 1 || (size_t) class >= sizeof(words) / sizeof(words[0]))
        return "unknown";
    return words[class];
}
