/* Random bytes of the system, fit for keys and salts. */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include <stddef.h>

/* Fills `bytes`; aborts when the system has no randomness to give. */
void random_fill(void *bytes, size_t length);

#endif
