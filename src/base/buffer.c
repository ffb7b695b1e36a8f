#include "base/buffer.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t usual_limit_bytes = 64 * 1024 * 1024;

void buffer_done(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.limit_bytes = buffer->limit_bytes};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->full = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

/* Makes room for `more` bytes and a NUL; false, and `full`, when the limit forbids. */
static bool make_room(struct buffer *buffer, size_t more)
{
    size_t limit = buffer->limit_bytes ? buffer->limit_bytes : usual_limit_bytes;

    if (buffer->full || buffer->length > limit || more > limit - buffer->length) {
        buffer->full = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    if (capacity < needed)
        capacity = needed;
    buffer->data = realloc(buffer->data, capacity);
    must(buffer->data);
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!make_room(buffer, length))
        return;
    if (length > 0)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, uint8_t byte)
{
    if (!make_room(buffer, 1))
        return;
    buffer->data[buffer->length++] = (char)byte;
    buffer->data[buffer->length] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    char small[256];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(small, sizeof(small), format, arguments);
    va_end(arguments);
    must(length >= 0);
    if ((size_t)length < sizeof(small)) {
        buffer_append(buffer, small, (size_t)length);
        return;
    }
    if (!make_room(buffer, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

static void put_big_endian(struct buffer *buffer, uint64_t value, size_t bytes)
{
    uint8_t out[8];

    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
    buffer_append(buffer, out, bytes);
}

void buffer_u16(struct buffer *buffer, uint16_t value)
{
    put_big_endian(buffer, value, 2);
}

void buffer_u32(struct buffer *buffer, uint32_t value)
{
    put_big_endian(buffer, value, 4);
}

void buffer_u64(struct buffer *buffer, uint64_t value)
{
    put_big_endian(buffer, value, 8);
}

size_t buffer_room(struct buffer *buffer, size_t more)
{
    size_t limit = buffer->limit_bytes ? buffer->limit_bytes : usual_limit_bytes;

    if (!make_room(buffer, more))
        return 0;
    size_t end = buffer->capacity - 1 < limit ? buffer->capacity - 1 : limit;
    return end - buffer->length;
}

const char *buffer_string(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}
