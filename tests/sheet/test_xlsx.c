/* Reading XLSX: the ways programs write workbooks, and workbooks made to do harm. */
#include "base/arena.h"
#include "sheet/limits.h"
#include "sheet/xlsx_cell.h"
#include "sheet/xlsx_styles.h"
#include "sheet/xlsx_text.h"
#include "sheet/xlsx_workbook.h"
#include "tests/sheet/make_xlsx.h"
#include "tests/tap.h"

static void is_shown(struct made_file file, const char *want, const char *name)
{
    char *got = show_made(file);
    is_text(got, want, name);
    free(got);
}

static void is_sheet(const char *sheet, const char *want, const char *name)
{
    is_shown(make_xlsx(sheet, NULL, NULL), want, name);
}

static void test_strings(void)
{
    static const char strings[] =
        "<sst xmlns=\"" MAIN_NS "\">"
        "<si><t>資産</t><rPh sb=\"0\" eb=\"2\"><t>シサン</t></rPh><phoneticPr fontId=\"1\"/></si>"
        "<si><r><rPr><b/></rPr><t>重要</t></r><r><t xml:space=\"preserve\"> 度</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>ジュウ</t></rPh></si>"
        "<si><t xml:space=\"preserve\">  前後 </t></si><si><t>  詰め\n</t></si>"
        "<si><t>a_x000D_b_x005F_x0041__xD842__xDFB7__xD842_</t></si><si><t/></si>"
        "<si><t>&#x9AD9;&amp;&lt;</t></si><extLst><ext/></extLst></sst>";
    is_shown(make_xlsx(WORKSHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
                                 "<c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>"
                                 "<c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c>"
                                 "<c r=\"F1\" t=\"s\"><v>5</v></c><c r=\"G1\" t=\"s\"><v>6</v></c>"
                                 "</row>"),
                       strings, NULL),
             "台帳!1|T:資産|T:重要 度|T:  前後 |T:詰め|T:a\rb_x0041_𠮷_xD842_|-|T:髙&<\n",
             "shared strings: runs joined, readings left out, space and escapes");
    is_sheet(WORKSHEET("<row r=\"1\"><c t=\"inlineStr\"><is><r><t>赤</t></r><r><t>青</t></r>"
                       "<rPh><t>アカ</t></rPh></is></c><c t=\"str\"><f>A1</f><v>式 </v></c>"
                       "<c t=\"str\"><f>A2</f></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                       "<c t=\"e\"><v>#N/A</v></c></row>"),
             "台帳!1|T:赤青|T:式 |-|T:TRUE|T:FALSE|E:#N/A\n", "inline, formula, logical and error");
}

static void test_places(void)
{
    is_sheet(
        WORKSHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c>"
                  "<c><v>4</v></c><c r=\"A5\"><v>5</v></c></row><row><c><v>6</v></c></row>"),
        "台帳!1|N:1|N:2\n台帳!5|N:5|-|N:3|N:4\n台帳!6|N:6\n",
        "rows and cells without a reference count on; columns in any order");
    is_sheet(
        WORKSHEET("<row r=\"1\"/><row r=\"2\"><c r=\"A2\" s=\"0\"/><c r=\"B2\"><v></v></c></row>"
                  "<row r=\"3\" hidden=\"1\"><c r=\"B3\"><v>7</v></c><c r=\"C3\"/></row>"),
        "台帳!3|-|N:7\n", "rows without a value are skipped, hidden ones are not");
    is_sheet(
        "<x:worksheet xmlns:x=\"" STRICT_NS "\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\">"
        "<x:v>8</x:v><x:extLst><x:ext><x:v>9</x:v></x:ext></x:extLst></x:c></x:row>"
        "</x:sheetData><x:mergeCells><x:mergeCell ref=\"A1:B2\"/></x:mergeCells></x:worksheet>",
        "台帳!1|N:8\n", "any prefix, the strict namespace, extensions in a cell");
    char *shown = show_made(make_xlsx(
        WORKSHEET("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"), NULL, NULL));
    is_int((int64_t)strlen(shown), (int64_t)strlen("台帳!1048576|N:1\n") + 2 * 16383, "last cell");
    free(shown);
    is_int(xlsx_column_read("A1"), 0, "column A");
    is_int(xlsx_column_read("XFD9"), 16383, "column XFD");
    is_int(xlsx_column_read("xfe1"), SHEET_MAX_COLUMNS, "column XFE is past the end");
    is_int(xlsx_column_read("12"), -1, "no column");
}

