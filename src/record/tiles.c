#include "record/tiles.h"

#include "base/buffer.h"
#include "base/error.h"
#include "record/entry.h"
#include "record/keys.h"
#include "record/tree.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TILE_LEVELS = 8 };

/* The tile of one level that is being filled. */
struct open_tile {
    int64_t number;
    int count;
    uint8_t hashes[TREE_BLOCK][HASH_SIZE];
};

struct export
{
    const char *directory;
    struct hasher *hasher;
    struct open_tile levels[TILE_LEVELS];
    struct buffer bundle; /* entries of the lowest tile */
};

/* Makes all folders above the file `name` below `directory`. */
static int make_folders(const char *directory, const char *name, struct error *error)
{
    struct buffer path = {0};
    int result = 0;

    for (const char *slash = name; result == 0 && (slash = strchr(slash, '/')) != NULL; slash++) {
        buffer_clear(&path);
        buffer_format(&path, "%s/%.*s", directory, (int)(slash - name), name);
        if (mkdir(buffer_string(&path), 0755) != 0 && errno != EEXIST)
            result = error_set(error, ERROR_FAULT, "", "フォルダ %s を作れません（%s）。",
                               buffer_string(&path), strerror(errno));
    }
    buffer_done(&path);
    return result;
}

/* "x001/x234/067", and ".p/COUNT" for a tile that is not full. */
static void tile_name(struct buffer *out, const char *level, int64_t number, int count)
{
    int64_t power = 1;

    buffer_format(out, "tile/%s/", level);
    while (number / power >= 1000)
        power *= 1000;
    for (; power > 1; power /= 1000)
        buffer_format(out, "x%03d/", (int)(number / power % 1000));
    buffer_format(out, "%03d", (int)(number % 1000));
    if (count < TREE_BLOCK)
        buffer_format(out, ".p/%d", count);
}

static int write_tile(struct export *export, const char *level, int64_t number, int count,
                      const void *bytes, size_t length, struct error *error)
{
    struct buffer name = {0};

    tile_name(&name, level, number, count);
    int result = make_folders(export->directory, buffer_string(&name), error);
    if (result == 0)
        result = file_replace(export->directory, buffer_string(&name), bytes, length, error);
    buffer_done(&name);
    return result;
}

static int write_level(struct export *export, int level, struct error *error)
{
    struct open_tile *tile = &export->levels[level];
    const char name[2] = {(char)('0' + level), '\0'};
    int result = write_tile(export, name, tile->number, tile->count, tile->hashes,
                            (size_t)tile->count * HASH_SIZE, error);

    if (result == 0 && level == 0) {
        result = write_tile(export, "entries", tile->number, tile->count, export->bundle.data,
                            export->bundle.length, error);
        buffer_clear(&export->bundle);
    }
    return result;
}

static void fold_tile(struct export *export, struct open_tile *tile, uint8_t out[HASH_SIZE])
{
    struct tree_frontier frontier = {.size = 0};

    for (int i = 0; i < TREE_BLOCK; i++)
        tree_append(export->hasher, &frontier, tile->hashes[i], out);
    tree_root(export->hasher, &frontier, out);
    tile->number++;
    tile->count = 0;
}

static int add_leaf(struct export *export, const void *leaf, size_t length, struct error *error)
{
    uint8_t hash[HASH_SIZE];
    int result = 0;

    tree_leaf_hash(export->hasher, leaf, length, hash);
    buffer_u16(&export->bundle, (uint16_t)length);
    buffer_append(&export->bundle, leaf, length);
    for (int level = 0; result == 0; level++) {
        struct open_tile *tile = &export->levels[level];

        must(level < TILE_LEVELS);
        memcpy(tile->hashes[tile->count++], hash, HASH_SIZE);
        if (tile->count < TREE_BLOCK)
            break;
        result = write_level(export, level, error);
        fold_tile(export, tile, hash);
    }
    return result;
}

static int export_leaves(struct export *export, struct store *store, int64_t size,
                         struct error *error)
{
    struct query *query = store_query(store, SQL_ENTRY_LEAVES, error);
    int64_t expected = 0;
    int result;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "size", size);
    while ((result = query_step(query, error)) > 0) {
        size_t length;
        const void *leaf = query_column_blob(query, 1, &length);

        if (query_column_integer(query, 0) != expected || length != LEAF_SIZE)
            break;
        expected++;
        result = add_leaf(export, leaf, length, error);
        if (result < 0)
            break;
    }
    query_done(query);
    if (result < 0)
        return result;
    if (expected != size)
        return error_set(error, ERROR_FAULT, "",
                         "記録 %lld がないか壊れています。chikiri verify で確かめてください。",
                         (long long)expected);
    for (int level = 0; level < TILE_LEVELS; level++)
        if (export->levels[level].count > 0 && (result = write_level(export, level, error)) < 0)
            return result;
    return 0;
}

int tiles_export(struct store *store, const char *folder, const char *directory,
                 struct error *error)
{
    struct export *export = calloc(1, sizeof(*export));
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;

    must(export != NULL);
    export->directory = directory;
    export->hasher = hasher_open();
    int result = store_begin(store, STORE_READ, error);
    if (result == 0)
        result = checkpoint_load(folder, "keys/checkpoint", &bytes, &note, &checkpoint, error);
    if (result == 0 && mkdir(directory, 0755) != 0 && errno != EEXIST)
        result = error_set(error, ERROR_FAULT, "", "フォルダ %s を作れません（%s）。", directory,
                           strerror(errno));
    if (result == 0)
        result = export_leaves(export, store, checkpoint.size, error);
    if (result == 0)
        result = file_replace(directory, "checkpoint", bytes.data, bytes.length, error);
    store_rollback(store);
    buffer_done(&bytes);
    buffer_done(&export->bundle);
    hasher_close(export->hasher);
    free(export);
    return result;
}
