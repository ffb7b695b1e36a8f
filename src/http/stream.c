#include "http/stream.h"

#include "base/error.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* A browser that also offers other protocols is told which one it is. */
static int choose_protocol(SSL *tls, const unsigned char **ret_name, unsigned char *ret_length,
                           const unsigned char *offered, unsigned length, void *context)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen;

    (void)tls;
    (void)context;
    if (SSL_select_next_proto(&chosen, ret_length, ours, sizeof(ours) - 1, offered, length) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret_name = chosen;
    return SSL_TLSEXT_ERR_OK;
}

struct ssl_ctx_st *stream_open_tls(const char *certificate_file, const char *key_file,
                                   struct error *error)
{
    static const unsigned char session_name[] = "chikiri";
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    must(context != NULL);
    must(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
    must(SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_id_context(context, session_name, sizeof(session_name) - 1);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, certificate_file) != 1) {
        error_set(error, ERROR_INPUT, "",
                  "証明書 %s を読めません。PEM 形式か、読む権限があるかを確かめてください。",
                  certificate_file);
    } else if (SSL_CTX_use_PrivateKey_file(context, key_file, SSL_FILETYPE_PEM) != 1) {
        error_set(error, ERROR_INPUT, "",
                  "秘密鍵 %s を使えません。PEM 形式で証明書と組になっているか、読む権限があるか"
                  "を確かめてください。",
                  key_file);
    } else {
        return context;
    }
    ERR_clear_error();
    SSL_CTX_free(context);
    return NULL;
}

void stream_start(struct stream *stream, int fd, struct ssl_ctx_st *context)
{
    *stream = (struct stream){.fd = fd, .wanted = EPOLLIN};
    if (context == NULL)
        return;
    stream->tls = SSL_new(context);
    must(stream->tls != NULL && SSL_set_fd(stream->tls, fd) == 1);
    SSL_set_accept_state(stream->tls);
}

void stream_close(struct stream *stream)
{
    SSL_free(stream->tls);
    close(stream->fd);
    *stream = (struct stream){.fd = -1};
}

static ssize_t judge_socket(struct stream *stream, ssize_t result, uint32_t event)
{
    if (result >= 0)
        return result;
    stream->wanted = event;
    return errno == EAGAIN || errno == EWOULDBLOCK ? STREAM_AGAIN : STREAM_FAILED;
}

/* After a TLS call that gave no bytes. OpenSSL keeps errors by thread, hence the clearing. */
static ssize_t judge_tls(struct stream *stream, int result)
{
    int reason = SSL_get_error(stream->tls, result);

    ERR_clear_error();
    switch (reason) {
    case SSL_ERROR_WANT_READ:
        stream->wanted = EPOLLIN;
        return STREAM_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        stream->wanted = EPOLLOUT;
        return STREAM_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        return STREAM_FAILED;
    }
}

int stream_greet(struct stream *stream)
{
    if (stream->tls == NULL)
        return 0;
    int result = SSL_accept(stream->tls);
    if (result == 1)
        return 0;
    return judge_tls(stream, result) == STREAM_AGAIN ? STREAM_AGAIN : STREAM_FAILED;
}

ssize_t stream_read(struct stream *stream, void *out, size_t size)
{
    ssize_t result;
    size_t count;

    if (stream->tls != NULL)
        return SSL_read_ex(stream->tls, out, size, &count) == 1 ? (ssize_t)count
                                                                : judge_tls(stream, 0);
    do
        result = recv(stream->fd, out, size, 0);
    while (result < 0 && errno == EINTR);
    return judge_socket(stream, result, EPOLLIN);
}

static ssize_t write_tls(struct stream *stream, const void *bytes, size_t size)
{
    size_t count;

    if (SSL_write_ex(stream->tls, bytes, size, &count) == 1)
        return (ssize_t)count;
    ssize_t result = judge_tls(stream, 0);
    return result == 0 ? STREAM_FAILED : result;
}

ssize_t stream_write(struct stream *stream, const struct iovec *parts, int count)
{
    const struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)parts, /* only read by sendmsg() */
        .msg_iovlen = (size_t)count,
    };
    ssize_t result;

    if (stream->tls != NULL)
        return write_tls(stream, parts[0].iov_base, parts[0].iov_len);
    do
        result = sendmsg(stream->fd, &message, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    return judge_socket(stream, result, EPOLLOUT);
}

ssize_t stream_send_file(struct stream *stream, int file, int64_t offset, int64_t length)
{
    enum { PIECE = 16384 };
    char piece[PIECE];
    off_t at = offset;
    ssize_t result;

    if (stream->tls != NULL) {
        result = pread(file, piece, length < PIECE ? (size_t)length : PIECE, at);
        return result <= 0 ? STREAM_FAILED : write_tls(stream, piece, (size_t)result);
    }
    do
        result = sendfile(stream->fd, file, &at, (size_t)length);
    while (result < 0 && errno == EINTR);
    return result == 0 ? STREAM_FAILED : judge_socket(stream, result, EPOLLOUT);
}

bool stream_holds_bytes(const struct stream *stream)
{
    return stream->tls != NULL && SSL_has_pending(stream->tls) == 1;
}

void stream_end(struct stream *stream)
{
    if (stream->tls != NULL) {
        SSL_shutdown(stream->tls);
        ERR_clear_error();
    }
    shutdown(stream->fd, SHUT_WR);
}

void stream_cut(struct stream *stream)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};

    setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
}
