/* Text: checking, trimming and the folded forms (rules N1 to N4 and N10 of the import). */
#include "base/text.h"

#include "base/arena.h"
#include "tests/tap.h"
#include <stdlib.h>
#include <utf8proc.h>

struct pair {
    const char *text, *want;
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check_all(const char *(*fold)(struct arena *, const char *), const char *name,
                      const struct pair *pairs, size_t count)
{
    struct arena *arena = arena_open(1 << 20);

    for (size_t i = 0; i < count; i++)
        is_text(fold(arena, pairs[i].text), pairs[i].want,
                arena_format(arena, "%s: %s", name, pairs[i].text));
    arena_close(arena);
}

static void test_utf8(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool good;
    } cases[] = {
        {"", 0, true},
        {"abc", 3, true},
        {"a\0b", 3, false},
        {"\xE9\xAB\x99", 3, true},
        {"\xE9\xAB", 2, false},
        {"\xC0\x80", 2, false},
        {"\xC1\xBF", 2, false},
        {"\xC2\x80", 2, true},
        {"\xE0\x9F\xBF", 3, false},
        {"\xE0\xA0\x80", 3, true},
        {"\xED\x9F\xBF", 3, true},
        {"\xED\xA0\x80", 3, false},
        {"\xEF\xBF\xBF", 3, true},
        {"\xF0\x8F\xBF\xBF", 4, false},
        {"\xF0\x90\x80\x80", 4, true},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\xF4\x90\x80\x80", 4, false},
        {"\xF5\x80\x80\x80", 4, false},
        {"\x80", 1, false},
        {"a\xFF", 2, false},
        {"\xE3\x81x", 3, false},
        {"\xF0\xA0\xAEx", 4, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        ok(text_is_utf8(cases[i].bytes, cases[i].length) == cases[i].good,
           "well-formedness, case %zu", i + 1);
}

static void test_code_points(void)
{
    bool same = true;

    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        char bytes[5] = {0};
        const char *next = bytes;

        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        size_t length = text_encode(point, bytes);
        same = same && text_is_utf8(bytes, length) && text_next(&next) == point &&
               next == bytes + length && text_next(&next) == 0 && next == bytes + length;
    }
    ok(same, "every code point comes back from its bytes");

    const char *cut = "\xE3\x81";
    is_int(text_next(&cut), 0xFFFD, "a cut sequence is U+FFFD");
    is_int(text_next(&cut), 0, "and the NUL is not passed");
}

static const char *trim(struct arena *arena, const char *text)
{
    return text_trim(arena, text);
}

static const char *nfkc(struct arena *arena, const char *text)
{
    return text_nfkc(arena, text);
}

static const char *without_space(struct arena *arena, const char *text)
{
    return text_without_space(arena, text);
}

static const char *unit_key(struct arena *arena, const char *text)
{
    return text_unit_key(arena, text);
}

static const char *number_key(struct arena *arena, const char *text)
{
    return text_number_key(arena, text);
}

static const char *name_key(struct arena *arena, const char *text)
{
    return text_name_key(arena, text);
}

static const char *person_key(struct arena *arena, const char *text)
{
    return text_person_key(arena, text);
}

static const char *search_key(struct arena *arena, const char *text)
{
    return text_search_key(arena, text);
}

static const char *staff_number(struct arena *arena, const char *text)
{
    return text_staff_number(arena, text);
}

static void test_plain_forms(void)
{
    static const struct pair trims[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"　　", ""},
        {"　総務課　", "総務課"},
        {"\xC2\xA0総務　課\xC2\xA0 ", "総務　課"},
        {"\tA B\n", "A B"},
        {"、、", "、、"},
        {"à", "à"},
        {"ပ", "ပ"},
    };
    static const struct pair spaces[] = {
        {"総 務　課", "総務課"},
        {" a\r\nb\tc ", "abc"},
        {"山\xC2\xA0田\xE2\x80\x83太郎", "山田太郎"},
        {"＃ａ", "＃ａ"},
    };
    static const struct pair folds[] = {
        {"ＡＢＣ－１２３", "ABC-123"},
        {"ｻｰﾊﾞ", "サーバ"},
        {"ｳﾞｧｲｵﾘﾝ ﾊﾟ", "ヴァイオリン パ"},
        {"①㈱㍻", "1(株)平成"},
        {"神", "神"},
        {"髙﨑𠮷", "髙﨑𠮷"},
        {"が", "が"},
        {"パ", "パ"},
        {"　", " "},
        {"é", "é"},
        {"ｶ゛", "カ ゙"},
        {"～", "~"},
    };

