#include "record/bundle.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "crypto/base64.h"
#include "record/entry.h"
#include "record/head.h"
#include "record/keys.h"
#include "record/nodes.h"
#include "record/proof_text.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

struct writer {
    struct store *store;
    const char *folder;
    struct hasher *hasher;
    struct nodes *nodes;
    struct arena *arena; /* one entry at a time */
    struct signer signer;
    struct record_head head;
    struct checkpoint checkpoint; /* what all proofs lead to */
    struct buffer note;
};

/* Whether the tree has this root at the checkpoint's size. */
static int check_root(struct writer *writer, const struct checkpoint *checkpoint,
                      struct error *error)
{
    uint8_t root[HASH_SIZE];

    if (checkpoint->size <= writer->head.frontier.size &&
        strcmp(checkpoint->origin, writer->head.origin) == 0) {
        int result =
            tree_root_at(writer->hasher, checkpoint->size, nodes_read, writer->nodes, root, error);

        if (result < 0)
            return result;
        if (memcmp(root, checkpoint->root, HASH_SIZE) == 0)
            return 0;
    }
    return error_set(error, ERROR_STALE, "",
                     "記録が署名済みのチェックポイントと食い違っています。"
                     "chikiri verify で確かめてください。");
}

/* Takes the note of `name` when it is sound and covers the entries. */
static int try_note(struct writer *writer, const char *name, int64_t last, bool *ret_is_taken,
                    struct error *error)
{
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;
    int result = checkpoint_load(writer->folder, name, &bytes, &note, &checkpoint, error);

    if (result == 0 && !note_is_signed(&note, &writer->signer.key))
        result = error_set(error, ERROR_STALE, "",
                           "チェックポイント %s の署名が、この記録の鍵と合いません。", name);
    if (result == 0)
        result = check_root(writer, &checkpoint, error);
    if (result == 0 && checkpoint.size > last) {
        writer->checkpoint = checkpoint;
        buffer_append(&writer->note, bytes.data, bytes.length);
        *ret_is_taken = true;
    }
    buffer_done(&bytes);
    return result;
}

/* The newest entries may not be under a published checkpoint yet: sign one for them. */
static void sign_head(struct writer *writer)
{
    memcpy(writer->checkpoint.origin, writer->head.origin, sizeof(writer->head.origin));
    writer->checkpoint.size = writer->head.frontier.size;
    tree_root(writer->hasher, &writer->head.frontier, writer->checkpoint.root);
    checkpoint_format(&writer->note, &writer->checkpoint);
    size_t length = writer->note.length;
    buffer_byte(&writer->note, '\n');
    note_sign(&writer->note, &writer->signer.key, writer->signer.secret, writer->note.data, length);
}

static int choose_note(struct writer *writer, int64_t last, struct error *error)
{
    bool is_taken = false;
    int result;

    if (last >= writer->head.frontier.size)
        return error_set(error, ERROR_MISSING, "", "記録 %lld はありません。", (long long)last);
    result = try_note(writer, "keys/witnessed", last, &is_taken, error);
    if (result < 0 && result != ERROR_MISSING)
        return result;
    if (!is_taken)
        result = try_note(writer, "keys/checkpoint", last, &is_taken, error);
    if (result < 0)
        return result;
    if (!is_taken)
        sign_head(writer);
    return 0;
}

static void write_base64(struct buffer *out, const void *bytes, size_t length)
{
    if (!bytes) {
        buffer_text(out, "-");
        return;
    }
    char *letters = malloc(BASE64_LENGTH(length) + 1);
    must(letters != NULL);
    base64_encode(bytes, length, letters);
    buffer_text(out, letters);
    free(letters);
}

static int write_entry(struct writer *writer, int64_t seq, struct buffer *out, struct error *error)
{
    struct entry entry;

    arena_reset(writer->arena);
    int result = entry_load(writer->store, seq, writer->arena, &entry, error);
    if (result < 0)
        return result;
    buffer_format(out, "entry %lld ", (long long)seq);
    write_base64(out, entry.leaf, entry.leaf_length);
    buffer_byte(out, ' ');
    write_base64(out, entry.salt, entry.salt_length);
    buffer_byte(out, ' ');
    write_base64(out, entry.payload, entry.payload_length);
    buffer_byte(out, '\n');
    return 0;
}

