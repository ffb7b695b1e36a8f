/* The thread that waits for all connections. */
#include "http/front.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, SWEEP_MS = 250, REST_MS = 2000, DRAIN_MS = 10000, ACCEPTS_AT_ONCE = 64 };

static void arm(struct http_server *server, struct connection *connection)
{
    struct epoll_event event = {
        .events = connection->stream.wanted | EPOLLONESHOT,
        .data.ptr = connection,
    };

    must(epoll_ctl(server->epoll, EPOLL_CTL_MOD, connection->stream.fd, &event) == 0);
}

static bool is_at_work(const struct connection *connection)
{
    return atomic_load_explicit(&connection->returned, memory_order_acquire) != connection->given;
}

/* Taken out of epoll by name: a child between fork and exec holds the socket open. */
static void drop(struct http_server *server, struct connection *connection)
{
    struct connection *last = server->connections[--server->connection_count];

    /* A worker that has armed it may be about to count the return. */
    while (is_at_work(connection))
        sched_yield();
    server->connections[connection->place] = last;
    last->place = connection->place;
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, connection->stream.fd, NULL);
    connection_free(connection);
    atomic_store_explicit(&server->connections_shown, server->connection_count,
                          memory_order_relaxed);
}

/* Requests that became whole in one round, queued together. */
struct batch {
    struct connection *first, *last;
    int count;
};

static void follow(struct http_server *server, struct batch *batch, struct connection *connection,
                   enum step step)
{
    switch (step) {
    case STEP_WAIT:
        arm(server, connection);
        return;
    case STEP_CLOSE:
        drop(server, connection);
        return;
    case STEP_WORK:
        connection->next = NULL;
        if (batch->first == NULL)
            batch->first = connection;
        else
            batch->last->next = connection;
        batch->last = connection;
        batch->count++;
        connection->given++;
    }
}

static void queue(struct http_server *server, const struct batch *batch)
{
    if (batch->count == 0)
        return;
    pthread_mutex_lock(&server->lock);
    if (server->first == NULL)
        server->first = batch->first;
    else
        server->last->next = batch->first;
    server->last = batch->last;
    struct desk *called = worker_hand_out(server);
    pthread_mutex_unlock(&server->lock);
    worker_call(called);
}

static bool is_idle(const struct connection *connection)
{
    return connection->state == STATE_HEAD &&
           (connection->exchange == NULL || connection->exchange->length == 0);
}

/* The idle connection that has waited longest gives its place to a new one. */
static bool make_place(struct http_server *server)
{
    struct connection *oldest = NULL;

    for (int i = 0; i < server->connection_count; i++) {
        struct connection *each = server->connections[i];

        if (!is_at_work(each) && is_idle(each) &&
            (oldest == NULL || each->deadline < oldest->deadline))
            oldest = each;
    }
    if (oldest == NULL)
        return false;
    drop(server, oldest);
    return true;
}

/* One address may hold half of the places. */
static bool has_its_share(const struct http_server *server, const char *peer)
{
    const int share = (server->settings.connections + 1) / 2;
    int count = 0;

    if (server->connection_count < share)
        return false;
    for (int i = 0; i < server->connection_count; i++)
        count += strcmp(server->connections[i]->peer, peer) == 0;
    return count >= share;
}

static void write_peer(const struct sockaddr_storage *address, char out[INET6_ADDRSTRLEN])
{
    const void *number = address->ss_family == AF_INET6
                             ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
                             : (const void *)&((const struct sockaddr_in *)address)->sin_addr;

    must(inet_ntop(address->ss_family, number, out, INET6_ADDRSTRLEN) != NULL);
}

static void turn_away(struct http_server *server, int fd)
{
    static const char text[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                               "Retry-After: 1\r\nConnection: close\r\n\r\n";

    if (server->tls == NULL)
        send(fd, text, sizeof(text) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
    atomic_fetch_add_explicit(&server->refused, 1, memory_order_relaxed);
}

static void admit(struct http_server *server, int fd, const struct sockaddr_storage *address)
{
    const struct http_settings *settings = &server->settings;
    char peer[INET6_ADDRSTRLEN];

    write_peer(address, peer);
    if (has_its_share(server, peer) ||
        (server->connection_count == settings->connections && !make_place(server))) {
        turn_away(server, fd);
        return;
    }
    struct connection *connection = calloc(1, sizeof(*connection));
    must(connection != NULL);
    memcpy(connection->peer, peer, sizeof(peer));
    connection->server = server;
    connection->out.file = -1;
    connection->state = server->tls != NULL ? STATE_GREETING : STATE_HEAD;
    connection->deadline =
        front_now() +
        (int64_t)1000 * (server->tls != NULL ? settings->head_seconds : settings->idle_seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    stream_start(&connection->stream, fd, server->tls);
    connection->place = server->connection_count;
    server->connections[server->connection_count++] = connection;
    atomic_store_explicit(&server->connections_shown, server->connection_count,
                          memory_order_relaxed);
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.ptr = connection};
    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        drop(server, connection);
}

/* Without files to open, the listener rests until the next sweep. */
static void set_accepting(struct http_server *server, bool accepts)
{
    struct epoll_event event = {.events = accepts ? EPOLLIN : 0, .data.ptr = &server->listener};

    if (server->accepts == accepts || server->listener == -1)
        return;
    server->accepts = accepts;
    must(epoll_ctl(server->epoll, EPOLL_CTL_MOD, server->listener, &event) == 0);
}

static void accept_some(struct http_server *server)
{
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage address = {0};
        socklen_t length = sizeof(address);
        int fd = accept4(server->listener, (struct sockaddr *)&address, &length,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd >= 0)
            admit(server, fd, &address);
        else if (errno == EAGAIN)
            return;
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            set_accepting(server, false);
            return;
        }
    }
}

