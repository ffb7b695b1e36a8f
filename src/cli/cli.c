#include "cli/cli.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/help.h"
#include "cli/plain.h"
#include "pack/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 1 << 30, EXIT_USAGE = 2 };

/* Errors with this id are about how the program was called, not about what it read. */
static const char usage_id[] = "usage";

static const struct option_spec common_options[] = {
    {"data", true}, {"json", false}, {"lang", true}, {"as", true}, {"reason", true}, {NULL, false},
};

const char *tr(const struct cli *cli, const char *japanese)
{
    return language_text(cli->error.language, japanese);
}

const char *cli_option(const struct cli *cli, const char *name)
{
    for (int i = 0; i < cli->option_count; i++)
        if (strcmp(cli->options[i], name) == 0)
            return cli->values[i];
    return NULL;
}

int cli_date(struct cli *cli, const char *name, const char **ret_date)
{
    struct date date;
    const char *text = cli_option(cli, name);
    if (text != NULL && !date_parse(text, &date)) {
        char read[DATE_SIZE];
        if (date_read(text, false, read) != DATE_OK) {
            error_set(&cli->error, ERROR_INPUT, "usage",
                      "--%s の「%s」は日付として読めません。2026-04-01 のように書いてください。",
                      name, text);
            return error_at(&cli->error, name, NULL);
        }
        text = arena_copy(cli->arena, read);
    }
    *ret_date = text;
    return 0;
}

int cli_number(struct cli *cli, const char *name, const char *text, int64_t *ret_number)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "「%s」は番号として読めません。0 以上の整数を書いてください。", text);
        return error_at(&cli->error, name, NULL);
    }
    *ret_number = number;
    return 0;
}

static const struct option_spec *find_option(const struct option_spec *list, const char *name)
{
    for (; list != NULL && list->name != NULL; list++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

void cli_json_start(struct cli *cli)
{
    buffer_clear(&cli->output);
    json_start(&cli->json, &cli->output, stdout);
    cli->answered = true;
}

void cli_json_finish(struct cli *cli)
{
    json_finish(&cli->json);
    fputc('\n', stdout);
}

void cli_answer(struct cli *cli, const struct register_kind *kind)
{
    if (!cli->wants_json) {
        plain_print(cli, kind);
        return;
    }
    cli->json.stream = stdout;
    cli->answered = true;
    cli_json_finish(cli);
}

static void print_error(struct cli *cli)
{
    if (cli->error.code == 0 || *cli->error.text == '\0')
        error_set(&cli->error, ERROR_FAULT, "",
                  "思わぬ失敗です。もう一度試し、続くなら chikiri verify で確かめてください。");
    static const char *const names[] = {"",     "input", "denied", "missing", "conflict",
                                        "busy", "limit", "stale",  "fault"};
    const struct error *error = &cli->error;
    fprintf(stderr, "chikiri: %s\n", error->text);
    if (!cli->wants_json || cli->answered)
        return;
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_key(&cli->json, "error");
    json_object_start(&cli->json);
    json_text_at(&cli->json, "code", *error->id != '\0' ? error->id : names[-error->code]);
    json_text_at(&cli->json, "field", *error->field != '\0' ? error->field : NULL);
    json_text_at(&cli->json, "clause", *error->clause != '\0' ? error->clause : NULL);
    json_text_at(&cli->json, "message", error->text);
    json_object_end(&cli->json);
    json_object_end(&cli->json);
    cli_json_finish(cli);
}

static int usage_error(struct cli *cli, const char *what, const char *word)
{
    error_set(&cli->error, ERROR_INPUT, usage_id, "%s: %s", what, word);
    print_error(cli);
    help_usage(cli, cli->command, stderr);
    return EXIT_USAGE;
}

/* Options may stand anywhere; "--name value" and "--name=value" are the same; "-o F" is --output.
 */
static int parse(struct cli *cli, int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        const char *word = arguments[i];
        if (strcmp(word, "-o") == 0)
            word = "--output";
        if (strncmp(word, "--", 2) != 0 || word[2] == '\0') {
            if (cli->word_count == cli->command->words_max)
                return usage_error(cli, tr(cli, "余分な語です"), word);
            cli->words[cli->word_count++] = word;
            continue;
        }
        const char *equals = strchr(word, '=');
        const char *name = equals != NULL
                               ? arena_copy_bytes(cli->arena, word + 2, (size_t)(equals - word) - 2)
                               : word + 2;
        const struct option_spec *spec = find_option(cli->command->options, name);
        if (spec == NULL)
            spec = find_option(common_options, name);
        if (spec == NULL || (equals != NULL && !spec->takes_value))
            return usage_error(cli, tr(cli, "知らない指定です"), word);
        if (cli_option(cli, name) != NULL || cli->option_count == CLI_OPTION_LIMIT)
            return usage_error(cli, tr(cli, "二度の指定です"), word);
        if (spec->takes_value && equals == NULL && i + 1 == count)
            return usage_error(cli, tr(cli, "値がありません"), word);
        cli->options[cli->option_count] = spec->name;
        cli->values[cli->option_count++] =
            !spec->takes_value ? "" : (equals != NULL ? equals + 1 : arguments[++i]);
    }
    if (cli->word_count < cli->command->words_min)
        return usage_error(cli, tr(cli, "語が足りません"), cli->command->name);
    return 0;
}

static void close_cli(struct cli *cli)
{
    record_abandon(cli->record);
    store_close(cli->store);
    pack_close(cli->pack);
    buffer_done(&cli->output);
    arena_close(cli->arena);
}

/* Texts from the outside are UTF-8 or they are refused: everything below relies on it. */
static bool all_utf8(int count, char **arguments)
{
    for (int i = 0; i < count; i++)
        if (!text_is_utf8(arguments[i], strlen(arguments[i])))
            return false;
    return true;
}

static enum language language_of(const char *wanted)
{
    return wanted != NULL && strncmp(wanted, "en", 2) == 0 ? LANGUAGE_ENGLISH : LANGUAGE_JAPANESE;
}

static int run(struct cli *cli)
{
    int status = cli->command->run(cli);
    if (status >= 0 && (fflush(stdout) != 0 || ferror(stdout)))
        status = error_set(&cli->error, ERROR_FAULT, "", "書き出せませんでした。");
    if (status < 0) {
        if (status == ERROR_DENIED)
            cli_record_refusal(cli);
        print_error(cli);
    }
    if (status == ERROR_INPUT && strcmp(cli->error.id, usage_id) == 0)
        return EXIT_USAGE;
    return status < 0 ? error_exit_status(status) : status;
}

static bool asks_for_json(int count, char **arguments)
{
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], "--json") == 0)
            return true;
    return false;
}

