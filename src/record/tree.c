#include "record/tree.h"

#include "base/error.h"

#include <string.h>

void tree_leaf_hash(struct hasher *hasher, const void *leaf, size_t length, uint8_t out[HASH_SIZE])
{
    uint8_t start[128] = {0x00};

    /* In one piece where it fits: pieces cost more than the copy. */
    if (length < sizeof(start)) {
        memcpy(start + 1, leaf, length);
        hash_bytes(hasher, start, 1 + length, out);
        return;
    }
    hash_begin(hasher);
    hash_add(hasher, start, 1);
    hash_add(hasher, leaf, length);
    hash_end(hasher, out);
}

void tree_node_hash(struct hasher *hasher, const uint8_t left[HASH_SIZE],
                    const uint8_t right[HASH_SIZE], uint8_t out[HASH_SIZE])
{
    uint8_t node[1 + 2 * HASH_SIZE] = {0x01};

    memcpy(node + 1, left, HASH_SIZE);
    memcpy(node + 1 + HASH_SIZE, right, HASH_SIZE);
    hash_bytes(hasher, node, sizeof(node), out);
}

bool tree_append(struct hasher *hasher, struct tree_frontier *frontier,
                 const uint8_t leaf_hash[HASH_SIZE], uint8_t out_block[HASH_SIZE])
{
    bool is_block = false;
    int level = 0;

    must(frontier->count < TREE_LEVELS && frontier->size >= 0);
    memcpy(frontier->roots[frontier->count++], leaf_hash, HASH_SIZE);
    for (int64_t size = frontier->size++; size & 1; size >>= 1) {
        uint8_t(*last)[HASH_SIZE] = &frontier->roots[frontier->count - 2];

        tree_node_hash(hasher, last[0], last[1], last[0]);
        frontier->count--;
        if (++level == TREE_BLOCK_LEVEL) {
            memcpy(out_block, last[0], HASH_SIZE);
            is_block = true;
        }
    }
    return is_block;
}

void tree_root(struct hasher *hasher, const struct tree_frontier *frontier, uint8_t out[HASH_SIZE])
{
    if (frontier->count == 0) {
        hash_bytes(hasher, "", 0, out);
        return;
    }
    memcpy(out, frontier->roots[frontier->count - 1], HASH_SIZE);
    for (int i = frontier->count - 2; i >= 0; i--)
        tree_node_hash(hasher, frontier->roots[i], out, out);
}

int tree_frontier_count(int64_t size)
{
    return __builtin_popcountll((unsigned long long)size);
}

/* The level of the largest complete subtree that begins at `begin` and ends by `end`. */
static int largest_level(int64_t begin, int64_t end)
{
    int level = 63 - __builtin_clzll((unsigned long long)(end - begin));
    int aligned = begin == 0 ? 63 : __builtin_ctzll((unsigned long long)begin);

    return aligned < level ? aligned : level;
}

/* The root of leaves [begin, end), where begin is aligned as RFC 6962 splits trees: complete
 * subtrees from the left, folded from the right. */
static int range_root(struct hasher *hasher, int64_t begin, int64_t end, tree_read *read,
                      void *source, uint8_t out[HASH_SIZE], struct error *error)
{
    uint8_t roots[TREE_LEVELS][HASH_SIZE];
    int count = 0;

    must(begin < end);
    while (begin < end) {
        int level = largest_level(begin, end);
        int result = read(source, level, begin >> level, roots[count], error);

        if (result < 0)
            return result;
        count++;
        begin += (int64_t)1 << level;
    }
    must(count > 0);
    memcpy(out, roots[count - 1], HASH_SIZE);
    for (int i = count - 2; i >= 0; i--)
        tree_node_hash(hasher, roots[i], out, out);
    return 0;
}

int tree_root_at(struct hasher *hasher, int64_t size, tree_read *read, void *source,
                 uint8_t out[HASH_SIZE], struct error *error)
{
    must(size >= 0 && size < (int64_t)1 << TREE_LEVELS);
    if (size == 0) {
        hash_bytes(hasher, "", 0, out);
        return 0;
    }
    return range_root(hasher, 0, size, read, source, out, error);
}

/* The largest power of two smaller than `count`, which is at least 2. */
static int64_t split_point(int64_t count)
{
    return (int64_t)1 << (63 - __builtin_clzll((unsigned long long)(count - 1)));
}

/* Proofs are made from the root down and read from the leaf up. */
static void proof_reverse(struct tree_proof *proof)
{
    for (int i = 0, k = proof->count - 1; i < k; i++, k--) {
        uint8_t kept[HASH_SIZE];

        memcpy(kept, proof->hashes[i], HASH_SIZE);
        memcpy(proof->hashes[i], proof->hashes[k], HASH_SIZE);
        memcpy(proof->hashes[k], kept, HASH_SIZE);
    }
}

