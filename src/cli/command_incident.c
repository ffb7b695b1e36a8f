/* incident: reports, the steps of figure 2, and what stands. CLAUSE: 1.4.1, 10.1.1, 10.f2 */
#include "cli/commands.h"

#include "base/arena.h"
#include "cli/recheck.h"
#include "room/incident/incident.h"

#include <stdio.h>
#include <string.h>

/* An answer held back whole, so that a failure on the way leaves no half of it. */
static void start_answer(struct cli *cli)
{
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL;
}

static int show_case(struct cli *cli, const char *no)
{
    start_answer(cli);
    json_object_start(&cli->json);
    int status = incident_show(&cli->scene, cli->now_us, no, &cli->json, &cli->error);
    if (status != 0)
        return status;
    json_object_end(&cli->json);
    cli_answer(cli, NULL);
    return 0;
}

static int report(struct cli *cli)
{
    const struct incident_report said = {.what = cli_option(cli, "what"),
                                         .kind = cli_option(cli, "kind"),
                                         .noticed_at = cli_option(cli, "noticed-at"),
                                         .happened_at = cli_option(cli, "happened-at"),
                                         .asset = cli_option(cli, "asset"),
                                         .system = cli_option(cli, "system"),
                                         .caller = cli_option(cli, "caller"),
                                         .persons = cli_option(cli, "persons"),
                                         .contained = cli_option(cli, "contained"),
                                         .service_stopped =
                                             cli_option(cli, "service-stopped") != NULL,
                                         .is_drill = cli_option(cli, "drill") != NULL};
    const char *no = NULL;
    int status = cli_begin(cli);

    if (status == 0)
        status = incident_report(&cli->scene, cli->now_us, &said, &no, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    return status == 0 ? show_case(cli, no) : status;
}

/* Findings about the case are true again before the command answers. */
static int recheck_case(struct cli *cli, const char *no)
{
    const struct register_kind *kind = register_find_kind(cli->scene.kinds, "incidents", NULL);
    int64_t id = 0;
    int status = register_find_key(&cli->scene, kind, no, &id, &cli->error);

    return status == 0 ? recheck_row(cli, kind->kind, id) : status;
}

/* On the command line a field is meant by its name. */
static void name_field(struct cli *cli)
{
    struct error *error = &cli->error;
    size_t used = strlen(error->text);

    if (error->code == ERROR_INPUT && *error->field != '\0')
        snprintf(error->text + used, sizeof error->text - used, " (%s=...)", error->field);
}

static int do_step(struct cli *cli)
{
    if (cli->word_count < 3)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "incident do の次に案件番号と手順を書いてください。");
    int status = cli_begin(cli);
    if (status == 0)
        status = incident_do(&cli->scene, cli->folder, cli->now_us, cli->words[1], cli->words[2],
                             cli->words + 3, cli->word_count - 3, &cli->error);
    if (status == 0)
        status = recheck_case(cli, cli->words[1]);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0)
        name_field(cli);
    return status == 0 ? show_case(cli, cli->words[1]) : status;
}

static int list_cases(struct cli *cli)
{
    const struct incident_ask ask = {.only_open = cli_option(cli, "open") != NULL,
                                     .words = cli_option(cli, "query"),
                                     .folder = cli->folder,
                                     .limit = INT32_MAX};
    int64_t total;
    int count;

    start_answer(cli);
    int status =
        incident_list(&cli->scene, cli->now_us, &ask, &cli->json, &count, &total, &cli->error);
    if (status == 0)
        cli_answer(cli, NULL);
    return status;
}

static int show_stats(struct cli *cli)
{
    start_answer(cli);
    json_object_start(&cli->json);
    int status = incident_stats(&cli->scene, cli->now_us, cli_option(cli, "drill") != NULL,
                                &cli->json, &cli->error);
    json_object_end(&cli->json);
    if (status == 0)
        cli_answer(cli, NULL);
    return status;
}

static int run_incident(struct cli *cli)
{
    static const struct {
        const char *verb;
        int (*run)(struct cli *cli);
    } verbs[] = {{"report", report}, {"do", do_step}, {"list", list_cases}, {"stats", show_stats}};
    const char *verb = cli->words[0];
    bool shows = strcmp(verb, "show") == 0 && cli->word_count == 2;
    int number = 0, count = (int)(sizeof verbs / sizeof *verbs);

    while (number < count && strcmp(verbs[number].verb, verb) != 0)
        number++;
    if (!shows && number == count)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "incident の次は report、do 番号 手順、show 番号、list、stats の"
                         "どれかです。");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status != 0)
        return status;
    return shows ? show_case(cli, cli->words[1]) : verbs[number].run(cli);
}

static const struct option_spec incident_options[] = {
    {"what", true},       {"kind", true},
    {"noticed-at", true}, {"happened-at", true},
    {"asset", true},      {"system", true},
    {"caller", true},     {"persons", true},
    {"contained", true},  {"service-stopped", false},
    {"drill", false},     {"open", false},
    {"query", true},      {NULL, false}};

const struct command incident_command = {
    .name = "incident",
    .usage = "report --data DIR --what TEXT [--kind KIND] [--noticed-at T] [--asset KEY] "
             "[--system KEY] [--caller STAFF_NO|TEXT] [--drill] | do ID STEP [FIELD=VALUE...] | "
             "show ID | list [--open] [--query WORDS] | stats [--drill]",
    .help = "インシデントを報告し、図２の手順を進め、いまの段階と義務を見ます。",
    .options = incident_options,
    .words_min = 1,
    .words_max = CLI_WORD_LIMIT,
    .run = run_incident};
