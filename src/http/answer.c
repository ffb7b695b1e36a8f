/* Answers: their bytes, and the sending of them. */
#include "http/front.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SMALL_BODY_BYTES = 16384, PIECE_BYTES = 131072 };

const char *outgoing_reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "";
}

void http_add(struct http_response *response, const char *name, const char *value)
{
    const int room = sizeof(response->fields) / sizeof(response->fields[0]);

    must(response->field_count < room && name[0] != '\0');
    for (const char *at = name; *at != '\0'; at++)
        must(is_token_character((unsigned char)*at));
    for (const char *at = value; *at != '\0'; at++)
        must((unsigned char)*at >= 0x20 && *at != 0x7f);
    response->fields[response->field_count++] = (struct http_field){name, value};
}

static void add_line(struct buffer *head, const char *name, const char *value)
{
    buffer_text(head, name);
    buffer_append(head, ": ", 2);
    buffer_text(head, value);
    buffer_append(head, "\r\n", 2);
}

static void add_date(struct buffer *head)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm at;

    gmtime_r(&now, &at);
    buffer_format(head, "Date: %s, %02d %s %d %02d:%02d:%02d GMT\r\n", days[at.tm_wday], at.tm_mday,
                  months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
}

/* Content larger than a buffer may be was not kept whole. */
static void replace_overflown(struct http_response *response)
{
    if (!response->body.full)
        return;
    buffer_clear(&response->body);
    response->status = 500;
    response->type = NULL;
    response->field_count = 0;
}

static void close_file(struct outgoing *out)
{
    if (out->file != -1)
        close(out->file);
    out->file = -1;
}

void outgoing_compose(struct outgoing *out, struct http_response *response, bool is_head,
                      bool closes)
{
    replace_overflown(response);
    const bool has_content = response->status != 204 && response->status != 304;
    int64_t length = response->file != -1 ? response->file_length : (int64_t)response->body.length;

    must(response->status >= 200 && response->status <= 599 && length >= 0);
    out->sent = 0;
    out->file_sent = 0;
    out->file = response->file;
    out->file_length = response->file_length;
    buffer_clear(&out->head);
    buffer_clear(&out->body);
    buffer_format(&out->head, "HTTP/1.1 %d %s\r\n", response->status,
                  outgoing_reason(response->status));
    add_date(&out->head);
    if (response->type != NULL && has_content)
        add_line(&out->head, "Content-Type", response->type);
    if (has_content)
        buffer_format(&out->head, "Content-Length: %lld\r\n", (long long)length);
    for (int i = 0; i < response->field_count; i++)
        add_line(&out->head, response->fields[i].name, response->fields[i].value);
    if (closes)
        add_line(&out->head, "Connection", "close");
    buffer_append(&out->head, "\r\n", 2);
    if (is_head || !has_content) {
        close_file(out);
    } else if (out->file == -1) {
        if (response->body.length <= SMALL_BODY_BYTES) {
            buffer_append(&out->head, response->body.data, response->body.length);
        } else {
            const struct buffer empty = out->body;
            out->body = response->body;
            response->body = empty;
        }
    }
    must(!out->head.full);
}

static ssize_t send_piece(struct outgoing *out, struct stream *stream)
{
    struct iovec parts[2];
    int count = 0;
    size_t head_left = out->sent < out->head.length ? out->head.length - out->sent : 0;
    size_t body_sent = out->sent - (out->head.length - head_left);

    if (out->sent == out->head.length + out->body.length) {
        int64_t left = out->file_length - out->file_sent;
        ssize_t moved = stream_send_file(stream, out->file, out->file_sent,
                                         left < PIECE_BYTES ? left : PIECE_BYTES);
        if (moved > 0)
            out->file_sent += moved;
        return moved;
    }
    if (head_left > 0)
        parts[count++] = (struct iovec){out->head.data + out->sent, head_left};
    if (body_sent < out->body.length) {
        size_t left = out->body.length - body_sent;
        parts[count++] =
            (struct iovec){out->body.data + body_sent, left < PIECE_BYTES ? left : PIECE_BYTES};
    }
    ssize_t moved = stream_write(stream, parts, count);
    if (moved > 0)
        out->sent += (size_t)moved;
    return moved;
}

int outgoing_send(struct outgoing *out, struct stream *stream, size_t *ret_moved)
{
    *ret_moved = 0;
    for (int round = 0; round < TURN_ROUNDS; round++) {
        if (out->sent == out->head.length + out->body.length &&
            (out->file == -1 || out->file_sent == out->file_length)) {
            close_file(out);
            return 0;
        }
        ssize_t moved = send_piece(out, stream);
        if (moved < 0)
            return (int)moved;
        *ret_moved += (size_t)moved;
    }
    stream->wanted = EPOLLOUT;
    return STREAM_AGAIN;
}

void outgoing_done(struct outgoing *out)
{
    buffer_done(&out->head);
    buffer_done(&out->body);
    close_file(out);
}
