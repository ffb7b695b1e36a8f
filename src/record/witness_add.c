#include "record/entry.h"

#include "base/buffer.h"
#include "base/error.h"
#include "record/head.h"
#include "record/keys.h"
#include "record/nodes.h"
#include "record/proof_text.h"
#include "record/witness.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

enum { WITNESS_LIMIT = NOTE_SIGNATURE_LIMIT };

struct witnesses {
    struct note_key keys[WITNESS_LIMIT];
    int count;
};

static int load_witnesses(struct hasher *hasher, const char *folder, struct witnesses *witnesses,
                          struct buffer *bytes, struct error *error)
{
    struct text_piece line;
    int result = file_load(folder, "keys/witnesses", NOTE_SIZE_LIMIT, bytes, error);

    witnesses->count = 0;
    if (result == ERROR_MISSING)
        return 0;
    /* Edited by hand, the last line may lack its end. */
    if (bytes->length > 0 && bytes->data[bytes->length - 1] != '\n')
        buffer_byte(bytes, '\n');
    struct text_lines lines = {buffer_string(bytes), buffer_string(bytes) + bytes->length};
    while (result == 0 && lines_next(&lines, &line)) {
        struct note_key *key = &witnesses->keys[witnesses->count];

        if (witnesses->count == WITNESS_LIMIT ||
            !note_key_parse(hasher, line.text, line.length, key) || key->type != NOTE_KEY_WITNESS)
            return error_set(error, ERROR_FAULT, "",
                             "証人の一覧 keys/witnesses が壊れています。"
                             "1 行に 1 つの鍵だけを書いてください。");
        witnesses->count++;
    }
    return result;
}

/* Lists the key of a new witness; one that is listed already is fine. */
static int add_key(struct hasher *hasher, const char *folder, const struct note_key *key,
                   struct error *error)
{
    struct witnesses witnesses;
    struct buffer bytes = {0};
    char text[NOTE_KEY_TEXT_SIZE];
    int result = load_witnesses(hasher, folder, &witnesses, &bytes, error);
    bool is_listed = false;

    for (int i = 0; result == 0 && i < witnesses.count; i++)
        is_listed |= memcmp(&witnesses.keys[i].public_key, key->public_key, SIGN_PUBLIC_SIZE) == 0;
    if (result == 0 && key->type != NOTE_KEY_WITNESS)
        result = error_set(error, ERROR_INPUT, "",
                           "これは証人の鍵ではありません。証人フォルダの witness.pub を"
                           "渡してください。");
    if (result == 0 && !is_listed && witnesses.count == WITNESS_LIMIT)
        result = error_set(error, ERROR_LIMIT, "", "証人は %d 人までです。", (int)WITNESS_LIMIT);
    if (result == 0 && !is_listed) {
        note_key_format(key, text);
        buffer_format(&bytes, "%s\n", text);
        result = file_replace(folder, "keys/witnesses", bytes.data, bytes.length, error);
    }
    buffer_done(&bytes);
    return result;
}

/* Appends the note's valid lines of listed witnesses that are not in `taken` yet; their number. */
static int append_lines(const struct witnesses *witnesses, const struct note *note, bool *taken,
                        struct buffer *out)
{
    int count = 0;

    for (int i = 0; i < witnesses->count; i++) {
        const struct note_key *key = &witnesses->keys[i];

        for (int k = 0; k < note->signature_count && !taken[i]; k++) {
            struct note single = *note;

            single.signatures[0] = note->signatures[k];
            single.signature_count = 1;
            if (!note_is_cosigned(&single, key, NULL))
                continue;
            note_append_signature(out, &note->signatures[k]);
            taken[i] = true;
            count++;
        }
    }
    return count;
}

static void append_own(const struct note *note, const struct note_key *key, struct buffer *out)
{
    for (int k = 0; k < note->signature_count; k++) {
        struct note single = *note;

        single.signatures[0] = note->signatures[k];
        single.signature_count = 1;
        if (!note_is_signed(&single, key))
            continue;
        note_append_signature(out, &note->signatures[k]);
        return;
    }
}

/* Whether two notes say the same. */
static bool is_same_text(const struct note *a, const struct note *b)
{
    return a->text_length == b->text_length && memcmp(a->text, b->text, a->text_length) == 0;
}

