/* Signed notes, keys, checkpoints and cosignatures, ours and hostile ones. */
#include "base/buffer.h"
#include "base/error.h"
#include "crypto/base64.h"
#include "record/note.h"
#include "tests/tap.h"

/* Made with Go's sumdb/note package: another implementation must mean the same by every byte. */
static const char foreign_key[] =
    "castle.example/log+b0cf5f21+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
static const char foreign_note[] =
    "two stones\n"
    "held by a butterfly key\n"
    "\n"
    "\xe2\x80\x94 castle.example/log sM9fIbIQPy/BB29AtDI+Nl06UkHjHx0I6e83Y8lhvZo8SPAkxo9QcRE7YXWl"
    "Eitn+N9QPmYJyqbvHfqUzsy96oDViQ8=\n";

static void test_foreign(struct hasher *hasher)
{
    struct note_key key;
    struct note note;
    char text[NOTE_KEY_TEXT_SIZE];
    int accepted = 0;

    ok(note_key_parse(hasher, foreign_key, strlen(foreign_key), &key), "a key from elsewhere");
    note_key_format(&key, text);
    is_text(text, foreign_key, "is written as it was");
    ok(note_parse(foreign_note, strlen(foreign_note), &note) && note_is_signed(&note, &key),
       "a note from elsewhere is signed by it");
    for (size_t i = 0; i < strlen(foreign_key) * 8; i++) {
        char changed[sizeof(foreign_key)];
        struct note_key other;

        memcpy(changed, foreign_key, sizeof(changed));
        changed[i / 8] ^= (char)(1 << i % 8);
        accepted += note_key_parse(hasher, changed, strlen(foreign_key), &other);
    }
    is_int(accepted, 0, "no bit of a key can change");
}

static void test_mutations(struct hasher *hasher)
{
    uint8_t public_key[SIGN_PUBLIC_SIZE], secret[SIGN_SECRET_SIZE];
    const struct checkpoint checkpoint = {"chikiri.test/operations", 123456, {1, 2, 3}};
    struct checkpoint read;
    struct note_key key, witness;
    struct buffer text = {0};
    struct note note;
    int signed_count = 0, cosigned_count = 0;
    int64_t time_s;

    sign_new_key(public_key, secret);
    must(note_key_make(hasher, "chikiri.test/operations", NOTE_KEY_LOG, public_key, &key));
    must(note_key_make(hasher, "witness", NOTE_KEY_WITNESS, public_key, &witness));
    checkpoint_format(&text, &checkpoint);
    size_t length = text.length;
    buffer_byte(&text, '\n');
    note_sign(&text, &key, secret, text.data, length);
    size_t signed_length = text.length;
    note_cosign(&text, &witness, secret, 1775000000, text.data, length);
    ok(note_parse(text.data, text.length, &note) && note.length == text.length &&
           note.signature_count == 2,
       "a note with two signatures");
    ok(note_is_signed(&note, &key), "signed by the log");
    ok(note_is_cosigned(&note, &witness, &time_s) && time_s == 1775000000,
       "cosigned by the witness, with the time");
    ok(!note_is_signed(&note, &witness) && !note_is_cosigned(&note, &key, NULL),
       "the kinds of keys are not mixed up");
    ok(checkpoint_parse(note.text, note.text_length, &read) && read.size == 123456 &&
           strcmp(read.origin, checkpoint.origin) == 0 && read.root[2] == 3,
       "the checkpoint reads back");
    for (size_t i = 0; i < text.length * 8; i++) {
        text.data[i / 8] ^= (char)(1 << i % 8);
        bool is_note = note_parse(text.data, text.length, &note) && note.length == text.length;
        signed_count += is_note && i / 8 < signed_length && note_is_signed(&note, &key);
        cosigned_count += is_note && (i / 8 < length || i / 8 >= signed_length) &&
                          note_is_cosigned(&note, &witness, NULL);
        text.data[i / 8] ^= (char)(1 << i % 8);
    }
    is_int(signed_count, 0, "no bit of text or signature can change");
    is_int(cosigned_count, 0, "nor of the cosignature");
    buffer_done(&text);
}

static void test_malformed(void)
{
    static const char *const texts[] = {
        "",
        "\n",
        "\n\n",
        "a\n",
        "a\n\n",
        "a\n\n\xe2\x80\x94 ",
        "a\n\n\xe2\x80\x94 name AAAAAAAA",
        "a\n\n\xe2\x80\x94 name AAAA\n",
        "a\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        "a\n\n\xe2\x80\x94  AAAAAAAA\n",
        "a\tb\n\n\xe2\x80\x94 name AAAAAAAA\n",
        "\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        "a\n\n\xe2\x80\x94 name AAAAAAA\n",
        "a\n\n\xe2\x80\x94 name AAAAAAAB=\n",
    };
    static const char *const checkpoints[] = {
        "",
        "o\n1\n",
        "o\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n9999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
        "o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    };
    struct checkpoint checkpoint;
    struct note note;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ok(!note_parse(texts[i], strlen(texts[i]), &note), "no note: %zu", i);
    for (size_t i = 0; i < sizeof(checkpoints) / sizeof(checkpoints[0]); i++)
        ok(!checkpoint_parse(checkpoints[i], strlen(checkpoints[i]), &checkpoint),
           "no checkpoint: %zu", i);
}

static void test_base64(void)
{
    uint8_t bytes[8];
    size_t length;
    char text[16];

    base64_encode("chik", 4, text);
    is_text(text, "Y2hpaw==", "base64 of four bytes");
    ok(base64_decode("Y2hpaw==", 8, bytes, 4, &length) && length == 4, "and back");
    ok(!base64_decode("Y2hpaw==", 8, bytes, 3, &length), "not into less room");
    ok(!base64_decode("Y2hpax==", 8, bytes, 8, &length), "not with unused bits set");
    ok(!base64_decode("Y2hpaw=", 7, bytes, 8, &length), "not without padding");
    ok(!base64_decode("Y2==aw==", 8, bytes, 8, &length), "not with padding inside");
    ok(!base64_decode("Y2h\naw==", 8, bytes, 8, &length), "not with a line break");
    ok(base64_decode("", 0, bytes, 0, &length) && length == 0, "nothing is nothing");
}

int main(void)
{
    struct hasher *hasher = hasher_open();

    test_base64();
    test_foreign(hasher);
    test_mutations(hasher);
    test_malformed();
    hasher_close(hasher);
    return done();
}
