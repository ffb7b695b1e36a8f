/* A document as PDF, drawn by chikiri-print, which stands beside the program. */
#ifndef SHEET_PDF_H
#define SHEET_PDF_H

#include <stddef.h>

struct error;

/* Draws the JSON that print/main.c describes, of `length` bytes; *ret_file is an open file without
 * a name, at its beginning, to be closed by the caller. ERROR_MISSING when chikiri-print is not
 * there or the Japanese font is not installed, ERROR_LIMIT when it takes too long. */
int pdf_draw(const char *json, size_t length, int *ret_file, struct error *error);

#endif
