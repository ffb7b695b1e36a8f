/* The grammar of a form with files, for http_parts() and the fuzzer. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include <stddef.h>

struct arena;
struct error;
struct http_part;

/* As http_parts(), on a body in memory of the given Content-Type (may be NULL). Texts are copied to
 * the arena; ret_parts may be partly filled on failure. */
int multipart_read(struct arena *arena, const char *type, const char *data, size_t length,
                   struct http_part *ret_parts, int limit, int *ret_count, struct error *error);

#endif
