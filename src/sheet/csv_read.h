/* CSV behind reader.h: RFC 4180 with comma or tab, any line end, text of any of our encodings. */
#ifndef SHEET_CSV_READ_H
#define SHEET_CSV_READ_H

#include "sheet/reader.h"

struct error;

struct csv_reader;

void csv_close(struct csv_reader *reader);

/* As sheet_open() for the text in `fd`, which the caller closes after csv_close(). */
struct csv_reader *csv_open(int fd, const struct sheet_options *options, struct error *error)
    CLOSED_BY(csv_close);

/* As sheet_next(). Not to be called again after a failure. */
int csv_next(struct csv_reader *reader, struct row *ret_row, struct error *error);

enum sheet_encoding csv_encoding_of(const struct csv_reader *reader);
char csv_delimiter_of(const struct csv_reader *reader);

#endif
