#include "record/note.h"

#include "base/buffer.h"
#include "base/text.h"
#include "crypto/base64.h"

#include <stdio.h>
#include <string.h>

/* How every signature line begins: an em dash and a space. */
static const char signature_mark[] = "\xe2\x80\x94 ";
enum { MARK_LENGTH = 4 };

static uint32_t read_u32(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_u32(uint8_t out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Names have no space of any kind, no plus and no control character. */
static bool name_is_good(const char *name, size_t length)
{
    if (length == 0 || length >= NOTE_NAME_SIZE || !text_is_utf8(name, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char letter = (unsigned char)name[i];

        if (letter <= ' ' || letter == '+' || letter == 0x7f)
            return false;
    }
    return true;
}

static uint32_t key_hash(struct hasher *hasher, const struct note_key *key)
{
    uint8_t digest[HASH_SIZE];

    hash_begin(hasher);
    hash_add(hasher, key->name, strlen(key->name));
    hash_add(hasher, "\n", 1);
    hash_add(hasher, &key->type, 1);
    hash_add(hasher, key->public_key, sizeof(key->public_key));
    hash_end(hasher, digest);
    return read_u32(digest);
}

bool note_key_make(struct hasher *hasher, const char *name, enum note_key_type type,
                   const uint8_t public_key[SIGN_PUBLIC_SIZE], struct note_key *ret_key)
{
    struct note_key key = {.type = (uint8_t)type};
    size_t length = strlen(name);

    if (!name_is_good(name, length))
        return false;
    memcpy(key.name, name, length);
    memcpy(key.public_key, public_key, SIGN_PUBLIC_SIZE);
    key.hash = key_hash(hasher, &key);
    *ret_key = key;
    return true;
}

void note_key_format(const struct note_key *key, char out[NOTE_KEY_TEXT_SIZE])
{
    uint8_t bytes[1 + SIGN_PUBLIC_SIZE] = {key->type};
    char letters[BASE64_LENGTH(sizeof(bytes)) + 1];

    memcpy(bytes + 1, key->public_key, SIGN_PUBLIC_SIZE);
    base64_encode(bytes, sizeof(bytes), letters);
    snprintf(out, NOTE_KEY_TEXT_SIZE, "%s+%08x+%s", key->name, key->hash, letters);
}

bool note_key_parse(struct hasher *hasher, const char *text, size_t length,
                    struct note_key *ret_key)
{
    const char *plus = memchr(text, '+', length);
    uint8_t bytes[1 + SIGN_PUBLIC_SIZE];
    char name[NOTE_NAME_SIZE], written[NOTE_KEY_TEXT_SIZE];
    struct note_key key;
    size_t name_length, decoded;

    if (!plus)
        return false;
    name_length = (size_t)(plus - text);
    if (name_length >= sizeof(name) || length - name_length < 10)
        return false;
    if (!base64_decode(plus + 10, length - name_length - 10, bytes, sizeof(bytes), &decoded) ||
        decoded != sizeof(bytes) || (bytes[0] != NOTE_KEY_LOG && bytes[0] != NOTE_KEY_WITNESS))
        return false;
    memcpy(name, text, name_length);
    name[name_length] = '\0';
    if (strlen(name) != name_length || !note_key_make(hasher, name, bytes[0], bytes + 1, &key))
        return false;
    /* One key has one text: comparing it whole checks hash and separators too. */
    note_key_format(&key, written);
    if (strlen(written) != length || memcmp(written, text, length) != 0)
        return false;
    *ret_key = key;
    return true;
}

/* Where the line that begins at `start` ends (its line break), or NULL. */
static const char *line_end(const char *start, const char *end)
{
    return memchr(start, '\n', (size_t)(end - start));
}

/* Reads one signature line without its break: mark, name, space, base64. */
static bool signature_parse(const char *line, size_t length, struct note_signature *ret_signature)
{
    uint8_t bytes[4096];
    size_t decoded;

    if (length <= MARK_LENGTH || memcmp(line, signature_mark, MARK_LENGTH) != 0)
        return false;
    const char *name = line + MARK_LENGTH;
    const char *space = memchr(name, ' ', length - MARK_LENGTH);
    if (!space || !name_is_good(name, (size_t)(space - name)))
        return false;
    size_t letters = length - (size_t)(space + 1 - line);
    if (!base64_decode(space + 1, letters, bytes, sizeof(bytes), &decoded) || decoded < 5)
        return false;
    *ret_signature = (struct note_signature){
        .name = name,
        .name_length = (size_t)(space - name),
        .hash = read_u32(bytes),
    };
    if (decoded - 4 <= NOTE_SIGNATURE_SIZE) {
        ret_signature->length = decoded - 4;
        memcpy(ret_signature->bytes, bytes + 4, decoded - 4);
    }
    return true;
}

/* The signed text ends where a blank line is followed by a signature. */
static bool find_text(const char *bytes, size_t length, struct note *note)
{
    const char *end = bytes + length;

    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        if (end - at < 2 + MARK_LENGTH)
            return false;
        if (at[1] == '\n' && memcmp(at + 2, signature_mark, MARK_LENGTH) == 0) {
            note->text = bytes;
            note->text_length = (size_t)(at + 1 - bytes);
            return true;
        }
    }
    return false;
}

bool note_parse(const char *bytes, size_t length, struct note *ret_note)
{
    struct note note = {.signature_count = 0};
    const char *end = bytes + length;

    if (length > NOTE_SIZE_LIMIT)
        end = bytes + NOTE_SIZE_LIMIT;
    if (!find_text(bytes, (size_t)(end - bytes), &note) ||
        !text_is_utf8(note.text, note.text_length))
        return false;
    for (size_t i = 0; i < note.text_length; i++)
        if ((unsigned char)note.text[i] < ' ' && note.text[i] != '\n')
            return false;
    const char *line = note.text + note.text_length + 1;
    while (end - line >= MARK_LENGTH && memcmp(line, signature_mark, MARK_LENGTH) == 0) {
        const char *stop = line_end(line, end);

        if (!stop || note.signature_count == NOTE_SIGNATURE_LIMIT ||
            !signature_parse(line, (size_t)(stop - line), &note.signatures[note.signature_count]))
            return false;
        note.signature_count++;
        line = stop + 1;
    }
    note.length = (size_t)(line - bytes);
    *ret_note = note;
    return true;
}

void note_append_signature(struct buffer *out, const struct note_signature *signature)
{
    uint8_t bytes[4 + NOTE_SIGNATURE_SIZE];
    char letters[BASE64_LENGTH(sizeof(bytes)) + 1];

    write_u32(bytes, signature->hash);
    memcpy(bytes + 4, signature->bytes, signature->length);
    base64_encode(bytes, 4 + signature->length, letters);
    buffer_text(out, signature_mark);
    buffer_append(out, signature->name, signature->name_length);
    buffer_format(out, " %s\n", letters);
}

static void append_signature(struct buffer *out, const struct note_key *key, const uint8_t *bytes,
                             size_t length)
{
    struct note_signature signature = {
        .name = key->name, .name_length = strlen(key->name), .hash = key->hash, .length = length};

    memcpy(signature.bytes, bytes, length);
    note_append_signature(out, &signature);
}

void note_sign(struct buffer *out, const struct note_key *key,
               const uint8_t secret[SIGN_SECRET_SIZE], const char *text, size_t length)
{
    uint8_t signature[SIGN_SIZE];

    sign_bytes(secret, text, length, signature);
    append_signature(out, key, signature, sizeof(signature));
}

static bool is_by(const struct note_signature *signature, const struct note_key *key)
{
    return signature->hash == key->hash && signature->name_length == strlen(key->name) &&
           memcmp(signature->name, key->name, signature->name_length) == 0;
}

bool note_is_signed(const struct note *note, const struct note_key *key)
{
    for (int i = 0; key->type == NOTE_KEY_LOG && i < note->signature_count; i++) {
        const struct note_signature *signature = &note->signatures[i];

        if (is_by(signature, key) && signature->length == SIGN_SIZE &&
            sign_verify(key->public_key, note->text, note->text_length, signature->bytes))
            return true;
    }
    return false;
}

/* What a witness signs: C2SP tlog-cosignature, "cosignature/v1". */
static void cosigned_text(struct buffer *out, uint64_t time_s, const char *text, size_t length)
{
    buffer_format(out, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    buffer_append(out, text, length);
}

void note_cosign(struct buffer *out, const struct note_key *key,
                 const uint8_t secret[SIGN_SECRET_SIZE], int64_t time_s, const char *text,
                 size_t length)
{
    struct buffer message = {.limit_bytes = 2 * NOTE_SIZE_LIMIT};
    uint8_t signature[NOTE_SIGNATURE_SIZE];

    write_u32(signature, (uint32_t)((uint64_t)time_s >> 32));
    write_u32(signature + 4, (uint32_t)time_s);
    cosigned_text(&message, (uint64_t)time_s, text, length);
    sign_bytes(secret, message.data, message.length, signature + 8);
    buffer_done(&message);
    append_signature(out, key, signature, sizeof(signature));
}

static bool cosignature_is_valid(const struct note *note, const struct note_key *key,
                                 const struct note_signature *signature, uint64_t time_s)
{
    struct buffer message = {.limit_bytes = 2 * NOTE_SIZE_LIMIT};

    cosigned_text(&message, time_s, note->text, note->text_length);
    bool is_valid =
        sign_verify(key->public_key, message.data, message.length, signature->bytes + 8);
    buffer_done(&message);
    return is_valid;
}

bool note_is_cosigned(const struct note *note, const struct note_key *key, int64_t *ret_time_s)
{
    for (int i = 0; key->type == NOTE_KEY_WITNESS && i < note->signature_count; i++) {
        const struct note_signature *signature = &note->signatures[i];
        uint64_t time_s =
            (uint64_t)read_u32(signature->bytes) << 32 | read_u32(signature->bytes + 4);

        if (!is_by(signature, key) || signature->length != NOTE_SIGNATURE_SIZE ||
            time_s > INT64_MAX || !cosignature_is_valid(note, key, signature, time_s))
            continue;
        if (ret_time_s)
            *ret_time_s = (int64_t)time_s;
        return true;
    }
    return false;
}

void checkpoint_format(struct buffer *out, const struct checkpoint *checkpoint)
{
    char letters[BASE64_LENGTH(HASH_SIZE) + 1];

    base64_encode(checkpoint->root, HASH_SIZE, letters);
    buffer_format(out, "%s\n%lld\n%s\n", checkpoint->origin, (long long)checkpoint->size, letters);
}

/* Decimal without sign or leading zeros, smaller than 2^62. */
static bool size_parse(const char *text, size_t length, int64_t *ret_size)
{
    int64_t size = 0;

    if (length == 0 || length > 18 || (text[0] == '0' && length > 1))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        size = size * 10 + (text[i] - '0');
    }
    *ret_size = size;
    return true;
}

bool checkpoint_parse(const char *text, size_t length, struct checkpoint *ret_checkpoint)
{
    struct checkpoint checkpoint = {.size = 0};
    const char *end = text + length;
    const char *first = line_end(text, end);
    const char *second = first ? line_end(first + 1, end) : NULL;
    const char *third = second ? line_end(second + 1, end) : NULL;
    size_t decoded;

    if (!third || first == text || first - text >= NOTE_NAME_SIZE)
        return false;
    memcpy(checkpoint.origin, text, (size_t)(first - text));
    if (strlen(checkpoint.origin) != (size_t)(first - text))
        return false;
    if (!size_parse(first + 1, (size_t)(second - first - 1), &checkpoint.size) ||
        !base64_decode(second + 1, (size_t)(third - second - 1), checkpoint.root, HASH_SIZE,
                       &decoded) ||
        decoded != HASH_SIZE)
        return false;
    *ret_checkpoint = checkpoint;
    return true;
}
