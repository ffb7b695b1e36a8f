/* Clients of the server, played from one thread over kept connections, each waiting for its answer:
 *
 *     load_client NAME PORT PID CLIENTS SECONDS COOKIES PATH                      asks for PATH
 *     load_client NAME PORT PID CLIENTS SECONDS COOKIES + DEPARTMENT SECTION      creates assets
 *     load_client NAME PORT PID CLIENTS SECONDS COOKIES = PATH BODY               sends BODY to
 * PATH
 *
 * again and again. COOKIES are separated by commas, and the clients take them in turn. Prints name,
 * value and unit, separated by tabs: answers a second, those a second of the server's (process PID)
 * work on one core, the middle and the slowest of a hundred, bytes, what was not answered well.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MOST = 64, ANSWER_BYTES = 1 << 20, REQUEST_BYTES = 4096, TIMES_MOST = 1 << 22 };

struct client {
    int socket;
    const char *cookie; /* it ends at a comma */
    char *answer;
    size_t length, wanted; /* wanted 0: the head is not whole yet */
    double began;
};

struct load {
    const char *name, *cookies, *path, *department, *section;
    const char *body; /* NULL: nothing is sent but assets */
    int port, pid, clients;
    double seconds;
    int number; /* of the next asset */
    long answers, failures;
    size_t bytes; /* of the last answer */
    float *times;
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void give_up(const char *what)
{
    fprintf(stderr, "load_client: %s: %s\n", what, strerror(errno));
    exit(70);
}

/* Seconds of work that the process has done so far. */
static double work_of(int pid)
{
    char path[64], text[1024];
    long user = 0, system = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(text, sizeof text, file) == NULL)
        give_up(path);
    fclose(file);
    const char *rest = strrchr(text, ')');
    if (rest == NULL || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld",
                               &user, &system) != 2)
        give_up(path);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void join_server(struct client *client, int port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr = {htonl(INADDR_LOOPBACK)}};

    client->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->socket < 0 ||
        connect(client->socket, (const struct sockaddr *)&address, sizeof address) < 0)
        give_up("connect");
    client->answer = malloc(ANSWER_BYTES + 1);
    if (client->answer == NULL)
        give_up("malloc");
}

/* The head of what the client asks for, without the empty line. */
static int write_head(const char *method, const char *path, const struct client *client,
                      char request[REQUEST_BYTES])
{
    return snprintf(request, REQUEST_BYTES,
                    "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ja\r\n"
                    "Cookie: session=%.*s\r\n",
                    method, path, (int)strcspn(client->cookie, ","), client->cookie);
}

static int write_post(const char *path, const char *body, const struct client *client,
                      char request[REQUEST_BYTES])
{
    int length = write_head("POST", path, client, request);

    return length + snprintf(request + length, (size_t)(REQUEST_BYTES - length),
                             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                             strlen(body), body);
}

static int write_request(struct load *load, const struct client *client,
                         char request[REQUEST_BYTES])
{
    char body[1024];
    int number = load->number;

    if (load->body != NULL)
        return write_post(load->path, load->body, client, request);
    if (load->path != NULL) {
        int length = write_head("GET", load->path, client, request);

        return length + snprintf(request + length, (size_t)(REQUEST_BYTES - length), "\r\n");
    }
    load->number++;
    snprintf(body, sizeof body,
             "{\"asset_no\":\"%c%c-%04d\",\"department\":\"%s\",\"section\":\"%s\","
             "\"name\":\"計測用の資産\",\"importance\":\"B\",\"storage_zone\":\"L3\","
             "\"kind\":\"紙\",\"registered_on\":\"2026-04-01\","
             "\"reviewed_on\":\"2026-04-01\"}",
             'M' + number / 260000 % 14, 'A' + number / 10000 % 26, number % 10000,
             load->department, load->section);
    return write_post("/api/1/assets", body, client, request);
}

static void ask(struct load *load, struct client *client)
{
    char request[REQUEST_BYTES];
    int length = write_request(load, client, request);

    client->length = client->wanted = 0;
    client->began = now();
    if (send(client->socket, request, (size_t)length, MSG_NOSIGNAL) != length)
        give_up("send");
}

