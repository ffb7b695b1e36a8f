/* Name-based UUIDs (RFC 9562 version 5): the same thing has the same UUID in every export. */
#ifndef CRYPTO_UUID_H
#define CRYPTO_UUID_H

#include <stdint.h>

enum { UUID_SIZE = 37 /* bytes, with NUL */, UUID_BYTES = 16 };

/* The UUID of `name` in chikiri's own namespace. */
void uuid_from_name(const char *name, char out[UUID_SIZE]);
/* The same in another namespace. */
void uuid_from_name_in(const uint8_t space[UUID_BYTES], const char *name, char out[UUID_SIZE]);

#endif
