#include "keeper/spelling.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"

#include <string.h>

enum { FIRST_KANA = 0x3041, LAST_KANA = 0x3096, LONG_VOWEL = 0x30FC };

/* From U+3041 on; a capital stands for a small kana, which joins the one before it. */
static const char kana[][3] = {
    "A",  "a",  "I",  "i",  "U",  "u",  "E",  "e",  "O",  "o",  "ka", "ga", "ki", "gi", "ku",
    "gu", "ke", "ge", "ko", "go", "sa", "za", "si", "zi", "su", "zu", "se", "ze", "so", "zo",
    "ta", "da", "ti", "zi", "",   "tu", "zu", "te", "de", "to", "do", "na", "ni", "nu", "ne",
    "no", "ha", "ba", "pa", "hi", "bi", "pi", "hu", "bu", "pu", "he", "be", "pe", "ho", "bo",
    "po", "ma", "mi", "mu", "me", "mo", "Ya", "ya", "Yu", "yu", "Yo", "yo", "ra", "ri", "ru",
    "re", "ro", "A",  "wa", "i",  "e",  "o",  "n",  "bu", "ka", "ke",
};
_Static_assert(sizeof kana / sizeof *kana == LAST_KANA - FIRST_KANA + 1, "a line for each kana");

struct respelling {
    const char *from, *to;
};

static const struct respelling respellings[] = {
    {"shi", "si"}, {"sh", "sy"}, {"chi", "ti"}, {"ch", "ty"}, {"tsu", "tu"},
    {"ji", "zi"},  {"jy", "zy"}, {"j", "zy"},   {"f", "h"},   {"ou", "o"},
    {"mb", "nb"},  {"mp", "np"}, {"mm", "nm"},  {"oh", "o"},
};

static char small_letter(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* The respelling that holds at the start of `text`; NULL when the letter stays. */
static const struct respelling *find_respelling(const char *text)
{
    for (size_t i = 0; i < sizeof respellings / sizeof *respellings; i++) {
        const struct respelling *each = &respellings[i];
        size_t length = strlen(each->from);

        if (strncmp(text, each->from, length) != 0)
            continue;
        if (strcmp(each->from, "oh") == 0 && text[length] != '\0' &&
            strchr("aiueoy", text[length]) != NULL)
            continue;
        return each;
    }
    return NULL;
}

/* A letter said twice, or a long vowel, counts once. */
static void add_letter(char *out, size_t *length, char letter)
{
    if (*length == 0 || out[*length - 1] != letter)
        out[(*length)++] = letter;
}

char *spelling_of(struct arena *arena, const char *roman)
{
    char *text = arena_copy(arena, roman);
    char *out = arena_alloc(arena, strlen(roman) * 2 + 1);
    size_t length = 0;

    for (char *letter = text; *letter != '\0'; letter++)
        *letter = small_letter(*letter);
    while (*text != '\0') {
        const struct respelling *found = find_respelling(text);

        for (const char *letter = found != NULL ? found->to : ""; *letter != '\0'; letter++)
            add_letter(out, &length, *letter);
        if (found == NULL)
            add_letter(out, &length, *text);
        text += found != NULL ? strlen(found->from) : 1;
    }
    out[length] = '\0';
    return out;
}

static void add_kana(struct buffer *roman, const char *sound)
{
    if (*sound >= 'A' && *sound <= 'Z') {
        if (roman->length > 0)
            roman->length--;
        buffer_byte(roman, (uint8_t)small_letter(*sound));
        sound++;
    }
    buffer_text(roman, sound);
}

char *spelling_of_name(struct arena *arena, const char *part)
{
    struct buffer roman = {0};
    const char *cursor = text_search_key(arena, part);
    bool is_readable = true;
    uint32_t letter;

    while ((letter = text_next(&cursor)) != 0) {
        if (letter >= FIRST_KANA && letter <= LAST_KANA)
            add_kana(&roman, kana[letter - FIRST_KANA]);
        else if (letter < 0x80)
            buffer_byte(&roman, (uint8_t)letter);
        else if (letter != LONG_VOWEL)
            is_readable = false;
    }
    char *spelling = spelling_of(arena, is_readable ? buffer_string(&roman) : "");
    buffer_done(&roman);
    return spelling;
}
