/* One XML part of a workbook, inflated and parsed in blocks. Everything a hostile part can do to
 * memory is stopped here: DOCTYPE, inflation, nesting, endless tags, endless new names. */
#ifndef SHEET_XLSX_PART_H
#define SHEET_XLSX_PART_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>
#include <zip.h>

struct error;

struct xlsx_part;

/* `name` is the local name, `depth` 1 for the root element. */
typedef void xlsx_start_handler(void *data, int depth, const char *name, const char **attributes);
typedef void xlsx_end_handler(void *data, int depth);
typedef void xlsx_text_handler(void *data, const char *bytes, size_t length);

struct xlsx_handler {
    void *data;
    xlsx_start_handler *start;
    xlsx_end_handler *end;
    xlsx_text_handler *text; /* may be NULL */
};

void xlsx_part_close(struct xlsx_part *part);

/* Opens entry `index` of the archive; refuses encrypted ones (F03) and those whose declared size is
 * past the limits (F05). The archive must outlive the part. NULL on failure. */
struct xlsx_part *xlsx_part_open(zip_t *archive, zip_uint64_t index,
                                 const struct xlsx_handler *handler, struct error *error)
    CLOSED_BY(xlsx_part_close);

/* Only the checks of xlsx_part_open(): 0, or negative with *error set. */
int xlsx_part_check(zip_t *archive, zip_uint64_t index, struct error *error);

/* Parses on: 1 when a handler called xlsx_part_pause(), 0 at the end of the part, negative with
 * *error set (F04 damaged, F05, F06 DOCTYPE or entity, or what a handler failed with). */
int xlsx_part_step(struct xlsx_part *part, struct error *error);

/* For handlers. A handler that fails writes to xlsx_part_error() by error_set() and hands the code
 * to xlsx_part_fail(). */
void xlsx_part_pause(struct xlsx_part *part);
struct error *xlsx_part_error(struct xlsx_part *part);
void xlsx_part_fail(struct xlsx_part *part, int code);

/* The part from begin to end. The handler's data gets the part through `ret_part` first, for
 * xlsx_part_fail(); NULL again afterwards. */
int xlsx_part_read(zip_t *archive, zip_uint64_t index, const struct xlsx_handler *handler,
                   struct xlsx_part **ret_part, struct error *error);

/* The value of the attribute with exactly this name, or NULL. */
const char *xlsx_attribute(const char **attributes, const char *name);

#endif
