#include "room/demo/demo.h"

#include "base/arena.h"
#include "base/error.h"
#include "room/demo/city.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_BYTES = 32 << 20, MAX_DIRECTORY_BYTES = 2048 };

/* The workbooks' date, so that two runs give the same bytes: 2026-04-01 09:00 in Japan. */
static const int64_t written_us = INT64_C(1775001600) * 1000000;

static int refuse_unwritten(struct error *error, const char *directory)
{
    return error_set(error, ERROR_FAULT, "",
                     "%s に書き込めません。場所と書き込みの許可を確かめてください。", directory);
}

struct demo_out demo_out_open(struct demo_city *city, const char *name, enum sheet_format format,
                              struct error *error)
{
    struct demo_out out = {.error = error};
    const char *path = arena_format(city->arena, "%s/%s", city->directory, name);
    out.writer = sheet_create(path, format, written_us, error);
    out.status = out.writer ? 0 : error->code;
    return out;
}

void demo_out_sheet(struct demo_out *out, const char *name, const int *widths, int count)
{
    if (out->status == 0)
        out->status = sheet_write_start(out->writer, name, widths, count, out->error);
}

void demo_out_row(struct demo_out *out, enum cell_style style, const char *const *cells, int count)
{
    if (out->status == 0)
        out->status = sheet_write_row(out->writer, cells, count, style, out->error);
}

void demo_out_line(struct demo_out *out, enum cell_style style, const char *text)
{
    demo_out_row(out, style, &text, text ? 1 : 0);
}

int demo_out_close(struct demo_out *out)
{
    if (out->status == 0)
        out->status = sheet_finish(out->writer, out->error);
    sheet_writer_close(out->writer);
    return out->status;
}

const struct demo_plant *demo_plants(int *ret_count)
{
    static const struct demo_plant plants[] = {
        {"R01", 2}, {"R02", 1}, {"R03", 1}, {"R04", 2}, {"T01", 2}, {"T02", 1}, {"T03", 1},
        {"T04", 2}, {"T05", 1}, {"T06", 1}, {"T07", 2}, {"UE1", 1}, {"UE2", 1}, {"UE3", 1},
        {"U01", 2}, {"U02", 2}, {"U03", 2}, {"U04", 3}, {"U05", 1}, {"U06", 1}, {"U07", 2},
        {"U08", 1}, {"U09", 2}, {"U10", 1}, {"U11", 4}, {"U12", 2}, {"IE1", 2}, {"E01", 1},
        {"E02", 1}, {"E03", 1}, {"E04", 1}, {"E05", 1}, {"E06", 2}, {"E07", 1}, {"V01", 4},
        {"V02", 2}, {"V03", 2}, {"V05", 1}, {"V06", 3}, {"V08", 2}, {"V09", 6}, {"W01", 2},
        {"W02", 2}, {"W03", 3}, {"ME1", 1}, {"ME2", 1}, {"ME3", 1}, {"M01", 2}, {"M02", 2},
        {"M03", 2}, {"M04", 2}, {"M05", 2}, {"M06", 2}, {"M07", 2}, {"M08", 1}, {"M09", 1},
        {"M10", 2}, {"M11", 1}, {"XE1", 1}, {"XE2", 1}, {"XE3", 1}, {"XE4", 1}, {"X01", 2},
        {"X02", 2}, {"X03", 1}, {"X04", 1}, {"X05", 1}, {"X06", 1}, {"X07", 1},
    };
    *ret_count = (int)(sizeof plants / sizeof plants[0]);
    return plants;
}

static bool is_empty_directory(const char *path)
{
    DIR *directory = opendir(path);
    bool is_empty = directory != NULL;
    for (struct dirent *entry; is_empty && (entry = readdir(directory));)
        is_empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (directory)
        closedir(directory);
    return is_empty;
}

