/* Recognising encodings, and CP932 letter by letter. */
#include "base/text.h"
#include "sheet/encoding.h"
#include "tests/sheet/make_xlsx.h"
#include "tests/tap.h"

/* Reads bytes and compares the rows and the encoding found. */
static void is_read(const char *bytes, size_t length, enum sheet_encoding encoding,
                    const char *want, const char *name)
{
    struct made_file file = make_file(bytes, length);
    struct error error;
    char *got = show_file(file.path, NULL, &error);
    is_text(got, want, name);
    struct sheet_reader *reader = sheet_open(file.path, NULL, &error);
    if (reader)
        is_int(sheet_encoding_of(reader), encoding, name);
    sheet_close(reader);
    free(got);
    drop_file(file);
}

#define IS_READ(bytes, encoding, want, name) is_read(bytes, sizeof(bytes) - 1, encoding, want, name)

static void test_recognition(void)
{
    IS_READ("\xEF\xBB\xBF課,\"名\"\n", ENCODING_UTF8, "1|T:課|T:名\n", "UTF-8 with a mark");
    IS_READ("課,名\n", ENCODING_UTF8, "1|T:課|T:名\n", "UTF-8 without");
    IS_READ("\x89\xDB,\x96\xBC\n", ENCODING_CP932, "1|T:課|T:名\n", "CP932");
    IS_READ("\xB1\xB2,\x87\x40\x5C\xEE\xE0\n", ENCODING_CP932, "1|T:ｱｲ|T:①\\髙\n",
            "half-width kana, NEC and IBM letters, the backslash");
    IS_READ("\xF0\x40\xF9\xFC\n", ENCODING_CP932, "1|T:\xEE\x80\x80\xEE\x9D\x97\n",
            "letters of the user's own");
    IS_READ("\xFF\xFE\x2C\x00\xD9\x9A\x22\x00\x0D\x00\x0A\x00", ENCODING_UTF16LE, "1|-|T:髙\"\n",
            "UTF-16LE with a mark");
    IS_READ("\xFE\xFF\x9A\xD8\x00\x2C\x00\x41\x00\x0D\x00\x0A", ENCODING_UTF16BE, "1|T:高|T:A\n",
            "UTF-16BE with a mark");
    IS_READ("A\0\t\0\x42\xD8\xB7\xDF\r\0\n\0", ENCODING_UTF16LE, "1|T:A|T:𠮷\n",
            "UTF-16LE without a mark, a surrogate pair");
    IS_READ("\0A\0,\x9A\xD8\0\r\0\n", ENCODING_UTF16BE, "1|T:A|T:高\n", "UTF-16BE without a mark");
}

static void test_broken(void)
{
    IS_READ("a\n\x8D\n", ENCODING_CP932, "1|T:a\nF07", "half a letter of CP932");
    IS_READ("a\n\xFF\n", ENCODING_CP932, "1|T:a\nF07", "no byte of CP932");
    IS_READ("a\n\x80\xA0\n", ENCODING_CP932, "1|T:a\nF07", "nor these");
    IS_READ("\xEF\xBB\xBFok\n\xE8\xAA\n", ENCODING_UTF8, "1|T:ok\nF07", "half a letter of UTF-8");
    IS_READ("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n課\xE8\xAA", ENCODING_UTF8,
            "1|T:漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\nF07",
            "mostly UTF-8 is not read as CP932");
    IS_READ("\xFF\xFE"
            "A\0\n\0\x00\xDC\n\0",
            ENCODING_UTF16LE, "1|T:A\nF07", "a lone surrogate");
    IS_READ("\xFF\xFE"
            "A\0\n\0B",
            ENCODING_UTF16LE, "1|T:A\nF07", "an odd byte");
    IS_READ("\xFF\xFE"
            "A\0\n\0\x42\xD8",
            ENCODING_UTF16LE, "1|T:A\nF07", "half a pair");
    IS_READ("\xFF\xFE"
            "A\0\n\0\0\0",
            ENCODING_UTF16LE, "1|T:A\nF07", "NUL in UTF-16");
    IS_READ("abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\nb\0c\n", ENCODING_UTF8,
            "1|T:abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\nF07", "NUL in UTF-8");
    const struct sheet_options options = {.encoding = ENCODING_UTF8};
    struct made_file file = make_text("a\n課\x89\n");
    struct error error;
    char *shown = show_file(file.path, &options, &error);
    is_text(shown, "1|T:a\nF07", "as told");
    ok(strstr(error.text, "2番目") && strstr(error.text, "UTF-8") && strstr(error.text, "89"),
       "the record, the encoding and the bytes are named");
    free(shown);
    drop_file(file);
}

static void test_letters(void)
{
    static const struct {
        uint32_t letter;
        size_t length;
    } letters[] = {
        {'\\', 1},   {'~', 1},    {0xFF71, 1}, {0x9AD9, 2},  {0x2460, 2}, {0xFF5E, 2}, {0xFF0D, 2},
        {0xE000, 2}, {0x25CB, 2}, {0x301C, 0}, {0x2212, 0},  {0x00A5, 0}, {0x203E, 0}, {0x20BB7, 0},
        {0x00A0, 0}, {0x3099, 0}, {0x32FF, 0}, {0xE0100, 0}, {0, 0},
    };
    struct error error = {0};
    struct cp932 *cp932 = cp932_open(&error);
    for (size_t i = 0; cp932 && i < sizeof(letters) / sizeof(letters[0]); i++) {
        char bytes[2];
        size_t length = cp932_encode(cp932, letters[i].letter, bytes);
        ok(length == letters[i].length, "U+%04X takes %zu bytes", (unsigned)letters[i].letter,
           letters[i].length);
    }
    int wrong = 0, there = 0;
    for (uint32_t letter = 1; cp932 && letter < 0x10000; letter++) {
        char bytes[2], text[4], back[8];
        size_t bad, length = cp932_encode(cp932, letter, bytes);
        if (length == 0)
            continue;
        there++;
        size_t text_length = text_encode(letter, text);
        ptrdiff_t decoded = cp932_decode(cp932, bytes, length, back, &bad);
        wrong += decoded != (ptrdiff_t)text_length || memcmp(back, text, text_length) != 0;
    }
    is_int(wrong, 0, "every letter comes back");
    ok(there > 9000, "all the letters of JIS X 0208 and more");
    cp932_close(cp932);
}

int main(void)
{
    test_recognition();
    test_broken();
    test_letters();
    return done();
}
