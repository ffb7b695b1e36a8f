#include "cli/commands.h"

#include "room/demo/demo.h"

#include <stdlib.h>

/* What is hidden in the files, so that a test can count it again. */
static void write_plants(struct json *json)
{
    int count;
    const struct demo_plant *plants = demo_plants(&count);
    json_key(json, "planted");
    json_object_start(json);
    for (int i = 0; i < count; i++)
        json_integer_at(json, plants[i].code, plants[i].count);
    json_object_end(json);
}

static int run_demo(struct cli *cli)
{
    struct demo_summary summary;
    const char *directory = cli_option(cli, "out");
    const char *seed = cli_option(cli, "seed");
    if (directory == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "書き出す場所を --out DIR で指定してください。");
    int status =
        demo_write(directory, seed != NULL ? strtoull(seed, NULL, 10) : 1, &summary, &cli->error);
    if (status != 0)
        return status;
    if (!cli->wants_json) {
        for (int i = 0; i < DEMO_FILE_COUNT; i++)
            printf("%s/%s\n", directory, summary.files[i].name);
        return 0;
    }
    struct json *json = &cli->json;
    cli_json_start(cli);
    json_object_start(json);
    json_text_at(json, "city", summary.city);
    json_text_at(json, "system", summary.system);
    json_text_at(json, "as_of", summary.roster_on);
    json_text_at(json, "check_at", summary.check_on);
    json_key(json, "files");
    json_array_start(json);
    for (int i = 0; i < DEMO_FILE_COUNT; i++) {
        json_object_start(json);
        json_text_at(json, "kind", summary.files[i].kind);
        json_text_at(json, "file", summary.files[i].name);
        json_integer_at(json, "rows", summary.files[i].rows);
        json_object_end(json);
    }
    json_array_end(json);
    write_plants(json);
    json_object_end(json);
    cli_json_finish(cli);
    return 0;
}

static const struct option_spec demo_options[] = {{"out", true}, {"seed", true}, {NULL, false}};

const struct command demo_command = {.name = "demo",
                                     .usage = "--out DIR [--seed N] [--json]",
                                     .help = "架空の団体のファイル一式を書き出します。",
                                     .options = demo_options,
                                     .run = run_demo};
