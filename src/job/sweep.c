#include "job/sweep.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/folder.h"
#include "crypto/random.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { KEPT_SECONDS = 24 * 60 * 60, NAME_BYTES = 12, PATH_SIZE = 4096 };

const char *sweep_new_path(const char *data_folder, const char *folder, const char *ending,
                           struct arena *arena, const char **ret_name, struct error *error)
{
    const char *place = arena_format(arena, "%s/%s", data_folder, folder);
    char name[2 * NAME_BYTES + 1];

    if (mkdir(place, 0700) != 0 && errno != EEXIST) {
        error_set(error, ERROR_FAULT, "", "%s を作れません: %s", place, strerror(errno));
        return NULL;
    }
    random_name(name, sizeof name);
    *ret_name = arena_format(arena, "%s%s", name, ending);
    return arena_format(arena, "%s/%s", place, *ret_name);
}

const char *sweep_path(const char *data_folder, const char *folder, const char *name,
                       struct arena *arena)
{
    size_t length = name != NULL ? strspn(name, "0123456789abcdef") : 0;

    if (length != 2 * (size_t)NAME_BYTES || strchr(name, '/') != NULL)
        return NULL;
    return arena_format(arena, "%s/%s/%s", data_folder, folder, name);
}

static void sweep_folder(const char *data_folder, const char *folder, int64_t now_us)
{
    char place[PATH_SIZE], path[PATH_SIZE];
    struct dirent *found;
    struct stat status;

    snprintf(place, sizeof place, "%s/%s", data_folder, folder);
    DIR *directory = opendir(place);
    while (directory != NULL && (found = readdir(directory)) != NULL) {
        if (found->d_name[0] == '.' ||
            snprintf(path, sizeof path, "%s/%s", place, found->d_name) >= PATH_SIZE ||
            lstat(path, &status) != 0)
            continue;
        if (now_us / 1000000 - status.st_mtime > KEPT_SECONDS)
            folder_remove(path);
    }
    if (directory != NULL)
        closedir(directory);
}

void sweep_old_files(const char *data_folder, int64_t now_us)
{
    sweep_folder(data_folder, UPLOAD_FOLDER, now_us);
    sweep_folder(data_folder, MADE_FOLDER, now_us);
}
