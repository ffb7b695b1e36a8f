/* From what an XLSX cell holds to the kind and text that are handed over. */
#ifndef SHEET_XLSX_CELL_H
#define SHEET_XLSX_CELL_H

#include <stdbool.h>

enum { XLSX_NUMBER_SIZE = 32 }; /* bytes for a number or a date with time, with NUL */

/* Reads a number as XML Schema's double writes it; false for anything else or when it overflows. */
bool xlsx_number_read(const char *text, double *ret_number);
/* "%.15g", so that whole numbers stay whole; never "-0". */
void xlsx_number_write(double number, char out[XLSX_NUMBER_SIZE]);

/* "2026-04-01", with " HH:MM:SS" when the serial has a fraction; "HH:MM:SS" alone below one day.
 * False when Excel would not show it as a date. */
bool xlsx_serial_write(double serial, bool is_1904, char out[XLSX_NUMBER_SIZE]);

/* An ISO 8601 date of a cell of type d: the text as above and the serial. */
bool xlsx_iso_read(const char *text, bool is_1904, char out[XLSX_NUMBER_SIZE], double *ret_serial);

/* The column from 0 of a reference like "AB12"; -1 when it has none, SHEET_MAX_COLUMNS or more when
 * it is past the end. */
int xlsx_column_read(const char *reference);

#endif
