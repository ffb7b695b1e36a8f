/* The API told to machines: OpenAPI 3.1, made from the pages that are wired and the declarations of
 * the registers, at /api/1/openapi.json. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/language.h"

#include <stdbool.h>

struct arena;
struct error;
struct json;
struct register_kind;
struct visit;

/* The answer of the page. */
int openapi_show(struct visit *visit, struct error *error);

/* Writes the schema of an object that `words` name, separated by spaces: "name" a text,
 * "name:integer", ":boolean", ":date", ":time", ":file", ":any" or ":a|b|c" a word of a closed
 * list; "name[]" texts, "name[:integer]" numbers, "name[...]" objects and "name{...}" an object of
 * such words, "name{}" one of any members. "!" after the name: never missing, never null. */
void openapi_write_object(struct json *json, struct arena *arena, const char *words);
/* The schema of one value of openapi_write_object(), without its name. */
void openapi_write_type(struct json *json, struct arena *arena, const char *type, bool may_be_null);

/* The schema of a row of the register as the API gives it, or as it is written to it, with what
 * `words` of openapi_write_object() add to its columns. */
void openapi_write_row(struct json *json, struct arena *arena, const struct register_kind *kind,
                       enum language language, bool is_written, const char *words);

#endif
