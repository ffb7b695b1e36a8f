#include "base/date.h"

#include "base/arena.h"
#include "base/error.h"
#include "room/demo/city.h"

#include <string.h>

/* splitmix64 (Steele, Lea, Flood 2014): small, and the same on every machine. */
static uint64_t next_random(struct demo_city *city)
{
    uint64_t mixed = city->random += UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

int demo_below(struct demo_city *city, int limit)
{
    must(limit > 0);
    return (int)(next_random(city) % (uint64_t)limit);
}

bool demo_one_in(struct demo_city *city, int count)
{
    return demo_below(city, count) == 0;
}

const char *demo_wide(struct demo_city *city, const char *ascii)
{
    char *wide = arena_alloc(city->arena, strlen(ascii) * 3 + 1);
    char *end = wide;
    for (; *ascii; ascii++) {
        bool is_printable = *ascii > ' ' && *ascii <= '~';
        uint32_t letter = (unsigned char)*ascii + (is_printable ? 0xFEE0U : 0U);
        if (letter < 0x80) {
            *end++ = (char)letter;
            continue;
        }
        *end++ = (char)(0xE0 | (letter >> 12));
        *end++ = (char)(0x80 | ((letter >> 6) & 0x3F));
        *end++ = (char)(0x80 | (letter & 0x3F));
    }
    return wide;
}

const char *demo_number(struct demo_city *city, int64_t number)
{
    return arena_format(city->arena, "%lld", (long long)number);
}

const char *demo_dash_text(struct demo_city *city)
{
    static const char *const dashes[] = {"", "", "－", "ー", "―"};
    return dashes[demo_below(city, 5)];
}

struct era {
    int64_t first_day;
    int first_year;
    const char *name, *letter;
};

static const struct era *era_of(int64_t day)
{
    static const struct era eras[] = {
        {18017, 2019, "令和", "R"}, /* 2019-05-01 */
        {6947, 1989, "平成", "H"},  /* 1989-01-08 */
        {INT64_MIN, 1926, "昭和", "S"},
    };
    int i = 0;
    while (day < eras[i].first_day)
        i++;
    return &eras[i];
}

const char *demo_date_plain(struct demo_city *city, int64_t day, char separator)
{
    struct date date = date_from_days(day);
    return arena_format(city->arena, "%04d%c%02d%c%02d", date.year, separator, date.month,
                        separator, date.day);
}

const char *demo_date_era(struct demo_city *city, int64_t day)
{
    const struct era *era = era_of(day);
    struct date date = date_from_days(day);
    int year = date.year - era->first_year + 1;
    if (year == 1)
        return arena_format(city->arena, "%s元年%d月%d日", era->name, date.month, date.day);
    return arena_format(city->arena, "%s%d年%d月%d日", era->name, year, date.month, date.day);
}

static const char *era_letters(struct demo_city *city, int64_t day, char separator)
{
    const struct era *era = era_of(day);
    struct date date = date_from_days(day);
    return arena_format(city->arena, "%s%d%c%d%c%d", era->letter, date.year - era->first_year + 1,
                        separator, date.month, separator, date.day);
}

const char *demo_date_text(struct demo_city *city, int64_t day)
{
    enum { SERIAL_OF_1970 = 25569 };
    struct date date;
    if (day == NO_DAY)
        return demo_dash_text(city);
    date = date_from_days(day);
    switch (demo_below(city, 12)) {
    case 0:
        return demo_number(city, day + SERIAL_OF_1970);
    case 1:
        return demo_number(city, date.year * 10000LL + date.month * 100LL + date.day);
    case 2:
        return demo_wide(city, era_letters(city, day, '.'));
    case 3:
        return arena_format(city->arena, "%s年%s月%s日",
                            demo_wide(city, demo_number(city, date.year)),
                            demo_wide(city, demo_number(city, date.month)),
                            demo_wide(city, demo_number(city, date.day)));
    case 4:
        return demo_date_plain(city, day, '-');
    case 5:
    case 6:
        return era_letters(city, day, '.');
    case 7:
        return era_letters(city, day, '/');
    case 8:
    case 9:
        return demo_date_era(city, day);
    default:
        return demo_date_plain(city, day, '/');
    }
}

const char *demo_staff_number_text(struct demo_city *city, const char *number)
{
    switch (demo_below(city, 14)) {
    case 0: /* as a spreadsheet leaves it */
        return number + strspn(number, "0");
    case 1:
        return demo_wide(city, number);
    case 2:
        return arena_format(city->arena, "%s ", number);
    default:
        return number;
    }
}

const char *demo_name_text(struct demo_city *city, const struct demo_person *person)
{
    static const char *const gaps[] = {"　", "　", "　", " ", "", "  "};
    return arena_format(city->arena, "%s%s%s", person->family->written, gaps[demo_below(city, 6)],
                        person->given->written);
}

/* The hyphen as the long vowel mark, which looks alike. */
static const char *with_vowel_mark(struct demo_city *city, const char *id)
{
    const char *hyphen = strchr(id, '-');
    if (!hyphen)
        return id;
    return arena_format(city->arena, "%.*sー%s", (int)(hyphen - id), id, hyphen + 1);
}

const char *demo_id_text(struct demo_city *city, const char *id)
{
    switch (demo_below(city, 20)) {
    case 0:
        return demo_wide(city, id);
    case 1:
        return with_vowel_mark(city, id);
    case 2:
        return arena_format(city->arena, "%s　", id);
    default:
        return id;
    }
}

const char *demo_importance_text(struct demo_city *city, char letter)
{
    const char text[] = {letter, '\0'};
    switch (demo_below(city, 10)) {
    case 0:
        return arena_format(city->arena, "重要度%s", demo_wide(city, text));
    case 1:
        return arena_format(city->arena, "%s（%s）", text,
                            letter == 'A'   ? "個人情報等"
                            : letter == 'B' ? "行政情報・重要"
                                            : "行政情報");
    case 2: /* of several the highest counts */
        return letter == 'C' ? "c" : arena_format(city->arena, "%s・C", text);
    case 3:
    case 4:
        return demo_wide(city, text);
    default:
        return arena_copy(city->arena, text);
    }
}

const char *demo_zone_text(struct demo_city *city, int zone)
{
    if (zone < 0)
        return demo_dash_text(city);
    const char *text = arena_format(city->arena, "L%d", zone);
    switch (demo_below(city, 10)) {
    case 0:
        return arena_format(city->arena, "区画%s", demo_wide(city, text));
    case 1:
        return arena_format(city->arena, "l%d", zone);
    case 2:
        return arena_format(city->arena, "Ｌ－%s", demo_wide(city, text + 1));
    case 3:
    case 4:
        return demo_wide(city, text);
    default:
        return text;
    }
}

const char *demo_mark_text(struct demo_city *city, enum demo_mark mark)
{
    static const char *const yes[] = {"○", "○", "○", "〇", "◯", "有", "あり", "レ"};
    static const char *const no[] = {"×", "×", "×", "無", "なし", "Ｘ", "×", "未"};
    if (mark == MARK_BLANK)
        return demo_dash_text(city);
    return (mark == MARK_YES ? yes : no)[demo_below(city, 8)];
}
