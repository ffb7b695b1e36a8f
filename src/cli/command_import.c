#include "cli/commands.h"

#include "base/arena.h"
#include "cli/recheck.h"
#include "pack/pack.h"
#include "register/layout.h"
#include "room/organisation/organisation.h"
#include "sheet/writer.h"

#include <string.h>
#include <unistd.h>

static void write_rows(struct json *json, const struct import_rows *rows)
{
    json_key(json, "rows");
    json_object_start(json);
    json_integer_at(json, "read", rows->read);
    json_integer_at(json, "valid", rows->valid);
    json_integer_at(json, "invalid", rows->invalid);
    json_integer_at(json, "skipped", rows->skipped);
    json_object_end(json);
}

static void write_problem(struct json *json, const struct register_problem *problem)
{
    json_object_start(json);
    json_text_at(json, "code", problem->code);
    json_text_at(json, "severity", problem->severity);
    json_text_at(json, "sheet", problem->sheet);
    json_key(json, "row");
    if (problem->row > 0)
        json_put_integer(json, problem->row);
    else
        json_put_null(json);
    json_text_at(json, "column", problem->column);
    json_text_at(json, "heading", problem->heading);
    json_text_at(json, "key", problem->key);
    json_text_at(json, "value", problem->value);
    json_text_at(json, "message", problem->message);
    json_object_end(json);
}

