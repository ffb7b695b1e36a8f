/* export: registers, corrections and OSCAL documents out. */
#include "cli/commands.h"

#include "base/arena.h"
#include "cli/evidence.h"
#include "finding/finding.h"
#include "register/export.h"
#include "room/incident/stix.h"
#include "room/organisation/organisation.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Nothing leaves before it is on record. */
static int note_export(struct cli *cli, const char *kind)
{
    struct record_context context = {.action = "export", .key = kind, .result = "ok"};
    const char *output = cli_option(cli, "output");
    struct record_field fields[] = {{"format", cli_option(cli, "format")}, {"file", output}};
    int status = cli_begin(cli);
    if (status == 0)
        status = record_note(cli->record, RECORD_EXPORT, &context, fields, 2, NULL, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

/* With --json and a file, the answer is where it went; else the export itself is the answer. */
static int answer_export(struct cli *cli, int status)
{
    const char *output = cli_option(cli, "output");
    if (status != 0 || output == NULL || !cli->wants_json)
        return status;
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "kind", cli->words[0]);
    json_text_at(&cli->json, "format", cli_option(cli, "format"));
    json_text_at(&cli->json, "file", output);
    json_object_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

static int read_format(struct cli *cli, enum sheet_format *ret_format)
{
    static const char *const names[] = {"xlsx", "csv", "csv-cp932"};
    const char *format = cli_option(cli, "format");
    for (int i = 0; i < 3; i++) {
        if (format != NULL && strcmp(format, names[i]) == 0) {
            *ret_format = (enum sheet_format)i;
            if (i == FORMAT_XLSX && cli_option(cli, "output") == NULL)
                return error_set(&cli->error, ERROR_INPUT, "usage",
                                 "XLSX の書き出し先を -o F で指定してください。");
            return 0;
        }
    }
    error_set(&cli->error, ERROR_INPUT, "usage",
              "--format は xlsx csv csv-cp932 json oscal-catalog oscal-assessment-results "
              "oscal-poam oscal-component-definition、案件は stix も、のどれかです。");
    return error_at(&cli->error, "format", NULL);
}

static const char *part_name(struct cli *cli)
{
    return arena_format(cli->arena, "%s.part", cli_option(cli, "output"));
}

/* Opens -o for JSON, beside its place until it is whole, or stdout. */
static int open_output(struct cli *cli, FILE **ret_stream)
{
    const char *output = cli_option(cli, "output");
    *ret_stream = output != NULL ? fopen(part_name(cli), "w") : stdout;
    if (*ret_stream == NULL)
        return error_set(&cli->error, ERROR_INPUT, "", "%s に書けません。", output);
    json_start(&cli->json, &cli->output, *ret_stream);
    cli->answered = output == NULL;
    return 0;
}

static int close_output(struct cli *cli, FILE *stream, int status)
{
    json_finish(&cli->json);
    bool failed = fputc('\n', stream) == EOF;
    if (stream != stdout) {
        failed |= fclose(stream) != 0;
        if (status != 0 || failed)
            unlink(part_name(cli));
        else
            failed = rename(part_name(cli), cli_option(cli, "output")) != 0;
    }
    if (status == 0 && failed)
        return error_set(&cli->error, ERROR_FAULT, "", "書き出せませんでした。");
    return status;
}

static int export_register(struct cli *cli, const struct register_kind *kind)
{
    const char *format = cli_option(cli, "format");
    bool with_ended = cli_option(cli, "ended") != NULL;
    int rows = 0;
    int status = 0;
    if (format != NULL && strcmp(format, "json") == 0) {
        FILE *stream;
        status = open_output(cli, &stream);
        if (status != 0)
            return status;
        status = export_json(&cli->scene, kind, with_ended, &cli->json, &rows, &cli->error);
        status = close_output(cli, stream, status);
    } else {
        struct export_request request = {.kind = kind,
                                         .path = cli_option(cli, "output"),
                                         .profile_path = cli_option(cli, "profile"),
                                         .with_ended = with_ended};
        status = read_format(cli, &request.format);
        if (status == 0)
            status = export_sheet(&cli->scene, &request, &rows, &cli->error);
    }
    return answer_export(cli, status);
}

static int write_corrections(struct cli *cli, enum sheet_format format,
                             const struct finding_row *rows, int count, int64_t section_id)
{
    struct sheet_writer *writer = sheet_create(cli_option(cli, "output"), format, 0, &cli->error);
    if (writer == NULL)
        return cli->error.code;
    int status = finding_corrections_write(rows, count, section_id, cli->error.language, writer,
                                           &cli->error);
    if (status == 0)
        status = sheet_finish(writer, &cli->error);
    sheet_writer_close(writer);
    return status;
}

static int write_corrections_json(struct cli *cli, const struct finding_row *rows, int count)
{
    FILE *stream;
    int status = open_output(cli, &stream);
    if (status != 0)
        return status;
    finding_rows_json(rows, count, cli->error.language, &cli->json);
    return close_output(cli, stream, 0);
}

static int export_corrections(struct cli *cli)
{
    struct finding_filter filter = {.state = "open"};
    struct finding_row *rows;
    enum sheet_format format;
    int count;
    bool is_json = strcmp(cli_option(cli, "format"), "json") == 0;
    int status = is_json ? 0 : read_format(cli, &format);
    if (status == 0 && cli_option(cli, "section") != NULL)
        status = organisation_find_section(&cli->scene, cli_option(cli, "section"),
                                           &filter.section_id, &cli->error);
    if (status != 0)
        return status;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    status = finding_list(&cli->scene, rules, &filter, &rows, &count, &cli->error);
    finding_rules_close(rules);
    if (status == 0)
        status = is_json ? write_corrections_json(cli, rows, count)
                         : write_corrections(cli, format, rows, count, filter.section_id);
    return answer_export(cli, status);
}

/* The roster is who holds what, not the register of people: it has its own writer. */
static int export_roster(struct cli *cli)
{
    enum sheet_format format;
    const char *on;
    int rows = 0;
    int status = read_format(cli, &format);
    if (status == 0)
        status = cli_date(cli, "at", &on);
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "export", "roster") < 2)
        status = may_refuse(&cli->viewer, "export", "roster", &cli->error);
    if (status != 0)
        return status;
    struct sheet_writer *writer = sheet_create(cli_option(cli, "output"), format, 0, &cli->error);
    if (writer == NULL)
        return cli->error.code;
    status = organisation_export_roster(&cli->scene, on != NULL ? on : cli->today, writer, &rows,
                                        &cli->error);
    if (status == 0)
        status = sheet_finish(writer, &cli->error);
    sheet_writer_close(writer);
    return answer_export(cli, status);
}

