#include "sheet/guard.h"

#include "base/arena.h"
#include "sheet/writer.h"
#include "sheet/xlsx_cell.h"

#include <string.h>

static const char triggers[] = "=+-@\t\r\n";

bool guard_is_needed(const char *text)
{
    text += strspn(text, "'");
    return *text && strchr(triggers, *text);
}

bool guard_is_plain_number(const char *text)
{
    double number;
    char written[XLSX_NUMBER_SIZE];
    if (text[strspn(text, "0123456789.-")] || !xlsx_number_read(text, &number))
        return false;
    xlsx_number_write(number, written);
    return strcmp(text, written) == 0;
}

const char *sheet_guard(struct arena *arena, const char *text)
{
    return guard_is_needed(text) ? arena_format(arena, "'%s", text) : text;
}

const char *sheet_unguard(const char *text)
{
    return text[0] == '\'' && guard_is_needed(text + 1) ? text + 1 : text;
}
