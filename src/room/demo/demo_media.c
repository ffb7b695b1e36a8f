#include "room/demo/city.h"

#include "base/arena.h"

#include <string.h>

const char demo_media_file[] = "06_外部記録媒体管理簿.xlsx";

enum {
    MEDIA_COLUMNS = 8,
    MEDIA_COUNT = 40,
    MEDIA_IN_USE = 36, /* the first ones */
    TAKEOUT_COLUMNS = 22,
    TAKEOUT_COUNT = 90,
    FIRST_DAY = 20181, /* 2025-04-03 */
    DAYS_APART = 4,
    MEDIUM_GONE = 36, /* thrown away */
    MEDIUM_UNKNOWN = 98,
};

struct takeout {
    int medium; /* from 0 */
    int section;
    const struct demo_person *taker, *approver; /* no approver: NULL */
    const char *segment;
    char importance;
    bool has_exception;
    int64_t approved, out, due, back; /* NO_DAY for none */
    enum demo_mark encrypted, erased;
};

static const char my_number[] = "マイナンバー利用事務系";

static const char *medium_number(struct demo_city *city, int medium)
{
    return arena_format(city->arena, "UM-%03d", medium + 1);
}

/* Not on a Saturday or Sunday, but the Friday before. */
static int64_t working_day(int64_t day)
{
    int weekday = (int)((day + 4) % 7); /* 1970-01-01 was a Thursday */
    return weekday == 0 ? day - 2 : weekday == 6 ? day - 1 : day;
}

/* A take-out as the standard wants it; the medium was not out when it begins. CLAUSE: 5.3.1 */
static struct takeout make_takeout(struct demo_city *city, int number)
{
    static const char *const segments[] = {"ＬＧＷＡＮ接続系", "LGWAN系", "インターネット接続系"};
    int section = number % MEDIA_IN_USE;
    bool is_special = number % 8 == 3;
    struct takeout takeout = {
        .medium = number % MEDIA_IN_USE,
        .section = section,
        .taker = demo_person_at(city, section, 3),
        .approver = &city->staff[city->head_of[section]],
        .segment = is_special ? my_number : segments[number % 3],
        .importance = is_special ? 'A' : "BCABC"[number % 5],
        .has_exception = is_special,
        .out = working_day(FIRST_DAY + number * DAYS_APART),
        .erased = MARK_YES,
    };
    takeout.due = takeout.out + 1 + demo_below(city, 5);
    takeout.back = takeout.due - demo_below(city, 2);
    takeout.approved = takeout.out - demo_below(city, 3);
    takeout.encrypted = takeout.importance == 'A' || demo_one_in(city, 2) ? MARK_YES : MARK_NO;
    if (number >= TAKEOUT_COUNT - 2) { /* still out, and may be */
        takeout.due = DAY_OF_CHECK + 9;
        takeout.back = NO_DAY;
        takeout.erased = MARK_BLANK;
    }
    return takeout;
}

static void plant_return(struct takeout *list)
{
    list[60].back = list[74].back = NO_DAY; /* M03 */
    list[60].erased = list[74].erased = MARK_BLANK;
    list[15].back = list[15].due + 3; /* M04 */
    list[42].back = list[42].due + 1;
    list[20].erased = MARK_NO; /* M07 */
    list[51].erased = MARK_BLANK;
    list[30].due = list[30].out + 12; /* M08, in the row after */
    list[30].back = list[30].out + 11;
    list[31].medium = list[30].medium;
}

static void plant(struct demo_city *city, struct takeout *list)
{
    list[6].approver = NULL; /* M01 */
    list[47].approved = NO_DAY;
    list[9].approved = list[9].out + 1; /* M02 */
    list[54].approved = list[54].out + 2;
    list[13].medium = MEDIUM_UNKNOWN; /* M05 */
    list[38].medium = MEDIUM_GONE;
    list[17].importance = list[57].importance = 'A'; /* M06 */
    list[17].encrypted = MARK_NO;
    list[57].encrypted = MARK_BLANK;
    list[25].taker = list[25].approver; /* M09: the head approved it */
    list[33].approver = &city->staff[city->head_of[list[33].section - 1]]; /* M10 */
    list[63].approver = demo_person_at(city, list[63].section, 1);
    list[35].has_exception = false; /* M11 */
    plant_return(list);
}

static void fill_row(struct demo_city *city, const struct takeout *takeout, int number,
                     const char *cells[TAKEOUT_COLUMNS])
{
    static const char *const places[] = {"見本データセンター", "市内の学校", "架空印刷所",
                                         "出張所"};
    static const char *const purposes[] = {"データの受渡し", "印刷原稿の受渡し", "説明会での使用"};
    static const char *const contents[] = {"名簿データ", "統計データ", "説明資料", "通知書データ"};
    const struct demo_section *section = &demo_sections[takeout->section];
    const struct demo_person *approver = takeout->approver;
    cells[0] = demo_number(city, number + 1);
    cells[1] = demo_id_text(city, medium_number(city, takeout->medium));
    cells[2] = demo_departments[section->department].name;
    cells[3] = section->name;
    cells[4] = demo_staff_number_text(city, takeout->taker->number);
    cells[5] = demo_name_text(city, takeout->taker);
    cells[6] = places[demo_below(city, 4)];
    cells[7] = purposes[demo_below(city, 3)];
    cells[8] = contents[demo_below(city, 4)];
    cells[9] = takeout->segment;
    cells[10] = demo_importance_text(city, takeout->importance);
    cells[11] = demo_number(city, demo_below(city, 3000));
    cells[12] = demo_mark_text(city, takeout->encrypted);
    cells[13] =
        takeout->has_exception ? arena_format(city->arena, "例Ｒ７－%03d", number + 1) : NULL;
    cells[14] = approver ? demo_staff_number_text(city, approver->number) : NULL;
    cells[15] = approver ? demo_name_text(city, approver) : NULL;
    cells[16] = demo_date_text(city, takeout->approved);
    cells[17] = demo_date_text(city, takeout->out);
    cells[18] = demo_date_text(city, takeout->due);
    cells[19] = demo_date_text(city, takeout->back);
    cells[20] = demo_mark_text(city, takeout->erased);
    cells[21] = takeout->back != NO_DAY && approver ? approver->family->written : NULL;
}

