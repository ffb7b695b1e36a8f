/* backup, restore: a verified copy of the whole folder, and back. */
#include "cli/commands.h"

#include "base/arena.h"
#include "record/keys.h"
#include "record/verify.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES = 64 << 20, DEPTH_LIMIT = 4 };

static const char *join(struct cli *cli, const char *folder, const char *name)
{
    return arena_format(cli->arena, "%s/%s", folder, name);
}

static int make_directory(struct cli *cli, const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    return error_set(&cli->error, ERROR_INPUT, "", "%s を作れません: %s", path, strerror(errno));
}

static int copy_file(struct cli *cli, const char *from, const char *to, const char *name)
{
    struct buffer bytes = {.limit_bytes = FILE_BYTES};
    struct stat about;
    int status = file_load(from, name, FILE_BYTES, &bytes, &cli->error);
    if (status == 0)
        status = file_replace(to, name, buffer_string(&bytes), bytes.length, &cli->error);
    if (status == 0 && stat(join(cli, from, name), &about) == 0 &&
        chmod(join(cli, to, name), about.st_mode & 0777) != 0)
        status = error_set(&cli->error, ERROR_FAULT, "", "%s の権限を設定できません。", name);
    buffer_done(&bytes);
    return status;
}

/* Copies a small folder (keys, pack) with its sub-folders. */
static int copy_folder(struct cli *cli, const char *from, const char *to, int depth)
{
    DIR *directory = opendir(from);
    if (directory == NULL || depth > DEPTH_LIMIT) {
        if (directory != NULL)
            closedir(directory);
        return error_set(&cli->error, ERROR_FAULT, "", "%s を読めません。", from);
    }
    int status = make_directory(cli, to);
    struct dirent *each;
    while (status == 0 && (each = readdir(directory)) != NULL) {
        struct stat about;
        if (each->d_name[0] == '.' || stat(join(cli, from, each->d_name), &about) != 0)
            continue;
        status = S_ISDIR(about.st_mode) ? copy_folder(cli, join(cli, from, each->d_name),
                                                      join(cli, to, each->d_name), depth + 1)
                                        : copy_file(cli, from, to, each->d_name);
    }
    closedir(directory);
    return status;
}

static int check_copy(struct cli *cli, const char *folder, struct verify_result *result)
{
    int status = verify_folder(folder, cli->wiring->tables, cli->wiring->table_count, cli->arena,
                               result, &cli->error);
    if (status == 0 && !result->ok)
        status =
            error_set(&cli->error, ERROR_FAULT, "",
                      "%s の記録に食い違いがあります。chikiri verify で確かめてください。", folder);
    return status;
}

static void answer(struct cli *cli, const char *folder, const struct verify_result *result)
{
    if (!cli->wants_json) {
        printf(tr(cli, "%s: 記録 %lld 件を確かめました。\n"), folder, (long long)result->entries);
        return;
    }
    cli_json_start(cli);
    json_object_start(&cli->json);
    json_text_at(&cli->json, "folder", folder);
    json_integer_at(&cli->json, "entries", result->entries);
    json_text_at(&cli->json, "root", result->root);
    json_object_end(&cli->json);
    cli_json_finish(cli);
}

/* The keys go first: a copy whose checkpoint is older than its database is whole, the other way
 * round it would read as an old copy. */
static int run_backup(struct cli *cli)
{
    struct verify_result result;
    const char *output = cli_option(cli, "output");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && output == NULL)
        status = error_set(&cli->error, ERROR_INPUT, "usage",
                           "写しの置き場所を -o DIR で指定してください。");
    if (status == 0 && may_scope(&cli->viewer, cli->pack, "administer", "*") < 2)
        status = may_refuse(&cli->viewer, "administer", "*", &cli->error);
    if (status == 0 && access(output, F_OK) == 0)
        status = error_set(&cli->error, ERROR_CONFLICT, "",
                           "%s はすでにあります。別の名にしてください。", output);
    if (status == 0)
        status = make_directory(cli, output);
    if (status == 0)
        status = copy_folder(cli, join(cli, cli->folder, "keys"), join(cli, output, "keys"), 0);
    if (status == 0)
        status = copy_folder(cli, join(cli, cli->folder, "pack"), join(cli, output, "pack"), 0);
    if (status == 0)
        status = store_backup(cli->store, join(cli, output, "chikiri.db"), &cli->error);
    if (status == 0)
        status = check_copy(cli, output, &result);
    if (status == 0)
        answer(cli, output, &result);
    return status;
}

static const struct option_spec backup_options[] = {{"output", true}, {NULL, false}};

const struct command backup_command = {.name = "backup",
                                       .usage = "--data DIR -o DIR2",
                                       .help = "動かしたまま全体の写しを取り、確かめます。",
                                       .options = backup_options,
                                       .run = run_backup};

static int note_restore(struct cli *cli)
{
    struct record_context context = {.action = "restore", .key = cli->words[0], .result = "ok"};
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_begin(cli);
    if (status == 0)
        status = record_note(cli->record, RECORD_SYSTEM, &context, NULL, 0, NULL, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

/* Whatever a city keeps, also one on PostgreSQL: a live signing key must never be written over. */
static bool holds_anything(struct cli *cli, const char *folder)
{
    static const char *const names[] = {"chikiri.db", "chikiri.conf", "keys", "pack"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (access(join(cli, folder, names[i]), F_OK) == 0)
            return true;
    return false;
}

static int run_restore(struct cli *cli)
{
    struct verify_result result;
    const char *from = cli->words[0];
    const char *to = cli_option(cli, "data");
    if (to == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "戻す場所を --data DIR で指定してください。");
    if (holds_anything(cli, to))
        return error_set(&cli->error, ERROR_CONFLICT, "",
                         "%s にはすでにデータがあります。古い写しを重ねると記録が枝分かれします。"
                         "空の場所を指定してください。",
                         to);
    int status = check_copy(cli, from, &result);
    if (status == 0)
        status = make_directory(cli, to);
    if (status == 0)
        status = copy_folder(cli, join(cli, from, "keys"), join(cli, to, "keys"), 0);
    if (status == 0)
        status = copy_folder(cli, join(cli, from, "pack"), join(cli, to, "pack"), 0);
    struct store *store = NULL;
    if (status == 0) {
        store = store_open(from, STORE_READ_ONLY, &cli->error);
        status = store == NULL ? cli->error.code : 0;
    }
    if (status == 0)
        status = store_backup(store, join(cli, to, "chikiri.db"), &cli->error);
    store_close(store);
    if (status == 0)
        status = check_copy(cli, to, &result);
    if (status == 0)
        status = note_restore(cli);
    if (status == 0)
        answer(cli, to, &result);
    return status;
}

const struct command restore_command = {.name = "restore",
                                        .usage = "DIR2 --data DIR",
                                        .help = "写しを確かめて、空の場所に戻します。",
                                        .words_min = 1,
                                        .words_max = 1,
                                        .run = run_restore};
