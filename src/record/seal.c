#include "record/seal.h"

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/hash.h"
#include "record/keys.h"
#include "record/record.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACK_DEPTH = 4, PACK_FILE_BYTES = 64 << 20 };

static void write_hex(struct hasher *hasher, char out[SEAL_SIZE])
{
    uint8_t digest[HASH_SIZE];

    hash_end(hasher, digest);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(out + (size_t)2 * (size_t)i, 3, "%02x", digest[i]);
}

/* A text and its end, so that no two lists of texts hash alike. */
static void add_text(struct hasher *hasher, const char *text)
{
    hash_add(hasher, text, strlen(text) + 1);
}

static int add_schema(struct hasher *hasher, struct store *store, struct error *error)
{
    struct query *query = store_definitions(store, error);
    int step;

    if (!query)
        return ERROR_FAULT;
    while ((step = query_step(query, error)) > 0)
        for (int i = 0; i < query_column_count(query); i++) {
            const char *text = query_column_text(query, i);

            add_text(hasher, text ? text : "");
        }
    query_done(query);
    return step;
}

static int add_file(struct hasher *hasher, const char *folder, const char *name,
                    struct error *error)
{
    struct buffer bytes = {.limit_bytes = PACK_FILE_BYTES};
    char length[32];
    int result = file_load(folder, name, PACK_FILE_BYTES, &bytes, error);

    if (result == 0) {
        snprintf(length, sizeof(length), "%zu", bytes.length);
        add_text(hasher, name);
        add_text(hasher, length);
        hash_add(hasher, buffer_string(&bytes), bytes.length);
    }
    buffer_done(&bytes);
    return result;
}

static int add_folder(struct hasher *hasher, const char *folder, int depth, struct error *error);

static int add_member(struct hasher *hasher, const char *folder, const struct dirent *member,
                      int depth, struct error *error)
{
    struct buffer path = {0};

    if (member->d_name[0] == '.')
        return 0;
    if (member->d_type != DT_DIR)
        return add_file(hasher, folder, member->d_name, error);
    path_join(&path, folder, member->d_name);
    add_text(hasher, member->d_name);
    int result = add_folder(hasher, buffer_string(&path), depth + 1, error);
    buffer_done(&path);
    return result;
}

/* The folder's files in byte order of their names; a folder that is not there has none, one that
 * cannot be read whole is no basis for a seal. */
static int add_folder(struct hasher *hasher, const char *folder, int depth, struct error *error)
{
    struct dirent **members;
    int result = 0;

    if (depth == PACK_DEPTH)
        return error_set(error, ERROR_INPUT, "", "%s：基準パックのフォルダーが深すぎます。",
                         folder);
    int count = scandir(folder, &members, NULL, alphasort);
    if (count < 0 && errno != ENOENT)
        return error_set(error, ERROR_FAULT, "", "%s を読めません：%s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (result == 0)
            result = add_member(hasher, folder, members[i], depth, error);
        free(members[i]);
    }
    if (count >= 0)
        free(members);
    return result;
}

int seal_compute(struct store *store, const char *folder, struct seal *ret_seal,
                 struct error *error)
{
    struct hasher *hasher = hasher_open();
    struct buffer pack = {0};
    struct seal seal = {{0}, {0}};

    path_join(&pack, folder, "pack");
    hash_begin(hasher);
    int result = add_schema(hasher, store, error);
    write_hex(hasher, seal.schema);
    hash_begin(hasher);
    if (result == 0)
        result = add_folder(hasher, buffer_string(&pack), 0, error);
    write_hex(hasher, seal.pack);
    buffer_done(&pack);
    hasher_close(hasher);
    if (result == 0)
        *ret_seal = seal;
    return result;
}

int seal_record(struct record *record, const char *folder, struct error *error)
{
    struct seal seal = {{0}, {0}};
    int result = seal_compute(record_store(record), folder, &seal, error);

    if (result < 0)
        return result;
    const struct record_context context = {.action = "seal", .result = "ok"};
    const struct record_field fields[] = {{"schema", seal.schema}, {"pack", seal.pack}};
    return record_note(record, RECORD_SYSTEM, &context, fields, 2, NULL, error);
}
