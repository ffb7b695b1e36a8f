/* What an entry says, as length-prefixed fields in a fixed order: type ('t' text, 'i' integer),
 * name with 16-bit length, value with 32-bit length, all big-endian. Hashed as these bytes, never
 * as JSON written again. From the first "after." field on the bytes are the canonical image of the
 * row. */
#ifndef RECORD_PAYLOAD_H
#define RECORD_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct record_actor;
struct record_context;
struct table;
struct value;

enum { PAYLOAD_LIMIT = 1 << 20 };

struct payload_field {
    uint8_t type; /* 't' or 'i' */
    const char *name;
    size_t name_length;
    const char *value; /* of 'i': eight bytes */
    size_t value_length;
};

struct payload_reader {
    const char *at;
    const char *end;
};

/* Appends a field; NULL text appends nothing. */
void payload_text(struct buffer *out, const char *name, const char *text);
/* Appends "note.NAME"; NULL text appends nothing. */
void payload_note(struct buffer *out, const char *name, const char *text);
/* Appends the value of a column as "before.NAME" or "after.NAME"; nothing for null. */
void payload_value(struct buffer *out, const char *prefix, const char *column,
                   const struct value *value);

/* Appends who acts and why: action to result, in the fixed order. */
void payload_head(struct buffer *out, const struct record_actor *actor,
                  const struct record_context *context);
/* Appends the image of a row: "after." fields of all that is not null, in declared order. */
void payload_image(struct buffer *out, const struct table *table, const struct value *values);

/* Reads the next field: 1, 0 at the end, -1 when the bytes are not a payload. */
int payload_next(struct payload_reader *reader, struct payload_field *ret_field);
/* Finds the field of that name; false when there is none. */
bool payload_find(const void *payload, size_t length, const char *name,
                  struct payload_field *ret_field);
/* Where the image begins: at `length` when there is none, -1 when this is not a payload. */
int64_t payload_image_start(const void *payload, size_t length);

/* Whether the field's name begins with `prefix`; the rest of the name goes to *ret_rest, which may
 * be NULL. */
bool payload_has_prefix(const struct payload_field *field, const char *prefix,
                        const char **ret_rest, size_t *ret_rest_length);
/* The number of an 'i' field. */
int64_t payload_integer_of(const struct payload_field *field);

#endif
