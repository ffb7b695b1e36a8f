#include "cli/cli.h"

#include "base/arena.h"
#include "http/http.h"
#include "web/web.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stopping {
    sigset_t signals;
    struct web *web;
};

/* Waits for the signal to end, so that no handler needs anything global. */
static void *wait_for_signal(void *context)
{
    struct stopping *stopping = context;
    int signal_number;

    sigwait(&stopping->signals, &signal_number);
    web_stop(stopping->web);
    return NULL;
}

static int read_address(struct cli *cli, struct http_settings *settings)
{
    const char *listen = cli_option(cli, "listen");

    settings->address = "127.0.0.1";
    settings->port = 8080;
    if (listen == NULL)
        return 0;
    const char *colon = strrchr(listen, ':');
    char *end = NULL;
    long port = colon != NULL ? strtol(colon + 1, &end, 10) : -1;
    if (colon == NULL || colon == listen || end == colon + 1 || *end != '\0' || port < 0 ||
        port > 65535) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "--listen は 127.0.0.1:8080 のように書いてください。");
        return error_at(&cli->error, "listen", NULL);
    }
    size_t length = (size_t)(colon - listen);
    bool is_bracketed = length > 2 && listen[0] == '[' && colon[-1] == ']';
    settings->address = is_bracketed ? arena_copy_bytes(cli->arena, listen + 1, length - 2)
                                     : arena_copy_bytes(cli->arena, listen, length);
    settings->port = (int)port;
    return 0;
}

static int read_settings(struct cli *cli, struct http_settings *settings)
{
    int status = read_address(cli, settings);

    settings->certificate_file = cli_option(cli, "tls-cert");
    settings->key_file = cli_option(cli, "tls-key");
    settings->spool_folder = cli->folder;
    if (status == 0 && (settings->certificate_file == NULL) != (settings->key_file == NULL)) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "--tls-cert と --tls-key は両方とも指定してください。");
        status = error_at(&cli->error, "tls-cert", NULL);
    }
    return status;
}

static void say_ready(struct cli *cli, const struct http_settings *settings, int port)
{
    bool is_v6 = strchr(settings->address, ':') != NULL;

    printf(tr(cli, "%s://%s%s%s:%d/ で待っています。終えるには Ctrl-C。\n"),
           settings->certificate_file != NULL ? "https" : "http", is_v6 ? "[" : "",
           settings->address, is_v6 ? "]" : "", port);
    fflush(stdout);
}

static void say_first_code(struct cli *cli, const char *code)
{
    if (code != NULL)
        printf(tr(cli, "まだ団体がありません。ブラウザで開き、この符号を入力してください: %s\n"),
               code);
}

static int serve(struct cli *cli, const struct http_settings *settings, bool is_new)
{
    const struct web_settings what = {cli->wiring, cli->folder, is_new, settings};
    struct stopping stopping;
    pthread_t waiting;

    /* Blocked before any thread starts, so that only the one that waits gets them. */
    sigemptyset(&stopping.signals);
    sigaddset(&stopping.signals, SIGTERM);
    sigaddset(&stopping.signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopping.signals, NULL);
    stopping.web = web_open(&what, &cli->error);
    if (stopping.web == NULL)
        return cli->error.code;
    must(pthread_create(&waiting, NULL, wait_for_signal, &stopping) == 0);
    say_first_code(cli, web_first_code(stopping.web));
    say_ready(cli, settings, web_port(stopping.web));
    int status = web_serve(stopping.web, &cli->error);
    kill(getpid(), SIGTERM); /* also when no signal came; never cut off in the middle */
    pthread_join(waiting, NULL);
    web_close(stopping.web);
    return status;
}

/* Brings the schema forward before anything is served. */
static int open_once(struct cli *cli)
{
    int status = cli_open(cli, STORE_READ_WRITE);

    if (status == 0 && !cli->viewer.is_console)
        status = error_set(&cli->error, ERROR_DENIED, "",
                           "サーバは --data の持ち主として動かしてください（--as は要りません）。");
    store_close(cli->store);
    cli->store = NULL;
    return status;
}

/* Whether the folder is there, or could be made, without a city in it. */
static bool is_new(const char *folder, struct arena *arena)
{
    static const char *const names[] = {"chikiri.db", "chikiri.conf", "pack", "keys"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (access(arena_format(arena, "%s/%s", folder, names[i]), F_OK) == 0)
            return false;
    return true;
}

static int run_serve(struct cli *cli)
{
    struct http_settings settings = {0};

    cli->folder = cli_option(cli, "data");
    if (cli->folder == NULL) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "データの場所を --data DIR で指定してください。");
        return error_at(&cli->error, "data", NULL);
    }
    bool has_no_city = is_new(cli->folder, cli->arena);
    int status = read_settings(cli, &settings);
    if (status == 0 && has_no_city && mkdir(cli->folder, 0700) != 0 && errno != EEXIST)
        status = error_set(&cli->error, ERROR_INPUT, "", "%s を作れません: %s", cli->folder,
                           strerror(errno));
    if (status == 0 && !has_no_city)
        status = open_once(cli);
    return status == 0 ? serve(cli, &settings, has_no_city) : status;
}

static const struct option_spec serve_options[] = {
    {"listen", true}, {"tls-cert", true}, {"tls-key", true}, {NULL, false}};

const struct command serve_command = {
    .name = "serve",
    .usage = "--data DIR [--listen ADDR:PORT] [--tls-cert F --tls-key F]",
    .help = "ブラウザと API に答えます。",
    .options = serve_options,
    .run = run_serve};
