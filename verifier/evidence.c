/* Hashes, signatures, notes, leaves, payloads and the tree, as docs/record.md describes them. */
#include "verifier.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(condition) ((condition) ? (void)0 : abort())

void say(struct report *report, const char *japanese, const char *english)
{
    report->ok = false;
    if (!report->sentence[0])
        snprintf(report->sentence, sizeof(report->sentence), "%s",
                 report->english ? english : japanese);
}

void add_bad(struct report *report, int64_t index, const char *where, const char *key,
             const char *why)
{
    report->ok = false;
    if (report->bad_count == BAD_LIMIT)
        return;
    struct bad *bad = &report->bad[report->bad_count++];
    bad->index = index;
    bad->why = why;
    snprintf(bad->where, sizeof(bad->where), "%s", where);
    snprintf(bad->key, sizeof(bad->key), "%s", key);
}

struct sha {
    EVP_MD_CTX *context;
    EVP_MD *sha256;
};

struct sha *sha_open(void)
{
    struct sha *sha = calloc(1, sizeof(*sha));

    must(sha);
    sha->context = EVP_MD_CTX_new();
    sha->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(sha->context && sha->sha256);
    return sha;
}

void sha_close(struct sha *sha)
{
    EVP_MD_CTX_free(sha->context);
    EVP_MD_free(sha->sha256);
    free(sha);
}

void digest(struct sha *sha, int prefix, const void *a, size_t a_length, const void *b,
            size_t b_length, unsigned char out[HASH])
{
    unsigned char first = (unsigned char)prefix;

    must(EVP_DigestInit_ex2(sha->context, sha->sha256, NULL) == 1);
    if (prefix >= 0)
        must(EVP_DigestUpdate(sha->context, &first, 1) == 1);
    must(EVP_DigestUpdate(sha->context, a, a_length) == 1);
    must(EVP_DigestUpdate(sha->context, b, b_length) == 1);
    must(EVP_DigestFinal_ex(sha->context, out, NULL) == 1);
}

bool signature_holds(const unsigned char key[32], const void *text, size_t length,
                     const unsigned char signature[64])
{
    EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds = public_key && context &&
                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1 &&
                 EVP_DigestVerify(context, signature, 64, text, length) == 1;

    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public_key);
    return holds;
}

void encode(const unsigned char *bytes, size_t length, char *out)
{
    EVP_EncodeBlock((unsigned char *)out, bytes, (int)length);
}

/* One text only for the same bytes: what decodes must encode to the same letters. */
int64_t decode(const char *text, size_t length, unsigned char *out, size_t capacity)
{
    size_t padding = 0, decoded = length / 4 * 3;
    int64_t result = -1;

    if (length % 4 != 0 || length > 1 << 24)
        return -1;
    if (length == 0)
        return 0;
    unsigned char *bytes = malloc(decoded);
    char *again = malloc(length + 1);
    must(bytes && again);
    for (size_t i = length; i > 0 && text[i - 1] == '=' && padding < 2; i--)
        padding++;
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) == (int)decoded) {
        decoded -= padding;
        encode(bytes, decoded, again);
        if (memcmp(again, text, length) == 0 && decoded <= capacity) {
            memcpy(out, bytes, decoded);
            result = (int64_t)decoded;
        }
    }
    free(bytes);
    free(again);
    return result;
}

bool read_number(const char *text, size_t length, int64_t *value)
{
    *value = 0;
    if (length == 0 || length > 18 || (text[0] == '0' && length > 1))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool read_key(struct sha *sha, const char *text, size_t length, struct key *key)
{
    const char *plus = memchr(text, '+', length);
    unsigned char bytes[33], hash[HASH];
    char hex[9];

    if (!plus || plus == text || plus - text >= NAME || length - (size_t)(plus - text) < 10 ||
        plus[9] != '+')
        return false;
    size_t name_length = (size_t)(plus - text);
    memcpy(key->name, text, name_length);
    key->name[name_length] = '\0';
    if (decode(plus + 10, length - name_length - 10, bytes, 33) != 33 || bytes[0] != 0x01)
        return false;
    key->name[name_length] = '\n';
    digest(sha, -1, key->name, name_length + 1, bytes, 33, hash);
    key->name[name_length] = '\0';
    memcpy(key->hash, hash, 4);
    memcpy(key->bytes, bytes + 1, 32);
    snprintf(hex, sizeof(hex), "%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
    return memcmp(hex, plus + 1, 8) == 0;
}

/* "— name base64": whether it is a valid signature of the key over the text. */
static bool line_signs(const char *line, size_t length, const struct key *key, const char *text,
                       size_t text_length)
{
    size_t name_length = strlen(key->name);
    unsigned char bytes[68];

    return length > 4 + name_length + 1 && memcmp(line + 4, key->name, name_length) == 0 &&
           line[4 + name_length] == ' ' &&
           decode(line + 5 + name_length, length - 5 - name_length, bytes, sizeof(bytes)) == 68 &&
           memcmp(bytes, key->hash, 4) == 0 &&
           signature_holds(key->bytes, text, text_length, bytes + 4);
}

static bool read_head(const char *text, size_t length, struct head *head)
{
    const char *first = memchr(text, '\n', length), *end = text + length;
    const char *second = first ? memchr(first + 1, '\n', (size_t)(end - first - 1)) : NULL;
    const char *third = second ? memchr(second + 1, '\n', (size_t)(end - second - 1)) : NULL;

    if (!third || first - text >= NAME)
        return false;
    memcpy(head->origin, text, (size_t)(first - text));
    head->origin[first - text] = '\0';
    return read_number(first + 1, (size_t)(second - first - 1), &head->size) &&
           decode(second + 1, (size_t)(third - second - 1), head->root, HASH) == HASH;
}

size_t read_note(const char *text, size_t length, const struct key *key, struct head *head)
{
    static const char mark[] = "\n\n\xe2\x80\x94 ";
    const char *end = text + length;
    const char *blank = memmem(text, length, mark, 6);
    bool is_signed = false;

    if (!blank)
        return 0;
    size_t text_length = (size_t)(blank + 1 - text);
    const char *line = blank + 2;
    while (end - line > 4 && memcmp(line, mark + 2, 4) == 0) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));

        if (!stop)
            return 0;
        is_signed |= line_signs(line, (size_t)(stop - line), key, text, text_length);
        line = stop + 1;
    }
    if (!is_signed || !read_head(text, text_length, head) || strcmp(head->origin, key->name) != 0)
        return 0;
    return (size_t)(line - text);
}

