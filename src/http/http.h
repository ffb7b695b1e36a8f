/* The strict HTTP/1.1 front: one thread waits for all connections, workers answer one request at a
 * time. What is not exactly a request is refused (RFC 9110, RFC 9112); a client that is slow, half
 * done or many costs memory that is bounded and nobody else's turn. CLAUSE: 5.7.1 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/attribute.h"
#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

enum { HTTP_FIELD_LIMIT = 64 };

struct http_field {
    const char *name; /* lower case */
    const char *value;
};

/* One request, whole. Everything lives until the answer is given. */
struct http_request {
    struct arena *arena; /* of the request: for the handler too */
    const char *method;  /* "GET" "HEAD" "POST" "PATCH" "PUT" "DELETE" "OPTIONS" */
    const char *path;  /* percent-decoded UTF-8, begins with "/", without empty, "." or ".." parts;
                        * "*" of OPTIONS */
    const char *query; /* as sent, without "?"; "" when there is none */
    struct http_field fields[HTTP_FIELD_LIMIT];
    int field_count;
    const char *body;   /* NULL when there is none or it is in body_file */
    size_t body_length; /* wherever it is */
    int body_file;    /* a body larger than memory is meant for: at its start, unlinked; else -1 */
    const char *peer; /* address of the client as text */
    bool is_secure;   /* came over TLS */
    struct http_server *server; /* that http_step_aside() knows; NULL for one that was made up */
};

/* The value of the field (name in lower case), NULL when it is not there. */
const char *http_field(const struct http_request *request, const char *name);
/* The first value of `name` in the query or in a form body of type
 * application/x-www-form-urlencoded, decoded into the arena; NULL when it is not there or is not
 * UTF-8. */
const char *http_value(struct arena *arena, const char *encoded, const char *name);
/* Walks all pairs: begins with *cursor at the text; false at the end or at a broken escape. */
bool http_next_pair(struct arena *arena, const char **cursor, const char **ret_name,
                    const char **ret_value);
/* The value of one cookie, NULL when it is not there. In the request's arena. */
const char *http_cookie(const struct http_request *request, const char *name);

/* Around waiting for what is not the processor, as a commit: meanwhile another request has this
 * one's turn, so that those who wait for the same thing are many. In pairs, from the thread that
 * answers. */
void http_step_aside(const struct http_request *request);
void http_step_back(const struct http_request *request);

/* One answer. `body` starts empty with room kept from earlier ones. */
struct http_response {
    int status;
    const char *type; /* Content-Type; NULL with no body */
    struct http_field fields[24];
    int field_count;
    struct buffer body;
    int file; /* sent from its beginning instead of body when not -1, and closed */
    int64_t file_length;
    bool close; /* end the connection after it */
};

/* Adds a field; name and value must live until the answer is sent (literals or request arena).
 * A value with a control character is a broken invariant. */
void http_add(struct http_response *response, const char *name, const char *value);

/* One part of a multipart/form-data body. */
struct http_part {
    const char *name;
    const char *file_name; /* NULL for a plain field; only the last part of a path, "" if none */
    const char *type;
    const char *text;       /* of a plain field, NUL-terminated; at most 1 MiB */
    int64_t offset, length; /* of a file: where its bytes are in the body */
};
/* Reads the parts of the request's body (RFC 7578), in memory or in its file, streamed.
 * ERROR_INPUT for a broken one, ERROR_LIMIT for more than `limit` parts. */
int http_parts(const struct http_request *request, struct http_part *ret_parts, int limit,
               int *ret_count, struct error *error);
/* Copies a part's bytes to a new file at `path`, mode 0600. */
int http_save_part(const struct http_request *request, const struct http_part *part,
                   const char *path, struct error *error);

/* Who answers. `open_worker` is called in each worker's thread, which alone uses what it gives. */
struct http_service {
    void *context;
    void *(*open_worker)(void *context, struct error *error);
    void (*close_worker)(void *worker);
    /* The largest body in bytes the request may have; asked when its head has been read. From the
     * waiting thread: must not block. */
    size_t (*body_limit)(void *context, const char *method, const char *path);
    /* Fills the response. Must not fail: its own errors are answers. */
    void (*answer)(void *worker, const struct http_request *request,
                   struct http_response *response);
};

struct http_settings {
    const char *address;                          /* "127.0.0.1", "::1" */
    int port;                                     /* 0: any free one */
    const char *certificate_file, *key_file;      /* both NULL: no TLS */
    const char *spool_folder;                     /* where large bodies wait */
    int64_t spool_bytes;                          /* of all of them at once; 0: 1 GiB */
    int workers;                                  /* answering at once; 0: twice the cores */
    int aside;                                    /* as many more may step aside; 0: 48 */
    int connections;                              /* most at once; 0: 4096 */
    int head_seconds, body_seconds, idle_seconds; /* 0: 10, 30 without progress, 60 */
};

struct http_server;
/* Waits for the workers, ends all connections; NULL is fine. */
void http_close(struct http_server *server);
/* Binds and starts the workers; nothing is answered yet. NULL with a sentence that says what to do
 * (port taken, certificate unreadable ...). The caller closes it. */
struct http_server *http_open(const struct http_settings *settings,
                              const struct http_service *service, struct error *error)
    CLOSED_BY(http_close);
/* The port bound. */
int http_port(const struct http_server *server);
/* Serves until http_stop(), then lets requests at work finish (at most ten seconds) and returns. */
int http_serve(struct http_server *server, struct error *error);
/* From a signal handler or any thread. */
void http_stop(struct http_server *server);

/* For /metrics: since the start. */
struct http_figures {
    int64_t requests, refused, bytes_in, bytes_out;
    int connections, busy_workers;
};
void http_read_figures(struct http_server *server, struct http_figures *ret_figures);

#endif
