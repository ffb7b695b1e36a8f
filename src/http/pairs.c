/* What is read from a request that was accepted: fields, pairs and cookies. */
#include "base/arena.h"
#include "base/text.h"
#include "http/head.h"
#include "http/http.h"

#include <string.h>

const char *http_field(const struct http_request *request, const char *name)
{
    for (int i = 0; i < request->field_count; i++)
        if (strcmp(request->fields[i].name, name) == 0)
            return request->fields[i].value;
    return NULL;
}

/* NULL for a broken escape and for what is not UTF-8. */
static const char *decode(struct arena *arena, const char *text, size_t length)
{
    char *out = arena_copy_bytes(arena, text, length);
    ptrdiff_t decoded = percent_decode(out, text, length, true);

    if (decoded < 0 || !text_is_utf8(out, (size_t)decoded))
        return NULL;
    out[decoded] = '\0';
    return out;
}

bool http_next_pair(struct arena *arena, const char **cursor, const char **ret_name,
                    const char **ret_value)
{
    const char *pair = *cursor + strspn(*cursor, "&");
    size_t length = strcspn(pair, "&");
    size_t name_length = strcspn(pair, "=&");

    *cursor = pair;
    if (length == 0)
        return false;
    const char *name = decode(arena, pair, name_length);
    const char *value = name_length == length
                            ? ""
                            : decode(arena, pair + name_length + 1, length - name_length - 1);
    if (name == NULL || value == NULL)
        return false;
    *cursor = pair + length;
    *ret_name = name;
    *ret_value = value;
    return true;
}

const char *http_value(struct arena *arena, const char *encoded, const char *name)
{
    const char *each, *value;

    while (http_next_pair(arena, &encoded, &each, &value))
        if (strcmp(each, name) == 0)
            return value;
    return NULL;
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    const char *at = http_field(request, "cookie");
    size_t name_length = strlen(name);

    while (at != NULL && *at != '\0') {
        at += strspn(at, "; \t");
        size_t length = strcspn(at, ";");

        if (length > name_length && at[name_length] == '=' && memcmp(at, name, name_length) == 0)
            return arena_copy_bytes(request->arena, at + name_length + 1, length - name_length - 1);
        at += length;
    }
    return NULL;
}
