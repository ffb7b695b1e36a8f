#include "room/demo/city.h"

#include "base/arena.h"
#include "base/error.h"

#include <string.h>

const char demo_assets_file[] = "05_情報資産管理台帳.xlsx";

enum {
    ASSET_COLUMNS = 23,
    ASSET_LIMIT = 160,
    ASSET_COUNT = 152, /* that are not refused */
    ROWS_OF_SECTION = 4,
    LARGE_SECTION = 14, /* staff from which a section has one row more */
    EMPTY_SECTION = SECTION_EQUALITY,
    KIND_WIDTH = 3, /* ways to write a kind */
};

enum asset_kind {
    KIND_COMPUTER,
    KIND_TERMINAL,
    KIND_PAPER,
    KIND_USB,
    KIND_DISC,
    KIND_DISK,
    KIND_CLOUD,
    KIND_SERVER,
    KIND_REMOTE,
    KIND_TAPE,
};

/* A thing that keeps to table 5 of the standard. CLAUSE: 3.1 */
struct model {
    enum asset_kind kind;
    char importance;
    int use_zone, storage_zone; /* -1 for none */
    const char *name, *place;
    enum demo_mark personal, locked, wired, encrypted, backed_up;
};

static const struct model models[] = {
    {KIND_COMPUTER, 'B', 2, 2, "業務用パソコン", "執務室内", MARK_NO, MARK_YES, MARK_NO, MARK_YES,
     MARK_NO},
    {KIND_PAPER, 'A', 2, 3, "申請書綴", "施錠書庫", MARK_YES, MARK_BLANK, MARK_BLANK, MARK_BLANK,
     MARK_BLANK},
    {KIND_CLOUD, 'B', -1, -1, "上のデータ", NULL, MARK_NO, MARK_BLANK, MARK_BLANK, MARK_YES,
     MARK_YES},
    {KIND_COMPUTER, 'A', 2, 3, "処理用パソコン", "施錠キャビネット", MARK_YES, MARK_YES, MARK_YES,
     MARK_YES, MARK_NO},
    {KIND_PAPER, 'B', 1, 2, "契約書綴", "事務室書棚", MARK_NO, MARK_YES, MARK_BLANK, MARK_BLANK,
     MARK_BLANK},
    {KIND_USB, 'B', 1, 2, "受渡用ＵＳＢメモリ", "執務室内", MARK_NO, MARK_YES, MARK_BLANK, MARK_YES,
     MARK_NO},
    {KIND_TERMINAL, 'A', 2, 2, "業務端末", "執務室内", MARK_YES, MARK_YES, MARK_NO, MARK_BLANK,
     MARK_BLANK},
    {KIND_PAPER, 'C', 1, 1, "会議資料", "事務室", MARK_NO, MARK_NO, MARK_BLANK, MARK_BLANK,
     MARK_BLANK},
    {KIND_USB, 'A', 2, 3, "搬送用ＵＳＢメモリ", "施錠キャビネット", MARK_YES, MARK_YES, MARK_BLANK,
     MARK_YES, MARK_NO},
    {KIND_DISC, 'C', 1, 1, "納品ＣＤ", "事務室", MARK_NO, MARK_YES, MARK_BLANK, MARK_NO,
     MARK_BLANK},
    {KIND_TERMINAL, 'A', 2, 1, "窓口端末", "窓口", MARK_YES, MARK_YES, MARK_YES, MARK_BLANK,
     MARK_BLANK}, /* the wire makes it L2 */
    {KIND_DISK, 'B', 2, 3, "控え用ハードディスク", "施錠キャビネット", MARK_NO, MARK_YES,
     MARK_BLANK, MARK_YES, MARK_NO},
    {KIND_CLOUD, 'C', -1, -1, "上の公開データ", NULL, MARK_NO, MARK_BLANK, MARK_BLANK, MARK_BLANK,
     MARK_BLANK},
};
enum { MODEL_COUNT = sizeof models / sizeof models[0] };

