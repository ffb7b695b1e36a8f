/* Bundles from anywhere: none of them is signed by us. */
#include "base/arena.h"
#include "base/error.h"
#include "record/bundle.h"
#include "record/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1 << 24);
    struct verify_result result;

    bundle_verify((const char *)data, size, "chikiri.test/operations+00000000+AAAA", arena, &result,
                  NULL);
    must(!result.ok && result.bad_count <= 1000);
    arena_close(arena);
    return 0;
}
