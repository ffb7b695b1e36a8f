#include "sheet/xlsx_text.h"

#include "base/text.h"
#include "sheet/limits.h"
#include "sheet/xlsx_part.h"

#include <stdint.h>
#include <string.h>

void xlsx_text_clear(struct xlsx_text *text)
{
    text->length = 0;
    text->segment = 0;
    text->in_run = false;
    text->collecting = false;
    text->too_long = false;
}

void xlsx_text_start(struct xlsx_text *text, int level, const char *name, const char **attributes)
{
    if (level == 1 && strcmp(name, "r") == 0) {
        text->in_run = true;
        return;
    }
    if (strcmp(name, "t") != 0 || !(level == 1 || (level == 2 && text->in_run)))
        return;
    const char *space = xlsx_attribute(attributes, "xml:space");
    text->collecting = true;
    text->segment = text->length;
    text->preserve = space && strcmp(space, "preserve") == 0;
}

static bool is_xml_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Excel drops white space at the ends of a <t> unless xml:space says to keep it. */
static void strip_segment(struct xlsx_text *text)
{
    size_t first = text->segment;
    while (text->length > first && is_xml_space(text->bytes[text->length - 1]))
        text->length--;
    while (first < text->length && is_xml_space(text->bytes[first]))
        first++;
    memmove(text->bytes + text->segment, text->bytes + first, text->length - first);
    text->length -= first - text->segment;
}

void xlsx_text_end(struct xlsx_text *text, int level)
{
    if (text->collecting && !text->preserve)
        strip_segment(text);
    text->collecting = false;
    if (level == 1)
        text->in_run = false;
}

void xlsx_text_collect(struct xlsx_text *text)
{
    text->collecting = true;
    text->preserve = true;
    text->segment = text->length;
}

void xlsx_text_add(struct xlsx_text *text, const char *bytes, size_t length)
{
    if (!text->collecting)
        return;
    if (length > XLSX_RAW_TEXT_BYTES - text->length) {
        text->too_long = true;
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

/* The code unit of "_xHHHH_" at `at`; -1 when there is none. */
static int32_t read_escape(const char *at, const char *end)
{
    if (end - at < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
        return -1;
    int32_t unit = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Reads one escaped letter (two escapes for a surrogate pair). Returns the bytes it took, 0 when
 * what stands there is no letter: half a pair and U+0000 stay as they are written. */
static size_t read_letter(const char *at, const char *end, uint32_t *ret_letter)
{
    int32_t unit = read_escape(at, end);
    if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return 0;
    if (unit < 0xD800 || unit > 0xDBFF) {
        *ret_letter = (uint32_t)unit;
        return 7;
    }
    int32_t low = read_escape(at + 7, end);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    *ret_letter = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    return 14;
}

static void decode_escapes(struct xlsx_text *text)
{
    const char *end = text->bytes + text->length;
    char *out = memchr(text->bytes, '_', text->length);
    if (!out)
        return;
    for (const char *at = out; at < end;) {
        uint32_t letter;
        size_t taken = *at == '_' ? read_letter(at, end, &letter) : 0;
        if (taken) {
            out += text_encode(letter, out);
            at += taken;
        } else {
            *out++ = *at++;
        }
    }
    text->length = (size_t)(out - text->bytes);
}

bool xlsx_text_is_too_long(const char *bytes, size_t length)
{
    if (length <= SHEET_MAX_LETTERS)
        return false;
    size_t letters = 0;
    for (size_t i = 0; i < length; i++)
        letters += (bytes[i] & 0xC0) != 0x80;
    return letters > SHEET_MAX_LETTERS;
}

bool xlsx_text_finish(struct xlsx_text *text)
{
    if (text->too_long)
        return false;
    decode_escapes(text);
    text->bytes[text->length] = '\0';
    return !xlsx_text_is_too_long(text->bytes, text->length);
}
