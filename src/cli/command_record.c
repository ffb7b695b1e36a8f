/* verify, bundle, checkpoint, witness, erase, backup, restore: the record. */
#include "cli/commands.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "record/bundle.h"
#include "record/keys.h"
#include "record/verify.h"
#include "record/witness.h"
#include "room/incident/incident.h"
#include "room/record/chosen.h"
#include "search/search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUNDLE_BYTES = 256 << 20 };

static const char *why_word(const struct cli *cli, enum verify_why why)
{
    switch (why) {
    case VERIFY_CHANGED:
        return tr(cli, "書き換えられた");
    case VERIFY_DELETED:
        return tr(cli, "消された");
    case VERIFY_INSERTED:
        return tr(cli, "書き加えられた");
    case VERIFY_REORDERED:
        return tr(cli, "入れ替えられた");
    }
    return "";
}

static void answer_verify(struct cli *cli, const struct verify_result *result)
{
    if (!cli->wants_json) {
        printf(result->ok ? tr(cli, "記録は正しいです: %lld 件、根 %s\n")
                          : tr(cli, "記録に食い違いがあります: %lld 件、根 %s\n"),
               (long long)result->entries, result->root);
        if (result->sentence != NULL)
            printf("  %s\n", result->sentence);
        for (int i = 0; i < result->bad_count; i++)
            printf("  %s %s: %s\n", result->bad[i].table, result->bad[i].key,
                   why_word(cli, result->bad[i].why));
        return;
    }
    cli_json_start(cli);
    verify_write_json(result, &cli->json);
    cli_json_finish(cli);
}

static int verify_one_bundle(struct cli *cli, const char *path, struct verify_result *result)
{
    struct buffer bytes = {.limit_bytes = BUNDLE_BYTES};
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash == NULL ? "." : arena_copy_bytes(cli->arena, path, (size_t)(slash - path) + 1);
    int status =
        file_load(folder, slash != NULL ? slash + 1 : path, BUNDLE_BYTES, &bytes, &cli->error);
    if (status == 0)
        bundle_verify(bytes.data != NULL ? bytes.data : "", bytes.length, cli_option(cli, "key"),
                      cli->arena, result, &cli->error);
    buffer_done(&bytes);
    return status;
}

static int run_verify(struct cli *cli)
{
    struct verify_result result;
    const char *bundle = cli_option(cli, "bundle");
    cli->folder = cli_option(cli, "data");
    int status = 0;
    if (bundle != NULL)
        status = verify_one_bundle(cli, bundle, &result);
    else if (cli->folder != NULL)
        status = verify_folder(cli->folder, cli->wiring->tables, cli->wiring->table_count,
                               cli->arena, &result, &cli->error);
    else
        status = error_set(&cli->error, ERROR_INPUT, "usage",
                           "確かめるものを --data DIR か --bundle F で指定してください。");
    if (status != 0)
        return status;
    answer_verify(cli, &result);
    return result.ok ? 0 : 1;
}

static const struct option_spec verify_options[] = {{"bundle", true}, {"key", true}, {NULL, false}};

const struct command verify_command = {.name = "verify",
                                       .usage = "--data DIR | --bundle F [--key VERIFIER] [--json]",
                                       .help = "記録と台帳が書き換えられていないことを確かめます。",
                                       .options = verify_options,
                                       .run = run_verify};

/* Writes to -o, whole or not at all, or to stdout. */
static int put_output(struct cli *cli, const struct buffer *bytes)
{
    const char *output = cli_option(cli, "output");
    if (output == NULL && cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, cli->command->name, buffer_string(bytes));
        json_object_end(&cli->json);
        cli_json_finish(cli);
        return 0;
    }
    if (output == NULL) {
        if (fwrite(buffer_string(bytes), 1, bytes->length, stdout) != bytes->length)
            return error_set(&cli->error, ERROR_FAULT, "", "書き出せませんでした。");
        cli->answered = true;
        return 0;
    }
    const char *slash = strrchr(output, '/');
    const char *folder =
        slash == NULL ? "." : arena_copy_bytes(cli->arena, output, (size_t)(slash - output) + 1);
    int status = file_replace(folder, slash != NULL ? slash + 1 : output, buffer_string(bytes),
                              bytes->length, &cli->error);
    if (status == 0 && !cli->wants_json)
        printf(tr(cli, "%s に書きました。\n"), output);
    if (status == 0 && cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "file", output);
        json_integer_at(&cli->json, "bytes", (int64_t)bytes->length);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    }
    return status;
}

static int run_checkpoint(struct cli *cli)
{
    struct buffer out = {0};
    const char *since = cli_option(cli, "since");
    int64_t old_size = -1;
    int status = since != NULL ? cli_number(cli, "since", since, &old_size) : 0;
    if (status == 0)
        status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = record_checkpoint_text(cli->store, cli->folder, old_size, &out, &cli->error);
    if (status == 0)
        status = put_output(cli, &out);
    buffer_done(&out);
    return status;
}

static const struct option_spec checkpoint_options[] = {
    {"output", true}, {"since", true}, {NULL, false}};

const struct command checkpoint_command = {.name = "checkpoint",
                                           .usage = "--data DIR [--since SIZE] [-o F]",
                                           .help =
                                               "署名つきの現在の根を、証人へ運べる形で書きます。",
                                           .options = checkpoint_options,
                                           .run = run_checkpoint};

