/* XLSX behind reader.h. */
#ifndef SHEET_XLSX_READ_H
#define SHEET_XLSX_READ_H

#include "base/attribute.h"

struct error;
struct row;

struct xlsx_reader;

void xlsx_close(struct xlsx_reader *reader);

/* As sheet_open() for an archive; the caller closes `fd` itself, at any time. */
struct xlsx_reader *xlsx_open(int fd, struct error *error) CLOSED_BY(xlsx_close);

/* As sheet_next(). Not to be called again after a failure. */
int xlsx_next(struct xlsx_reader *reader, struct row *ret_row, struct error *error);

/* Leaves the rest of the present sheet unread. */
void xlsx_skip(struct xlsx_reader *reader);

#endif
