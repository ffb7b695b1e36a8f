/* The tree against known roots and against RFC 6962's own recursive definition. */
#include "base/buffer.h"
#include "crypto/base64.h"
#include "record/proof_text.h"
#include "record/tree.h"
#include "tests/tap.h"

enum { LEAVES = 70 };

struct forest {
    struct hasher *hasher;
    uint8_t leaves[LEAVES][HASH_SIZE];
};

/* MTH of RFC 6962 section 2.1, as it is written there. */
static void naive_root(struct forest *forest, int begin, int end, uint8_t out[HASH_SIZE])
{
    uint8_t left[HASH_SIZE], right[HASH_SIZE];
    int split = 1;

    if (begin == end) {
        hash_bytes(forest->hasher, "", 0, out);
        return;
    }
    if (end - begin == 1) {
        memcpy(out, forest->leaves[begin], HASH_SIZE);
        return;
    }
    while (split * 2 < end - begin)
        split *= 2;
    naive_root(forest, begin, begin + split, left);
    naive_root(forest, begin + split, end, right);
    tree_node_hash(forest->hasher, left, right, out);
}

static int read_forest(void *source, int level, int64_t index, uint8_t out[HASH_SIZE],
                       struct error *error)
{
    (void)error;
    naive_root(source, (int)index << level, (int)(index + 1) << level, out);
    return 0;
}

static void to_hex(const uint8_t hash[HASH_SIZE], char out[65])
{
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

/* The test vectors that implementations of RFC 6962 share: eight leaves and their roots. */
static void test_known(struct hasher *hasher)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *root;
    } known[] = {
        {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    struct tree_frontier frontier = {.size = 0};
    uint8_t hash[HASH_SIZE], block[HASH_SIZE];
    char hex[65], name[40];

    tree_root(hasher, &frontier, hash);
    to_hex(hash, hex);
    is_text(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "the empty tree");
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        tree_leaf_hash(hasher, known[i].bytes, known[i].length, hash);
        tree_append(hasher, &frontier, hash, block);
        tree_root(hasher, &frontier, hash);
        to_hex(hash, hex);
        snprintf(name, sizeof(name), "%d leaves", (int)i + 1);
        is_text(hex, known[i].root, name);
    }
}

static void test_roots(struct forest *forest)
{
    struct tree_frontier frontier = {.size = 0};
    uint8_t root[HASH_SIZE], want[HASH_SIZE], block[HASH_SIZE];
    int wrong = 0;

    for (int size = 0; size <= LEAVES; size++) {
        naive_root(forest, 0, size, want);
        tree_root(forest->hasher, &frontier, root);
        wrong += memcmp(root, want, HASH_SIZE) != 0;
        wrong += frontier.count != tree_frontier_count(size);
        tree_root_at(forest->hasher, size, read_forest, forest, root, NULL);
        wrong += memcmp(root, want, HASH_SIZE) != 0;
        if (size < LEAVES)
            tree_append(forest->hasher, &frontier, forest->leaves[size], block);
    }
    is_int(wrong, 0, "roots of all sizes, grown and computed");
}

static void test_inclusion(struct forest *forest)
{
    struct tree_proof proof, wrong_proof;
    uint8_t root[HASH_SIZE];
    int refused = 0, accepted = 0;

    for (int size = 1; size <= LEAVES; size++) {
        naive_root(forest, 0, size, root);
        for (int i = 0; i < size; i++) {
            tree_prove_inclusion(forest->hasher, i, size, read_forest, forest, &proof, NULL);
            refused +=
                !tree_check_inclusion(forest->hasher, forest->leaves[i], i, size, &proof, root);
            accepted += tree_check_inclusion(forest->hasher, forest->leaves[i], (i + 1) % size,
                                             size, &proof, root) &&
                        size > 1;
            wrong_proof = proof;
            wrong_proof.count++;
            memset(wrong_proof.hashes[proof.count], 0, HASH_SIZE);
            accepted += tree_check_inclusion(forest->hasher, forest->leaves[i], i, size,
                                             &wrong_proof, root);
            wrong_proof.count = proof.count - 1;
            accepted += proof.count > 0 && tree_check_inclusion(forest->hasher, forest->leaves[i],
                                                                i, size, &wrong_proof, root);
        }
    }
    is_int(refused, 0, "inclusion of every leaf in every size");
    is_int(accepted, 0, "not at another place, not with a hash too many or too few");
    ok(!tree_check_inclusion(forest->hasher, forest->leaves[0], -1, 3, &proof, root) &&
           !tree_check_inclusion(forest->hasher, forest->leaves[0], 3, 3, &proof, root),
       "not outside of the tree");
}

