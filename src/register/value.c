#include "register/register.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "pack/pack.h"
#include "sheet/reader.h"
#include "sheet/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_UNREADABLE = 2 };

struct mark_word {
    const char *word;
    int mark;
};

/* RULES N6: the marks of municipal ledgers. The three circles are three letters. */
static const struct mark_word mark_words[] = {
    {"○", 1},    {"〇", 1},   {"◯", 1},    {"◎", 1},    {"●", 1},  {"有", 1},
    {"あり", 1}, {"有り", 1}, {"済", 1},   {"済み", 1}, {"レ", 1}, {"✓", 1},
    {"✔", 1},    {"1", 1},    {"×", 0},    {"✕", 0},    {"✖", 0},  {"X", 0},
    {"x", 0},    {"無", 0},   {"なし", 0}, {"無し", 0}, {"未", 0}, {"0", 0},
};

static int mark_of(const char *text)
{
    for (size_t i = 0; i < sizeof mark_words / sizeof *mark_words; i++)
        if (strcmp(text, mark_words[i].word) == 0)
            return mark_words[i].mark;
    return MARK_UNREADABLE;
}

/* RULES N6. */
static bool read_mark(const char *text, struct arena *arena, struct value *ret_value)
{
    int mark = mark_of(text);
    if (mark == MARK_UNREADABLE)
        mark = mark_of(text_nfkc(arena, text));
    if (mark == MARK_UNREADABLE)
        return false;
    *ret_value = value_integer(mark);
    return true;
}

/* RULES N7: the highest of the letters named; what stands in parentheses is the class's name.
 * CLAUSE: 2.1, 3.1.n1 */
static bool read_importance(const char *text, struct arena *arena, struct value *ret_value)
{
    char *letters = text_number_key(arena, text);
    letters[strcspn(letters, "(")] = '\0';
    const char *rest = letters;
    if (strncmp(rest, "重要度", strlen("重要度")) == 0)
        rest += strlen("重要度");
    char highest = 0;
    for (uint32_t letter; (letter = text_next(&rest)) != 0;) {
        if (letter >= 'A' && letter <= 'C')
            highest = highest == 0 || (char)letter < highest ? (char)letter : highest;
        else if (strchr("/, ", (int)(letter < 0x80 ? letter : 'x')) == NULL && letter != 0x30FB &&
                 letter != 0x3001)
            return false;
    }
    if (highest == 0)
        return false;
    *ret_value = value_text(arena_copy_bytes(arena, &highest, 1));
    return true;
}

/* RULES N8. CLAUSE: 3.1 */
static bool read_zone(const char *text, struct arena *arena, struct value *ret_value)
{
    const char *rest = text_without_space(arena, text_number_key(arena, text));
    if (strncmp(rest, "区画", strlen("区画")) == 0)
        rest += strlen("区画");
    if (*rest == 'L')
        rest++;
    if (*rest == '-')
        rest++;
    if (rest[0] < '0' || rest[0] > '4' || rest[1] != '\0')
        return false;
    *ret_value = value_text(arena_format(arena, "L%c", rest[0]));
    return true;
}

/* The four segments by the standard's names (RULES N10) or their English ones. CLAUSE: 5.8.5 */
static bool read_segment(const char *text, struct arena *arena, struct value *ret_value)
{
    static const struct {
        const char *canonical, *word, *english;
    } segments[] = {
        {"マイナンバー利用事務系", "マイナンバー利用事務系", "mynumber"},
        {"ＬＧＷＡＮ接続系", "lgwan接続系", "lgwan"},
        {"インターネット接続系", "インターネット接続系", "internet"},
        {"管理系", "管理系", "management"},
    };
    const char *key = text_name_key(arena, text);
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        if (strcmp(key, segments[i].word) != 0 && strcmp(key, segments[i].english) != 0)
            continue;
        *ret_value = value_text(segments[i].canonical);
        return true;
    }
    return false;
}

static bool read_form(const struct pack *pack, const char *text, struct arena *arena,
                      struct value *ret_value)
{
    const struct pack_form *form = pack_form(pack, arena, text);
    if (form == NULL || form->unknown)
        return false;
    *ret_value = value_text(form->word);
    return true;
}

