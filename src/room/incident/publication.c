#include "room/incident/publication.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "job/sweep.h"
#include "people/people.h"
#include "room/incident/case_model.h"
#include "room/incident/document.h"
#include "sheet/writer.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HALVES_SHOWN = 6, FIRST_YEAR = 2000, LAST_YEAR = 2200 };

/* April to September is half 1 of the fiscal year, October to March half 2. */
struct half {
    int year, number;
};

static struct half half_of(const char *day)
{
    struct date date = {0};

    date_parse(day, &date);
    bool is_first = date.month >= 4 && date.month < 10;
    return (struct half){date.year - (date.month < 4), is_first ? 1 : 2};
}

static struct half before(struct half half)
{
    return half.number == 2 ? (struct half){half.year, 1} : (struct half){half.year - 1, 2};
}

static char *word_of(struct visit *visit, struct half half)
{
    return arena_format(visit->arena, "%d-%d", half.year, half.number);
}

static const char *title_of(struct visit *visit, struct half half)
{
    return arena_format(visit->arena,
                        half.number == 1 ? visit_tr(visit, "%d 年度上半期（4 月から 9 月）")
                                         : visit_tr(visit, "%d 年度下半期（10 月から 3 月）"),
                        half.year);
}

/* The one asked for; without one, that which ended last. */
static int read_half(struct visit *visit, struct half *ret_half, struct error *error)
{
    const char *asked = visit_value(visit, "half");
    char *end = NULL;

    *ret_half = before(half_of(visit->scene.today));
    if (asked == NULL || *asked == '\0')
        return 0;
    long year = strtol(asked, &end, 10);
    if (year >= FIRST_YEAR && year <= LAST_YEAR &&
        (strcmp(end, "-1") == 0 || strcmp(end, "-2") == 0)) {
        *ret_half = (struct half){(int)year, end[1] - '0'};
        return 0;
    }
    error_set(error, ERROR_INPUT, "",
              "half は 2026-1（上半期）か 2026-2（下半期）のように指定してください。");
    return error_at(error, "half", NULL);
}

/* The instant in UTC at which the half begins, as rows hold times. */
static const char *begin_of(struct visit *visit, struct half half)
{
    int64_t us = 0;

    must(time_parse(arena_format(visit->arena, "%d-%s-01T00:00:00+09:00", half.year,
                                 half.number == 1 ? "04" : "10"),
                    &us));
    return duty_time(visit->arena, us);
}

static const char *end_of(struct visit *visit, struct half half)
{
    return begin_of(visit, half.number == 1 ? (struct half){half.year, 2}
                                            : (struct half){half.year + 1, 1});
}

/* The step by which it was published; NULL when it was not, or not yet. */
static const struct incident_step *published_by(const struct incident_case *held)
{
    for (int i = held->step_count - 1; i >= 0; i--) {
        const struct value *values = held->steps[i].values;

        if (strcmp(values[STEP_step].text, "publish") == 0)
            return values[STEP_choice].text != NULL && strcmp(values[STEP_choice].text, "done") == 0
                       ? &held->steps[i]
                       : NULL;
    }
    return NULL;
}

/* What the document that was published says under the heading of that source; NULL for nothing. */
static const char *text_from(struct visit *visit, const struct incident_document *document,
                             enum document_source source)
{
    const struct pack_document *kind =
        pack_document(visit->scene.pack, document->values[DOCUMENT_kind].text);
    struct model *content = model_new(visit->arena);

    visit_take_json(visit, content, KEY_NONE, document->values[DOCUMENT_content].text);
    for (struct model *field = case_member(content, KEY_fields)->first; field != NULL && kind;
         field = field->next)
        for (int i = 0; i < kind->field_count; i++)
            if (kind->fields[i].from == source &&
                strcmp(kind->fields[i].field, case_member(field, KEY_field)->text) == 0)
                return case_member(field, KEY_text)->text;
    return NULL;
}

/* Only words that were before the public already. */
static int put_texts(struct visit *visit, const struct incident_case *held, struct model *item,
                     struct error *error)
{
    const struct incident_step *step = published_by(held);
    const struct incident_document *document = NULL;
    struct incident_document *list;
    const char *text = NULL, *measures = NULL;
    int count;
    int status = document_list(held, &list, &count, error);

    for (int i = 0; i < count && step != NULL && status == 0; i++)
        if (value_equal(&list[i].values[DOCUMENT_number], &step->values[STEP_document]))
            document = &list[i];
    if (document != NULL) {
        text = text_from(visit, document, SOURCE_SUMMARY);
        measures = text_from(visit, document, SOURCE_PREVENTION);
    }
    if (text == NULL && step != NULL)
        text = step->values[STEP_text].text;
    model_text(visit->arena, item, KEY_text, text);
    model_text(visit->arena, item, KEY_measures, measures);
    return status;
}

static int put_case(struct visit *visit, struct model *items, const char *no, struct error *error)
{
    struct incident_case held;
    char *day = arena_alloc(visit->arena, DATE_SIZE);
    int64_t us = 0;
    int minute;
    int status = case_load(&visit->scene, visit->now_us, no, &held, error);

    if (status < 0)
        return status;
    struct model *item = model_object(visit->arena, items, KEY_NONE);
    time_parse(case_text(&held, INCIDENT_noticed_at), &us);
    time_to_jst(us, day, &minute);
    day[7] = '\0';
    model_text(visit->arena, item, KEY_number, held.no);
    model_text(visit->arena, item, KEY_month, day);
    model_text(visit->arena, item, KEY_kind, case_text(&held, INCIDENT_kind))->shown =
        case_kind_title(visit, held.flow, case_text(&held, INCIDENT_kind));
    model_text(visit->arena, item, KEY_severity, case_text(&held, INCIDENT_severity))->shown =
        case_word(visit, case_text(&held, INCIDENT_severity));
    return put_texts(visit, &held, item, error);
}

