#include "crypto/random.h"

#include "base/error.h"

#include <sodium.h>

void random_fill(void *bytes, size_t length)
{
    must(sodium_init() >= 0);
    randombytes_buf(bytes, length);
}
