#include "record/witness.h"

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/random.h"
#include "record/keys.h"
#include "record/proof_text.h"
#include "record/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { CARRIED_LIMIT = 1 << 20 };

/* A carried file taken apart. */
struct carried {
    struct buffer bytes;
    struct note note;
    struct checkpoint checkpoint;
    bool has_key;
    struct note_key key;
    struct text_lines proofs; /* what follows the note */
};

int witness_init(const char *folder, struct error *error)
{
    struct hasher *hasher;
    struct signer signer;
    char name[32];
    uint32_t number;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set(error, ERROR_INPUT, "", "フォルダ %s を作れません（%s）。", folder,
                         strerror(errno));
    random_fill(&number, sizeof(number));
    snprintf(name, sizeof(name), "chikiri-witness-%08x", number);
    hasher = hasher_open();
    int result = signer_create(hasher, folder, "witness", name, NOTE_KEY_WITNESS, &signer, error);
    hasher_close(hasher);
    if (result == 0)
        signer_wipe(&signer);
    return result;
}

static int is_malformed(struct error *error, const char *path)
{
    return error_set(error, ERROR_INPUT, "",
                     "%s はチェックポイントとして読めません。chikiri checkpoint で"
                     "もう一度書き出してください。",
                     path);
}

/* A path of the user's is relative to where the user stands. */
static int load_path(const char *path, struct buffer *out, struct error *error)
{
    return file_load(path[0] == '/' ? "" : ".", path, CARRIED_LIMIT, out, error);
}

static int carried_load(struct hasher *hasher, const char *path, struct carried *carried,
                        struct error *error)
{
    struct text_piece line;
    int result = load_path(path, &carried->bytes, error);

    if (result < 0)
        return result;
    const char *bytes = buffer_string(&carried->bytes);
    if (!note_parse(bytes, carried->bytes.length, &carried->note) ||
        !checkpoint_parse(carried->note.text, carried->note.text_length, &carried->checkpoint))
        return is_malformed(error, path);
    carried->proofs =
        (struct text_lines){bytes + carried->note.length, bytes + carried->bytes.length};
    struct text_lines lines = carried->proofs;
    while (lines_next(&lines, &line)) {
        struct text_piece word = piece_word(&line);
        bool is_key = piece_is(word, "vkey");

        if (!is_key && !piece_is(word, "consistency"))
            return is_malformed(error, path);
        if (is_key && !note_key_parse(hasher, line.text, line.length, &carried->key))
            return is_malformed(error, path);
        carried->has_key |= is_key;
    }
    return lines.at == lines.end ? 0 : is_malformed(error, path);
}

/* Whether one of the lines proves that the checkpoint extends the older one. */
static bool lines_prove(struct hasher *hasher, struct text_lines lines,
                        const struct checkpoint *old, const struct checkpoint *fresh)
{
    struct text_piece line;
    struct tree_proof proof;
    int64_t old_size;

    while (lines_next(&lines, &line)) {
        if (!piece_is(piece_word(&line), "consistency") ||
            !piece_integer(piece_word(&line), &old_size) || old_size != old->size ||
            !proof_parse(line.text, line.length, &proof))
            continue;
        if (tree_check_consistency(hasher, old->size, fresh->size, &proof, old->root, fresh->root))
            return true;
    }
    return false;
}

static int check_extends(struct hasher *hasher, const struct carried *carried,
                         const char *proof_path, const struct checkpoint *seen, struct error *error)
{
    const struct checkpoint *fresh = &carried->checkpoint;
    struct buffer more = {0};
    bool is_proven;

    if (fresh->size < seen->size)
        return error_set(error, ERROR_STALE, "",
                         "この記録（%lld 件）は、前に見たもの（%lld 件）より古い写しです。"
                         "署名しません。",
                         (long long)fresh->size, (long long)seen->size);
    if (fresh->size == seen->size) {
        if (memcmp(fresh->root, seen->root, HASH_SIZE) == 0)
            return 0;
        return error_set(error, ERROR_CONFLICT, "",
                         "同じ件数（%lld 件）で前に見たものと根が違います。"
                         "記録が書き換えられています。署名しません。",
                         (long long)fresh->size);
    }
    if (seen->size == 0)
        return 0;
    is_proven = lines_prove(hasher, carried->proofs, seen, fresh);
    if (!is_proven && proof_path) {
        int result = load_path(proof_path, &more, error);

        if (result < 0) {
            buffer_done(&more);
            return result;
        }
        const char *bytes = buffer_string(&more);
        is_proven =
            lines_prove(hasher, (struct text_lines){bytes, bytes + more.length}, seen, fresh);
    }
    buffer_done(&more);
    if (is_proven)
        return 0;
    return error_set(error, ERROR_CONFLICT, "",
                     "前に見た %lld 件から続いている証明がないか、証明が合いません。署名しません。"
                     "%lld 件からの証明を付けて書き出してください。",
                     (long long)seen->size, (long long)seen->size);
}