static void write_parts(struct json *json, const struct import_result *result)
{
    json_key(json, "parts");
    json_array_start(json);
    for (int i = 0; i < result->part_count; i++) {
        const struct import_part_result *part = &result->parts[i];
        json_object_start(json);
        json_text_at(json, "sheet", part->sheet);
        json_text_at(json, "part", part->part);
        json_key(json, "header_rows");
        json_array_start(json);
        json_put_integer(json, part->header_first);
        json_put_integer(json, part->header_last);
        json_array_end(json);
        write_rows(json, &part->rows);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_result(struct cli *cli, const struct import_result *result)
{
    struct json *json = &cli->json;
    cli_json_start(cli);
    json_object_start(json);
    json_text_at(json, "kind", result->kind);
    json_text_at(json, "file", result->file);
    json_text_at(json, "sha256", *result->sha256 != '\0' ? result->sha256 : NULL);
    json_text_at(json, "profile", result->profile);
    json_bool_at(json, "applied", result->applied);
    write_rows(json, &result->rows);
    json_key(json, "changes");
    json_object_start(json);
    json_integer_at(json, "added", result->added);
    json_integer_at(json, "updated", result->updated);
    json_integer_at(json, "unchanged", result->unchanged);
    json_integer_at(json, "ended", result->ended);
    json_object_end(json);
    write_parts(json, result);
    json_text_at(json, "system_made", result->system_made);
    json_key(json, "problems");
    json_array_start(json);
    for (int i = 0; i < result->problem_count; i++)
        write_problem(json, &result->problems[i]);
    json_array_end(json);
    json_object_end(json);
    cli_json_finish(cli);
}

/* A refused file is a problem of its own, with its F code. */
static void write_refusal(struct cli *cli, const struct import_request *request,
                          struct import_result *result)
{
    struct register_problem *problem = arena_alloc(cli->arena, sizeof *problem);
    *problem =
        (struct register_problem){.code = cli->error.id,
                                  .severity = "error",
                                  .column = *cli->error.field != '\0' ? cli->error.field : NULL,
                                  .key = "",
                                  .message = cli->error.text};
    const char *slash = strrchr(request->path, '/');
    result->kind = request->kind;
    result->file = slash != NULL ? slash + 1 : request->path;
    result->applied = false;
    result->problems = problem;
    result->problem_count = 1;
    result->part_count = 0;
    write_result(cli, result);
}

static void print_result(struct cli *cli, const struct import_result *result)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
    printf(tr(cli, "%s: %d行を読み、正常%d行、不備%d行（対象外%d行）\n"), result->file,
           result->rows.read, result->rows.valid, result->rows.invalid, result->rows.skipped);
    for (int i = 0; i < result->problem_count; i++) {
        const struct register_problem *problem = &result->problems[i];
        printf("  %s %s%s%d%s %s: %s\n", problem->code,
               problem->sheet != NULL ? problem->sheet : "", problem->sheet != NULL ? "!" : "",
               problem->row, tr(cli, "行"), problem->key, problem->message);
    }
    if (result->applied)
        printf(tr(cli, "取り込みました: 追加%d 更新%d 変更なし%d 終了%d\n"), result->added,
               result->updated, result->unchanged, result->ended);
    else if (result->added + result->updated + result->unchanged + result->ended > 0)
        printf(tr(cli,
                  "試しました（何も書いていません）。取り込むと、追加%d 更新%d 変更なし%d 終了%d "
                  "になります。\n"),
               result->added, result->updated, result->unchanged, result->ended);
    else
        puts(tr(cli, "取り込んでいません（何も変わっていません）。"));
    if (result->system_made != NULL)
        printf(tr(cli, "情報システム「%s」を登録しました。系統が不明です。chikiri set systems "
                       "で補ってください。\n"),
               result->system_made);
}

/* The rejected rows as a spreadsheet, one line a problem. Opened before the import, so that a place
 * that cannot be written stops it while nothing has changed. */
static int open_rejects(struct cli *cli, struct sheet_writer **ret_writer)
{
    const char *path = cli_option(cli, "rejects");
    *ret_writer = NULL;
    if (path == NULL)
        return 0;
    size_t length = strlen(path);
    bool is_csv = length > 4 && strcmp(path + length - 4, ".csv") == 0;
    *ret_writer = sheet_create(path, is_csv ? FORMAT_CSV : FORMAT_XLSX, cli->now_us, &cli->error);
    return *ret_writer != NULL ? 0 : cli->error.code;
}

static int write_rejects(struct cli *cli, struct sheet_writer *writer,
                         const struct import_result *result)
{
    static const int widths[] = {8, 12, 12, 8, 18, 18, 24, 60};
    const char *head[] = {tr(cli, "コード"), tr(cli, "重さ"),        tr(cli, "シート"),
                          tr(cli, "行"),     tr(cli, "列"),          tr(cli, "対象"),
                          tr(cli, "値"),     tr(cli, "理由と直し方")};
    int status = sheet_write_start(writer, tr(cli, "不備の行"), widths, 8, &cli->error);
    if (status == 0)
        status = sheet_write_row(writer, head, 8, STYLE_HEADING, &cli->error);
    for (int i = 0; status == 0 && i < result->problem_count; i++) {
        const struct register_problem *problem = &result->problems[i];
        const char *texts[] = {problem->code,    problem->severity,
                               problem->sheet,   arena_format(cli->arena, "%d", problem->row),
                               problem->heading, problem->key,
                               problem->value,   problem->message};
        status = sheet_write_row(writer, texts, 8, STYLE_WRAP, &cli->error);
    }
    return status == 0 ? sheet_finish(writer, &cli->error) : status;
}

static int read_request(struct cli *cli, struct import_request *request)
{
    const char *mode = cli_option(cli, "mode");
    *request = (struct import_request){
        /* One file may hold the media and their take-outs: both are read by one import. */
        .kind = strcmp(cli->words[0], "takeouts") == 0 ? "media" : cli->words[0],
        .path = cli->words[1],
        .profile_path = cli_option(cli, "profile"),
        .good_rows_only = mode != NULL && strcmp(mode, "good") == 0,
        .dry_run = cli_option(cli, "dry-run") != NULL,
        .complete = cli_option(cli, "complete") != NULL,
        .system = cli_option(cli, "system"),
        .conflict = cli_option(cli, "theirs") != NULL ? CONFLICT_THEIRS
                    : cli_option(cli, "ours") != NULL ? CONFLICT_OURS
                                                      : CONFLICT_REFUSE,
        .progress = cli_progress,
        .progress_context = cli,
    };
    if (mode != NULL && strcmp(mode, "all") != 0 && strcmp(mode, "good") != 0) {
        error_set(&cli->error, ERROR_INPUT, "usage", "--mode は all か good です。");
        return error_at(&cli->error, "mode", NULL);
    }
    int status = cli_date(cli, "as-of", &request->as_of);
    if (status == 0 && request->as_of == NULL)
        request->as_of = cli->city.as_of;
    return status;
}

static int check_import_right(struct cli *cli, const char *kind)
{
    if (may_scope(&cli->viewer, cli->pack, "import", kind) > 0)
        return 0;
    return may_refuse(&cli->viewer, "import", kind, &cli->error);
}

/* What follows from the file: reorganisations are carried out, findings are judged again. */
static int follow_import(struct cli *cli, const char *kind)
{
    int status = 0;
    if (strcmp(kind, "reorganisations") == 0) {
        status = cli_begin(cli);
        if (status == 0)
            status = organisation_follow_reorganisations(&cli->scene, NULL, &cli->error);
        if (status == 0)
            status = cli_commit(cli);
    }
    return status == 0 ? recheck_after_import(cli, kind) : status;
}

static bool has_invalid_rows(const struct import_result *result)
{
    for (int i = 0; i < result->part_count; i++)
        if (result->parts[i].rows.invalid > 0)
            return true;
    return false;
}

/* What is in is said to be in, whatever goes wrong afterwards. */
static int answer_import(struct cli *cli, const struct import_request *request,
                         const struct import_result *result, struct sheet_writer *rejects)
{
    int status = result->applied ? follow_import(cli, request->kind) : 0;
    if (status == 0 && rejects != NULL)
        status = write_rejects(cli, rejects, result);
    if (status != 0 && !result->applied)
        return status;
    if (cli->wants_json)
        write_result(cli, result);
    else
        print_result(cli, result);
    bool refused = !request->good_rows_only && has_invalid_rows(result);
    return status == 0 && refused ? error_exit_status(ERROR_INPUT) : status;
}

static int run_import(struct cli *cli)
{
    struct import_request request;
    struct import_result result = {0};
    struct sheet_writer *rejects = NULL;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = read_request(cli, &request);
    if (status == 0)
        status = check_import_right(cli, request.kind);
    if (status == 0)
        status = open_rejects(cli, &rejects);
    if (status != 0)
        return status;
    status = import_run(&cli->scene, cli->folder, &cli->actor, cli->now_us, cli->wiring->handlers,
                        &request, &result, &cli->error);
    if (status == 0)
        status = answer_import(cli, &request, &result, rejects);
    else if (cli->wants_json && cli->error.id[0] == 'F')
        write_refusal(cli, &request, &result);
    sheet_writer_close(rejects);
    return status;
}

static const struct option_spec import_options[] = {
    {"profile", true}, {"mode", true},  {"dry-run", false},  {"as-of", true},   {"system", true},
    {"theirs", false}, {"ours", false}, {"complete", false}, {"rejects", true}, {NULL, false},
};

const struct command import_command = {
    .name = "import",
    .usage = "KIND FILE --data DIR [--profile F] [--mode all|good] [--dry-run] [--as-of DATE] "
             "[--system NAME] [--theirs|--ours] [--complete] [--rejects F]",
    .help = "台帳や名簿のファイルを取り込みます。",
    .options = import_options,
    .words_min = 2,
    .words_max = 2,
    .run = run_import};

/* What came of a profile written to -o: on stdout stands the answer, not the profile. */
static void answer_profile(struct cli *cli, const char *output, const char *missing)
{
    if (output == NULL || !cli->wants_json)
        return;
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "kind", cli->words[0]);
    json_text_at(&cli->json, "file", output);
    json_text_at(&cli->json, "missing", missing);
    json_object_end(&cli->json);
    cli_json_finish(cli);
}

