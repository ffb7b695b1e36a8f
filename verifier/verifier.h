/* chikiri-verify: checks chikiri's evidence without any of chikiri's code. The formats are those of
 * docs/record.md; hashing and Ed25519 are libcrypto's. */
#ifndef VERIFIER_H
#define VERIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH = 32, LEAF = 76, SALT = 16, BLOCK = 256, BAD_LIMIT = 1000, NAME = 256 };

struct bad {
    int64_t index;
    char where[64];
    char key[128];
    const char *why; /* changed, deleted, inserted, reordered */
};

struct report {
    bool english;
    bool ok;
    int64_t entries, size;
    char root[48];
    char sentence[512]; /* empty when the whole is sound */
    struct bad bad[BAD_LIMIT];
    int bad_count;
};

/* Says what is wrong with the whole, in the report's language; the first word counts. */
void say(struct report *report, const char *japanese, const char *english);
void add_bad(struct report *report, int64_t index, const char *where, const char *key,
             const char *why);

/* SHA-256, fetched once for a whole run. sha_open() aborts when there is none. */
struct sha;
struct sha *sha_open(void);
void sha_close(struct sha *sha);
/* Hashes a prefix byte (none when negative) and two pieces. */
void digest(struct sha *sha, int prefix, const void *a, size_t a_length, const void *b,
            size_t b_length, unsigned char out[HASH]);
bool signature_holds(const unsigned char key[32], const void *text, size_t length,
                     const unsigned char signature[64]);
/* Strict base64 of exactly `length` letters; the number of bytes, or -1. */
int64_t decode(const char *text, size_t length, unsigned char *out, size_t capacity);
void encode(const unsigned char *bytes, size_t length, char *out);

struct key {
    char name[NAME];
    unsigned char hash[4];
    unsigned char bytes[32];
};

struct head {
    char origin[NAME];
    int64_t size;
    unsigned char root[HASH];
};

/* Reads "name+hash+key" of an Ed25519 log key. */
bool read_key(struct sha *sha, const char *text, size_t length, struct key *key);
/* Reads a signed note at the start of the text: its length, 0 when it is none, or has no valid
 * signature of the key. */
size_t read_note(const char *text, size_t length, const struct key *key, struct head *head);
bool read_number(const char *text, size_t length, int64_t *value);

struct leaf {
    int class, table;
    int64_t seq, row;
    uint32_t payload_length;
    unsigned char commitment[HASH];
};

bool read_leaf(const void *bytes, size_t length, struct leaf *leaf);
/* Whether salt and payload are those the leaf is bound to. */
bool payload_holds(struct sha *sha, const struct leaf *leaf, const void *salt, size_t salt_length,
                   const void *payload, size_t length);

struct field {
    char type;
    const char *name, *value;
    size_t name_length, value_length;
};

/* The field at *at, which moves on: 1, 0 at the end, -1 when this is no payload. */
int next_field(const char **at, const char *end, struct field *field);
/* The field of that name as text cut to `size`; false when there is none. */
bool field_text(const void *payload, size_t length, const char *name, char *out, size_t size);

/* A tree that grows: the roots of its complete parts, largest first. */
struct tree {
    int64_t size;
    int count;
    unsigned char roots[64][HASH];
};

/* True when the leaf completes a block of 256, whose root then is in `block`. */
bool grow(struct sha *sha, struct tree *tree, const unsigned char leaf_hash[HASH],
          unsigned char block[HASH]);
void tree_root(struct sha *sha, const struct tree *tree, unsigned char out[HASH]);

/* The two things that can be verified. -1 when they cannot be read at all. */
int verify_bundle(const char *path, struct report *report);
int verify_data(const char *folder, struct report *report);

/* Reads a whole file; NULL when it cannot. The caller frees it. */
char *load(const char *path, size_t limit, size_t *length);

#endif
