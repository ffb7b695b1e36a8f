/* A front with a small service on a free port of loopback, and clients that play any bytes. */
#ifndef TESTS_HTTP_FRONT_H
#define TESTS_HTTP_FRONT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/folder.h"
#include "http/http.h"
#include "tests/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct front {
    struct http_settings settings;
    struct http_server *server;
    pthread_t thread;
    char folder[64];
    atomic_int answered, hidden; /* requests, and those for /hidden */
    atomic_bool may_finish;      /* of /wait and /aside */
    int result;
};

static inline void front_pause(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

static inline int64_t front_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void *front_open_worker(void *context, struct error *error)
{
    (void)error;
    return context;
}

static inline void front_close_worker(void *worker)
{
    (void)worker;
}

static inline size_t front_body_limit(void *context, const char *method, const char *path)
{
    (void)context;
    (void)method;
    return strcmp(path, "/upload") == 0 ? 8 << 20 : 100000;
}

/* Says what came: method, path, query, and the body's length and sum of bytes. */
static inline void front_echo(const struct http_request *request, struct http_response *response)
{
    unsigned long sum = 0;
    unsigned char piece[4096];
    ssize_t count;

    for (size_t i = 0; request->body != NULL && i < request->body_length; i++)
        sum += (unsigned char)request->body[i];
    while (request->body_file != -1 && (count = read(request->body_file, piece, sizeof(piece))) > 0)
        for (ssize_t i = 0; i < count; i++)
            sum += piece[i];
    buffer_format(&response->body, "%s %s %s %zu %lu %s", request->method, request->path,
                  request->query, request->body_length, sum,
                  request->body_file != -1 ? "file" : "memory");
}

static inline void front_form(const struct http_request *request, struct http_response *response)
{
    struct http_part parts[4];
    struct error error = {0};
    int count;

    int result = http_parts(request, parts, 4, &count, &error);
    for (int i = 0; result == 0 && i < count; i++)
        buffer_format(&response->body, "%s=%s;", parts[i].name,
                      parts[i].file_name != NULL
                          ? arena_format(request->arena, "%s:%lld", parts[i].file_name,
                                         (long long)parts[i].length)
                          : parts[i].text);
    if (result < 0) {
        response->status = 422;
        buffer_text(&response->body, error.text);
    }
}

/* `length` bytes: 0 to 9 over and over. */
static inline void front_write_digits(struct buffer *out, size_t length)
{
    char piece[1000];

    for (size_t i = 0; i < sizeof(piece); i++)
        piece[i] = (char)('0' + i % 10);
    for (size_t done = 0; done < length; done += sizeof(piece))
        buffer_append(out, piece, length - done < sizeof(piece) ? length - done : sizeof(piece));
}

static inline int front_make_file(struct front *front, size_t length)
{
    char path[80];
    struct buffer content = {0};

    snprintf(path, sizeof(path), "%s/sent-XXXXXX", front->folder);
    int file = mkostemp(path, O_CLOEXEC);
    must(file >= 0 && unlink(path) == 0);
    front_write_digits(&content, length);
    must(write(file, buffer_string(&content), length) == (ssize_t)length);
    buffer_done(&content);
    return file;
}

static inline void front_answer(void *worker, const struct http_request *request,
                                struct http_response *response)
{
    struct front *front = worker;
    const char *length = http_value(request->arena, request->query, "length");

    front->answered++;
    response->status = 200;
    response->type = "text/plain; charset=utf-8";
    http_add(response, "X-Peer", request->peer);
    if (strcmp(request->path, "/hidden") == 0)
        front->hidden++;
    if (strcmp(request->path, "/form") == 0 || strcmp(request->path, "/upload") == 0)
        front_form(request, response);
    else if (strcmp(request->path, "/wait") == 0)
        while (!front->may_finish)
            front_pause(5);
    else if (strcmp(request->path, "/aside") == 0) {
        http_step_aside(request);
        while (!front->may_finish)
            front_pause(5);
        http_step_back(request);
    } else if (strcmp(request->path, "/nothing") == 0)
        response->status = 204;
    else if (strcmp(request->path, "/file") == 0) {
        response->file_length = strtol(length, NULL, 10);
        response->file = front_make_file(front, (size_t)response->file_length);
    } else if (strcmp(request->path, "/large") == 0)
        front_write_digits(&response->body, strtoul(length, NULL, 10));
    else
        front_echo(request, response);
    response->close = strcmp(request->path, "/close") == 0;
}

static inline void *front_serve(void *argument)
{
    struct front *front = argument;

    front->result = http_serve(front->server, NULL);
    return NULL;
}

/* Set front->settings before; address, folder and port are set here. */
static inline void front_start(struct front *front)
{
    struct error error = {0};
    const struct http_service service = {
        .context = front,
        .open_worker = front_open_worker,
        .close_worker = front_close_worker,
        .body_limit = front_body_limit,
        .answer = front_answer,
    };

    snprintf(front->folder, sizeof(front->folder), "/tmp/chikiri-http-XXXXXX");
    must(mkdtemp(front->folder) != NULL);
    front->settings.address = "127.0.0.1";
    front->settings.spool_folder = front->folder;
    front->server = http_open(&front->settings, &service, &error);
    if (front->server == NULL)
        printf("# %s\n", error.text);
    must(front->server != NULL);
    must(pthread_create(&front->thread, NULL, front_serve, front) == 0);
}

static inline void front_end(struct front *front)
{
    front->may_finish = true;
    http_stop(front->server);
    pthread_join(front->thread, NULL);
    http_close(front->server);
    folder_remove(front->folder);
}

static inline int front_connect_from(const struct front *front, const char *from)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)http_port(front->server)),
    };
    struct sockaddr_in source = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    must(inet_pton(AF_INET, from, &source.sin_addr) == 1);
    must(bind(fd, (struct sockaddr *)&source, sizeof(source)) == 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
    must(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 15},
                    sizeof(struct timeval)) == 0);
    return fd;
}

