/* Layouts recognised from header words, or given as profiles. CLAUSE: 2.2 */
#include "register/layout.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct pack *pack;
static const char *folder;

static const char *put_file(const char *name, const char *text)
{
    const char *path = arena_format(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    must(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

#define ROSTER_HEAD "部名,課名,職員番号,氏名,職名,採用年月日\n"

static void test_one_line(void)
{
    struct error error = {0};
    struct layout layout;
    const char *path =
        put_file("a.csv", "職員名簿\n\n" ROSTER_HEAD "総務部,総務課,000001,見本,課長,R1.5.1\n");
    is_int(layout_recognise(pack, "roster", path, arena, &layout, &error), 0,
           "2.2: a title above is no heading");
    is_int(layout.part_count, 1, "2.2: one part");
    is_int(layout.parts[0].header_first, 3, "2.2: the heading is record 3");
    is_int(layout.parts[0].header_last, 3, "2.2: of one line");
}

static void test_two_lines(void)
{
    struct error error = {0};
    struct layout layout;
    const char *path = put_file(
        "b.csv", "No.,媒体番号,持出者,,,,持出先,目的,データ,,,,,,承認,,,持出・返却,,,,\n"
                 ",,部,課,職員番号,氏名,,,持出データ,取扱系統,重要度,件数,暗号化,例外許可番号,"
                 "職員番号,承認者,承認日,持出日,返却予定日,返却日,消去確認,確認印\n");
    is_int(layout_recognise(pack, "media", path, arena, &layout, &error), 0,
           "4.1.7: two heading lines are joined");
    is_text(layout.parts[0].part, "takeouts", "4.1.7: and tell which part it is");
    for (int i = 0; i < layout.parts[0].fields->field_count; i++) {
        const char *field = layout.parts[0].fields->fields[i].field;
        if (strcmp(field, "staff_no") == 0)
            is_int(layout.parts[0].columns[i], 4, "4.1.7: the borrower's number is column 5");
        if (strcmp(field, "approver_no") == 0)
            is_int(layout.parts[0].columns[i], 14, "4.1.7: the approver's number is column 15");
    }
}

/* A second heading line may stand only under columns that nothing reads. */
static void test_divided_remarks(void)
{
    static const char head[] = "部名,課名,職員番号,氏名,職名,採用年月日,連絡先,\n";
    struct error error = {0};
    struct layout layout;
    const char *path = put_file(
        "g.csv",
        arena_format(arena, "%s,,,,,,内線,携帯\n総務部,総務課,1,見本,課長,R1.5.1,,\n", head));
    is_int(layout_recognise(pack, "roster", path, arena, &layout, &error), 0,
           "2.2: a heading divided under 連絡先 alone is recognised");
    is_int(layout.parts[0].header_last, 2, "2.2: with both its lines");
    path = put_file("h.csv", arena_format(arena, "%s,,,,,,12,34\n", head));
    is_int(layout_recognise(pack, "roster", path, arena, &layout, &error), 0,
           "2.2: numbers under it are no words");
    is_int(layout.parts[0].header_last, 1, "2.2: and stay a row of data");
}

/* Both lines of a heading may stand again further down, the second with a single word. */
static void test_repeated_lines(void)
{
    struct error error = {0};
    struct layout layout;
    struct layout_row row;
    const char *path = put_file(
        "i.csv",
        "部名,,職員番号,氏名,職名,採用年月日\n,課名,,,,\n総務部,総務課,1,見本,課長,R1.5.1\n"
        "部名,,職員番号,氏名,職名,採用年月日\n,課名,,,,\n総務部,人事課,2,見本,課長,R1.5.1\n");
    is_int(layout_recognise(pack, "roster", path, arena, &layout, &error), 0,
           "2.2: a heading of two lines");
    struct layout_reader *reader = layout_open(&layout, path, &error);
    layout_next(reader, &row, &error);
    is_int(row.number, 3, "2.2: the first row under it");
    layout_next(reader, &row, &error);
    is_int(row.number, 6, "2.2: the row under both lines repeated");
    layout_close(reader);
}

static void test_missing(void)
{
    struct error error = {0};
    struct layout layout;
    const char *path =
        put_file("c.csv", "部名,課名,氏名,職名,採用年月日\n総務部,総務課,見本,課長,R1.5.1\n");
    is_int(layout_recognise(pack, "roster", path, arena, &layout, &error), ERROR_INPUT,
           "2.2: a missing required column refuses the file");
    is_text(error.id, "F10", "2.2: with F10");
    ok(strstr(error.text, "職員番号") != NULL, "2.2: naming the column");
    const char *missing;
    error.code = 0;
    is_int(layout_propose(pack, "roster", path, arena, &layout, &missing, &error), 0,
           "2.2: a profile is proposed all the same");
    is_text(missing, "職員番号", "2.2: saying what is missing");
}

static const char *cell(const struct layout_row *row, const char *field)
{
    return layout_cell(row, field)->text;
}

static void test_rows(void)
{
    struct error error = {0};
    struct layout layout;
    struct layout_row row;
    const char *path = put_file(
        "d.csv",
        "部,課,媒体番号,登録日,状態\n総務部,総務課,USB-1,R1.5.1,使用中\n,人事課,USB-2,〃,使用中\n"
        "小計,2,,,\n,財政課,USB-3,R1.5.1,使用中\n※注,,,,\n\n部,課,媒体番号,登録日,状態\n"
        "財務部,同上,USB-4,R1.5.1,利用中\n");
    is_int(layout_recognise(pack, "media", path, arena, &layout, &error), 0,
           "5.3.1: the media register is recognised");
    struct layout_reader *reader = layout_open(&layout, path, &error);
    is_int(layout_next(reader, &row, &error), 1, "5.3.1: row 1");
    is_int(layout_next(reader, &row, &error), 1, "5.3.1: row 2");
    is_text(cell(&row, "department"), "総務部",
            "5.3.1: a blank department of a merged cell takes the value above");
    is_text(cell(&row, "registered_on"), "R1.5.1", "5.3.1: 〃 takes the value above");
    is_int(layout_next(reader, &row, &error), 1, "5.3.1: the row after the subtotal");
    is_text(cell(&row, "department"), "", "5.3.1: a subtotal ends the block");
    is_int(row.number, 5, "5.3.1: records keep their numbers");
    is_int(layout_next(reader, &row, &error), 1,
           "5.3.1: the row after a note, a blank and the heading again");
    is_text(cell(&row, "section"), "財政課", "5.3.1: 同上 takes the value above");
    is_text(cell(&row, "state"), "使用中", "5.3.1: a synonym becomes the canonical word");
    is_text(layout_text(&row, "state"), "利用中", "5.3.1: and the text as written stays");
    is_int(layout_next(reader, &row, &error), 0, "5.3.1: the end");
    is_int(layout_skipped(reader, 0), 5, "5.3.1: five records are not data");
    layout_close(reader);
}

static void test_profile(void)
{
    struct error error = {0};
    struct layout layout;
    struct layout_row row;
    const char *path = put_file("e.csv", "A,B,C,D,E,F\n総務部,総務課,000001,見本,課長,R1.5.1\n");
    const char *profile = put_file(
        "e.json",
        "{\"profile\":1,\"kind\":\"roster\",\"encoding\":null,\"delimiter\":null,\"sheets\":[{"
        "\"name\":null,"
        "\"part\":null,\"header_rows\":[1,1],\"columns\":{\"department\":\"A\",\"section\":2,"
        "\"staff_no\":\"C\","
        "\"name\":4,\"post\":\"E\",\"hired_on\":6},\"values\":{\"post\":{\"課長\":\"室長\"}}}]}");
    is_int(layout_from_profile(pack, "roster", profile, path, arena, &layout, &error), 0,
           "2.2: a profile names columns by heading and by number");
    struct layout_reader *reader = layout_open(&layout, path, &error);
    is_int(layout_next(reader, &row, &error), 1, "2.2: its row");
    is_text(cell(&row, "name"), "見本", "2.2: the column by number");
    is_text(cell(&row, "post"), "室長", "2.2: the value mapped");
    layout_close(reader);
    const char *bad = put_file("f.json", "{\"profile\":1,\n\"kind\":}");
    error.code = 0;
    is_int(layout_from_profile(pack, "roster", bad, path, arena, &layout, &error), ERROR_INPUT,
           "2.2: a broken profile is refused");
    is_text(error.id, "F13", "2.2: with F13");
    ok(strstr(error.text, "2行目") != NULL, "2.2: and the line");
    const char *backward =
        put_file("g.json", "{\"profile\":1,\"kind\":\"roster\",\"sheets\":[{\"header_rows\":[20,1],"
                           "\"columns\":{\"department\":1,\"section\":2,\"staff_no\":3,\"name\":4,"
                           "\"post\":5,\"hired_on\":6}}]}");
    error.code = 0;
    is_int(layout_from_profile(pack, "roster", backward, path, arena, &layout, &error), ERROR_INPUT,
           "2.2: heading rows that run backwards are refused");
    ok(strstr(error.text, "header_rows") != NULL, "2.2: and named");
}

int main(void)
{
    char template[] = "/tmp/chikiri-layout-XXXXXX";
    struct error error = {0};
    folder = mkdtemp(template);
    arena = arena_open((size_t)64 << 20);
    pack = pack_open(NULL, &error);
    test_one_line();
    test_two_lines();
    test_divided_remarks();
    test_repeated_lines();
    test_missing();
    test_rows();
    test_profile();
    pack_close(pack);
    static const char *const names[] = {"a.csv", "b.csv",  "c.csv", "d.csv",
                                        "e.csv", "e.json", "f.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(arena_format(arena, "%s/%s", folder, names[i]));
    rmdir(folder);
    arena_close(arena);
    return done();
}