    check_all(trim, "trim", trims, COUNT(trims));
    check_all(without_space, "without space", spaces, COUNT(spaces));
    check_all(nfkc, "NFKC", folds, COUNT(folds));
}

static void test_keys(void)
{
    static const struct pair units[] = {
        {"総務部　総務課", "総務部総務課"},
        {"ＩＣＴ 推進課\n", "ICT推進課"},
        {"ﾃﾞｼﾞﾀﾙ推進課", "デジタル推進課"},
        {"DX推進課", "DX推進課"},
    };
    static const struct pair numbers[] = {
        {" ab-0001 ", "AB-0001"},
        {"ＡＢ－０００１", "AB-0001"},
        {"ABー0001", "AB-0001"},
        {"ABｰ0001", "AB-0001"},
        {"AB‐0001", "AB-0001"},
        {"AB‑0001", "AB-0001"},
        {"AB–0001", "AB-0001"},
        {"AB―0001", "AB-0001"},
        {"AB−0001", "AB-0001"},
        {"AB─0001", "AB─0001"},
        {"　usb　1　", "USB 1"},
        {"é1", "É1"},
        {"", ""},
    };
    static const struct pair names[] = {
        {"Kintone ", "kintone"},
        {"ＫＩＮＴＯＮＥ", "kintone"},
        {"Ｚｏｏｍ　ミーティング", "zoomミーティング"},
        {"Straße", "strasse"},
        {"ÄÖ", "äö"},
        {"ｸﾗｳﾄﾞ", "クラウド"},
    };
    static const struct pair people[] = {
        {"山田　太郎", "山田太郎"}, {"髙橋 一", "髙橋一"},   {"葛󠄀城 花子", "葛城花子"},
        {"神︀谷", "神谷"},      {"神谷", "神谷"},        {"﨑山", "﨑山"},
        {"𠮷田　次郎", "𠮷田次郎"}, {"ﾔﾏﾀﾞ ﾊﾅｺ", "ﾔﾏﾀﾞﾊﾅｺ"},
    };

    check_all(unit_key, "unit", units, COUNT(units));
    check_all(number_key, "number", numbers, COUNT(numbers));
    check_all(name_key, "name", names, COUNT(names));
    check_all(person_key, "person", people, COUNT(people));
}

/* Letters that come together, or apart, as they are folded. */
static const char *const awkward[] = {
    "か \xE3\x82\x99",
    "\xCD\x85\xCC\x81",
    "e\xEF\xB8\x80\xCC\x81",
    "ヷヸヹヺ",
    "ワ\xE3\x82\x99",
    "わ\xE3\x82\x99",
    "゛゜",
    "ﬀİ",
    "ゟヿ",
    "K\xCC\x81",
    "㍿㌔",
    "\xE1\xBE\xB3\xCC\x81",
};

static void test_search_keys(void)
{
    static const struct pair keys[] = {
        {"髙橋", "高橋"},
        {"山﨑", "山崎"},
        {"山嵜", "山崎"},
        {"渡邉", "渡辺"},
        {"渡邊", "渡辺"},
        {"齋藤", "斉藤"},
        {"齊藤", "斉藤"},
        {"斎藤", "斉藤"},
        {"黒澤", "黒沢"},
        {"濵田", "浜田"},
        {"濱田", "浜田"},
        {"廣島", "広島"},
        {"國分", "国分"},
        {"櫻井", "桜井"},
        {"𠮷田", "吉田"},
        {"瀨戸", "瀬戸"},
        {"眞理", "真理"},
        {"福田", "福田"},
        {"神戸", "神戸"},
        {"嶋﨑", "島崎"},
        {"龍ヶ崎", "竜ゖ崎"},
        {"茅ケ崎", "茅け崎"},
        {"ヵヶ", "ゕゖ"},
        {"ｻｰﾊﾞｰ", "さ-ば-"},
        {"サーバー", "さ-ば-"},
        {"ｻ‐ﾊﾞ―", "さ-ば-"},
        {"1〜2～3~4", "1-2-3-4"},
        {"Ｚｏｏｍ 会議", "zoom会議"},
        {"葛󠄀城", "葛城"},
        {"ヴ", "ゔ"},
        {"ヽヾ", "ゝゞ"},
        {"か ゙", "が"},
        {"", ""},
    };
    struct arena *arena = arena_open(16 << 20);

    check_all(search_key, "search", keys, COUNT(keys));
    for (size_t i = 0; i < COUNT(awkward); i++) {
        const char *key = text_search_key(arena, awkward[i]);

        is_text(text_search_key(arena, key), key,
                arena_format(arena, "the key of a key is that key: %s", awkward[i]));
    }
    arena_close(arena);
}