/* How long the whole answer is, once its head is there. */
static void read_head(struct client *client)
{
    client->answer[client->length] = '\0';
    const char *end = strstr(client->answer, "\r\n\r\n");
    const char *length = strcasestr(client->answer, "\r\ncontent-length: ");
    if (end != NULL && length != NULL && length < end)
        client->wanted = (size_t)(end + 4 - client->answer) +
                         (size_t)strtoul(length + strlen("\r\ncontent-length: "), NULL, 10);
}

/* Takes what came; true when the answer is whole. */
static bool take(struct load *load, struct client *client)
{
    ssize_t got =
        recv(client->socket, client->answer + client->length, ANSWER_BYTES - client->length, 0);

    if (got <= 0)
        give_up("recv");
    client->length += (size_t)got;
    if (client->wanted == 0)
        read_head(client);
    if (client->wanted == 0 || client->length < client->wanted)
        return false;
    const char *good = load->path != NULL && load->body == NULL ? "HTTP/1.1 200" : "HTTP/1.1 201";
    load->failures += strncmp(client->answer, good, strlen(good)) != 0;
    load->bytes = client->wanted;
    if (load->answers < TIMES_MOST)
        load->times[load->answers] = (float)(now() - client->began);
    load->answers++;
    return true;
}

static void run(struct load *load)
{
    struct client clients[CLIENTS_MOST] = {{0}};
    struct pollfd waits[CLIENTS_MOST];
    double end = now() + load->seconds;
    const char *cookie = load->cookies;

    for (int i = 0; i < load->clients; i++) {
        clients[i].cookie = cookie;
        cookie += strcspn(cookie, ",");
        cookie = *cookie == ',' ? cookie + 1 : load->cookies;
        join_server(&clients[i], load->port);
        waits[i] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN};
        ask(load, &clients[i]);
    }
    while (now() < end) {
        if (poll(waits, (nfds_t)load->clients, 1000) < 0)
            give_up("poll");
        for (int i = 0; i < load->clients; i++)
            if (waits[i].revents != 0 && take(load, &clients[i]))
                ask(load, &clients[i]);
    }
    for (int i = 0; i < load->clients; i++) {
        close(clients[i].socket);
        free(clients[i].answer);
    }
}

static int compare_times(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;

    return (a > b) - (a < b);
}

int main(int count, char **words)
{
    struct load load = {0};

    if (count != 8 && count != 10) {
        fprintf(stderr,
                "load_client NAME PORT PID CLIENTS SECONDS COOKIES PATH | + DEPARTMENT SECTION | "
                "= PATH BODY\n");
        return 2;
    }
    load.name = words[1];
    load.port = atoi(words[2]);
    load.pid = atoi(words[3]);
    load.clients = atoi(words[4]) < CLIENTS_MOST ? atoi(words[4]) : CLIENTS_MOST;
    load.seconds = atof(words[5]);
    load.cookies = words[6];
    bool sends = count == 10 && strcmp(words[7], "=") == 0;
    load.path = count == 8 ? words[7] : sends ? words[8] : NULL;
    load.body = sends ? words[9] : NULL;
    load.department = count == 10 ? words[8] : NULL;
    load.section = count == 10 ? words[9] : NULL;
    load.times = calloc(TIMES_MOST, sizeof *load.times);
    if (load.times == NULL)
        give_up("calloc");
    double work = work_of(load.pid), began = now();
    run(&load);
    double seconds = now() - began;
    work = work_of(load.pid) - work;
    long kept = load.answers < TIMES_MOST ? load.answers : TIMES_MOST;
    qsort(load.times, (size_t)kept, sizeof *load.times, compare_times);
    printf("%s\t%.0f\t/s\n", load.name, (double)load.answers / seconds);
    printf("%s_per_core\t%.0f\t/s\n", load.name, (double)load.answers / work);
    printf("%s_p50\t%.2f\tms\n", load.name, kept > 0 ? 1e3 * (double)load.times[kept / 2] : 0.0);
    printf("%s_p99\t%.2f\tms\n", load.name,
           kept > 0 ? 1e3 * (double)load.times[kept * 99 / 100] : 0.0);
    printf("%s_size\t%.1f\tKB\n", load.name, (double)load.bytes / 1e3);
    printf("%s_failed\t%ld\t\n", load.name, load.failures);
    free(load.times);
    return load.failures > 0;
}