static uint64_t big_endian(const unsigned char *bytes, int count)
{
    uint64_t value = 0;

    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

bool read_leaf(const void *bytes, size_t length, struct leaf *leaf)
{
    const unsigned char *in = bytes;

    if (!bytes || length != LEAF || in[0] != 1)
        return false;
    leaf->class = in[1];
    leaf->table = (int)big_endian(in + 2, 2);
    leaf->seq = (int64_t)big_endian(in + 8, 8);
    leaf->row = (int64_t)big_endian(in + 32, 8);
    leaf->payload_length = (uint32_t)big_endian(in + 40, 4);
    memcpy(leaf->commitment, in + 44, HASH);
    return true;
}

bool payload_holds(struct sha *sha, const struct leaf *leaf, const void *salt, size_t salt_length,
                   const void *payload, size_t length)
{
    unsigned char hash[HASH];

    if (salt_length != SALT || length != leaf->payload_length)
        return false;
    digest(sha, 0x03, salt, SALT, payload, length, hash);
    return memcmp(hash, leaf->commitment, HASH) == 0;
}

int next_field(const char **at, const char *end, struct field *field)
{
    size_t left = (size_t)(end - *at);

    if (left == 0)
        return 0;
    field->type = (*at)[0];
    if (left < 3 || (field->type != 't' && field->type != 'i'))
        return -1;
    field->name_length = big_endian((const unsigned char *)*at + 1, 2);
    field->name = *at + 3;
    if (left < 7 + field->name_length)
        return -1;
    field->value = field->name + field->name_length + 4;
    field->value_length = big_endian((const unsigned char *)field->value - 4, 4);
    if (left - 7 - field->name_length < field->value_length ||
        (field->type == 'i' && field->value_length != 8))
        return -1;
    *at = field->value + field->value_length;
    return 1;
}

bool field_text(const void *payload, size_t length, const char *name, char *out, size_t size)
{
    const char *at = payload, *end = at + length;
    struct field field;

    while (next_field(&at, end, &field) > 0) {
        if (field.name_length != strlen(name) || memcmp(field.name, name, field.name_length) != 0)
            continue;
        snprintf(out, size, "%.*s", (int)field.value_length, field.value);
        return true;
    }
    return false;
}

bool grow(struct sha *sha, struct tree *tree, const unsigned char leaf_hash[HASH],
          unsigned char block[HASH])
{
    int64_t leaves = 1; /* of the last root */

    memcpy(tree->roots[tree->count++], leaf_hash, HASH);
    for (int64_t size = tree->size++; size & 1; size >>= 1) {
        tree->count--;
        digest(sha, 0x01, tree->roots[tree->count - 1], HASH, tree->roots[tree->count], HASH,
               tree->roots[tree->count - 1]);
        leaves *= 2;
        if (leaves == BLOCK)
            memcpy(block, tree->roots[tree->count - 1], HASH);
    }
    return leaves >= BLOCK;
}

void tree_root(struct sha *sha, const struct tree *tree, unsigned char out[HASH])
{
    if (tree->count == 0) {
        digest(sha, -1, "", 0, "", 0, out);
        return;
    }
    memcpy(out, tree->roots[tree->count - 1], HASH);
    for (int i = tree->count - 2; i >= 0; i--)
        digest(sha, 0x01, tree->roots[i], HASH, out, HASH, out);
}

char *load(const char *path, size_t limit, size_t *length)
{
    FILE *file = fopen(path, "rbe");
    size_t capacity = 65536, taken;
    char *bytes;

    if (!file)
        return NULL;
    bytes = malloc(capacity + 1);
    must(bytes);
    *length = 0;
    while ((taken = fread(bytes + *length, 1, capacity - *length, file)) > 0) {
        *length += taken;
        if (*length == capacity) {
            capacity *= 2;
            char *grown = realloc(bytes, capacity + 1);
            must(grown);
            bytes = grown;
        }
        if (*length > limit)
            break;
    }
    bool failed = ferror(file) || *length > limit;
    fclose(file);
    if (failed) {
        free(bytes);
        return NULL;
    }
    bytes[*length] = '\0';
    return bytes;
}