static int write_proof(struct writer *writer, int64_t seq, struct buffer *out, struct error *error)
{
    struct tree_proof proof;
    int result = tree_prove_inclusion(writer->hasher, seq, writer->checkpoint.size, nodes_read,
                                      writer->nodes, &proof, error);

    if (result < 0)
        return result;
    buffer_format(out, "proof %lld ", (long long)seq);
    proof_format(out, &proof);
    buffer_byte(out, '\n');
    return 0;
}

static void write_seal(struct writer *writer, struct buffer *out, size_t start)
{
    uint8_t digest[HASH_SIZE], signature[SIGN_SIZE];

    hash_bytes(writer->hasher, out->data + start, out->length - start, digest);
    sign_bytes(writer->signer.secret, digest, sizeof(digest), signature);
    buffer_text(out, "summary ");
    write_base64(out, digest, sizeof(digest));
    buffer_text(out, "\nsignature ");
    write_base64(out, signature, sizeof(signature));
    buffer_byte(out, '\n');
}

static int write_all(struct writer *writer, const int64_t *entries, int count, struct buffer *out,
                     struct error *error)
{
    char key[NOTE_KEY_TEXT_SIZE];
    size_t start = out->length;
    int result = choose_note(writer, count > 0 ? entries[count - 1] : -1, error);

    if (result < 0)
        return result;
    note_key_format(&writer->signer.key, key);
    buffer_format(out,
                  "chikiri-bundle v1\n-----BEGIN CHECKPOINT-----\n%s"
                  "-----END CHECKPOINT-----\nvkey %s\n",
                  buffer_string(&writer->note), key);
    for (int i = 0; i < count && result == 0; i++)
        result = write_entry(writer, entries[i], out, error);
    for (int i = 0; i < count && result == 0; i++)
        result = write_proof(writer, entries[i], out, error);
    if (result < 0)
        return result;
    write_seal(writer, out, start);
    if (out->full)
        return error_set(error, ERROR_LIMIT, "",
                         "証拠の束が大きくなりすぎます。期間を短くしてください。");
    return 0;
}

static int number_order(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;

    return *left < *right ? -1 : *left > *right;
}

/* A sorted copy without doubles. The caller frees it. */
static int64_t *sort_entries(const int64_t *entries, int *count)
{
    int64_t *sorted = calloc((size_t)*count + 1, sizeof(*sorted));
    int kept = 0;

    must(sorted != NULL);
    if (*count > 0)
        memcpy(sorted, entries, (size_t)*count * sizeof(*sorted));
    qsort(sorted, (size_t)*count, sizeof(*sorted), number_order);
    for (int i = 0; i < *count; i++)
        if (i == 0 || sorted[i] != sorted[i - 1])
            sorted[kept++] = sorted[i];
    *count = kept;
    return sorted;
}

int bundle_write(struct store *store, const char *folder, const int64_t *entries, int count,
                 struct buffer *out, struct error *error)
{
    struct writer writer = {.store = store, .folder = folder};
    struct buffer keys = {0};

    if (count > BUNDLE_ENTRY_LIMIT)
        return error_set(error, ERROR_LIMIT, "",
                         "証拠の束に入る記録は %d 件までです。期間を短くしてください。",
                         BUNDLE_ENTRY_LIMIT);
    int result = store_begin(store, STORE_READ, error);
    if (result < 0)
        return result;
    int64_t *sorted = sort_entries(entries, &count);
    writer.hasher = hasher_open();
    writer.nodes = nodes_open(store, writer.hasher);
    writer.arena = arena_open(16 << 20);
    path_join(&keys, folder, "keys");
    result = head_read(store, &writer.head, error);
    if (result == 0)
        result = signer_load(writer.hasher, buffer_string(&keys), "record", &writer.signer, error);
    if (result == 0)
        result = write_all(&writer, sorted, count, out, error);
    store_rollback(store);
    signer_wipe(&writer.signer);
    buffer_done(&keys);
    buffer_done(&writer.note);
    arena_close(writer.arena);
    nodes_close(writer.nodes);
    hasher_close(writer.hasher);
    free(sorted);
    return result;
}
