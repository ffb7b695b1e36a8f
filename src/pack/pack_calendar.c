/* calendar.json: weekly closed days, holidays, closed periods; and what office hours are. */
#include "base/date.h"

#include "pack/pack_private.h"

#include <stdlib.h>
#include <string.h>

static const char *const weekdays[] = {"sunday",   "monday", "tuesday",  "wednesday",
                                       "thursday", "friday", "saturday", NULL};

enum { DAYS_OF_WEEK = 7, THURSDAY = 4 /* 1970-01-01 */ };

static void read_weekly_closed(struct pack_reader *reader)
{
    const char *const *words = pack_read_words(reader, reader->root, "weekly_closed", NULL);

    for (; *words; words++) {
        int day = 0;

        while (weekdays[day] && strcmp(weekdays[day], *words) != 0)
            day++;
        if (day < DAYS_OF_WEEK)
            reader->pack->calendar.weekly_closed[day] = true;
        else
            pack_refuse(
                reader, reader->root, "weekly_closed",
                language_text(reader->language,
                              "曜日「%s」が読めません。sunday から saturday で書いてください。"),
                *words);
    }
}

/* "MM-DD" of a leap year. */
static struct pack_day read_day(struct pack_reader *reader, const json_t *item, const char *key)
{
    char text[DATE_SIZE];
    struct date date = {0};
    const char *day = pack_read_text(reader, item, key);

    if (!reader->code && (strlen(day) != 5 || snprintf(text, sizeof(text), "2024-%s", day) != 10 ||
                          !date_parse(text, &date)))
        pack_refuse(
            reader, item, key,
            language_text(reader->language, "月日「%s」が読めません。12-29 の形で書いてください。"),
            day);
    return (struct pack_day){.month = date.month, .day = date.day};
}

static void read_periods(struct pack_reader *reader)
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "closed_periods", &count);
    struct pack_period *periods = pack_array(reader, count, sizeof(*periods));

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "from until title_ja title_en");
        periods[i].from = read_day(reader, item, "from");
        periods[i].until = read_day(reader, item, "until");
        pack_read_pair(reader, item, "title");
    }
    reader->pack->calendar.periods = periods;
    reader->pack->calendar.period_count = count;
}

static int by_day(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void read_holidays(struct pack_reader *reader)
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "holidays", &count);
    int64_t *days = pack_array(reader, count, sizeof(*days));
    struct date date;

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "date name_ja name_en");
        pack_read_text(reader, item, "date");
        const char *text = pack_read_date(reader, item, "date");
        pack_read_pair(reader, item, "name");
        if (reader->code || !date_parse(text, &date))
            break;
        days[i] = date_to_days(date);
        if (i > 0 && days[i] <= days[i - 1])
            pack_refuse(reader, item, "date",
                        language_text(reader->language,
                                      "休日「%s」が日付の順に並んでいないか、前にもあります。"),
                        text);
    }
    reader->pack->calendar.holidays = days;
    reader->pack->calendar.holiday_count = count;
}

/* Minute of the day of the parameter that office_hours names under `key`. */
static int read_hour(struct pack_reader *reader, const json_t *hours, const char *key)
{
    const char *id = pack_read_text(reader, hours, key);

    pack_need_parameter(reader, hours, key, id);
    if (reader->code)
        return 0;
    const struct pack_parameter *parameter = pack_parameter(reader->pack, id);
    int minute = parameter->text ? pack_minute(parameter->text) : -1;
    if (minute < 0)
        pack_refuse(reader, hours, key,
                    language_text(reader->language,
                                  "定数「%s」は時刻ではありません。時刻の定数を書いてください。"),
                    id);
    return minute;
}

int pack_read_calendar(struct pack_reader *reader)
{
    struct pack_calendar *calendar = &reader->pack->calendar;
    const json_t *hours = pack_read_object(reader, reader->root, "office_hours");

    pack_allow(reader, reader->root,
               "from until weekly_closed closed_periods office_hours source_note_ja source_note_en "
               "holidays");
    pack_read_text(reader, reader->root, "from");
    pack_read_text(reader, reader->root, "until");
    calendar->from = pack_read_date(reader, reader->root, "from");
    calendar->until = pack_read_date(reader, reader->root, "until");
    read_weekly_closed(reader);
    read_periods(reader);
    read_holidays(reader);
    calendar->opens_minute = read_hour(reader, hours, "opens_parameter");
    calendar->closes_minute = read_hour(reader, hours, "closes_parameter");
    if (!reader->code && calendar->opens_minute >= calendar->closes_minute)
        pack_refuse(reader, hours, NULL,
                    language_text(
                        reader->language,
                        "執務時間の終わりが始まりより前です。parameters.json を直してください。"));
    return reader->code;
}

static int day_number(int month, int day)
{
    return month * 100 + day;
}

static bool is_in_period(const struct pack_period *period, struct date date)
{
    int from = day_number(period->from.month, period->from.day);
    int until = day_number(period->until.month, period->until.day);
    int at = day_number(date.month, date.day);

    return from <= until ? from <= at && at <= until : at >= from || at <= until;
}

bool pack_is_business_day(const struct pack *pack, const char *date)
{
    const struct pack_calendar *calendar = &pack->calendar;
    struct date civil;

    if (!date_parse(date, &civil))
        return false;
    int64_t days = date_to_days(civil);
    int weekday = (int)(((days + THURSDAY) % DAYS_OF_WEEK + DAYS_OF_WEEK) % DAYS_OF_WEEK);
    if (calendar->weekly_closed[weekday])
        return false;
    for (int i = 0; i < calendar->period_count; i++)
        if (is_in_period(&calendar->periods[i], civil))
            return false;
    return bsearch(&days, calendar->holidays, (size_t)calendar->holiday_count, sizeof(days),
                   by_day) == NULL;
}

bool pack_knows_holidays(const struct pack *pack, const char *date)
{
    return strcmp(date, pack->calendar.from) >= 0 && strcmp(date, pack->calendar.until) <= 0;
}

bool pack_is_office_hour(const struct pack *pack, const char *date, int minute)
{
    return minute >= pack->calendar.opens_minute && minute < pack->calendar.closes_minute &&
           pack_is_business_day(pack, date);
}