static void test_numbers(void)
{
    is_sheet(WORKSHEET("<row r=\"1\"><c><v>012</v></c><c><v>1.50</v></c><c t=\"n\"><v>-0</v></c>"
                       "<c><v>0.1</v></c><c><v>0.30000000000000004</v></c><c><v>1E3</v></c>"
                       "<c><v>123456789012</v></c></row>"),
             "台帳!1|N:12|N:1.5|N:0|N:0.1|N:0.3|N:1000|N:123456789012\n", "numbers");
    is_sheet(WORKSHEET("<row r=\"1\"><c><v>0x10</v></c></row>"), "F04", "hexadecimal is no number");
    is_sheet(WORKSHEET("<row r=\"1\"><c><v>1e999</v></c></row>"), "F04", "overflow");
    is_sheet(WORKSHEET("<row r=\"1\"><c><v>nan</v></c></row>"), "F04", "not a number");
}

static const char date_styles[] =
    "<styleSheet xmlns=\"" MAIN_NS "\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[$-411]ge.m.d\"/><numFmt numFmtId=\"166\" "
    "formatCode=\"[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/><numFmt "
    "numFmtId=\"167\" "
    "formatCode=\"000000\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
    "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
    "<xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf numFmtId=\"57\"/><xf "
    "numFmtId=\"22\"/></cellXfs>"
    "</styleSheet>";

#define DATE_ROW                                                                                   \
    "<row r=\"1\"><c s=\"0\"><v>46113</v></c><c s=\"1\"><v>46113</v></c>"                          \
    "<c s=\"2\"><v>46113</v></c><c s=\"3\"><v>46113</v></c><c s=\"4\"><v>46113</v></c>"            \
    "<c s=\"5\"><v>46113</v></c><c s=\"6\"><v>46113</v></c><c s=\"7\"><v>46113.75</v></c>"         \
    "<c s=\"7\"><v>46112.9999999</v></c><c s=\"7\"><v>0.5</v></c><c s=\"1\"><v>-1</v></c></row>"

static void test_dates(void)
{
    is_shown(make_xlsx(WORKSHEET(DATE_ROW), NULL, date_styles),
             "台帳!1|N:46113|D:2026-04-01|D:2026-04-01|D:2026-04-01|D:2026-04-01|N:46113|"
             "D:2026-04-01|D:2026-04-01 18:00:00|D:2026-04-01|D:12:00:00|N:-1\n",
             "styles that make a date");
    is_shown(make_xlsx(WORKSHEET("<row><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c>"
                                 "<c s=\"1\"><v>61</v></c><c t=\"d\"><v>2026-04-01</v></c>"
                                 "<c t=\"d\"><v>2026-04-01T08:30:00</v></c>"
                                 "<c t=\"d\"><v>いつか</v></c></row>"),
                       NULL, date_styles),
             "台帳!1|D:1900-02-28|N:60|D:1900-03-01|D:2026-04-01|D:2026-04-01 08:30:00|T:いつか\n",
             "29 February 1900 never was; ISO dates");
    char text[XLSX_NUMBER_SIZE];
    double serial;
    ok(xlsx_iso_read("2026-04-01", false, text, &serial) && serial == 46113, "ISO to serial, 1900");
    ok(xlsx_iso_read("1900-02-28", false, text, &serial) && serial == 59, "ISO before the bug");
    ok(xlsx_iso_read("1904-01-02", true, text, &serial) && serial == 1, "ISO to serial, 1904");
    ok(!xlsx_iso_read("2026-04-01T99:00:00", false, text, &serial), "no such hour");
}

