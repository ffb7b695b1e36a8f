/* Checking now, asking what a moment would find, and what breaks when the office closes. */
#include "room/finding/finding_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "finding/finding.h"
#include "http/http.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "room/finding/finding_groups.h"
#include "room/finding/finding_model.h"
#include "room/organisation/organisation.h"
#include "sheet/writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OFFICE_MINUTE = 10 * 60, SHOWN_LIMIT = 500 };

static void take_check(struct visit *visit, const struct finding_evaluation *evaluation)
{
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    finding_check_json(evaluation, &json);
    json_finish(&json);
    visit_take_json(visit, visit->model, KEY_NONE, buffer_string(&text));
    buffer_done(&text);
}

int finding_check_post(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    int64_t id;

    if (may_scope(scene->viewer, scene->pack, "import", "*") < 2)
        return may_refuse(scene->viewer, "check", "*", error);
    int status = visit_start_job(visit, "check", "{}", 0, 0, &id, error);
    if (status < 0)
        return status;
    model_integer(visit->arena, visit->model, KEY_id, id);
    visit_redirect(visit, arena_format(visit->arena, "/jobs/%lld", (long long)id), NULL, true);
    return 0;
}

/* A day, or a moment of it. */
static int read_moment(struct visit *visit, const char *name, struct finding_question *question,
                       struct error *error)
{
    const char *text = visit_value(visit, name);
    int64_t us;

    *question =
        (struct finding_question){.on = visit->scene.today, .minute = -1, .folder = visit->folder};
    if (text == NULL || *text == '\0')
        return 0;
    if (strchr(text, 'T') != NULL && time_parse(text, &us)) {
        char *day = arena_alloc(visit->arena, DATE_SIZE);
        time_to_jst(us, day, &question->minute);
        question->on = day;
        return 0;
    }
    return visit_date(visit, name, &question->on, error);
}

int finding_check_show(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct finding_question question;
    int status = read_moment(visit, "at", &question, error);

    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "*") < 2)
        return may_refuse(scene->viewer, "check", "*", error);
    if (status < 0)
        return status;
    struct finding_evaluation *evaluation = finding_evaluate(scene, visit->rules, &question, error);
    if (evaluation == NULL)
        return error->code;
    take_check(visit, evaluation);
    finding_evaluation_close(evaluation);
    return 0;
}

/* Minutes of "17:15"; the pack has been checked. */
static int minute_of(const char *clock)
{
    int hour = 0, minute = 0;

    must(sscanf(clock, "%d:%d", &hour, &minute) == 2);
    return hour * 60 + minute;
}

/* What stands at closing time and did not at ten in the morning. */
static int list_closing(struct visit *visit, const char *on, struct finding_row **ret_rows,
                        int *ret_count, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct finding_question open = {.on = on, .minute = OFFICE_MINUTE, .folder = visit->folder};
    struct finding_question closed = open;
    struct finding_filter filter = {.on = on};
    struct finding_evaluation *before = NULL;

    closed.minute = minute_of(pack_string(scene->pack, "office_closes"));
    struct finding_evaluation *after = finding_evaluate(scene, visit->rules, &closed, error);
    if (after != NULL)
        before = finding_evaluate(scene, visit->rules, &open, error);
    int status = before == NULL ? error->code : 0;
    if (status == 0)
        status = finding_list_question(scene, visit->rules, &filter, after, before, ret_rows,
                                       ret_count, error);
    finding_evaluation_close(before);
    finding_evaluation_close(after);
    return status;
}

int finding_closing_show(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct arena *arena = visit->arena;
    const char *on = NULL;
    struct finding_row *rows = NULL;
    int count = 0;
    int status = visit_date(visit, "on", &on, error);

    if (status == 0 && may_scope(scene->viewer, scene->pack, "view", "findings") == 0)
        return may_refuse(scene->viewer, "view", "findings", error);
    on = on != NULL ? on : scene->today;
    if (status == 0)
        status = list_closing(visit, on, &rows, &count, error);
    if (status < 0)
        return status;
    model_text(arena, visit->model, KEY_on, on)->shown = visit_show_day(visit, on);
    model_page_text(arena, visit->model, KEY_chosen_on, on);
    model_text(arena, visit->model, KEY_closes, pack_string(scene->pack, "office_closes"));
    model_bool(arena, visit->model, KEY_is_business_day, pack_is_business_day(scene->pack, on));
    model_bool(arena, visit->model, KEY_knows_holidays, pack_knows_holidays(scene->pack, on));
    struct model *items = model_array(arena, visit->model, KEY_items);
    for (int i = 0; i < count && i < SHOWN_LIMIT; i++)
        finding_add_row(visit, items, &rows[i]);
    model_integer(arena, visit->model, KEY_total, count);
    model_text(arena, visit->model, KEY_next, NULL);
    return 0;
}

static int note_export(const struct register_scene *scene, void *context, struct error *error)
{
    struct record_context entry = {.action = "export", .key = "corrections", .result = "ok"};
    const char *const *section = context;
    struct record_field fields[] = {{"format", "xlsx"}, {"section", *section}};

    return record_note(scene->record, RECORD_EXPORT, &entry, fields, 2, NULL, error);
}

/* The sheet as a file that has no name any more. */
static int write_corrections(struct visit *visit, const struct finding_row *rows, int count,
                             int64_t section_id, int *ret_file, struct error *error)
{
    char *path = arena_format(visit->arena, "%s/corrections-XXXXXX", visit->folder);
    int file = mkstemp(path);

    if (file < 0)
        return error_set(error, ERROR_FAULT, "",
                         "データフォルダーに書けません。空き容量と権限を確かめてください。");
    close(file);
    struct sheet_writer *writer = sheet_create(path, FORMAT_XLSX, visit->now_us, error);
    int status = writer == NULL ? error->code : 0;
    if (status == 0)
        status = finding_corrections_write(rows, count, section_id, visit->scene.language, writer,
                                           error);
    if (status == 0)
        status = sheet_finish(writer, error);
    sheet_writer_close(writer);
    if (status == 0)
        *ret_file = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    return status;
}

/* CLAUSE: 5.6.3 */
static int keep_exportable(const struct register_scene *scene, struct finding_row *rows, int count)
{
    int kept = 0;

    for (int i = 0; i < count; i++)
        if (may(scene->viewer, scene->pack, "export", "findings", rows[i].section_id,
                rows[i].system_id))
            rows[kept++] = rows[i];
    return kept;
}

int finding_corrections_file(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const char *section = visit_value(visit, "section");
    struct finding_filter filter = {.state = "open"};
    struct finding_row *rows;
    int count, status = 0, file = -1;

    if (section != NULL && *section != '\0')
        status = organisation_find_section(scene, section, &filter.section_id, error);
    if (status == 0 && may_scope(scene->viewer, scene->pack, "export", "findings") == 0)
        return may_refuse(scene->viewer, "export", "findings", error);
    if (status == 0)
        status = visit_write(visit, note_export, &section, error);
    if (status == 0)
        status = finding_list(scene, visit->rules, &filter, &rows, &count, error);
    if (status == 0)
        count = keep_exportable(scene, rows, count);
    for (int i = 0; status == 0 && i < count; i++)
        finding_saw(visit, &rows[i]);
    if (status == 0)
        status = write_corrections(visit, rows, count, filter.section_id, &file, error);
    if (status == 0)
        visit_file(visit, file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   arena_format(visit->arena, "是正依頼%s%s.xlsx", section ? "-" : "",
                                section ? section : ""));
    return status;
}
