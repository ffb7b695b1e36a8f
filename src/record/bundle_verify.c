#include "crypto/base64.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "record/bundle.h"
#include "record/entry.h"
#include "record/note.h"
#include "record/payload.h"
#include "record/proof_text.h"
#include "record/tree.h"
#include "record/verify.h"

#include <stdlib.h>
#include <string.h>

struct disclosed {
    int64_t seq;
    const char *key;
    uint8_t hash[HASH_SIZE];
};

struct reading {
    struct hasher *hasher;
    struct arena *arena;
    struct verify_result *result;
    enum language language;
    struct text_lines lines;
    const char *start;
    struct note note;
    struct checkpoint checkpoint;
    struct note_key key;
    struct disclosed *entries; /* malloc */
    size_t entry_count, capacity;
    struct verify_bad *bad;
};

/* Says what is wrong with the whole, once. */
static bool say(struct reading *reading, const char *japanese)
{
    reading->result->ok = false;
    if (!reading->result->sentence)
        reading->result->sentence = language_text(reading->language, japanese);
    return false;
}

static bool say_malformed(struct reading *reading)
{
    return say(reading, "証拠の束として読めません。ファイルが欠けているか、書き換えられています。");
}

static void add_bad(struct reading *reading, const struct disclosed *entry)
{
    struct verify_result *result = reading->result;

    result->ok = false;
    if (result->bad_count < 1000)
        reading->bad[result->bad_count++] = (struct verify_bad){
            .index = entry->seq, .table = "record", .key = entry->key, .why = VERIFY_CHANGED};
}

static bool read_top(struct reading *reading)
{
    struct text_lines *lines = &reading->lines;
    struct text_piece line;

    if (!lines_next(lines, &line) || !piece_is(line, "chikiri-bundle v1") ||
        !lines_next(lines, &line) || !piece_is(line, "-----BEGIN CHECKPOINT-----") ||
        !note_parse(lines->at, (size_t)(lines->end - lines->at), &reading->note))
        return say_malformed(reading);
    lines->at += reading->note.length;
    if (!lines_next(lines, &line) || !piece_is(line, "-----END CHECKPOINT-----") ||
        !checkpoint_parse(reading->note.text, reading->note.text_length, &reading->checkpoint) ||
        !lines_next(lines, &line) || !piece_is(piece_word(&line), "vkey") ||
        !note_key_parse(reading->hasher, line.text, line.length, &reading->key))
        return say_malformed(reading);
    return true;
}

/* Decodes a word into memory of its own; "-" gives NULL. False when it is not base64. */
static bool decode(struct text_piece word, uint8_t **ret_bytes, size_t *ret_length)
{
    *ret_bytes = NULL;
    *ret_length = 0;
    if (piece_is(word, "-"))
        return true;
    *ret_bytes = malloc(word.length + 1);
    must(*ret_bytes != NULL);
    return base64_decode(word.text, word.length, *ret_bytes, word.length, ret_length);
}

struct contents {
    uint8_t *leaf, *salt, *payload;
    size_t leaf_length, salt_length, payload_length;
};

static bool contents_hold(struct reading *reading, const struct contents *contents, int64_t seq)
{
    uint8_t commitment[HASH_SIZE];
    struct leaf leaf;

    if (!leaf_read(contents->leaf, contents->leaf_length, &leaf) || leaf.seq != seq)
        return false;
    if (!contents->salt && !contents->payload)
        return true;
    if (contents->salt_length != SALT_SIZE || !contents->payload ||
        contents->payload_length != leaf.payload_length)
        return false;
    leaf_commitment(reading->hasher, contents->salt, contents->payload, contents->payload_length,
                    commitment);
    return memcmp(commitment, leaf.commitment, HASH_SIZE) == 0;
}

static const char *key_of(struct reading *reading, const struct contents *contents, int64_t seq)
{
    struct payload_field field;

    if (contents->payload &&
        payload_find(contents->payload, contents->payload_length, "key", &field) &&
        field.type == 't')
        return arena_copy_bytes(reading->arena, field.value, field.value_length);
    return arena_format(reading->arena, "%lld", (long long)seq);
}

static bool take_contents(struct reading *reading, const struct contents *contents, int64_t seq)
{
    struct disclosed *entry;

    if (!contents->leaf || reading->entry_count == BUNDLE_ENTRY_LIMIT)
        return say_malformed(reading);
    if (reading->entry_count == reading->capacity) {
        reading->capacity = reading->capacity ? reading->capacity * 2 : 64;
        reading->entries = realloc(reading->entries, reading->capacity * sizeof(*reading->entries));
        must(reading->entries != NULL);
    }
    entry = &reading->entries[reading->entry_count++];
    *entry = (struct disclosed){.seq = seq};
    tree_leaf_hash(reading->hasher, contents->leaf, contents->leaf_length, entry->hash);
    if (!contents_hold(reading, contents, seq)) {
        entry->key = key_of(reading, contents, seq);
        add_bad(reading, entry);
    }
    return true;
}