static int put_cases(struct visit *visit, struct half half, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_INCIDENT_HALF, error);
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int got, status = 0, total = 0;

    if (query == NULL)
        return error->code;
    query_text(query, "from", begin_of(visit, half));
    query_text(query, "until", end_of(visit, half));
    while (status == 0 && (got = query_step(query, error)) != 0) {
        status = got < 0 ? got : put_case(visit, items, query_column_text(query, 0), error);
        total += got > 0;
    }
    query_done(query);
    model_integer(visit->arena, visit->model, KEY_total, total);
    model_null(visit->arena, visit->model, KEY_next);
    return status;
}

static int load_half(struct visit *visit, struct half *ret_half, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct incident_case none;

    if (may_scope(scene->viewer, scene->pack, "view", "incidents") < 2)
        return may_refuse(scene->viewer, "view", "incidents", error);
    int status = case_start(scene, visit->now_us, &none, error);
    if (status == 0)
        status = read_half(visit, ret_half, error);
    return status == 0 ? put_cases(visit, *ret_half, error) : status;
}

int publication_show(struct visit *visit, struct error *error)
{
    struct half half, each = half_of(visit->scene.today);
    int status = load_half(visit, &half, error);

    if (status < 0)
        return status;
    const char *word = word_of(visit, half);
    model_text(visit->arena, visit->model, KEY_half, word)->shown = title_of(visit, half);
    model_page_text(visit->arena, visit->model, KEY_export_url,
                    visit_path(visit, "/incidents/publication/export", "half", word));
    struct model *halves = model_array(visit->arena, visit->model, KEY_halves);
    halves->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < HALVES_SHOWN; i++, each = before(each))
        case_add_choice(visit, halves, word_of(visit, each), title_of(visit, each), word);
    return 0;
}

static int write_rows(struct visit *visit, const char *title, struct sheet_writer *writer,
                      struct error *error)
{
    static const enum model_key keys[] = {KEY_number,   KEY_month, KEY_kind,
                                          KEY_severity, KEY_text,  KEY_measures};
    enum { COLUMNS = sizeof keys / sizeof *keys };
    static const int widths[COLUMNS] = {14, 10, 20, 10, 60, 60};
    const char *const heads[COLUMNS] = {
        visit_tr(visit, "案件番号"),     visit_tr(visit, "月"),
        visit_tr(visit, "種類"),         visit_tr(visit, "重大さ"),
        visit_tr(visit, "公表した内容"), visit_tr(visit, "再発防止策")};
    int status = sheet_write_start(writer, title, widths, COLUMNS, error);

    if (status == 0)
        status = sheet_write_row(writer, heads, COLUMNS, STYLE_HEADING, error);
    for (struct model *item = case_member(visit->model, KEY_items)->first;
         item != NULL && status == 0; item = item->next) {
        const char *cells[COLUMNS];

        for (int i = 0; i < COLUMNS; i++) {
            const struct model *cell = case_member(item, keys[i]);
            cells[i] = cell->shown != NULL ? cell->shown : cell->text;
        }
        status = sheet_write_row(writer, cells, COLUMNS, STYLE_WRAP, error);
    }
    return status;
}

static int note_leaving(const struct register_scene *scene, void *context, struct error *error)
{
    const struct record_context entry = {.action = "export", .key = "incidents", .result = "ok"};
    const struct record_field fields[] = {{"half", context}, {"format", "xlsx"}};

    return record_note(scene->record, RECORD_EXPORT, &entry, fields, 2, NULL, error);
}

/* The list as a file that has no name any more. */
static int make_sheet(struct visit *visit, struct half half, int *ret_file, struct error *error)
{
    const char *name;
    const char *path =
        sweep_new_path(visit->folder, MADE_FOLDER, ".xlsx", visit->arena, &name, error);
    int64_t began_us = 0;

    if (path == NULL)
        return error->code;
    time_parse(begin_of(visit, half), &began_us);
    struct sheet_writer *writer = sheet_create(path, FORMAT_XLSX, began_us, error);
    int status =
        writer == NULL ? error->code : write_rows(visit, word_of(visit, half), writer, error);
    if (status == 0)
        status = sheet_finish(writer, error);
    sheet_writer_close(writer);
    if (status == 0 && (*ret_file = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        status = error_set(error, ERROR_FAULT, "", "書き出せませんでした。");
    unlink(path);
    return status;
}

int publication_export(struct visit *visit, struct error *error)
{
    struct half half = {0};
    int file = -1, status = load_half(visit, &half, error);

    if (status < 0)
        return status;
    char *word = word_of(visit, half);
    status = visit_write(visit, note_leaving, word, error);
    if (status == 0)
        status = make_sheet(visit, half, &file, error);
    if (status == 0)
        visit_file(visit, file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   arena_format(visit->arena, "%s_%s.xlsx", visit_tr(visit, "公表用一覧"), word));
    return status;
}
