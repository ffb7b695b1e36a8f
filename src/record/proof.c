#include "record/proof.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "crypto/base64.h"
#include "record/entry.h"
#include "record/head.h"
#include "record/keys.h"
#include "record/nodes.h"

enum { ENTRY_BYTES = 4 << 20 };

/* C2SP tlog-proof: index, the path's hashes a line each, a blank line, the checkpoint. */
static void write_text(const struct record_proof *proof, int64_t index, const struct note *note,
                       const char *note_bytes, struct buffer *text)
{
    buffer_format(text, "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)index);
    for (int i = 0; i < proof->path.count; i++) {
        char letters[BASE64_LENGTH(HASH_SIZE) + 1];

        base64_encode(proof->path.hashes[i], HASH_SIZE, letters);
        buffer_format(text, "%s\n", letters);
    }
    buffer_byte(text, '\n');
    buffer_append(text, note_bytes, note->length);
}

static int prove(struct store *store, struct hasher *hasher, int64_t index,
                 struct record_proof *proof, struct error *error)
{
    struct arena *arena = arena_open(ENTRY_BYTES);
    struct nodes *nodes = nodes_open(store, hasher);
    struct record_head head;
    struct entry entry;
    int result = entry_load(store, index, arena, &entry, error);

    if (result == 0)
        result = head_read(store, &head, error);
    if (result == 0 &&
        (proof->checkpoint.size <= index || proof->checkpoint.size > head.frontier.size))
        result = error_set(error, ERROR_BUSY, "",
                           "記録が書き込まれている最中です。もう一度開いてください。");
    if (result == 0)
        tree_leaf_hash(hasher, entry.leaf, entry.leaf_length, proof->leaf_hash);
    if (result == 0)
        result = tree_prove_inclusion(hasher, index, proof->checkpoint.size, nodes_read, nodes,
                                      &proof->path, error);
    if (result == 0 &&
        !tree_check_inclusion(hasher, proof->leaf_hash, index, proof->checkpoint.size, &proof->path,
                              proof->checkpoint.root))
        result = error_set(error, ERROR_FAULT, "",
                           "記録 %lld が壊れています。chikiri verify で確かめてください。",
                           (long long)index);
    nodes_close(nodes);
    arena_close(arena);
    return result;
}

int record_prove(struct store *store, const char *folder, int64_t index,
                 struct record_proof *ret_proof, struct buffer *text, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer bytes = {0};
    struct record_proof proof;
    struct note note;
    int result =
        checkpoint_load(folder, "keys/checkpoint", &bytes, &note, &proof.checkpoint, error);

    if (result == 0)
        result = prove(store, hasher, index, &proof, error);
    if (result == 0) {
        *ret_proof = proof;
        if (text)
            write_text(&proof, index, &note, buffer_string(&bytes), text);
    }
    buffer_done(&bytes);
    hasher_close(hasher);
    return result;
}
