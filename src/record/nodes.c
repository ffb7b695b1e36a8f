#include "record/nodes.h"

#include "base/error.h"
#include "record/tree.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <stdlib.h>
#include <string.h>

struct nodes {
    struct store *store;
    struct hasher *hasher;
    /* Levels of complete blocks: pyramid[0] is level 8. */
    bool is_loaded;
    uint8_t (*pyramid[TREE_LEVELS])[HASH_SIZE];
    int64_t counts[TREE_LEVELS];
    /* One block of leaf hashes and the levels over it, as they are complete. */
    int64_t block; /* -1 when none is held */
    int leaf_count;
    uint8_t leaves[TREE_BLOCK_LEVEL][TREE_BLOCK][HASH_SIZE];
};

void nodes_close(struct nodes *nodes)
{
    if (!nodes)
        return;
    for (int i = 0; i < TREE_LEVELS; i++)
        free(nodes->pyramid[i]);
    free(nodes);
}

struct nodes *nodes_open(struct store *store, struct hasher *hasher)
{
    struct nodes *nodes = calloc(1, sizeof(*nodes));

    must(nodes != NULL);
    nodes->store = store;
    nodes->hasher = hasher;
    nodes->block = -1;
    return nodes;
}

static int node_is_missing(struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "記録の木の一部がありません。chikiri verify で確かめてください。");
}

/* Reads the stored block roots into pyramid[0]; a gap ends them. */
static int load_blocks(struct nodes *nodes, struct error *error)
{
    int64_t capacity = 0, count = 0;
    struct query *query = store_query(nodes->store, SQL_NODE_SCAN, error);
    int result;

    if (!query)
        return ERROR_FAULT;
    while ((result = query_step(query, error)) > 0) {
        size_t length;
        const void *hash = query_column_blob(query, 1, &length);

        if (query_column_integer(query, 0) != count || length != HASH_SIZE)
            break;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            nodes->pyramid[0] =
                realloc(nodes->pyramid[0], (size_t)capacity * sizeof(*nodes->pyramid[0]));
            must(nodes->pyramid[0] != NULL);
        }
        memcpy(nodes->pyramid[0][count++], hash, HASH_SIZE);
    }
    query_done(query);
    nodes->counts[0] = count;
    return result < 0 ? result : 0;
}

static int load_pyramid(struct nodes *nodes, struct error *error)
{
    int result = load_blocks(nodes, error);

    if (result < 0)
        return result;
    for (int i = 1; i < TREE_LEVELS && nodes->counts[i - 1] > 1; i++) {
        uint8_t(*below)[HASH_SIZE] = nodes->pyramid[i - 1];

        nodes->counts[i] = nodes->counts[i - 1] / 2;
        nodes->pyramid[i] = calloc((size_t)nodes->counts[i], HASH_SIZE);
        must(nodes->pyramid[i] != NULL);
        for (int64_t k = 0; k < nodes->counts[i]; k++)
            tree_node_hash(nodes->hasher, below[2 * k], below[2 * k + 1], nodes->pyramid[i][k]);
    }
    nodes->is_loaded = true;
    return 0;
}

static int load_leaves(struct nodes *nodes, int64_t block, struct error *error)
{
    struct query *query = store_query(nodes->store, SQL_ENTRY_HASHES, error);
    int result, count = 0;

    if (!query)
        return ERROR_FAULT;
    nodes->block = -1;
    query_integer(query, "first", block << TREE_BLOCK_LEVEL);
    query_integer(query, "stop", (block + 1) << TREE_BLOCK_LEVEL);
    while ((result = query_step(query, error)) > 0) {
        size_t length;
        const void *hash = query_column_blob(query, 1, &length);

        if (length != HASH_SIZE ||
            query_column_integer(query, 0) != (block << TREE_BLOCK_LEVEL) + count)
            break;
        memcpy(nodes->leaves[0][count++], hash, HASH_SIZE);
    }
    query_done(query);
    if (result < 0)
        return result;
    for (int level = 1; level < TREE_BLOCK_LEVEL; level++)
        for (int k = 0; k < count >> level; k++)
            tree_node_hash(nodes->hasher, nodes->leaves[level - 1][2 * k],
                           nodes->leaves[level - 1][2 * k + 1], nodes->leaves[level][k]);
    nodes->block = block;
    nodes->leaf_count = count;
    return 0;
}

int nodes_read(void *source, int level, int64_t index, uint8_t out[HASH_SIZE], struct error *error)
{
    struct nodes *nodes = source;
    int result = 0;

    if (level >= TREE_BLOCK_LEVEL) {
        int row = level - TREE_BLOCK_LEVEL;

        if (!nodes->is_loaded)
            result = load_pyramid(nodes, error);
        if (result < 0)
            return result;
        if (row >= TREE_LEVELS || index >= nodes->counts[row])
            return node_is_missing(error);
        memcpy(out, nodes->pyramid[row][index], HASH_SIZE);
        return 0;
    }
    int64_t block = index >> (TREE_BLOCK_LEVEL - level);
    int64_t place = index - (block << (TREE_BLOCK_LEVEL - level));
    if (nodes->block != block)
        result = load_leaves(nodes, block, error);
    if (result < 0)
        return result;
    if (place >= nodes->leaf_count >> level)
        return node_is_missing(error);
    memcpy(out, nodes->leaves[level][place], HASH_SIZE);
    return 0;
}
