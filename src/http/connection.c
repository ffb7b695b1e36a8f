/* What the waiting thread does with one connection, as far as it goes without waiting. */
#include "http/front.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

int64_t front_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void allow(struct connection *connection, int seconds)
{
    connection->deadline = front_now() + (int64_t)seconds * 1000;
    connection->progress = 0;
}

/* More time, but only for enough: a byte now and then holds nothing for long. */
static void note_progress(struct connection *connection, size_t moved)
{
    connection->progress += moved;
    if (connection->progress >= PROGRESS_BYTES)
        allow(connection, connection->server->settings.body_seconds);
}

void connection_drop_body(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;

    if (exchange->request.body_file != -1) {
        close(exchange->request.body_file);
        atomic_fetch_sub(&connection->server->spooled, (long long)exchange->received);
    }
    exchange->request.body_file = -1;
    if (exchange->body.capacity > READ_BYTES)
        buffer_done(&exchange->body);
    buffer_clear(&exchange->body);
}

static void drop_exchange(struct connection *connection)
{
    if (connection->exchange == NULL)
        return;
    connection_drop_body(connection);
    buffer_done(&connection->exchange->body);
    free(connection->exchange);
    connection->exchange = NULL;
}

void connection_free(struct connection *connection)
{
    drop_exchange(connection);
    outgoing_done(&connection->out);
    stream_close(&connection->stream);
    free(connection);
}

void connection_rest(struct connection *connection)
{
    if (connection->state == STATE_HEAD && connection->exchange != NULL &&
        connection->exchange->length == 0)
        drop_exchange(connection);
}

/* Takes the answered request off the input; what came behind it is the next one's beginning. */
static void begin_next(struct exchange *exchange)
{
    exchange->length -= exchange->head_length;
    memmove(exchange->input, exchange->input + exchange->head_length, exchange->length);
    exchange->head_length = exchange->scanned = 0;
}

static enum step settle(struct connection *connection)
{
    const struct http_settings *settings = &connection->server->settings;

    if (connection->closing) {
        stream_end(&connection->stream);
        drop_exchange(connection);
        connection->state = STATE_LINGERING;
        connection->stream.wanted = EPOLLIN;
        connection->deadline = front_now() + LINGER_MS;
        return STEP_WAIT;
    }
    begin_next(connection->exchange);
    bool has_more = connection->exchange->length > 0;
    connection->state = STATE_HEAD;
    allow(connection, has_more ? settings->head_seconds : settings->idle_seconds);
    /* Being writable is told at once: the bytes at hand get their turn, behind others. */
    has_more |= stream_holds_bytes(&connection->stream);
    connection->stream.wanted = has_more ? EPOLLOUT : EPOLLIN;
    return STEP_WAIT;
}

enum step connection_write(struct connection *connection, struct outgoing *out)
{
    size_t moved;
    int result = outgoing_send(out, &connection->stream, &moved);

    atomic_fetch_add_explicit(&connection->server->bytes_out, (long long)moved,
                              memory_order_relaxed);
    if (result == STREAM_FAILED)
        return STEP_CLOSE;
    if (result == STREAM_AGAIN) {
        if (connection->state != STATE_WRITING)
            allow(connection, connection->server->settings.body_seconds);
        else
            note_progress(connection, moved);
        connection->state = STATE_WRITING;
        if (out != &connection->out) {
            connection->out = *out;
            *out = (struct outgoing){.file = -1};
        }
        return STEP_WAIT;
    }
    if (out == &connection->out)
        outgoing_done(out);
    return settle(connection);
}

enum step connection_refuse(struct connection *connection, int status)
{
    struct http_response response = {
        .status = status,
        .type = "text/plain; charset=utf-8",
        .file = -1,
    };

