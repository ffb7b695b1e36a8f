#include "cli/commands.h"

#include "base/arena.h"
#include "cli/recheck.h"
#include "pack/pack.h"
#include "register/import_output.h"
#include "register/layout.h"
#include "room/organisation/organisation.h"
#include "sheet/writer.h"

#include <string.h>
#include <unistd.h>

static void write_result(struct cli *cli, const struct import_result *result)
{
    cli_json_start(cli);
    import_write_json(result, &cli->json);
    cli_json_finish(cli);
}

/* A refused file is a problem of its own, with its F code. */
static void write_refusal(struct cli *cli, const struct import_request *request,
                          struct import_result *result)
{
    import_refused(request, &cli->error, cli->arena, result);
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
    return status == 0 ? recheck_kind(cli, kind) : status;
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
        status = import_write_rejects(result, cli->error.language, rejects, &cli->error);
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
