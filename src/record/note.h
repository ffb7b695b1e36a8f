/* Signed notes and checkpoints: C2SP signed-note, tlog-checkpoint and tlog-cosignature (version 1).
 * Readers take any bytes; what is not exactly of the form is refused. */
#ifndef RECORD_NOTE_H
#define RECORD_NOTE_H

#include "crypto/hash.h"
#include "crypto/sign.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct hasher;

enum {
    NOTE_NAME_SIZE = 256,     /* a key's name with its NUL */
    NOTE_KEY_TEXT_SIZE = 320, /* "name+hash+key" with its NUL */
    NOTE_SIGNATURE_LIMIT = 32,
    NOTE_SIGNATURE_SIZE = 72, /* time and signature of a cosignature */
    NOTE_SIZE_LIMIT = 65536,
};

enum note_key_type { NOTE_KEY_LOG = 0x01, NOTE_KEY_WITNESS = 0x04 };

/* A verifier key: whose signatures, by name and public key. */
struct note_key {
    char name[NOTE_NAME_SIZE];
    uint8_t type; /* enum note_key_type */
    uint32_t hash;
    uint8_t public_key[SIGN_PUBLIC_SIZE];
};

struct note_signature {
    const char *name; /* in the note's bytes, not ended by NUL */
    size_t name_length;
    uint32_t hash;
    uint8_t bytes[NOTE_SIGNATURE_SIZE];
    size_t length; /* 0 when it is of a kind too long for us to know */
};

struct note {
    const char *text; /* what is signed: up to and with its last line break */
    size_t text_length;
    size_t length; /* of the whole note with its signatures */
    struct note_signature signatures[NOTE_SIGNATURE_LIMIT];
    int signature_count;
};

/* A tree head as it is signed. */
struct checkpoint {
    char origin[NOTE_NAME_SIZE];
    int64_t size;
    uint8_t root[HASH_SIZE];
};

/* Makes a key of `name`; false when the name is empty, too long or has a space or plus. */
bool note_key_make(struct hasher *hasher, const char *name, enum note_key_type type,
                   const uint8_t public_key[SIGN_PUBLIC_SIZE], struct note_key *ret_key);
/* Reads "name+hash+base64" of `length` bytes; false unless it is a key of one of the two types
 * whose hash is right. */
bool note_key_parse(struct hasher *hasher, const char *text, size_t length,
                    struct note_key *ret_key);
void note_key_format(const struct note_key *key, char out[NOTE_KEY_TEXT_SIZE]);

/* Reads the note at the start of the bytes; ret_note->length tells where it ends. It points into
 * `bytes`. False when there is none. */
bool note_parse(const char *bytes, size_t length, struct note *ret_note);

/* Appends the signature line of a log's key over `text`, which may lie in the same buffer. */
void note_sign(struct buffer *out, const struct note_key *key,
               const uint8_t secret[SIGN_SECRET_SIZE], const char *text, size_t length);
/* Whether one of the note's signatures is a valid one of this log's key. */
bool note_is_signed(const struct note *note, const struct note_key *key);

/* Appends the cosignature line of a witness who saw `text` at `time_s` (seconds since 1970). */
void note_cosign(struct buffer *out, const struct note_key *key,
                 const uint8_t secret[SIGN_SECRET_SIZE], int64_t time_s, const char *text,
                 size_t length);
/* Whether the witness cosigned the note, and when. `ret_time_s` may be NULL. */
bool note_is_cosigned(const struct note *note, const struct note_key *key, int64_t *ret_time_s);

/* Appends a signature line as it was read (of a kind we know). */
void note_append_signature(struct buffer *out, const struct note_signature *signature);

/* The text of a checkpoint, without signatures. */
void checkpoint_format(struct buffer *out, const struct checkpoint *checkpoint);
/* Reads the text of a note as a checkpoint; lines after the root are allowed and ignored. */
bool checkpoint_parse(const char *text, size_t length, struct checkpoint *ret_checkpoint);

#endif
