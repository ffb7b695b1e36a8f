/* The threads that answer: each takes a whole request, gives the answer to the socket, and the
 * connection back to the waiting thread. */
#include "base/arena.h"
#include "http/front.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static const size_t arena_limit_bytes = (size_t)256 << 20;

static void report_opened(struct http_server *server, bool failed, const struct error *error)
{
    pthread_mutex_lock(&server->lock);
    server->opened_workers++;
    if (failed && !server->worker_failed) {
        server->worker_failed = true;
        server->worker_error = *error;
    }
    pthread_cond_signal(&server->opened);
    pthread_mutex_unlock(&server->lock);
}

static struct connection *take_first(struct http_server *server)
{
    struct connection *connection = server->first;

    server->first = connection->next;
    server->running++;
    return connection;
}

struct desk *worker_hand_out(struct http_server *server)
{
    struct desk *called = NULL;

    while (server->first != NULL && server->idle != NULL &&
           server->running < server->settings.workers) {
        struct desk *desk = server->idle;

        server->idle = desk->next;
        desk->connection = take_first(server);
        desk->next = called;
        called = desk;
    }
    return called;
}

void worker_call(struct desk *desks)
{
    while (desks != NULL) {
        struct desk *next = desks->next;

        must(sem_post(&desks->called) == 0);
        desks = next; /* the one called is its thread's again */
    }
}

/* Gives a turn away, and calls who may have it. */
static void give_turn(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->running--;
    struct desk *called = worker_hand_out(server);
    pthread_mutex_unlock(&server->lock);
    worker_call(called);
}

void http_step_aside(const struct http_request *request)
{
    if (request->server != NULL)
        give_turn(request->server);
}

/* Not waiting for a turn: who comes back has little left to do. */
void http_step_back(const struct http_request *request)
{
    struct http_server *server = request->server;

    if (server == NULL)
        return;
    pthread_mutex_lock(&server->lock);
    server->running++;
    pthread_mutex_unlock(&server->lock);
}

/* The next request for the desk, whose turn ends when it had one; NULL when the server ends. */
static struct connection *take_request(struct http_server *server, struct desk *desk)
{
    struct connection *connection = NULL;

    pthread_mutex_lock(&server->lock);
    server->running -= desk->has_turn;
    bool is_ending = server->is_ending;
    if (!is_ending && server->first != NULL && server->running < server->settings.workers)
        connection = take_first(server);
    else if (!is_ending) {
        desk->connection = NULL;
        desk->next = server->idle;
        server->idle = desk;
    }
    pthread_mutex_unlock(&server->lock);
    desk->has_turn = true; /* or it is the end */
    if (connection != NULL || is_ending)
        return connection;
    while (sem_wait(&desk->called) != 0)
        continue; /* interrupted */
    return desk->connection;
}

/* After the counting the connection is not ours: the waiting thread may have closed it. A broken
 * one is shut down, of which epoll tells at once. */
static void give_back(struct http_server *server, struct connection *connection, enum step step)
{
    if (step == STEP_CLOSE) {
        shutdown(connection->stream.fd, SHUT_RDWR);
        connection->state = STATE_LINGERING;
        connection->stream.wanted = EPOLLIN;
        connection->deadline = 0;
    }
    struct epoll_event event = {
        .events = connection->stream.wanted | EPOLLONESHOT,
        .data.ptr = connection,
    };
    int fd = connection->stream.fd;
    atomic_fetch_add_explicit(&connection->finished, 1, memory_order_release);
    must(epoll_ctl(server->epoll, EPOLL_CTL_MOD, fd, &event) == 0);
    atomic_fetch_add_explicit(&connection->returned, 1, memory_order_release);
}

static void answer(struct http_server *server, struct desk *desk, struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    struct http_response *response = &desk->response;
    const struct buffer kept = response->body;

    memset(response, 0, sizeof(*response));
    response->body = kept;
    buffer_clear(&response->body);
    response->file = -1;
    exchange->request.arena = desk->arena;
    exchange->request.server = server;
    atomic_fetch_add_explicit(&server->requests, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&server->busy_workers, 1, memory_order_relaxed);
    server->service.answer(desk->worker, &exchange->request, response);
    atomic_fetch_sub_explicit(&server->busy_workers, 1, memory_order_relaxed);
    connection->closing = exchange->framing.closes || response->close ||
                          atomic_load_explicit(&server->stopping, memory_order_relaxed);
    outgoing_compose(&desk->out, response, strcmp(exchange->request.method, "HEAD") == 0,
                     connection->closing);
    arena_reset(desk->arena);
    connection_drop_body(connection);
    give_back(server, connection, connection_write(connection, &desk->out));
}

void *worker_run(void *argument)
{
    struct http_server *server = argument;
    const struct http_service *service = &server->service;
    struct error error = {.language = server->language};
    struct desk desk = {.out.file = -1};
    struct connection *connection;

    desk.worker = service->open_worker(service->context, &error);
    report_opened(server, desk.worker == NULL, &error);
    if (desk.worker == NULL)
        return NULL;
    desk.arena = arena_open(arena_limit_bytes);
    must(sem_init(&desk.called, 0, 0) == 0);
    while ((connection = take_request(server, &desk)) != NULL)
        answer(server, &desk, connection);
    sem_destroy(&desk.called);
    arena_close(desk.arena);
    buffer_done(&desk.response.body);
    outgoing_done(&desk.out);
    service->close_worker(desk.worker);
    return NULL;
}
