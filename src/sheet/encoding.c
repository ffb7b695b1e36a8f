#include "sheet/encoding.h"

#include "base/error.h"
#include "base/text.h"
#include "sheet/limits.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LETTERS = 65536, NOT_IN_CP932 = 0xFFFF };

/* UTF-8 seen so far; the state is within a letter when `missing` is not 0. */
struct utf8_scan {
    int missing;             /* continuation bytes still to come */
    int length;              /* of the letter */
    unsigned char low, high; /* what the next one may be */
    uint64_t letters;        /* of three bytes or more */
    uint64_t broken;
};

static void start_letter(struct utf8_scan *scan, unsigned char byte)
{
    scan->low = 0x80;
    scan->high = 0xBF;
    if (byte >= 0xC2 && byte <= 0xDF) {
        scan->missing = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        scan->missing = 2;
        scan->low = byte == 0xE0 ? 0xA0 : 0x80;
        scan->high = byte == 0xED ? 0x9F : 0xBF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        scan->missing = 3;
        scan->low = byte == 0xF0 ? 0x90 : 0x80;
        scan->high = byte == 0xF4 ? 0x8F : 0xBF;
    } else if (byte >= 0x80) {
        scan->broken++;
    }
    scan->length = scan->missing + 1;
}

static void scan_byte(struct utf8_scan *scan, unsigned char byte)
{
    if (scan->missing == 0) {
        start_letter(scan, byte);
        return;
    }
    if (byte < scan->low || byte > scan->high) {
        scan->broken++;
        scan->missing = 0;
        start_letter(scan, byte);
        return;
    }
    scan->low = 0x80;
    scan->high = 0xBF;
    if (--scan->missing == 0 && scan->length >= 3)
        scan->letters++;
}

static void scan_utf8(struct utf8_scan *scan, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint64_t eight;
        if (scan->missing == 0 && i + sizeof(eight) <= length) {
            memcpy(&eight, bytes + i, sizeof(eight));
            if ((eight & 0x8080808080808080u) == 0) {
                i += sizeof(eight);
                continue;
            }
        }
        scan_byte(scan, bytes[i++]);
    }
}

/* UTF-16 without a mark shows by its line ends, delimiters and digits: a NUL beside an ASCII byte.
 * A lone NUL in other text must not look so, hence at least one unit in twenty. */
static bool looks_utf16(const unsigned char *bytes, size_t length,
                        enum sheet_encoding *ret_encoding)
{
    size_t units = length / 2, little = 0, big = 0;
    for (size_t i = 0; i < units; i++) {
        unsigned char first = bytes[2 * i], second = bytes[2 * i + 1];
        little += second == 0 && first >= '\t' && first < 0x7F;
        big += first == 0 && second >= '\t' && second < 0x7F;
    }
    *ret_encoding = little > big ? ENCODING_UTF16LE : ENCODING_UTF16BE;
    return little != big && (little + big) * 20 >= units;
}

