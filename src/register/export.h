/* Registers out again: as our own spreadsheet, in the city's layout by a profile, or as JSON. */
#ifndef REGISTER_EXPORT_H
#define REGISTER_EXPORT_H

#include "sheet/writer.h"
#include <stdbool.h>

struct error;
struct json;
struct list_request;
struct register_kind;
struct register_scene;

struct export_request {
    const struct register_kind *kind;
    const char *path; /* NULL: stdout (CSV) */
    enum sheet_format format;
    const char *profile_path; /* write in this layout; NULL: our own */
    bool with_ended;
    /* Called now and then with the rows written so far; false stops the export, which then fails
     * and leaves no file. May be NULL. */
    bool (*progress)(void *context, int rows);
    void *progress_context;
    const struct list_request *list; /* only these rows, in this order; NULL: all */
};

/* Writes the rows the viewer may see in order of their keys; *ret_rows counts them. F09 when CP932
 * lacks a letter. */
int export_sheet(const struct register_scene *scene, const struct export_request *request,
                 int *ret_rows, struct error *error);

/* The same as a JSON array of objects with the column names. */
int export_json(const struct register_scene *scene, const struct register_kind *kind,
                bool with_ended, struct json *json, int *ret_rows, struct error *error);

#endif
