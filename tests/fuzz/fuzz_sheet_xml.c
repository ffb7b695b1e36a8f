/* Any text as the XML parts of a workbook: sheet, shared strings and styles, apart by a line "%".
 */
#include "tests/fuzz/check_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cuts the text at the first separator and returns what follows, or NULL. */
static char *cut_part(char *text)
{
    char *separator = text ? strstr(text, "\n%\n") : NULL;
    if (!separator)
        return NULL;
    *separator = '\0';
    return separator + 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sheet = calloc(1, size + 1);
    must(sheet);
    memcpy(sheet, data, size);
    char *strings = cut_part(sheet);
    char *styles = cut_part(strings);
    check_sheet(make_xlsx(sheet, strings, styles), NULL);
    free(sheet);
    return 0;
}
