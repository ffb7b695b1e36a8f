/* The grammar of heads and chunks: what is accepted says what was sent, and what is refused has its
 * status. */
#include "http/head.h"
#include "tests/http/front.h"

struct whole {
    struct http_request request;
    struct head_framing framing;
    size_t length;
    char data[HEAD_LIMIT_BYTES + 100];
};

/* 0 when accepted, HEAD_MORE is -1 here. */
static int read_whole(struct whole *whole, const char *text, size_t length)
{
    size_t scanned = 0, head;

    memset(whole, 0, sizeof(*whole));
    must(length < sizeof(whole->data));
    memcpy(whole->data, text, length);
    int status = head_scan(whole->data, length, &scanned, &head);
    if (status != HEAD_WHOLE)
        return status == HEAD_MORE ? -1 : status;
    whole->length = head;
    return head_parse(whole->data, head, &whole->request, &whole->framing);
}

static int read_text(struct whole *whole, const char *text)
{
    return read_whole(whole, text, strlen(text));
}

static void test_accepted(void)
{
    struct whole whole;

    is_int(read_text(&whole, "GET /a%E5%B2%B8%20b/?q=%31+x HTTP/1.1\r\nHOST: City.example:8080\r\n"
                             "X-A:  one \t two  \r\nx-empty:\r\nConnection: Keep-Alive, Close\r\n"
                             "\r\nrest"),
           0, "a whole request is read");
    is_text(whole.request.method, "GET", "its method");
    is_text(whole.request.path, "/a岸 b/", "its path, decoded");
    is_text(whole.request.query, "q=%31+x", "its query, as sent");
    is_int(whole.request.field_count, 4, "its fields");
    is_text(http_field(&whole.request, "host"), "City.example:8080", "names are lower case");
    is_text(http_field(&whole.request, "x-a"), "one \t two", "values are without space around");
    is_text(http_field(&whole.request, "x-empty"), "", "a value may be empty");
    ok(whole.framing.closes, "\"close\" is found among others");
    is_text(whole.data + whole.length, "rest", "what follows the head is not touched");
    is_int(read_text(&whole, "OPTIONS * HTTP/1.0\r\nHost: [::1]:80\r\n\r\n"), 0, "* for OPTIONS");
    ok(whole.framing.closes && strcmp(whole.request.path, "*") == 0, "HTTP/1.0 ends");
    is_int(read_text(&whole, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0012\r\n"
                             "Expect: 100-Continue\r\n\r\n"),
           0, "a length");
    ok(whole.framing.length == 12 && whole.framing.expects_continue, "and an expectation");
    is_int(read_text(&whole, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 0,
           "chunked");
    ok(whole.framing.is_chunked, "is said");
}

static const struct {
    const char *name, *text;
    int status;
} refusals[] = {
    {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"LF alone", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"LF alone in a field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
    {"CR alone", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
    {"a control character", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n", 400},
    {"DEL", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n", 400},
    {"a TLS greeting", "\x16\x03\x01\x02", 400},
    {"no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a space at the line's end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
    {"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"a version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
    {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"a lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"absolute form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"* for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a path without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%00", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%2f", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%5C", "GET /a%5Cb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%0a", "GET /a%0ab HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%4", "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%zz", "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"an overlong slash", "GET /a%C0%AFb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"half a character", "GET /%E5%B2 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a surrogate", "GET /%ED%A0%80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"bytes not encoded", "GET /\xe5\xb2\xb8 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"..", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {".. at the end", "GET /a/.. HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"%2e%2e", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {".", "GET /./b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"//", "GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a fragment in the query", "GET /a?b#c HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a quote in the query", "GET /a?\"b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no Host", "GET / HTTP/1.1\r\nX: a\r\n\r\n", 400},
    {"no field at all", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"an empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
    {"a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
    {"two hosts in one", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
    {"a Host with a bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400},
    {"a Host without its port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 400},
    {"a Host in open brackets", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
    {"a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400},
    {"space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
    {"a field without a name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
    {"a field without a colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
    {"a name that is no token", "GET / HTTP/1.1\r\nHost: a\r\nX(Y: b\r\n\r\n", 400},
    {"a value that is not UTF-8", "GET / HTTP/1.1\r\nHost: a\r\nX: \xff\r\n\r\n", 400},
    {"two lengths", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
     400},
    {"a tab behind a length", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\t\r\n\r\n", 400},
    {"a tab before a value", "GET / HTTP/1.1\r\nHost: a\r\nX:\ta\r\n\r\n", 400},
    {"5, 5", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", 400},
    {"+5", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400},
    {"-5", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400},
    {"0x5", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", 400},
    {"no length", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
    {"2^64 + 5", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n", 413},
    {"a length and chunks",
     "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"xchunked", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
    {"gzip, chunked", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"chunked, chunked",
     "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "Transfer-Encoding: chunked\r\n\r\n",
     400},
    {"identity", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501},
    {"chunks in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"another expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417},
    {"two cookies", "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nCookie: a=c\r\n\r\n", 400},
};

static void test_refused(void)
{
    static const char with_nul[] = "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n";
    struct whole whole;

    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        is_int(read_text(&whole, refusals[i].text), refusals[i].status, refusals[i].name);
    is_int(read_whole(&whole, with_nul, sizeof(with_nul) - 1), 400, "NUL");
}

static void test_limits(void)
{
    struct buffer text = {0};
    struct whole whole;

    buffer_text(&text, "GET /");
    for (int i = 0; i < LINE_LIMIT_BYTES - 20; i++)
        buffer_byte(&text, 'a');
    buffer_text(&text, " HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(read_text(&whole, text.data), 0, "a long target");
    buffer_clear(&text);
    buffer_text(&text, "GET /");
    for (int i = 0; i < LINE_LIMIT_BYTES; i++)
        buffer_byte(&text, 'a');
    is_int(read_text(&whole, text.data), 414, "one that is too long, before it ends");
    buffer_clear(&text);
    buffer_text(&text, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 1; i < HTTP_FIELD_LIMIT; i++)
        buffer_format(&text, "x-%d: a\r\n", i);
    size_t length = text.length;
    buffer_text(&text, "\r\n");
    is_int(read_text(&whole, text.data), 0, "as many fields as may be");
    is_int(whole.request.field_count, HTTP_FIELD_LIMIT, "all of them");
    text.length = length;
    buffer_text(&text, "x-one: more\r\n\r\n");
    is_int(read_text(&whole, text.data), 431, "one more");
    buffer_clear(&text);
    buffer_text(&text, "GET / HTTP/1.1\r\nHost: a\r\nx: ");
    while (text.length < HEAD_LIMIT_BYTES)
        buffer_byte(&text, 'a');
    is_int(read_text(&whole, text.data), 431, "a head that is too long, before it ends");
    buffer_done(&text);
}

/* However a head is cut, it is accepted only when it is whole, and the same. */
static void test_pieces(void)
{
    const char text[] = "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
    size_t scanned = 0, head = 0;
    bool good = true;

    for (size_t length = 1; length < sizeof(text) - 1; length++)
        good = good && head_scan(text, length, &scanned, &head) == HEAD_MORE && scanned <= length;
    ok(good, "every part of a head asks for more");
    ok(head_scan(text, sizeof(text) - 1, &scanned, &head) == HEAD_WHOLE && head == sizeof(text) - 1,
       "and the whole is whole");
}

/* The content, or "!" when refused, "?" when it asks for more; read in pieces of `step` bytes. */
static const char *decode(const char *text, size_t step, char *content)
{
    struct chunk_reader reader = {0};
    size_t length = strlen(text), total = 0, used, count;
    int result = HEAD_MORE;

    for (size_t at = 0; at < length && result == HEAD_MORE; at += used) {
        char piece[256];
        size_t size = step < length - at ? step : length - at;

        memcpy(piece, text + at, size);
        result = chunk_decode(&reader, piece, size, &used, &count);
        if (result == 400)
            return "!";
        memcpy(content + total, piece, count);
        total += count;
    }
    content[total] = '\0';
    return result == HEAD_WHOLE ? content : "?";
}

static void test_chunks(void)
{
    static const char *const bad[] = {
        "5;x\n",   "5;\n",        "5 \n",          "5;x=y\r\nhello\r\n0\r\n\r\n",
        "0x5\r\n", "\r\n",        "5 \r\n",        " 5\r\n",
        "5\n",     "5\r\nhelloX", "5\r\nhello\n",  "5\r\nhello\rX",
        "-1\r\n",  "+5\r\n",      "123456789\r\n", "0\r\nX: y\r\n\r\n",
        "0\r\n\n", "0\r\nX",      "5\rX",          "g\r\n",
    };
    char content[256];

    for (size_t step = 1; step < 8; step++)
        is_text(decode("5\r\nhello\r\n00A\r\n, good\r\nda\r\n0\r\n\r\n", step, content),
                "hello, good\r\nda", "chunks are joined");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        is_text(decode(bad[i], 3, content), "!", "and nothing else is taken for one");
    is_text(decode("5\r\nhello\r\n0\r\n\r", 3, content), "?", "not whole yet");
    is_text(decode("0\r\n\r\nGET", 100, content), "", "what follows is not read");
}

static void test_pairs(void)
{
    struct arena *arena = arena_open(1 << 20);
    struct http_request request = {.arena = arena, .field_count = 1};
    const char *cursor = "a=1&b=x%20y+z&c&=e&a=2", *name, *value;
    const char *const names[] = {"a", "b", "c", "", "a"};
    const char *const values[] = {"1", "x y z", "", "e", "2"};
    int count = 0;

    for (; http_next_pair(arena, &cursor, &name, &value); count++)
        ok(count < 5 && strcmp(name, names[count]) == 0 && strcmp(value, values[count]) == 0,
           "pair %d", count);
    ok(count == 5 && *cursor == '\0', "five, and the cursor is at the end");
    cursor = "a=1&b=%zz";
    ok(http_next_pair(arena, &cursor, &name, &value) &&
           !http_next_pair(arena, &cursor, &name, &value) && *cursor == 'b',
       "the cursor stays before a broken escape");
    is_text(http_value(arena, "x=%E5%B2%B8&x=2", "x"), "岸", "the first value");
    is_text(http_value(arena, "x=%FF", "x"), NULL, "not one that is no UTF-8");
    is_text(http_value(arena, "x=%00", "x"), NULL, "nor one with NUL");
    is_text(http_value(arena, "x=1", "y"), NULL, "nor one that is not there");
    request.fields[0] = (struct http_field){"cookie", "xs=1; s=a=b; s=c"};
    is_text(http_cookie(&request, "s"), "a=b", "a cookie by its whole name");
    is_text(http_cookie(&request, "t"), NULL, "and none by another");
    arena_close(arena);
}

int main(void)
{
    test_accepted();
    test_refused();
    test_limits();
    test_pieces();
    test_chunks();
    test_pairs();
    return done();
}
