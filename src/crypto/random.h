/* Random bytes of the system, fit for keys and salts. */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include <stddef.h>

/* Fills `bytes`; aborts when the system has no randomness to give. */
void random_fill(void *bytes, size_t length);

/* Fills `out` with hexadecimal digits and a NUL, `size` bytes in all, which is odd: a name that
 * nobody can guess. Aborts as above. */
void random_name(char *out, size_t size);

#endif
