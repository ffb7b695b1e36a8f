#include "crypto/hash.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct hasher {
    EVP_MD_CTX *context;
    EVP_MD *sha256;
};

void hasher_close(struct hasher *hasher)
{
    if (!hasher)
        return;
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->sha256);
    free(hasher);
}

struct hasher *hasher_open(void)
{
    struct hasher *hasher = calloc(1, sizeof(*hasher));

    must(hasher != NULL);
    hasher->context = EVP_MD_CTX_new();
    hasher->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(hasher->context != NULL && hasher->sha256 != NULL);
    return hasher;
}

void hash_begin(struct hasher *hasher)
{
    must(EVP_DigestInit_ex2(hasher->context, hasher->sha256, NULL) == 1);
}

void hash_add(struct hasher *hasher, const void *bytes, size_t length)
{
    must(EVP_DigestUpdate(hasher->context, bytes, length) == 1);
}

void hash_end(struct hasher *hasher, uint8_t out[HASH_SIZE])
{
    must(EVP_DigestFinal_ex(hasher->context, out, NULL) == 1);
}

void hash_bytes(struct hasher *hasher, const void *bytes, size_t length, uint8_t out[HASH_SIZE])
{
    hash_begin(hasher);
    hash_add(hasher, bytes, length);
    hash_end(hasher, out);
}

void hash_sign(const char *secret, const void *bytes, size_t length, char out[HASH_SIZE * 2 + 1])
{
    crypto_auth_hmacsha256_state state;
    uint8_t mac[HASH_SIZE];

    crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret, strlen(secret));
    crypto_auth_hmacsha256_update(&state, bytes, length);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(out, HASH_SIZE * 2 + 1, mac, sizeof mac);
}

_Static_assert((int)HASH_KEY_SIZE == crypto_shorthash_KEYBYTES, "SipHash key");

uint64_t hash_keyed(const uint8_t key[HASH_KEY_SIZE], const void *bytes, size_t length)
{
    uint8_t out[crypto_shorthash_BYTES];
    uint64_t hash;

    must(crypto_shorthash(out, bytes, length, key) == 0);
    memcpy(&hash, out, sizeof(hash));
    return hash;
}
