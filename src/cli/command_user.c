/* user, token: who may sign in, and what machines sign in with. CLAUSE: 5.7.1, 5.7.2, 5.7.5 */
#include "cli/commands.h"

#include "crypto/sign.h"
#include "keeper/keeper.h"
#include "room/user/user.h"

#include <string.h>

static void answer_user(struct cli *cli, const char *staff_no, const char *password)
{
    if (!cli->wants_json) {
        if (password != NULL)
            printf(tr(cli, "%s の仮のパスワード: %s（一度だけ表示します）\n"), staff_no, password);
        else
            printf(tr(cli, "%s: 記録しました。\n"), staff_no);
        return;
    }
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "staff_no", staff_no);
    if (password != NULL)
        json_text_at(&cli->json, "temporary_password", password);
    json_object_end(&cli->json);
    cli_json_finish(cli);
}

static int change_user(struct cli *cli, enum user_verb verb, const struct keeper_person *person,
                       char ret_password[KEEPER_PASSWORD_SIZE])
{
    struct keeper_hash hash;

    if (user_verb_gives(verb)) {
        struct keeper *keeper = keeper_open();
        keeper_make_password(keeper, ret_password, &hash);
        keeper_close(keeper);
    }
    int status = cli_begin(cli);
    if (status == 0)
        status = user_change(&cli->scene, verb, person, user_verb_gives(verb) ? &hash : NULL,
                             cli_option(cli, "reason"), &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static int run_user(struct cli *cli)
{
    enum user_verb verb = user_verb_of(cli->words[0]);
    struct keeper_person person;
    char password[KEEPER_PASSWORD_SIZE] = "";

    if (verb == USER_VERBS)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "user の次は add reset unlock end のどれかです。");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = user_find_for(&cli->scene, verb, cli->words[1], &person, &cli->error);
    if (status == 0)
        status = change_user(cli, verb, &person, password);
    if (status == 0)
        answer_user(cli, person.staff_no, password[0] != '\0' ? password : NULL);
    secret_wipe(password, sizeof password);
    return status;
}

/* A token speaks with its owner's voice: only the owner, or the console, makes one. */
static int add_token(struct cli *cli, const struct keeper_person *person)
{
    char token[KEEPER_TOKEN_SIZE];
    const char *expires_on;
    int64_t id;
    int status = cli_date(cli, "expires", &expires_on);

    if (status == 0 && !cli->viewer.is_console &&
        strcmp(cli->viewer.staff_no, person->staff_no) != 0)
        status = may_refuse(&cli->viewer, "add", "tokens", &cli->error);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = keeper_make_token(cli->record, cli->pack, person, cli_option(cli, "name"),
                                   expires_on, token, &id, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "token", token);
        json_integer_at(&cli->json, "id", id);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else
        printf(tr(cli, "トークン %lld: %s（一度だけ表示します）\n"), (long long)id, token);
    secret_wipe(token, sizeof token);
    return 0;
}

static int end_token(struct cli *cli, const struct keeper_person *person)
{
    const struct record_context context = {
        .action = "token end", .key = person->staff_no, .result = "ok"};
    int64_t id, owner_id = 0;

    if (cli->word_count < 2)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "終えるトークンの番号を指定してください（token list で分かります）。");
    int status = cli_number(cli, "token", cli->words[1], &id);
    if (status == 0)
        status = keeper_token_owner(cli->store, id, &owner_id, &cli->error);
    if (status == 0 && owner_id != person->id)
        status = error_set(&cli->error, ERROR_MISSING, "",
                           "%s の人にその番号のトークンはありません。", person->staff_no);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = keeper_end_token(cli->record, id, &context, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static int write_token(void *context, const struct keeper_token_row *row, struct error *error)
{
    struct json *json = context;

    (void)error;
    json_object_start(json);
    json_integer_at(json, "id", row->id);
    json_text_at(json, "name", row->name);
    json_text_at(json, "issued_on", row->issued_on);
    json_text_at(json, "expires_on", row->expires_on);
    json_text_at(json, "last_used_on", row->last_used_on);
    json_text_at(json, "ended_on", row->ended_on);
    json_object_end(json);
    return 0;
}

static int list_tokens(struct cli *cli, const struct keeper_person *person)
{
    cli_json_start(cli);
    cli->answered = false;
    cli->json.stream = NULL;
    json_array_start(&cli->json);
    int status = keeper_list_tokens(cli->store, person->id, write_token, &cli->json, &cli->error);
    json_array_end(&cli->json);
    if (status == 0)
        cli_answer(cli, NULL);
    return status;
}

static int run_token(struct cli *cli)
{
    struct keeper_person person;
    const char *verb = cli->words[0], *user = cli_option(cli, "user");
    int status = cli_open(cli, STORE_READ_WRITE);

    if (status == 0 && user == NULL && cli->viewer.staff_no == NULL) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "だれのトークンかを --user 職員番号 で指定してください。");
        status = error_at(&cli->error, "user", NULL);
    }
    if (status == 0)
        status = user_find(&cli->scene, user != NULL ? user : cli->viewer.staff_no, &person,
                           &cli->error);
    if (status == 0 && person.id != cli->viewer.person_id &&
        !may(&cli->viewer, cli->pack, "administer", "users", 0, 0))
        status = may_refuse(&cli->viewer, "administer", "users", &cli->error);
    if (status != 0)
        return status;
    if (strcmp(verb, "add") == 0)
        return add_token(cli, &person);
    if (strcmp(verb, "end") == 0)
        return end_token(cli, &person);
    if (strcmp(verb, "list") == 0)
        return list_tokens(cli, &person);
    return error_set(&cli->error, ERROR_INPUT, "usage", "token の次は add end list のどれかです。");
}

static const struct option_spec user_options[] = {{"reason", true}, {NULL, false}};
static const struct option_spec token_options[] = {
    {"user", true}, {"name", true}, {"expires", true}, {NULL, false}};

const struct command user_command = {
    .name = "user",
    .usage = "add|reset|unlock|end STAFF_NO --data DIR [--reason TEXT]",
    .help = "サインインを登録し、仮のパスワードを渡し、停止を解き、終えます。",
    .options = user_options,
    .words_min = 2,
    .words_max = 2,
    .run = run_user};

const struct command token_command = {
    .name = "token",
    .usage = "add|end ID|list --data DIR --user STAFF_NO [--name TEXT] [--expires DATE]",
    .help = "機械が使うトークンを作り、終え、並べます。権限は持ち主のものです。",
    .options = token_options,
    .words_min = 1,
    .words_max = 2,
    .run = run_token};
