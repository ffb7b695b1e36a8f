/* The session of one command: the folder, its clock, and who acts. */
#include "cli/cli.h"

#include "cli/prove.h"

#include "record/declare.h"
#include "record/seal.h"

#include "base/arena.h"
#include "base/text.h"
#include "pack/pack.h"
#include "store/migrate.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int find_folder(struct cli *cli)
{
    cli->folder = cli_option(cli, "data");
    if (cli->folder != NULL)
        return 0;
    error_set(&cli->error, ERROR_INPUT, "usage", "データの場所を --data DIR で指定してください。");
    return error_at(&cli->error, "data", NULL);
}

/* A simulated city takes its time from outside; an ordinary one ignores it. */
static int read_clock(struct cli *cli)
{
    int minute;
    cli->now_us = time_now_us();
    if (cli->city.is_simulation) {
        const char *now = cli->wiring->simulated_now;
        if (now == NULL || !time_parse(now, &cli->now_us))
            return error_set(&cli->error, ERROR_INPUT, "",
                             "模擬の団体です。環境変数 CHIKIRI_NOW に時刻を "
                             "2026-04-01T09:00:00+09:00 の形で入れてください。");
    }
    time_to_jst(cli->now_us, cli->today, &minute);
    return 0;
}

static const char *terminal_name(struct arena *arena)
{
    char host[256] = "";
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    const char *terminal = isatty(STDIN_FILENO) ? ttyname(STDIN_FILENO) : NULL;
    return arena_format(arena, "%s%s%s", host, terminal != NULL ? " " : "",
                        terminal != NULL ? terminal : "");
}

/* The console operator is the owner of the folder at the system; whoever else may read it shows
 * who they are. */
static int check_owner(struct cli *cli)
{
    struct stat folder;
    if (stat(cli->folder, &folder) != 0)
        return error_set(&cli->error, ERROR_MISSING, "", "%s を開けません: %s", cli->folder,
                         strerror(errno));
    cli->is_owner = geteuid() == 0 || geteuid() == folder.st_uid;
    if (cli->is_owner || cli->wiring->token != NULL || cli_option(cli, "as") != NULL)
        return 0;
    return error_set(&cli->error, ERROR_DENIED, "",
                     "%s の持ち主だけが操作卓から使えます。持ち主でない人は --as 職員番号 "
                     "（パスワードを尋ねます）か CHIKIRI_TOKEN を使ってください。",
                     cli->folder);
}

static int read_staff_no(struct cli *cli, const char **ret_staff_no)
{
    const char *given = cli_option(cli, "as");
    *ret_staff_no = NULL;
    if (given == NULL)
        return 0;
    *ret_staff_no = text_staff_number(cli->arena, given);
    if (*ret_staff_no != NULL)
        return 0;
    error_set(&cli->error, ERROR_INPUT, "usage", "--as の「%s」は職員番号ではありません。", given);
    return error_at(&cli->error, "as", NULL);
}

static int read_viewer(struct cli *cli)
{
    const char *staff_no;
    int status = read_staff_no(cli, &staff_no);
    if (status != 0)
        return status;
    const char *way = staff_no == NULL ? "console" : "console as";
    const struct passwd *login = getpwuid(geteuid());
    const char *operator_name = login != NULL ? login->pw_name : "?";
    cli->actor = (struct record_actor){.staff_no = staff_no,
                                       .name = arena_copy(cli->arena, operator_name),
                                       .post = tr(cli, "操作卓"),
                                       .way = way,
                                       .terminal = terminal_name(cli->arena)};
    if (cli->wiring->token != NULL) {
        status = prove_by_token(cli, cli->wiring->token, &staff_no);
        way = "token";
    } else if (!cli->is_owner) {
        status = prove_by_password(cli, staff_no);
        way = "password";
    }
    if (status == 0)
        status = people_viewer(cli->store, cli->pack, staff_no, cli->today, cli->arena,
                               &cli->viewer, &cli->error);
    cli->actor.staff_no = staff_no;
    cli->actor.way = way;
    if (status == 0 && staff_no != NULL) {
        cli->actor.name = cli->viewer.name;
        cli->actor.post = cli->viewer.post;
    }
    return status;
}

/* A newer program has brought the schema forward: the record is told what it is now. */
static int record_migration(struct cli *cli)
{
    const struct wiring *wiring = cli->wiring;
    int status = record_declare(cli->store, wiring->tables, wiring->table_count, &cli->error);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = seal_record(cli->record, cli->folder, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

int cli_open(struct cli *cli, enum store_mode mode)
{
    int status = find_folder(cli);
    if (status == 0)
        status = check_owner(cli);
    if (status != 0)
        return status;
    const struct wiring *wiring = cli->wiring;
    int from = INT_MAX;
    cli->store = store_open(cli->folder, mode, &cli->error);
    if (cli->store == NULL)
        return cli->error.code;
    if (mode != STORE_READ_ONLY)
        status = store_migrate(cli->store, wiring->migrations, wiring->migration_count, &from,
                               &cli->error);
    if (status != 0)
        return status;
    cli->pack = pack_open(arena_format(cli->arena, "%s/pack", cli->folder), &cli->error);
    if (cli->pack == NULL)
        return cli->error.code;
    status = city_read(cli->store, cli->arena, &cli->city, &cli->error);
    if (status == 0)
        status = read_clock(cli);
    if (status == 0)
        status = read_viewer(cli);
    cli->scene = (struct register_scene){.arena = cli->arena,
                                         .store = cli->store,
                                         .pack = cli->pack,
                                         .viewer = &cli->viewer,
                                         .today = cli->today,
                                         .language = cli->error.language,
                                         .kinds = wiring->kinds};
    if (status == 0 && from < wiring->migrations[wiring->migration_count - 1].version)
        status = record_migration(cli);
    return status;
}

int cli_begin(struct cli *cli)
{
    cli->record = record_begin(cli->store, cli->folder, &cli->actor, cli->now_us, &cli->error);
    cli->scene.record = cli->record;
    return cli->record != NULL ? 0 : cli->error.code;
}

int cli_commit(struct cli *cli)
{
    struct record *record = cli->record;
    cli->record = NULL;
    cli->scene.record = NULL;
    return record_commit(record, &cli->error);
}

void cli_record_refusal(struct cli *cli)
{
    if (cli->store == NULL || cli->city.origin == NULL || cli->actor.way == NULL)
        return;
    record_abandon(cli->record);
    cli->record = NULL;
    struct error ignored = {.language = cli->error.language};
    struct record_context context = {.action = cli->command->name,
                                     .key = cli->word_count > 0 ? cli->words[0] : NULL,
                                     .result = cli->error.text};
    struct store *store = store_open(cli->folder, STORE_READ_WRITE, &ignored);
    if (store == NULL)
        return;
    struct record *record = record_begin(store, cli->folder, &cli->actor, cli->now_us, &ignored);
    if (record != NULL &&
        record_note(record, RECORD_REFUSAL, &context, NULL, 0, NULL, &ignored) == 0)
        record_commit(record, &ignored);
    else
        record_abandon(record);
    store_close(store);
}

int cli_known_to(struct cli *cli, int64_t *ret_known_to)
{
    const char *date;
    int64_t day_end_us;
    *ret_known_to = INT64_MAX;
    int status = cli_date(cli, "known-at", &date);
    if (status != 0 || date == NULL)
        return status;
    char next[DATE_SIZE];
    date_add_days(date, 1, next);
    must(time_parse(arena_format(cli->arena, "%sT00:00:00+09:00", next), &day_end_us));
    return record_last_before(cli->store, day_end_us, ret_known_to, &cli->error);
}
