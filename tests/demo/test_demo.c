/* The synthetic city: the same bytes for the same seed, whole files, rows that read back, and
 * nothing overwritten. */
#include "base/error.h"
#include "room/demo/demo.h"
#include "sheet/reader.h"
#include "tests/tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 512 };

struct place {
    char parent[64];
    char folder[PATH_SIZE];
};

static struct place make_place(void)
{
    struct place place = {.parent = P_tmpdir "/demo-XXXXXX"};
    must(mkdtemp(place.parent));
    snprintf(place.folder, sizeof(place.folder), "%s/city", place.parent);
    return place;
}

static void path_in(const struct place *place, const char *name, char out[PATH_SIZE])
{
    int length = snprintf(out, PATH_SIZE, "%.200s/%s", place->folder, name);
    must(length > 0 && length < PATH_SIZE);
}

static void drop_place(const struct place *place, const struct demo_summary *summary)
{
    char path[PATH_SIZE];
    for (int i = 0; i < DEMO_FILE_COUNT; i++) {
        path_in(place, summary->files[i].name, path);
        unlink(path);
    }
    path_in(place, "README.txt", path);
    unlink(path);
    is_int(rmdir(place->folder), 0, "nothing but the files is in the folder");
    rmdir(place->parent);
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

static bool is_same_file(const struct place *one, const struct place *other, const char *name)
{
    char path[PATH_SIZE];
    size_t lengths[2];
    path_in(one, name, path);
    char *first = read_bytes(path, &lengths[0]);
    path_in(other, name, path);
    char *second = read_bytes(path, &lengths[1]);
    bool is_same = lengths[0] == lengths[1] && memcmp(first, second, lengths[0]) == 0;
    free(first);
    free(second);
    return is_same;
}

/* A row of data has about as many cells as its heading; titles, subtotals and remarks have few. */
static int count_data_rows(const char *path, int heading_rows, int *ret_sheets)
{
    enum { FEWEST_CELLS = 8 };
    struct sheet_options options = {ENCODING_GUESS, 0};
    struct error error = {0};
    struct row row;
    struct sheet_reader *reader = sheet_open(path, &options, &error);
    int count = 0, got = -1;
    *ret_sheets = 1;
    while (reader && (got = sheet_next(reader, &row, &error)) == 1) {
        *ret_sheets = row.sheet_index + 1;
        count += row.cell_count >= FEWEST_CELLS;
    }
    if (!ok(reader && got == 0, "%s reads to its end", strrchr(path, '/') + 1))
        printf("# %s\n", error.text);
    sheet_close(reader);
    return count - heading_rows;
}

static void test_rows(const struct place *place, const struct demo_summary *summary)
{
    /* Rows that head columns: two in the ledgers, and again in the middle of the assets; the media
     * book has two sheets. */
    static const int heading_rows[DEMO_FILE_COUNT] = {1, 2, 1, 2, 4, 3, 1};
    static const int rows[DEMO_FILE_COUNT] = {412, 90, 120, 130, 160, 130, 30};
    static const int sheets[DEMO_FILE_COUNT] = {1, 1, 1, 1, 2, 2, 1};
    for (int i = 0; i < DEMO_FILE_COUNT; i++) {
        char path[PATH_SIZE];
        int sheet_count;
        path_in(place, summary->files[i].name, path);
        is_int(summary->files[i].rows, rows[i], "rows as promised");
        is_int(count_data_rows(path, heading_rows[i], &sheet_count), rows[i], "rows as read");
        is_int(sheet_count, sheets[i], "sheets");
    }
}

static void test_encodings(const struct place *place, const struct demo_summary *summary)
{
    static const int files[] = {0, 2, 6};
    static const enum sheet_encoding encodings[] = {ENCODING_CP932, ENCODING_UTF8, ENCODING_CP932};
    for (int i = 0; i < 3; i++) {
        char path[PATH_SIZE];
        struct sheet_options options = {ENCODING_GUESS, 0};
        struct error error = {0};
        path_in(place, summary->files[files[i]].name, path);
        struct sheet_reader *reader = sheet_open(path, &options, &error);
        ok(reader && sheet_encoding_of(reader) == encodings[i], "encoding of file %d", files[i]);
        sheet_close(reader);
    }
}

static void test_readme(const struct place *place)
{
    char path[PATH_SIZE];
    size_t length;
    path_in(place, "README.txt", path);
    char *text = read_bytes(path, &length);
    ok(strncmp(text, "\uFEFF見本野市", 12) == 0, "the note has a mark and the city's name");
    ok(strstr(text, "架空") != NULL, "and says that it is invented");
    free(text);
}

static void test_same_seed(void)
{
    struct error error = {0};
    struct demo_summary summary;
    struct place places[3] = {make_place(), make_place(), make_place()};
    is_int(demo_write(places[0].folder, 1, &summary, &error), 0, "the city is written");
    is_int(demo_write(places[1].folder, 1, &summary, &error), 0, "once more");
    is_int(demo_write(places[2].folder, 2, &summary, &error), 0, "and another one");
    for (int i = 0; i < DEMO_FILE_COUNT; i++) {
        const char *name = summary.files[i].name;
        ok(is_same_file(&places[0], &places[1], name), "%s is the same for the same seed", name);
        ok(!is_same_file(&places[0], &places[2], name), "%s is another for another", name);
    }
    is_text(summary.system, "住民情報システム", "the system of the accounts");
    is_text(summary.roster_on, "2026-03-31", "the roster's day");
    is_text(summary.check_on, "2026-04-01", "the day to check");
    test_rows(&places[0], &summary);
    test_rows(&places[2], &summary);
    test_encodings(&places[0], &summary);
    test_readme(&places[0]);
    for (int i = 0; i < 3; i++)
        drop_place(&places[i], &summary);
}

static void test_plants(void)
{
    int count;
    const struct demo_plant *plants = demo_plants(&count);
    bool is_each_once = true, is_each_there = true;
    for (int i = 0; i < count; i++) {
        is_each_there = is_each_there && plants[i].count > 0;
        for (int j = 0; j < i; j++)
            is_each_once = is_each_once && strcmp(plants[i].code, plants[j].code) != 0;
    }
    is_int(count, 69, "all codes of refused rows and of findings are planted");
    ok(is_each_once, "no code twice");
    ok(is_each_there, "each at least once");
}

static void test_refusals(void)
{
    struct error error = {0};
    struct demo_summary summary = {.city = "untouched"};
    struct place place = make_place();
    is_int(demo_write("/proc/no/such/place", 1, &summary, &error), ERROR_FAULT, "no place");
    ok(error.text[0] != '\0', "says what is wrong");
    must(mkdir(place.folder, 0700) == 0);
    char path[PATH_SIZE];
    path_in(&place, "01_職員名簿.csv", path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    must(file >= 0 && close(file) == 0);
    is_int(demo_write(place.folder, 1, &summary, &error), ERROR_CONFLICT,
           "a folder with files is refused");
    is_text(summary.city, "untouched", "the summary is untouched");
    struct stat stat_now;
    ok(stat(path, &stat_now) == 0 && stat_now.st_size == 0, "the file there is untouched");
    unlink(path);
    is_int(demo_write(place.folder, 1, &summary, &error), 0, "an empty folder is taken");
    drop_place(&place, &summary);
}

int main(void)
{
    test_same_seed();
    test_plants();
    test_refusals();
    return done();
}