    buffer_format(&response.body, "%d %s\n", status, outgoing_reason(status));
    http_add(&response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    http_add(&response, "X-Content-Type-Options", "nosniff");
    http_add(&response, "Cache-Control", "no-store");
    connection->closing = true;
    outgoing_compose(&connection->out, &response, false, true);
    buffer_done(&response.body);
    atomic_fetch_add_explicit(&connection->server->refused, 1, memory_order_relaxed);
    return connection_write(connection, &connection->out);
}

/* Reads behind the input; at most `size` bytes. */
static ssize_t read_input(struct connection *connection, size_t size)
{
    struct exchange *exchange = connection->exchange;
    size_t room = sizeof(exchange->input) - exchange->length;
    ssize_t count = stream_read(&connection->stream, exchange->input + exchange->length,
                                size < room ? size : room);

    if (count > 0) {
        exchange->length += (size_t)count;
        atomic_fetch_add_explicit(&connection->server->bytes_in, count, memory_order_relaxed);
    }
    return count;
}

/* An unlinked file in the spool folder; -1 when there can be none. */
static int open_spool(const char *folder)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof(path), "%s/body-XXXXXX", folder) >= sizeof(path))
        return -1;
    int file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    return file;
}

static bool write_whole(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(file, bytes, length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        length -= (size_t)count;
    }
    return true;
}

/* Moves what was kept in memory to a file. `spooled` counts `received` while there is one. */
static int begin_spooling(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    int file = open_spool(connection->server->settings.spool_folder);

    if (file == -1)
        return 507;
    exchange->request.body_file = file;
    atomic_fetch_add(&connection->server->spooled, (long long)exchange->received);
    if (!write_whole(file, buffer_string(&exchange->body), exchange->body.length))
        return 507;
    buffer_done(&exchange->body);
    return 0;
}

/* Keeps bytes of the body: 0 or the status of a refusal. */
static int keep_body(struct connection *connection, const char *bytes, size_t length)
{
    struct http_server *server = connection->server;
    struct exchange *exchange = connection->exchange;

    if (length > exchange->limit - exchange->received)
        return 413;
    if (exchange->request.body_file == -1 && exchange->received + length <= MEMORY_BODY_BYTES) {
        exchange->received += length;
        buffer_append(&exchange->body, bytes, length);
        return 0;
    }
    int status = exchange->request.body_file == -1 ? begin_spooling(connection) : 0;
    if (status != 0)
        return status;
    exchange->received += length;
    if (atomic_fetch_add(&server->spooled, (long long)length) + (long long)length >
        server->settings.spool_bytes)
        return 503;
    return write_whole(exchange->request.body_file, bytes, length) ? 0 : 507;
}

/* Takes what is there of the body out of the input: HEAD_MORE, HEAD_WHOLE or a refusal. */
static int take_body(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    char *bytes = exchange->input + exchange->head_length;
    size_t used = exchange->length - exchange->head_length, content;
    int result;

    if (exchange->framing.is_chunked) {
        result = chunk_decode(&exchange->chunks, bytes, used, &used, &content);
        if (result > HEAD_WHOLE)
            return result;
    } else {
        uint64_t left = (uint64_t)exchange->framing.length - exchange->received;

        content = used = used < left ? used : (size_t)left;
        result = used == left ? HEAD_WHOLE : HEAD_MORE;
    }
    int status = keep_body(connection, bytes, content);
    if (status != 0)
        return status;
    exchange->length -= used;
    memmove(bytes, bytes + used, exchange->length - exchange->head_length);
    return result;
}

static enum step finish_body(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;

    request->body_length = exchange->received;
    if (request->body_file != -1)
        lseek(request->body_file, 0, SEEK_SET);
    else if (exchange->received > 0)
        request->body = exchange->body.data;
    return STEP_WORK;
}

static enum step read_body(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;

    for (int round = 0; round < TURN_ROUNDS; round++) {
        int result = take_body(connection);
        if (result == HEAD_WHOLE)
            return finish_body(exchange);
        if (result != HEAD_MORE)
            return connection_refuse(connection, result);
        uint64_t left = exchange->framing.is_chunked
                            ? READ_BYTES
                            : (uint64_t)exchange->framing.length - exchange->received;
        ssize_t count = read_input(connection, left < READ_BYTES ? (size_t)left : READ_BYTES);
        if (count == STREAM_AGAIN)
            return STEP_WAIT;
        if (count <= 0)
            return STEP_CLOSE;
        note_progress(connection, (size_t)count);
    }
    connection->stream.wanted = EPOLLOUT;
    return STEP_WAIT;
}