static void test_consistency(struct forest *forest)
{
    struct tree_proof proof;
    uint8_t old_root[HASH_SIZE], root[HASH_SIZE], other[HASH_SIZE];
    int refused = 0, accepted = 0;

    for (int size = 0; size <= LEAVES; size++) {
        naive_root(forest, 0, size, root);
        for (int old = 0; old <= size; old++) {
            naive_root(forest, 0, old, old_root);
            tree_prove_consistency(forest->hasher, old, size, read_forest, forest, &proof, NULL);
            refused += !tree_check_consistency(forest->hasher, old, size, &proof, old_root, root);
            memcpy(other, old_root, HASH_SIZE);
            other[7] ^= 4;
            accepted += tree_check_consistency(forest->hasher, old, size, &proof, other, root);
            memcpy(other, root, HASH_SIZE);
            other[7] ^= 4;
            accepted += old > 0 &&
                        tree_check_consistency(forest->hasher, old, size, &proof, old_root, other);
        }
    }
    is_int(refused, 0, "consistency of every size with every later one");
    is_int(accepted, 0, "not with another root");
    ok(!tree_check_consistency(forest->hasher, 5, 4, &proof, old_root, root),
       "not with a smaller tree");
}

/* No bit of a proof's text may change without being noticed. */
static void test_mutations(struct forest *forest)
{
    struct tree_proof proof, read;
    struct buffer text = {0};
    uint8_t root[HASH_SIZE];
    int accepted = 0;

    naive_root(forest, 0, 67, root);
    tree_prove_inclusion(forest->hasher, 33, 67, read_forest, forest, &proof, NULL);
    proof_format(&text, &proof);
    for (size_t i = 0; i < text.length * 8; i++) {
        text.data[i / 8] ^= (char)(1 << i % 8);
        accepted += proof_parse(text.data, text.length, &read) &&
                    tree_check_inclusion(forest->hasher, forest->leaves[33], 33, 67, &read, root);
        text.data[i / 8] ^= (char)(1 << i % 8);
    }
    ok(proof_parse(text.data, text.length, &read) &&
           tree_check_inclusion(forest->hasher, forest->leaves[33], 33, 67, &read, root),
       "a proof as text");
    is_int(accepted, 0, "every changed bit is noticed");
    buffer_done(&text);
}

static void test_blocks(struct hasher *hasher)
{
    struct tree_frontier frontier = {.size = 0};
    uint8_t leaf[HASH_SIZE] = {1}, block[HASH_SIZE], root[HASH_SIZE];
    int blocks = 0;

    for (int i = 0; i < 256; i++)
        blocks += tree_append(hasher, &frontier, leaf, block);
    tree_root(hasher, &frontier, root);
    ok(blocks == 1 && memcmp(block, root, HASH_SIZE) == 0, "256 leaves are one block");
    for (int i = 0; i < 256; i++)
        blocks += tree_append(hasher, &frontier, leaf, block);
    ok(blocks == 2 && memcmp(block, root, HASH_SIZE) == 0, "and the next 256 another");
}

int main(void)
{
    struct forest forest = {.hasher = hasher_open()};

    for (int i = 0; i < LEAVES; i++)
        tree_leaf_hash(forest.hasher, &i, sizeof(i), forest.leaves[i]);
    test_known(forest.hasher);
    test_roots(&forest);
    test_inclusion(&forest);
    test_consistency(&forest);
    test_mutations(&forest);
    test_blocks(forest.hasher);
    hasher_close(forest.hasher);
    return done();
}
