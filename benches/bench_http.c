/* The bare front: small requests a second over kept connections, from one thread that plays 32
 * clients, with a handler that does nothing. Prints name, value and unit, separated by tabs. Takes
 * the seconds (3). */
#include "base/error.h"
#include "http/http.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 32, ANSWER_BYTES = 4096 };

static const char request[] =
    "GET /findings?page=2 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\n"
    "Accept: text/html,application/xhtml+xml\r\nAccept-Language: ja,en;q=0.8\r\n"
    "Cookie: session=0123456789abcdef0123456789abcdef\r\nConnection: keep-alive\r\n\r\n";

static void *open_worker(void *context, struct error *error)
{
    (void)error;
    return context;
}

static void close_worker(void *worker)
{
    (void)worker;
}

static size_t body_limit(void *context, const char *method, const char *path)
{
    (void)context;
    (void)method;
    (void)path;
    return 0;
}

static void answer(void *worker, const struct http_request *asked, struct http_response *response)
{
    (void)worker;
    (void)asked;
    response->status = 200;
    response->type = "text/plain; charset=utf-8";
    buffer_text(&response->body, "はい\n");
}

static void *serve(void *server)
{
    must(http_serve(server, NULL) == 0);
    return NULL;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu_of(int who)
{
    struct rusage usage;

    must(getrusage(who, &usage) == 0);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void ask(int fd)
{
    must(send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(request) - 1);
}

/* Each client asks again as soon as it is answered; an answer comes in one piece. */
static long play(int port, double seconds)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct pollfd clients[CLIENTS];
    char taken[ANSWER_BYTES];
    long count = 0;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct pollfd){socket(AF_INET, SOCK_STREAM, 0), POLLIN, 0};
        must(connect(clients[i].fd, (struct sockaddr *)&address, sizeof(address)) == 0);
        ask(clients[i].fd);
    }
    for (double end = now() + seconds; now() < end;) {
        must(poll(clients, CLIENTS, 1000) > 0);
        for (int i = 0; i < CLIENTS; i++) {
            if (clients[i].revents == 0)
                continue;
            ssize_t length = recv(clients[i].fd, taken, sizeof(taken), 0);
            must(length > 12 && memcmp(taken, "HTTP/1.1 200", 12) == 0);
            count++;
            ask(clients[i].fd);
        }
    }
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i].fd);
    return count;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;
    struct error error = {0};
    const struct http_settings settings = {.address = "127.0.0.1", .spool_folder = "/tmp"};
    const struct http_service service = {
        .context = &error,
        .open_worker = open_worker,
        .close_worker = close_worker,
        .body_limit = body_limit,
        .answer = answer,
    };
    struct http_server *server = http_open(&settings, &service, &error);
    pthread_t thread;

    if (server == NULL) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    must(pthread_create(&thread, NULL, serve, server) == 0);
    double start = now(), cpu = cpu_of(RUSAGE_SELF);
    long count = play(http_port(server), seconds);
    double client_start = cpu_of(RUSAGE_THREAD);
    printf("http_requests\t%.0f\t/s\n", (double)count / (now() - start));
    printf("http_server_cpu\t%.1f\tus/request\n",
           (cpu_of(RUSAGE_SELF) - cpu - client_start) * 1e6 / (double)count);
    http_stop(server);
    pthread_join(thread, NULL);
    http_close(server);
    return 0;
}
