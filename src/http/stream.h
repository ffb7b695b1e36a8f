/* The bytes of a connection, plain or in TLS, without waiting. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct error;
struct iovec;
struct ssl_ctx_st;
struct ssl_st;

struct stream {
    int fd;
    struct ssl_st *tls; /* NULL: plain */
    uint32_t wanted;    /* the epoll events that STREAM_AGAIN waits for */
};

enum { STREAM_AGAIN = -1, STREAM_FAILED = -2 };

/* What certificate and key make; TLS 1.2 and 1.3 only. NULL with a sentence. Freed by
 * SSL_CTX_free(). */
struct ssl_ctx_st *stream_open_tls(const char *certificate_file, const char *key_file,
                                   struct error *error);
/* Takes the connected socket; `context` NULL: plain. */
void stream_start(struct stream *stream, int fd, struct ssl_ctx_st *context);
void stream_close(struct stream *stream);

/* 0 when TLS is agreed upon (at once when plain). */
int stream_greet(struct stream *stream);
/* Bytes read or written, 0 at the end (reading only), or one of the enum. */
ssize_t stream_read(struct stream *stream, void *out, size_t size);
ssize_t stream_write(struct stream *stream, const struct iovec *parts, int count);
/* Sends from the file at `offset`; STREAM_FAILED too when the file is shorter. */
ssize_t stream_send_file(struct stream *stream, int file, int64_t offset, int64_t length);
/* Whether bytes are waiting that epoll does not know of. */
bool stream_holds_bytes(const struct stream *stream);
/* Says that nothing more will come. */
void stream_end(struct stream *stream);
/* The closing that follows throws away what is not yet sent. */
void stream_cut(struct stream *stream);

#endif
