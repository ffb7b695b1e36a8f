/* The front behind TLS, with a certificate made here. */
#include "tests/http/front.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

static void write_pem(const char *path, EVP_PKEY *key, X509 *certificate)
{
    FILE *file = fopen(path, "w");

    must(file != NULL);
    if (certificate != NULL)
        must(PEM_write_X509(file, certificate) == 1);
    else
        must(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
    must(fclose(file) == 0);
}

static void make_certificate(const char *certificate_path, const char *key_path)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);

    must(key != NULL && certificate != NULL);
    must(X509_set_version(certificate, 2) == 1);
    must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost",
                                    -1, -1, 0) == 1);
    must(X509_set_issuer_name(certificate, name) == 1);
    must(X509_gmtime_adj(X509_getm_notBefore(certificate), -60) != NULL);
    must(X509_gmtime_adj(X509_getm_notAfter(certificate), 3600) != NULL);
    must(X509_set_pubkey(certificate, key) == 1);
    must(X509_sign(certificate, key, EVP_sha256()) > 0);
    write_pem(certificate_path, NULL, certificate);
    write_pem(key_path, key, NULL);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

struct client {
    SSL_CTX *context;
    SSL *tls;
    int fd;
    int agreed; /* what SSL_connect() gave */
};

static struct client connect_tls(const struct front *front, int version, const char *protocol)
{
    struct client client = {.context = SSL_CTX_new(TLS_client_method()),
                            .fd = front_connect(front)};

    if (version != 0) {
        SSL_CTX_set_security_level(client.context, 0);
        SSL_CTX_set_min_proto_version(client.context, version);
        SSL_CTX_set_max_proto_version(client.context, version);
    }
    client.tls = SSL_new(client.context);
    must(client.tls != NULL && SSL_set_fd(client.tls, client.fd) == 1);
    if (protocol != NULL)
        must(SSL_set_alpn_protos(client.tls, (const unsigned char *)protocol,
                                 (unsigned)strlen(protocol)) == 0);
    client.agreed = SSL_connect(client.tls);
    ERR_clear_error();
    return client;
}

static void disconnect(struct client *client)
{
    SSL_free(client->tls);
    SSL_CTX_free(client->context);
    close(client->fd);
}

static void say(struct client *client, const char *text)
{
    size_t sent;

    must(SSL_write_ex(client->tls, text, strlen(text), &sent) == 1 && sent == strlen(text));
}

/* Everything until the connection ends. */
static int hear_all(struct client *client, struct buffer *answer)
{
    char piece[16384];
    int count;

    buffer_clear(answer);
    while ((count = SSL_read(client->tls, piece, sizeof(piece))) > 0)
        buffer_append(answer, piece, (size_t)count);
    return SSL_get_error(client->tls, count);
}

static void test_versions(struct front *front)
{
    static const struct {
        int version;
        const char *name;
        int agreed;
    } versions[] = {
        {TLS1_3_VERSION, "TLS 1.3 is spoken", 1},
        {TLS1_2_VERSION, "TLS 1.2 is spoken", 1},
        {TLS1_1_VERSION, "TLS 1.1 is not", -1},
        {TLS1_VERSION, "TLS 1.0 is not", -1},
    };
    struct buffer answer = {0};

    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        struct client client = connect_tls(front, versions[i].version, NULL);

        is_int(client.agreed, versions[i].agreed, versions[i].name);
        disconnect(&client);
    }
    struct client client = connect_tls(front, 0, "\x02h2\x08http/1.1");
    const unsigned char *chosen;
    unsigned length;
    SSL_get0_alpn_selected(client.tls, &chosen, &length);
    ok(length == 8 && memcmp(chosen, "http/1.1", 8) == 0, "of h2 and http/1.1 the latter is taken");
    disconnect(&client);
    client = connect_tls(front, TLS1_2_VERSION, NULL);
    SSL_renegotiate(client.tls);
    ok(SSL_do_handshake(client.tls) != 1, "nobody negotiates again");
    ERR_clear_error();
    disconnect(&client);
    is_int(front_ask(front, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &answer) <= 0, 1,
           "who does not speak TLS has no answer");
    buffer_done(&answer);
}

