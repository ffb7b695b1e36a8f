/* Time and places run out for those who take without asking. */
#include "tests/http/front.h"

/* How long until the other side ends the connection, in ms; what it says goes to *answer. */
static int64_t wait_end(int fd, int64_t start, struct buffer *answer)
{
    char piece[4096];
    ssize_t count;

    buffer_clear(answer);
    while ((count = recv(fd, piece, sizeof(piece), 0)) > 0)
        buffer_append(answer, piece, (size_t)count);
    return front_ms() - start;
}

static void test_times(void)
{
    struct front front = {
        .settings = {.head_seconds = 1, .body_seconds = 2, .idle_seconds = 3},
    };
    struct buffer answer = {0};

    front_start(&front);
    int64_t start = front_ms();
    int idle = front_connect(&front), half = front_connect(&front), head = front_connect(&front),
        body = front_connect(&front), deaf = front_connect(&front);
    front_say(half, "GET / HTTP/1.1\r\n");
    front_say(body, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    must(setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int)) == 0);
    front_say(deaf, "GET /large?length=20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 12; i++) {
        front_pause(100);
        front_say(head, "G");
        front_say(body, "x");
    }
    int64_t time = wait_end(head, start, &answer);
    ok(time < 2500 && strstr(answer.data, "HTTP/1.1 408 ") == answer.data,
       "a head that trickles is refused (%lld ms)", (long long)time);
    time = wait_end(half, start, &answer);
    ok(time < 2500 && strstr(answer.data, "HTTP/1.1 408 ") == answer.data,
       "and one that stops (%lld ms)", (long long)time);
    struct pollfd refused = {.fd = body, .events = POLLIN};
    for (int i = 0; i < 60 && poll(&refused, 1, 100) == 0; i++)
        front_say(body, "x");
    time = wait_end(body, start, &answer);
    ok(time >= 1900 && time < 6000 && strstr(answer.data, "HTTP/1.1 408 ") == answer.data,
       "a body that trickles is refused (%lld ms)", (long long)time);
    time = wait_end(idle, start, &answer);
    ok(time >= 2900 && time < 7500 && answer.length == 0,
       "an idle connection ends without a word (%lld ms)", (long long)time);
    time = wait_end(deaf, start, &answer);
    ok(time < 9000 && answer.length < 20000000, "who does not read is dropped");
    close(idle);
    close(half);
    close(head);
    close(body);
    close(deaf);
    front_end(&front);
    buffer_done(&answer);
}