static int make_directory(const char *path, struct error *error)
{
    if (mkdir(path, 0777) == 0)
        return 0;
    if (errno != EEXIST)
        return refuse_unwritten(error, path);
    if (is_empty_directory(path))
        return 0;
    return error_set(error, ERROR_CONFLICT, "",
                     "%s は空のフォルダーではありません。新しいフォルダーを指定してください。",
                     path);
}

static int write_readme(struct demo_city *city, struct error *error)
{
    static const char text[] =
        "\uFEFF見本野市　見本データ\r\n\r\n"
        "見本野市は架空の市です。職員、事業者、サービス、番号はすべて作りもので、"
        "実在の団体や人とは関係がありません。\r\n\r\n"
        "次の順に取り込みます。\r\n"
        "  01_職員名簿.csv　　　　　　　　　　　　　職員名簿（令和8年3月31日現在）\r\n"
        "  02_人事異動.xlsx　　　　　　　　　　　　 令和8年4月1日付の人事異動\r\n"
        "  03_アカウント一覧_住民情報システム.csv　 利用者IDの一覧（マイナンバー利用事務系）\r\n"
        "  04_ID管理台帳.xlsx　　　　　　　　　　　 IDの申請と承認\r\n"
        "  05_情報資産管理台帳.xlsx　　　　　　　　 情報資産の台帳\r\n"
        "  06_外部記録媒体管理簿.xlsx　　　　　　　 媒体の登録簿と持出しの記録\r\n"
        "  07_外部サービス利用台帳.csv　　　　　　　外部サービスの台帳\r\n\r\n"
        "基準日は令和8年4月1日です。見つかるように、誤りと違反をわざと混ぜてあります。\r\n";
    const char *path = arena_format(city->arena, "%s/README.txt", city->directory);
    FILE *file = fopen(path, "wbx");
    if (!file)
        return refuse_unwritten(error, city->directory);
    bool is_written = fwrite(text, 1, sizeof(text) - 1, file) == sizeof(text) - 1;
    if (fclose(file) != 0 || !is_written)
        return refuse_unwritten(error, city->directory);
    return 0;
}

static int write_files(struct demo_city *city, struct error *error)
{
    static int (*const writers[])(struct demo_city *, struct error *) = {
        demo_write_roster, demo_write_transfers, demo_write_accounts, demo_write_assets,
        demo_write_media,  demo_write_services,  write_readme};
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        if (writers[i](city, error))
            return error->code;
    }
    return 0;
}

static struct demo_summary summarise(const struct demo_city *city)
{
    return (struct demo_summary){
        .city = demo_city_name,
        .files = {{demo_roster_file, "roster", city->rows[FILE_ROSTER]},
                  {demo_transfers_file, "transfers", city->rows[FILE_TRANSFERS]},
                  {demo_accounts_file, "accounts", city->rows[FILE_ACCOUNTS]},
                  {demo_ledger_file, "id-ledger", city->rows[FILE_LEDGER]},
                  {demo_assets_file, "assets", city->rows[FILE_ASSETS]},
                  {demo_media_file, "media", city->rows[FILE_MEDIA]},
                  {demo_services_file, "services", city->rows[FILE_SERVICES]}},
        .system = demo_system_name,
        .roster_on = "2026-03-31",
        .check_on = "2026-04-01",
    };
}

int demo_write(const char *directory, uint64_t seed, struct demo_summary *ret_summary,
               struct error *error)
{
    if (strlen(directory) >= MAX_DIRECTORY_BYTES)
        return error_set(error, ERROR_INPUT, "", "フォルダーの名前が長すぎます。");
    if (make_directory(directory, error))
        return error->code;
    struct demo_city *city = calloc(1, sizeof(*city));
    must(city);
    city->arena = arena_open(ARENA_BYTES);
    city->random = seed;
    city->directory = directory;
    demo_make_people(city);
    demo_make_transfers(city);
    int status = write_files(city, error);
    if (status == 0)
        *ret_summary = summarise(city);
    arena_close(city->arena);
    free(city);
    return status;
}
