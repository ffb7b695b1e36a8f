#include "crypto/random.h"

#include "base/error.h"

#include <sodium.h>
#include <stdint.h>

enum { RANDOM_NAME_BYTES = 32 };

void random_fill(void *bytes, size_t length)
{
    must(sodium_init() >= 0);
    randombytes_buf(bytes, length);
}

void random_name(char *out, size_t size)
{
    uint8_t bytes[RANDOM_NAME_BYTES];
    size_t length = size / 2;

    must(size % 2 == 1 && length <= sizeof bytes);
    random_fill(bytes, length);
    sodium_bin2hex(out, size, bytes, length);
}
