/* When something is due: minutes and hours run on, days end at midnight, closed days are the
 * calendar's. Nothing here stops a clock. CLAUSE: 10.1.2 */
#include "base/date.h"

#include "pack/incident.h"
#include "pack/pack_private.h"

#include <stdio.h>

static const int64_t minute_us = INT64_C(60000000);

enum { LONGEST_CLOSURE = 366 }; /* days; a calendar that never opens must not hang us */

/* Midnight, JST, at the end of the date. */
static int64_t end_of_day(const char *date)
{
    struct date day = {0};

    date_parse(date, &day);
    return ((date_to_days(day) + 1) * 24 - 9) * 60 * minute_us;
}

/* The first open day from the date on. */
static void go_to_business_day(const struct pack *pack, char date[DATE_SIZE])
{
    for (int i = 0; i < LONGEST_CLOSURE && !pack_is_business_day(pack, date); i++)
        date_add_days(date, 1, date);
}

static int64_t end_of_days(const struct pack *pack, const struct pack_due *due,
                           char date[DATE_SIZE])
{
    int days = due->amount - (due->first_day_counts && due->amount > 0);

    for (int i = 0; due->unit == DUE_BUSINESS_DAYS && i < days; i++) {
        date_add_days(date, 1, date);
        go_to_business_day(pack, date);
    }
    if (due->unit == DUE_DAYS)
        date_add_days(date, days, date);
    if (due->rolls)
        go_to_business_day(pack, date);
    return end_of_day(date);
}

static int64_t end_of_fiscal_year(const char *date, int years)
{
    char end[DATE_SIZE];
    struct date day = {0};

    date_parse(date, &day);
    date_format((struct date){day.year + (day.month >= 4) + years, 3, 31}, end);
    return end_of_day(end);
}

int64_t pack_due_us(const struct pack *pack, const struct pack_due_list *list,
                    enum severity severity, int64_t basis_us)
{
    char date[DATE_SIZE];
    int minute;

    time_to_jst(basis_us, date, &minute);
    for (int i = 0; i < list->count; i++) {
        const struct pack_due *due = &list->list[i];

        if (!(due->severities & 1u << severity))
            continue;
        bool is_off = due->off_amount >= 0 && !pack_is_office_hour(pack, date, minute);
        int amount = is_off ? due->off_amount : due->amount;
        switch (due->unit) {
        case DUE_MINUTES:
            return basis_us + amount * minute_us;
        case DUE_HOURS:
            return basis_us + amount * 60 * minute_us;
        case DUE_DAYS:
        case DUE_BUSINESS_DAYS:
            return end_of_days(pack, due, date);
        case DUE_FISCAL_YEAR:
            return end_of_fiscal_year(date, due->amount);
        }
    }
    return 0;
}
