/* Forms with files: multipart/form-data (RFC 7578), read where the body lies. */
#include "http/multipart.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "http/head.h"
#include "http/http.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BOUNDARY_BYTES = 70, PART_HEAD_BYTES = 4096, TEXT_LIMIT_BYTES = 1 << 20 };

static int refuse_form(struct error *error)
{
    return error_set(error, ERROR_INPUT, "",
                     "送られたフォームが壊れています。もう一度お試しください。");
}

/* "--" and the boundary of the type's parameter; false when there is none. */
static bool read_boundary(const char *type, char out[BOUNDARY_BYTES + 3])
{
    static const char start[] = "multipart/form-data";

    if (type == NULL || strncasecmp(type, start, sizeof(start) - 1) != 0)
        return false;
    type += sizeof(start) - 1;
    type += strspn(type, " \t");
    if (*type++ != ';')
        return false;
    type += strspn(type, " \t");
    if (strncasecmp(type, "boundary=", 9) != 0)
        return false;
    type += 9;
    bool is_quoted = *type == '"';
    type += is_quoted;
    size_t length = strspn(type, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "'()+_,-./:=? ");
    if (!is_quoted)
        length = strcspn(type, " \t;\"") < length ? strcspn(type, " \t;\"") : length;
    if (length == 0 || length > BOUNDARY_BYTES || type[length - 1] == ' ' ||
        (is_quoted && type[length] != '"') || type[length + is_quoted] != '\0')
        return false;
    out[0] = out[1] = '-';
    memcpy(out + 2, type, length);
    out[length + 2] = '\0';
    return true;
}

/* A quoted value as browsers write it: %22 and \" stand for the quote, nothing else is an escape
 * (a backslash is of a path). Moves *cursor behind the end; NULL when it is broken. */
static char *read_quoted(struct arena *arena, const char **cursor)
{
    const char *at = *cursor;

    if (*at++ != '"')
        return NULL;
    char *out = arena_copy(arena, at), *end = out;
    for (; *at != '"'; at++) {
        if (*at == '\0')
            return NULL;
        if (at[0] == '\\' && at[1] == '"')
            at++;
        else if (strncmp(at, "%22", 3) == 0) {
            *end++ = '"';
            at += 2;
            continue;
        }
        *end++ = *at;
    }
    *end = '\0';
    *cursor = at + 1;
    return out;
}

/* form-data; name="..."; filename="..." */
static bool read_disposition(struct arena *arena, const char *value, struct http_part *part)
{
    if (strncasecmp(value, "form-data", 9) != 0)
        return false;
    value += 9;
    while (*value != '\0') {
        value += strspn(value, " \t");
        if (*value++ != ';')
            return false;
        value += strspn(value, " \t");
        bool is_name = strncasecmp(value, "name=", 5) == 0;
        bool is_file = strncasecmp(value, "filename=", 9) == 0;

        if (!is_name && !is_file)
            return false;
        value += is_name ? 5 : 9;
        const char **target = is_name ? &part->name : &part->file_name;
        const char *text = read_quoted(arena, &value);
        if (text == NULL || *target != NULL)
            return false;
        *target = text;
    }
    if (part->file_name != NULL)
        for (const char *at = part->file_name; *at != '\0'; at++)
            if (*at == '/' || *at == '\\')
                part->file_name = at + 1;
    return part->name != NULL && part->name[0] != '\0';
}

/* One line of a part's head, NUL at its end. Fields that the standard does not name are ignored;
 * another coding of the content is not, as the content would be taken for something else. */
static bool read_line(struct arena *arena, const char *line, struct http_part *part)
{
    size_t length = 0;

    while (is_token_character((unsigned char)line[length]))
        length++;
    if (length == 0 || line[length] != ':')
        return false;
    const char *value = line + length + 1;
    value += strspn(value, " \t");
    if (length == 19 && strncasecmp(line, "Content-Disposition", length) == 0)
        return part->name == NULL && read_disposition(arena, value, part);
    if (length == 12 && strncasecmp(line, "Content-Type", length) == 0) {
        bool is_first = part->type == NULL;
        part->type = value;
        return is_first;
    }
    return length != 25 || strncasecmp(line, "Content-Transfer-Encoding", length) != 0;
}

/* The head of a part, its empty line included; its length, or 0 when it is broken. */
static size_t read_head(struct arena *arena, const char *data, size_t length,
                        struct http_part *part)
{
    size_t most = length < PART_HEAD_BYTES ? length : PART_HEAD_BYTES;
    const char *end = memmem(data, most, "\r\n\r\n", 4);

