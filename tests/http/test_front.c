/* The front as its clients see it: answers, order, bodies, many clients, slow ones, and the end. */
#include "tests/http/front.h"

static void test_answers(struct front *front)
{
    struct buffer answer = {0};
    int fd = front_connect(front);

    front_say(fd, "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(fd, &answer, false), 200, "a request is answered");
    is_text(front_content(&answer), "GET /a b=c 0 0 memory", "with what the handler wrote");
    ok(strstr(answer.data, "\r\nDate: ") && strstr(answer.data, "\r\nX-Peer: 127.0.0.1\r\n") &&
           strstr(answer.data, "\r\nContent-Type: text/plain; charset=utf-8\r\n") &&
           !strstr(answer.data, "Connection:"),
       "under its head");
    front_say(fd, "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    is_int(front_hear(fd, &answer, false), 200, "and another on the same connection");
    is_text(front_content(&answer), "POST /b  3 294 memory", "with its body");
    front_say(fd, "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
                  "GET /c HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(fd, &answer, true), 200, "HEAD has no content");
    ok(strstr(answer.data, "\r\nContent-Length: 19\r\n"), "but says its length");
    is_int(front_hear(fd, &answer, false), 204, "no content has none");
    ok(!strstr(answer.data, "Content-"), "and says nothing of it");
    is_int(front_hear(fd, &answer, false), 200, "what was sent at once is answered in order");
    is_text(front_content(&answer), "GET /c  0 0 memory", "each by its own");
    front_say(fd, "GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    ok(front_hear(fd, &answer, false) == 200 && strstr(answer.data, "\r\nConnection: close\r\n") &&
           front_is_over(fd),
       "the handler may end the connection");
    close(fd);
    is_int(front_ask(front, "GET / HTTP/1.0\r\nHost: a\r\n\r\n", &answer), 200, "HTTP/1.0");
    ok(strstr(answer.data, "\r\nConnection: close\r\n") != NULL, "is one request");
    buffer_done(&answer);
}

/* A client that ends its side after the request still gets the answer. */
static void test_half_closed(struct front *front)
{
    struct buffer answer = {0};
    int fd = front_connect(front);

    front_say(fd, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    shutdown(fd, SHUT_WR);
    is_int(front_hear(fd, &answer, false), 200, "a half-closed client is answered");
    ok(front_is_over(fd), "and then let go");
    close(fd);
    fd = front_connect(front);
    front_say(fd, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
    shutdown(fd, SHUT_WR);
    is_int(front_hear(fd, &answer, false), 0, "but not for half a request");
    close(fd);
    buffer_done(&answer);
}

static void test_pipeline(struct front *front)
{
    struct buffer text = {0}, answer = {0}, wanted = {0};
    int fd = front_connect(front), good = 0;

    for (int i = 0; i < 500; i++)
        buffer_format(&text, "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1", i);
    front_send(fd, text.data, text.length);
    for (int i = 0; i < 500; i++) {
        buffer_clear(&wanted);
        buffer_format(&wanted, "POST /%d  1 49 memory", i);
        good += front_hear(fd, &answer, false) == 200 &&
                strcmp(front_content(&answer), wanted.data) == 0;
    }
    is_int(good, 500, "five hundred requests sent at once are answered in order");
    close(fd);
    buffer_done(&text);
    buffer_done(&answer);
    buffer_done(&wanted);
}

static void test_bodies(struct front *front)
{
    struct buffer text = {0}, answer = {0};
    int fd = front_connect(front);

    front_say(fd, "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
    front_pause(30);
    front_say(fd, "c\r\n0\r\n\r\nGET /d HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(fd, &answer, false), 200, "a chunked body");
    is_text(front_content(&answer), "POST /c  3 294 memory", "is read");
    front_hear(fd, &answer, false);
    is_text(front_content(&answer), "GET /d  0 0 memory", "and the request behind it");

    front_say(fd, "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  "Content-Length: 3\r\n\r\n");
    is_int(front_hear(fd, &answer, false), 100, "who asks first is told to go on");
    front_say(fd, "abc");
    is_int(front_hear(fd, &answer, false), 200, "and then answered");
    front_say(fd, "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  "Content-Length: 200000\r\n\r\n");
    is_int(front_hear(fd, &answer, false), 413, "unless the body would be too large");
    ok(front_is_over(fd), "which ends the connection");
    close(fd);

    fd = front_connect(front);
    buffer_text(&text, "POST /f HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 100000; i++)
        buffer_byte(&text, 1);
    buffer_text(&text, "GET /g HTTP/1.1\r\nHost: a\r\n\r\n");
    front_send(fd, text.data, text.length);
    front_hear(fd, &answer, false);
    is_text(front_content(&answer), "POST /f  100000 100000 file", "a large body is in a file");
    front_hear(fd, &answer, false);
    is_text(front_content(&answer), "GET /g  0 0 memory", "and the next has none");
    buffer_clear(&text);
    buffer_text(&text, "POST /h HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; i++) {
        buffer_text(&text, "2710\r\n");
        for (int k = 0; k < 10000; k++)
            buffer_byte(&text, 1);
        buffer_text(&text, "\r\n");
    }
    front_send(fd, text.data, text.length);
    is_int(front_hear(fd, &answer, false), 413, "chunks are counted too");
    ok(front_is_over(fd), "and end the connection in good order");
    close(fd);
    buffer_done(&text);
    buffer_done(&answer);
}

static void test_large_answers(struct front *front)
{
    struct buffer answer = {.limit_bytes = 100 << 20};
    int fd = front_connect(front);

    front_say(fd, "GET /large?length=20000000 HTTP/1.1\r\nHost: a\r\n\r\n"
                  "GET /file?length=20000000 HTTP/1.1\r\nHost: a\r\n\r\n"
                  "HEAD /file?length=10 HTTP/1.1\r\nHost: a\r\n\r\n"
                  "GET /file?length=10 HTTP/1.1\r\nHost: a\r\n\r\n");
    front_pause(100);
    for (int i = 0; i < 2; i++) {
        is_int(front_hear(fd, &answer, false), 200, "a large answer");
        const char *content = front_content(&answer);
        bool good = answer.length - (size_t)(content - answer.data) == 20000000;
        for (int k = 0; good && k < 20000000; k++)
            good = content[k] == '0' + k % 10;
        ok(good, "comes whole to a reader that starts late");
    }
    is_int(front_hear(fd, &answer, true), 200, "HEAD of a file");
    is_int(front_hear(fd, &answer, false), 200, "and a small one");
    is_text(front_content(&answer), "0123456789", "are in order");
    close(fd);
    buffer_done(&answer);
}

static void test_form(struct front *front)
{
    static const char start[] = "--xyz\r\nContent-Disposition: form-data; name=\"番号\"\r\n\r\nＡ-1"
                                "\r\n--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
                                "filename=\"C:\\a\\名簿.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    struct buffer text = {0}, body = {0}, answer = {0};

    for (int large = 0; large < 2; large++) {
        buffer_clear(&body);
        buffer_text(&body, start);
        for (int i = 0; i < (large ? 1000000 : 10); i++)
            buffer_text(&body, "\r\n-");
        buffer_text(&body, "\r\n--xyz--\r\n");
        buffer_clear(&text);
        buffer_format(&text,
                      "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n"
                      "Content-Type: multipart/form-data; boundary=xyz\r\n\r\n",
                      body.length);
        buffer_append(&text, body.data, body.length);
        int fd = front_connect(front);
        front_send(fd, text.data, text.length);
        is_int(front_hear(fd, &answer, false), 200, "a form with a file");
        is_text(front_content(&answer),
                large ? "番号=Ａ-1;f=名簿.csv:3000000;" : "番号=Ａ-1;f=名簿.csv:30;",
                large ? "in a file" : "in memory");
        close(fd);
    }
    buffer_done(&text);
    buffer_done(&body);
    buffer_done(&answer);
}

/* Clients that hold what they can: connections, heads, bodies, answers. Nobody else waits. */
static void test_crowd(struct front *front)
{
    enum { IDLE = 600, SLOW = 20 };
    struct buffer answer = {0};
    int *idle = calloc(IDLE + 3 * SLOW, sizeof(int));
    int *slow = idle + IDLE;
    struct http_figures figures;

    must(idle != NULL);
    for (int i = 0; i < IDLE; i++)
        idle[i] = front_connect(front);
    for (int i = 0; i < 3 * SLOW; i++) {
        slow[i] = front_connect(front);
        front_say(slow[i], i % 3 == 0   ? "GET / HT"
                           : i % 3 == 1 ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na"
                                        : "GET /large?length=9000000 HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    int64_t start = front_ms();
    int good = 0;
    for (int i = 0; i < 50; i++)
        good += front_ask(front, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &answer) == 200;
    is_int(good, 50, "others are answered meanwhile");
    ok(front_ms() - start < 9000, "before any of those runs out of time");
    for (int i = 0; i < 200; i++) {
        http_read_figures(front->server, &figures);
        if (figures.busy_workers == 0)
            break;
        front_pause(20);
    }
    ok(figures.connections >= IDLE + 3 * SLOW && figures.busy_workers == 0,
       "no worker is held by %d clients", figures.connections);
    front_say(idle[0], "GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(idle[0], &answer, false), 200, "the idle are answered when they ask");
    for (int i = 0; i < IDLE + 3 * SLOW; i++)
        close(idle[i]);
    free(idle);
    buffer_done(&answer);
}

static void test_drain(struct front *front)
{
    struct buffer answer = {0};
    int fd = front_connect(front), idle = front_connect(front), half = front_connect(front);
    char byte;

    front->may_finish = false;
    front_say(half, "POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    front_say(fd, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    front_pause(50);
    http_stop(front->server);
    is_int(recv(idle, &byte, 1, 0), 0, "at the stop idle connections end");
    front_pause(50);
    front_say(half, "b");
    is_int(front_hear(half, &answer, false), 200, "a request half read is still answered");
    ok(strstr(buffer_string(&answer), "\r\nConnection: close\r\n") && front_is_over(half),
       "and its connection ended");
    front->may_finish = true;
    is_int(front_hear(fd, &answer, false), 200, "a request at work is finished");
    ok(front_is_over(fd), "and its connection ended");
    close(fd);
    close(half);
    close(idle);
    int64_t start = front_ms();
    front_end(front);
    ok(front->result == 0 && front_ms() - start < 3000, "the server ends");
    buffer_done(&answer);
}

int main(void)
{
    struct front front = {0};

    front_start(&front);
    test_answers(&front);
    test_half_closed(&front);
    test_pipeline(&front);
    test_bodies(&front);
    test_large_answers(&front);
    test_form(&front);
    test_crowd(&front);
    test_drain(&front);
    return done();
}