/* Joins the new lines with those already kept for the same checkpoint, and keeps the result. */
static int keep_note(const char *folder, const struct witnesses *witnesses, const struct note *note,
                     const struct checkpoint *checkpoint, const struct note_key *key,
                     struct error *error)
{
    struct buffer joined = {0}, kept_bytes = {0};
    bool taken[WITNESS_LIMIT] = {false};
    struct note kept;
    struct checkpoint kept_checkpoint;
    int result =
        checkpoint_load(folder, "keys/witnessed", &kept_bytes, &kept, &kept_checkpoint, error);

    buffer_append(&joined, note->text, note->text_length);
    buffer_byte(&joined, '\n');
    append_own(note, key, &joined);
    int count = append_lines(witnesses, note, taken, &joined);
    if (count == 0) {
        buffer_done(&joined);
        buffer_done(&kept_bytes);
        return error_set(error, ERROR_INPUT, "",
                         "登録した証人の署名がありません。先に証人の鍵（witness.pub）を"
                         "登録してください。");
    }
    bool is_older = result == 0 && kept_checkpoint.size > checkpoint->size;
    if (result == 0 && is_same_text(&kept, note))
        append_lines(witnesses, &kept, taken, &joined);
    if (is_older)
        result = 0;
    else
        result = file_replace(folder, "keys/witnessed", joined.data, joined.length, error);
    if (result == 0)
        result = checkpoint_add_signatures(folder, &joined, error);
    buffer_done(&joined);
    buffer_done(&kept_bytes);
    return result;
}

static int add_note(struct hasher *hasher, const char *folder, const struct note *note,
                    struct error *error)
{
    struct witnesses witnesses;
    struct checkpoint checkpoint = {0};
    struct note_key key;
    struct buffer bytes = {0}, keys = {0};
    int result = load_witnesses(hasher, folder, &witnesses, &bytes, error);

    path_join(&keys, folder, "keys");
    if (result == 0)
        result = verifier_load(hasher, buffer_string(&keys), "record", &key, error);
    buffer_done(&keys);
    buffer_done(&bytes);
    if (result < 0)
        return result;
    if (!checkpoint_parse(note->text, note->text_length, &checkpoint) ||
        strcmp(checkpoint.origin, key.name) != 0 || !note_is_signed(note, &key))
        return error_set(error, ERROR_INPUT, "",
                         "この記録のチェックポイントではないか、署名が合いません。");
    return keep_note(folder, &witnesses, note, &checkpoint, &key, error);
}

int witness_add(const char *folder, const char *path, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer bytes = {0};
    struct note note;
    struct note_key key;
    int result = file_load(path[0] == '/' ? "" : ".", path, NOTE_SIZE_LIMIT, &bytes, error);

    if (result == 0) {
        const char *text = buffer_string(&bytes);

        if (note_key_parse(hasher, text, strcspn(text, "\r\n"), &key))
            result = add_key(hasher, folder, &key, error);
        else if (note_parse(text, bytes.length, &note))
            result = add_note(hasher, folder, &note, error);
        else
            result =
                error_set(error, ERROR_INPUT, "",
                          "%s は証人の鍵でも、署名されたチェックポイントでもありません。", path);
    }
    buffer_done(&bytes);
    hasher_close(hasher);
    return result;
}

int witness_last(const char *folder, int64_t *ret_size, int64_t *ret_time_s, int *ret_count,
                 struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer bytes = {0}, list = {0};
    struct witnesses witnesses = {.count = 0};
    struct note note;
    struct checkpoint checkpoint = {0};
    int64_t time_s, last_s = 0;
    int count = 0;
    int result = checkpoint_load(folder, "keys/witnessed", &bytes, &note, &checkpoint, error);

    if (result == 0)
        result = load_witnesses(hasher, folder, &witnesses, &list, error);
    for (int i = 0; result == 0 && i < witnesses.count; i++) {
        if (!note_is_cosigned(&note, &witnesses.keys[i], &time_s))
            continue;
        count++;
        last_s = time_s > last_s ? time_s : last_s;
    }
    if (result == 0 && count == 0)
        result = error_set(error, ERROR_MISSING, "", "まだ証人の署名がありません。");
    if (result == 0) {
        *ret_size = checkpoint.size;
        *ret_time_s = last_s;
        *ret_count = count;
    }
    buffer_done(&list);
    buffer_done(&bytes);
    hasher_close(hasher);
    return result;
}

