/* Bytes that other servers take for a request, each with a request hidden behind or inside: every
 * one is refused with its status, the client can read the refusal, the connection ends, and nothing
 * that was hidden is carried out. Played over a real socket, whole and byte by byte. */
#include "tests/http/front.h"

#define HIDDEN "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

static const struct {
    const char *name, *text;
    int status;
} attacks[] = {
    {"two lengths",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 34\r\n\r\n" HIDDEN, 400},
    {"two equal lengths",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n" HIDDEN, 400},
    {"a length and chunks",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
     "0\r\n\r\n" HIDDEN,
     400},
    {"xchunked",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN, 501},
    {"chunked hidden by a vertical tab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" HIDDEN, 400},
    {"chunked, identity",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" HIDDEN,
     501},
    {"chunks in HTTP/1.0",
     "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, 400},
    {"+5", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello" HIDDEN, 400},
    {"5, 5", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello" HIDDEN, 400},
    {"5 5", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\nhello" HIDDEN, 400},
    {"space before the colon",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello" HIDDEN, 400},
    {"a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n" HIDDEN, 400},
    {"a folded length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 34\r\n\r\n" HIDDEN, 400},
    {"LF alone", "GET / HTTP/1.1\nHost: a\n\n" HIDDEN, 400},
    {"LF alone before a length",
     "POST / HTTP/1.1\r\nHost: a\r\nX: a\nContent-Length: 34\r\n\r\n" HIDDEN, 400},
    {"CR alone in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n" HIDDEN, 400},
    {"%00", "GET /a%00.css HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN, 400},
    {"no Host", "GET / HTTP/1.1\r\n\r\n" HIDDEN, 400},
    {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" HIDDEN, 400},
    {"a chunk's extension with LF alone",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
     "chunked\r\n\r\n5;x\nhello\r\n0\r\n\r\n" HIDDEN,
     400},
    {"a chunk's extension",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;x=y\r\n\r\n" HIDDEN, 400},
    {"a chunk of 0x5",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
     "chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n" HIDDEN,
     400},
    {"a chunk longer than it says",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
     "chunked\r\n\r\n1\r\nhello\r\n0\r\n\r\n" HIDDEN,
     400},
    {"a chunk of 2^64 + 1",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
     "chunked\r\n\r\n10000000000000001\r\na" HIDDEN,
     400},
    {"a trailer",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n" HIDDEN,
     400},
    {"an answer to HTTP/0.9", "GET /hidden\r\n\r\n", 400},
    {"the greeting of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"a method of the proxy", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" HIDDEN, 501},
    {"another server's address", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN, 400},
    {"a body larger than it may be",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n" HIDDEN, 413},
    {"a body larger than numbers",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n" HIDDEN, 413},
    {"an expectation we do not know",
     "POST / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 34\r\n\r\n" HIDDEN, 417},
};

static void play(struct front *front, const char *name, const void *text, size_t length, int status,
                 bool slowly)
{
    struct buffer answer = {0};
    int fd = front_connect(front), answered = front->answered;

    setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &(int){1}, sizeof(int));
    for (size_t at = 0; slowly && at < length; at++)
        if (!front_send(fd, (const char *)text + at, 1))
            break;
    if (!slowly)
        front_send(fd, text, length);
    int got = front_hear(fd, &answer, false);
    bool is_over = front_is_over(fd);
    close(fd);
    ok(got == status && is_over && front->answered == answered && front->hidden == 0 &&
           strstr(answer.data, "\r\nConnection: close\r\n") != NULL,
       "%s%s: %d, got %d", name, slowly ? ", byte by byte" : "", status, got);
    buffer_done(&answer);
}

static void test_attacks(struct front *front, bool slowly)
{
    static const char with_nul[] = "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n" HIDDEN;
    struct buffer large = {0};

    for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
        play(front, attacks[i].name, attacks[i].text, strlen(attacks[i].text), attacks[i].status,
             slowly);
    play(front, "NUL in a value", with_nul, sizeof(with_nul) - 1, 400, slowly);
    play(front, "a greeting of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11, 400,
         slowly);
    if (slowly)
        return;
    buffer_text(&large, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    while (large.length < 65536)
        buffer_byte(&large, 'a');
    buffer_text(&large, "\r\n\r\n" HIDDEN);
    play(front, "a field of 64 KB", large.data, large.length, 431, false);
    buffer_clear(&large);
    buffer_text(&large, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 1000; i++)
        buffer_format(&large, "X-%d: a\r\n", i);
    buffer_text(&large, "\r\n" HIDDEN);
    play(front, "a thousand fields", large.data, large.length, 431, false);
    buffer_clear(&large);
    buffer_text(&large, "GET /");
    while (large.length < 1 << 20)
        buffer_byte(&large, 'a');
    buffer_text(&large, " HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN);
    play(front, "a target of 1 MB", large.data, large.length, 414, false);
    buffer_done(&large);
}

/* What is behind a refusal that came late is not carried out either. */
static void test_after(struct front *front)
{
    struct buffer answer = {0};
    int fd = front_connect(front);

    front_say(fd, "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET  /b HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN);
    is_int(front_hear(fd, &answer, false), 200, "before the broken one");
    is_int(front_hear(fd, &answer, false), 400, "the broken one");
    ok(front_is_over(fd) && front->hidden == 0, "and none after it");
    close(fd);
    is_int(front_ask(front, HIDDEN, &answer), 200, "in the open it is a request");
    is_int(front->hidden, 1, "that is carried out");
    buffer_done(&answer);
}

int main(void)
{
    struct front front = {0};
    struct http_figures figures;

    front_start(&front);
    test_attacks(&front, false);
    http_read_figures(front.server, &figures);
    is_int(figures.refused, 3 + 2 + sizeof(attacks) / sizeof(attacks[0]), "all are counted");
    test_attacks(&front, true);
    test_after(&front);
    front_end(&front);
    return done();
}