static const struct model machine_room_models[] = {
    {KIND_SERVER, 'A', 4, 4, "第一サーバ", "電算室", MARK_YES, MARK_YES, MARK_BLANK, MARK_YES,
     MARK_YES},
    {KIND_SERVER, 'A', 4, 4, "第二サーバ", "電算室", MARK_YES, MARK_YES, MARK_BLANK, MARK_YES,
     MARK_YES},
    {KIND_SERVER, 'B', 4, 4, "認証サーバ", "電算室", MARK_NO, MARK_YES, MARK_BLANK, MARK_YES,
     MARK_YES},
    {KIND_TAPE, 'A', 2, 3, "控え用テープ", "耐火金庫", MARK_YES, MARK_YES, MARK_BLANK, MARK_YES,
     MARK_NO},
    {KIND_REMOTE, 'B', 2, 3, "保守用端末", "保守室", MARK_NO, MARK_YES, MARK_NO, MARK_YES, MARK_NO},
    {KIND_REMOTE, 'B', 2, 3, "監視用端末", "保守室", MARK_NO, MARK_YES, MARK_NO, MARK_YES, MARK_NO},
};
enum { MACHINE_ROOM_COUNT = sizeof machine_room_models / sizeof machine_room_models[0] };

struct asset {
    const char *number;
    int section;
    struct model model;
    const char *system;
    const struct demo_person *custodian;
    int64_t registered, reviewed;
    bool is_planted;
};

struct asset_list {
    struct asset rows[ASSET_LIMIT];
    int count;
    int numbers[DEPARTMENT_COUNT]; /* given so far */
};

static void take_number(struct demo_city *city, struct asset_list *list, struct asset *asset)
{
    int department = demo_sections[asset->section].department;
    list->numbers[department]++;
    asset->number = arena_format(city->arena, "%s-%04d", demo_departments[department].prefix,
                                 list->numbers[department]);
}

static void add_asset(struct demo_city *city, struct asset_list *list, int section,
                      const struct model *model)
{
    static const char *const systems[] = {"住民情報システム", "税総合システム",
                                          "文書管理システム", "財務会計システム",
                                          "介護保険システム", "庁内ポータル"};
    must(list->count < ASSET_LIMIT);
    struct asset *asset = &list->rows[list->count++];
    asset->section = section;
    asset->model = *model;
    asset->system =
        model->kind == KIND_CLOUD ? demo_service_in_use(list->count) : systems[demo_below(city, 6)];
    asset->custodian = demo_settled_at(city, section, demo_below(city, 3));
    asset->registered = DAY_OF_CHECK - 400 - demo_below(city, 3600);
    asset->reviewed = DAY_OF_CHECK - 10 - demo_below(city, 340);
    take_number(city, list, asset);
}

static void make_assets(struct demo_city *city, struct asset_list *list)
{
    int turn = 0;
    for (int section = 0; section < SECTION_COUNT; section++) {
        int rows = ROWS_OF_SECTION + (demo_sections[section].staff >= LARGE_SECTION);
        if (section == EMPTY_SECTION)
            continue;
        for (int i = 0; i < rows; i++)
            add_asset(city, list, section, &models[turn++ % MODEL_COUNT]);
        for (int i = 0; section == SECTION_IT && i < MACHINE_ROOM_COUNT; i++)
            add_asset(city, list, section, &machine_room_models[i]);
    }
    must(list->count == ASSET_COUNT);
}

/* The next row of that kind and importance that is right so far; plants are two rows apart, so that
 * no part of the city is all breaches. */
static struct asset *take_tidy(struct asset_list *list, enum asset_kind kind, char importance,
                               int from)
{
    for (int i = 0; i < list->count; i++) {
        struct asset *asset = &list->rows[(from + i) % list->count];
        if (!asset->is_planted && asset->model.kind == kind &&
            asset->model.importance == importance) {
            asset->is_planted = true;
            return asset;
        }
    }
    must(!"no such asset is left");
    return NULL;
}

static struct asset *take_of_section(struct asset_list *list, int section)
{
    for (int i = 0; i < list->count; i++) {
        struct asset *asset = &list->rows[i];
        if (!asset->is_planted && asset->section == section) {
            asset->is_planted = true;
            return asset;
        }
    }
    must(!"the section has no asset left");
    return NULL;
}

