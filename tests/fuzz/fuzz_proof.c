/* Proofs from anywhere: read, written the same, and never a proof of another root. The first two
 * bytes choose the sizes. */
#include "base/buffer.h"
#include "base/error.h"
#include "crypto/hash.h"
#include "record/proof_text.h"
#include "record/tree.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t leaf[HASH_SIZE] = {1}, root[HASH_SIZE] = {2};
    struct hasher *hasher;
    struct tree_proof proof;

    if (size < 2 || !proof_parse((const char *)data + 2, size - 2, &proof))
        return 0;
    struct buffer again = {0};
    proof_format(&again, &proof);
    must(again.length == size - 2 && memcmp(again.data, data + 2, again.length) == 0);
    buffer_done(&again);
    hasher = hasher_open();
    must(!tree_check_inclusion(hasher, leaf, data[0], data[1], &proof, root));
    must(data[0] == data[1] ||
         !tree_check_consistency(hasher, data[0], data[1], &proof, leaf, root));
    hasher_close(hasher);
    return 0;
}