static void test_requests(struct front *front)
{
    struct buffer text = {0}, answer = {.limit_bytes = 100 << 20};
    struct client client = connect_tls(front, 0, NULL);

    buffer_text(&text, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
                       "GET /large?length=3000000 HTTP/1.1\r\nHost: a\r\n\r\n"
                       "GET /file?length=3000000 HTTP/1.1\r\nHost: a\r\n\r\n"
                       "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
    for (int i = 0; i < 90000; i++)
        buffer_byte(&text, 1);
    buffer_text(&text, "GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    say(&client, text.data);
    is_int(hear_all(&client, &answer), SSL_ERROR_ZERO_RETURN,
           "five requests over TLS end in good order");
    ok(strstr(answer.data, "GET /a  0 0 memoryHTTP/1.1 200 OK\r\n") != NULL,
       "the first is answered");
    ok(strstr(answer.data, "789HTTP/1.1 200 OK\r\n") != NULL, "the large one");
    ok(strstr(answer.data, "POST /b  90000 90000 fileHTTP/1.1 200 OK\r\n") != NULL,
       "the one with a body");
    ok(answer.length > 6000000 && strstr(answer.data, "GET /close  0 0 memory") != NULL,
       "and the last");
    disconnect(&client);

    client = connect_tls(front, 0, NULL);
    say(&client, "GET  / HTTP/1.1\r\n\r\n");
    is_int(hear_all(&client, &answer), SSL_ERROR_ZERO_RETURN, "a broken one ends in good order");
    ok(strstr(answer.data, "HTTP/1.1 400 ") == answer.data, "and is refused");
    disconnect(&client);
    buffer_done(&text);
    buffer_done(&answer);
}

/* A client that asks and is gone, while its answer is written. */
static void test_gone(struct front *front)
{
    struct buffer answer = {0};

    for (int i = 0; i < 20; i++) {
        struct client client = connect_tls(front, 0, NULL);

        say(&client, "GET /large?length=3000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        disconnect(&client);
    }
    struct client client = connect_tls(front, 0, NULL);
    say(&client, "GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(hear_all(&client, &answer), SSL_ERROR_ZERO_RETURN, "clients that are gone do no harm");
    disconnect(&client);
    buffer_done(&answer);
}

/* Clients that do not finish their greeting hold nobody, and not for long. */
static void test_greeting(struct front *front)
{
    int silent[50];
    char byte;
    struct buffer answer = {0};

    for (int i = 0; i < 50; i++)
        silent[i] = front_connect(front);
    struct client client = connect_tls(front, 0, NULL);
    say(&client, "GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    hear_all(&client, &answer);
    ok(strstr(answer.data, "HTTP/1.1 200 ") == answer.data, "others are answered meanwhile");
    int64_t start = front_ms();
    is_int(recv(silent[0], &byte, 1, 0), 0, "the silent are dropped");
    ok(front_ms() - start < 3000, "in time");
    for (int i = 0; i < 50; i++)
        close(silent[i]);
    disconnect(&client);
    buffer_done(&answer);
}

int main(void)
{
    char folder[] = "/tmp/chikiri-tls-XXXXXX", certificate[64], key[64];
    struct front front = {.settings = {.head_seconds = 1}};
    const char *made = mkdtemp(folder);

    must(made != NULL);
    snprintf(certificate, sizeof(certificate), "%s/certificate.pem", folder);
    snprintf(key, sizeof(key), "%s/key.pem", folder);
    make_certificate(certificate, key);
    front.settings.certificate_file = certificate;
    front.settings.key_file = key;
    front_start(&front);
    test_versions(&front);
    test_requests(&front);
    test_gone(&front);
    test_greeting(&front);
    front_end(&front);
    folder_remove(folder);
    return done();
}
