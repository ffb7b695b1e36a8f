#include "cli/help.h"

#include <string.h>

void help_usage(const struct cli *cli, const struct command *command, FILE *stream)
{
    fprintf(stream, tr(cli, "使い方: chikiri %s %s\n"), command->name, command->usage);
}

static void print_all(const struct cli *cli)
{
    puts(tr(cli, "chikiri — 情報セキュリティ対策基準を動かす"));
    for (const struct command *each = cli->wiring->commands; each->name != NULL; each++)
        printf("  %-12s %s\n", each->name, tr(cli, each->help));
    puts(tr(cli, "共通の指定: --data DIR（データの場所） --json --lang ja|en --as 職員番号"));
    puts(tr(cli, "詳しくは chikiri help 命令"));
}

static void write_command(const struct cli *cli, const struct command *command, struct json *json)
{
    json_object_start(json);
    json_text_at(json, "name", command->name);
    json_text_at(json, "usage", command->usage);
    json_text_at(json, "help", tr(cli, command->help));
    json_key(json, "options");
    json_array_start(json);
    for (const struct option_spec *option = command->options;
         option != NULL && option->name != NULL; option++)
        json_text(json, option->name);
    json_array_end(json);
    json_object_end(json);
}

/* The commands as one list; of one command a list of one. */
static int help_json(struct cli *cli)
{
    const char *wanted = cli->word_count > 0 ? cli->words[0] : NULL;
    cli_json_start(cli);
    json_array_start(&cli->json);
    for (const struct command *each = cli->wiring->commands; each->name != NULL; each++)
        if (wanted == NULL || strcmp(each->name, wanted) == 0)
            write_command(cli, each, &cli->json);
    json_array_end(&cli->json);
    cli_json_finish(cli);
    return 0;
}

static bool is_command(const struct cli *cli, const char *name)
{
    for (const struct command *each = cli->wiring->commands; each->name != NULL; each++)
        if (strcmp(each->name, name) == 0)
            return true;
    return false;
}

static int run_help(struct cli *cli)
{
    if (cli->wants_json && (cli->word_count == 0 || is_command(cli, cli->words[0])))
        return help_json(cli);
    if (cli->word_count == 0) {
        print_all(cli);
        return 0;
    }
    for (const struct command *each = cli->wiring->commands; each->name != NULL; each++) {
        if (strcmp(each->name, cli->words[0]) != 0)
            continue;
        help_usage(cli, each, stdout);
        puts(tr(cli, each->help));
        for (const struct option_spec *option = each->options;
             option != NULL && option->name != NULL; option++)
            printf("  --%s%s\n", option->name, option->takes_value ? " …" : "");
        return 0;
    }
    error_set(&cli->error, ERROR_INPUT, "usage",
              "%s という命令はありません。chikiri help で一覧が出ます。", cli->words[0]);
    return cli->error.code;
}

const struct command help_command = {.name = "help",
                                     .usage = "[COMMAND]",
                                     .help = "命令の一覧と使い方を示します。",
                                     .words_max = 1,
                                     .run = run_help};
