/* Writing spreadsheets: what comes back, formulas, letters that CP932 lacks, and whole files only.
 */
#include "base/arena.h"
#include "sheet/writer.h"
#include "tests/sheet/make_xlsx.h"
#include "tests/tap.h"
#include <dirent.h>
#include <sys/stat.h>

static const int64_t changed_us = 1775001600000000;

/* A folder of its own, so that leftovers show. */
struct place {
    char folder[64];
    char path[96];
};

static struct place make_place(const char *name)
{
    struct place place = {.folder = P_tmpdir "/sheet-XXXXXX"};
    must(mkdtemp(place.folder));
    snprintf(place.path, sizeof(place.path), "%s/%s", place.folder, name);
    return place;
}

static int count_files(const struct place *place)
{
    int count = 0;
    DIR *folder = opendir(place->folder);
    must(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void drop_place(const struct place *place)
{
    unlink(place->path);
    is_int(count_files(place), 0, "nothing else is left in the folder");
    rmdir(place->folder);
}

static char *read_bytes(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    struct stat stat;
    must(file && fstat(fileno(file), &stat) == 0);
    char *bytes = calloc(1, (size_t)stat.st_size + 1);
    must(bytes && fread(bytes, 1, (size_t)stat.st_size, file) == (size_t)stat.st_size);
    fclose(file);
    *ret_length = (size_t)stat.st_size;
    return bytes;
}

/* One list with what is hard to carry. */
static int write_list(const char *path, enum sheet_format format, struct error *error)
{
    static const char *const title[] = {"情報資産台帳"};
    static const char *const heading[] = {"番号", "名称", "備考"};
    static const char *const plain[] = {"0012", NULL, "a\nb, \"c\""};
    static const char *const formula[] = {"=1+1", "-", "@x"};
    static const char *const numbers[] = {"12", "-0.5", "007"};
    static const char *const space[] = {" 前後 ", "_x0041_ a_b", "'=x"};
    static const int widths[] = {10, 30, 20};
    struct sheet_writer *writer = sheet_create(path, format, changed_us, error);
    if (!writer)
        return error->code;
    int result = sheet_write_start(writer, "資産/一覧", widths, 3, error);
    result = result ? result : sheet_write_row(writer, title, 1, STYLE_TITLE, error);
    result = result ? result : sheet_write_row(writer, heading, 3, STYLE_HEADING, error);
    result = result ? result : sheet_write_row(writer, plain, 3, STYLE_WRAP, error);
    result = result ? result : sheet_write_row(writer, formula, 3, STYLE_PLAIN, error);
    result = result ? result : sheet_write_row(writer, numbers, 3, STYLE_NUMBER, error);
    result = result ? result : sheet_write_row(writer, space, 3, STYLE_PLAIN, error);
    result = result ? result : sheet_finish(writer, error);
    sheet_writer_close(writer);
    return result;
}

static void test_xlsx(void)
{
    struct place first = make_place("a.xlsx"), second = make_place("b.xlsx");
    struct error error = {0};
    is_int(write_list(first.path, FORMAT_XLSX, &error), 0, "writes XLSX");
    char *shown = show_file(first.path, NULL, &error);
    is_text(shown,
            "資産_一覧!1|T:情報資産台帳\n資産_一覧!2|T:番号|T:名称|T:備考\n"
            "資産_一覧!3|T:0012|-|T:a\nb, \"c\"\n資産_一覧!4|T:'=1+1|T:'-|T:'@x\n"
            "資産_一覧!5|N:12|N:-0.5|T:007\n資産_一覧!6|T: 前後 |T:_x0041_ a_b|T:''=x\n",
            "and reads it back");
    free(shown);
    sleep(1);
    is_int(write_list(second.path, FORMAT_XLSX, &error), 0, "writes it again");
    size_t first_length, second_length;
    char *first_bytes = read_bytes(first.path, &first_length);
    char *second_bytes = read_bytes(second.path, &second_length);
    ok(first_length == second_length && memcmp(first_bytes, second_bytes, first_length) == 0,
       "both are the same bytes");
    free(first_bytes);
    free(second_bytes);
    drop_place(&first);
    drop_place(&second);
}

/* The sheet's XML has what a printed list needs. */
static void test_layout(void)
{
    static const char *const wanted[] = {"state=\"frozen\"",          "<autoFilter ref=\"A2:C6\"",
                                         "orientation=\"landscape\"", "paperSize=\"9\"",
                                         "fitToHeight=\"0\"",         "&amp;C&amp;P / &amp;N"};
    struct place place = make_place("a.xlsx");
    struct error error = {0};
    int code;
    write_list(place.path, FORMAT_XLSX, &error);
    zip_t *archive = zip_open(place.path, ZIP_RDONLY, &code);
    must(archive);
    zip_file_t *part = zip_fopen(archive, "xl/worksheets/sheet1.xml", 0);
    char xml[16384] = "";
    must(part && zip_fread(part, xml, sizeof(xml) - 1) > 0);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        ok(strstr(xml, wanted[i]), "the sheet has %s", wanted[i]);
    ok(!strstr(xml, "<f>"), "no formula");
    zip_fclose(part);
    zip_discard(archive);
    drop_place(&place);
}

static void test_names(void)
{
    static const char *const names[] = {
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一三", "'a'", "", "A_"};
    static const char *const cell[] = {"x"};
    struct place place = make_place("a.xlsx");
    struct error error = {0};
    struct sheet_writer *writer = sheet_create(place.path, FORMAT_XLSX, 0, &error);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        is_int(sheet_write_start(writer, names[i], NULL, 0, &error), 0, "a sheet");
        sheet_write_row(writer, cell, 1, STYLE_PLAIN, &error);
    }
    is_int(sheet_finish(writer, &error), 0, "finishes");
    sheet_writer_close(writer);
    char *shown = show_file(place.path, NULL, &error);
    is_text(shown,
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一!1|T:x\n"
            "一二三四五六七八九十一二三四五六七八九十一二三四五 (2)!1|T:x\n_a_!1|T:x\n_!1|T:x\n"
            "A_!1|T:x\n",
            "names are cut, cleaned and numbered");
    free(shown);
    drop_place(&place);
}

static void test_letters(void)
{
    static const char *const cells[] = {"\x01\x1F",       "a\r\nb", "\tc",
                                        "𠮷\xEE\x80\x80", "\n",     "\xEF\xBF\xBF"};
    struct place place = make_place("a.xlsx");
    struct error error = {0};
    struct sheet_writer *writer = sheet_create(place.path, FORMAT_XLSX, changed_us, &error);
    is_int(sheet_write_row(writer, cells, 6, STYLE_PLAIN, &error), 0, "a row, no sheet named");
    is_int(sheet_finish(writer, &error), 0, "finishes");
    sheet_writer_close(writer);
    char *shown = show_file(place.path, NULL, &error);
    is_text(shown, "Sheet1!1|T:\x01\x1F|T:a\r\nb|T:'\tc|T:𠮷\xEE\x80\x80|T:'\n|T:\xEF\xBF\xBF\n",
            "letters that XML cannot hold come back");
    free(shown);
    drop_place(&place);
}

static void test_csv(void)
{
    static const char want[] =
        "\xEF\xBB\xBF情報資産台帳\r\n番号,名称,備考\r\n0012,,\"a\nb, \"\"c\"\"\"\r\n"
        "'=1+1,'-,'@x\r\n12,-0.5,007\r\n 前後 ,_x0041_ a_b,''=x\r\n";
    struct place place = make_place("a.csv");
    struct error error = {0};
    size_t length;
    is_int(write_list(place.path, FORMAT_CSV, &error), 0, "writes CSV");
    char *bytes = read_bytes(place.path, &length);
    is_text(bytes, want, "with a mark, CRLF and quotes");
    free(bytes);
    is_int(write_list(place.path, FORMAT_CSV_CP932, &error), 0, "writes CP932 over it");
    bytes = read_bytes(place.path, &length);
    ok(memcmp(bytes, "\x8F\xEE\x95\xF1", 4) == 0, "in CP932");
    free(bytes);
    char *shown = show_file(place.path, NULL, &error);
    is_text(shown,
            "1|T:情報資産台帳\n2|T:番号|T:名称|T:備考\n3|T:0012|-|T:a\nb, \"c\"\n"
            "4|T:'=1+1|T:'-|T:'@x\n5|T:12|T:-0.5|T:007\n6|T: 前後 |T:_x0041_ a_b|T:''=x\n",
            "and reads it back");
    free(shown);
    drop_place(&place);
}

static void test_missing_letters(void)
{
    static const char *const heading[] = {"番号", "氏名"};
    static const char *const row[] = {"1", "𠮷田〜"};
    struct place place = make_place("a.csv");
    struct error error = {0};
    struct sheet_writer *writer = sheet_create(place.path, FORMAT_CSV_CP932, 0, &error);
    is_int(sheet_write_row(writer, heading, 2, STYLE_HEADING, &error), 0, "a good row");
    is_int(sheet_write_row(writer, row, 2, STYLE_PLAIN, &error), 0, "goes on past a bad letter");
    is_int(sheet_finish(writer, &error), ERROR_INPUT, "but does not finish");
    is_text(error.id, "F09", "with its code");
    ok(strstr(error.text, "行2 列2 「𠮷」、行2 列2 「〜」"), "and the letters' places");
    sheet_writer_close(writer);
    is_int(access(place.path, F_OK), -1, "no file is left");
    writer = sheet_create(place.path, FORMAT_CSV_CP932, 0, &error);
    for (int i = 0; i < 100; i++)
        sheet_write_row(writer, row, 2, STYLE_PLAIN, &error);
    is_int(sheet_finish(writer, &error), ERROR_INPUT, "very many bad letters");
    ok(strstr(error.text, "200個") && strstr(error.text, "行1 列2"), "are counted");
    sheet_writer_close(writer);
    drop_place(&place);
}

static void test_unfinished(void)
{
    static const char *const cell[] = {"x"};
    struct place place = make_place("a.xlsx");
    struct error error = {0};
    struct sheet_writer *writer = sheet_create(place.path, FORMAT_XLSX, 0, &error);
    sheet_write_row(writer, cell, 1, STYLE_PLAIN, &error);
    is_int(access(place.path, F_OK), -1, "nothing under the name before the end");
    sheet_writer_close(writer);
    is_int(count_files(&place), 0, "nothing left of an unfinished workbook");
    writer = sheet_create("no/such/folder/a.csv", FORMAT_CSV, 0, &error);
    ok(!writer && error.code == ERROR_INPUT, "no such folder");
    char *longest = calloc(1, 40000);
    must(longest);
    memset(longest, 'x', 33000);
    const char *const too_long[] = {longest};
    writer = sheet_create(place.path, FORMAT_XLSX, 0, &error);
    is_int(sheet_write_row(writer, too_long, 1, STYLE_PLAIN, &error), ERROR_LIMIT,
           "too long a text");
    sheet_writer_close(writer);
    free(longest);
    drop_place(&place);
}

static void test_guard(void)
{
    static const char *const texts[] = {"=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "'=1", "''-"};
    static const char *const harmless[] = {"", "a=1", "'", "'a", "１", "＝1", "'a=", " =1"};
    struct arena *arena = arena_open(4096);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *guarded = sheet_guard(arena, texts[i]);
        ok(guarded[0] == '\'' && strcmp(guarded + 1, texts[i]) == 0, "guards %zu", i);
        is_text(sheet_unguard(guarded), texts[i], "and gives it back");
    }
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        ok(sheet_guard(arena, harmless[i]) == harmless[i], "leaves harmless %zu", i);
        ok(sheet_unguard(harmless[i]) == harmless[i], "both ways");
    }
    arena_close(arena);
}

int main(void)
{
    test_xlsx();
    test_layout();
    test_names();
    test_letters();
    test_csv();
    test_missing_letters();
    test_unfinished();
    test_guard();
    return done();
}
