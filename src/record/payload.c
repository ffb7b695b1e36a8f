#include "record/payload.h"

#include "base/buffer.h"
#include "base/error.h"
#include "record/record.h"
#include "store/table.h"

#include <string.h>

enum { HEADER_SIZE = 3, NAME_LIMIT = 192 };

static uint32_t read_big_endian(const char *bytes, int count)
{
    uint32_t value = 0;

    for (int i = 0; i < count; i++)
        value = value << 8 | (uint8_t)bytes[i];
    return value;
}

/* One field, its header put together first so that the buffer grows in two steps only. */
static void append_field(struct buffer *out, char type, const char *prefix, const char *name,
                         const void *value, size_t length)
{
    char header[HEADER_SIZE + NAME_LIMIT + 4];
    size_t prefix_length = strlen(prefix), name_length = strlen(name);
    size_t whole = prefix_length + name_length;

    must(whole <= NAME_LIMIT && length <= UINT32_MAX);
    header[0] = type;
    header[1] = (char)(whole >> 8);
    header[2] = (char)whole;
    memcpy(header + HEADER_SIZE, prefix, prefix_length);
    memcpy(header + HEADER_SIZE + prefix_length, name, name_length);
    for (int i = 0; i < 4; i++)
        header[HEADER_SIZE + whole + (size_t)i] = (char)(length >> (24 - 8 * i));
    buffer_append(out, header, HEADER_SIZE + whole + 4);
    buffer_append(out, value, length);
}

void payload_text(struct buffer *out, const char *name, const char *text)
{
    if (text)
        append_field(out, 't', "", name, text, strlen(text));
}

void payload_note(struct buffer *out, const char *name, const char *text)
{
    if (text)
        append_field(out, 't', "note.", name, text, strlen(text));
}

void payload_value(struct buffer *out, const char *prefix, const char *column,
                   const struct value *value)
{
    char bytes[8];

    if (value->kind == VALUE_TEXT) {
        append_field(out, 't', prefix, column, value->text, strlen(value->text));
    } else if (value->kind == VALUE_INTEGER) {
        for (int i = 0; i < 8; i++)
            bytes[i] = (char)((uint64_t)value->integer >> (56 - 8 * i));
        append_field(out, 'i', prefix, column, bytes, sizeof(bytes));
    }
}

void payload_head(struct buffer *out, const struct record_actor *actor,
                  const struct record_context *context)
{
    payload_text(out, "action", context->action);
    payload_text(out, "actor", actor->staff_no);
    payload_text(out, "actor_name", actor->name);
    payload_text(out, "actor_post", actor->post);
    payload_text(out, "way", actor->way);
    payload_text(out, "terminal", actor->terminal);
    payload_text(out, "key", context->key);
    payload_text(out, "reason", context->reason);
    payload_text(out, "file", context->file);
    payload_text(out, "file_row", context->file_row);
    payload_text(out, "result", context->result);
}

void payload_image(struct buffer *out, const struct table *table, const struct value *values)
{
    for (int i = 0; i < table->column_count; i++)
        payload_value(out, "after.", table->columns[i].name, &values[i]);
}

int payload_next(struct payload_reader *reader, struct payload_field *ret_field)
{
    size_t left = (size_t)(reader->end - reader->at);
    struct payload_field field;

    if (left == 0)
        return 0;
    field.type = (uint8_t)reader->at[0];
    if (left < HEADER_SIZE || (field.type != 't' && field.type != 'i'))
        return -1;
    field.name = reader->at + HEADER_SIZE;
    field.name_length = read_big_endian(reader->at + 1, 2);
    left -= HEADER_SIZE;
    if (left < field.name_length + 4)
        return -1;
    left -= field.name_length + 4;
    field.value_length = read_big_endian(field.name + field.name_length, 4);
    field.value = field.name + field.name_length + 4;
    if (left < field.value_length || (field.type == 'i' && field.value_length != 8))
        return -1;
    reader->at = field.value + field.value_length;
    *ret_field = field;
    return 1;
}

bool payload_find(const void *payload, size_t length, const char *name,
                  struct payload_field *ret_field)
{
    struct payload_reader reader = {payload, (const char *)payload + length};
    size_t name_length = strlen(name);
    struct payload_field field;

    while (payload_next(&reader, &field) > 0) {
        if (field.name_length != name_length || memcmp(field.name, name, name_length) != 0)
            continue;
        *ret_field = field;
        return true;
    }
    return false;
}

int64_t payload_image_start(const void *payload, size_t length)
{
    struct payload_reader reader = {payload, (const char *)payload + length};
    const char *start = reader.at;
    struct payload_field field;
    int result;

    while ((result = payload_next(&reader, &field)) > 0) {
        if (payload_has_prefix(&field, "after.", NULL, NULL))
            return start - (const char *)payload;
        start = reader.at;
    }
    return result < 0 ? -1 : (int64_t)length;
}

bool payload_has_prefix(const struct payload_field *field, const char *prefix,
                        const char **ret_rest, size_t *ret_rest_length)
{
    size_t length = strlen(prefix);

    if (field->name_length < length || memcmp(field->name, prefix, length) != 0)
        return false;
    if (ret_rest)
        *ret_rest = field->name + length;
    if (ret_rest_length)
        *ret_rest_length = field->name_length - length;
    return true;
}

int64_t payload_integer_of(const struct payload_field *field)
{
    uint64_t high = read_big_endian(field->value, 4);

    return (int64_t)(high << 32 | read_big_endian(field->value + 4, 4));
}
