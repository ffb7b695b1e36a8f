/* pack check, clauses, classify, audit-self. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/folder.h"
#include "cli/evidence.h"
#include "record/record.h"
#include "record/seal.h"
#include "record/witness.h"
#include "room/classification/classification.h"
#include "room/clause/clause.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int answer_pack(struct cli *cli, const char *version)
{
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_bool_at(&cli->json, "ok", true);
    json_text_at(&cli->json, "version", version);
    json_object_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

/* Puts another pack in place of the folder's and tells the record. The old one stays beside it. */
static int adopt_pack(struct cli *cli)
{
    const char *reason = cli_option(cli, "reason");
    if (reason == NULL || *reason == '\0')
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "理由を --reason で書いてください。記録に残ります。");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "administer", "*") < 2)
        status = may_refuse(&cli->viewer, "administer", "*", &cli->error);
    if (status != 0)
        return status;
    const char *present = arena_format(cli->arena, "%s/pack", cli->folder);
    const char *coming = arena_format(cli->arena, "%s/pack.new", cli->folder);
    const char *past =
        arena_format(cli->arena, "%s/pack.%lld", cli->folder, (long long)cli->now_us);
    struct pack *pack = pack_open(cli->words[1], &cli->error);
    if (pack == NULL)
        return cli->error.code;
    status = pack_check(pack, &cli->error);
    if (status == 0)
        folder_remove(coming); /* of a try that did not end */
    if (status == 0)
        status = pack_copy(pack, coming, &cli->error);
    const char *version = arena_copy(cli->arena, pack_version(pack));
    pack_close(pack);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0 && (rename(present, past) != 0 || rename(coming, present) != 0))
        status = error_set(&cli->error, ERROR_FAULT, "", "%s に書けません。", present);
    struct record_context context = {.action = "adopt pack", .key = version, .reason = reason};
    if (status == 0)
        status = record_note(cli->record, RECORD_SYSTEM, &context, NULL, 0, NULL, &cli->error);
    if (status == 0)
        status = seal_record(cli->record, cli->folder, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0 && access(past, F_OK) == 0) { /* the record does not know of it: back again */
        folder_remove(present);
        rename(past, present);
    }
    if (status == 0 && !cli->wants_json)
        printf(tr(cli, "%s に書きました。\n"), present);
    return status == 0 && cli->wants_json ? answer_pack(cli, version) : status;
}

static int run_pack(struct cli *cli)
{
    if (strcmp(cli->words[0], "adopt") == 0)
        return adopt_pack(cli);
    if (strcmp(cli->words[0], "check") != 0)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "pack check DIR か pack adopt DIR --data DIR の形で使ってください。");
    cli->pack = pack_open(cli->words[1], &cli->error);
    if (cli->pack == NULL || pack_check(cli->pack, &cli->error) != 0)
        return cli->error.code;
    int clauses, codes, checks;
    pack_clauses(cli->pack, &clauses);
    pack_codes(cli->pack, &codes);
    pack_checks(cli->pack, &checks);
    if (!cli->wants_json) {
        printf(tr(cli, "%s %s: 項番%d コード%d 検査%d。正しいポリシーパックです。\n"),
               pack_id(cli->pack), pack_version(cli->pack), clauses, codes, checks);
        return 0;
    }
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_bool_at(&cli->json, "ok", true);
    json_text_at(&cli->json, "id", pack_id(cli->pack));
    json_text_at(&cli->json, "version", pack_version(cli->pack));
    json_integer_at(&cli->json, "clauses", clauses);
    json_integer_at(&cli->json, "codes", codes);
    json_integer_at(&cli->json, "checks", checks);
    json_object_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

const struct command pack_command = {.name = "pack",
                                     .usage = "check DIR | adopt DIR --data DIR --reason TEXT",
                                     .help =
                                         "ポリシーパックが正しいかを確かめ、または取り替えます。",
                                     .words_min = 2,
                                     .words_max = 2,
                                     .run = run_pack};