static inline int front_connect(const struct front *front)
{
    return front_connect_from(front, "127.0.0.1");
}

static inline bool front_send(int fd, const void *bytes, size_t length)
{
    return send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static inline bool front_say(int fd, const char *text)
{
    return front_send(fd, text, strlen(text));
}

/* One answer off the connection, its content behind the head; the status, 0 when the connection
 * ended before, -1 when it was cut. `is_head`: without content. */
static inline int front_hear(int fd, struct buffer *answer, bool is_head)
{
    const char *end = NULL, *length;
    char byte;
    size_t wanted = 1;

    buffer_clear(answer);
    while (wanted > 0) {
        char piece[4096];
        ssize_t count =
            end == NULL ? recv(fd, &byte, 1, 0) : recv(fd, piece, wanted < 4096 ? wanted : 4096, 0);
        if (count <= 0)
            return count == 0 && answer->length == 0 ? 0 : -1;
        buffer_append(answer, end == NULL ? &byte : piece, (size_t)count);
        if (end != NULL) {
            wanted -= (size_t)count;
        } else if (answer->length > 4 &&
                   memcmp(answer->data + answer->length - 4, "\r\n\r\n", 4) == 0) {
            end = answer->data + answer->length;
            length = strstr(answer->data, "\r\nContent-Length: ");
            wanted = length != NULL && !is_head ? strtoul(length + 18, NULL, 10) : 0;
        }
    }
    return (int)strtol(answer->data + 9, NULL, 10);
}

static inline const char *front_content(const struct buffer *answer)
{
    const char *head_end = strstr(buffer_string(answer), "\r\n\r\n");

    return head_end != NULL ? head_end + 4 : "";
}

/* Whether the other side has ended the connection in good order. */
static inline bool front_is_over(int fd)
{
    char byte;

    return recv(fd, &byte, 1, 0) == 0;
}

/* One request on a connection of its own: the status; the answer stays in *answer. */
static inline int front_ask(const struct front *front, const char *text, struct buffer *answer)
{
    int fd = front_connect(front);

    front_say(fd, text);
    int status = front_hear(fd, answer, strncmp(text, "HEAD", 4) == 0);
    close(fd);
    return status;
}

#endif