static int export_oscal(struct cli *cli, const char *format)
{
    FILE *stream;
    int status = open_output(cli, &stream);
    if (status != 0)
        return status;
    status = evidence_write_oscal(cli, format, &cli->json);
    status = close_output(cli, stream, status);
    return answer_export(cli, status);
}

/* Indicators of all cases; drills only when asked for. CLAUSE: 10.2.1 */
static int export_stix(struct cli *cli)
{
    FILE *stream;
    int status = open_output(cli, &stream);
    if (status != 0)
        return status;
    status = stix_write(&cli->scene, cli->now_us, NULL, cli_option(cli, "drill") != NULL,
                        &cli->json, &cli->error);
    status = close_output(cli, stream, status);
    return answer_export(cli, status);
}

static bool is_stix(const char *kind, const char *format)
{
    return format != NULL && strcmp(format, "stix") == 0 && strcmp(kind, "incidents") == 0;
}

static bool is_oscal(const char *format)
{
    static const char *const names[] = {"oscal-catalog", "oscal-assessment-results", "oscal-poam",
                                        "oscal-component-definition"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (format != NULL && strcmp(format, names[i]) == 0)
            return true;
    return false;
}

/* Everything that can be wrong with the call, and whether it is allowed. OSCAL and STIX documents
 * tell of the whole city. */
static int check_export(struct cli *cli, const char *name, const char *format)
{
    enum sheet_format ignored;
    bool is_json = format != NULL && strcmp(format, "json") == 0;
    int status = 0;
    bool is_whole = is_oscal(format) || is_stix(name, format);
    if (!is_whole && !is_json)
        status = read_format(cli, &ignored);
    int scope = is_whole ? 2 : 1;
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "export", name) < scope)
        status = may_refuse(&cli->viewer, "export", name, &cli->error);
    return status;
}

static int run_export(struct cli *cli)
{
    const struct register_kind *kind = NULL;
    const char *format = cli_option(cli, "format");
    const char *name = cli->words[0];
    bool is_roster = strcmp(name, "roster") == 0;
    bool is_corrections = strcmp(name, "corrections") == 0;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = check_export(cli, name, format);
    if (status == 0 && !is_oscal(format) && !is_corrections)
        status = cli_kind(cli, is_roster ? "people" : name, &kind);
    if (status == 0)
        status = note_export(cli, name);
    if (status != 0)
        return status;
    if (is_oscal(format))
        return export_oscal(cli, format);
    if (is_stix(name, format))
        return export_stix(cli);
    if (is_corrections)
        return export_corrections(cli);
    if (is_roster && strcmp(format, "json") != 0)
        return export_roster(cli);
    return export_register(cli, kind);
}

static const struct option_spec export_options[] = {
    {"format", true}, {"output", true}, {"profile", true}, {"section", true},
    {"at", true},     {"ended", false}, {"drill", false},  {NULL, false}};

const struct command export_command = {
    .name = "export",
    .usage = "KIND --data DIR --format xlsx|csv|csv-cp932|json|stix|oscal-… [-o F] [--profile F] "
             "[--section NAME]",
    .help = "台帳・是正依頼・OSCAL 文書を書き出します。",
    .options = export_options,
    .words_min = 1,
    .words_max = 1,
    .run = run_export};