/* The twenty-five bytes go whole or the client is one that does not read. */
static bool invite_body(struct connection *connection)
{
    char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct iovec part = {text, sizeof(text) - 1};

    return stream_write(&connection->stream, &part, 1) == (ssize_t)part.iov_len;
}

static enum step take_head(struct connection *connection)
{
    const struct http_service *service = &connection->server->service;
    struct exchange *exchange = connection->exchange;
    struct http_request *request = &exchange->request;
    struct head_framing *framing = &exchange->framing;
    int status = head_parse(exchange->input, exchange->head_length, request, framing);

    if (status != 0)
        return connection_refuse(connection, status);
    request->peer = connection->peer;
    request->is_secure = connection->stream.tls != NULL;
    request->body = NULL;
    request->body_length = 0;
    exchange->received = 0;
    exchange->chunks = (struct chunk_reader){0};
    if (!framing->is_chunked && framing->length == 0)
        return STEP_WORK;
    exchange->limit = service->body_limit(service->context, request->method, request->path);
    if (!framing->is_chunked && (uint64_t)framing->length > exchange->limit)
        return connection_refuse(connection, 413);
    if (framing->expects_continue && exchange->length == exchange->head_length &&
        !invite_body(connection))
        return STEP_CLOSE;
    connection->state = STATE_BODY;
    allow(connection, connection->server->settings.body_seconds);
    return read_body(connection);
}

static struct exchange *open_exchange(void)
{
    struct exchange *exchange = malloc(sizeof(*exchange));

    must(exchange != NULL);
    memset(exchange, 0, offsetof(struct exchange, input));
    exchange->request.body_file = -1;
    return exchange;
}

static enum step read_head(struct connection *connection)
{
    if (connection->exchange == NULL)
        connection->exchange = open_exchange();
    struct exchange *exchange = connection->exchange;
    for (;;) {
        if (exchange->length > 0) {
            int result = head_scan(exchange->input, exchange->length, &exchange->scanned,
                                   &exchange->head_length);
            if (result == HEAD_WHOLE)
                return take_head(connection);
            if (result != HEAD_MORE)
                return connection_refuse(connection, result);
        }
        bool is_first = exchange->length == 0;
        ssize_t count = read_input(connection, sizeof(exchange->input));
        if (count == STREAM_AGAIN)
            return STEP_WAIT;
        if (count <= 0)
            return STEP_CLOSE;
        if (is_first)
            allow(connection, connection->server->settings.head_seconds);
    }
}

static enum step linger(struct connection *connection)
{
    char dropped[READ_BYTES];

    for (int round = 0; round < TURN_ROUNDS; round++) {
        ssize_t count = recv(connection->stream.fd, dropped, sizeof(dropped), 0);

        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
            return STEP_CLOSE;
        if (count < 0)
            break;
    }
    connection->stream.wanted = EPOLLIN;
    return STEP_WAIT;
}

enum step connection_advance(struct connection *connection)
{
    int result;

    switch (connection->state) {
    case STATE_GREETING:
        result = stream_greet(&connection->stream);
        if (result != 0)
            return result == STREAM_AGAIN ? STEP_WAIT : STEP_CLOSE;
        connection->state = STATE_HEAD;
        allow(connection, connection->server->settings.idle_seconds);
        return read_head(connection);
    case STATE_HEAD:
        return read_head(connection);
    case STATE_BODY:
        return read_body(connection);
    case STATE_WRITING:
        return connection_write(connection, &connection->out);
    case STATE_LINGERING:
        return linger(connection);
    }
    return STEP_CLOSE;
}

enum step connection_expire(struct connection *connection)
{
    bool is_asking = connection->state == STATE_BODY ||
                     (connection->state == STATE_HEAD && connection->exchange != NULL &&
                      connection->exchange->length > 0);

    if (is_asking)
        return connection_refuse(connection, 408);
    /* The kernel would go on offering what it holds to a client that does not read. */
    if (connection->state == STATE_WRITING)
        stream_cut(&connection->stream);
    return STEP_CLOSE;
}
