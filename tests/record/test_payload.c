/* Payloads: the order of fields, the image, and bytes that are no payload. */
#include "record/payload.h"
#include "store/table.h"
#include "tests/record/city.h"

static void build(struct buffer *out)
{
    const struct record_context context = {
        .action = "set", .key = "N-1", .reason = "訂正", .result = "ok"};
    const struct value values[] = {value_text("N-1"), value_null(), value_integer(-2)};
    const struct value before = value_text("前");

    payload_head(out, &city_actor, &context);
    payload_note(out, "index", "7");
    payload_value(out, "before.", "name", &before);
    payload_image(out, &city_things, values);
}

static void test_order(void)
{
    static const char *const names[] = {"action",     "actor",      "actor_name",  "actor_post",
                                        "way",        "terminal",   "key",         "reason",
                                        "result",     "note.index", "before.name", "after.thing_no",
                                        "after.count"};
    struct buffer bytes = {0};
    struct payload_field field;
    size_t count = 0;
    bool is_same = true;

    build(&bytes);
    struct payload_reader reader = {bytes.data, bytes.data + bytes.length};
    while (payload_next(&reader, &field) > 0) {
        is_same = is_same && count < 13 && strlen(names[count]) == field.name_length &&
                  memcmp(names[count], field.name, field.name_length) == 0;
        count++;
    }
    ok(is_same && count == 13, "all fields in their order, absent ones left out");
    ok(payload_integer_of(&field) == -2, "the integer");
    ok(payload_find(bytes.data, bytes.length, "reason", &field) && field.value_length == 6,
       "a field by its name");
    ok(!payload_find(bytes.data, bytes.length, "reaso", &field), "not by a part of it");
    struct buffer image = {0};
    const struct value values[] = {value_text("N-1"), value_null(), value_integer(-2)};
    payload_image(&image, &city_things, values);
    int64_t start = payload_image_start(bytes.data, bytes.length);
    ok(start > 0 && image.length == bytes.length - (size_t)start &&
           memcmp(image.data, bytes.data + start, image.length) == 0,
       "the image is the payload's end");
    is_int(payload_image_start(bytes.data, (size_t)start), start, "no image begins at the end");
    buffer_done(&image);
    buffer_done(&bytes);
}

static void test_bytes(void)
{
    static const char wanted[] = "t\0\6actiont";
    struct buffer bytes = {0};

    payload_text(&bytes, "a", "xy");
    ok(bytes.length == 10 && memcmp(bytes.data, "t\0\1a\0\0\0\2xy", 10) == 0, "a text's bytes");
    buffer_clear(&bytes);
    const struct value number = value_integer(258);
    payload_value(&bytes, "after.", "n", &number);
    ok(bytes.length == 22 && memcmp(bytes.data, "i\0\7after.n\0\0\0\10\0\0\0\0\0\0\1\2", 22) == 0,
       "an integer's bytes");
    ok(payload_image_start(wanted, sizeof(wanted)) == -1, "a length past the end");
    buffer_done(&bytes);
}

/* A payload cut anywhere but between fields is none. */
static void test_cut(void)
{
    struct buffer bytes = {0};
    struct payload_field field;
    int whole = 0;

    build(&bytes);
    for (size_t length = 0; length <= bytes.length; length++) {
        char *copy = malloc(length + 1);
        struct payload_reader reader = {copy, copy + length};
        int result;

        memcpy(copy, bytes.data, length);
        while ((result = payload_next(&reader, &field)) > 0)
            continue;
        whole += result == 0;
        free(copy);
    }
    is_int(whole, 14, "readable only between its 13 fields");
    buffer_done(&bytes);
}

int main(void)
{
    test_order();
    test_bytes();
    test_cut();
    return done();
}
