#include "base/date.h"

#include "base/arena.h"
#include "base/error.h"

#include <string.h>
#include <time.h>

static const int64_t us_per_second = 1000000;
static const int64_t us_per_day = 86400 * 1000000LL;

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool date_exists(int year, int month, int day)
{
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= month_days[month - 1] + (month == 2 && is_leap(year));
}

/* Reads exactly `count` ASCII digits. */
static bool read_digits(const char *text, int count, int *ret_value)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *ret_value = value;
    return true;
}

static void put_digits(char *out, int count, int value)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Reads "YYYY-MM-DD" at the start of `text`. */
static bool read_iso_date(const char *text, struct date *ret_date)
{
    struct date date;

    if (!read_digits(text, 4, &date.year) || text[4] != '-' ||
        !read_digits(text + 5, 2, &date.month) || text[7] != '-' ||
        !read_digits(text + 8, 2, &date.day))
        return false;
    if (!date_exists(date.year, date.month, date.day))
        return false;
    *ret_date = date;
    return true;
}

bool date_parse(const char *text, struct date *ret_date)
{
    struct date date;

    if (!read_iso_date(text, &date) || text[10] != '\0')
        return false;
    *ret_date = date;
    return true;
}

/* Years are counted from March, so that the leap day is a year's last; 400 years are one era of
 * 146097 days. 719468 days lie between 0000-03-01 and 1970-01-01. */
int64_t date_to_days(struct date date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct date date_from_days(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

    return (struct date){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

void date_format(struct date date, char out[DATE_SIZE])
{
    must(date_exists(date.year, date.month, date.day));
    put_digits(out, 4, date.year);
    out[4] = '-';
    put_digits(out + 5, 2, date.month);
    out[7] = '-';
    put_digits(out + 8, 2, date.day);
    out[10] = '\0';
}

/* What lies before or behind the calendar is its first or last day: people may ask for any. */
static void format_day(int64_t day, char out[DATE_SIZE])
{
    int64_t first = date_to_days((struct date){1, 1, 1});
    int64_t last = date_to_days((struct date){9999, 12, 31});

    date_format(date_from_days(day < first ? first : day > last ? last : day), out);
}

void date_add_days(const char *date, int days, char out[DATE_SIZE])
{
    struct date parsed;

    must(date_parse(date, &parsed));
    format_day(date_to_days(parsed) + days, out);
}

char *date_wareki(struct arena *arena, const char *iso_date)
{
    static const struct {
        const char *first_day, *name;
        int year_before;
    } eras[] = {
        {"2019-05-01", "令和", 2018}, {"1989-01-08", "平成", 1988}, {"1926-12-25", "昭和", 1925},
        {"1912-07-30", "大正", 1911}, {"1873-01-01", "明治", 1867},
    };
    struct date date;

    if (!date_parse(iso_date, &date))
        return arena_copy(arena, iso_date);
    for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
        if (strcmp(iso_date, eras[i].first_day) < 0)
            continue;
        int year = date.year - eras[i].year_before;
        if (year == 1)
            return arena_format(arena, "%s元年%d月%d日", eras[i].name, date.month, date.day);
        return arena_format(arena, "%s%d年%d月%d日", eras[i].name, year, date.month, date.day);
    }
    return arena_format(arena, "%d年%d月%d日", date.year, date.month, date.day);
}

/* Reads "HH:MM" and the minutes it stands for. */
static bool read_minutes(const char *text, int *ret_minutes)
{
    int hour, minute;

    if (!read_digits(text, 2, &hour) || text[2] != ':' || !read_digits(text + 3, 2, &minute))
        return false;
    if (hour > 23 || minute > 59)
        return false;
    *ret_minutes = hour * 60 + minute;
    return true;
}

/* Reads ".123" if it is there; digits beyond the microsecond are dropped. */
static bool read_fraction(const char **cursor, int64_t *ret_us)
{
    const char *text = *cursor;
    int64_t us = 0, weight = us_per_second / 10;

    *ret_us = 0;
    if (*text != '.')
        return true;
    text++;
    if (*text < '0' || *text > '9')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        us += (*text - '0') * weight;
        weight /= 10;
    }
    *cursor = text;
    *ret_us = us;
    return true;
}

/* Reads "Z" or "+09:00" to the end of the text. */
static bool read_offset(const char *text, int *ret_minutes)
{
    int minutes;

    if (strcmp(text, "Z") == 0) {
        *ret_minutes = 0;
        return true;
    }
    if ((*text != '+' && *text != '-') || !read_minutes(text + 1, &minutes) || text[6] != '\0')
        return false;
    *ret_minutes = *text == '-' ? -minutes : minutes;
    return true;
}

bool time_parse(const char *text, int64_t *ret_us)
{
    struct date date;
    int minutes, second = 0, offset = 9 * 60;
    int64_t fraction_us = 0;

    if (!read_iso_date(text, &date) || text[10] != 'T' || !read_minutes(text + 11, &minutes))
        return false;
    const char *rest = text + 16;
    if (*rest != '\0') {
        if (*rest != ':' || !read_digits(rest + 1, 2, &second) || second > 59)
            return false;
        rest += 3;
        if (!read_fraction(&rest, &fraction_us) || !read_offset(rest, &offset))
            return false;
    }
    int64_t seconds = ((int64_t)minutes - offset) * 60 + second;
    *ret_us = date_to_days(date) * us_per_day + seconds * us_per_second + fraction_us;
    return true;
}

/* Splits an instant into the day it lies in and the microseconds since that day began. */
static int64_t split_day(int64_t us, int64_t *ret_us_of_day)
{
    int64_t days = us / us_per_day;
    int64_t rest = us % us_per_day;

    if (rest < 0) {
        rest += us_per_day;
        days--;
    }
    *ret_us_of_day = rest;
    return days;
}

void time_format_utc(int64_t us, char out[TIME_SIZE])
{
    int64_t rest;

    format_day(split_day(us, &rest), out);
    int second_of_day = (int)(rest / us_per_second);
    int fraction = (int)(rest % us_per_second);
    memcpy(out + 10, "T00:00:00", 9);
    put_digits(out + 11, 2, second_of_day / 3600);
    put_digits(out + 14, 2, second_of_day / 60 % 60);
    put_digits(out + 17, 2, second_of_day % 60);
    char *end = out + 19;
    if (fraction != 0) {
        *end = '.';
        put_digits(end + 1, 6, fraction);
        end += 7;
    }
    memcpy(end, "Z", 2);
}

void time_to_jst(int64_t us, char out_date[DATE_SIZE], int *ret_minute)
{
    int64_t rest;

    format_day(split_day(us + 9 * 3600 * us_per_second, &rest), out_date);
    *ret_minute = (int)(rest / (60 * us_per_second));
}

int64_t time_now_us(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (int64_t)now.tv_sec * us_per_second + now.tv_nsec / 1000;
}
