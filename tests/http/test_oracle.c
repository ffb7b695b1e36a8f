/* Requests, and what a few random changes make of them: what we take for a request is one to llhttp
 * too, and the same one. */
#include "tests/http/oracle.h"
#include "tests/tap.h"

enum { ROUNDS = 20000 };

static const char *const requests[] = {
    "GET /a/%E5%B2%B8?b=c HTTP/1.1\r\nHost: city.example\r\nCookie: a=b\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhelloGET",
    "POST / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: "
    "chunked\r\n\r\n5\r\nhello\r\n1\r\n.\r\n0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nX-Empty:\r\nX:  y \tz \r\n\r\n",
    "DELETE /a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
    "PATCH /a HTTP/1.1\r\nHost: a\r\nUpgrade: b\r\nConnection: upgrade\r\nContent-Length: "
    "0\r\n\r\n",
};

/* Bytes that matter to the grammar. */
static const char bytes[] = "\r\n\t :;,/%?#*.0159aAfgxzHT\"\\\x01\x7f\xe5\xff-+_&=[]{}";

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32) % below;
}

static size_t change(uint64_t *state, char *text, size_t length, size_t room)
{
    size_t at = draw(state, (uint32_t)length);

    switch (draw(state, 4)) {
    case 0:
        text[at] = bytes[draw(state, sizeof(bytes) - 1)];
        return length;
    case 1:
        memmove(text + at, text + at + 1, length - at - 1);
        return length - 1;
    case 2:
        if (length == room)
            return length;
        memmove(text + at + 1, text + at, length - at);
        text[at] = bytes[draw(state, sizeof(bytes) - 1)];
        return length + 1;
    default:
        text[at] ^= 0x20;
        return length;
    }
}

int main(void)
{
    uint64_t state = 0x9e3779b97f4a7c15;

    if (!TESTS_LLHTTP) {
        ok(true, "a second opinion # SKIP node-llhttp is not installed");
        return done();
    }
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        char text[512];
        int accepted = 0;

        ok(oracle_check(requests[i], strlen(requests[i])), "both take the same for a request");
        for (int round = 0; round < ROUNDS; round++) {
            size_t length = strlen(requests[i]);

            memcpy(text, requests[i], length);
            for (uint32_t changes = 1 + draw(&state, 3); changes > 0; changes--)
                length = change(&state, text, length, sizeof(text));
            accepted += oracle_check(text, length);
        }
        ok(accepted > 0 && accepted < ROUNDS, "and of %d changed ones the %d that we take", ROUNDS,
           accepted);
    }
    return done();
}
