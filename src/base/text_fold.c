/* Folded forms of text for comparing. An import folds millions of cells, nearly all of them ASCII,
 * kanji or kana, which NFKC leaves alone or changes one letter at a time: those go one short pass,
 * and only the others through utf8proc. */
#include "base/text_fold.h"

#include "base/variant_table.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

enum fold {
    FOLD_NFKC = 1,
    FOLD_NO_SPACE = 2,     /* white space goes */
    FOLD_NO_SELECTOR = 4,  /* variation selectors go */
    FOLD_UPPER = 8,        /* simple upper case */
    FOLD_CASE = 16,        /* Unicode case folding */
    FOLD_HYPHEN = 32,      /* the hyphens of a number alike */
    FOLD_SEARCH = 64,      /* kana, dashes and variant letters alike */
    HALF_KATAKANA = 0xFF61 /* U+FF61 - U+FF9D: what half-width letters are in full width */
};

static const uint16_t full_katakana[] = {
    0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
    0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
    0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
    0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3,
};

/* Ranges that NFKC and case folding leave alone and that compose with nothing before them. */
static const struct {
    uint32_t first, last;
} steady_ranges[] = {
    {0x3041, 0x3096}, {0x309D, 0x309E}, {0x30A0, 0x30FE},   {0x3400, 0x9FFF},   {0x3001, 0x3029},
    {0x2010, 0x2010}, {0x2012, 0x2016}, {0x2018, 0x2023},   {0x203B, 0x203B},   {0x2190, 0x222B},
    {0x2500, 0x27FF}, {0xFE00, 0xFE0F}, {0x20000, 0x2A6DF}, {0xE0100, 0xE01EF},
};

/* NFKC of a code point that has one of its own; 0 when its neighbours or utf8proc must be asked. */
static inline uint32_t quick_nfkc(uint32_t point)
{
    if (point < 0x80 || (point >= 0x3400 && point <= 0x9FFF))
        return point;
    if (point >= 0xFF01 && point <= 0xFF5E)
        return point - 0xFEE0;
    if (point >= HALF_KATAKANA && point <= 0xFF9D)
        return full_katakana[point - HALF_KATAKANA];
    if (point == 0x3000 || point == 0xA0)
        return ' ';
    for (size_t i = 0; i < sizeof(steady_ranges) / sizeof(steady_ranges[0]); i++)
        if (point >= steady_ranges[i].first && point <= steady_ranges[i].last)
            return point;
    return 0;
}

/* White_Space of the Unicode Character Database. */
static bool is_space(uint32_t point)
{
    if (point < 0x80)
        return point == ' ' || (point >= '\t' && point <= '\r');
    return point == 0x3000 || point == 0xA0 || point == 0x85 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F;
}

static bool is_selector(uint32_t point)
{
    return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
}

