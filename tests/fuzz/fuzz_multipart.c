/* Any bytes as a form with files: the first line is its Content-Type. What is read lies within the
 * body, in order, and is text where it says so. */
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "http/http.h"
#include "http/multipart.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *line_end = size > 0 ? memchr(text, '\n', size) : NULL;
    struct http_part parts[LIMIT];
    struct error error = {0};
    int64_t after = 0;
    int count = -1;

    if (line_end == NULL)
        return 0;
    struct arena *arena = arena_open((size_t)64 << 20);
    const char *type = arena_copy_bytes(arena, text, (size_t)(line_end - text));
    const char *body = line_end + 1;
    size_t length = size - (size_t)(body - text);
    int result = multipart_read(arena, type, body, length, parts, LIMIT, &count, &error);
    must(result == 0 ? count >= 0 && count <= LIMIT : count == -1 && error.text[0] != '\0');
    for (int i = 0; i < count; i++) {
        must(parts[i].offset > after && parts[i].length >= 0);
        after = parts[i].offset + parts[i].length;
        must(after < (int64_t)length);
        must(parts[i].name[0] != '\0' && text_is_utf8(parts[i].name, strlen(parts[i].name)));
        if (parts[i].file_name != NULL)
            must(parts[i].text == NULL && strpbrk(parts[i].file_name, "/\\") == NULL);
        else
            must((int64_t)strlen(parts[i].text) == parts[i].length);
    }
    arena_close(arena);
    return 0;
}