size_t encoding_mark_length(enum sheet_encoding encoding, const char *bytes, size_t length)
{
    if (encoding == ENCODING_UTF8 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        return 3;
    if (encoding == ENCODING_UTF16LE && length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return 2;
    if (encoding == ENCODING_UTF16BE && length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return 2;
    return 0;
}

/* By the first block alone; ENCODING_GUESS when it does not tell. */
static struct encoding_guess recognise_start(const char *bytes, size_t length)
{
    static const enum sheet_encoding marked[] = {ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE};
    for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++) {
        size_t mark = encoding_mark_length(marked[i], bytes, length);
        if (mark)
            return (struct encoding_guess){marked[i], mark, true};
    }
    enum sheet_encoding encoding;
    if (looks_utf16((const unsigned char *)bytes, length, &encoding))
        return (struct encoding_guess){encoding, 0, true};
    return (struct encoding_guess){ENCODING_GUESS, 0, false};
}

static struct encoding_guess judge_scan(const struct utf8_scan *scan)
{
    bool all = scan->broken == 0 && scan->missing == 0;
    bool mostly = scan->letters > 20 * (scan->broken + (scan->missing != 0));
    enum sheet_encoding encoding = all || mostly ? ENCODING_UTF8 : ENCODING_CP932;
    return (struct encoding_guess){encoding, 0, all};
}

int encoding_recognise(int fd, struct encoding_guess *ret_guess, struct error *error)
{
    struct encoding_guess guess = {ENCODING_GUESS, 0, false};
    struct utf8_scan scan = {0};
    char *block = malloc(SHEET_BLOCK_BYTES);
    must(block);
    off_t at = 0;
    ssize_t got;
    while ((got = pread(fd, block, SHEET_BLOCK_BYTES, at)) > 0) {
        if (at == 0)
            guess = recognise_start(block, (size_t)got);
        if (guess.encoding != ENCODING_GUESS)
            break;
        scan_utf8(&scan, (const unsigned char *)block, (size_t)got);
        at += got;
    }
    free(block);
    if (got < 0)
        return error_set(error, ERROR_FAULT, "", "ファイルを読めません。もう一度お試しください。");
    *ret_guess = guess.encoding != ENCODING_GUESS ? guess : judge_scan(&scan);
    return 0;
}

static uint32_t utf16_unit(const unsigned char *at, bool is_big_endian)
{
    return is_big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

size_t utf16_decode(const unsigned char *in, size_t length, bool is_big_endian, char *out,
                    size_t *ret_written, bool *ret_broken)
{
    size_t at = 0, written = 0;
    *ret_broken = false;
    while (at + 2 <= length) {
        uint32_t letter = utf16_unit(in + at, is_big_endian);
        size_t taken = 2;
        if (letter >= 0xD800 && letter <= 0xDBFF) {
            if (at + 4 > length)
                break;
            uint32_t low = utf16_unit(in + at + 2, is_big_endian);
            *ret_broken = low < 0xDC00 || low > 0xDFFF;
            letter = 0x10000 + ((letter - 0xD800) << 10) + (low - 0xDC00);
            taken = 4;
        } else {
            *ret_broken = letter == 0 || (letter >= 0xDC00 && letter <= 0xDFFF);
        }
        if (*ret_broken)
            break;
        written += text_encode(letter, out + written);
        at += taken;
    }
    *ret_written = written;
    return at;
}

struct cp932 {
    iconv_t to_cp932;
    uint16_t letters[LETTERS]; /* by one byte, or by lead * 256 + trail; 0 for none */
    uint16_t codes[LETTERS];   /* by letter, filled as they come; 0 for not yet */
};

static void fill_letter(struct cp932 *cp932, iconv_t from_cp932, unsigned code)
{
    char in[2] = {(char)(code > 0xFF ? code >> 8 : code), (char)code};
    unsigned char out[4];
    char *in_at = in, *out_at = (char *)out;
    size_t in_left = code > 0xFF ? 2 : 1, out_left = sizeof(out);
    iconv(from_cp932, NULL, NULL, NULL, NULL);
    if (iconv(from_cp932, &in_at, &in_left, &out_at, &out_left) == 0 && in_left == 0 &&
        out_left == 2)
        cp932->letters[code] = (uint16_t)(out[0] | out[1] << 8);
}

static bool is_lead(unsigned char byte)
{
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

struct cp932 *cp932_open(struct error *error)
{
    iconv_t from_cp932 = iconv_open("UTF-16LE", "CP932");
    iconv_t to_cp932 = iconv_open("CP932", "UTF-8");
    if (from_cp932 == (iconv_t)-1 || to_cp932 == (iconv_t)-1) {
        if (from_cp932 != (iconv_t)-1)
            iconv_close(from_cp932);
        if (to_cp932 != (iconv_t)-1)
            iconv_close(to_cp932);
        error_set(error, ERROR_FAULT, "",
                  "このコンピューターには文字コードCP932（シフトJIS）の変換表がありません。"
                  "管理者に知らせてください。");
        return NULL;
    }
    struct cp932 *cp932 = calloc(1, sizeof(*cp932));
    must(cp932);
    cp932->to_cp932 = to_cp932;
    for (unsigned code = 0x01; code < 0x80; code++)
        cp932->letters[code] = (uint16_t)code;
    for (unsigned code = 0xA1; code <= 0xDF; code++)
        fill_letter(cp932, from_cp932, code);
    for (unsigned lead = 0x81; lead <= 0xFC; lead++) {
        for (unsigned trail = 0x40; is_lead((unsigned char)lead) && trail <= 0xFC; trail++)
            fill_letter(cp932, from_cp932, lead << 8 | trail);
    }
    iconv_close(from_cp932);
    return cp932;
}

void cp932_close(struct cp932 *cp932)
{
    if (!cp932)
        return;
    iconv_close(cp932->to_cp932);
    free(cp932);
}

ptrdiff_t cp932_decode(const struct cp932 *cp932, const char *in, size_t length, char *out,
                       size_t *ret_bad)
{
    const unsigned char *bytes = (const unsigned char *)in;
    char *to = out;
    for (size_t i = 0; i < length;) {
        if (bytes[i] && bytes[i] < 0x80) {
            *to++ = in[i++];
            continue;
        }
        bool is_pair = is_lead(bytes[i]);
        unsigned code = bytes[i];
        if (is_pair)
            code = i + 1 < length ? code << 8 | bytes[i + 1] : 0;
        uint16_t letter = cp932->letters[code];
        if (letter == 0) {
            *ret_bad = i;
            return -1;
        }
        to += text_encode(letter, to);
        i += is_pair ? 2 : 1;
    }
    return to - out;
}

/* The code that gives the same letter back, or NOT_IN_CP932: U+301C and others have codes that
 * belong to another letter. */
static uint16_t find_code(struct cp932 *cp932, uint32_t letter)
{
    char in[4];
    unsigned char out[8];
    char *in_at = in, *out_at = (char *)out;
    size_t in_left = text_encode(letter, in), out_left = sizeof(out);
    iconv(cp932->to_cp932, NULL, NULL, NULL, NULL);
    if (iconv(cp932->to_cp932, &in_at, &in_left, &out_at, &out_left) != 0)
        return NOT_IN_CP932;
    size_t length = sizeof(out) - out_left;
    unsigned code = length == 1 ? out[0] : length == 2 ? (unsigned)out[0] << 8 | out[1] : 0;
    return cp932->letters[code] == letter ? (uint16_t)code : NOT_IN_CP932;
}

size_t cp932_encode(struct cp932 *cp932, uint32_t letter, char out[2])
{
    if (letter == 0 || letter >= LETTERS)
        return 0;
    if (letter < 0x80) {
        out[0] = (char)letter;
        return 1;
    }
    if (cp932->codes[letter] == 0)
        cp932->codes[letter] = find_code(cp932, letter);
    uint16_t code = cp932->codes[letter];
    if (code == NOT_IN_CP932)
        return 0;
    if (code <= 0xFF) {
        out[0] = (char)code;
        return 1;
    }
    out[0] = (char)(code >> 8);
    out[1] = (char)code;
    return 2;
}
