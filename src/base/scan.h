/* Looking for single bytes in text, eight at a time: for the letters that HTML and JSON escape, of
 * which most texts have none. */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdint.h>
#include <string.h>

/* Eight bytes from anywhere. */
static inline uint64_t scan_word(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Not 0 when one of the eight bytes is `byte`. */
static inline uint64_t scan_equal(uint64_t word, uint8_t byte)
{
    const uint64_t ones = UINT64_MAX / 255;
    uint64_t rest = word ^ ones * byte;

    return (rest - ones) & ~rest & ones << 7;
}

/* Not 0 when one of the eight bytes is below `least`, which is at most 128. */
static inline uint64_t scan_below(uint64_t word, uint8_t least)
{
    const uint64_t ones = UINT64_MAX / 255;

    return (word - ones * least) & ~word & ones << 7;
}

#endif
