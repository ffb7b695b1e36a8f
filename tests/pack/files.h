/* A pack's files in memory, to be changed before they are opened. */
#ifndef TESTS_PACK_FILES_H
#define TESTS_PACK_FILES_H

#include "base/buffer.h"
#include "base/error.h"
#include "pack/embedded.h"
#include "pack/pack_private.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 100, PATH_SIZE = 512 };

struct files {
    struct embedded_file list[FILE_LIMIT];
    int count;
};

static inline char *read_whole(const char *path, size_t *ret_length)
{
    struct buffer text = {0};
    char block[4096];
    size_t got;
    FILE *file = fopen(path, "rb");

    if (!file)
        return NULL;
    while ((got = fread(block, 1, sizeof(block), file)) > 0)
        buffer_append(&text, block, got);
    fclose(file);
    buffer_byte(&text, '\0');
    *ret_length = text.length - 1;
    return text.data;
}

static inline void add_file(struct files *files, const char *name, char *text, size_t length)
{
    must(files->count < FILE_LIMIT);
    files->list[files->count++] = (struct embedded_file){
        .path = strdup(name), .bytes = (const unsigned char *)text, .length = length};
}

static inline void read_folder(struct files *files, const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    must(directory != NULL);
    while ((entry = readdir(directory)) != NULL) {
        char path[PATH_SIZE + sizeof(entry->d_name)];
        size_t length = 0;

        if (!strstr(entry->d_name, ".json"))
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        char *text = read_whole(path, &length);
        must(text != NULL);
        add_file(files, entry->d_name, text, length);
    }
    closedir(directory);
}

static inline struct embedded_file *find_file(struct files *files, const char *name)
{
    for (int i = 0; i < files->count; i++)
        if (strcmp(files->list[i].path, name) == 0)
            return &files->list[i];
    return NULL;
}

static inline void free_files(struct files *files)
{
    for (int i = 0; i < files->count; i++) {
        free((void *)(uintptr_t)files->list[i].path);
        free((void *)(uintptr_t)files->list[i].bytes);
    }
    files->count = 0;
}

/* The file's text with the first `from` replaced; the old text is freed. */
static inline void replace(struct embedded_file *file, const char *from, const char *to)
{
    struct buffer text = {0};
    const char *old = (const char *)file->bytes;
    const char *at = strstr(old, from);

    must(at != NULL);
    buffer_append(&text, old, (size_t)(at - old));
    buffer_text(&text, to);
    buffer_text(&text, at + strlen(from));
    buffer_byte(&text, '\0');
    free((void *)(uintptr_t)file->bytes);
    file->bytes = (const unsigned char *)text.data;
    file->length = text.length - 1;
}

#endif
