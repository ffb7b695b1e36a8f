/* Chunked bodies (RFC 9112, 7.1) with nothing optional. */
#include "http/head.h"

#include <string.h>

enum chunk_state {
    SIZE,
    SIZE_LINE_FEED,
    DATA,
    DATA_RETURN,
    DATA_LINE_FEED,
    END_RETURN,
    END_LINE_FEED
};

enum { SIZE_DIGITS = 8 };

/* One byte of the framing; false when it is not what the grammar wants there. */
static bool take_byte(struct chunk_reader *reader, char byte)
{
    int digit;

    switch ((enum chunk_state)reader->state) {
    case SIZE:
        digit = hex_value((unsigned char)byte);
        if (digit >= 0) {
            reader->left = reader->left << 4 | (unsigned)digit;
            return ++reader->digits <= SIZE_DIGITS;
        }
        reader->state = SIZE_LINE_FEED;
        return byte == '\r' && reader->digits > 0;
    case SIZE_LINE_FEED:
        reader->state = reader->left > 0 ? DATA : END_RETURN;
        reader->digits = 0;
        return byte == '\n';
    case DATA_RETURN:
        reader->state = DATA_LINE_FEED;
        return byte == '\r';
    case DATA_LINE_FEED:
        reader->state = SIZE;
        return byte == '\n';
    case END_RETURN:
        reader->state = END_LINE_FEED;
        return byte == '\r';
    case END_LINE_FEED:
        return byte == '\n';
    case DATA:
        break;
    }
    return false;
}

int chunk_decode(struct chunk_reader *reader, char *data, size_t length, size_t *ret_used,
                 size_t *ret_content)
{
    size_t content = 0, i = 0;
    int result = HEAD_MORE;

    while (i < length && result == HEAD_MORE) {
        if (reader->state == DATA) {
            size_t count = reader->left < length - i ? (size_t)reader->left : length - i;

            memmove(data + content, data + i, count);
            content += count;
            i += count;
            reader->left -= count;
            if (reader->left == 0)
                reader->state = DATA_RETURN;
            continue;
        }
        bool is_last = reader->state == END_LINE_FEED;
        if (!take_byte(reader, data[i++]))
            return 400;
        if (is_last)
            result = HEAD_WHOLE;
    }
    *ret_used = i;
    *ret_content = content;
    return result;
}
