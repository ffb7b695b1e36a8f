/* The inside of the front: connections, who may touch one, and the server around them.
 *
 * A connection belongs to the waiting thread, except from the moment its request is queued until
 * the worker has armed it again: then it belongs to that worker. epoll tells of it once for each
 * arming (EPOLLONESHOT), only the waiting thread closes it, and never between the fetching of
 * events and their handling but for the event at hand; so no event speaks of a connection that is
 * gone. */
#ifndef HTTP_FRONT_H
#define HTTP_FRONT_H

#include "base/error.h"
#include "base/language.h"
#include "http/head.h"
#include "http/http.h"
#include "http/stream.h"

#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum {
    READ_BYTES = 16384,        /* of a body at a time */
    MEMORY_BODY_BYTES = 65536, /* larger ones go to a file */
    PROGRESS_BYTES = 4096,     /* what a body or an answer must move before its time is up */
    TURN_ROUNDS = 16,          /* reads or writes before others have their turn */
    LINGER_MS = 2000,
};

/* A request while it is read and answered; an idle connection has none. */
struct exchange {
    struct http_request request;
    struct head_framing framing;
    struct chunk_reader chunks;
    size_t limit;           /* of the body */
    size_t length, scanned; /* of input */
    size_t head_length;     /* 0 until it is whole */
    uint64_t received;      /* bytes of the body */
    struct buffer body;
    char input[HEAD_LIMIT_BYTES + READ_BYTES]; /* the head, then what came behind it */
};

/* What is being sent. */
struct outgoing {
    struct buffer head; /* with the body behind it when that is small */
    struct buffer body;
    size_t sent; /* of both */
    int file;    /* after them, when not -1 */
    int64_t file_sent, file_length;
};

/* Where one worker's thread sits. */
struct desk {
    struct desk *next; /* in the line of those called, or of the idle */
    sem_t called;
    struct connection *connection; /* whose request it is called for; NULL: the server ends */
    bool has_turn;
    void *worker;
    struct arena *arena;
    struct http_response response;
    struct outgoing out;
};

enum connection_state {
    STATE_GREETING, /* TLS */
    STATE_HEAD,
    STATE_BODY,
    STATE_WRITING,
    STATE_LINGERING, /* all is said; reading on so that the client is not cut off from it */
};

struct connection {
    struct stream stream;
    struct http_server *server;
    struct connection *next; /* in the queue */
    enum connection_state state;
    unsigned given;       /* how often to a worker */
    atomic_uint finished; /* how often one was done with it; says to other threads what it wrote */
    atomic_uint returned; /* how often one has armed it after that */
    bool closing;         /* after the answer */
    int place;            /* in the server's list */
    int64_t deadline;
    size_t progress;
    struct exchange *exchange;
    struct outgoing out;
    char peer[INET6_ADDRSTRLEN];
};

struct http_server {
    struct http_settings settings;
    struct http_service service;
    struct ssl_ctx_st *tls;
    int listener, epoll, stop_event;
    int port;

    pthread_mutex_t lock; /* of the queue */
    pthread_cond_t opened;
    struct connection *first, *last;
    struct desk *idle; /* who was at work last comes first: what it remembers is fresh */
    int running;       /* workers that have a turn: not idle, not aside */
    int opened_workers;
    bool is_ending;
    struct error worker_error; /* of the first that could not open */
    bool worker_failed;
    enum language language; /* of what a worker says then */
    pthread_t *threads;
    int thread_count;

    struct connection **connections;
    int connection_count;
    bool accepts, is_draining;
    bool heard_all; /* no event was left over in the last turn */
    int64_t next_sweep, drained_by;

    atomic_bool stopping;
    atomic_int connections_shown, busy_workers;
    atomic_llong spooled; /* bytes in files now */
    atomic_llong requests, refused, bytes_in, bytes_out;
};

/* Milliseconds of a clock that only goes forward. */
int64_t front_now(void);

enum step { STEP_WAIT, STEP_WORK, STEP_CLOSE };

/* Does what can be done without waiting, in the waiting thread. STEP_WAIT: arm it for
 * stream.wanted; STEP_WORK: its request is whole; STEP_CLOSE: it is over. */
enum step connection_advance(struct connection *connection);
/* Sends a refusal and ends the connection. */
enum step connection_refuse(struct connection *connection, int status);
/* Writes what is left of `out`, and then settles what comes next. */
enum step connection_write(struct connection *connection, struct outgoing *out);
/* Its time is up: says so to a client in the middle of a request. */
enum step connection_expire(struct connection *connection);
/* Gives back the request's body, before its answer is on the way. */
void connection_drop_body(struct connection *connection);
/* Gives back what an idle connection does not need. */
void connection_rest(struct connection *connection);
void connection_free(struct connection *connection);

/* Makes the bytes of an answer, taking the response's body or file. `is_head`: without content. */
void outgoing_compose(struct outgoing *out, struct http_response *response, bool is_head,
                      bool closes);
/* "Not Found" and the like. */
const char *outgoing_reason(int status);
/* 0 when all is sent and the file closed, or STREAM_AGAIN, STREAM_FAILED. *ret_moved: bytes sent
 * now. */
int outgoing_send(struct outgoing *out, struct stream *stream, size_t *ret_moved);
void outgoing_done(struct outgoing *out);

/* Under the lock: gives waiting requests to idle desks, as far as there are turns. Whom it gives
 * back is called by worker_call() without the lock. */
struct desk *worker_hand_out(struct http_server *server);
void worker_call(struct desk *desks);
/* The thread of a worker. `argument` is the server. */
void *worker_run(void *argument);

#endif