/* From the end, as dropping moves the last connection to the place of the dropped one. None here
 * becomes a request, so none is armed and queued at once. */
static void sweep(struct http_server *server)
{
    const int64_t idle_ms = (int64_t)server->settings.idle_seconds * 1000;
    int64_t now = front_now();
    struct batch none = {0};

    server->next_sweep = now + SWEEP_MS;
    set_accepting(server, true);
    for (int i = server->connection_count - 1; i >= 0; i--) {
        struct connection *each = server->connections[i];

        if (is_at_work(each))
            continue;
        if (each->deadline <= now)
            follow(server, &none, each, connection_expire(each));
        else if (server->is_draining && server->heard_all &&
                 (is_idle(each) || each->state == STATE_GREETING))
            drop(server, each);
        else if (is_idle(each) && each->deadline - now < idle_ms - REST_MS)
            connection_rest(each);
    }
    must(none.count == 0);
}

/* Requests that came before the stop are answered: those in the listener's line, and those whose
 * bytes nobody has read yet, of which epoll tells before the next sweep drops the idle. */
static void begin_drain(struct http_server *server)
{
    server->is_draining = true;
    server->heard_all = false;
    server->drained_by = front_now() + DRAIN_MS;
    server->next_sweep = front_now() + SWEEP_MS;
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, server->stop_event, NULL);
    for (int i = 0; i < SOMAXCONN / ACCEPTS_AT_ONCE; i++)
        accept_some(server);
    close(server->listener);
    server->listener = -1;
}

/* The worker that armed it may not have counted the return yet, but it has finished. */
static enum step handle_event(struct connection *connection)
{
    must(atomic_load_explicit(&connection->finished, memory_order_acquire) == connection->given);
    return connection_advance(connection);
}

/* Handles what epoll tells, up to a time after which it is time to sweep. */
static void take_turn(struct http_server *server)
{
    struct epoll_event events[EVENTS];
    struct batch batch = {0};
    bool has_callers = false;
    int wait_ms = server->connection_count > 0 || !server->accepts ? SWEEP_MS : -1;
    int count = epoll_wait(server->epoll, events, EVENTS, wait_ms);

    must(count >= 0 || errno == EINTR);
    server->heard_all = count >= 0 && count < EVENTS;
    for (int i = 0; i < count; i++) {
        void *source = events[i].data.ptr;

        if (source == &server->listener)
            has_callers = true;
        else if (source != &server->stop_event)
            follow(server, &batch, source, handle_event(source));
    }
    queue(server, &batch);
    if (has_callers)
        accept_some(server);
}

/* TLS and sendfile() know no MSG_NOSIGNAL: a broken pipe is an error code here, never a signal. */
static void restore_signals(const sigset_t *kept)
{
    sigset_t pipe_only;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    if (!sigismember(kept, SIGPIPE))
        while (sigtimedwait(&pipe_only, NULL, &(struct timespec){0}) == SIGPIPE) {
        }
    pthread_sigmask(SIG_SETMASK, kept, NULL);
}

int http_serve(struct http_server *server, struct error *error)
{
    struct epoll_event listen_event = {.events = EPOLLIN, .data.ptr = &server->listener};
    struct epoll_event stop_event = {.events = EPOLLIN, .data.ptr = &server->stop_event};
    sigset_t pipe_only, kept;

    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->listener, &listen_event) != 0 ||
        epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->stop_event, &stop_event) != 0)
        return error_set(error, ERROR_FAULT, "", "接続を待てません: %s", strerror(errno));
    server->accepts = true;
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_only, &kept);
    while (!server->is_draining ||
           (server->connection_count > 0 && front_now() < server->drained_by)) {
        take_turn(server);
        if (!server->is_draining && atomic_load(&server->stopping))
            begin_drain(server);
        if (front_now() >= server->next_sweep)
            sweep(server);
    }
    restore_signals(&kept);
    return 0;
}

void http_stop(struct http_server *server)
{
    const uint64_t one = 1;
    int kept = errno;

    atomic_store(&server->stopping, true);
    /* Full means that it has been told already. */
    ssize_t told = write(server->stop_event, &one, sizeof(one));
    (void)told;
    errno = kept;
}
