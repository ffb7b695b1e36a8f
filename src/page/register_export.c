/* What the list shows, as a file or as text to copy. Nothing leaves before it is on record.
 * CLAUSE: 5.6.3, 5.7.3 */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "people/people.h"
#include "record/record.h"
#include "register/export.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COPY_ROWS = 5000, FORMAT_COPY = -1 };

/* The formats people ask for by name. */
struct way_out {
    const char *name;
    int format; /* enum sheet_format, or FORMAT_COPY */
    const char *type, *extension;
};

static const struct way_out ways_out[] = {
    {"xlsx", FORMAT_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "xlsx"},
    {"csv", FORMAT_CSV, "text/csv; charset=utf-8", "csv"},
    {"csv-cp932", FORMAT_CSV_CP932, "text/csv; charset=windows-31j", "csv"},
    {"copy", FORMAT_COPY, "text/plain; charset=utf-8", NULL},
};

static int find_way(struct visit *visit, const struct way_out **ret_way, struct error *error)
{
    const char *format = visit_value(visit, "format");

    for (size_t i = 0; i < sizeof ways_out / sizeof *ways_out; i++)
        if (format != NULL && strcmp(format, ways_out[i].name) == 0) {
            *ret_way = &ways_out[i];
            return 0;
        }
    error_set(error, ERROR_INPUT, "", "format は xlsx、csv、csv-cp932、copy のどれかです。");
    return error_at(error, "format", NULL);
}

struct leaving {
    const char *kind, *format, *query;
};

/* The entry that says who took what. */
static int note_leaving(const struct register_scene *scene, void *context, struct error *error)
{
    const struct leaving *leaving = context;
    const struct record_context entry = {.action = "export", .key = leaving->kind, .result = "ok"};
    const struct record_field fields[] = {{"format", leaving->format}, {"query", leaving->query}};

    return record_note(scene->record, RECORD_EXPORT, &entry, fields, 2, NULL, error);
}

/* A file below the data folder that is gone from it once it is open: what leaves stays nowhere. */
static int open_made(const char *folder, const char *path, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    unlink(path);
    rmdir(folder);
    if (file < 0)
        return error_set(error, ERROR_FAULT, "", "書き出せませんでした。");
    return file;
}

static int make_file(struct visit *visit, const struct asked *asked, const struct way_out *way,
                     struct error *error)
{
    char *folder = arena_format(visit->arena, "%s/out-XXXXXX", visit->folder);
    int rows;

    if (mkdtemp(folder) == NULL)
        return error_set(error, ERROR_FAULT, "", "%s に書けません。", visit->folder);
    struct export_request request = {.kind = asked->face->kind,
                                     .path = arena_format(visit->arena, "%s/rows", folder),
                                     .format = (enum sheet_format)way->format,
                                     .list = &asked->request};
    int status = export_sheet(&visit->scene, &request, &rows, error);
    if (status < 0) {
        rmdir(folder);
        return status;
    }
    int file = open_made(folder, request.path, error);
    if (file < 0)
        return file;
    visit_file(visit, file, way->type,
               arena_format(visit->arena, "%s_%s.%s",
                            register_title(asked->face->kind, visit->scene.language),
                            visit->scene.today, way->extension));
    return 0;
}

/* One cell of a block that is pasted into a spreadsheet: no line, column or formula begins in it.
 */
static void put_copied(struct visit *visit, struct buffer *text, const char *cell, char end)
{
    for (const char *at = sheet_guard(visit->arena, cell != NULL ? cell : ""); *at != '\0'; at++)
        buffer_byte(text, (uint8_t)(*at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at));
    buffer_byte(text, (uint8_t)end);
}

static int put_copied_rows(struct visit *visit, const struct asked *asked, struct buffer *text,
                           struct error *error)
{
    const struct table *table = asked->face->kind->table;
    struct query *query = list_scan(&visit->scene, &asked->request, error);
    int got = query != NULL ? 1 : error->code;

    while (got > 0 && (got = query_step(query, error)) > 0)
        for (int i = 0; i < asked->column_count; i++) {
            int column = asked->columns[i];
            put_copied(visit, text,
                       register_value_text(&table->columns[column],
                                           table_value(table, query, 2, column), visit->arena),
                       i + 1 < asked->column_count ? '\t' : '\n');
        }
    query_done(query);
    return got;
}

/* The rows as text with tabs, as spreadsheets put it on the clipboard. */
static int make_copy(struct visit *visit, struct asked *asked, struct error *error)
{
    struct buffer text = {0};
    int key = register_key_column(asked->face->kind);

    if (key >= 0) {
        memmove(asked->columns + 1, asked->columns,
                (size_t)asked->column_count * sizeof *asked->columns);
        asked->columns[0] = key;
        asked->column_count++;
    }
    asked->request.limit = COPY_ROWS;
    for (int i = 0; i < asked->column_count; i++)
        put_copied(visit, &text, asked->face->kind->table->columns[asked->columns[i]].label,
                   i + 1 < asked->column_count ? '\t' : '\n');
    int status = put_copied_rows(visit, asked, &text, error);
    if (status == 0)
        visit_text(visit, "text/plain; charset=utf-8", arena_copy(visit->arena, text.data));
    buffer_done(&text);
    return status;
}

static int ask_all(struct visit *visit, struct asked *asked, struct error *error)
{
    int64_t total = -1;
    int status = register_ask(visit, "export", asked, error);

    asked->request.offset = 0;
    asked->request.limit = LIST_ID_LIMIT;
    if (status == 0 && asked->words != NULL)
        status = register_find_words(visit, asked, &total, error);
    if (status == 0 && total > asked->request.id_count) {
        error_set(error, ERROR_INPUT, "", "%d 行に当たります。語を足して絞ってください。",
                  (int)total);
        return error_at(error, "q", NULL);
    }
    asked->request.limit = INT64_MAX;
    return status;
}

int register_page_export(struct visit *visit, struct error *error)
{
    const struct register_face *face = register_face_of(visit);
    const struct register_scene *scene = &visit->scene;
    const struct way_out *way = NULL;
    struct asked asked;
    int status = may_scope(scene->viewer, scene->pack, "export", face->kind->kind) > 0
                     ? find_way(visit, &way, error)
                     : may_refuse(scene->viewer, "export", face->kind->kind, error);

    if (status == 0)
        status = ask_all(visit, &asked, error);
    if (status != 0 || way == NULL)
        return status;
    struct leaving leaving = {face->kind->kind, way->name,
                              register_address(visit, "", "format", NULL, NULL)};
    status = visit_write(visit, note_leaving, &leaving, error);
    if (status != 0)
        return status;
    return way->format == FORMAT_COPY ? make_copy(visit, &asked, error)
                                      : make_file(visit, &asked, way, error);
}
