#include "cli/prove.h"

#include "base/arena.h"
#include "cli/cli.h"
#include "crypto/sign.h"
#include "keeper/keeper.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_BYTES = 1024 };

static int note_token(struct cli *cli, int64_t token_id, const char *staff_no)
{
    int status = cli_begin(cli);

    if (status == 0)
        status = keeper_use_token(cli->record, token_id, staff_no, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

int prove_by_token(struct cli *cli, const char *token, const char **staff_no)
{
    struct value person[PERSON_COLUMNS];
    struct keeper_token found;
    int status = keeper_check_token(cli->store, token, cli->today, &found, &cli->error);

    if (status == 0)
        status = table_get(cli->store, &person_table, found.person_id, cli->arena, person, NULL,
                           &cli->error);
    if (status != 0)
        return status;
    const char *owner = person[PERSON_staff_no].text;
    if (*staff_no != NULL && strcmp(*staff_no, owner) != 0)
        return error_set(&cli->error, ERROR_DENIED, "",
                         "CHIKIRI_TOKEN の持ち主は %s です。--as を外すか、合わせてください。",
                         owner);
    *staff_no = owner;
    return found.is_noted ? 0 : note_token(cli, found.id, owner);
}

/* Reads one line without showing it. False at the end of the input. */
static bool read_password(struct cli *cli, char password[PASSWORD_BYTES])
{
    struct termios shown, hidden;
    bool is_terminal = tcgetattr(STDIN_FILENO, &shown) == 0;

    if (is_terminal) {
        fputs(tr(cli, "パスワード: "), stderr);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool is_read = fgets(password, PASSWORD_BYTES, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (is_read)
        password[strcspn(password, "\r\n")] = '\0';
    return is_read;
}

static int count_attempt(struct cli *cli, const struct keeper_attempt *attempt,
                         enum keeper_verdict *ret_verdict)
{
    int status = cli_begin(cli);

    if (status == 0)
        status = keeper_count_attempt(cli->record, cli->pack, attempt, ret_verdict, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static int refuse(struct cli *cli, enum keeper_verdict verdict)
{
    if (verdict == KEEPER_MUST_CHANGE)
        return error_set(&cli->error, ERROR_DENIED, "",
                         "仮のパスワードです。先に画面で自分のパスワードを決めてください。");
    if (verdict == KEEPER_LOCKED)
        return error_set(&cli->error, ERROR_DENIED, "",
                         "失敗が続いたため、サインインは止まっています。"
                         "ＩＴ推進課に解除を頼んでください。");
    return error_set(&cli->error, ERROR_DENIED, "",
                     "職員番号かパスワードが違います。もう一度お試しください。");
}

int prove_by_password(struct cli *cli, const char *staff_no)
{
    char password[PASSWORD_BYTES] = "";
    int64_t person_id = people_find_person(cli->store, staff_no, &cli->error);

    if (person_id < 0)
        return (int)person_id;
    if (!read_password(cli, password))
        return error_set(&cli->error, ERROR_DENIED, "",
                         "パスワードがありません。標準入力に一行で渡してください。");
    struct keeper_attempt attempt = {.person_id = person_id, .staff_no = staff_no};
    struct keeper *keeper = keeper_open();
    int status = keeper_check_password(keeper, cli->store, person_id, password, &attempt.verdict,
                                       &cli->error);
    keeper_close(keeper);
    secret_wipe(password, sizeof password);
    enum keeper_verdict verdict = KEEPER_WRONG;
    if (status == 0)
        status = count_attempt(cli, &attempt, &verdict);
    return status == 0 && verdict != KEEPER_GOOD ? refuse(cli, verdict) : status;
}
