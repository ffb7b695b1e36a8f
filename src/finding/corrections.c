/* Correction requests: what a section is to put right goes out as a sheet, and the manager's answer
 * (measure, who, by when, how far) comes back by the finding's number. CLAUSE: 11.2.2 */
#include "finding/finding_sql.h"
#include "finding/keep.h"

#include "base/error.h"
#include "base/text.h"
#include "finding/finding.h"
#include "finding/list.h"
#include "finding/rules.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/import.h"
#include "register/layout.h"
#include "register/register.h"
#include "sheet/writer.h"

#include <string.h>

enum { CORRECTION_COLUMNS = 11 };

/* The headings that the pack's layout of corrections recognises, and their widths in letters. They
 * stay Japanese in either language, so that the sheet can be read back. */
static const struct {
    const char *text;
    int width;
} headings[CORRECTION_COLUMNS] = {
    {"指摘番号", 20}, {"コード", 8}, {"条", 10},         {"対象", 20},
    {"部・課", 24},   {"詳細", 28},  {"指摘の内容", 40}, {"是正措置", 40},
    {"担当者", 16},   {"期限", 12},  {"是正状況", 12},
};

static int write_row(struct sheet_writer *writer, const struct finding_row *row,
                     enum language language, struct error *error)
{
    const struct pack_code *meaning = row->meaning;
    const char *title = !meaning                       ? NULL
                        : language == LANGUAGE_ENGLISH ? meaning->title.english
                                                       : meaning->title.japanese;
    const char *const texts[CORRECTION_COLUMNS] = {
        row->id, row->code,    row->clause,   row->key,         row->section, row->detail,
        title,   row->measure, row->assignee, row->promised_on, row->answer};

    return sheet_write_row(writer, texts, CORRECTION_COLUMNS, STYLE_WRAP, error);
}

int finding_corrections_write(const struct finding_row *rows, int count, int64_t section_id,
                              enum language language, struct sheet_writer *writer,
                              struct error *error)
{
    const char *texts[CORRECTION_COLUMNS];
    int widths[CORRECTION_COLUMNS];

    for (int i = 0; i < CORRECTION_COLUMNS; i++) {
        texts[i] = headings[i].text;
        widths[i] = headings[i].width;
    }
    int status = sheet_write_start(writer, "是正依頼", widths, CORRECTION_COLUMNS, error);
    if (status == 0)
        status = sheet_write_row(writer, texts, CORRECTION_COLUMNS, STYLE_HEADING, error);
    for (int i = 0; i < count && status == 0; i++)
        if (section_id == 0 || rows[i].section_id == section_id)
            status = write_row(writer, &rows[i], language, error);
    return status;
}

/* The state of one import of answers is the places of the city. */
static void *open_answers(struct import *import, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    const struct finding_rules *rules =
        finding_rules_make(scene->pack, scene->kinds, import_arena(import));

    return list_places(scene, rules, scene->today, error);
}

static const char *cell_text(struct import *import, const struct layout_row *row, const char *field)
{
    const char *text =
        text_trim(import_row_arena(import), sheet_unguard(layout_cell(row, field)->text));

    return *text ? text : NULL;
}

/* A cell of the row as the finding's column means it; K02 when it means nothing. */
static void read_answer(struct import *import, const struct layout_row *row, const char *field,
                        int column, const char *key, struct value *values)
{
    const struct register_scene *scene = import_scene(import);
    const struct cell *cell = layout_cell(row, field);
    struct value value;

    if (!cell_text(import, row, field)) /* a form sent back empty takes no answer back */
        return;
    if (!register_read_value(scene->pack, &finding_table.columns[column], cell, row->is_1904,
                             import_row_arena(import), &value))
        import_problem(import, row, "K02", "error", key, field);
    else
        values[column] = value;
}

static int put_answer(struct import *import, const struct layout_row *row, int64_t id,
                      const struct value *before, const struct value *values, struct error *error)
{
    struct import_result *result = import_result(import);
    struct record_context context = {.action = "import",
                                     .key = values[FINDING_public_id].text,
                                     .file = result->file,
                                     .file_row = import_row_place(import, row),
                                     .result = "ok"};
    int64_t entry = 0;
    int status = record_put_known(import_scene(import)->record, &finding_table, id, before, values,
                                  &context, NULL, &entry, error);

    result->updated += status == 0 && entry != 0;
    result->unchanged += status == 0 && entry == 0;
    return status;
}

