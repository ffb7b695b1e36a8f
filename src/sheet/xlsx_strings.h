/* The shared strings of a workbook, packed: one NUL-terminated text after the other. */
#ifndef SHEET_XLSX_STRINGS_H
#define SHEET_XLSX_STRINGS_H

#include "base/attribute.h"

#include <stdint.h>
#include <zip.h>

struct error;

struct xlsx_strings;

void xlsx_strings_close(struct xlsx_strings *strings);

/* Reads the whole part; NULL on failure (F04, F05, F06). The caller closes. */
struct xlsx_strings *xlsx_strings_open(zip_t *archive, zip_uint64_t index, struct error *error)
    CLOSED_BY(xlsx_strings_close);

/* The text, or NULL past the end; `strings` NULL has none. Valid until xlsx_strings_close(). */
const char *xlsx_strings_get(const struct xlsx_strings *strings, uint32_t index);

#endif