int cli_main(const struct wiring *wiring, int count, char **arguments, const char *lang)
{
    struct cli cli = {.wiring = wiring};
    cli.error.language = language_of(lang);
    const char *name = count > 1 ? arguments[1] : "help";
    cli.wants_json = asks_for_json(count, arguments);
    if (!all_utf8(count, arguments)) {
        error_set(&cli.error, ERROR_INPUT, usage_id, "引数が UTF-8 ではありません。");
        print_error(&cli);
        return EXIT_USAGE;
    }
    for (const struct command *each = wiring->commands; each->name != NULL; each++)
        if (strcmp(each->name, name) == 0)
            cli.command = each;
    if (cli.command == NULL) {
        error_set(&cli.error, ERROR_INPUT, usage_id,
                  "%s という命令はありません。chikiri help で一覧が出ます。", name);
        print_error(&cli);
        buffer_done(&cli.output);
        return EXIT_USAGE;
    }
    cli.arena = arena_open(ARENA_BYTES);
    int status = parse(&cli, count > 2 ? count - 2 : 0, arguments + 2);
    const char *wanted = cli_option(&cli, "lang");
    if (status == 0 && wanted != NULL && strcmp(wanted, "ja") != 0 && strcmp(wanted, "en") != 0)
        status = usage_error(&cli, tr(&cli, "--lang は ja か en です"), wanted);
    else if (wanted != NULL)
        cli.error.language = language_of(wanted);
    if (status == 0)
        status = run(&cli);
    close_cli(&cli);
    return status;
}

int cli_kind(struct cli *cli, const char *name, const struct register_kind **ret_kind)
{
    const struct register_kind *const *kinds = cli->wiring->kinds;
    const char *names = "";
    for (; *kinds != NULL; kinds++) {
        const char *own = (*kinds)->kind;
        if (strcmp(own, name) == 0) {
            *ret_kind = *kinds;
            return 0;
        }
        names = arena_format(cli->arena, "%s%s%s", names, *names != '\0' ? " " : "", own);
    }
    error_set(&cli->error, ERROR_INPUT, "usage",
              "%s という台帳はありません。次から選んでください: %s", name, names);
    return error_at(&cli->error, "kind", NULL);
}

bool cli_progress(void *context, int rows)
{
    const struct cli *cli = context;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, tr(cli, "\r%d 行を読みました"), rows);
    else if (rows % 20000 == 0)
        fprintf(stderr, tr(cli, "%d 行を読みました\n"), rows);
    return true;
}
