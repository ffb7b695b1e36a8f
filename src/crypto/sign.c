#include "crypto/sign.h"

#include "base/error.h"

#include <sodium.h>

_Static_assert((int)SIGN_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");
_Static_assert((int)SIGN_SECRET_SIZE == crypto_sign_SECRETKEYBYTES, "Ed25519 secret key");
_Static_assert((int)SIGN_SIZE == crypto_sign_BYTES, "Ed25519 signature");

void sign_new_key(uint8_t out_public[SIGN_PUBLIC_SIZE], uint8_t out_secret[SIGN_SECRET_SIZE])
{
    must(sodium_init() >= 0);
    must(crypto_sign_keypair(out_public, out_secret) == 0);
}

void sign_public(const uint8_t secret[SIGN_SECRET_SIZE], uint8_t out_public[SIGN_PUBLIC_SIZE])
{
    must(crypto_sign_ed25519_sk_to_pk(out_public, secret) == 0);
}

void sign_bytes(const uint8_t secret[SIGN_SECRET_SIZE], const void *bytes, size_t length,
                uint8_t out[SIGN_SIZE])
{
    must(sodium_init() >= 0);
    must(crypto_sign_detached(out, NULL, bytes, length, secret) == 0);
}

bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const void *bytes, size_t length,
                 const uint8_t signature[SIGN_SIZE])
{
    must(sodium_init() >= 0);
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}

void secret_wipe(void *bytes, size_t length)
{
    sodium_memzero(bytes, length);
}