int witness_list(const char *folder, struct witness_state *ret_states, int limit, int *ret_count,
                 int64_t *ret_size, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer bytes = {0}, list = {0};
    struct witnesses witnesses = {.count = 0};
    struct note note;
    struct checkpoint checkpoint = {0};
    int result = load_witnesses(hasher, folder, &witnesses, &list, error);
    bool has_note =
        checkpoint_load(folder, "keys/witnessed", &bytes, &note, &checkpoint, NULL) == 0;

    for (int i = 0; result == 0 && i < witnesses.count && i < limit; i++) {
        snprintf(ret_states[i].name, sizeof ret_states[i].name, "%s", witnesses.keys[i].name);
        if (!has_note || !note_is_cosigned(&note, &witnesses.keys[i], &ret_states[i].time_s))
            ret_states[i].time_s = 0;
    }
    if (result == 0) {
        *ret_count = witnesses.count < limit ? witnesses.count : limit;
        *ret_size = has_note ? checkpoint.size : 0;
    }
    buffer_done(&list);
    buffer_done(&bytes);
    hasher_close(hasher);
    return result;
}

static int write_consistency(struct hasher *hasher, struct nodes *nodes, int64_t old_size,
                             int64_t size, struct buffer *out, struct error *error)
{
    struct tree_proof proof;

    if (old_size > size)
        return error_set(error, ERROR_INPUT, "",
                         "%lld 件からの証明は作れません。いまの記録は %lld 件です。",
                         (long long)old_size, (long long)size);
    int result = tree_prove_consistency(hasher, old_size, size, nodes_read, nodes, &proof, error);
    if (result < 0)
        return result;
    buffer_format(out, "consistency %lld ", (long long)old_size);
    proof_format(out, &proof);
    buffer_byte(out, '\n');
    return 0;
}

/* Proofs from where the record was seen before to the checkpoint. */
static int write_proofs(struct store *store, struct hasher *hasher, const char *folder,
                        int64_t old_size, int64_t size, struct buffer *out, struct error *error)
{
    struct nodes *nodes = nodes_open(store, hasher);
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint witnessed;
    int result = 0;

    if (checkpoint_load(folder, "keys/witnessed", &bytes, &note, &witnessed, NULL) == 0 &&
        witnessed.size != old_size)
        result = write_consistency(hasher, nodes, witnessed.size, size, out, error);
    if (result == 0 && old_size >= 0)
        result = write_consistency(hasher, nodes, old_size, size, out, error);
    buffer_done(&bytes);
    nodes_close(nodes);
    return result;
}

int record_checkpoint_text(struct store *store, const char *folder, int64_t old_size,
                           struct buffer *out, struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer bytes = {0}, keys = {0};
    struct note note;
    struct checkpoint checkpoint = {0};
    struct record_head head = {0};
    struct note_key key;
    char text[NOTE_KEY_TEXT_SIZE];
    int result = store_begin(store, STORE_READ, error);

    path_join(&keys, folder, "keys");
    if (result == 0)
        result = head_read(store, &head, error);
    if (result == 0)
        result = checkpoint_load(folder, "keys/checkpoint", &bytes, &note, &checkpoint, error);
    if (result == 0)
        result = verifier_load(hasher, buffer_string(&keys), "record", &key, error);
    /* A checkpoint published after our snapshot began would be ahead of it. */
    if (result == 0 && checkpoint.size > head.frontier.size)
        result = error_set(error, ERROR_BUSY, "",
                           "記録が書き込まれている最中です。もう一度実行してください。");
    if (result == 0) {
        buffer_append(out, bytes.data, bytes.length);
        note_key_format(&key, text);
        buffer_format(out, "vkey %s\n", text);
        result = write_proofs(store, hasher, folder, old_size, checkpoint.size, out, error);
    }
    store_rollback(store);
    buffer_done(&bytes);
    buffer_done(&keys);
    hasher_close(hasher);
    return result;
}
