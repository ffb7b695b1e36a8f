#include "cli/commands.h"

#include "room/city/found.h"

static int found_city(struct cli *cli, const char **ret_pack_id)
{
    const struct wiring *wiring = cli->wiring;
    const struct record_actor actor = {.name = "chikiri init", .way = "console", .terminal = ""};
    struct city_plan plan = {.folder = cli->folder,
                             .pack_directory = cli_option(cli, "pack"),
                             .name = cli_option(cli, "city"),
                             .is_simulation = cli_option(cli, "simulation") != NULL,
                             .is_demo = cli_option(cli, "demo") != NULL,
                             .now_us = time_now_us(),
                             .actor = &actor,
                             .tables = wiring->tables,
                             .table_count = wiring->table_count,
                             .migrations = wiring->migrations,
                             .migration_count = wiring->migration_count};
    int status = cli_date(cli, "as-of", &plan.as_of);
    if (plan.is_simulation && wiring->simulated_now != NULL)
        time_parse(wiring->simulated_now, &plan.now_us);
    return status == 0 ? city_found(&plan, cli->arena, &cli->city, ret_pack_id, &cli->error)
                       : status;
}

static int run_init(struct cli *cli)
{
    const char *pack_id;
    cli->folder = cli_option(cli, "data");
    if (cli->folder == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "データの場所を --data DIR で指定してください。");
    int status = found_city(cli, &pack_id);
    if (status != 0)
        return status;
    const struct city *city = &cli->city;
    if (cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "data", cli->folder);
        json_text_at(&cli->json, "city", city->name);
        json_text_at(&cli->json, "origin", city->origin);
        json_text_at(&cli->json, "pack", pack_id);
        json_text_at(&cli->json, "pack_version", city->pack_version);
        json_bool_at(&cli->json, "simulation", city->is_simulation);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else {
        printf(tr(cli, "%s に%sのデータを作りました。次は職員名簿です: chikiri import roster FILE "
                       "--data %s\n"),
               cli->folder, city->name, cli->folder);
    }
    return 0;
}

static const struct option_spec init_options[] = {
    {"pack", true},  {"city", true},        {"as-of", true},
    {"demo", false}, {"simulation", false}, {NULL, false},
};

const struct command init_command = {
    .name = "init",
    .usage = "--data DIR [--pack DIR] [--city NAME] [--as-of DATE] [--demo] [--simulation]",
    .help = "新しいデータの場所を作ります。",
    .options = init_options,
    .run = run_init};