static void test_formats(void)
{
    static const char *const dates[] = {
        "yyyy/m/d", "ge.m.d", "[$-411]ggge\"年\"", "h:mm", "aaa", "e.m.d", "[Red]d", "m/d;@"};
    static const char *const others[] = {"General", "0.00E+00", "\"ymd\"0",  "#,##0_m", "0\\d",
                                         "[Red]0",  "@",        "0;[赤]m/d", "0\"日\"", "*d0",
                                         "!y0",     "\"m",      "[h"};
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
        ok(xlsx_format_is_date(dates[i]), "%s is a date", dates[i]);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        ok(!xlsx_format_is_date(others[i]), "%s is none", others[i]);
}

static void test_workbook(void)
{
    const struct zip_part parts[] = {
        {"_rels/.rels", RELATIONS(SHEET_RELATION("a", "officeDocument", "/xl/book.xml")), 0},
        {"xl/book.xml",
         "<w:workbook xmlns:w=\"" MAIN_NS "\" xmlns:q=\"" OFFICE_NS "\"><w:workbookPr date1904="
         "\"true\"/><w:sheets><w:sheet name=\"二\" sheetId=\"1\" q:id=\"b\" state=\"hidden\"/>"
         "<w:sheet name=\"図\" sheetId=\"2\" q:id=\"g\"/>"
         "<w:sheet name=\"一\" sheetId=\"3\" q:id=\"c\"/></w:sheets></w:workbook>",
         0},
        {"xl/_rels/book.xml.rels",
         RELATIONS(SHEET_RELATION("c", "worksheet", "../xl/./worksheets/Sheet2.xml")
                       SHEET_RELATION("b", "worksheet", "/xl/worksheets/sheet1.xml")
                           SHEET_RELATION("g", "chartsheet", "chartsheets/sheet1.xml")
                               SHEET_RELATION("s", "styles", "styles.xml")),
         0},
        {"xl/worksheets/sheet1.xml", WORKSHEET("<row><c s=\"1\"><v>44651</v></c></row>"), 0},
        {"xl/worksheets/sheet2.xml", WORKSHEET("<row><c><v>2</v></c></row>"), 0},
        {"xl/styles.xml", date_styles, 0},
        {"../../evil.txt", "x", 0},
    };
    is_shown(make_zip(parts, sizeof(parts) / sizeof(parts[0])), "二!1|D:2026-04-01\n一!1|N:2\n",
             "order, hidden sheets, charts, targets, 1904");
    struct arena *arena = arena_open(65536);
    is_text(xlsx_resolve_target(arena, "xl/", "worksheets/a.xml"), "xl/worksheets/a.xml",
            "relative");
    is_text(xlsx_resolve_target(arena, "xl/", "/xl//b.xml"), "xl/b.xml", "absolute");
    is_text(xlsx_resolve_target(arena, "xl/", "../../b.xml"), NULL, "outside");
    is_text(xlsx_resolve_target(arena, "xl/", ".."), NULL, "nothing");
    arena_close(arena);
}