/* Chosen entries: of a case, of a clause's findings, of a time, or all. */
static int choose_entries(struct cli *cli, int64_t **ret_entries, int *ret_count)
{
    const char *incident = cli_option(cli, "incident");
    if (incident != NULL)
        return incident_entries(&cli->scene, cli->now_us, incident, ret_entries, ret_count,
                                &cli->error);
    struct record_choice choice = {.clause = cli_option(cli, "clause"),
                                   .tables = cli->wiring->tables,
                                   .table_count = cli->wiring->table_count};
    int status = cli_date(cli, "from", &choice.from);
    if (status == 0)
        status = cli_date(cli, "to", &choice.to);
    return status == 0 ? record_choose(&cli->scene, &choice, ret_entries, ret_count, &cli->error)
                       : status;
}

static int run_bundle(struct cli *cli)
{
    struct buffer out = {.limit_bytes = BUNDLE_BYTES};
    int64_t *entries;
    int count;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "verify", "record") < 2)
        status = may_refuse(&cli->viewer, "verify", "record", &cli->error);
    if (status == 0)
        status = choose_entries(cli, &entries, &count);
    if (status == 0)
        status = bundle_write(cli->store, cli->folder, entries, count, &out, &cli->error);
    if (status == 0)
        status = put_output(cli, &out);
    buffer_done(&out);
    if (status != 0)
        return status;
    struct record_context context = {.action = "bundle", .result = "ok"};
    struct record_field fields[] = {{"entries", arena_format(cli->arena, "%d", count)},
                                    {"file", cli_option(cli, "output")}};
    status = cli_begin(cli);
    if (status == 0)
        status = record_note(cli->record, RECORD_EXPORT, &context, fields, 2, NULL, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static const struct option_spec bundle_options[] = {{"clause", true}, {"incident", true},
                                                    {"from", true},   {"to", true},
                                                    {"output", true}, {NULL, false}};

const struct command bundle_command = {
    .name = "bundle",
    .usage = "--data DIR [--clause ID | --incident ID] [--from DATE --to DATE] -o F",
    .help = "選んだ記録を、外で確かめられる署名つきの一つのファイルにします。",
    .options = bundle_options,
    .run = run_bundle};

static int run_erase(struct cli *cli)
{
    const char *reason = cli_option(cli, "reason");
    int64_t index = 0;
    int status = cli_number(cli, "index", cli->words[0], &index);
    if (status == 0)
        status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && (reason == NULL || *reason == '\0'))
        status = error_set(&cli->error, ERROR_INPUT, "usage",
                           "理由を --reason で書いてください。記録に残ります。");
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "administer", "*") < 2)
        status = may_refuse(&cli->viewer, "administer", "*", &cli->error);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = record_erase(cli->record, index, reason, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status == 0) /* what was erased must not stay in the search index */
        search_forget(cli->folder);
    if (status == 0 && cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_integer_at(&cli->json, "erased", index);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else if (status == 0) {
        printf(tr(cli, "記録 %lld の内容を消しました。証明はそのまま使えます。\n"),
               (long long)index);
    }
    return status;
}

const struct command erase_command = {.name = "erase",
                                      .usage = "ENTRY --data DIR --reason TEXT",
                                      .help = "記録一件の内容を消します（証明は残ります）。",
                                      .words_min = 1,
                                      .words_max = 1,
                                      .run = run_erase};

static int sign_as_witness(struct cli *cli, const char *folder)
{
    struct buffer out = {0};
    const char *checkpoint = cli_option(cli, "checkpoint");
    if (checkpoint == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "根のファイルを --checkpoint F で指定してください。");
    int status = witness_sign(folder, checkpoint, cli_option(cli, "proof"), time_now_us(), &out,
                              &cli->error);
    if (status == 0)
        status = put_output(cli, &out);
    buffer_done(&out);
    return status;
}

static int answer_witness(struct cli *cli, const char *folder, int status)
{
    if (status != 0 || !cli->wants_json)
        return status;
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "folder", folder);
    json_text_at(&cli->json, "act", cli->words[0]);
    json_object_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

/* Whose countersignature counts is an administrator's act, and on record. */
static int add_witness(struct cli *cli, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct record_context context = {
        .action = "witness add", .key = slash != NULL ? slash + 1 : path, .result = "ok"};
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "administer", "*") < 2)
        status = may_refuse(&cli->viewer, "administer", "*", &cli->error);
    if (status == 0)
        status = witness_add(cli->folder, path, &cli->error);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = record_note(cli->record, RECORD_SYSTEM, &context, NULL, 0, NULL, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static int run_witness(struct cli *cli)
{
    const char *act = cli->words[0];
    const char *folder = cli->word_count > 1 ? cli->words[1] : NULL;
    const char *key = cli_option(cli, "key");
    if (strcmp(act, "add") == 0 && key == NULL)
        key = cli_option(cli, "checkpoint"); /* a countersigned one, brought back */
    if (strcmp(act, "init") == 0 && folder != NULL)
        return answer_witness(cli, folder, witness_init(folder, &cli->error));
    if (strcmp(act, "sign") == 0 && folder != NULL)
        return sign_as_witness(cli, folder);
    if (strcmp(act, "add") == 0 && key != NULL) {
        int status = add_witness(cli, key);
        return answer_witness(cli, cli->folder, status);
    }
    return error_set(
        &cli->error, ERROR_INPUT, "usage",
        "witness init DIR2 | sign DIR2 --checkpoint F | add --data DIR --key F です。");
}

static const struct option_spec witness_options[] = {
    {"checkpoint", true}, {"proof", true}, {"key", true}, {"output", true}, {NULL, false}};

const struct command witness_command = {
    .name = "witness",
    .usage = "init DIR2 | sign DIR2 --checkpoint F [-o F] | add --data DIR --key F",
    .help = "別の機械や媒体の証人: 鍵を作る、根に連署する、連署を持ち帰る。",
    .options = witness_options,
    .words_min = 1,
    .words_max = 2,
    .run = run_witness};
