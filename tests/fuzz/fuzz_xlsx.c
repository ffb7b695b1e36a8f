/* Any bytes as a spreadsheet, mostly archives. */
#include "tests/fuzz/check_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_sheet(make_file(data, size), NULL);
    return 0;
}
