/* Ed25519 signatures (RFC 8032) by libsodium. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIGN_PUBLIC_SIZE = 32, SIGN_SECRET_SIZE = 64, SIGN_SIZE = 64 };

/* A new key pair. The caller wipes the secret with secret_wipe(). */
void sign_new_key(uint8_t out_public[SIGN_PUBLIC_SIZE], uint8_t out_secret[SIGN_SECRET_SIZE]);

/* The public half of a secret key. */
void sign_public(const uint8_t secret[SIGN_SECRET_SIZE], uint8_t out_public[SIGN_PUBLIC_SIZE]);

void sign_bytes(const uint8_t secret[SIGN_SECRET_SIZE], const void *bytes, size_t length,
                uint8_t out[SIGN_SIZE]);

bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const void *bytes, size_t length,
                 const uint8_t signature[SIGN_SIZE]);

/* Overwrites a secret where the compiler may not leave it out. */
void secret_wipe(void *bytes, size_t length);

#endif
