/* Reading CSV: quotes, line ends, record numbers, delimiters, limits. */
#include "sheet/limits.h"
#include "tests/sheet/make_xlsx.h"
#include "tests/tap.h"

static void is_csv(const char *text, const char *want, const char *name)
{
    char *got = show_made(make_text(text));
    is_text(got, want, name);
    free(got);
}

static void test_quotes(void)
{
    is_csv("a,b\r\n1,2\r\n", "1|T:a|T:b\n2|T:1|T:2\n", "CRLF");
    is_csv("a,b\n1,2", "1|T:a|T:b\n2|T:1|T:2\n", "LF, and none at the end");
    is_csv("a\rb\r\rc\r", "1|T:a\n2|T:b\n4|T:c\n", "CR");
    is_csv("\"a,b\",\"c\"\"d\",\"\"\r\n", "1|T:a,b|T:c\"d\n", "quoted");
    is_csv("\"一\r\n二\",x\r\n三\r\n", "1|T:一\r\n二|T:x\n2|T:三\n", "a line end in quotes");
    is_csv("a\"b,\"c\"d,\"e\" \n", "1|T:a\"b|T:cd|T:e \n", "stray quotes are letters");
    is_csv("a, \"b\"\n", "1|T:a|T: \"b\"\n", "a quote after a space is a letter");
    is_csv("\"\",\n,,\n\n \n", "4|T: \n", "rows without any cell count and are skipped");
    is_csv("a,,b,\n", "1|T:a|-|T:b\n", "empty cells between; none at the end");
    is_csv("a\n\"b\nc", "1|T:a\nF04", "a quote that never closes");
    is_csv("a\n\x1A", "1|T:a\n", "the end mark of older systems");
    is_csv("\"a\"", "1|T:a\n", "a quote at the very end");
    is_csv("a,\"", "F04", "a lone quote at the very end");
    is_csv("a,", "1|T:a\n", "a delimiter at the very end");
    struct made_file file = make_text("a\n\nb,\"c\nd\n");
    struct error error;
    free(show_file(file.path, NULL, &error));
    ok(strstr(error.text, "3番目") != NULL, "names the record where the quote began");
    drop_file(file);
}

static void test_delimiter(void)
{
    is_csv("a\tb,c\t\"d\te\"\n", "1|T:a|T:b,c|T:d\te\n", "tabs");
    is_csv("a,\"\t\t\t\",b\n", "1|T:a|T:\t\t\t|T:b\n", "tabs in quotes do not count");
    is_csv("a;b\n", "1|T:a;b\n", "no semicolons");
    const struct sheet_options options = {.delimiter = '\t'};
    struct made_file file = make_text("a,b,c\td\n");
    struct error error;
    char *shown = show_file(file.path, &options, &error);
    is_text(shown, "1|T:a,b,c|T:d\n", "as told");
    struct sheet_reader *reader = sheet_open(file.path, NULL, &error);
    is_int(sheet_delimiter_of(reader), ',', "which was found");
    ok(!sheet_is_workbook(reader), "no workbook");
    is_int(sheet_encoding_of(reader), ENCODING_UTF8, "ASCII is UTF-8");
    sheet_close(reader);
    free(shown);
    drop_file(file);
}

/* Everything that can fall on the border of two blocks, by a first field of every length near it.
 */
static void test_borders(void)
{
    static const char tail[] = ",\"a\"\"b\"\r\n\"髙\r\n\"\"\",c\r\n";
    char *text = malloc(2 * SHEET_BLOCK_BYTES);
    must(text);
    int wrong = 0;
    for (int length = SHEET_BLOCK_BYTES - 30; length < SHEET_BLOCK_BYTES + 2; length++) {
        /* Blank records first, since a field cannot be that long. */
        memset(text, '\n', (size_t)length - 1);
        text[length - 1] = 'x';
        memcpy(text + length, tail, sizeof(tail));
        char want[128];
        snprintf(want, sizeof(want), "%d|T:x|T:a\"b\n%d|T:髙\r\n\"|T:c\n", length, length + 1);
        char *got = show_made(make_text(text));
        wrong += strcmp(got, want) != 0;
        free(got);
    }
    is_int(wrong, 0, "borders of blocks");
    free(text);
}

static void test_limits(void)
{
    struct buffer text = {0};
    for (int i = 1; i < SHEET_MAX_COLUMNS; i++)
        buffer_byte(&text, ',');
    buffer_text(&text, "x\n");
    char *shown = show_made(make_text(buffer_string(&text)));
    ok(strlen(shown) > SHEET_MAX_COLUMNS, "the last column");
    free(shown);
    text.length--;
    buffer_text(&text, ",y\n");
    is_csv(buffer_string(&text), "F05", "one more");
    buffer_clear(&text);
    for (int i = 0; i < SHEET_MAX_LETTERS; i++)
        buffer_text(&text, "字");
    shown = show_made(make_text(buffer_string(&text)));
    ok(strlen(shown) > 3 * SHEET_MAX_LETTERS, "the longest text");
    free(shown);
    buffer_text(&text, "字");
    is_csv(buffer_string(&text), "F05", "one letter more");
    buffer_clear(&text);
    for (int i = 0; i < SHEET_MAX_RECORDS + 1; i++)
        buffer_byte(&text, '\n');
    is_csv(buffer_string(&text), "F05", "too many records");
    buffer_clear(&text);
    for (int i = 0; i < 400; i++) {
        for (int j = 0; j < 30000; j++)
            buffer_byte(&text, 'x');
        buffer_byte(&text, ',');
    }
    is_csv(buffer_string(&text), "F05", "a record too long");
    buffer_done(&text);
}

static void test_again(void)
{
    struct made_file file = make_text("a\n\"b");
    struct error error = {0}, second = {0};
    struct row row;
    struct sheet_reader *reader = sheet_open(file.path, NULL, &error);
    is_int(sheet_next(reader, &row, &error), 1, "a good row");
    is_int(sheet_next(reader, &row, &error), ERROR_INPUT, "a bad one");
    is_int(sheet_next(reader, &row, &second), ERROR_INPUT, "still bad when asked again");
    is_text(second.text, error.text, "in the same words");
    sheet_close(reader);
    drop_file(file);
}

static void test_samples(void)
{
    static const struct {
        const char *name, *id;
    } samples[] = {
        {"01_職員名簿.csv", ""},
        {"02_人事異動一覧.csv", ""},
        {"03_アカウント一覧.csv", ""},
        {"05_情報資産管理台帳_cp932.csv", ""},
        {"findings.csv", ""},
        {"neg/n06_broken_sjis.csv", "F07"},
        {"neg/n07_missing_column.csv", ""},
        {"neg/n08_formula.csv", ""},
        {"neg/n09_empty.csv", "F01"},
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
        ok(error.code || strlen(shown) > 50, "%s: its rows", samples[i].name);
        if (strcmp(error.id, "F07") == 0)
            ok(strstr(error.text, "3番目") != NULL, "%s: the record is named", samples[i].name);
        free(shown);
    }
}

int main(void)
{
    test_quotes();
    test_delimiter();
    test_borders();
    test_limits();
    test_again();
    test_samples();
    return done();
}
