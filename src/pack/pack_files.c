/* The pack's files: out of a directory, out of the program, into a directory. */
#include "pack/pack_private.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/embedded.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files found so far while a directory is read. */
struct listing {
    struct pack *pack;
    struct embedded_file *files;
    int count;
    size_t bytes;
    struct error *error;
};

static int fail(struct error *error, const char *path)
{
    int code = errno == ENOENT ? ERROR_MISSING : ERROR_INPUT;

    return error_set(error, code, "",
                     "方針パックの %s を読めません（%s）。場所と権限を確かめてください。", path,
                     strerror(errno));
}

/* The open file's bytes, NUL added, in the arena; NULL on failure. */
static unsigned char *read_open_file(struct listing *listing, int file, size_t length)
{
    unsigned char *bytes = arena_alloc(listing->pack->arena, length + 1);
    size_t done = 0;

    while (done < length) {
        ssize_t got = read(file, bytes + done, length - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return NULL;
        done += (size_t)got;
    }
    return bytes;
}

static int add_open_file(struct listing *listing, int file, const char *path)
{
    struct stat status;

    if (fstat(file, &status) != 0)
        return fail(listing->error, path);
    if (!S_ISREG(status.st_mode))
        return 0;
    size_t length = (size_t)status.st_size;
    if (length > PACK_MAX_FILE_BYTES || listing->bytes + length > PACK_MAX_ALL_BYTES ||
        listing->count == PACK_MAX_FILES)
        return error_set(
            listing->error, ERROR_LIMIT, "",
            "方針パックが大きすぎます（%s）。一つのファイルは 8 MB、全体は 24 MB までです。", path);
    unsigned char *bytes = read_open_file(listing, file, length);
    if (!bytes)
        return fail(listing->error, path);
    listing->bytes += length;
    listing->files[listing->count++] = (struct embedded_file){
        .path = arena_copy(listing->pack->arena, path), .bytes = bytes, .length = length};
    return 0;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);

    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

/* Adds every file of the open folder whose name ends so; takes the descriptor. */
static int list_folder(struct listing *listing, int folder, const char *prefix, const char *end)
{
    DIR *directory = fdopendir(folder);
    struct dirent *entry;
    int code = 0;

    if (!directory) {
        close(folder);
        return fail(listing->error, prefix);
    }
    while (code == 0 && (entry = readdir(directory)) != NULL) {
        char path[300];

        if (entry->d_name[0] == '.' || !ends_with(entry->d_name, end))
            continue;
        snprintf(path, sizeof(path), "%s%s", prefix, entry->d_name);
        int file = openat(folder, entry->d_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            code = fail(listing->error, path);
            break;
        }
        code = add_open_file(listing, file, path);
        close(file);
    }
    closedir(directory);
    return code;
}

static int by_path(const void *left, const void *right)
{
    const struct embedded_file *a = left, *b = right;

    return strcmp(a->path, b->path);
}

int pack_read_directory(struct pack *pack, const char *directory, struct error *error)
{
    struct listing listing = {.pack = pack, .error = error};

    listing.files = arena_alloc(pack->arena, PACK_MAX_FILES * sizeof(*listing.files));
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fail(error, directory);
    int checks = openat(folder, "checks", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int code = list_folder(&listing, folder, "", ".json");
    if (checks >= 0 && code == 0)
        code = list_folder(&listing, checks, "checks/", ".sql");
    else if (checks >= 0)
        close(checks);
    if (code)
        return code;
    qsort(listing.files, (size_t)listing.count, sizeof(*listing.files), by_path);
    pack->files = listing.files;
    pack->file_count = listing.count;
    return 0;
}

const char *pack_file(const struct pack *pack, const char *name, size_t *ret_length)
{
    for (int i = 0; i < pack->file_count; i++) {
        if (strcmp(pack->files[i].path, name) != 0)
            continue;
        if (ret_length)
            *ret_length = pack->files[i].length;
        return (const char *)pack->files[i].bytes;
    }
    return NULL;
}

static int write_bytes(int file, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, bytes, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        length -= (size_t)put;
    }
    return fsync(file);
}

static int write_file(int folder, const struct embedded_file *from, struct error *error)
{
    int file = openat(folder, from->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

    if (file < 0)
        return error_set(error, errno == EEXIST ? ERROR_CONFLICT : ERROR_FAULT, "",
                         "方針パックの %s を書けません（%s）。置き場所と権限を確かめてください。",
                         from->path, strerror(errno));
    int failed = write_bytes(file, from->bytes, from->length);
    if (close(file) != 0 || failed)
        return error_set(error, ERROR_FAULT, "",
                         "方針パックの %s を最後まで書けませんでした。空き容量を確かめてください。",
                         from->path);
    return 0;
}

/* Opens the folder, made when it was not there. */
static int open_made_folder(const char *directory, struct error *error)
{
    int folder = -1;

    if (mkdir(directory, 0750) == 0 || errno == EEXIST)
        folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        error_set(error, ERROR_FAULT, "",
                  "フォルダー %s を作れません（%s）。場所と権限を確かめてください。", directory,
                  strerror(errno));
    return folder;
}

int pack_copy(const struct pack *pack, const char *directory, struct error *error)
{
    int code = 0;
    int folder = open_made_folder(directory, error);

    if (folder < 0)
        return ERROR_FAULT;
    if (mkdirat(folder, "checks", 0750) != 0 && errno != EEXIST)
        code = error_set(error, ERROR_FAULT, "",
                         "フォルダー %s を作れません（%s）。場所と権限を確かめてください。",
                         "checks", strerror(errno));
    for (int i = 0; i < pack->file_count && code == 0; i++)
        code = write_file(folder, &pack->files[i], error);
    if (code == 0)
        fsync(folder);
    close(folder);
    return code;
}
