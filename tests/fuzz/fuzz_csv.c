/* Any bytes as CSV; the first one chooses encoding and delimiter. */
#include "tests/fuzz/check_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct sheet_options options = {
        .encoding = (enum sheet_encoding)(data[0] % (ENCODING_CP932 + 1)),
        .delimiter = "\0,\t"[data[0] / 8 % 3],
    };
    check_sheet(make_file(data + 1, size - 1), &options);
    return 0;
}