/* Writes the profile to -o or stdout. Needs no data folder: without one the built-in pack is used.
 */
static int run_profile(struct cli *cli)
{
    const char *folder = cli_option(cli, "data");
    cli->pack =
        pack_open(folder != NULL ? arena_format(cli->arena, "%s/pack", folder) : NULL, &cli->error);
    if (cli->pack == NULL)
        return cli->error.code;
    struct layout layout;
    const char *missing;
    int status = layout_propose(cli->pack, cli->words[0], cli->words[1], cli->arena, &layout,
                                &missing, &cli->error);
    if (status != 0)
        return status;
    const char *output = cli_option(cli, "output");
    FILE *stream = output != NULL ? fopen(output, "w") : stdout;
    if (stream == NULL)
        return error_set(&cli->error, ERROR_INPUT, "", "%s に書けません。", output);
    json_start(&cli->json, &cli->output, stream);
    layout_write(&layout, &cli->json);
    json_finish(&cli->json);
    cli->answered = output == NULL;
    bool failed = fputc('\n', stream) == EOF;
    if (stream != stdout)
        failed |= fclose(stream) != 0;
    if (failed)
        return error_set(&cli->error, ERROR_FAULT, "", "プロファイルを書けませんでした。");
    answer_profile(cli, output, missing);
    if (*missing != '\0')
        fprintf(
            stderr,
            tr(cli, "見つからない必要な列: %s。columns に見出しか列番号を書き足してください。\n"),
            missing);
    return 0;
}

static const struct option_spec profile_options[] = {{"output", true}, {NULL, false}};

const struct command profile_command = {
    .name = "profile",
    .usage = "KIND FILE [-o F] [--data DIR]",
    .help = "ファイルのレイアウトを見て、直して使えるプロファイルを書きます。",
    .options = profile_options,
    .words_min = 2,
    .words_max = 2,
    .run = run_profile};

static int run_preview(struct cli *cli)
{
    const char *as_of;
    if (strcmp(cli->words[0], "transfers") != 0)
        return error_set(&cli->error, ERROR_INPUT, "usage", "preview は transfers だけです。");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_date(cli, "as-of", &as_of);
    if (status == 0)
        status = check_import_right(cli, "transfers");
    if (status != 0)
        return status;
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL; /* an error half way must still leave one JSON value */
    status = organisation_preview(&cli->scene, cli->folder, &cli->actor, cli->now_us, cli->words[1],
                                  cli_option(cli, "profile"), as_of, &cli->json, &cli->error);
    if (status != 0)
        return status;
    cli_answer(cli, NULL);
    return 0;
}

static const struct option_spec preview_options[] = {
    {"as-of", true}, {"profile", true}, {NULL, false}};

const struct command preview_command = {
    .name = "preview",
    .usage = "transfers FILE --data DIR [--as-of DATE]",
    .help = "異動一覧を取り込むと何が変わるかを、取り込まずに示します。",
    .options = preview_options,
    .words_min = 2,
    .words_max = 2,
    .run = run_preview};