static void test_damage(void)
{
    is_sheet(WORKSHEET("<row><c t=\"s\"><v>0</v></c></row>"), "F08", "string past the end");
    is_sheet(WORKSHEET("<row><c t=\"s\"><v>99999999999999999999</v></c></row>"), "F08", "far past");
    is_sheet(WORKSHEET("<row><c s=\"1\"><v>0</v></c></row>"), "F08", "style past the end");
    is_sheet(WORKSHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>"),
             "台帳!2|N:1\nF04", "a row number twice");
    is_sheet(WORKSHEET("<row><c r=\"1\"><v>1</v></c></row>"), "F04", "a cell without a column");
    is_sheet(WORKSHEET("<row r=\"1048577\"><c><v>1</v></c></row>"), "F05", "too many rows");
    is_sheet(WORKSHEET("<row><c r=\"XFE1\"><v>1</v></c></row>"), "F05", "too many columns");
    is_sheet("<worksheet><sheetData><row><c><v>1</v></c></row></sheet", "台帳!1|N:1\nF04",
             "cut off");
    is_sheet("<!DOCTYPE worksheet><worksheet/>", "F06", "DOCTYPE");
    is_sheet("<!DOCTYPE w [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>", "F06", "entity");
    is_sheet(WORKSHEET("<row><c t=\"str\"><v>&nbsp;</v></c></row>"), "F06", "undefined entity");
    is_shown(make_xlsx(WORKSHEET(""), "<!DOCTYPE sst><sst/>", NULL), "F06", "DOCTYPE in strings");
    is_shown(make_xlsx(WORKSHEET(""), NULL, "<!DOCTYPE a><a/>"), "F06", "DOCTYPE in styles");
    is_shown(make_text("PK\3\4 and nothing more"), "F04", "no directory");
    struct made_file file = make_xlsx(WORKSHEET("<row><c><v>1</v></c></row>"), NULL, NULL);
    struct error error;
    FILE *stream = fopen(file.path, "r+b");
    must(stream && fseek(stream, -30, SEEK_END) == 0 &&
         ftruncate(fileno(stream), ftell(stream)) == 0);
    fclose(stream);
    char *shown = show_file(file.path, NULL, &error);
    is_text(shown, "F04", "truncated");
    ok(strstr(error.text, "壊れて"), "says so");
    free(shown);
    drop_file(file);
}

/* A worksheet of `count` times `piece` between its begin and end. The caller frees. */
static char *repeat_piece(const char *piece, size_t count, const char *end)
{
    struct buffer out = {.limit_bytes = 512 << 20};
    buffer_text(&out, "<worksheet><sheetData>");
    for (size_t i = 0; i < count; i++)
        buffer_text(&out, piece);
    buffer_text(&out, end);
    must(!out.full);
    return out.data;
}

static void test_bombs(void)
{
    char *sheet = repeat_piece("<row><c><v>1</v></c></row>", 1 << 20, "</sheetData></worksheet>");
    is_sheet(sheet, "F05", "inflates too much");
    free(sheet);
    sheet = repeat_piece("<a>", 100, "");
    is_sheet(sheet, "F05", "nested too deep");
    free(sheet);
    struct buffer names = {0};
    buffer_text(&names, "<worksheet>");
    for (int i = 0; i < 2000; i++)
        buffer_format(&names, "<n%d/>", i);
    is_sheet(buffer_string(&names), "F05", "ever new names");
    buffer_clear(&names);
    buffer_text(&names, "<worksheet a=\"");
    for (int i = 0; i < 3 << 20; i++)
        buffer_byte(&names, (uint8_t)('a' + i % 7 * (i % 3)));
    is_sheet(buffer_string(&names), "F05", "a tag without an end");
    buffer_clear(&names);
    buffer_text(&names, "<worksheet><sheetData><row><c t=\"str\"><v>");
    for (int i = 0; i < SHEET_MAX_LETTERS; i++)
        buffer_text(&names, "字");
    size_t length = names.length;
    buffer_text(&names, "</v></c></row></sheetData></worksheet>");
    char *shown = show_made(make_xlsx(buffer_string(&names), NULL, NULL));
    ok(strlen(shown) > 3 * SHEET_MAX_LETTERS, "the longest text");
    free(shown);
    names.length = length;
    buffer_text(&names, "字</v></c></row></sheetData></worksheet>");
    is_sheet(buffer_string(&names), "F05", "one letter more");
    buffer_done(&names);
}

