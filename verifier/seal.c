/* What says how to read the data: the definitions of the database, the files of pack/. */
#include "data.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096, DEPTH = 4, FILE_BYTES = 64 << 20 };

static void append_text(struct pile *pile, const char *text)
{
    append(pile, text, strlen(text) + 1);
}

static bool append_schema(struct data *data, struct pile *pile)
{
    sqlite3_stmt *row = prepare(data, "SELECT type, name, sql FROM sqlite_schema"
                                      " WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name");
    int status;

    if (!row)
        return false;
    while ((status = sqlite3_step(row)) == SQLITE_ROW)
        for (int i = 0; i < 3; i++) {
            const char *text = (const char *)sqlite3_column_text(row, i);

            append_text(pile, text ? text : "");
        }
    sqlite3_finalize(row);
    return status == SQLITE_DONE;
}

static bool append_file(struct pile *pile, const char *path, const char *name)
{
    char number[32];
    size_t length;
    char *bytes = load(path, FILE_BYTES, &length);

    if (!bytes)
        return false;
    snprintf(number, sizeof(number), "%zu", length);
    append_text(pile, name);
    append_text(pile, number);
    append(pile, bytes, length);
    free(bytes);
    return true;
}

/* In byte order of the names; hidden ones do not count. */
static bool append_folder(struct pile *pile, const char *folder, int depth)
{
    struct dirent **members;
    int count = depth < DEPTH ? scandir(folder, &members, NULL, alphasort) : -1;
    bool is_whole = count >= 0;

    for (int i = 0; i < count; i++) {
        const char *name = members[i]->d_name;
        char path[PATH];
        struct stat about;

        if (name[0] != '.' && is_whole) {
            is_whole = snprintf(path, sizeof(path), "%s/%s", folder, name) < PATH &&
                       stat(path, &about) == 0;
            if (is_whole && S_ISDIR(about.st_mode)) {
                append_text(pile, name);
                is_whole = append_folder(pile, path, depth + 1);
            } else if (is_whole) {
                is_whole = append_file(pile, path, name);
            }
        }
        free(members[i]);
    }
    if (count >= 0)
        free(members);
    return is_whole;
}

static bool matches(struct data *data, const struct pile *pile, const char *recorded)
{
    unsigned char hash[HASH];
    char hex[HEX];

    digest(data->sha, -1, pile->bytes ? pile->bytes : "", pile->length, "", 0, hash);
    for (int i = 0; i < HASH; i++)
        snprintf(hex + (size_t)2 * (size_t)i, 3, "%02x", hash[i]);
    return strcmp(hex, recorded) == 0;
}

/* Every recorded table has a column `entry`, and no other table has one. */
static void check_names(struct data *data)
{
    sqlite3_stmt *row =
        prepare(data, "SELECT 1 FROM sqlite_schema s JOIN pragma_table_info(s.name) c"
                      " WHERE s.type = 'table' AND c.name = 'entry'"
                      " AND s.name NOT IN (SELECT name FROM recorded_table)");

    if (!row || sqlite3_step(row) != SQLITE_DONE)
        say(data->report, "記録する表が recorded_table にありません。",
            "A table of recorded rows is not named in recorded_table.");
    sqlite3_finalize(row);
}

void check_seal(struct data *data, const char *folder)
{
    struct pile schema = {0}, pack = {0};
    char path[PATH];

    check_names(data);
    if (!data->is_sealed)
        return;
    if (!append_schema(data, &schema) || !matches(data, &schema, data->schema))
        say(data->report, "データベースの表や視点（ビュー）の定義が、記録された時と違います。",
            "The definitions of tables and views are not those on record.");
    snprintf(path, sizeof(path), "%s/pack", folder);
    if (!append_folder(&pack, path, 0) || !matches(data, &pack, data->pack))
        say(data->report, "ポリシーパックのファイルが、記録された時と違います。",
            "The files of the policy pack are not those on record.");
    free(schema.bytes);
    free(pack.bytes);
}
