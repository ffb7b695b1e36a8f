/* RULES N1-N10: cells of municipal ledgers as values. */
#include "register/register.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "sheet/reader.h"
#include "store/table.h"
#include "tests/tap.h"

#include <string.h>

static struct arena *arena;
static struct pack *pack;

/* The value's text, "(bad)" when the cell is not understood, "(null)" for none. */
static const char *read_as(enum noun noun, const char *text)
{
    struct column column = {.name = "x", .noun = noun, .words = "利用中 終了"};
    struct cell cell = {CELL_TEXT, text, 0};
    struct value value;
    if (!register_read_value(pack, &column, &cell, false, arena, &value))
        return "(bad)";
    const char *shown = register_value_text(&column, value, arena);
    return shown != NULL ? shown : "(null)";
}

static void check(enum noun noun, const char *text, const char *want)
{
    is_text(read_as(noun, text), want, arena_format(arena, "3.1: 「%s」", text));
}

static void check_marks(void)
{
    static const char *const yes[] = {"○",  "〇", "◯", "◎", "●",  "有",  "あり",
                                      "済", "レ", "✓", "1", "１", " ○　"};
    static const char *const no[] = {"×", "✕", "✖", "Ｘ", "x", "無", "なし", "未", "0"};
    static const char *const none[] = {"", "　", "－", "-", "ー", "―", "‐"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        check(NOUN_MARK, yes[i], "○");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        check(NOUN_MARK, no[i], "×");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        check(NOUN_MARK, none[i], "(null)");
    check(NOUN_MARK, "要確認", "(bad)");
}

static void check_importance(void)
{
    check(NOUN_IMPORTANCE, "Ａ（個人情報）", "A");
    check(NOUN_IMPORTANCE, "Ｂ（行政情報（重要））", "B");
    check(NOUN_IMPORTANCE, "重要度Ｃ", "C");
    check(NOUN_IMPORTANCE, "b　", "B");
    check(NOUN_IMPORTANCE, "A,C", "A");
    check(NOUN_IMPORTANCE, "Ｂ・Ａ", "A");
    check(NOUN_IMPORTANCE, "B/C", "B");
    check(NOUN_IMPORTANCE, "BC", "B");
    check(NOUN_IMPORTANCE, "Ｄ", "(bad)");
    check(NOUN_IMPORTANCE, "要検討", "(bad)");
    check(NOUN_IMPORTANCE, "－", "(null)");
}

static void check_zones(void)
{
    check(NOUN_ZONE, "Ｌ－２", "L2");
    check(NOUN_ZONE, "区画L4", "L4");
    check(NOUN_ZONE, "l3", "L3");
    check(NOUN_ZONE, "２", "L2");
    check(NOUN_ZONE, "Ｌ1 ", "L1");
    check(NOUN_ZONE, "L5", "(bad)");
    check(NOUN_ZONE, "執務室", "(bad)");
    check(NOUN_ZONE, "－", "(null)");
}

static void check_forms(void)
{
    check(NOUN_FORM, "ﾊﾟｿｺﾝ(保存あり)", "パソコン（保存あり）");
    check(NOUN_FORM, "ＰＣ（保存なし）", "パソコン（保存なし）");
    check(NOUN_FORM, "シンクライアント", "パソコン（保存なし）");
    check(NOUN_FORM, "ｻｰﾊﾞ", "サーバ");
    check(NOUN_FORM, "USBメモリー", "USBメモリ");
    check(NOUN_FORM, "外付ＨＤＤ", "外付けHDD");
    check(NOUN_FORM, "DVD-R", "光ディスク");
    check(NOUN_FORM, "LTO", "磁気テープ");
    check(NOUN_FORM, "紙文書", "紙");
    check(NOUN_FORM, "ＳａａＳ", "クラウド");
    check(NOUN_FORM, "ﾘﾓｰﾄ操作端末", "リモート操作端末");
    check(NOUN_FORM, "タブレット", "(bad)");
}

static void check_others(void)
{
    check(NOUN_SEGMENT, "LGWAN接続系", "ＬＧＷＡＮ接続系");
    check(NOUN_SEGMENT, "ﾏｲﾅﾝﾊﾞｰ利用事務系", "マイナンバー利用事務系");
    check(NOUN_SEGMENT, "internet", "インターネット接続系");
    check(NOUN_STAFF_NUMBER, "６７４６", "006746");
    check(NOUN_STAFF_NUMBER, "0012345", "(bad)");
    check(NOUN_NUMBER_KEY, "ｕｓｂー００１", "USB-001");
    check(NOUN_DATE, "Ｒ８．３．３１", "2026-03-31");
    check(NOUN_DATE, "46112", "2026-03-31");
    check(NOUN_DATE, "期限なし", "(bad)");
    check(NOUN_COUNT, "１２", "12");
    check(NOUN_COUNT, "不明", "(bad)");
    check(NOUN_WORD, "利用中 ", "利用中");
    check(NOUN_WORD, "休止", "(bad)");
    check(NOUN_NAME, "　髙橋 神　", "髙橋 神");
    check(NOUN_TEXT, "'=SUM(A1)", "=SUM(A1)");
}

int main(void)
{
    struct error error = {0};
    arena = arena_open((size_t)16 << 20);
    pack = pack_open(NULL, &error);
    ok(pack != NULL, "the built-in pack loads");
    check_marks();
    check_importance();
    check_zones();
    check_forms();
    check_others();
    pack_close(pack);
    arena_close(arena);
    return done();
}