static void test_places(void)
{
    enum { PLACES = 16 };
    struct front front = {.settings = {.connections = PLACES}};
    struct buffer answer = {0};
    int fds[PLACES], busy[PLACES], ended = 0;

    front_start(&front);
    for (int i = 0; i < PLACES / 2; i++) {
        fds[i] = front_connect(&front);
        front_say(fds[i], "GET / HTTP/1.1\r\n");
    }
    is_int(front_ask(&front, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &answer), 503,
           "one address has half of the places");
    int other = front_connect_from(&front, "127.0.0.2");
    front_say(other, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(other, &answer, false), 200, "another has the rest");
    for (int i = 1; i < PLACES / 2; i++)
        busy[i] = front_connect_from(&front, "127.0.0.2");
    int third = front_connect_from(&front, "127.0.0.3");
    front_say(third, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(front_hear(third, &answer, false), 200, "who idles makes place for who asks");
    ok(front_is_over(other), "the one who idled longest");
    for (int i = 1; i < PLACES / 2; i++)
        front_say(busy[i], "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
    front_say(third, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
    front_pause(100);
    int fourth = front_connect_from(&front, "127.0.0.4");
    is_int(front_hear(fourth, &answer, false), 503, "when all are at something, one more waits");
    ok(strstr(answer.data, "\r\nRetry-After: 1\r\n") != NULL, "and is told how long");
    for (int i = 1; i < PLACES / 2; i++) {
        front_say(busy[i], "a");
        ended += front_hear(busy[i], &answer, false) == 200;
    }
    is_int(ended, PLACES / 2 - 1, "those at something are not disturbed");
    for (int i = 0; i < PLACES / 2; i++)
        close(fds[i]);
    for (int i = 1; i < PLACES / 2; i++)
        close(busy[i]);
    close(other);
    close(third);
    close(fourth);
    front_end(&front);
    buffer_done(&answer);
}

/* All bodies together have a limit, and give back what they took. */
static void test_spool(void)
{
    enum { BODY = 90000 };
    struct front front = {.settings = {.spool_bytes = 150000}};
    struct buffer text = {0}, answer = {0};
    int good = 0;

    front_start(&front);
    buffer_format(&text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", BODY);
    while (text.length < BODY)
        buffer_byte(&text, 1);
    int half = front_connect(&front), other = front_connect(&front);
    front_send(half, text.data, text.length);
    front_pause(100);
    for (int i = 0; i < 200; i++)
        buffer_byte(&text, 1);
    front_send(other, text.data, text.length);
    is_int(front_hear(other, &answer, false), 503, "who would fill the disk is to come later");
    close(half);
    front_pause(100);
    text.length = strlen("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n") + BODY;
    for (int i = 0; i < 5; i++) {
        int fd = front_connect(&front);
        front_send(fd, text.data, text.length);
        good += front_hear(fd, &answer, false) == 200;
        close(fd);
    }
    is_int(good, 5, "and others have the place again");
    close(other);
    front_end(&front);
    buffer_done(&text);
    buffer_done(&answer);
}

/* Handlers that wait hold workers, not the front. */
static void test_workers(void)
{
    struct front front = {.settings = {.workers = 2}};
    struct buffer answer = {0};
    int fds[8], good = 0;

    front_start(&front);
    for (int i = 0; i < 8; i++) {
        fds[i] = front_connect(&front);
        front_say(fds[i], "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    front_pause(100);
    is_int(front_ask(&front, "GET  / HTTP/1.1\r\n\r\n", &answer), 400,
           "with all workers at work the front still refuses");
    is_int(front.answered, 2, "and each worker has one request");
    front.may_finish = true;
    for (int i = 0; i < 8; i++) {
        good += front_hear(fds[i], &answer, false) == 200;
        close(fds[i]);
    }
    is_int(good, 8, "those who waited are answered");
    front_end(&front);
    buffer_done(&answer);
}

/* Those who wait for something else give their turn away, as many as may. */
static void test_aside(void)
{
    enum { ASIDE = 6 };
    struct front front = {.settings = {.workers = 1, .aside = ASIDE}};
    struct buffer answer = {0};
    int fds[ASIDE], good = 0;

    front_start(&front);
    for (int i = 0; i < ASIDE; i++) {
        fds[i] = front_connect(&front);
        front_say(fds[i], "GET /aside HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    is_int(front_ask(&front, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &answer), 200,
           "one worker has a turn for others while six step aside");
    is_int(front.answered, ASIDE + 1, "who are all at work");
    int waiting = front_connect(&front), late = front_connect(&front);
    front_say(waiting, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    front_pause(50);
    front_say(late, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    front_pause(50);
    is_int(front.answered, ASIDE + 2, "the turn itself is one at a time");
    front.may_finish = true;
    for (int i = 0; i < ASIDE; i++) {
        good += front_hear(fds[i], &answer, false) == 200;
        close(fds[i]);
    }
    is_int(good, ASIDE, "those aside are answered");
    ok(front_hear(waiting, &answer, false) == 200 && front_hear(late, &answer, false) == 200,
       "and those who had to wait");
    close(waiting);
    close(late);
    front_end(&front);
    buffer_done(&answer);
}

static void *open_no_worker(void *context, struct error *error)
{
    (void)context;
    error_set(error, ERROR_FAULT, "", "データベースが開けません。");
    return NULL;
}

static void test_opening(void)
{
    struct front front = {0};
    struct error error = {0};
    struct http_service service = {.open_worker = open_no_worker};
    struct http_settings settings = {.address = "127.0.0.1", .spool_folder = "/tmp"};

    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_FAULT,
       "a worker that cannot open is an error: %s", error.text);
    settings.address = "localhost";
    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_INPUT,
       "so is an address that is none: %s", error.text);
    settings.address = "203.0.113.1";
    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_INPUT,
       "and one that is not ours: %s", error.text);
    settings.address = "127.0.0.1";
    settings.spool_folder = "/nowhere";
    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_INPUT,
       "and no place for bodies: %s", error.text);
    settings.spool_folder = "/tmp";
    settings.certificate_file = settings.key_file = "/dev/null";
    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_INPUT,
       "and no certificate: %s", error.text);
    settings.certificate_file = settings.key_file = NULL;
    front_start(&front);
    settings.port = http_port(front.server);
    ok(http_open(&settings, &service, &error) == NULL && error.code == ERROR_CONFLICT,
       "and a port that is taken: %s", error.text);
    front_end(&front);
}

int main(void)
{
    test_times();
    test_places();
    test_spool();
    test_workers();
    test_aside();
    test_opening();
    return done();
}
