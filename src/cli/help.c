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

static int run_help(struct cli *cli)
{
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
    error_set(&cli->error, ERROR_INPUT, "",
              "%s という命令はありません。chikiri help で一覧が出ます。", cli->words[0]);
    return cli->error.code;
}

const struct command help_command = {.name = "help",
                                     .usage = "[COMMAND]",
                                     .help = "命令の一覧と使い方を示します。",
                                     .words_max = 1,
                                     .run = run_help};