static int run_clauses(struct cli *cli)
{
    struct clause_model *models;
    int count;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = evidence_clauses(cli, cli_option(cli, "clause"), &models, &count);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        clause_write_json(cli->pack, models, count, cli->error.language, &cli->json);
        cli_json_finish(cli);
        return 0;
    }
    clause_write_text(models, count, cli->error.language, &cli->output);
    fputs(buffer_string(&cli->output), stdout);
    return 0;
}

static const struct option_spec clauses_options[] = {
    {"known-at", true}, {"clause", true}, {NULL, false}};

const struct command clauses_command = {
    .name = "clauses",
    .usage = "--data DIR [--clause ID] [--known-at DATE] [--json]",
    .help = "対策基準の全項番。何が担い、いまどの状態で、証拠はいつのものか。",
    .options = clauses_options,
    .run = run_clauses};

static int run_classify(struct cli *cli)
{
    struct classification classification;
    const char *folder = cli_option(cli, "data");
    cli->pack =
        pack_open(folder != NULL ? arena_format(cli->arena, "%s/pack", folder) : NULL, &cli->error);
    if (cli->pack == NULL)
        return cli->error.code;
    int status = classification_ask(cli->pack, cli->words, cli->word_count, cli->arena,
                                    &classification, &cli->error);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        classification_write_json(&classification, cli->error.language, &cli->json);
        cli_json_finish(cli);
        return 0;
    }
    classification_write_text(&classification, cli->error.language, &cli->output);
    fputs(buffer_string(&cli->output), stdout);
    return 0;
}

const struct command classify_command = {
    .name = "classify",
    .usage = "[QUESTION=yes|no|unsure]... [--data DIR]",
    .help = "表４の重要度を質問で決めます（答えがなければ質問を示します）。",
    .words_max = CLI_WORD_LIMIT,
    .run = run_classify};

struct self_check {
    const char *name;
    bool good;
    const char *sentence;
};

static bool is_private(struct cli *cli, const char *name, mode_t allowed)
{
    struct stat about;
    const char *path = arena_format(cli->arena, "%s/%s", cli->folder, name);
    return stat(path, &about) == 0 && (about.st_mode & 0777 & ~allowed) == 0;
}

/* What an administrator should know about this installation itself. */
static int run_audit_self(struct cli *cli)
{
    int64_t witnessed, when_s;
    int witnesses = 0;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status != 0)
        return status;
    struct error ignored = {.language = cli->error.language};
    bool has_witness =
        witness_last(cli->folder, &witnessed, &when_s, &witnesses, &ignored) == 0 && witnesses > 0;
    const struct self_check checks[] = {
        {"folder", is_private(cli, ".", 0700), tr(cli, "データの場所を持ち主だけが読めること")},
        {"key", is_private(cli, "keys/record.key", 0600),
         tr(cli, "署名鍵を持ち主だけが読めること")},
        {"witness", has_witness,
         tr(cli, "証人がいること（証人なしでは、この機械の管理者に対して何も証明できません）")},
        {"ordinary", !cli->city.is_simulation, tr(cli, "模擬の団体ではないこと")},
    };
    int count = (int)(sizeof checks / sizeof *checks);
    if (cli->wants_json) {
        cli_json_start(cli);
        json_array_start(&cli->json);
    }
    for (int i = 0; i < count; i++) {
        if (!cli->wants_json) {
            printf("%s %s: %s\n", checks[i].good ? "○" : "×", checks[i].name, checks[i].sentence);
            continue;
        }
        json_object_start(&cli->json);
        json_text_at(&cli->json, "check", checks[i].name);
        json_bool_at(&cli->json, "good", checks[i].good);
        json_text_at(&cli->json, "sentence", checks[i].sentence);
        json_object_end(&cli->json);
    }
    if (cli->wants_json) {
        json_array_end(&cli->json);
        cli_json_finish(cli);
    }
    return 0;
}

const struct command audit_self_command = {.name = "audit-self",
                                           .usage = "--data DIR [--json]",
                                           .help = "この据付け自体の安全を点検します。",
                                           .run = run_audit_self};