/* CLAUSE: 3.1 */
static void plant_zones(struct asset_list *list)
{
    take_tidy(list, KIND_COMPUTER, 'A', 20)->model.storage_zone = 2; /* V01 */
    take_tidy(list, KIND_USB, 'A', 60)->model.storage_zone = 2;
    take_tidy(list, KIND_COMPUTER, 'B', 90)->model.locked = MARK_NO;
    take_tidy(list, KIND_REMOTE, 'B', 0)->model.storage_zone = 2;
    take_tidy(list, KIND_USB, 'A', 110)->model.use_zone = 1; /* V02 */
    struct asset *terminal = take_tidy(list, KIND_TERMINAL, 'A', 40);
    terminal->model.use_zone = 1;
    terminal->model.storage_zone = 2;
    terminal->model.wired = MARK_NO;
    take_tidy(list, KIND_PAPER, 'A', 30)->model.storage_zone = 2; /* W01 */
    take_tidy(list, KIND_PAPER, 'A', 100)->model.storage_zone = 1;
}

static void plant_care(struct asset_list *list)
{
    take_tidy(list, KIND_PAPER, 'B', 50)->model.personal = MARK_YES; /* V03 */
    take_tidy(list, KIND_COMPUTER, 'B', 70)->model.personal = MARK_YES;
    take_tidy(list, KIND_SERVER, 'A', 25)->model.backed_up = MARK_NO;      /* V05 */
    take_tidy(list, KIND_CLOUD, 'B', 0)->system = "架空の写真置場";        /* V08 */
    take_tidy(list, KIND_CLOUD, 'B', 80)->system = demo_service_ended();   /* V08 */
    take_tidy(list, KIND_COMPUTER, 'A', 80)->model.encrypted = MARK_NO;    /* W02 */
    take_tidy(list, KIND_USB, 'A', 10)->model.encrypted = MARK_BLANK;      /* W02 */
    take_tidy(list, KIND_PAPER, 'C', 10)->reviewed = DAY_OF_CHECK - 366;   /* W03 */
    take_tidy(list, KIND_DISC, 'C', 60)->reviewed = DAY_OF_CHECK - 800;    /* W03 */
    take_tidy(list, KIND_DISK, 'B', 90)->reviewed = DAY_OF_CHECK - 1500;   /* W03 */
    take_tidy(list, KIND_COMPUTER, 'B', 5)->reviewed = DAY_OF_CHECK - 365; /* just in time */
}

/* Custodians who left, and who were transferred, while the ledger stayed as it was. */
static void plant_custodians(struct demo_city *city, struct asset_list *list)
{
    static const int left[] = {SECTION_WELFARE, SECTION_WATER, SECTION_LIBRARY};
    static const int moved[] = {SECTION_PLANNING,  SECTION_PERSONNEL, SECTION_TAX_PAYMENT,
                                SECTION_INSURANCE, SECTION_WASTE,     SECTION_ROADS};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) /* V06 */
        take_of_section(list, left[i])->custodian = demo_leaver_of(city, left[i]);
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++) /* V09 */
        take_of_section(list, moved[i])->custodian = demo_mover_of(city, moved[i]);
}

static const char *kind_text(struct demo_city *city, enum asset_kind kind)
{
    static const char *const texts[][KIND_WIDTH] = {
        {"パソコン（保存あり）", "ＰＣ（保存あり）", "パソコン(保存あり)"},
        {"パソコン（保存なし）", "シンクライアント", "ﾊﾟｿｺﾝ（保存なし）"},
        {"紙", "紙文書", "紙媒体"},
        {"ＵＳＢメモリ", "USBメモリー", "USBﾒﾓﾘ"},
        {"光ディスク", "CD-R", "DVD-R"},
        {"外付けHDD", "外付ＨＤＤ", "外付けHDD"},
        {"クラウド", "外部サービス", "SaaS"},
        {"サーバ", "サーバー", "ｻｰﾊﾞ"},
        {"リモート操作端末", "リモート操作端末", "ﾘﾓｰﾄ操作端末"},
        {"磁気テープ", "LTO", "磁気ﾃｰﾌﾟ"},
    };
    return texts[kind][demo_below(city, KIND_WIDTH)];
}