static void test_others(void)
{
    const struct zip_part ods[] = {{"mimetype", "application/vnd.oasis", 0},
                                   {"content.xml", "x", 0}};
    const struct zip_part xlsb[] = {
        {"_rels/.rels", RELATIONS(SHEET_RELATION("a", "officeDocument", "xl/workbook.bin")), 0},
        {"xl/workbook.bin", "x", 0}};
    const struct zip_part plain[] = {{"a.txt", "x", 0}};
    struct error error;
    struct made_file file = make_zip(ods, 2);
    free(show_file(file.path, NULL, &error));
    ok(strcmp(error.id, "F04") == 0 && strstr(error.text, "OpenDocument"), "ODS is named");
    drop_file(file);
    file = make_zip(xlsb, 2);
    free(show_file(file.path, NULL, &error));
    ok(strcmp(error.id, "F04") == 0 && strstr(error.text, ".xlsb"), "XLSB is named");
    drop_file(file);
    is_shown(make_zip(plain, 1), "F04", "some archive");
    is_shown(make_text(""), "F01", "empty");
    is_shown(make_text("\xEF\xBB\xBF \r\n<HTML><table>"), "F02", "HTML");
    is_shown(make_text("<!DOCTYPE html>"), "F02", "HTML with its type");
    is_shown(make_text("<?xml version=\"1.0\"?><Workbook>"), "F02", "SpreadsheetML 2003");
    is_shown(make_text("%PDF-1.7"), "F04", "PDF");
    static const char compound[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 ...";
    static const char package[] =
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    is_shown(make_file(compound, sizeof(compound)), "F04", "old .xls");
    is_shown(make_file(package, sizeof(package)), "F03", "encrypted");
    char *shown = show_file("no/such/file.xlsx", NULL, &error);
    is_int(error.code, ERROR_MISSING, "no such file");
    free(shown);
    shown = show_file(P_tmpdir, NULL, &error);
    is_int(error.code, ERROR_MISSING, "a folder");
    free(shown);
}

static void test_encrypted_entry(void)
{
    struct made_file file = make_xlsx(WORKSHEET("<row><c><v>1</v></c></row>"), NULL, NULL);
    int code;
    zip_t *archive = zip_open(file.path, 0, &code);
    must(archive);
    zip_int64_t index = zip_name_locate(archive, "xl/worksheets/sheet1.xml", 0);
    must(zip_file_set_encryption(archive, (zip_uint64_t)index, ZIP_EM_TRAD_PKWARE, "pass") == 0);
    must(zip_close(archive) == 0);
    is_shown(file, "F03", "an encrypted entry");
}

static void test_samples(void)
{
    static const struct {
        const char *name, *id;
    } samples[] = {
        {"04_ID管理台帳.xlsx", ""},
        {"05_情報資産管理台帳.xlsx", ""},
        {"06_外部記録媒体持出管理簿.xlsx", ""},
        {"07_外部サービス利用台帳.xlsx", ""},
        {"neg/n01_html.xls", "F02"},
        {"neg/n02_encrypted.xlsx", "F03"},
        {"neg/n03_truncated.xlsx", "F04"},
        {"neg/n04_bomb.xlsx", "F05"},
        {"neg/n05_entity.xlsx", "F06"},
        {"neg/n10_badindex.xlsx", "F08"},
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        char path[256];
        struct error error;
        snprintf(path, sizeof(path), "../shared/samples/dev/%s", samples[i].name);
        if (access(path, R_OK)) {
            ok(true, "%s # SKIP not here", samples[i].name);
            continue;
        }
        char *shown = show_file(path, NULL, &error);
        is_text(error.id, samples[i].id, samples[i].name);
        ok(error.code || strlen(shown) > 1000, "%s: its rows", samples[i].name);
        free(shown);
    }
}

int main(void)
{
    test_strings();
    test_places();
    test_numbers();
    test_dates();
    test_formats();
    test_workbook();
    test_damage();
    test_bombs();
    test_others();
    test_encrypted_entry();
    test_samples();
    return done();
}
