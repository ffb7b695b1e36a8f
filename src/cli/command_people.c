#include "cli/commands.h"

#include "room/organisation/organisation.h"

static int run_people(struct cli *cli)
{
    const char *on;
    struct moment moment = {.known_to = INT64_MAX};
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_date(cli, "at", &on);
    if (status == 0)
        status = cli_known_to(cli, &moment.known_to);
    if (status != 0)
        return status;
    snprintf(moment.on, sizeof moment.on, "%s", on != NULL ? on : cli->today);
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL; /* an error after half a list must still leave one JSON value */
    status = cli_option(cli, "chart") != NULL
                 ? organisation_chart(&cli->scene, &moment, &cli->json, &cli->error)
                 : organisation_people(&cli->scene, &moment, cli_option(cli, "role"),
                                       cli_option(cli, "section"), &cli->json, &cli->error);
    if (status != 0)
        return status;
    cli_answer(cli, NULL);
    return 0;
}

static const struct option_spec people_options[] = {{"at", true},     {"known-at", true},
                                                    {"role", true},   {"section", true},
                                                    {"chart", false}, {NULL, false}};

const struct command people_command = {
    .name = "people",
    .usage = "--data DIR [--at DATE] [--known-at DATE] [--role ROLE] [--section NAME] [--chart]",
    .help = "表１〜３の役割を、その日に誰が担うかを示します。",
    .options = people_options,
    .run = run_people};
