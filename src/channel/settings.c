#include "channel/channel.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_BYTES = 4096, SECRET_BYTES = 512 };

/* What the file says, with secrets still by the names of their files. */
struct lines {
    struct channel_settings settings;
    const char *password_file, *secret_file;
};

static void take_line(struct lines *lines, const char *line, struct arena *arena)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        {"smtp=", &lines->settings.mail_server},    {"smtp_from=", &lines->settings.mail_from},
        {"smtp_user=", &lines->settings.mail_user}, {"smtp_password_file=", &lines->password_file},
        {"webhook=", &lines->settings.hook_url},    {"webhook_secret_file=", &lines->secret_file},
        {"ca_file=", &lines->settings.ca_file},     {"address=", &lines->settings.address}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i].name);

        if (strncmp(line, known[i].name, length) == 0 && line[length] != '\0')
            *known[i].value = arena_copy(arena, line + length);
    }
}

static int refuse(struct error *error, const char *field, const char *sentence)
{
    error_set(error, ERROR_INPUT, "", "chikiri.conf: %s", language_text(error->language, sentence));
    return error_at(error, field, "1.4.1");
}

/* One line of a file that its owner alone may read. */
static int read_secret(const char *folder, const char *name, const char *field, struct arena *arena,
                       const char **ret_secret, struct error *error)
{
    char line[SECRET_BYTES] = "";
    struct stat status;

    if (!name)
        return 0;
    FILE *file = fopen(*name == '/' ? name : arena_format(arena, "%s/%s", folder, name), "re");
    if (!file)
        return refuse(error, field,
                      "秘密の値のファイルを開けません。名前と権限を確認してください。");
    bool is_own = fstat(fileno(file), &status) == 0 && (status.st_mode & 077) == 0;
    bool is_read = is_own && fgets(line, sizeof line, file) != NULL;
    fclose(file);
    if (!is_own)
        return refuse(error, field,
                      "秘密の値のファイルがほかの人にも読めます。chmod 600 をしてください。");
    line[strcspn(line, "\r\n")] = '\0';
    if (!is_read || !*line)
        return refuse(error, field, "秘密の値のファイルが空です。");
    *ret_secret = arena_copy(arena, line);
    return 0;
}

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static int check(const struct channel_settings *settings, struct error *error)
{
    const char *smtp = settings->mail_server, *hook = settings->hook_url;

    if (smtp && !begins(smtp, "smtp://") && !begins(smtp, "smtps://"))
        return refuse(error, "smtp", "smtp は smtp://ホスト:ポート の形で書いてください。");
    if (smtp && !settings->mail_from)
        return refuse(error, "smtp_from", "差出人のアドレスを smtp_from に書いてください。");
    if (hook && !begins(hook, "https://") && !begins(hook, "http://"))
        return refuse(error, "webhook", "webhook は https:// で始まる場所を書いてください。");
    if (hook && !settings->hook_secret)
        return refuse(error, "webhook_secret_file",
                      "webhook の署名に使う秘密の値を webhook_secret_file に置いてください。");
    return 0;
}

int channel_settings_read(const char *folder, struct arena *arena,
                          struct channel_settings *ret_settings, struct error *error)
{
    struct lines lines = {0};
    char line[LINE_BYTES];
    FILE *file = fopen(arena_format(arena, "%s/chikiri.conf", folder), "re");

    if (!file && errno != ENOENT)
        return refuse(error, "", "開けません。読み取りの権限を確認してください。");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        take_line(&lines, line, arena);
    }
    if (file)
        fclose(file);
    int result = read_secret(folder, lines.password_file, "smtp_password_file", arena,
                             &lines.settings.mail_password, error);
    if (result == 0)
        result = read_secret(folder, lines.secret_file, "webhook_secret_file", arena,
                             &lines.settings.hook_secret, error);
    if (result == 0)
        result = check(&lines.settings, error);
    if (result == 0)
        *ret_settings = lines.settings;
    return result;
}
