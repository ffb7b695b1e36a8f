/* Payloads and leaves: what reads must be made of whole fields. */
#include "base/error.h"
#include "record/entry.h"
#include "record/payload.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct payload_reader reader = {(const char *)data, (const char *)data + size};
    struct payload_field field;
    struct leaf leaf;
    size_t used = 0;
    int result;

    while ((result = payload_next(&reader, &field)) > 0) {
        used += 7 + field.name_length + field.value_length;
        if (field.type == 'i')
            (void)payload_integer_of(&field);
    }
    must(result < 0 || used == size);
    must(payload_image_start(data, size) <= (int64_t)size);
    payload_find(data, size, "key", &field);
    if (leaf_read(data, size, &leaf)) {
        uint8_t again[LEAF_SIZE];

        leaf_write(&leaf, again);
        must(memcmp(again, data, sizeof(again)) == 0);
    }
    return 0;
}