/* The short way must give what utf8proc gives, whatever the neighbours. */
static void test_against_utf8proc(void)
{
    static const char *const frames[][2] = {
        {"", ""}, {"か", "\xE3\x82\x99"}, {"A", "\xCC\x81"}, {"ｶ", "ﾞ漢"}, {"é", "Ａ"},
    };
    struct arena *arena = arena_open(1 << 20);

    for (size_t frame = 0; frame < COUNT(frames); frame++) {
        uint32_t wrong = 0, restless = 0;

        for (uint32_t point = 1; point <= 0x10FFFF; point++) {
            char letter[5] = {0};

            if (point >= 0xD800 && point <= 0xDFFF)
                continue;
            /* Alone all of them; among neighbours those that are not one long run of the same. */
            if (frame > 0 && (point > 0x20000 || (point > 0x3500 && point < 0xA000)))
                continue;
            text_encode(point, letter);
            char *text = arena_format(arena, "%s%s%s", frames[frame][0], letter, frames[frame][1]);
            utf8proc_uint8_t *want = utf8proc_NFKC((const utf8proc_uint8_t *)text);
            if (!wrong && strcmp(text_nfkc(arena, text), (const char *)want) != 0)
                wrong = point;
            free(want);
            const char *key = text_search_key(arena, text);
            if (!restless && strcmp(text_search_key(arena, key), key) != 0)
                restless = point;
            arena_reset(arena);
        }
        is_int(wrong, 0, "NFKC is utf8proc's for every code point");
        is_int(restless, 0, "search keys stay themselves for every code point");
    }
    arena_close(arena);
}

static void test_staff_numbers(void)
{
    static const struct pair numbers[] = {
        {"123456", "123456"}, {"1", "000001"},
        {" 42 ", "000042"},   {"００１２３４", "001234"},
        {"　７　", "000007"}, {"000000", "000000"},
        {"1234567", NULL},    {"", NULL},
        {"A12", NULL},        {"12 34", NULL},
        {"12.0", NULL},       {"-12", NULL},
        {"臨1", NULL},        {"１２３４５６７", NULL},
        {"①", "000001"},
    };

    check_all(staff_number, "staff number", numbers, COUNT(numbers));
}

static void test_blanks(void)
{
    static const char *const blank[] = {"",  " ", "　", "-", " － ", "ー", "―",
                                        "‐", "−", "–",  "─", "ｰ",    "\n", "\xC2\xA0"};
    static const char *const filled[] = {"--", "0", "なし", "ーA", "あ", "- -"};

    for (size_t i = 0; i < COUNT(blank); i++)
        ok(text_is_blank(blank[i]), "blank: [%s]", blank[i]);
    for (size_t i = 0; i < COUNT(filled); i++)
        ok(!text_is_blank(filled[i]), "not blank: [%s]", filled[i]);
    ok(!text_is_dash('~') && !text_is_dash(0) && text_is_dash(0x2012), "dashes");
}

static void test_long_text(void)
{
    struct arena *arena = arena_open(8 << 20);
    char *text = arena_alloc(arena, 3 * 20000 + 1);

    for (size_t i = 0; i < 20000; i++)
        memcpy(text + 3 * i, i % 2 ? "ﾞ" : "ｶ", 3);
    const char *folded = text_nfkc(arena, text);
    is_int((int64_t)strlen(folded), 3 * 10000, "a long text through utf8proc");
    ok(strncmp(folded, "ガガ", 6) == 0, "composes");
    arena_close(arena);
}

int main(void)
{
    test_utf8();
    test_code_points();
    test_plain_forms();
    test_keys();
    test_search_keys();
    test_against_utf8proc();
    test_staff_numbers();
    test_blanks();
    test_long_text();
    return done();
}
