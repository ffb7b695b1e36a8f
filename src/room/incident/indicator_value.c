#include "room/incident/indicator_value.h"

#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { HASH_LETTERS = 64, DOMAIN_LENGTH = 253, LABEL_LENGTH = 63, VALUE_LENGTH = 2048 };

static const char letters_of_label[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
/* Of RFC 5322 and RFC 3986; what is not among them is percent-encoded in an address. */
static const char letters_of_mailbox[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~";
static const char letters_of_address[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";

static const struct {
    const char *written, *meant;
} disguises[] = {{"[.]", "."}, {"(.)", "."},  {"{.}", "."},    {"[:]", ":"},
                 {"[@]", "@"}, {"[at]", "@"}, {"[://]", "://"}};

static char *undisguise(struct arena *arena, const char *text)
{
    char *plain = arena_copy(arena, text), *to = plain;

    for (const char *from = text; *from != '\0';) {
        size_t number = 0, count = sizeof disguises / sizeof *disguises;

        while (number < count &&
               strncasecmp(from, disguises[number].written, strlen(disguises[number].written)) != 0)
            number++;
        if (number == count) {
            *to++ = *from++;
            continue;
        }
        size_t length = strlen(disguises[number].meant);
        memcpy(to, disguises[number].meant, length);
        to += length;
        from += strlen(disguises[number].written);
    }
    *to = '\0';
    if (strncasecmp(plain, "hxxp", 4) == 0)
        memcpy(plain, "http", 4);
    return plain;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++)
        *text = (char)tolower((unsigned char)*text);
}

static bool is_domain(const char *text)
{
    int labels = 0;
    bool is_number = true;

    if (strlen(text) > DOMAIN_LENGTH)
        return false;
    for (;;) {
        size_t length = strspn(text, letters_of_label);
        bool is_over = text[length] == '\0';

        if (length == 0 || length > LABEL_LENGTH || text[0] == '-' || text[length - 1] == '-' ||
            (!is_over && text[length] != '.'))
            return false;
        is_number = strspn(text, "0123456789") == length;
        labels++;
        if (is_over)
            return labels > 1 && !is_number;
        text += length + 1;
    }
}

static const char *read_address(struct arena *arena, int family, const char *text)
{
    unsigned char bytes[16];
    char *out = arena_alloc(arena, INET6_ADDRSTRLEN);

    return inet_pton(family, text, bytes) == 1 ? inet_ntop(family, bytes, out, INET6_ADDRSTRLEN)
                                               : NULL;
}

static const char *read_domain(char *text)
{
    lower(text);
    return is_domain(text) ? text : NULL;
}

static const char *read_mailbox(char *text)
{
    char *at = strchr(text, '@');

    if (at == NULL || at == text || strspn(text, letters_of_mailbox) != (size_t)(at - text))
        return NULL;
    lower(at + 1);
    return is_domain(at + 1) ? text : NULL;
}

static const char *read_url(char *text)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://"};

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t length = strlen(schemes[i]);

        if (strncasecmp(text, schemes[i], length) != 0)
            continue;
        memcpy(text, schemes[i], length);
        return text[length] != '\0' && strchr("/?#", text[length]) == NULL &&
                       text[strspn(text, letters_of_address)] == '\0'
                   ? text
                   : NULL;
    }
    return NULL;
}

static const char *read_hash(char *text)
{
    lower(text);
    return strlen(text) == HASH_LETTERS && strspn(text, "0123456789abcdef") == HASH_LETTERS ? text
                                                                                            : NULL;
}

const char *indicator_read_value(struct arena *arena, const char *type, const char *text)
{
    char *plain = undisguise(arena, text_trim(arena, text_nfkc(arena, text)));

    if (strlen(plain) > VALUE_LENGTH)
        return NULL;
    if (strcmp(type, "ipv4") == 0)
        return read_address(arena, AF_INET, plain);
    if (strcmp(type, "ipv6") == 0)
        return read_address(arena, AF_INET6, plain);
    if (strcmp(type, "domain") == 0)
        return read_domain(plain);
    if (strcmp(type, "url") == 0)
        return read_url(plain);
    if (strcmp(type, "email") == 0)
        return read_mailbox(plain);
    return strcmp(type, "file-sha256") == 0 ? read_hash(plain) : NULL;
}

const char *indicator_show_value(struct arena *arena, const char *value)
{
    char *shown = arena_alloc(arena, 3 * strlen(value) + 1), *to = shown;

    for (const char *from = value; *from != '\0'; from++) {
        if (*from == '.') {
            memcpy(to, "[.]", 3);
            to += 3;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    if (strncmp(shown, "http", 4) == 0)
        memcpy(shown, "hxxp", 4);
    return shown;
}