/* Hyphens that count as "-" in numbers; narrower than text_is_dash(). */
static bool is_number_hyphen(uint32_t point)
{
    return (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0x30FC ||
           point == 0xFF0D || point == 0xFF70;
}

static uint32_t search_variant(uint32_t point)
{
    size_t low = 0, high = sizeof(variant_table) / sizeof(variant_table[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (variant_table[middle].from == point)
            return variant_table[middle].to;
        if (variant_table[middle].from < point)
            low = middle + 1;
        else
            high = middle;
    }
    return point;
}

/* Katakana as hiragana, small letters staying small; every dash, prolonged sound mark and wave dash
 * as "-", for they are typed for one another; variant letters as the usual one. */
static uint32_t search_form(uint32_t point)
{
    if (point < 0x80)
        return point == '~' ? '-' : point;
    if ((point >= 0x30A1 && point <= 0x30F6) || point == 0x30FD || point == 0x30FE)
        return point - 0x60;
    if (text_is_dash(point) || point == 0x301C || point == 0x3030 || point == 0x223C ||
        point == 0x2053)
        return '-';
    return point >= 0x3400 ? search_variant(point) : point;
}

/* What a code point after NFKC becomes; 0 when it goes. */
static inline uint32_t fold_point(uint32_t point, unsigned fold)
{
    if ((fold & FOLD_NO_SPACE) && is_space(point))
        return 0;
    if ((fold & FOLD_NO_SELECTOR) && is_selector(point))
        return 0;
    if (point < 0x80) {
        if ((fold & FOLD_UPPER) && point >= 'a' && point <= 'z')
            point -= 'a' - 'A';
        if ((fold & FOLD_CASE) && point >= 'A' && point <= 'Z')
            point += 'a' - 'A';
    } else if (fold & FOLD_UPPER) {
        point = (uint32_t)utf8proc_toupper((utf8proc_int32_t)point);
    }
    if ((fold & FOLD_HYPHEN) && is_number_hyphen(point))
        point = '-';
    if (fold & FOLD_SEARCH)
        point = search_form(point);
    return point;
}

/* Whether quick_nfkc() knows every code point; the answer for no normalisation at all is yes. */
static bool is_quick(const char *text, unsigned fold, size_t *ret_length)
{
    const char *next = text;
    uint32_t point;

    if (!(fold & FOLD_NFKC)) {
        *ret_length = strlen(text);
        return true;
    }
    for (;;) {
        while (*next > 0)
            next++;
        if (*next == '\0')
            break;
        point = text_next(&next);
        if (quick_nfkc(point) == 0)
            return false;
    }
    *ret_length = (size_t)(next - text);
    return true;
}

/* One pass in which nothing grows. */
static char *fold_quick(struct arena *arena, const char *text, size_t length, unsigned fold)
{
    char *out = arena_alloc(arena, length + 1);
    char *end = out;
    uint32_t point;

    while ((point = text_next(&text)) != 0) {
        if (fold & FOLD_NFKC)
            point = quick_nfkc(point);
        point = fold_point(point, fold);
        if (point != 0)
            end += text_encode(point, end);
    }
    *end = '\0';
    return out;
}

/* NFKC, case folded when asked, then each code point; through utf8proc. */
static char *fold_slow(struct arena *arena, const char *text, unsigned fold)
{
    enum { SMALL = 256 };
    utf8proc_int32_t small[SMALL];
    utf8proc_int32_t *points = small;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_option_t options = UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                UTF8PROC_COMPAT | (fold & FOLD_CASE ? UTF8PROC_CASEFOLD : 0);
    utf8proc_ssize_t count = utf8proc_decompose(bytes, 0, points, SMALL, options);

    must(count >= 0);
    if (count > SMALL) {
        points = arena_alloc(arena, (size_t)count * sizeof(*points));
        count = utf8proc_decompose(bytes, 0, points, count, options);
    }
    count = utf8proc_normalize_utf32(points, count, options);
    must(count >= 0);

    char *out = arena_alloc(arena, (size_t)count * 4 + 1);
    char *end = out;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        uint32_t point = fold_point((uint32_t)points[i], fold);

        if (point != 0)
            end += text_encode(point, end);
    }
    *end = '\0';
    return out;
}

static char *fold_text(struct arena *arena, const char *text, unsigned fold)
{
    size_t length;

    if (is_quick(text, fold, &length))
        return fold_quick(arena, text, length, fold);
    return fold_slow(arena, text, fold);
}

/* Takes the spaces off both ends of a string of our own. */
static char *trim_in_place(char *text)
{
    size_t length;
    const char *start = text_trim_edges(text, &length);
    char *trimmed = text + (start - text);

    trimmed[length] = '\0';
    return trimmed;
}

char *text_nfkc(struct arena *arena, const char *text)
{
    return fold_text(arena, text, FOLD_NFKC);
}

char *text_without_space(struct arena *arena, const char *text)
{
    return fold_text(arena, text, FOLD_NO_SPACE);
}

char *text_unit_key(struct arena *arena, const char *text)
{
    return fold_text(arena, text, FOLD_NFKC | FOLD_NO_SPACE);
}

char *text_number_key(struct arena *arena, const char *text)
{
    return trim_in_place(fold_text(arena, text, FOLD_NFKC | FOLD_UPPER | FOLD_HYPHEN));
}

char *text_name_key(struct arena *arena, const char *text)
{
    return fold_text(arena, text, FOLD_NFKC | FOLD_NO_SPACE | FOLD_CASE);
}

char *text_person_key(struct arena *arena, const char *text)
{
    return fold_text(arena, text, FOLD_NO_SPACE | FOLD_NO_SELECTOR);
}

char *text_search_key(struct arena *arena, const char *text)
{
    const unsigned fold = FOLD_NFKC | FOLD_NO_SPACE | FOLD_NO_SELECTOR | FOLD_CASE | FOLD_SEARCH;
    size_t length;

    if (is_quick(text, fold, &length))
        return fold_quick(arena, text, length, fold);
    /* Letters that come together when what stood between them goes may compose: fold until
     * nothing changes, so that the key of a key is that key. */
    char *key = fold_slow(arena, text, fold);
    for (;;) {
        char *again = fold_text(arena, key, fold);

        if (strcmp(again, key) == 0)
            return key;
        key = again;
    }
}

char *text_staff_number(struct arena *arena, const char *text)
{
    const char *digits = text;
    size_t length = strspn(text, "0123456789");

    if (length == 0 || text[length] != '\0') {
        digits = trim_in_place(text_nfkc(arena, text));
        length = strspn(digits, "0123456789");
    }
    if (length < 1 || length > 6 || digits[length] != '\0')
        return NULL;
    char *number = arena_copy_bytes(arena, "000000", 6);
    memcpy(number + 6 - length, digits, length);
    return number;
}
