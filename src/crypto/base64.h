/* Base64 of RFC 4648 section 4, strict: padded, no line breaks, and one text only for the same
 * bytes (unused bits must be zero), so that no letter of a proof can be changed unnoticed. */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Letters for `bytes`, without the NUL. */
#define BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)

/* Writes the letters and a NUL to `out`, which has BASE64_LENGTH(length) + 1 bytes. */
void base64_encode(const void *bytes, size_t length, char *out);

/* Decodes exactly `length` letters into `out` of `capacity` bytes. False when it is not base64 or
 * does not fit; *ret_length is set on success only. */
bool base64_decode(const char *text, size_t length, uint8_t *out, size_t capacity,
                   size_t *ret_length);

#endif
