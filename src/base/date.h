/* Civil dates and times as ISO 8601 text: "2026-04-01", "2026-04-01T17:15:00+09:00". Japan has one
 * offset and no summer time, so JST is UTC + 9 hours always. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { DATE_SIZE = 11, TIME_SIZE = 28 }; /* bytes, with NUL */

struct date {
    int year, month, day;
};

enum date_result { DATE_OK, DATE_EMPTY, DATE_BAD };

/* Reads a cell of a municipal spreadsheet: Y/M/D, Y-M-D, Y年M月D日, YYYYMMDD, era years (令和 平成
 * 昭和 R H S, 元 = 1), serial numbers 20000-60000; full width and inner spaces allowed. A time of
 * day after the date is ignored. `is_1904` tells the workbook's epoch for serials. Writes ISO to
 * `out` on DATE_OK. Empty text or a lone dash is DATE_EMPTY; days that do not exist are DATE_BAD.
 */
enum date_result date_read(const char *cell, bool is_1904, char out[DATE_SIZE]);

/* ISO date for an Excel serial (days; the fraction is ignored); false when out of range. */
bool date_from_serial(double serial, bool is_1904, char out[DATE_SIZE]);

/* Strict "YYYY-MM-DD". */
bool date_parse(const char *text, struct date *ret_date);
/* Days since 1970-01-01 of a date that exists, and back. */
int64_t date_to_days(struct date date);
struct date date_from_days(int64_t days);
void date_format(struct date date, char out[DATE_SIZE]);
/* ISO date moved by days, 0001-01-01 to 9999-12-31 at most; `date` must parse. */
void date_add_days(const char *date, int days, char out[DATE_SIZE]);
/* "令和8年4月1日"; dates before 明治6年 stay western, and what is no ISO date stays as it is. Owned
 * by the arena. */
char *date_wareki(struct arena *arena, const char *iso_date);

/* RFC 3339 time to microseconds since 1970 UTC; also accepts "YYYY-MM-DDTHH:MM" as JST. */
bool time_parse(const char *text, int64_t *ret_us);
/* Microseconds to RFC 3339 UTC "…Z" with microseconds left out when zero. */
void time_format_utc(int64_t us, char out[TIME_SIZE]);
/* The JST date and minute of the day (0..1439) of an instant. */
void time_to_jst(int64_t us, char out_date[DATE_SIZE], int *ret_minute);
/* The wall clock in microseconds since 1970 UTC. */
int64_t time_now_us(void);

#endif
