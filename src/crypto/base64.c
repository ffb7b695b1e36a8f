#include "crypto/base64.h"

void base64_encode(const void *bytes, size_t length, char *out)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *in = bytes;

    for (; length > 0; in += 3) {
        size_t taken = length < 3 ? length : 3;
        uint32_t group = (uint32_t)in[0] << 16;

        if (taken > 1)
            group |= (uint32_t)in[1] << 8;
        if (taken > 2)
            group |= in[2];
        *out++ = letters[group >> 18];
        *out++ = letters[group >> 12 & 63];
        *out++ = taken > 1 ? letters[group >> 6 & 63] : '=';
        *out++ = taken > 2 ? letters[group & 63] : '=';
        length -= taken;
    }
    *out = '\0';
}

static int letter_value(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9')
        return letter - '0' + 52;
    if (letter == '+')
        return 62;
    return letter == '/' ? 63 : -1;
}

/* Four letters to one to three bytes; 0 when they are not base64. */
static size_t decode_group(const char text[4], bool is_last, uint8_t out[3])
{
    size_t count = 3;
    uint32_t group = 0;

    if (is_last && text[3] == '=')
        count = text[2] == '=' ? 1 : 2;
    for (size_t i = 0; i < 4; i++) {
        int value = i <= count ? letter_value(text[i]) : 0;

        if (value < 0)
            return 0;
        group = group << 6 | (uint32_t)value;
    }
    if ((count == 1 && (group & 0xffff)) || (count == 2 && (group & 0xff)))
        return 0;
    out[0] = (uint8_t)(group >> 16);
    out[1] = (uint8_t)(group >> 8);
    out[2] = (uint8_t)group;
    return count;
}

bool base64_decode(const char *text, size_t length, uint8_t *out, size_t capacity,
                   size_t *ret_length)
{
    size_t written = 0;

    if (length % 4 != 0)
        return false;
    for (size_t i = 0; i < length; i += 4) {
        uint8_t bytes[3];
        size_t count = decode_group(text + i, i + 4 == length, bytes);

        if (count == 0 || count > capacity - written)
            return false;
        for (size_t k = 0; k < count; k++)
            out[written++] = bytes[k];
    }
    *ret_length = written;
    return true;
}
