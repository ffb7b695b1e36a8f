/* Which cell styles of a workbook show a number as a date. */
#ifndef SHEET_XLSX_STYLES_H
#define SHEET_XLSX_STYLES_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stdint.h>
#include <zip.h>

struct error;

struct xlsx_styles;

void xlsx_styles_close(struct xlsx_styles *styles);

/* Reads styles.xml; NULL on failure. The caller closes. */
struct xlsx_styles *xlsx_styles_open(zip_t *archive, zip_uint64_t index, struct error *error)
    CLOSED_BY(xlsx_styles_close);

/* Whether style `index` exists (style 0 always does) and whether it is a date's. `styles` NULL is a
 * workbook without the part. */
bool xlsx_styles_has(const struct xlsx_styles *styles, uint32_t index);
bool xlsx_styles_is_date(const struct xlsx_styles *styles, uint32_t index);

/* Whether a number format's code shows a date or time: its first section has y m d h s e g or aaa
 * outside quotes, brackets and escapes (ECMA-376 part 1, 18.8.31). */
bool xlsx_format_is_date(const char *code);

#endif