static void put_takeouts(struct demo_city *city, struct demo_out *out, const struct takeout *list)
{
    static const struct {
        int before;
        const char *text;
    } quarters[] = {{0, "【令和７年度　第１四半期】"},
                    {22, "【令和７年度　第２四半期】"},
                    {45, "【令和７年度　第３四半期】"},
                    {68, "【令和７年度　第４四半期】"}};
    int quarter = 0;
    for (int i = 0; i < TAKEOUT_COUNT; i++) {
        const char *cells[TAKEOUT_COLUMNS];
        if (quarter < 4 && quarters[quarter].before == i)
            demo_out_line(out, STYLE_PLAIN, quarters[quarter++].text);
        fill_row(city, &list[i], i, cells);
        if (i == 11)
            cells[1] = "－"; /* ME1 */
        if (i == 28)
            cells[17] = "不明"; /* ME2 */
        if (i == 66)
            cells[10] = "－"; /* ME3 */
        demo_out_row(out, STYLE_NUMBER, cells, TAKEOUT_COLUMNS);
        city->rows[FILE_MEDIA]++;
    }
}

static void put_media(struct demo_city *city, struct demo_out *out)
{
    static const char *const heading[MEDIA_COLUMNS] = {"登録番号",   "媒体の種類", "記憶容量",
                                                       "暗号化対応", "配備部",     "配備課",
                                                       "配備日",     "使用状況"};
    static const int widths[MEDIA_COLUMNS] = {12, 14, 10, 12, 14, 18, 16, 10};
    static const char *const kinds[] = {"ＵＳＢメモリ", "USBメモリ", "外付けHDD", "ＳＤカード"};
    static const char *const sizes[] = {"8GB", "１６ＧＢ", "32GB", "1TB"};
    static const char *const last_states[] = {"廃棄", "廃棄", "修理中", "紛失"};
    demo_out_sheet(out, "媒体登録簿", widths, MEDIA_COLUMNS);
    demo_out_line(out, STYLE_TITLE, "外部記録媒体登録簿");
    demo_out_row(out, STYLE_HEADING, heading, MEDIA_COLUMNS);
    for (int i = 0; i < MEDIA_COUNT; i++) {
        const char *cells[MEDIA_COLUMNS];
        const struct demo_section *section = &demo_sections[i % SECTION_COUNT];
        cells[0] = demo_id_text(city, medium_number(city, i));
        cells[1] = kinds[demo_below(city, 4)];
        cells[2] = sizes[demo_below(city, 4)];
        cells[3] = demo_mark_text(city, demo_one_in(city, 8) ? MARK_NO : MARK_YES);
        cells[4] = demo_departments[section->department].name;
        cells[5] = section->name;
        cells[6] = demo_date_text(city, FIRST_DAY - 30 - demo_below(city, 1800));
        cells[7] = i < MEDIA_IN_USE ? "使用中" : last_states[i - MEDIA_IN_USE];
        demo_out_row(out, STYLE_NUMBER, cells, MEDIA_COLUMNS);
        city->rows[FILE_MEDIA]++;
    }
}

int demo_write_media(struct demo_city *city, struct error *error)
{
    static const char *const upper[TAKEOUT_COLUMNS] = {
        "No.",        "媒体管理番号", "持出者",       NULL,  NULL, NULL,
        "持ち出し先", "持出目的",     "持出情報",     NULL,  NULL, NULL,
        NULL,         NULL,           "承認者",       NULL,  NULL, "貸出日",
        "返却期限",   "返納日",       "データ\n消去", "検印"};
    static const char *const lower[TAKEOUT_COLUMNS] = {
        [2] = "部",    [3] = "課",      [4] = "番号",   [5] = "氏名",    [8] = "情報の内容",
        [9] = "系統",  [10] = "重要度", [11] = "件数",  [12] = "暗号化", [13] = "例外許可番号",
        [14] = "番号", [15] = "氏名",   [16] = "許可日"};
    static const int widths[TAKEOUT_COLUMNS] = {5, 14, 14, 18, 10, 16, 20, 18, 16, 24, 14,
                                                8, 9,  14, 10, 16, 16, 16, 16, 16, 9,  8};
    struct takeout *list = arena_alloc(city->arena, TAKEOUT_COUNT * sizeof(*list));
    for (int i = 0; i < TAKEOUT_COUNT; i++)
        list[i] = make_takeout(city, i);
    plant(city, list);
    struct demo_out out = demo_out_open(city, demo_media_file, FORMAT_XLSX, error);
    put_media(city, &out);
    demo_out_sheet(&out, "持出記録", widths, TAKEOUT_COLUMNS);
    demo_out_line(&out, STYLE_TITLE, "外部記録媒体持出記録簿");
    demo_out_line(&out, STYLE_PLAIN, "令和７年度");
    demo_out_row(&out, STYLE_HEADING, upper, TAKEOUT_COLUMNS);
    demo_out_row(&out, STYLE_HEADING, lower, TAKEOUT_COLUMNS);
    put_takeouts(city, &out, list);
    return demo_out_close(&out);
}
