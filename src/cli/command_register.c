/* show, set, add, end, export, search: the rows of registers. */
#include "cli/commands.h"

#include "base/arena.h"
#include "cli/recheck.h"
#include "room/organisation/organisation.h"
#include "search/search.h"

#include <string.h>

/* Personal data that is shown leaves a trace of who saw it. CLAUSE: 5.10.4 */
static int note_access(struct cli *cli, enum record_class class, const char *kind, const char *key,
                       const char *detail)
{
    struct record_context context = {.action = cli->command->name, .key = key, .result = "ok"};
    struct record_field fields[] = {{"kind", kind}, {"detail", detail}};
    int status = cli_begin(cli);
    if (status == 0)
        status = record_note(cli->record, class, &context, fields, 2, NULL, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static int holds_class_a(struct cli *cli, const struct register_kind *kind, int64_t id,
                         bool *ret_holds)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int importance = table_column(kind->table, "importance");
    *ret_holds = false;
    if (importance < 0)
        return 0;
    int status = table_get(cli->store, kind->table, id, cli->arena, values, NULL, &cli->error);
    if (status == 0 && values[importance].text != NULL)
        *ret_holds = strcmp(values[importance].text, "A") == 0;
    return status;
}

static int find_named_row(struct cli *cli, const struct register_kind **ret_kind, int64_t *ret_id)
{
    int status = cli_kind(cli, cli->words[0], ret_kind);
    return status == 0
               ? register_find_row(&cli->scene, *ret_kind, cli->words[1], ret_id, &cli->error)
               : status;
}

static int run_show(struct cli *cli)
{
    const struct register_kind *kind;
    int64_t id, known_to;
    bool is_class_a;
    const char *on = NULL;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_date(cli, "at", &on);
    if (status == 0)
        status = cli_known_to(cli, &known_to);
    if (status == 0)
        status = find_named_row(cli, &kind, &id);
    if (status == 0)
        status = holds_class_a(cli, kind, id, &is_class_a);
    if (status != 0)
        return status;
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL; /* nothing leaves before the view is on record */
    json_object_start(&cli->json);
    status = register_show(&cli->scene, kind, id, known_to, cli_option(cli, "history") != NULL,
                           &cli->json, &cli->error);
    if (status == 0 && strcmp(kind->kind, "people") == 0)
        status = organisation_write_person(&cli->scene, id, on, &cli->json, &cli->error);
    if (status != 0)
        return status;
    json_object_end(&cli->json);
    if (is_class_a)
        status = note_access(cli, RECORD_VIEW, kind->kind, cli->words[1], "class A");
    if (status != 0)
        return status;
    cli_answer(cli, kind);
    return 0;
}

static const struct option_spec show_options[] = {
    {"at", true}, {"known-at", true}, {"history", false}, {NULL, false}};

const struct command show_command = {
    .name = "show",
    .usage = "KIND KEY --data DIR [--at DATE] [--known-at DATE] [--history]",
    .help = "一行を、その日に知られていた姿と履歴とともに示します。",
    .options = show_options,
    .words_min = 2,
    .words_max = 2,
    .run = run_show};

static int answer_change(struct cli *cli, const struct register_kind *kind, int64_t id)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int status = table_get(cli->store, kind->table, id, cli->arena, values, NULL, &cli->error);
    if (status != 0)
        return status;
    if (!cli->wants_json) {
        printf(tr(cli, "%s の %s を記録しました。\n"), register_title(kind, cli->error.language),
               register_row_name(kind, values));
        return 0;
    }
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "register_kind", kind->kind);
    json_integer_at(&cli->json, "id", id);
    register_write_row(kind, values, cli->arena, &cli->json);
    json_object_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

/* What follows from the change: reorganisations are carried out, findings are judged again. */
static int follow_change(struct cli *cli, const struct register_kind *kind, int64_t id)
{
    int status = 0;
    if (strcmp(kind->kind, "reorganisations") == 0)
        status = organisation_follow_reorganisations(&cli->scene, NULL, &cli->error);
    return status == 0 ? recheck_row(cli, kind->kind, id) : status;
}

