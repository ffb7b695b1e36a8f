#include "base/json.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/scan.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_BYTES = 64 * 1024 };

/* A full buffer has lost something: it stays as it is, so that the caller sees `full`. Write
 * failures stay in ferror(stream) for the caller. */
static void flush(struct json *json)
{
    if (!json->stream || json->buffer->full)
        return;
    fwrite(buffer_string(json->buffer), 1, json->buffer->length, json->stream);
    buffer_clear(json->buffer);
}

static void put_comma(struct json *json)
{
    if (json->needs_comma)
        buffer_byte(json->buffer, ',');
}

static void end_value(struct json *json)
{
    json->needs_comma = true;
    if (json->stream && json->buffer->length >= FLUSH_BYTES)
        flush(json);
}

static void put_value(struct json *json, const char *value)
{
    put_comma(json);
    buffer_text(json->buffer, value);
    end_value(json);
}

static void open_level(struct json *json, char bracket)
{
    put_comma(json);
    buffer_byte(json->buffer, (uint8_t)bracket);
    json->needs_comma = false;
    json->depth++;
}

static void close_level(struct json *json, char bracket)
{
    must(json->depth > 0);
    json->depth--;
    buffer_byte(json->buffer, (uint8_t)bracket);
    end_value(json);
}

/* RFC 8259 section 7: only the quote, the backslash and control characters must be escaped. */
static bool is_plain(char letter)
{
    return (unsigned char)letter >= 0x20 && letter != '"' && letter != '\\';
}

static bool are_plain(uint64_t letters)
{
    return (scan_below(letters, 0x20) | scan_equal(letters, '"') | scan_equal(letters, '\\')) == 0;
}

static bool is_all_plain(const char *text, size_t length)
{
    if (length <= 8)
        return length == 0 || are_plain(scan_short(text, length));
    for (size_t i = 0; i + 8 < length; i += 8)
        if (!are_plain(scan_word(text + i)))
            return false;
    return are_plain(scan_word(text + length - 8));
}

static void put_escaped(struct buffer *buffer, const char *text)
{
    for (const char *start = text;; start = ++text) {
        while (is_plain(*text)) /* NUL is not */
            text++;
        buffer_append(buffer, start, (size_t)(text - start));
        if (*text == '\0')
            return;
        if ((unsigned char)*text < 0x20)
            buffer_format(buffer, "\\u%04x", (unsigned)*text);
        else
            buffer_append(buffer, (const char[]){'\\', *text}, 2);
    }
}

/* The text in quotes between the two letters, where one is wanted (not 0). An answer is made of
 * little else, so what needs no escape is written in one go. */
static void put_string(struct json *json, char before, const char *text, char behind)
{
    struct buffer *buffer = json->buffer;
    size_t length = strlen(text);

    size_t needed = length + 2 + (before != 0) + (behind != 0);

    if (is_all_plain(text, length) && buffer_room(buffer, needed) > 0) {
        char *at = buffer->data + buffer->length;
        *at = before;
        at += before != 0;
        *at++ = '"';
        memcpy(at, text, length);
        at += length;
        *at++ = '"';
        *at = behind;
        at += behind != 0;
        *at = '\0';
        buffer->length = (size_t)(at - buffer->data);
        return;
    }
    if (before != 0)
        buffer_byte(buffer, (uint8_t)before);
    buffer_byte(buffer, '"');
    put_escaped(buffer, text);
    buffer_byte(buffer, '"');
    if (behind != 0)
        buffer_byte(buffer, (uint8_t)behind);
}

void json_start(struct json *json, struct buffer *buffer, FILE *stream)
{
    *json = (struct json){.buffer = buffer, .stream = stream};
}

void json_finish(struct json *json)
{
    must(json->depth == 0);
    flush(json);
}

void json_object_start(struct json *json)
{
    open_level(json, '{');
}

void json_object_end(struct json *json)
{
    close_level(json, '}');
}

void json_array_start(struct json *json)
{
    open_level(json, '[');
}

void json_array_end(struct json *json)
{
    close_level(json, ']');
}

void json_key(struct json *json, const char *key)
{
    must(json->depth > 0);
    put_string(json, json->needs_comma ? ',' : 0, key, ':');
    json->needs_comma = false;
}

void json_text(struct json *json, const char *text)
{
    if (!text) {
        json_put_null(json);
        return;
    }
    put_string(json, json->needs_comma ? ',' : 0, text, 0);
    end_value(json);
}

void json_put_integer(struct json *json, int64_t value)
{
    char space[TEXT_INTEGER_SIZE];

    put_value(json, text_integer(value, space));
}

void json_number(struct json *json, double value)
{
    char text[32];

    if (!isfinite(value)) {
        json_put_null(json);
        return;
    }
    snprintf(text, sizeof(text), "%.15g", value);
    double again = strtod(text, NULL);
    /* The bytes, not ==: what counts is that exactly this number comes back. */
    if (memcmp(&again, &value, sizeof(value)) != 0)
        snprintf(text, sizeof(text), "%.17g", value);
    put_value(json, text);
}

void json_bool(struct json *json, bool value)
{
    put_value(json, value ? "true" : "false");
}

void json_put_null(struct json *json)
{
    put_value(json, "null");
}

void json_raw(struct json *json, const char *value)
{
    put_value(json, value);
}

void json_text_at(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

void json_integer_at(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_put_integer(json, value);
}

void json_bool_at(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}
