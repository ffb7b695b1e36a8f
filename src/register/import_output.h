/* What an import came to, for programs and for people. */
#ifndef REGISTER_IMPORT_OUTPUT_H
#define REGISTER_IMPORT_OUTPUT_H

#include "base/language.h"

struct arena;
struct error;
struct import_request;
struct import_result;
struct json;
struct sheet_writer;

/* Writes the result as one object of the outer contract; a preview has "preview" beside it: what
 * would change, and some good rows. */
void import_write_json(const struct import_result *result, struct json *json);

/* Makes the result of a file that was refused as a whole: the refusal is its one problem. Texts
 * live in the arena and in the request. */
void import_refused(const struct import_request *request, const struct error *error,
                    struct arena *arena, struct import_result *result);

/* Writes the rejected rows as a spreadsheet, one line a problem, and finishes it. */
int import_write_rejects(const struct import_result *result, enum language language,
                         struct sheet_writer *writer, struct error *error);

#endif