static int require_reason(struct cli *cli)
{
    const char *reason = cli_option(cli, "reason");
    if (reason != NULL && *reason != '\0')
        return 0;
    error_set(&cli->error, ERROR_INPUT, "usage",
              "理由を --reason で書いてください。記録に残ります。");
    return error_at(&cli->error, "reason", NULL);
}

static int finish_change(struct cli *cli, const struct register_kind *kind, int64_t id, int status)
{
    if (status == 0)
        status = follow_change(cli, kind, id);
    if (status == 0)
        status = cli_commit(cli);
    return status == 0 ? answer_change(cli, kind, id) : status;
}

static int run_set(struct cli *cli)
{
    const struct register_kind *kind;
    int64_t id;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = require_reason(cli);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = find_named_row(cli, &kind, &id);
    if (status != 0)
        return status;
    status = register_set(&cli->scene, kind, id, &cli->words[2], cli->word_count - 2,
                          cli_option(cli, "reason"), &cli->error);
    return finish_change(cli, kind, id, status);
}

const struct command set_command = {.name = "set",
                                    .usage = "KIND KEY COLUMN=VALUE... --data DIR --reason TEXT",
                                    .help = "一行を直します（理由が記録に残ります）。",
                                    .words_min = 3,
                                    .words_max = CLI_WORD_LIMIT,
                                    .run = run_set};

static int run_add(struct cli *cli)
{
    const struct register_kind *kind;
    int64_t id = 0;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_kind(cli, cli->words[0], &kind);
    if (status == 0)
        status = cli_begin(cli);
    if (status != 0)
        return status;
    status = register_add(&cli->scene, kind, &cli->words[1], cli->word_count - 1,
                          cli_option(cli, "reason"), &id, &cli->error);
    return finish_change(cli, kind, id, status);
}

const struct command add_command = {.name = "add",
                                    .usage = "KIND COLUMN=VALUE... --data DIR [--reason TEXT]",
                                    .help = "一行を加えます。",
                                    .words_min = 2,
                                    .words_max = CLI_WORD_LIMIT,
                                    .run = run_add};

static int run_end(struct cli *cli)
{
    const struct register_kind *kind;
    int64_t id;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = require_reason(cli);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = find_named_row(cli, &kind, &id);
    if (status != 0)
        return status;
    status = register_end(&cli->scene, kind, id, cli_option(cli, "reason"), &cli->error);
    return finish_change(cli, kind, id, status);
}

const struct command end_command = {.name = "end",
                                    .usage = "KIND KEY --data DIR --reason TEXT",
                                    .help = "一行を終了します（消さずに残します）。",
                                    .words_min = 2,
                                    .words_max = 2,
                                    .run = run_end};

static int run_search(struct cli *cli)
{
    enum { HIT_LIMIT = 200 };
    struct search_hit *hits;
    int count, total;
    int status = cli_open(cli, STORE_READ_WRITE);
    const char *words = "";
    for (int i = 0; i < cli->word_count; i++)
        words = arena_format(cli->arena, "%s%s%s", words, i > 0 ? " " : "", cli->words[i]);
    if (status == 0)
        status = search_run(&cli->scene, cli->folder, words, cli_option(cli, "kind"), HIT_LIMIT,
                            cli_option(cli, "ended") != NULL, &hits, &count, &total, &cli->error);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        search_write_json(hits, count, &cli->json);
        cli_json_finish(cli);
        return 0;
    }
    for (int i = 0; i < count; i++)
        printf("%-10s %-20s %s [%s]\n", hits[i].kind->kind, hits[i].key, hits[i].name,
               hits[i].section != NULL ? hits[i].section : "-");
    printf(tr(cli, "%d 件中 %d 件\n"), total, count);
    return 0;
}

static const struct option_spec search_options[] = {
    {"kind", true}, {"ended", false}, {NULL, false}};

const struct command search_command = {
    .name = "search",
    .usage = "WORDS --data DIR [--kind KIND] [--ended] [--json]",
    .help = "すべての台帳から語を探します（かな・幅・異体字を区別しません）。",
    .options = search_options,
    .words_min = 1,
    .words_max = CLI_WORD_LIMIT,
    .run = run_search};
