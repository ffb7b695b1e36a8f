#include "room/incident/document_file.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "job/sweep.h"
#include "room/incident/case_model.h"
#include "room/incident/document.h"
#include "sheet/pdf.h"
#include "sheet/writer.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct paper {
    struct visit *visit;
    const struct incident_case *held;
    const struct incident_document *document;
    struct model *fields;
};

static const char *content_of(const struct paper *paper, enum model_key key)
{
    const struct model *member = case_member(paper->visit->model, key);

    return member != NULL ? member->text : NULL;
}

static const char *number_of(const struct paper *paper)
{
    const struct value *values = paper->document->values;

    return arena_format(paper->visit->arena, visit_tr(paper->visit, "%s 文書 %lld 第 %lld 版"),
                        paper->held->no, (long long)values[DOCUMENT_number].integer,
                        (long long)values[DOCUMENT_version].integer);
}

static const char *mark_of(const struct paper *paper)
{
    return case_number(paper->held, INCIDENT_is_drill) == 1 ? visit_tr(paper->visit, "訓練です")
                                                            : NULL;
}

static const char *day_of(const struct paper *paper)
{
    const char *at = paper->document->values[DOCUMENT_at].text;
    char *day = arena_alloc(paper->visit->arena, DATE_SIZE);
    int64_t us;
    int minute;

    if (!time_parse(at, &us))
        return at;
    time_to_jst(us, day, &minute);
    return visit_show_day(paper->visit, day);
}

static const char *foot_of(const struct paper *paper)
{
    return arena_format(paper->visit->arena, "SHA-256 %s",
                        paper->document->values[DOCUMENT_sha256].text);
}

static void write_fields(const struct paper *paper, struct json *json)
{
    json_key(json, "fields");
    json_array_start(json);
    for (struct model *field = paper->fields->first; field != NULL; field = field->next) {
        json_object_start(json);
        json_text_at(json, "label", case_member(field, KEY_label)->text);
        json_text_at(json, "text", case_member(field, KEY_text)->text);
        json_object_end(json);
    }
    json_array_end(json);
}

static int make_pdf(const struct paper *paper, int *ret_file, struct error *error)
{
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    json_object_start(&json);
    json_text_at(&json, "title", content_of(paper, KEY_title));
    json_text_at(&json, "mark", mark_of(paper));
    json_text_at(&json, "number", number_of(paper));
    json_text_at(&json, "to", content_of(paper, KEY_to));
    json_text_at(&json, "from", content_of(paper, KEY_from));
    json_text_at(&json, "date", day_of(paper));
    json_text_at(&json, "foot", foot_of(paper));
    json_text_at(&json, "created_at", paper->document->values[DOCUMENT_at].text);
    write_fields(paper, &json);
    json_object_end(&json);
    json_finish(&json);
    int status = pdf_draw(text.data, text.length, ret_file, error);
    buffer_done(&text);
    return status;
}

static int write_row(struct sheet_writer *writer, const char *label, const char *text,
                     enum cell_style style, struct error *error)
{
    const char *const cells[] = {label, text};

    return sheet_write_row(writer, cells, 2, style, error);
}

static int write_sheet(const struct paper *paper, struct sheet_writer *writer, struct error *error)
{
    static const int widths[] = {28, 90};
    const char *const heads[] = {number_of(paper), mark_of(paper), day_of(paper),
                                 content_of(paper, KEY_to), content_of(paper, KEY_from)};
    int status = sheet_write_start(writer, paper->held->no, widths, 2, error);

    if (status == 0)
        status = write_row(writer, content_of(paper, KEY_title), NULL, STYLE_TITLE, error);
    for (size_t i = 0; i < sizeof heads / sizeof *heads && status == 0; i++)
        if (heads[i] != NULL)
            status = write_row(writer, NULL, heads[i], STYLE_PLAIN, error);
    for (struct model *field = paper->fields->first; field != NULL && status == 0;
         field = field->next)
        status = write_row(writer, case_member(field, KEY_label)->text,
                           case_member(field, KEY_text)->text, STYLE_WRAP, error);
    return status == 0 ? write_row(writer, NULL, foot_of(paper), STYLE_PLAIN, error) : status;
}

static int make_sheet(const struct paper *paper, int *ret_file, struct error *error)
{
    struct visit *visit = paper->visit;
    const char *name;
    const char *path =
        sweep_new_path(visit->folder, MADE_FOLDER, ".xlsx", visit->arena, &name, error);
    int64_t changed_us = 0;

    if (path == NULL)
        return error->code;
    time_parse(paper->document->values[DOCUMENT_at].text, &changed_us);
    struct sheet_writer *writer = sheet_create(path, FORMAT_XLSX, changed_us, error);
    int status = writer == NULL ? error->code : write_sheet(paper, writer, error);
    if (status == 0)
        status = sheet_finish(writer, error);
    sheet_writer_close(writer);
    if (status == 0 && (*ret_file = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        status = error_set(error, ERROR_FAULT, "", "書き出せませんでした。");
    unlink(path);
    return status;
}

static int note_leaving(const struct register_scene *scene, void *context, struct error *error)
{
    const struct record_context entry = {
        .action = "export", .key = "incident document", .result = "ok"};

    return record_note(scene->record, RECORD_EXPORT, &entry, context, 3, NULL, error);
}

int document_send_file(struct visit *visit, const struct incident_case *held,
                       const struct incident_document *document, struct error *error)
{
    static const char sheet_type[] =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const struct paper paper = {visit, held, document, case_member(visit->model, KEY_fields)};
    const char *format = visit_value(visit, "format");
    struct record_field fields[] = {
        {"case", held->no}, {"sha256", document->values[DOCUMENT_sha256].text}, {"format", format}};
    int file = -1;

    if (format == NULL || (strcmp(format, "xlsx") != 0 && strcmp(format, "pdf") != 0)) {
        error_set(error, ERROR_INPUT, "", "format は xlsx か pdf です。");
        return error_at(error, "format", NULL);
    }
    bool is_pdf = strcmp(format, "pdf") == 0;
    int status = is_pdf ? make_pdf(&paper, &file, error) : make_sheet(&paper, &file, error);
    if (status == 0)
        status = visit_write(visit, note_leaving, fields, error);
    if (status == 0)
        visit_file(visit, file, is_pdf ? "application/pdf" : sheet_type,
                   arena_format(visit->arena, "%s-%lld.%s", held->no,
                                (long long)document->values[DOCUMENT_number].integer, format));
    else if (file >= 0)
        close(file);
    return status;
}
