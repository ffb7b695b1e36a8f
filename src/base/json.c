#include "base/json.h"

#include "base/buffer.h"
#include "base/error.h"

#include <inttypes.h>
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
static void put_string(struct json *json, const char *text)
{
    const char *start = text;

    buffer_byte(json->buffer, '"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        buffer_append(json->buffer, start, (size_t)(text - start));
        if (byte < 0x20)
            buffer_format(json->buffer, "\\u%04x", (unsigned)byte);
        else
            buffer_append(json->buffer, (const char[]){'\\', *text}, 2);
        start = text + 1;
    }
    buffer_append(json->buffer, start, (size_t)(text - start));
    buffer_byte(json->buffer, '"');
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
    put_comma(json);
    put_string(json, key);
    buffer_byte(json->buffer, ':');
    json->needs_comma = false;
}

void json_text(struct json *json, const char *text)
{
    if (!text) {
        json_put_null(json);
        return;
    }
    put_comma(json);
    put_string(json, text);
    end_value(json);
}

void json_put_integer(struct json *json, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    put_value(json, text);
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
