#include "sheet/reader.h"

#include "base/error.h"
#include "sheet/csv_read.h"
#include "sheet/recognise.h"
#include "sheet/xlsx_read.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct sheet_reader {
    int fd;
    struct xlsx_reader *xlsx; /* one of the two */
    struct csv_reader *csv;
    struct error failure; /* of sheet_next(), said again when it is asked again */
};

/* A FIFO would block and a directory cannot be read: only regular files are opened. -1 on failure.
 */
static int open_regular(const char *path, struct error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) || !S_ISREG(stat.st_mode)) {
        if (fd >= 0)
            close(fd);
        error_set(error, ERROR_MISSING, "",
                  "ファイルを開けません。場所と名前、読み取りの許可を確かめてください。");
        return -1;
    }
    return fd;
}

static void free_reader(struct sheet_reader *reader)
{
    if (!reader)
        return;
    xlsx_close(reader->xlsx);
    csv_close(reader->csv);
    close(reader->fd);
    free(reader);
}

void sheet_close(struct sheet_reader *reader)
{
    free_reader(reader);
}

struct sheet_reader *sheet_open(const char *path, const struct sheet_options *options,
                                struct error *error)
{
    int fd = open_regular(path, error);
    if (fd < 0)
        return NULL;
    struct sheet_reader *reader = calloc(1, sizeof(*reader));
    must(reader);
    reader->fd = fd;
    enum file_kind kind;
    if (recognise_file(fd, &kind, error)) {
        free_reader(reader);
        return NULL;
    }
    if (kind == FILE_ARCHIVE)
        reader->xlsx = xlsx_open(fd, error);
    else
        reader->csv = csv_open(fd, options, error);
    if (reader->xlsx || reader->csv)
        return reader;
    free_reader(reader);
    return NULL;
}

int sheet_next(struct sheet_reader *reader, struct row *ret_row, struct error *error)
{
    if (reader->failure.code) {
        *error = reader->failure;
        return error->code;
    }
    int result = reader->xlsx ? xlsx_next(reader->xlsx, ret_row, error)
                              : csv_next(reader->csv, ret_row, error);
    if (result < 0)
        reader->failure = *error;
    return result;
}

void sheet_skip(struct sheet_reader *reader)
{
    must(reader->xlsx != NULL);
    xlsx_skip(reader->xlsx);
}

bool sheet_is_workbook(const struct sheet_reader *reader)
{
    return reader->xlsx != NULL;
}

enum sheet_encoding sheet_encoding_of(const struct sheet_reader *reader)
{
    return reader->csv ? csv_encoding_of(reader->csv) : ENCODING_UTF8;
}

char sheet_delimiter_of(const struct sheet_reader *reader)
{
    return reader->csv ? csv_delimiter_of(reader->csv) : 0;
}
