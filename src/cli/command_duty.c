/* duty: what people owe, and the clocks. CLAUSE: 10.f2, 10.1.2 */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/text.h"
#include "channel/channel.h"
#include "cli/recheck.h"
#include "duty/delivery.h"
#include "duty/write.h"
#include "room/notice/notice_words.h"

#include <string.h>

static struct duty_scene duty_scene_of(struct cli *cli)
{
    return (struct duty_scene){.arena = cli->arena,
                               .store = cli->store,
                               .record = cli->record,
                               .pack = cli->pack,
                               .today = cli->today,
                               .now_us = cli->now_us};
}

static bool is_among(const struct holder *owners, int count, const char *staff_no)
{
    for (int i = 0; i < count; i++)
        if (staff_no != NULL && strcmp(owners[i].staff_no, staff_no) == 0)
            return true;
    return false;
}

/* Everyone sees what they owe themselves; more by the right to see the register it is about. */
static int list_one(struct cli *cli, struct duty_scene *scene, const struct obligation *obligation,
                    const char *owner)
{
    const struct holder *owners;
    int count;
    int status = duty_owners(scene, obligation, &owners, &count, &cli->error);

    if (status != 0)
        return status;
    int64_t section = obligation_number(obligation, OBLIGATION_owner_section);
    const char *subject = obligation_text(obligation, OBLIGATION_subject);
    if (!is_among(owners, count, cli->viewer.staff_no) &&
        !may(&cli->viewer, cli->pack, "view", subject, section, 0))
        return 0;
    if (owner != NULL && !is_among(owners, count, owner))
        return 0;
    json_object_start(&cli->json);
    duty_write(scene, obligation, owners, count, &cli->json);
    json_object_end(&cli->json);
    return 0;
}

static int list_duties(struct cli *cli)
{
    const char *wanted = cli_option(cli, "owner");
    const char *owner = wanted != NULL ? text_staff_number(cli->arena, wanted) : NULL;
    struct duty_scene scene = duty_scene_of(cli);
    struct obligation *list = NULL;
    int count = 0;

    if (wanted != NULL && owner == NULL) {
        error_set(&cli->error, ERROR_INPUT, "usage", "--owner の「%s」は職員番号ではありません。",
                  wanted);
        return error_at(&cli->error, "owner", NULL);
    }
    int status =
        duty_list(&scene, NULL, 0, cli_option(cli, "open") != NULL, &list, &count, &cli->error);
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL;
    json_array_start(&cli->json);
    for (int i = 0; i < count && status == 0; i++)
        status = list_one(cli, &scene, &list[i], owner);
    json_array_end(&cli->json);
    if (status == 0)
        cli_answer(cli, NULL);
    return status;
}

/* Sends what is due over the channels there are, until nothing is. CLAUSE: 1.4.1 */
static int send_due(struct cli *cli, int *ret_sent)
{
    struct channel_settings settings = {0};
    struct channel *channel = NULL;
    struct delivery *list;
    int count = 0;
    int status = channel_settings_read(cli->folder, cli->arena, &settings, &cli->error);

    while (status == 0 && (settings.mail_server || settings.hook_url)) {
        status = cli_begin(cli);
        struct duty_scene scene = duty_scene_of(cli);
        if (status == 0)
            status = delivery_claim(&scene, &settings, &list, &count, &cli->error);
        if (status == 0)
            status = cli_commit(cli);
        if (status < 0 || count == 0)
            break;
        if (channel == NULL && (channel = channel_open(&settings, &cli->error)) == NULL) {
            status = cli->error.code;
            break;
        }
        delivery_send(&scene, channel, &settings, notice_title, cli->city.is_simulation, list,
                      count);
        status = cli_begin(cli);
        scene = duty_scene_of(cli);
        if (status == 0)
            status = delivery_settle(&scene, list, count, &cli->error);
        if (status == 0)
            status = cli_commit(cli);
        for (int i = 0; i < count; i++)
            *ret_sent += list[i].is_sent;
    }
    channel_close(channel);
    return status;
}

/* CLAUSE: 1.4.4 */
static int run_clocks(struct cli *cli)
{
    struct duty_run run = {0};
    int status = 0, sent = 0;

    if (may_scope(&cli->viewer, cli->pack, "administer", "incidents") < 2)
        status = may_refuse(&cli->viewer, "administer", "incidents", &cli->error);
    if (status == 0)
        status = cli_begin(cli);
    struct duty_scene scene = duty_scene_of(cli);
    if (status == 0)
        status = duty_run(&scene, &run, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status == 0 && run.late > 0)
        status = recheck_kind(cli, "incidents");
    if (status == 0)
        status = send_due(cli, &sent);
    if (status != 0)
        return status;
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL;
    json_object_start(&cli->json);
    json_text_at(&cli->json, "at", duty_time(cli->arena, cli->now_us));
    json_integer_at(&cli->json, "scanned", run.scanned);
    json_integer_at(&cli->json, "notices", run.notices);
    json_integer_at(&cli->json, "late", run.late);
    json_integer_at(&cli->json, "sent", sent);
    json_object_end(&cli->json);
    cli_answer(cli, NULL);
    return 0;
}

/* CLAUSE: 1.4.1 */
static int acknowledge(struct cli *cli)
{
    int64_t id = 0;
    int status = cli_number(cli, "notice", cli->words[1], &id);

    if (status == 0)
        status = cli_begin(cli);
    struct duty_scene scene = duty_scene_of(cli);
    if (status == 0)
        status = inbox_acknowledge(&scene, cli->viewer.staff_no, id, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0)
        return status;
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL;
    json_object_start(&cli->json);
    json_integer_at(&cli->json, "id", id);
    json_object_end(&cli->json);
    cli_answer(cli, NULL);
    return 0;
}

static int run_duty(struct cli *cli)
{
    static const struct {
        const char *verb;
        int words;
        int (*run)(struct cli *cli);
    } verbs[] = {{"list", 1, list_duties}, {"run", 1, run_clocks}, {"acknowledge", 2, acknowledge}};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(cli->words[0], verbs[i].verb) != 0 || cli->word_count != verbs[i].words)
            continue;
        int status = cli_open(cli, STORE_READ_WRITE);
        return status != 0 ? status : verbs[i].run(cli);
    }
    return error_set(&cli->error, ERROR_INPUT, "usage",
                     "duty の次は list run「acknowledge お知らせの番号」のどれかです。");
}

static const struct option_spec duty_options[] = {{"owner", true}, {"open", false}, {NULL, false}};

const struct command duty_command = {
    .name = "duty",
    .usage = "list [--owner STAFF_NO] [--open] | run | acknowledge NOTICE --data DIR",
    .help = "だれが何をいつまでにするかを並べ、時計を一度見て知らせ、お知らせを確認します。",
    .options = duty_options,
    .words_min = 1,
    .words_max = 2,
    .run = run_duty};
