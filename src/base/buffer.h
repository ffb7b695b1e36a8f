/* A growing byte buffer with a hard limit, always NUL-terminated. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; /* NUL after `length` bytes; NULL until the first append */
    size_t length;
    size_t capacity;
    size_t limit_bytes; /* 0 means 64 MiB */
    bool full;          /* an append did not fit; nothing of it was taken */
};

/* Frees the contents; the struct may be used again from empty. */
void buffer_done(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);

/* Appends; past the limit sets `full` and takes nothing, nor anything later until cleared, so
 * callers test once at the end. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, uint8_t byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Big-endian integers, as everywhere in the record. */
void buffer_u16(struct buffer *buffer, uint16_t value);
void buffer_u32(struct buffer *buffer, uint32_t value);
void buffer_u64(struct buffer *buffer, uint64_t value);

/* For writing in place: makes room for `more` bytes after `length` and tells how many there are, 0
 * (and `full`) when the limit forbids. The writer raises `length` and sets the NUL after it. */
size_t buffer_room(struct buffer *buffer, size_t more);

/* The text so far; "" when empty. Valid until the next append. */
const char *buffer_string(const struct buffer *buffer);

#endif
