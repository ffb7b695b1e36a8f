#include "sheet/xlsx_workbook.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "sheet/xlsx_part.h"
#include "sheet/xlsx_strings.h"
#include "sheet/xlsx_styles.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_NAME_BYTES = 1024,
    WORKBOOK_ARENA_BYTES = 4 << 20,
    END_RECORD_BYTES = 22,
    END_SEARCH_BYTES = END_RECORD_BYTES + 65535, /* the archive's comment may follow */
};

struct frame_reader {
    struct xlsx_workbook *workbook;
    struct xlsx_part *part;
    const char *folder;
    bool in_sheets;
    const char *main_target; /* from _rels/.rels */
    const char *strings_target;
    const char *styles_target;
};

static int refuse_damaged(struct error *error)
{
    return error_set(error, ERROR_INPUT, "F04",
                     "このExcelファイルは壊れています。"
                     "Excelで開いて保存し直すか、元のファイルをもう一度受け取ってください。");
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Appends one step of a path; false when ".." leaves the archive or the path grows too long. */
static bool add_step(char *path, size_t *length, const char *step, size_t step_length)
{
    if (step_length == 0 || (step_length == 1 && step[0] == '.'))
        return true;
    if (step_length == 2 && step[0] == '.' && step[1] == '.') {
        if (*length == 0)
            return false;
        while (*length > 0 && path[*length - 1] != '/')
            (*length)--;
        if (*length > 0)
            (*length)--;
        return true;
    }
    if (*length + step_length + 2 > MAX_NAME_BYTES)
        return false;
    if (*length > 0)
        path[(*length)++] = '/';
    memcpy(path + *length, step, step_length);
    *length += step_length;
    return true;
}

static bool add_steps(char *path, size_t *length, const char *steps)
{
    while (*steps) {
        size_t step_length = strcspn(steps, "/");
        if (!add_step(path, length, steps, step_length))
            return false;
        steps += step_length;
        steps += *steps == '/';
    }
    return true;
}

char *xlsx_resolve_target(struct arena *arena, const char *folder, const char *target)
{
    char path[MAX_NAME_BYTES];
    size_t length = 0;
    if (target[0] != '/' && !add_steps(path, &length, folder))
        return NULL;
    if (!add_steps(path, &length, target) || length == 0)
        return NULL;
    return arena_copy_bytes(arena, path, length);
}

/* Part names are compared without case (ECMA-376 part 2, 6.2.2.3). */
static zip_int64_t find_part(zip_t *archive, const char *name)
{
    zip_int64_t index = zip_name_locate(archive, name, ZIP_FL_ENC_GUESS);
    return index >= 0 ? index : zip_name_locate(archive, name, ZIP_FL_NOCASE);
}

/* r:id under any prefix; sheetId and name have none. */
static const char *relation_of(const char **attributes)
{
    for (; attributes[0]; attributes += 2) {
        const char *colon = strchr(attributes[0], ':');
        if (colon && strcmp(colon, ":id") == 0)
            return attributes[1];
    }
    return NULL;
}

static void add_sheet(struct frame_reader *reader, const char **attributes)
{
    struct xlsx_workbook *workbook = reader->workbook;
    struct error *error = xlsx_part_error(reader->part);
    const char *name = xlsx_attribute(attributes, "name");
    const char *relation = relation_of(attributes);
    if (!name || !relation || strlen(name) >= MAX_NAME_BYTES ||
        strlen(relation) >= MAX_NAME_BYTES) {
        xlsx_part_fail(reader->part, refuse_damaged(error));
        return;
    }
    if (workbook->sheet_count == SHEET_MAX_SHEETS) {
        xlsx_part_fail(reader->part, error_set(error, ERROR_LIMIT, "F05",
                                               "シートが%d枚を超えています。"
                                               "必要なシートだけのブックにしてください。",
                                               SHEET_MAX_SHEETS));
        return;
    }
    struct xlsx_sheet_entry *sheet = &workbook->sheets[workbook->sheet_count++];
    sheet->name = arena_copy(workbook->arena, name);
    sheet->relation = arena_copy(workbook->arena, relation);
    sheet->index = XLSX_SHEET_UNKNOWN;
}

static void on_workbook_start(void *data, int depth, const char *name, const char **attributes)
{
    struct frame_reader *reader = data;
    if (depth == 2)
        reader->in_sheets = strcmp(name, "sheets") == 0;
    if (depth == 2 && strcmp(name, "workbookPr") == 0) {
        const char *value = xlsx_attribute(attributes, "date1904");
        reader->workbook->is_1904 =
            value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
    }
    if (depth == 3 && reader->in_sheets && strcmp(name, "sheet") == 0)
        add_sheet(reader, attributes);
}

static void on_end(void *data, int depth)
{
    (void)data, (void)depth;
}

static void add_sheet_target(struct frame_reader *reader, const char *id, const char *type,
                             const char *target)
{
    struct xlsx_workbook *workbook = reader->workbook;
    for (int i = 0; i < workbook->sheet_count; i++) {
        struct xlsx_sheet_entry *sheet = &workbook->sheets[i];
        if (strcmp(sheet->relation, id) != 0 || sheet->index != XLSX_SHEET_UNKNOWN)
            continue;
        if (!ends_with(type, "/worksheet")) {
            sheet->index = XLSX_SHEET_OTHER;
            continue;
        }
        char *path = xlsx_resolve_target(workbook->arena, reader->folder, target);
        zip_int64_t index = path ? find_part(workbook->archive, path) : -1;
        if (index < 0) {
            xlsx_part_fail(reader->part, refuse_damaged(xlsx_part_error(reader->part)));
            return;
        }
        sheet->index = index;
    }
}

static void on_relation_start(void *data, int depth, const char *name, const char **attributes)
{
    struct frame_reader *reader = data;
    const char *id = xlsx_attribute(attributes, "Id");
    const char *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target");
    const char *mode = xlsx_attribute(attributes, "TargetMode");
    if (depth != 2 || strcmp(name, "Relationship") != 0 || !id || !type || !target)
        return;
    if (mode && strcasecmp(mode, "External") == 0)
        return;
    struct arena *arena = reader->workbook->arena;
    if (ends_with(type, "/officeDocument") && !reader->main_target)
        reader->main_target = xlsx_resolve_target(arena, reader->folder, target);
    else if (ends_with(type, "/sharedStrings") && !reader->strings_target)
        reader->strings_target = xlsx_resolve_target(arena, reader->folder, target);
    else if (ends_with(type, "/styles") && !reader->styles_target)
        reader->styles_target = xlsx_resolve_target(arena, reader->folder, target);
    else
        add_sheet_target(reader, id, type, target);
}

static uint32_t little_endian(const unsigned char *bytes, int count)
{
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* Libzip reads the whole directory at once, so the number of entries is looked at before. Every
 * place that could be the end record counts. False when it cannot be read or is too many. */
static bool has_few_entries(int fd, off_t size)
{
    size_t length = size < END_SEARCH_BYTES ? (size_t)size : END_SEARCH_BYTES;
    unsigned char *tail = malloc(END_SEARCH_BYTES);
    must(tail);
    ssize_t got = pread(fd, tail, length, size - (off_t)length);
    bool few = got == (ssize_t)length;
    for (size_t i = 0; few && i + END_RECORD_BYTES <= length; i++) {
        if (memcmp(tail + i, "PK\5\6", 4) == 0)
            few = little_endian(tail + i + 10, 2) <= XLSX_MAX_ENTRIES;
    }
    free(tail);
    return few;
}

static int open_archive(struct xlsx_workbook *workbook, int fd, struct error *error)
{
    struct stat stat;
    if (fstat(fd, &stat))
        return refuse_damaged(error);
    if (stat.st_size > XLSX_MAX_FILE_BYTES || !has_few_entries(fd, stat.st_size))
        return error_set(error, ERROR_LIMIT, "F05",
                         "このExcelファイルは大きすぎるため、読み込みません。"
                         "必要なシートだけを新しいブックに写して保存し直してください。");
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (own < 0 || lseek(own, 0, SEEK_SET) < 0) {
        if (own >= 0)
            close(own);
        return error_set(error, ERROR_FAULT, "", "ファイルを読めません。もう一度お試しください。");
    }
    int zip_code = 0;
    workbook->archive = zip_fdopen(own, 0, &zip_code);
    if (workbook->archive)
        return 0;
    close(own);
    return refuse_damaged(error);
}

/* Says what the archive is when it is not an XLSX workbook. */
static int refuse_other(zip_t *archive, struct error *error)
{
    const char *what = NULL;
    if (find_part(archive, "xl/workbook.bin") >= 0)
        what = "Excelバイナリブック（.xlsb）";
    else if (find_part(archive, "content.xml") >= 0 && find_part(archive, "mimetype") >= 0)
        what = "OpenDocument（.odsなど）";
    else if (find_part(archive, "word/document.xml") >= 0)
        what = "Word文書（.docx）";
    else if (find_part(archive, "ppt/presentation.xml") >= 0)
        what = "PowerPoint文書（.pptx）";
    if (!what)
        return error_set(error, ERROR_INPUT, "F04",
                         "このファイルはExcelブック（.xlsx）ではありません。"
                         "圧縮（ZIP）ファイルのときは、中のファイルを取り出してください。");
    return error_set(error, ERROR_INPUT, "F04",
                     "このファイルは%sです。Excelブック（.xlsx）として保存し直してください。",
                     language_text(error->language, what));
}

static int read_relations(struct frame_reader *reader, const char *name, struct error *error)
{
    zip_int64_t index = find_part(reader->workbook->archive, name);
    if (index < 0)
        return 0;
    const struct xlsx_handler handler = {reader, on_relation_start, on_end, NULL};
    return xlsx_part_read(reader->workbook->archive, (zip_uint64_t)index, &handler, &reader->part,
                          error);
}

static int read_frame(struct xlsx_workbook *workbook, struct frame_reader *reader,
                      struct error *error)
{
    reader->folder = "";
    int result = read_relations(reader, "_rels/.rels", error);
    if (result)
        return result;
    const char *main = reader->main_target ? reader->main_target : "xl/workbook.xml";
    zip_int64_t index = ends_with(main, ".bin") ? -1 : find_part(workbook->archive, main);
    if (index < 0)
        return refuse_other(workbook->archive, error);
    const struct xlsx_handler handler = {reader, on_workbook_start, on_end, NULL};
    result = xlsx_part_read(workbook->archive, (zip_uint64_t)index, &handler, &reader->part, error);
    if (result)
        return result;
    if (workbook->sheet_count == 0)
        return refuse_other(workbook->archive, error);
    const char *slash = strrchr(main, '/');
    size_t folder_length = slash ? (size_t)(slash - main) + 1 : 0;
    reader->folder = arena_copy_bytes(workbook->arena, main, folder_length);
    return read_relations(
        reader,
        arena_format(workbook->arena, "%s_rels/%s.rels", reader->folder, main + folder_length),
        error);
}

static int read_shared(struct xlsx_workbook *workbook, const struct frame_reader *reader,
                       struct error *error)
{
    for (int i = 0; i < workbook->sheet_count; i++) {
        zip_int64_t index = workbook->sheets[i].index;
        if (index == XLSX_SHEET_UNKNOWN)
            return refuse_damaged(error);
        if (index >= 0 && xlsx_part_check(workbook->archive, (zip_uint64_t)index, error))
            return error->code;
    }
    zip_int64_t styles =
        reader->styles_target ? find_part(workbook->archive, reader->styles_target) : -1;
    if (styles >= 0) {
        workbook->styles = xlsx_styles_open(workbook->archive, (zip_uint64_t)styles, error);
        if (!workbook->styles)
            return error->code;
    }
    zip_int64_t strings =
        reader->strings_target ? find_part(workbook->archive, reader->strings_target) : -1;
    if (strings >= 0) {
        workbook->strings = xlsx_strings_open(workbook->archive, (zip_uint64_t)strings, error);
        if (!workbook->strings)
            return error->code;
    }
    return 0;
}

static void free_workbook(struct xlsx_workbook *workbook)
{
    if (!workbook)
        return;
    xlsx_strings_close(workbook->strings);
    xlsx_styles_close(workbook->styles);
    if (workbook->archive)
        zip_discard(workbook->archive);
    arena_close(workbook->arena);
    free(workbook);
}

void xlsx_workbook_close(struct xlsx_workbook *workbook)
{
    free_workbook(workbook);
}

struct xlsx_workbook *xlsx_workbook_open(int fd, struct error *error)
{
    struct xlsx_workbook *workbook = calloc(1, sizeof(*workbook));
    must(workbook);
    workbook->arena = arena_open(WORKBOOK_ARENA_BYTES);
    struct frame_reader reader = {.workbook = workbook};
    if (open_archive(workbook, fd, error) == 0 && read_frame(workbook, &reader, error) == 0 &&
        read_shared(workbook, &reader, error) == 0)
        return workbook;
    free_workbook(workbook);
    return NULL;
}
