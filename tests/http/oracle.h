/* llhttp, the parser of Node.js, as a second opinion. What our grammar takes for a request it must
 * take for the same one; the other way round it need not. Debian's node-llhttp, when installed. */
#ifndef TESTS_HTTP_ORACLE_H
#define TESTS_HTTP_ORACLE_H

#include "base/buffer.h"
#include "base/error.h"
#include "http/head.h"
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What one parser took the bytes for. */
struct reading {
    bool is_head_whole, is_whole; /* the head, the body too */
    const char *method;
    int field_count;
    bool is_chunked, closes;
    uint64_t length;
    struct buffer body;
    size_t used; /* bytes until the request's end, when it is whole */
};

/* Ours; *ret_status of a refusal, 0 without. `data` is changed. */
static inline struct reading oracle_read_ours(char *data, size_t length, struct buffer *target,
                                              int *ret_status)
{
    struct http_request request = {0};
    struct head_framing framing;
    struct chunk_reader chunks = {0};
    struct reading reading = {0};
    size_t scanned = 0, head, used, content;
    int result = head_scan(data, length, &scanned, &head);

    *ret_status = result > HEAD_WHOLE ? result : 0;
    if (result != HEAD_WHOLE)
        return reading;
    const char *first = memchr(data, ' ', head);
    const char *second =
        first != NULL ? memchr(first + 1, ' ', head - (size_t)(first + 1 - data)) : NULL;
    if (second != NULL)
        buffer_append(target, first + 1, (size_t)(second - first - 1));
    *ret_status = head_parse(data, head, &request, &framing);
    if (*ret_status != 0)
        return reading;
    reading = (struct reading){
        .is_head_whole = true,
        .method = request.method,
        .field_count = request.field_count,
        .is_chunked = framing.is_chunked,
        .closes = framing.closes,
        .length = (uint64_t)framing.length,
        .used = head,
    };
    if (framing.is_chunked) {
        result = chunk_decode(&chunks, data + head, length - head, &used, &content);
        if (result == 400)
            *ret_status = 400;
        else
            buffer_append(&reading.body, data + head, content);
        reading.used += result == HEAD_WHOLE ? used : 0;
        reading.is_whole = result == HEAD_WHOLE;
    } else if (reading.length <= length - head) {
        buffer_append(&reading.body, data + head, (size_t)reading.length);
        reading.used += (size_t)reading.length;
        reading.is_whole = true;
    }
    return reading;
}

#if TESTS_LLHTTP
#include <llhttp.h>

struct oracle {
    llhttp_t parser; /* first: its callbacks get it */
    struct reading reading;
    struct buffer target;
};

static inline int oracle_on_url(llhttp_t *parser, const char *at, size_t length)
{
    buffer_append(&((struct oracle *)(void *)parser)->target, at, length);
    return 0;
}

static inline int oracle_on_field(llhttp_t *parser)
{
    ((struct oracle *)(void *)parser)->reading.field_count++;
    return 0;
}

static inline int oracle_on_head(llhttp_t *parser)
{
    struct reading *reading = &((struct oracle *)(void *)parser)->reading;

    reading->is_head_whole = true;
    reading->method = llhttp_method_name((llhttp_method_t)parser->method);
    reading->is_chunked = (parser->flags & F_CHUNKED) != 0;
    reading->length = parser->content_length;
    reading->closes = llhttp_should_keep_alive(parser) == 0;
    return 0;
}

static inline int oracle_on_body(llhttp_t *parser, const char *at, size_t length)
{
    buffer_append(&((struct oracle *)(void *)parser)->reading.body, at, length);
    return 0;
}

static inline int oracle_on_end(llhttp_t *parser)
{
    ((struct oracle *)(void *)parser)->reading.is_whole = true;
    return HPE_PAUSED;
}

/* Aborts when llhttp does not take the same bytes for what we took them for. */
static inline void oracle_compare(const char *data, size_t length, const struct reading *ours,
                                  const struct buffer *target)
{
    llhttp_settings_t settings;
    struct oracle oracle = {0};

    llhttp_settings_init(&settings);
    settings.on_url = oracle_on_url;
    settings.on_header_value_complete = oracle_on_field;
    settings.on_headers_complete = oracle_on_head;
    settings.on_body = oracle_on_body;
    settings.on_message_complete = oracle_on_end;
    llhttp_init(&oracle.parser, HTTP_REQUEST, &settings);
    llhttp_execute(&oracle.parser, data, length);
    const struct reading *theirs = &oracle.reading;
    if (!theirs->is_head_whole || (ours->is_whole && !theirs->is_whole))
        fprintf(stderr, "%.*s\nllhttp: %s\n", (int)length, data,
                llhttp_get_error_reason(&oracle.parser));
    must(theirs->is_head_whole);
    must(strcmp(theirs->method, ours->method) == 0);
    must(oracle.target.length == target->length &&
         memcmp(oracle.target.data, target->data, target->length) == 0);
    must(theirs->field_count == ours->field_count);
    must(theirs->is_chunked == ours->is_chunked);
    must(theirs->is_chunked || theirs->length == ours->length);
    must(ours->closes || !theirs->closes);
    must(!ours->is_whole || theirs->is_whole);
    must(!ours->is_whole || (size_t)(llhttp_get_error_pos(&oracle.parser) - data) == ours->used);
    must(!ours->is_whole || (theirs->body.length == ours->body.length &&
                             memcmp(buffer_string(&theirs->body), buffer_string(&ours->body),
                                    ours->body.length) == 0));
    buffer_done(&oracle.reading.body);
    buffer_done(&oracle.target);
}
#else
static inline void oracle_compare(const char *data, size_t length, const struct reading *ours,
                                  const struct buffer *target)
{
    (void)data;
    (void)length;
    (void)ours;
    (void)target;
}
#endif

/* Reads any bytes with both, however they come; whether ours accepts the head. */
static inline bool oracle_check(const char *data, size_t length)
{
    char *copy = malloc(length + 1);
    struct buffer target = {0};
    int status;

    must(copy != NULL);
    memcpy(copy, data, length);
    struct reading ours = oracle_read_ours(copy, length, &target, &status);
    must(!ours.is_head_whole || status == 0 || (ours.is_chunked && status == 400));
    if (ours.is_head_whole && status == 0)
        oracle_compare(data, length, &ours, &target);
    bool accepted = ours.is_head_whole;
    buffer_done(&ours.body);
    buffer_done(&target);
    free(copy);
    return accepted;
}

#endif
