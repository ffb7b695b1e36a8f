#include "sheet/writer.h"

#include "base/error.h"
#include "sheet/csv_write.h"
#include "sheet/xlsx_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { MAX_PATH_BYTES = 4096, NAME_TRIES = 8 };

struct sheet_writer {
    struct xlsx_output *xlsx; /* one of the two */
    struct csv_output *csv;
    char *path;      /* NULL for standard output */
    char *folder;    /* of the path */
    char *temporary; /* beside the path; NULL once moved */
};

static int refuse_unwritten(struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "ファイルに書き込めません。空き容量と書き込みの許可を確かめてください。");
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    must(folder);
    return folder;
}

/* Makes an empty file beside the path, under a name that was free. Its descriptor, or -1. */
static int make_temporary(struct sheet_writer *writer, struct error *error)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        uint64_t number;
        char name[MAX_PATH_BYTES];
        if (getrandom(&number, sizeof(number), 0) != sizeof(number))
            break;
        int length = snprintf(name, sizeof(name), "%s.%016llx.part", writer->path,
                              (unsigned long long)number);
        if (length < 0 || (size_t)length >= sizeof(name))
            break;
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) {
            writer->temporary = strdup(name);
            must(writer->temporary);
            return fd;
        }
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) {
            error_set(error, ERROR_INPUT, "",
                      "%s に書き込めません。場所と書き込みの許可を確かめてください。",
                      writer->path);
            return -1;
        }
        if (errno != EEXIST)
            break;
    }
    refuse_unwritten(error);
    return -1;
}

static void free_writer(struct sheet_writer *writer)
{
    if (!writer)
        return;
    xlsx_output_close(writer->xlsx);
    csv_output_close(writer->csv);
    if (writer->temporary)
        unlink(writer->temporary);
    free(writer->temporary);
    free(writer->folder);
    free(writer->path);
    free(writer);
}

void sheet_writer_close(struct sheet_writer *writer)
{
    free_writer(writer);
}

static int start_file(struct sheet_writer *writer, enum sheet_format format, int64_t changed_us,
                      struct error *error)
{
    int fd = make_temporary(writer, error);
    if (fd < 0)
        return error->code;
    if (format == FORMAT_XLSX) {
        close(fd);
        writer->xlsx = xlsx_output_open(writer->temporary, writer->folder, changed_us, error);
        return writer->xlsx ? 0 : error->code;
    }
    FILE *file = fdopen(fd, "wb");
    must(file);
    writer->csv = csv_output_open(file, format == FORMAT_CSV_CP932, error);
    return writer->csv ? 0 : error->code;
}

struct sheet_writer *sheet_create(const char *path, enum sheet_format format, int64_t changed_us,
                                  struct error *error)
{
    must(path || format != FORMAT_XLSX);
    struct sheet_writer *writer = calloc(1, sizeof(*writer));
    must(writer);
    if (!path) {
        writer->csv = csv_output_open(NULL, format == FORMAT_CSV_CP932, error);
        if (writer->csv)
            return writer;
        free_writer(writer);
        return NULL;
    }
    writer->path = strdup(path);
    must(writer->path);
    writer->folder = folder_of(path);
    if (start_file(writer, format, changed_us, error) == 0)
        return writer;
    free_writer(writer);
    return NULL;
}

int sheet_write_start(struct sheet_writer *writer, const char *name, const int *widths, int count,
                      struct error *error)
{
    return writer->xlsx ? xlsx_output_start(writer->xlsx, name, widths, count, error) : 0;
}

int sheet_write_row(struct sheet_writer *writer, const char *const *texts, int count,
                    enum cell_style style, struct error *error)
{
    return writer->xlsx ? xlsx_output_row(writer->xlsx, texts, count, style, error)
                        : csv_output_row(writer->csv, texts, count, style, error);
}

static int sync_path(const char *path, int flags, struct error *error)
{
    int fd = open(path, flags | O_CLOEXEC);
    int result = fd >= 0 ? fsync(fd) : -1;
    if (fd >= 0)
        close(fd);
    return result == 0 ? 0 : refuse_unwritten(error);
}

int sheet_finish(struct sheet_writer *writer, struct error *error)
{
    int result = writer->xlsx ? xlsx_output_finish(writer->xlsx, error)
                              : csv_output_finish(writer->csv, error);
    if (result || !writer->path)
        return result;
    if (sync_path(writer->temporary, O_RDONLY, error))
        return error->code;
    if (rename(writer->temporary, writer->path))
        return refuse_unwritten(error);
    free(writer->temporary);
    writer->temporary = NULL;
    return sync_path(writer->folder, O_RDONLY | O_DIRECTORY, error);
}