/* Whether the importer may answer for the finding's section; C02 when not. CLAUSE: 5.6.3 */
static int judge_right(struct import *import, struct list_place *places,
                       const struct layout_row *row, int64_t id, const struct value *values,
                       struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct finding_row finding;

    list_from_values(scene, id, values, &finding);
    int status = list_locate(places, &finding, error);
    if (status == 0 && !may(scene->viewer, scene->pack, "import", "corrections", finding.section_id,
                            finding.system_id))
        import_problem(import, row, "C02", "error", finding.id, NULL);
    return status;
}

static int take_row(struct import *import, void *state, const struct layout_row *row,
                    struct error *error)
{
    struct value before[FINDING_COLUMNS], values[FINDING_COLUMNS];
    const char *public_id = cell_text(import, row, "finding");
    int64_t id;
    int status = public_id ? finding_find(import_scene(import), public_id, &id, before, error)
                           : ERROR_MISSING;

    if (status == ERROR_MISSING) {
        error->code = 0;
        import_problem(import, row, "K01", "error", public_id, "finding");
        return 0;
    }
    if (status == 0)
        status = judge_right(import, state, row, id, before, error);
    if (status < 0)
        return status;
    memcpy(values, before, sizeof(values));
    read_answer(import, row, "measure", FINDING_measure, public_id, values);
    read_answer(import, row, "responsible", FINDING_responsible, public_id, values);
    read_answer(import, row, "promised_on", FINDING_promised_on, public_id, values);
    read_answer(import, row, "answer", FINDING_answer, public_id, values);
    return import_row_is_bad(import) ? 0 : put_answer(import, row, id, before, values, error);
}

/* The answer as values of the finding. */
static void take_answer(const struct finding_answer *answer, struct value *values)
{
    const struct {
        int column;
        const char *text;
    } texts[] = {{FINDING_measure, answer->measure},
                 {FINDING_responsible, answer->responsible},
                 {FINDING_promised_on, answer->promised_on},
                 {FINDING_answer, answer->answer}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i].text && *texts[i].text)
            values[texts[i].column] = value_text(texts[i].text);
}

/* What a person answers; データ確認済 is for the data alone to say. */
static int judge_answer(const char *answer, struct error *error)
{
    static const char *const words[] = {"予定", "実施中", "実施済"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!answer || !*answer || strcmp(answer, words[i]) == 0)
            return 0;
    error_set(error, ERROR_INPUT, "", "是正状況は 予定、実施中、実施済 のどれかにしてください。");
    return error_at(error, "answer", "11.2.2");
}

int finding_answer(const struct register_scene *scene, const char *id,
                   const struct finding_answer *answer, struct error *error)
{
    struct finding_rules *rules = finding_rules_make(scene->pack, scene->kinds, scene->arena);
    struct value before[FINDING_COLUMNS] = {{.kind = VALUE_NULL}}, values[FINDING_COLUMNS];
    struct finding_row row;
    int64_t number = 0;
    int status = finding_show(scene, rules, id, &row, error);

    if (status == 0 &&
        !may(scene->viewer, scene->pack, "edit", "corrections", row.section_id, row.system_id))
        status = may_refuse(scene->viewer, "edit", "corrections", error);
    if (status == 0)
        status = judge_answer(answer->answer, error);
    if (status == 0)
        status = finding_find(scene, id, &number, before, error);
    if (status < 0)
        return status;
    memcpy(values, before, sizeof(values));
    take_answer(answer, values);
    return finding_put(scene, number, before, values, "answer", answer->measure, NULL, error);
}

static int finish_answers(struct import *import, void *state, struct error *error)
{
    (void)import;
    (void)state;
    (void)error;
    return 0;
}

const struct import_handler corrections_handler = {
    .kind = "corrections",
    .needs_roster = true,
    .open = open_answers,
    .row = take_row,
    .finish = finish_answers,
};
