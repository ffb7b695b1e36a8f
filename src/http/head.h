/* The grammar of a request, without input or output: where a head ends, what it says, and the
 * chunks of a body. Statuses are those of HTTP; what is refused here was never a request.
 * CLAUSE: 5.7.1 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_request;

enum {
    HEAD_LIMIT_BYTES = 16384,
    LINE_LIMIT_BYTES = 8192, /* of the request line */
    HEAD_MORE = 0,
    HEAD_WHOLE = 1,
};

/* Looks for the end of a head in `data`, from *scanned on (0 at first), which it moves, so that
 * each byte is looked at once however slowly they come. HEAD_WHOLE with its length, HEAD_MORE, or
 * the status of a refusal as soon as the bytes cannot become a head. */
int head_scan(const char *data, size_t length, size_t *scanned, size_t *ret_length);

/* How the body comes and what follows. */
struct head_framing {
    bool is_old; /* HTTP/1.0 */
    bool is_chunked;
    bool expects_continue;
    bool closes;    /* the client wants no more, or is old */
    int64_t length; /* of the body when it is not chunked */
};

/* Reads a whole head. The request's texts stay in `data`, which is changed: method, path, query and
 * fields are set, nothing else. 0, or the status of a refusal with the out-parameters undefined. */
int head_parse(char *data, size_t length, struct http_request *ret_request,
               struct head_framing *ret_framing);

/* Where the reading of a chunked body stands; zeroed at first. */
struct chunk_reader {
    int state, digits;
    uint64_t left;
};

/* Takes the framing off `data`: the content's bytes are moved to its beginning, *ret_content of
 * them, and *ret_used bytes are done with. HEAD_WHOLE at the end of the body, HEAD_MORE, or 400.
 * Extensions and trailers are refused. */
int chunk_decode(struct chunk_reader *reader, char *data, size_t length, size_t *ret_used,
                 size_t *ret_content);

/* Decodes the escapes of `length` bytes to `out` (never longer) and returns its length, or -1 for a
 * broken escape. `form`: "+" is a space. */
ptrdiff_t percent_decode(char *out, const char *text, size_t length, bool form);

/* 0 to 15, or -1. */
int hex_value(unsigned char byte);
/* A character of a token (RFC 9110, 5.6.2). */
bool is_token_character(unsigned char byte);

#endif
