/* JSON as it is written: commas, escapes, numbers, nesting, streaming. */
#include "base/json.h"

#include "base/buffer.h"
#include "tests/base/child.h"
#include "tests/tap.h"
#include <math.h>
#include <string.h>

static void test_document(void)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    json_object_start(&json);
    json_text_at(&json, "名", "住民\"課\"\\");
    json_integer_at(&json, "n", INT64_MIN);
    json_bool_at(&json, "yes", true);
    json_key(&json, "list");
    json_array_start(&json);
    json_array_end(&json);
    json_key(&json, "more");
    json_array_start(&json);
    json_put_integer(&json, 1);
    json_put_null(&json);
    json_text(&json, NULL);
    json_object_start(&json);
    json_object_end(&json);
    json_raw(&json, "{\"raw\":1}");
    json_bool(&json, false);
    json_array_end(&json);
    json_text_at(&json, "last", "");
    json_object_end(&json);
    json_finish(&json);
    is_text(buffer_string(&buffer),
            "{\"名\":\"住民\\\"課\\\"\\\\\",\"n\":-9223372036854775808,\"yes\":true,\"list\":[],"
            "\"more\":[1,null,null,{},{\"raw\":1},false],\"last\":\"\"}",
            "a document");
    buffer_done(&buffer);
}

static void test_escapes(void)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    json_text(&json, "a\nb\tc\x01\x1F\x7F/é\xF0\xA0\xAE\xB7");
    is_text(buffer_string(&buffer), "\"a\\u000ab\\u0009c\\u0001\\u001f\x7F/é\xF0\xA0\xAE\xB7\"",
            "escapes");
    buffer_done(&buffer);
}

/* Texts are looked at eight bytes at a time: the escape must be found wherever it stands. */
static void test_escape_places(void)
{
    static const char special[] = {'"', '\\', '\n', 0x1F, '!', 0x20, 0x7F, (char)0xA2};
    bool is_right = true;

    for (size_t length = 1; length < 28; length++)
        for (size_t at = 0; at < length; at++)
            for (size_t i = 0; i < sizeof(special); i++) {
                char text[32] = {0}, want[64] = {'"'};
                struct buffer buffer = {0};
                struct json json;
                memset(text, 'a', length);
                text[at] = special[i];
                memset(want + 1, 'a', at);
                if ((unsigned char)special[i] < 0x20)
                    snprintf(want + 1 + at, 7, "\\u%04x", (unsigned)special[i]);
                else if (special[i] == '"' || special[i] == '\\')
                    memcpy(want + 1 + at, (const char[]){'\\', special[i]}, 2);
                else
                    want[1 + at] = special[i];
                memset(want + strlen(want), 'a', length - at - 1);
                want[strlen(want)] = '"';
                json_start(&json, &buffer, NULL);
                json_text(&json, text);
                is_right = is_right && strcmp(buffer_string(&buffer), want) == 0;
                buffer_done(&buffer);
            }
    ok(is_right, "a letter is escaped, or kept, at every place of a text");
}

static void test_numbers(void)
{
    static const struct {
        double value;
        const char *want;
    } cases[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1.0 / 3, "0.33333333333333331"},
        {1e21, "1e+21"},
        {5e-324, "4.94065645841247e-324"},
        {NAN, "null"},
        {-INFINITY, "null"},
        {0.1 + 0.2, "0.30000000000000004"},
        {9007199254740993.0, "9007199254740992"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer buffer = {0};
        struct json json;

        json_start(&json, &buffer, NULL);
        json_number(&json, cases[i].value);
        is_text(buffer_string(&buffer), cases[i].want, "a number");
        buffer_done(&buffer);
    }
}

static void test_stream(void)
{
    struct buffer buffer = {0};
    struct json json;
    FILE *stream = tmpfile();
    size_t largest = 0;

    if (!ok(stream != NULL, "a file to stream to"))
        return;
    json_start(&json, &buffer, stream);
    json_array_start(&json);
    for (int i = 0; i < 100000; i++) {
        json_text(&json, "項目");
        if (buffer.length > largest)
            largest = buffer.length;
    }
    json_array_end(&json);
    json_finish(&json);
    ok(largest < 70 * 1024, "the buffer is emptied as it fills");
    is_int((int64_t)buffer.length, 0, "and at the end");
    is_int(ftell(stream), 100000 * 9 + 1, "every byte reached the file");
    fclose(stream);
    buffer_done(&buffer);
}

static void test_full(void)
{
    struct buffer buffer = {.limit_bytes = 20};
    struct json json;
    FILE *stream = tmpfile();

    json_start(&json, &buffer, stream);
    json_text(&json, "longer than the buffer may grow");
    json_finish(&json);
    ok(buffer.full && ftell(stream) == 0, "a loss stays visible and is not written out");
    fclose(stream);
    buffer_done(&buffer);
}

static void close_too_much(void)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    json_array_end(&json);
}

static void close_too_little(void)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    json_object_start(&json);
    json_finish(&json);
}

int main(void)
{
    test_document();
    test_escapes();
    test_escape_places();
    test_numbers();
    test_stream();
    test_full();
    ok(child_aborts(close_too_much), "closing what is not open stops the program");
    ok(child_aborts(close_too_little), "finishing with something open stops it");
    return done();
}