/* "SEQ LEAF SALT PAYLOAD"; numbers rise. */
static bool read_entry(struct reading *reading, struct text_piece rest)
{
    struct contents contents = {0};
    int64_t seq;
    size_t count = reading->entry_count;
    bool is_good = piece_integer(piece_word(&rest), &seq) && seq < reading->checkpoint.size &&
                   (count == 0 || seq > reading->entries[count - 1].seq);

    is_good = is_good && decode(piece_word(&rest), &contents.leaf, &contents.leaf_length);
    is_good = is_good && decode(piece_word(&rest), &contents.salt, &contents.salt_length);
    is_good = is_good && decode(rest, &contents.payload, &contents.payload_length);
    is_good = is_good ? take_contents(reading, &contents, seq) : say_malformed(reading);
    free(contents.leaf);
    free(contents.salt);
    free(contents.payload);
    return is_good;
}

/* "SEQ HASHES" for entry number `index` of the bundle. */
static bool read_proof(struct reading *reading, struct text_piece rest, size_t index)
{
    struct tree_proof proof;
    int64_t seq;

    if (index >= reading->entry_count || !piece_integer(piece_word(&rest), &seq) ||
        seq != reading->entries[index].seq || !proof_parse(rest.text, rest.length, &proof))
        return say_malformed(reading);
    struct disclosed *entry = &reading->entries[index];
    if (!tree_check_inclusion(reading->hasher, entry->hash, seq, reading->checkpoint.size, &proof,
                              reading->checkpoint.root) &&
        !entry->key) {
        entry->key = arena_format(reading->arena, "%lld", (long long)seq);
        add_bad(reading, entry);
    }
    return true;
}

static bool read_fixed(struct text_piece line, const char *name, uint8_t *out, size_t length)
{
    size_t decoded;

    return piece_is(piece_word(&line), name) &&
           base64_decode(line.text, line.length, out, length, &decoded) && decoded == length;
}

/* `line` is the summary's; the signature's is the last. */
static bool read_seal(struct reading *reading, struct text_piece line)
{
    uint8_t summary[HASH_SIZE], digest[HASH_SIZE], signature[SIGN_SIZE];
    const char *stop = line.text;

    if (!read_fixed(line, "summary", summary, sizeof(summary)) ||
        !lines_next(&reading->lines, &line) ||
        !read_fixed(line, "signature", signature, sizeof(signature)) ||
        reading->lines.at != reading->lines.end)
        return say_malformed(reading);
    hash_bytes(reading->hasher, reading->start, (size_t)(stop - reading->start), digest);
    if (memcmp(digest, summary, HASH_SIZE) != 0)
        return say(reading, "証拠の束の要約値が内容と合いません。書き換えられています。");
    if (!sign_verify(reading->key.public_key, digest, sizeof(digest), signature))
        return say(reading, "証拠の束の署名が、書かれた鍵と合いません。");
    return true;
}

static bool read_body(struct reading *reading)
{
    size_t proofs = 0;
    struct text_piece line;

    while (lines_next(&reading->lines, &line)) {
        struct text_piece rest = line;
        struct text_piece word = piece_word(&rest);

        if (piece_is(word, "entry") && proofs == 0) {
            if (!read_entry(reading, rest))
                return false;
        } else if (piece_is(word, "proof")) {
            if (!read_proof(reading, rest, proofs++))
                return false;
        } else {
            return proofs == reading->entry_count ? read_seal(reading, line)
                                                  : say_malformed(reading);
        }
    }
    return say_malformed(reading);
}

static void check_keys(struct reading *reading, const char *verifier_key)
{
    char key[NOTE_KEY_TEXT_SIZE];

    note_key_format(&reading->key, key);
    if (verifier_key && strcmp(verifier_key, key) != 0)
        say(reading, "証拠の束は、示された鍵とは別の鍵で署名されています。");
    if (strcmp(reading->checkpoint.origin, reading->key.name) != 0 ||
        !note_is_signed(&reading->note, &reading->key))
        say(reading, "チェックポイントの署名が、書かれた鍵と合いません。");
}

void bundle_verify(const char *bytes, size_t length, const char *verifier_key, struct arena *arena,
                   struct verify_result *ret_result, const struct error *error)
{
    struct verify_result result = {.ok = true};
    struct reading reading = {
        .hasher = hasher_open(),
        .arena = arena,
        .result = &result,
        .language = error ? error->language : LANGUAGE_JAPANESE,
        .lines = {bytes, bytes + length},
        .start = bytes,
        .bad = arena_alloc(arena, 1000 * sizeof(struct verify_bad)),
    };

    result.bad = reading.bad;
    if (read_top(&reading)) {
        result.tree_size = reading.checkpoint.size;
        base64_encode(reading.checkpoint.root, HASH_SIZE, result.root);
        check_keys(&reading, verifier_key);
        read_body(&reading);
        result.entries = (int64_t)reading.entry_count;
    }
    free(reading.entries);
    hasher_close(reading.hasher);
    *ret_result = result;
}