static void fill_row(struct demo_city *city, const struct asset *asset,
                     const char *cells[ASSET_COLUMNS])
{
    static const char *const retentions[] = {"１年", "3年", "５年", "10年", "常用", ""};
    static const char *const notes[] = {"",       "",        "",     "台帳見直し済み",
                                        "=A1&B1", "@要確認", "+2台", "課内で共用\n（貸出あり）"};
    const struct model *model = &asset->model;
    cells[0] = demo_departments[demo_sections[asset->section].department].name;
    cells[1] = demo_sections[asset->section].name;
    cells[2] = demo_id_text(city, asset->number);
    cells[3] = arena_format(city->arena, "%s%s", asset->system, model->name);
    cells[4] = kind_text(city, model->kind);
    cells[5] = asset->system;
    cells[6] = demo_importance_text(city, model->importance);
    cells[7] = demo_mark_text(city, model->personal);
    cells[8] = demo_dash_text(city);
    cells[9] = model->personal == MARK_YES ? demo_number(city, 20 + demo_below(city, 9000)) : "";
    cells[10] = demo_zone_text(city, model->use_zone);
    cells[11] = demo_zone_text(city, model->storage_zone);
    cells[12] = model->place;
    cells[13] = demo_mark_text(city, model->locked);
    cells[14] = demo_mark_text(city, model->wired);
    cells[15] = demo_mark_text(city, model->encrypted);
    cells[16] = demo_mark_text(city, model->backed_up);
    cells[17] = demo_mark_text(city, MARK_NO);
    cells[18] = demo_staff_number_text(city, asset->custodian->number);
    cells[19] = demo_date_text(city, asset->registered);
    cells[20] = demo_date_text(city, asset->reviewed);
    cells[21] = retentions[demo_below(city, 6)];
    cells[22] = notes[demo_below(city, 8)];
}

/* Rows that are refused: the section's first asset once more, under a number of its own, with one
 * cell made wrong. */
static const struct wrong_row {
    int section, column;
    const char *text; /* NULL: the number of the row before */
} wrong_rows[] = {
    {SECTION_PERSONNEL, 2, "未採番"},      /* E01 */
    {SECTION_INSURANCE, 2, NULL},          /* E02 */
    {SECTION_WASTE, 6, "Ｄ"},              /* E03 */
    {SECTION_HEALTH, 11, "執務室"},        /* E04 */
    {SECTION_COMMERCE, 1, "情報統計課"},   /* E05 */
    {SECTION_ROADS, 19, ""},               /* E06 */
    {SECTION_WATER, 20, "令和7年2月30日"}, /* E06 */
    {SECTION_SCHOOLS, 3, "　"},            /* E07 */
};

struct asset_out {
    struct demo_out file;
    const char *department, *section; /* of the row above; NULL where a block begins */
};

static const char *const upper_heading[ASSET_COLUMNS] = {
    "所管部", "所管課", "管理番号",   "資産名称", "媒体種別", "関連システム", "分類",    NULL,
    NULL,     NULL,     "区画",       NULL,       NULL,       NULL,           NULL,      "安全対策",
    NULL,     NULL,     "管理担当者", "年月日",   NULL,       "保存期間",     "特記事項"};
static const char *const lower_heading[ASSET_COLUMNS] = {
    [6] = "区分",    [7] = "個人情報",      [8] = "マイナンバー",
    [9] = "件数",    [10] = "使用",         [11] = "保管",
    [12] = "場所",   [13] = "夜間施錠",     [14] = "ワイヤーロック",
    [15] = "暗号化", [16] = "バックアップ", [17] = "委託",
    [19] = "登録",   [20] = "見直し日"};

static void put_row(struct demo_city *city, struct asset_out *out, const char *cells[ASSET_COLUMNS])
{
    const char *department = cells[0], *section = cells[1];
    bool is_new = !out->department || strcmp(department, out->department) != 0;
    bool is_other = is_new || strcmp(section, out->section) != 0;
    cells[0] = is_new ? department : NULL; /* as merged cells are read */
    cells[1] = is_other ? section : city->rows[FILE_ASSETS] % 9 == 4 ? "〃" : NULL;
    demo_out_row(&out->file, STYLE_NUMBER, cells, ASSET_COLUMNS);
    out->department = department;
    out->section = section;
    city->rows[FILE_ASSETS]++;
}

