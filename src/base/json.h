/* Writing JSON as it is produced: no tree, commas and escapes are ours. One writer, one value. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct buffer;

struct json {
    struct buffer *buffer; /* where the bytes go */
    FILE *stream;          /* flushed to when not NULL and the buffer passes 64 KiB */
    bool needs_comma;
    int depth;
};

/* Starts a document into `buffer` (borrowed). With `stream` the buffer is emptied into it as it
 * fills and by json_finish(). */
void json_start(struct json *json, struct buffer *buffer, FILE *stream);
void json_finish(struct json *json);

void json_object_start(struct json *json);
void json_object_end(struct json *json);
void json_array_start(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key);

/* Values. NULL text is null. Text must be UTF-8. */
void json_text(struct json *json, const char *text);
void json_put_integer(struct json *json, int64_t value);
void json_number(struct json *json, double value);
void json_bool(struct json *json, bool value);
void json_put_null(struct json *json);
/* A value that is JSON already. */
void json_raw(struct json *json, const char *value);

/* Key and value in one call. */
void json_text_at(struct json *json, const char *key, const char *text);
void json_integer_at(struct json *json, const char *key, int64_t value);
void json_bool_at(struct json *json, const char *key, bool value);

#endif
