/* The addresses that lists and rows of registers are asked by. */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "page/machine.h"

#include <string.h>

static bool is_among(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = list; (at = strstr(at, name)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static void put_encoded(struct buffer *address, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        bool is_plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                        (*at >= 'A' && *at <= 'Z') || strchr("-._~,", *at) != NULL;
        if (is_plain)
            buffer_byte(address, *at);
        else
            buffer_append(address, (const char[]){'%', digits[*at >> 4], digits[*at & 15]}, 3);
    }
}

static void put_pair(struct buffer *address, char *sign, const char *name, const char *value)
{
    buffer_byte(address, (uint8_t)*sign);
    put_encoded(address, name);
    buffer_byte(address, '=');
    put_encoded(address, value);
    *sign = '&';
}

const char *register_address(const struct visit *visit, const char *path, const char *without,
                             const char *name, const char *value)
{
    const struct visit_answer *answer = visit->answer;
    struct buffer address = {0};
    char sign = '?';

    buffer_text(&address, path);
    for (int i = 0; i < answer->query_count; i++)
        if (answer->query[i].value[0] != '\0' && !is_among(without, answer->query[i].name))
            put_pair(&address, &sign, answer->query[i].name, answer->query[i].value);
    if (name != NULL)
        put_pair(&address, &sign, name, value);
    const char *copy = arena_copy(visit->arena, buffer_string(&address));
    buffer_done(&address);
    return copy;
}

/* Of one page of the list only, or what it shows unasked. */
static bool is_passing(const struct visit_pair *pair)
{
    return *pair->value == '\0' || is_among("csrf format limit more offset", pair->name) ||
           (strcmp(pair->name, "state") == 0 && strcmp(pair->value, "standing") == 0);
}

const char *register_query(const struct visit *visit, const struct visit_pair *pairs, int count)
{
    struct buffer query = {0};
    char sign = '&';

    for (int i = 0; i < count; i++)
        if (!is_passing(&pairs[i]))
            put_pair(&query, &sign, pairs[i].name, pairs[i].value);
    const char *text = buffer_string(&query);
    const char *copy = arena_copy(visit->arena, *text != '\0' ? text + 1 : "");
    buffer_done(&query);
    return copy;
}

const char *register_row_address(const struct visit *visit, const struct register_face *face,
                                 int64_t id, const char *below)
{
    char space[TEXT_INTEGER_SIZE];
    const char *at = text_integer(id, space); /* fifty times a page: printf would be most of it */
    size_t length = strlen(face->path), count = strlen(at), below_length = strlen(below);
    char *address = arena_alloc(visit->arena, length + count + below_length + 2);
    memcpy(address, face->path, length);
    address[length] = '/';
    memcpy(address + length + 1, at, count);
    memcpy(address + length + 1 + count, below, below_length);
    return address;
}
