/* Buffers: growth, the limit, big-endian integers. */
#include "base/buffer.h"

#include "tests/tap.h"

static void test_appends(void)
{
    struct buffer buffer = {0};
    bool same = true;

    is_text(buffer_string(&buffer), "", "empty before the first append");
    buffer_append(&buffer, NULL, 0);
    is_text(buffer_string(&buffer), "", "appending nothing");
    buffer_text(&buffer, "資産");
    buffer_byte(&buffer, '-');
    buffer_format(&buffer, "%04d", 12);
    is_text(buffer_string(&buffer), "資産-0012", "text, byte and format");
    buffer_clear(&buffer);
    is_text(buffer_string(&buffer), "", "cleared");
    for (int i = 0; i < 100000; i++)
        buffer_byte(&buffer, (uint8_t)i);
    for (int i = 0; i < 100000; i++)
        same = same && (uint8_t)buffer.data[i] == (uint8_t)i;
    ok(same && buffer.length == 100000 && buffer.data[100000] == '\0', "a hundred thousand bytes");
    buffer_clear(&buffer);
    buffer_format(&buffer, "%0500d", 1);
    ok(buffer.length == 500 && strlen(buffer.data) == 500, "a long format");
    buffer_done(&buffer);
    ok(buffer.data == NULL && buffer.length == 0, "nothing is held after done");
    buffer_text(&buffer, "again");
    is_text(buffer_string(&buffer), "again", "and it may be used again");
    buffer_done(&buffer);
}

static void test_limit(void)
{
    struct buffer buffer = {.limit_bytes = 10};

    buffer_text(&buffer, "0123456789");
    ok(!buffer.full, "just full is not too full");
    buffer_byte(&buffer, 'x');
    ok(buffer.full, "one more is");
    is_text(buffer_string(&buffer), "0123456789", "nothing of it was taken");
    buffer_clear(&buffer);
    ok(!buffer.full, "clear begins anew");
    buffer_text(&buffer, "01234");
    buffer_text(&buffer, "567890");
    buffer_text(&buffer, "5");
    is_text(buffer_string(&buffer), "01234", "after a loss nothing more is taken");
    buffer_clear(&buffer);
    buffer_format(&buffer, "%0300d", 1);
    ok(buffer.full && buffer.length == 0, "a format past the limit");
    buffer_done(&buffer);
    is_int((int64_t)buffer.limit_bytes, 10, "the limit stays");

    struct buffer usual = {.length = 64 << 20, .capacity = 0};
    buffer_byte(&usual, 'x');
    ok(usual.full, "64 MiB when no limit is given");
}

static void test_integers(void)
{
    static const unsigned char want[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
                                         0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE};
    struct buffer buffer = {0};

    buffer_u16(&buffer, 0x0102);
    buffer_u32(&buffer, 0x03040506);
    buffer_u64(&buffer, 0x07F8F9FAFBFCFDFE);
    ok(buffer.length == sizeof(want) && memcmp(buffer.data, want, sizeof(want)) == 0,
       "big-endian integers");
    buffer_done(&buffer);
}

int main(void)
{
    test_appends();
    test_limit();
    test_integers();
    return done();
}
