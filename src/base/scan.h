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

/* The bytes of a text of one to eight letters, some of them twice. */
static inline uint64_t scan_short(const char *text, size_t length)
{
    uint32_t first, last;

    if (length < 4) {
        const uint64_t byte[] = {(uint8_t)text[0], (uint8_t)text[length / 2],
                                 (uint8_t)text[length - 1]};
        return byte[0] * (UINT64_MAX / 255 << 16) | byte[1] << 8 | byte[2];
    }
    memcpy(&first, text, sizeof first);
    memcpy(&last, text + length - sizeof last, sizeof last);
    return (uint64_t)last << 32 | first;
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
