#include "http/head.h"

#include "base/text.h"
#include "http/http.h"

#include <string.h>
#include <strings.h>

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_one_of(unsigned char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

bool is_token_character(unsigned char byte)
{
    return is_letter(byte) || is_digit(byte) || is_one_of(byte, "!#$%&'*+-.^_`|~");
}

int head_scan(const char *data, size_t length, size_t *scanned, size_t *ret_length)
{
    size_t i = *scanned;
    size_t end = length < HEAD_LIMIT_BYTES ? length : HEAD_LIMIT_BYTES;

    for (; i < end; i++) {
        unsigned char byte = (unsigned char)data[i];
        bool after_return = i > 0 && data[i - 1] == '\r';

        if (byte == '\n') {
            if (!after_return || i == 1)
                return 400;
            if (i >= 3 && data[i - 2] == '\n') {
                *ret_length = i + 1;
                return HEAD_WHOLE;
            }
        } else if (after_return || (byte < 0x20 && byte != '\r' && byte != '\t') || byte == 0x7f) {
            return 400;
        }
    }
    *scanned = end;
    if (end >= LINE_LIMIT_BYTES && memchr(data, '\n', LINE_LIMIT_BYTES) == NULL)
        return 414;
    return end == HEAD_LIMIT_BYTES ? 431 : HEAD_MORE;
}

int hex_value(unsigned char byte)
{
    if (is_digit(byte))
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

ptrdiff_t percent_decode(char *out, const char *text, size_t length, bool form)
{
    char *at = out;

    for (size_t i = 0; i < length; i++) {
        if (text[i] != '%') {
            *at++ = form && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        int high = i + 2 < length ? hex_value((unsigned char)text[i + 1]) : -1;
        int low = i + 2 < length ? hex_value((unsigned char)text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return -1;
        *at++ = (char)(high << 4 | low);
        i += 2;
    }
    return at - out;
}

/* No empty, "." or ".." part; the last may be empty. */
static bool has_plain_parts(const char *path)
{
    for (const char *part = path + 1;;) {
        size_t length = strcspn(part, "/");
        bool last = part[length] == '\0';

        if ((length == 0 && !last) || (length == 1 && part[0] == '.') ||
            (length == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        if (last)
            return true;
        part += length + 1;
    }
}

static bool decode_path(char *path, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)path[i];

        if (!is_letter(byte) && !is_digit(byte) && !is_one_of(byte, "/-._~!$&'()*+,;=:@%"))
            return false;
        if (byte == '%' && length - i > 2 && path[i + 1] == '2' && (path[i + 2] | 0x20) == 'f')
            return false;
    }
    ptrdiff_t decoded = percent_decode(path, path, length, false);
    if (decoded < 0 || !text_is_utf8(path, (size_t)decoded))
        return false;
    path[decoded] = '\0';
    for (ptrdiff_t i = 0; i < decoded; i++)
        if ((unsigned char)path[i] < 0x20 || path[i] == 0x7f || path[i] == '\\')
            return false;
    return has_plain_parts(path);
}

/* Origin form only, and "*" of OPTIONS. */
static bool parse_target(char *target, size_t length, struct http_request *request)
{
    target[length] = '\0';
    request->path = target;
    request->query = target + length;
    if (strcmp(target, "*") == 0)
        return strcmp(request->method, "OPTIONS") == 0;
    char *mark = memchr(target, '?', length);
    size_t path_length = mark != NULL ? (size_t)(mark - target) : length;
    if (mark != NULL) {
        for (const char *at = mark + 1; *at != '\0'; at++)
            if (*at <= 0x20 || *at >= 0x7f || is_one_of((unsigned char)*at, "\"#<>"))
                return false;
        *mark = '\0';
        request->query = mark + 1;
    }
    return target[0] == '/' && decode_path(target, path_length);
}

static bool is_known_method(const char *method)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(method, known[i]) == 0)
            return true;
    return false;
}

/* `line` ends at its CR. */
static int parse_line(char *line, char *end, struct http_request *request,
                      struct head_framing *framing)
{
    char *after_method = memchr(line, ' ', (size_t)(end - line));
    char *target = after_method != NULL ? after_method + 1 : NULL;
    char *after_target = target != NULL ? memchr(target, ' ', (size_t)(end - target)) : NULL;

    if (after_target == NULL || after_method == line)
        return 400;
    for (const char *at = line; at < after_method; at++)
        if (!is_token_character((unsigned char)*at))
            return 400;
    *after_method = '\0';
    request->method = line;

    const char *version = after_target + 1;
    if (end - version != 8 || memcmp(version, "HTTP/", 5) != 0 ||
        !is_digit((unsigned char)version[5]) || version[6] != '.' ||
        !is_digit((unsigned char)version[7]))
        return 400;
    if (version[5] != '1' || version[7] > '1')
        return 505;
    framing->is_old = framing->closes = version[7] == '0';
    if (!is_known_method(line))
        return 501;
    return parse_target(target, (size_t)(after_target - target), request) ? 0 : 400;
}

/* A token, a colon, a value without the spaces around it, which must be UTF-8 where it is not
 * ASCII. A folded line begins with white space, which no token does. Tabs around a value are
 * refused: parsers differ on whether they are part of it. */
static bool parse_field(char *line, char *end, struct http_field *ret_field)
{
    char *at = line;

    for (; at < end && is_token_character((unsigned char)*at); at++)
        if (*at >= 'A' && *at <= 'Z')
            *at |= 0x20;
    if (at == line || at == end || *at != ':')
        return false;
    *at++ = '\0';
    while (at < end && *at == ' ')
        at++;
    while (end > at && end[-1] == ' ')
        end--;
    *end = '\0';
    *ret_field = (struct http_field){.name = line, .value = at};
    bool has_tab_around = at < end && (at[0] == '\t' || end[-1] == '\t');
    return !has_tab_around && text_is_utf8(at, (size_t)(end - at));
}

/* A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
static bool is_host(const char *host)
{
    size_t length =
        strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    if (host[0] == '[') {
        length = 1 + strspn(host + 1, "0123456789abcdefABCDEF:.");
        if (length == 1 || host[length++] != ']')
            return false;
    }
    if (length == 0 || host[length] == '\0')
        return length > 0;
    size_t digits = strspn(host + length + 1, "0123456789");
    return host[length] == ':' && digits >= 1 && digits <= 5 && host[length + 1 + digits] == '\0';
}

/* Of these a second one would leave open which counts. */
static bool is_single(const char *name)
{
    static const char *const single[] = {
        "host",          "content-length", "transfer-encoding", "content-type",  "expect",
        "authorization", "cookie",         "if-match",          "if-none-match", "origin",
        "referer",       "sec-fetch-site",
    };

    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
        if (strcmp(name, single[i]) == 0)
            return true;
    return false;
}

static int read_length(const char *text, int64_t *ret_length)
{
    int64_t length = 0;
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || text[digits] != '\0')
        return 400;
    if (digits > 18)
        return 413;
    for (; *text != '\0'; text++)
        length = length * 10 + (*text - '0');
    *ret_length = length;
    return 0;
}

static bool lists_close(const char *value)
{
    while (*value != '\0') {
        value += strspn(value, " \t,");
        size_t length = strcspn(value, " \t,");

        if (length == 5 && strncasecmp(value, "close", 5) == 0)
            return true;
        value += length;
    }
    return false;
}

/* What the fields say about the body and the connection. */
static int read_framing(const struct http_request *request, struct head_framing *framing)
{
    const char *host = http_field(request, "host");
    const char *length = http_field(request, "content-length");
    const char *coding = http_field(request, "transfer-encoding");
    const char *expect = http_field(request, "expect");

    for (int i = 0; i < request->field_count; i++) {
        const char *name = request->fields[i].name;

        if (strcmp(name, "connection") == 0)
            framing->closes |= lists_close(request->fields[i].value);
        if (is_single(name) && http_field(request, name) != request->fields[i].value)
            return 400;
    }
    if (host == NULL || !is_host(host))
        return 400;
    if (coding != NULL) {
        if (length != NULL || framing->is_old)
            return 400;
        if (strcasecmp(coding, "chunked") != 0)
            return 501;
        framing->is_chunked = true;
    }
    if (expect != NULL && strcasecmp(expect, "100-continue") != 0)
        return 417;
    framing->expects_continue = expect != NULL && !framing->is_old;
    return length != NULL ? read_length(length, &framing->length) : 0;
}

int head_parse(char *data, size_t length, struct http_request *ret_request,
               struct head_framing *ret_framing)
{
    char *line = data, *end = memchr(data, '\r', length);

    *ret_framing = (struct head_framing){0};
    ret_request->field_count = 0;
    int status = parse_line(line, end, ret_request, ret_framing);
    if (status != 0)
        return status;
    for (;;) {
        line = end + 2;
        end = memchr(line, '\r', (size_t)(data + length - line));
        if (end == line)
            return read_framing(ret_request, ret_framing);
        if (ret_request->field_count == HTTP_FIELD_LIMIT)
            return 431;
        if (!parse_field(line, end, &ret_request->fields[ret_request->field_count++]))
            return 400;
    }
}