static void put_wrong(struct demo_city *city, struct asset_out *out, struct asset_list *list,
                      const struct asset *last)
{
    for (size_t i = 0; i < sizeof wrong_rows / sizeof wrong_rows[0]; i++) {
        const struct wrong_row *wrong = &wrong_rows[i];
        const char *cells[ASSET_COLUMNS];
        if (wrong->section != last->section)
            continue;
        struct asset asset = *last;
        take_number(city, list, &asset);
        fill_row(city, &asset, cells);
        cells[2] = asset.number;
        cells[wrong->column] = wrong->text ? wrong->text : demo_wide(city, last->number);
        put_row(city, out, cells);
    }
}

/* A department's rows end with their number; the heading comes again in the middle, as printed. */
static void end_department(struct demo_city *city, struct asset_out *out, int department, int rows)
{
    const char *cells[] = {"小計", NULL, NULL, arena_format(city->arena, "%d件", rows)};
    demo_out_row(&out->file, STYLE_PLAIN, cells, 4);
    if (department % 3 == 2)
        demo_out_line(&out->file, STYLE_PLAIN, NULL);
    if (department == 5) {
        demo_out_row(&out->file, STYLE_PLAIN, upper_heading, ASSET_COLUMNS);
        demo_out_row(&out->file, STYLE_PLAIN, lower_heading, ASSET_COLUMNS);
    }
    out->department = NULL;
}

static void put_assets(struct demo_city *city, struct asset_out *out, struct asset_list *list)
{
    int first_row = 0;
    for (int i = 0; i < list->count; i++) {
        const struct asset *asset = &list->rows[i], *next = asset + 1;
        const char *cells[ASSET_COLUMNS];
        int department = demo_sections[asset->section].department;
        bool is_end = i + 1 == list->count;
        fill_row(city, asset, cells);
        put_row(city, out, cells);
        if (is_end || next->section != asset->section)
            put_wrong(city, out, list, asset);
        if (!is_end && demo_sections[next->section].department == department)
            continue;
        end_department(city, out, department, city->rows[FILE_ASSETS] - first_row);
        first_row = city->rows[FILE_ASSETS];
    }
}

static void put_guide(struct demo_out *out)
{
    demo_out_sheet(out, "記入要領", NULL, 0);
    demo_out_line(out, STYLE_TITLE, "情報資産管理台帳の書き方");
    demo_out_line(out, STYLE_PLAIN, "１　区分は、扱う情報のうち最も高いものを書く。");
    demo_out_line(out, STYLE_PLAIN, "２　区画は、電算室をＬ４、窓口の外側をＬ０とする。");
}

int demo_write_assets(struct demo_city *city, struct error *error)
{
    static const int widths[ASSET_COLUMNS] = {14, 18, 12, 34, 20, 22, 14, 10, 12, 8,  9, 9,
                                              18, 10, 14, 9,  12, 8,  12, 16, 16, 10, 20};
    struct asset_list *list = arena_alloc(city->arena, sizeof(*list));
    make_assets(city, list);
    plant_zones(list);
    plant_care(list);
    plant_custodians(city, list);
    struct asset_out out = {demo_out_open(city, demo_assets_file, FORMAT_XLSX, error), NULL, NULL};
    put_guide(&out.file);
    demo_out_sheet(&out.file, "資産台帳", widths, ASSET_COLUMNS);
    demo_out_line(&out.file, STYLE_TITLE, "情報資産管理台帳");
    demo_out_line(&out.file, STYLE_PLAIN, "見本野市　　令和８年４月１日現在");
    demo_out_row(&out.file, STYLE_HEADING, upper_heading, ASSET_COLUMNS);
    demo_out_row(&out.file, STYLE_HEADING, lower_heading, ASSET_COLUMNS);
    put_assets(city, &out, list);
    demo_out_line(&out.file, STYLE_PLAIN, "※ 廃棄した資産は別に綴じる。");
    return demo_out_close(&out.file);
}
