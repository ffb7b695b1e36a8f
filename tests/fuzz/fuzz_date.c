/* Whatever a cell holds, reading its date ends, and a date read reads back as itself. */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    const char *text = arena_copy_bytes(arena, (const char *)data, size);
    char out[DATE_SIZE], again[DATE_SIZE], time[TIME_SIZE];
    struct date date;
    int64_t us, same_us;

    if (date_read(text, false, out) == DATE_OK) {
        must(date_parse(out, &date));
        /* Cells take four digits of a western year and two of an era's. */
        if (date.year >= 1000 && date.year <= 2117) {
            must(date_read(out, false, again) == DATE_OK && strcmp(out, again) == 0);
            const char *wareki = date_wareki(arena, out);
            must(date_read(wareki, false, again) == DATE_OK && strcmp(out, again) == 0);
        }
    }
    if (time_parse(text, &us) && us > -62135596800000000 && us < 253402300800000000) {
        time_format_utc(us, time);
        must(time_parse(time, &same_us) && same_us == us);
    }
    arena_close(arena);
    return 0;
}
