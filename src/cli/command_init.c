#include "cli/commands.h"

#include "base/arena.h"
#include "base/text.h"
#include "pack/pack.h"
#include "record/declare.h"
#include "record/seal.h"
#include "store/migrate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An origin line of the record may hold no white space; names of cities are kept as they are. */
static const char *make_origin(struct cli *cli, const char *name, bool is_simulation)
{
    return arena_format(cli->arena, "chikiri.%s/operations%s", text_without_space(cli->arena, name),
                        is_simulation ? "-simulation" : "");
}

static int make_folder(struct cli *cli)
{
    const char *path = arena_format(cli->arena, "%s/chikiri.db", cli->folder);
    if (mkdir(cli->folder, 0700) != 0 && errno != EEXIST)
        return error_set(&cli->error, ERROR_INPUT, "", "%s を作れません: %s", cli->folder,
                         strerror(errno));
    if (access(path, F_OK) == 0 ||
        access(arena_format(cli->arena, "%s/keys", cli->folder), F_OK) == 0 ||
        access(arena_format(cli->arena, "%s/pack", cli->folder), F_OK) == 0)
        return error_set(&cli->error, ERROR_CONFLICT, "",
                         "%s にはすでにデータがあります。別の場所を指定してください。",
                         cli->folder);
    if (chmod(cli->folder, 0700) != 0)
        return error_set(&cli->error, ERROR_INPUT, "", "%s を作れません: %s", cli->folder,
                         strerror(errno));
    return 0;
}

static int make_database(struct cli *cli, const char *origin)
{
    const struct wiring *wiring = cli->wiring;
    cli->store = store_open(cli->folder, STORE_CREATE, &cli->error);
    if (cli->store == NULL)
        return cli->error.code;
    int status = record_create(cli->store, cli->folder, origin, &cli->error);
    if (status == 0)
        status = store_migrate(cli->store, wiring->migrations, wiring->migration_count, NULL,
                               &cli->error);
    if (status == 0)
        status = record_declare(cli->store, wiring->tables, wiring->table_count, &cli->error);
    return status;
}

static int write_city(struct cli *cli, const struct city *city)
{
    cli->city = *city;
    cli->actor = (struct record_actor){.name = "chikiri init", .way = "console", .terminal = ""};
    cli->now_us = time_now_us();
    if (city->is_simulation && cli->wiring->simulated_now != NULL)
        time_parse(cli->wiring->simulated_now, &cli->now_us);
    int status = cli_begin(cli);
    if (status == 0)
        status = city_write(cli->record, city, pack_id(cli->pack), &cli->error);
    if (status == 0)
        status = seal_record(cli->record, cli->folder, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

/* A city that could not be made leaves nothing behind that would stop the next try. */
static void remove_traces(struct cli *cli)
{
    static const char *const names[] = {"keys", "pack", "chikiri.db", "chikiri.db-wal",
                                        "chikiri.db-shm"};
    store_close(cli->store);
    cli->store = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cli_remove_tree(arena_format(cli->arena, "%s/%s", cli->folder, names[i]));
}

static int run_init(struct cli *cli)
{
    struct city city = {.name = cli_option(cli, "city"),
                        .is_simulation = cli_option(cli, "simulation") != NULL,
                        .is_demo = cli_option(cli, "demo") != NULL};
    cli->folder = cli_option(cli, "data");
    if (cli->folder == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "データの場所を --data DIR で指定してください。");
    int status = cli_date(cli, "as-of", &city.as_of);
    if (status != 0)
        return status;
    if (city.name == NULL)
        city.name = "city";
    city.origin = make_origin(cli, city.name, city.is_simulation);
    cli->pack = pack_open(cli_option(cli, "pack"), &cli->error);
    if (cli->pack == NULL)
        return cli->error.code;
    city.pack_version = pack_version(cli->pack);
    status = make_folder(cli);
    if (status == 0)
        status =
            pack_copy(cli->pack, arena_format(cli->arena, "%s/pack", cli->folder), &cli->error);
    if (status == 0)
        status = make_database(cli, city.origin);
    if (status == 0)
        status = write_city(cli, &city);
    if (status != 0) {
        record_abandon(cli->record);
        cli->record = NULL;
        remove_traces(cli);
        return status;
    }
    if (cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "data", cli->folder);
        json_text_at(&cli->json, "city", city.name);
        json_text_at(&cli->json, "origin", city.origin);
        json_text_at(&cli->json, "pack", pack_id(cli->pack));
        json_text_at(&cli->json, "pack_version", city.pack_version);
        json_bool_at(&cli->json, "simulation", city.is_simulation);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else {
        printf(tr(cli, "%s に%sのデータを作りました。次は職員名簿です: chikiri import roster FILE "
                       "--data %s\n"),
               cli->folder, city.name, cli->folder);
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