int tree_prove_inclusion(struct hasher *hasher, int64_t index, int64_t size, tree_read *read,
                         void *source, struct tree_proof *ret_proof, struct error *error)
{
    struct tree_proof proof = {.count = 0};
    int64_t begin = 0, end = size;

    must(index >= 0 && index < size && size < (int64_t)1 << TREE_LEVELS);
    while (end - begin > 1) {
        int64_t middle = begin + split_point(end - begin);
        bool is_left = index < middle;
        int result = range_root(hasher, is_left ? middle : begin, is_left ? end : middle, read,
                                source, proof.hashes[proof.count], error);

        if (result < 0)
            return result;
        proof.count++;
        begin = is_left ? begin : middle;
        end = is_left ? middle : end;
    }
    proof_reverse(&proof);
    *ret_proof = proof;
    return 0;
}

bool tree_check_inclusion(struct hasher *hasher, const uint8_t leaf_hash[HASH_SIZE], int64_t index,
                          int64_t size, const struct tree_proof *proof,
                          const uint8_t root[HASH_SIZE])
{
    uint8_t reached[HASH_SIZE];
    int64_t node = index, last = size - 1;

    if (index < 0 || index >= size)
        return false;
    memcpy(reached, leaf_hash, HASH_SIZE);
    for (int i = 0; i < proof->count; i++) {
        if (last == 0)
            return false;
        if ((node & 1) || node == last) {
            tree_node_hash(hasher, proof->hashes[i], reached, reached);
            while (!(node & 1) && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            tree_node_hash(hasher, reached, proof->hashes[i], reached);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(reached, root, HASH_SIZE) == 0;
}

int tree_prove_consistency(struct hasher *hasher, int64_t old_size, int64_t size, tree_read *read,
                           void *source, struct tree_proof *ret_proof, struct error *error)
{
    struct tree_proof proof = {.count = 0};
    int64_t begin = 0, end = size;
    int result;

    must(old_size >= 0 && old_size <= size && size < (int64_t)1 << TREE_LEVELS);
    while (old_size > 0 && old_size < end) {
        int64_t middle = begin + split_point(end - begin);
        bool is_left = old_size <= middle;

        result = range_root(hasher, is_left ? middle : begin, is_left ? end : middle, read, source,
                            proof.hashes[proof.count], error);
        if (result < 0)
            return result;
        proof.count++;
        begin = is_left ? begin : middle;
        end = is_left ? middle : end;
    }
    /* The old tree's own last part, unless it is the whole old tree, which the checker knows. */
    if (begin > 0 && old_size < size) {
        result = range_root(hasher, begin, end, read, source, proof.hashes[proof.count], error);
        if (result < 0)
            return result;
        proof.count++;
    }
    proof_reverse(&proof);
    *ret_proof = proof;
    return 0;
}

/* RFC 9162 section 2.1.4.2 with 0 < old_size < size. */
static bool consistency_holds(struct hasher *hasher, int64_t old_size, int64_t size,
                              const struct tree_proof *proof, const uint8_t old_root[HASH_SIZE],
                              const uint8_t root[HASH_SIZE])
{
    uint8_t old_reached[HASH_SIZE], reached[HASH_SIZE];
    int64_t node = old_size - 1, last = size - 1;
    bool is_power = (old_size & (old_size - 1)) == 0;
    int next = is_power ? 0 : 1;

    if (proof->count == 0)
        return false;
    for (; node & 1; node >>= 1)
        last >>= 1;
    memcpy(reached, is_power ? old_root : proof->hashes[0], HASH_SIZE);
    memcpy(old_reached, reached, HASH_SIZE);
    for (; next < proof->count; next++) {
        if (last == 0)
            return false;
        if ((node & 1) || node == last) {
            tree_node_hash(hasher, proof->hashes[next], old_reached, old_reached);
            tree_node_hash(hasher, proof->hashes[next], reached, reached);
            while (!(node & 1) && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            tree_node_hash(hasher, reached, proof->hashes[next], reached);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(old_reached, old_root, HASH_SIZE) == 0 &&
           memcmp(reached, root, HASH_SIZE) == 0;
}

bool tree_check_consistency(struct hasher *hasher, int64_t old_size, int64_t size,
                            const struct tree_proof *proof, const uint8_t old_root[HASH_SIZE],
                            const uint8_t root[HASH_SIZE])
{
    uint8_t empty[HASH_SIZE];

    if (old_size < 0 || old_size > size)
        return false;
    if (old_size == size)
        return proof->count == 0 && memcmp(old_root, root, HASH_SIZE) == 0;
    if (old_size == 0) {
        hash_bytes(hasher, "", 0, empty);
        return proof->count == 0 && memcmp(old_root, empty, HASH_SIZE) == 0;
    }
    return consistency_holds(hasher, old_size, size, proof, old_root, root);
}
