/* Dates as people type them into spreadsheets. A cell is first put into a small alphabet - digits,
 * '/', '-', '.', ':', 'y' 'm' 'd' for 年月日, 'h' 'n' 's' for 時分秒, capital era letters, 'g' for
 * 元, one blank for any white space - and read from that. */
#include "base/date.h"

#include "base/text.h"

#include <string.h>

enum { PLAIN_SIZE = 64 };

struct names {
    const char *text;
    char letter;
};

static const struct names long_names[] = {
    {"令和", 'R'}, {"平成", 'H'}, {"昭和", 'S'}, {"大正", 'T'}, {"明治", 'M'}, {"㋿", 'R'},
    {"㍻", 'H'},   {"㍼", 'S'},   {"㍽", 'T'},   {"㍾", 'M'},   {"年", 'y'},   {"月", 'm'},
    {"日", 'd'},   {"時", 'h'},   {"分", 'n'},   {"秒", 's'},   {"元", 'g'},
};

/* The letter of the name at `*cursor`, moved past it; 0 when there is none. White space inside a
 * name ("令 和") is taken too. */
static char read_name(const char **cursor)
{
    for (size_t i = 0; i < sizeof(long_names) / sizeof(long_names[0]); i++) {
        const char *at = *cursor;
        const char *name = long_names[i].text;
        uint32_t want;

        if (**cursor != *name || (*cursor)[1] != name[1])
            continue;
        while ((want = text_next(&name)) != 0) {
            uint32_t got = text_next(&at);

            while (got == ' ' || got == 0x3000 || got == 0xA0)
                got = text_next(&at);
            if (got != want)
                break;
        }
        if (want == 0) {
            *cursor = at;
            return long_names[i].letter;
        }
    }
    return 0;
}

/* Letter of the small alphabet for a code point that is no name; 0 when it has no place in a date.
 */
static char plain_letter(uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0;
    if ((point >= '0' && point <= '9') || point == '/' || point == '.' || point == ':')
        return (char)point;
    if (point == ' ' || (point >= '\t' && point <= '\r') || point == 0x3000 || point == 0xA0)
        return ' ';
    if (text_is_dash(point))
        return '-';
    if (point >= 'a' && point <= 'z')
        point -= 'a' - 'A';
    if (point < 0x80 && strchr("RHSTMZ+", (int)point))
        return (char)point;
    return 0;
}

/* The cell in the small alphabet; false when something else is in it. */
static bool make_plain(const char *cell, char out[PLAIN_SIZE])
{
    size_t length = 0;

    while (*cell) {
        const char *next = cell;
        char letter = plain_letter(text_next(&next));

        if (letter == 0) {
            next = cell;
            letter = read_name(&next);
        }
        if (letter == 0)
            return false;
        cell = next;
        if (letter == ' ' && (length == 0 || out[length - 1] == ' '))
            continue;
        if (length + 1 >= PLAIN_SIZE)
            return false;
        out[length++] = letter;
    }
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
    return true;
}

/* Reads one to `most` digits and moves *cursor past them; false when there are none or more. */
static bool read_number(const char **cursor, int most, int *ret_value)
{
    int value = 0, count = 0;

    for (; **cursor >= '0' && **cursor <= '9'; (*cursor)++) {
        if (++count > most)
            return false;
        value = value * 10 + (**cursor - '0');
    }
    *ret_value = value;
    return count > 0;
}

static bool skip_letter(const char **cursor, char letter)
{
    if (**cursor != letter)
        return false;
    (*cursor)++;
    return true;
}

/* Whether `text` is a time of day: "2:00", "02:00:00.000", "17:15+09:00", "2h", "2h30n", ... */
static bool is_time(const char *text)
{
    int hour, minute = 0, second = 0;

    if (!read_number(&text, 2, &hour))
        return false;
    if (skip_letter(&text, 'h')) {
        if (*text && (!read_number(&text, 2, &minute) || !skip_letter(&text, 'n')))
            return false;
        if (*text && (!read_number(&text, 2, &second) || !skip_letter(&text, 's')))
            return false;
        return *text == '\0' && hour <= 24 && minute <= 59 && second <= 59;
    }
    if (!skip_letter(&text, ':') || !read_number(&text, 2, &minute))
        return false;
    if (skip_letter(&text, ':') && !read_number(&text, 2, &second))
        return false;
    if (hour > 24 || minute > 59 || second > 59)
        return false;
    if (skip_letter(&text, '.') && !read_number(&text, 9, &second))
        return false;
    if (skip_letter(&text, 'Z') || *text == '\0')
        return *text == '\0';
    if (!skip_letter(&text, '+') && !skip_letter(&text, '-'))
        return false;
    return read_number(&text, 2, &hour) && skip_letter(&text, ':') &&
           read_number(&text, 2, &minute) && *text == '\0';
}

