#include "base/language.h"

#include "language_table.h"
#include <stddef.h>
#include <string.h>

const char *language_text(enum language language, const char *japanese)
{
    size_t low = 0, high = sizeof(language_table) / sizeof(language_table[0]);

    if (language == LANGUAGE_JAPANESE)
        return japanese;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(japanese, language_table[middle].japanese);

        if (order == 0)
            return language_table[middle].english;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return japanese;
}
