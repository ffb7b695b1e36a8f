#include "base/text.h"

#include "base/arena.h"
#include "base/text_fold.h"

#include <string.h>

/* The length of the well-formed sequence at `at`, 0 when there is none (Unicode table 3-7). */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    unsigned char low = 0x80, high = 0xBF;
    size_t length;

    if (lead < 0x80)
        return lead ? 1 : 0;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4;
    else
        return 0;
    if (left < length)
        return 0;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

bool text_is_utf8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;

    while (length > 0) {
        size_t step = sequence_length(at, length);

        if (step == 0)
            return false;
        at += step;
        length -= step;
    }
    return true;
}

uint32_t text_next(const char **cursor)
{
    const unsigned char *at = (const unsigned char *)*cursor;
    uint32_t lead = at[0];

    if (lead < 0x80) {
        *cursor += lead != 0;
        return lead;
    }
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    uint32_t point = lead & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        /* Never past the NUL, whatever the caller let through. */
        if ((at[i] & 0xC0) != 0x80) {
            *cursor += i;
            return 0xFFFD;
        }
        point = point << 6 | (at[i] & 0x3FU);
    }
    *cursor += length;
    return point;
}

size_t text_encode(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

/* Bytes of the space that starts or ends a cell at `at`; 0 when there is none. */
static size_t edge_space(const char *at)
{
    if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        return 1;
    if (strncmp(at, "\xC2\xA0", 2) == 0) /* U+00A0 */
        return 2;
    if (strncmp(at, "\xE3\x80\x80", 3) == 0) /* U+3000 */
        return 3;
    return 0;
}

const char *text_trim_edges(const char *text, size_t *ret_length)
{
    size_t step;

    while ((step = edge_space(text)) > 0)
        text += step;
    size_t length = strlen(text);
    for (;;) {
        /* No byte of these spaces can end another character but as its last bytes. */
        if (length >= 1 && edge_space(text + length - 1) == 1)
            length -= 1;
        else if (length >= 2 && edge_space(text + length - 2) == 2)
            length -= 2;
        else if (length >= 3 && edge_space(text + length - 3) == 3)
            length -= 3;
        else
            break;
    }
    *ret_length = length;
    return text;
}

char *text_trim(struct arena *arena, const char *text)
{
    size_t length;
    const char *start = text_trim_edges(text, &length);

    return arena_copy_bytes(arena, start, length);
}

bool text_is_dash(uint32_t code_point)
{
    switch (code_point) {
    case '-':
    case 0x2010: /* hyphen ... horizontal bar */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: /* minus */
    case 0x2500: /* box drawing line, typed for a dash */
    case 0x30FC: /* prolonged sound mark */
    case 0xFE58: /* small em dash */
    case 0xFE63: /* small hyphen-minus */
    case 0xFF0D: /* full-width hyphen-minus */
    case 0xFF70: /* half-width prolonged sound mark */
        return true;
    default:
        return false;
    }
}

const char *text_integer(int64_t value, char space[TEXT_INTEGER_SIZE])
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char *at = space + TEXT_INTEGER_SIZE - 1;

    *at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        *--at = '-';
    return at;
}

bool text_is_blank(const char *text)
{
    size_t length;
    const char *start = text_trim_edges(text, &length);
    const char *next = start;

    if (length == 0)
        return true;
    return text_is_dash(text_next(&next)) && (size_t)(next - start) == length;
}

void text_cut_end(char *text)
{
    size_t length = strlen(text);
    size_t start = length;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < needed)
        text[start - 1] = '\0';
}

void text_cut(char *out, size_t size, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    if (length >= size)
        length = size - 1;
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
    text_cut_end(out);
}