static bool read_word(const struct column *column, const char *text, struct arena *arena,
                      struct value *ret_value)
{
    const char *key = text_name_key(arena, text);
    const char *rest = column->words != NULL ? column->words : "";
    while (*rest != '\0') {
        size_t length = strcspn(rest, " ");
        const char *word = arena_copy_bytes(arena, rest, length);
        if (strcmp(text_name_key(arena, word), key) == 0) {
            *ret_value = value_text(word);
            return true;
        }
        rest += length;
        rest += strspn(rest, " ");
    }
    return false;
}

static bool read_integer(const char *text, struct arena *arena, struct value *ret_value)
{
    const char *digits = text_nfkc(arena, text);
    char *end;
    errno = 0;
    long long number = strtoll(digits, &end, 10);
    if (errno != 0 || end == digits || *end != '\0')
        return false;
    *ret_value = value_integer(number);
    return true;
}

static bool read_date(const struct cell *cell, const char *text, bool is_1904, struct arena *arena,
                      struct value *ret_value)
{
    char date[DATE_SIZE];
    enum date_result result =
        cell->kind == CELL_DATE
            ? (date_from_serial(cell->number, is_1904, date) ? DATE_OK : DATE_BAD)
            : date_read(text, is_1904, date);
    if (result == DATE_BAD)
        return false;
    *ret_value = result == DATE_EMPTY ? value_null() : value_text(arena_copy(arena, date));
    return true;
}

static bool is_dash_null(enum noun noun)
{
    switch (noun) {
    case NOUN_MARK:
    case NOUN_ZONE:
    case NOUN_DATE:
    case NOUN_IMPORTANCE:
    case NOUN_COUNT:
    case NOUN_STAFF_NUMBER:
    case NOUN_NUMBER_KEY:
        return true;
    default:
        return false;
    }
}

bool register_read_value(const struct pack *pack, const struct column *column,
                         const struct cell *cell, bool is_1904, struct arena *arena,
                         struct value *ret_value)
{
    const char *text = text_trim(arena, sheet_unguard(cell->text));
    *ret_value = value_null();
    if (*text == '\0' || (is_dash_null(column->noun) && text_is_blank(text)))
        return true;
    bool understood = true;
    switch (column->noun) {
    case NOUN_MARK:
        return read_mark(text, arena, ret_value);
    case NOUN_COUNT:
    case NOUN_REFERENCE:
        return read_integer(text, arena, ret_value);
    case NOUN_DATE:
        return read_date(cell, text, is_1904, arena, ret_value);
    case NOUN_STAFF_NUMBER: {
        const char *number = text_staff_number(arena, text);
        *ret_value = value_text(number != NULL ? number : text);
        return number != NULL;
    }
    case NOUN_IMPORTANCE:
        return read_importance(text, arena, ret_value);
    case NOUN_ZONE:
        return read_zone(text, arena, ret_value);
    case NOUN_NUMBER_KEY:
        *ret_value = value_text(text_number_key(arena, text));
        return true;
    case NOUN_FORM:
        understood = read_form(pack, text, arena, ret_value);
        break;
    case NOUN_SEGMENT:
        understood = read_segment(text, arena, ret_value);
        break;
    case NOUN_WORD:
        understood = read_word(column, text, arena, ret_value);
        break;
    case NOUN_TEXT:
    case NOUN_NAME:
    case NOUN_TIME:
    case NOUN_INTERNAL:
        *ret_value = value_text(text);
        return true;
    }
    if (!understood) /* kept as written: it is judged by a code of its own, never passed */
        *ret_value = value_text(text);
    return understood;
}

const char *register_value_text(const struct column *column, struct value value,
                                struct arena *arena)
{
    if (value.kind == VALUE_NULL)
        return NULL;
    if (value.kind == VALUE_TEXT)
        return value.text;
    if (column->noun == NOUN_MARK)
        return value.integer != 0 ? "○" : "×";
    return arena_format(arena, "%lld", (long long)value.integer);
}
