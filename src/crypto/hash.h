/* SHA-256 through OpenSSL, its implementation fetched once: the record hashes millions of small
 * texts, where fetching each time costs more than hashing. */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/attribute.h"

#include <stddef.h>
#include <stdint.h>

enum { HASH_SIZE = 32, HASH_KEY_SIZE = 16 };

struct hasher;

void hasher_close(struct hasher *hasher);

/* A hasher for one thread. The caller closes it. Aborts when the library has no SHA-256. */
struct hasher *hasher_open(void) CLOSED_BY(hasher_close) __attribute__((returns_nonnull));

/* A hash in pieces: begin, add any number of times, end. */
void hash_begin(struct hasher *hasher);
void hash_add(struct hasher *hasher, const void *bytes, size_t length);
void hash_end(struct hasher *hasher, uint8_t out[HASH_SIZE]);

/* The hash of one piece. */
void hash_bytes(struct hasher *hasher, const void *bytes, size_t length, uint8_t out[HASH_SIZE]);

/* HMAC-SHA256 of the bytes under the secret, as hexadecimal text. */
void hash_sign(const char *secret, const void *bytes, size_t length, char out[HASH_SIZE * 2 + 1]);

/* SipHash-2-4: a short hash nobody can aim at who does not know the key. For comparing within one
 * run, never for storing. */
uint64_t hash_keyed(const uint8_t key[HASH_KEY_SIZE], const void *bytes, size_t length);

#endif