/* The file that remembers a log: its key and the last note. */
static void seen_name(struct hasher *hasher, const char *origin, char out[32])
{
    uint8_t digest[HASH_SIZE];

    hash_bytes(hasher, origin, strlen(origin), digest);
    snprintf(out, 32, "seen-%02x%02x%02x%02x%02x%02x%02x%02x", digest[0], digest[1], digest[2],
             digest[3], digest[4], digest[5], digest[6], digest[7]);
}

/* Fills `key` and `seen` from memory, or from the file itself on the first meeting. */
static int recall(struct hasher *hasher, const char *folder, const char *name,
                  const struct carried *carried, struct note_key *key, struct checkpoint *seen,
                  struct error *error)
{
    struct buffer bytes = {0};
    struct text_lines lines;
    struct text_piece line;
    struct note note;
    int result = file_load(folder, name, CARRIED_LIMIT, &bytes, error);

    if (result == ERROR_MISSING) {
        buffer_done(&bytes);
        if (!carried->has_key)
            return error_set(error, ERROR_INPUT, "",
                             "初めて見る記録には、検証の鍵の行（vkey）が必要です。"
                             "chikiri checkpoint で書き出したファイルを渡してください。");
        *key = carried->key;
        *seen = carried->checkpoint;
        return 0;
    }
    if (result == 0) {
        lines = (struct text_lines){buffer_string(&bytes), buffer_string(&bytes) + bytes.length};
        if (!lines_next(&lines, &line) || !note_key_parse(hasher, line.text, line.length, key) ||
            !note_parse(lines.at, (size_t)(lines.end - lines.at), &note) ||
            !checkpoint_parse(note.text, note.text_length, seen))
            result = error_set(error, ERROR_FAULT, "",
                               "証人フォルダの %s が壊れています。バックアップから戻してください。",
                               name);
    }
    buffer_done(&bytes);
    return result;
}

static int remember(const char *folder, const char *name, const struct note_key *key,
                    const struct carried *carried, struct error *error)
{
    char text[NOTE_KEY_TEXT_SIZE];
    struct buffer bytes = {0};

    note_key_format(key, text);
    buffer_format(&bytes, "%s\n", text);
    buffer_append(&bytes, carried->note.text, carried->note.length);
    int result = file_replace(folder, name, bytes.data, bytes.length, error);
    buffer_done(&bytes);
    return result;
}

static int check_key(const struct carried *carried, const struct note_key *key, struct error *error)
{
    if (carried->has_key &&
        (carried->key.type != key->type ||
         memcmp(carried->key.public_key, key->public_key, SIGN_PUBLIC_SIZE) != 0))
        return error_set(error, ERROR_CONFLICT, "",
                         "記録 %s の鍵が、前に見たものと違います。署名しません。",
                         carried->checkpoint.origin);
    if (strcmp(key->name, carried->checkpoint.origin) != 0 || !note_is_signed(&carried->note, key))
        return error_set(error, ERROR_INPUT, "",
                         "チェックポイントの署名が鍵と合いません。署名しません。");
    return 0;
}

static int sign_carried(struct hasher *hasher, const char *folder, const struct carried *carried,
                        const char *proof_path, int64_t now_us, struct buffer *out,
                        struct error *error)
{
    struct checkpoint seen;
    struct note_key key;
    struct signer signer;
    char name[32];

    seen_name(hasher, carried->checkpoint.origin, name);
    int result = recall(hasher, folder, name, carried, &key, &seen, error);
    if (result == 0)
        result = check_key(carried, &key, error);
    if (result == 0)
        result = check_extends(hasher, carried, proof_path, &seen, error);
    if (result == 0)
        result = signer_load(hasher, folder, "witness", &signer, error);
    if (result < 0)
        return result;
    result = remember(folder, name, &key, carried, error);
    if (result == 0) {
        buffer_append(out, carried->note.text, carried->note.length);
        note_cosign(out, &signer.key, signer.secret, now_us / 1000000, carried->note.text,
                    carried->note.text_length);
    }
    signer_wipe(&signer);
    return result;
}

int witness_sign(const char *folder, const char *checkpoint_path, const char *proof_path,
                 int64_t now_us, struct buffer *out, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct carried carried = {.has_key = false};
    int result = carried_load(hasher, checkpoint_path, &carried, error);

    if (result == 0)
        result = sign_carried(hasher, folder, &carried, proof_path, now_us, out, error);
    buffer_done(&carried.bytes);
    hasher_close(hasher);
    return result;
}