/* Cuts the time of day off; false when what looks like one is none. */
static bool cut_time(char *plain)
{
    char *mark = strpbrk(plain, ":h");

    if (!mark)
        return true;
    while (mark > plain && mark[-1] >= '0' && mark[-1] <= '9')
        mark--;
    if (mark == plain || !is_time(mark))
        return false;
    if (mark[-1] == ' ' || mark[-1] == 'T')
        mark--;
    else if (mark[-1] != 'd')
        return false;
    *mark = '\0';
    return true;
}

/* Takes out the blanks; false when one stands between two digits, where nobody knows whether it is
 * one number or two. */
static bool drop_blanks(char *plain)
{
    char *out = plain;

    for (const char *at = plain; *at; at++) {
        if (*at != ' ')
            *out++ = *at;
        else if (out > plain && out[-1] >= '0' && out[-1] <= '9' && at[1] >= '0' && at[1] <= '9')
            return false;
    }
    *out = '\0';
    return true;
}

/* The western year before year 1 of the era with this letter; 0 for no era. Years count on past an
 * era's end, as papers printed before it ended do. */
static int era_base(char letter)
{
    switch (letter) {
    case 'R':
        return 2018;
    case 'H':
        return 1988;
    case 'S':
        return 1925;
    case 'T':
        return 1911;
    case 'M':
        return 1867;
    default:
        return 0;
    }
}

/* Reads the year: four digits, or an era with 元 or one or two digits. */
static bool read_year(const char **cursor, int *ret_year)
{
    int base = era_base(**cursor);
    const char *start = *cursor;
    int year;

    if (base == 0)
        return read_number(cursor, 4, ret_year) && *cursor - start == 4;
    (*cursor)++;
    if (skip_letter(cursor, 'g'))
        year = 1;
    else if (!read_number(cursor, 2, &year) || year == 0)
        return false;
    *ret_year = base + year;
    return true;
}

static bool read_parts(const char *text, struct date *ret_date)
{
    char separator;

    if (!read_year(&text, &ret_date->year))
        return false;
    separator = *text++;
    if (separator != 'y' && separator != '/' && separator != '-' && separator != '.')
        return false;
    if (!read_number(&text, 2, &ret_date->month))
        return false;
    if (!skip_letter(&text, separator == 'y' ? 'm' : separator))
        return false;
    if (!read_number(&text, 2, &ret_date->day))
        return false;
    if (separator == 'y' && !skip_letter(&text, 'd'))
        return false;
    return *text == '\0';
}

/* Writes the date when it exists. */
static enum date_result put_date(struct date date, char out[DATE_SIZE])
{
    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
        return DATE_BAD;
    struct date same = date_from_days(date_to_days(date));
    if (same.month != date.month)
        return DATE_BAD;
    date_format(date, out);
    return DATE_OK;
}

/* A cell of digits only: YYYYMMDD or a serial. */
static enum date_result read_bare_number(const char *digits, bool is_1904, char out[DATE_SIZE])
{
    int number;

    if (!read_number(&digits, 8, &number) || *digits != '\0')
        return DATE_BAD;
    if (number >= 10000000) {
        struct date date = {number / 10000, number / 100 % 100, number % 100};
        return put_date(date, out);
    }
    if (number < 20000 || number > 60000)
        return DATE_BAD;
    return date_from_serial(number, is_1904, out) ? DATE_OK : DATE_BAD;
}

enum date_result date_read(const char *cell, bool is_1904, char out[DATE_SIZE])
{
    char plain[PLAIN_SIZE];
    struct date date;

    if (text_is_blank(cell))
        return DATE_EMPTY;
    if (!make_plain(cell, plain) || !cut_time(plain) || !drop_blanks(plain))
        return DATE_BAD;
    if (plain[strspn(plain, "0123456789")] == '\0')
        return read_bare_number(plain, is_1904, out);
    if (!read_parts(plain, &date))
        return DATE_BAD;
    return put_date(date, out);
}

bool date_from_serial(double serial, bool is_1904, char out[DATE_SIZE])
{
    /* Day 1 is 1900-01-01, or day 0 is 1904-01-01; here as days since 1970. The 1900 system counts
     * a 29 February 1900 that never was as day 60, so the days after it are one less. */
    enum { EPOCH_1900 = -25568, EPOCH_1904 = -24107, LEAP_THAT_NEVER_WAS = 60 };
    const int64_t last_day = 2932896; /* 9999-12-31 */

    if (!(serial >= 0 && serial < 3000000))
        return false;
    int64_t day = (int64_t)serial;
    if (is_1904) {
        day += EPOCH_1904;
    } else {
        if (day == 0 || day == LEAP_THAT_NEVER_WAS)
            return false;
        day += EPOCH_1900 - (day > LEAP_THAT_NEVER_WAS);
    }
    if (day > last_day)
        return false;
    date_format(date_from_days(day), out);
    return true;
}
