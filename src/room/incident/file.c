#include "room/incident/file.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "crypto/hash.h"
#include "record/keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char *file_hash(struct arena *arena, const struct buffer *bytes)
{
    uint8_t hash[HASH_SIZE];
    char *text = arena_alloc(arena, 2 * HASH_SIZE + 1);
    struct hasher *hasher = hasher_open();

    hash_bytes(hasher, buffer_string(bytes), bytes->length, hash);
    hasher_close(hasher);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    return text;
}

static int make_folder(const char *path, struct error *error)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    return error_set(error, ERROR_FAULT, "",
                     "フォルダー %s を作れません（%s）。場所と権限を確かめてください。", path,
                     strerror(errno));
}

int file_keep(const char *folder, const char *path, const char *name, struct arena *arena,
              struct kept_file *ret_file, struct error *error)
{
    struct buffer bytes = {.limit_bytes = FILE_LIMIT_BYTES};
    const char *slash = strrchr(path, '/');
    const char *from = slash ? arena_copy_bytes(arena, path, (size_t)(slash - path) + 1) : ".";
    const char *there = slash ? slash + 1 : path;
    const char *files = arena_format(arena, "%s/files", folder), *place = NULL, *hash = NULL;
    int result = file_load(from, there, FILE_LIMIT_BYTES, &bytes, error);

    if (result == 0) {
        hash = file_hash(arena, &bytes);
        place = arena_format(arena, "%s/%.2s", files, hash);
        result = make_folder(files, error);
    }
    if (result == 0)
        result = make_folder(place, error);
    if (result == 0)
        result = file_replace(place, hash, buffer_string(&bytes), bytes.length, error);
    if (result == 0)
        *ret_file = (struct kept_file){.name = arena_copy(arena, name ? name : there),
                                       .sha256 = hash,
                                       .bytes = (int64_t)bytes.length};
    buffer_done(&bytes);
    return result;
}
