/* Opening and closing the server. */
#include "base/language.h"
#include "http/front.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t usual_spool_bytes = 1 << 30;

static int set_or(int given, int usual)
{
    return given > 0 ? given : usual;
}

static struct http_settings with_defaults(const struct http_settings *given)
{
    struct http_settings settings = *given;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    settings.workers = set_or(given->workers, cores > 0 ? 2 * (int)cores : 2);
    settings.aside = set_or(given->aside, 48);
    settings.connections = set_or(given->connections, 4096);
    settings.spool_bytes = given->spool_bytes > 0 ? given->spool_bytes : usual_spool_bytes;
    settings.head_seconds = set_or(given->head_seconds, 10);
    settings.body_seconds = set_or(given->body_seconds, 30);
    settings.idle_seconds = set_or(given->idle_seconds, 60);
    return settings;
}

/* A connection takes a file, its body or answer another. What the system does not give is met when
 * it is missing: the listener rests. */
static void raise_file_limit(int connections)
{
    rlim_t wanted = 2 * (rlim_t)connections + 256;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int refuse_address(const struct http_settings *settings, int reason, struct error *error)
{
    if (reason == EADDRINUSE)
        return error_set(error, ERROR_CONFLICT, "",
                         "%s のポート %d はほかのプログラムが使っています。別のポートを指定するか、"
                         "そのプログラムを止めてください。",
                         settings->address, settings->port);
    if (reason == EACCES)
        return error_set(error, ERROR_DENIED, "",
                         "ポート %d で待つ権限がありません。1024 以上のポートを指定してください。",
                         settings->port);
    return error_set(error, ERROR_INPUT, "",
                     "%s のポート %d で待てません（%s）。この機械のアドレスか確かめてください。",
                     settings->address, settings->port, strerror(reason));
}

static int listen_on(struct http_server *server, struct error *error)
{
    const struct http_settings *settings = &server->settings;
    const struct addrinfo hints = {
        .ai_flags = AI_PASSIVE | AI_NUMERICHOST,
        .ai_socktype = SOCK_STREAM,
    };
    struct sockaddr_storage bound = {0};
    socklen_t length = sizeof(bound);
    struct addrinfo *found;

    if (getaddrinfo(settings->address, NULL, &hints, &found) != 0)
        return error_set(error, ERROR_INPUT, "",
                         "待つアドレス「%s」が読めません。127.0.0.1 のように書いてください。",
                         settings->address);
    if (found->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)(void *)found->ai_addr)->sin6_port =
            htons((uint16_t)settings->port);
    else
        ((struct sockaddr_in *)(void *)found->ai_addr)->sin_port = htons((uint16_t)settings->port);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    server->listener = fd;
    bool listens = fd >= 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) == 0 &&
                   bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0 &&
                   getsockname(fd, (struct sockaddr *)&bound, &length) == 0;
    int reason = errno;
    freeaddrinfo(found);
    if (!listens)
        return refuse_address(settings, reason, error);
    server->port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                                     : ((struct sockaddr_in *)&bound)->sin_port);
    return 0;
}

/* Starts the workers and waits until each has opened. Signals are for the caller's threads. */
static int start_workers(struct http_server *server, struct error *error)
{
    sigset_t all, kept;
    int reason = 0, count = server->settings.workers + server->settings.aside;

    server->threads = calloc((size_t)count, sizeof(*server->threads));
    must(server->threads != NULL);
    server->language = error != NULL ? error->language : LANGUAGE_JAPANESE;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &kept);
    while (reason == 0 && server->thread_count < count) {
        reason = pthread_create(&server->threads[server->thread_count], NULL, worker_run, server);
        server->thread_count += reason == 0;
    }
    pthread_sigmask(SIG_SETMASK, &kept, NULL);
    pthread_mutex_lock(&server->lock);
    while (server->opened_workers < server->thread_count)
        pthread_cond_wait(&server->opened, &server->lock);
    bool failed = server->worker_failed;
    pthread_mutex_unlock(&server->lock);
    if (reason != 0)
        return error_set(error, ERROR_FAULT, "", "スレッドを始められません: %s", strerror(reason));
    if (failed && error != NULL)
        *error = server->worker_error;
    return failed ? ERROR_FAULT : 0;
}

/* All that is needed before the workers. Without a file descriptor the caller has an error too. */
static int prepare(struct http_server *server, struct error *error)
{
    const struct http_settings *settings = &server->settings;

    server->epoll = epoll_create1(EPOLL_CLOEXEC);
    server->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->epoll < 0 || server->stop_event < 0)
        return error_set(error, ERROR_FAULT, "", "接続を待てません: %s", strerror(errno));
    if (access(settings->spool_folder, W_OK | X_OK) != 0)
        return error_set(
            error, ERROR_INPUT, "",
            "一時ファイルを置くフォルダー %s に書けません（%s）。権限を確かめてください。",
            settings->spool_folder, strerror(errno));
    if (settings->certificate_file != NULL) {
        server->tls = stream_open_tls(settings->certificate_file, settings->key_file, error);
        if (server->tls == NULL)
            return ERROR_INPUT;
    }
    raise_file_limit(settings->connections);
    return listen_on(server, error);
}

static void release(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->is_ending = true;
    struct desk *idle = server->idle;
    server->idle = NULL;
    pthread_mutex_unlock(&server->lock);
    worker_call(idle);
    for (int i = 0; i < server->thread_count; i++)
        pthread_join(server->threads[i], NULL);
    for (int i = 0; i < server->connection_count; i++)
        connection_free(server->connections[i]);
    if (server->listener >= 0)
        close(server->listener);
    if (server->epoll >= 0)
        close(server->epoll);
    if (server->stop_event >= 0)
        close(server->stop_event);
    SSL_CTX_free(server->tls);
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->opened);
    free(server->threads);
    free(server->connections);
    free(server);
}

struct http_server *http_open(const struct http_settings *settings,
                              const struct http_service *service, struct error *error)
{
    struct http_server *server = calloc(1, sizeof(*server));

    must(server != NULL);
    server->settings = with_defaults(settings);
    server->service = *service;
    server->listener = -1;
    must(pthread_mutex_init(&server->lock, NULL) == 0);
    must(pthread_cond_init(&server->opened, NULL) == 0);
    server->connections = calloc((size_t)server->settings.connections, sizeof(struct connection *));
    must(server->connections != NULL);
    if (prepare(server, error) == 0 && start_workers(server, error) == 0)
        return server;
    release(server);
    return NULL;
}

void http_close(struct http_server *server)
{
    if (server != NULL)
        release(server);
}

int http_port(const struct http_server *server)
{
    return server->port;
}

void http_read_figures(struct http_server *server, struct http_figures *ret_figures)
{
    *ret_figures = (struct http_figures){
        .requests = atomic_load(&server->requests),
        .refused = atomic_load(&server->refused),
        .bytes_in = atomic_load(&server->bytes_in),
        .bytes_out = atomic_load(&server->bytes_out),
        .connections = atomic_load(&server->connections_shown),
        .busy_workers = atomic_load(&server->busy_workers),
    };
}
