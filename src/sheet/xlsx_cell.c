#include "sheet/xlsx_cell.h"

#include "base/date.h"
#include "sheet/limits.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_OF_DAY = 86400 };

bool xlsx_number_read(const char *text, double *ret_number)
{
    size_t length = strspn(text, "0123456789+-.eE");
    if (length == 0 || text[length])
        return false;
    char *end;
    double number = strtod(text, &end);
    if (*end || !isfinite(number))
        return false;
    *ret_number = number;
    return true;
}

void xlsx_number_write(double number, char out[XLSX_NUMBER_SIZE])
{
    snprintf(out, XLSX_NUMBER_SIZE, "%.15g", number == 0 ? 0 : number);
}

bool xlsx_serial_write(double serial, bool is_1904, char out[XLSX_NUMBER_SIZE])
{
    if (!(serial >= 0 && serial < 3000000))
        return false;
    double day = floor(serial);
    int second = (int)lround((serial - day) * SECONDS_OF_DAY);
    if (second == SECONDS_OF_DAY) {
        day++;
        second = 0;
    }
    char time[XLSX_NUMBER_SIZE] = "";
    if (second)
        snprintf(time, sizeof(time), "%02d:%02d:%02d", second / 3600, second / 60 % 60,
                 second % 60);
    if (day == 0 && second) {
        memcpy(out, time, sizeof(time));
        return true;
    }
    char date[DATE_SIZE];
    if (!date_from_serial(day, is_1904, date))
        return false;
    snprintf(out, XLSX_NUMBER_SIZE, "%s%s%.8s", date, second ? " " : "", time);
    return true;
}

/* Two digits at `at`, below `limit`; -1 otherwise. */
static int read_two(const char *at, int limit)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return -1;
    int value = (at[0] - '0') * 10 + at[1] - '0';
    return value < limit ? value : -1;
}

bool xlsx_iso_read(const char *text, bool is_1904, char out[XLSX_NUMBER_SIZE], double *ret_serial)
{
    char day[DATE_SIZE];
    struct date date;
    snprintf(day, sizeof(day), "%.10s", text);
    if (!date_parse(day, &date))
        return false;
    int second = 0;
    const char *time = text + 10;
    if (time[0] == 'T' && strlen(time) >= 9) {
        int hours = read_two(time + 1, 24), minutes = read_two(time + 4, 60);
        int seconds = read_two(time + 7, 60);
        if (hours < 0 || minutes < 0 || seconds < 0 || time[3] != ':' || time[6] != ':')
            return false;
        second = hours * 3600 + minutes * 60 + seconds;
    } else if (time[0] && strcmp(time, "Z") != 0) {
        return false;
    }
    const struct date epoch = is_1904 ? (struct date){1904, 1, 1} : (struct date){1899, 12, 30};
    double serial = (double)(date_to_days(date) - date_to_days(epoch));
    /* Lotus counted a 29 February 1900, and Excel does. */
    if (!is_1904 && serial < 61)
        serial--;
    *ret_serial = serial + (double)second / SECONDS_OF_DAY;
    if (second)
        snprintf(out, XLSX_NUMBER_SIZE, "%s %.8s", day, time + 1);
    else
        memcpy(out, day, sizeof(day));
    return true;
}

int xlsx_column_read(const char *reference)
{
    int column = 0;
    const char *at = reference;
    for (; (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'); at++) {
        column = column * 26 + (*at & 0x1F);
        if (column > SHEET_MAX_COLUMNS)
            return SHEET_MAX_COLUMNS;
    }
    return at == reference ? -1 : column - 1;
}