    if (end == NULL || !text_is_utf8(data, (size_t)(end - data)))
        return 0;
    char *line = arena_copy_bytes(arena, data, (size_t)(end - data));
    for (char *at = line; *at != '\0'; at++)
        if (((unsigned char)*at < 0x20 && *at != '\t' && (at[0] != '\r' || at[1] != '\n') &&
             (at[0] != '\n' || at == line || at[-1] != '\r')) ||
            *at == 0x7f)
            return 0;
    while (line != NULL) {
        char *next = strstr(line, "\r\n");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        if (!read_line(arena, line, part))
            return 0;
        line = next;
    }
    if (part->type == NULL)
        part->type = "text/plain";
    return part->name != NULL ? (size_t)(end - data) + 4 : 0;
}

/* Of a plain field: its text. */
static int read_text(struct arena *arena, const char *data, struct http_part *part,
                     struct error *error)
{
    if (part->file_name != NULL)
        return 0;
    if (part->length > TEXT_LIMIT_BYTES) {
        error_set(error, ERROR_LIMIT, "", "項目「%s」が長すぎます（1 MB まで）。短くしてください。",
                  part->name);
        return error_at(error, part->name, NULL);
    }
    if (!text_is_utf8(data + part->offset, (size_t)part->length)) {
        error_set(error, ERROR_INPUT, "", "項目「%s」が UTF-8 ではありません。", part->name);
        return error_at(error, part->name, NULL);
    }
    part->text = arena_copy_bytes(arena, data + part->offset, (size_t)part->length);
    return 0;
}

int multipart_read(struct arena *arena, const char *type, const char *data, size_t length,
                   struct http_part *ret_parts, int limit, int *ret_count, struct error *error)
{
    char line[BOUNDARY_BYTES + 5] = "\r\n";
    int count = 0;

    if (!read_boundary(type, line + 2))
        return refuse_form(error);
    size_t line_length = strlen(line);
    if (length < line_length || memcmp(data, line + 2, line_length - 2) != 0)
        return refuse_form(error);
    const char *at = data + line_length - 2, *end = data + length;
    while (end - at >= 2 && memcmp(at, "\r\n", 2) == 0) {
        struct http_part part = {0};
        size_t head = read_head(arena, at + 2, (size_t)(end - at) - 2, &part);
        const char *content = at + 2 + head;
        const char *next = memmem(content, (size_t)(end - content), line, line_length);

        if (head == 0 || next == NULL)
            return refuse_form(error);
        if (count == limit)
            return error_set(error, ERROR_LIMIT, "",
                             "項目が多すぎます（%d 個まで）。分けて送ってください。", limit);
        part.offset = content - data;
        part.length = next - content;
        int result = read_text(arena, data, &part, error);
        if (result < 0)
            return result;
        ret_parts[count++] = part;
        at = next + line_length;
    }
    bool is_end = (end - at == 2 && memcmp(at, "--", 2) == 0) ||
                  (end - at == 4 && memcmp(at, "--\r\n", 4) == 0);
    if (!is_end)
        return refuse_form(error);
    *ret_count = count;
    return 0;
}

int http_parts(const struct http_request *request, struct http_part *ret_parts, int limit,
               int *ret_count, struct error *error)
{
    const char *type = http_field(request, "content-type");

    if (request->body_file == -1)
        return multipart_read(request->arena, type, request->body, request->body_length, ret_parts,
                              limit, ret_count, error);
    void *bytes = mmap(NULL, request->body_length, PROT_READ, MAP_PRIVATE, request->body_file, 0);
    if (bytes == MAP_FAILED)
        return error_set(error, ERROR_FAULT, "", "送られた内容を読めませんでした。");
    int result = multipart_read(request->arena, type, bytes, request->body_length, ret_parts, limit,
                                ret_count, error);
    munmap(bytes, request->body_length);
    return result;
}

/* Writes the part to `to`; false with errno. */
static bool copy_part(const struct http_request *request, const struct http_part *part, int to)
{
    char piece[65536];

    for (int64_t done = 0; done < part->length;) {
        int64_t left = part->length - done;
        size_t size = left < (int64_t)sizeof(piece) ? (size_t)left : sizeof(piece);
        const char *bytes = piece;
        ssize_t count = (ssize_t)size;

        if (request->body_file == -1)
            bytes = request->body + part->offset + done;
        else
            count = pread(request->body_file, piece, size, part->offset + done);
        if (count > 0)
            count = write(to, bytes, (size_t)count);
        if (count == 0)
            errno = EIO;
        if (count <= 0 && errno != EINTR)
            return false;
        done += count > 0 ? count : 0;
    }
    return true;
}

int http_save_part(const struct http_request *request, const struct http_part *part,
                   const char *path, struct error *error)
{
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (to < 0)
        return error_set(error, ERROR_FAULT, "", "送られたファイルを置けません: %s",
                         strerror(errno));
    bool is_copied = copy_part(request, part, to);
    int reason = errno;
    if (close(to) == 0 && is_copied)
        return 0;
    unlink(path);
    return error_set(error, ERROR_FAULT, "", "送られたファイルを置けません: %s", strerror(reason));
}
