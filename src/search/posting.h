/* Posting lists: where each pair of neighbouring letters stands in the folded text of all rows.
 *
 * Letters stand at positions: a row has a whole number of slots of SLOT_LETTERS positions, its
 * columns one after another with a position free after each, so that nothing matches across them.
 * A pair ("gram") of letters has the ascending list of positions of its first letter; the last
 * letter of a text pairs with nothing. A word stands at p when its first pair stands at p, its
 * second at p+2 and so on: positions alone prove it and no text need be kept.
 *
 * A list is cut into blocks, each a row of search.db: check, first position, last position, number
 * of positions (32 bits each, little-endian), then differences from the second position on as
 * variable-length integers. A block's id is the gram and the block's number in its list. */
#ifndef SEARCH_POSTING_H
#define SEARCH_POSTING_H

#include "base/attribute.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct index_file;

enum {
    SLOT_BITS = 7,
    SLOT_LETTERS = 1 << SLOT_BITS,
    LETTER_BITS = 21, /* of a code point, and of a block's number */
};

/* Leaves room for adding a place in a word. */
static const uint32_t POSITION_LIMIT = UINT32_MAX - 65536;

static inline uint64_t gram_of(uint32_t first, uint32_t second)
{
    return (uint64_t)first << LETTER_BITS | second;
}

/* The first and the last id that a block of the gram can have. */
static inline int64_t gram_first_block(uint64_t gram)
{
    return (int64_t)(gram << LETTER_BITS);
}

static inline int64_t gram_last_block(uint64_t gram)
{
    return (int64_t)(gram << LETTER_BITS | ((1U << LETTER_BITS) - 1));
}

struct posting_builder;

void posting_builder_close(struct posting_builder *builder);
/* Collects positions in memory. The caller closes it. */
struct posting_builder *posting_builder_open(void) CLOSED_BY(posting_builder_close)
    __attribute__((returns_nonnull));
/* Positions of one gram must ascend, over flushes too. */
void posting_add(struct posting_builder *builder, uint64_t gram, uint32_t position);
/* Bytes of memory held. */
size_t posting_builder_bytes(const struct posting_builder *builder);
/* Appends what was collected to the lists of the index and empties the builder. */
int posting_flush(struct posting_builder *builder, struct index_file *index, struct error *error);

/* A block that was read; `body` is not owned. */
struct posting_block {
    uint32_t first, last, count;
    const uint8_t *body;
    size_t length;
};

/* Takes a block apart; false when it is damaged. */
bool posting_read_block(int64_t id, const uint8_t *bytes, size_t length,
                        struct posting_block *ret_block);
/* Writes its positions, `count` of them; false when it is damaged. */
bool posting_decode(const struct posting_block *block, uint32_t *ret_positions);

/* A short check of bytes against accidental damage. */
uint32_t posting_check(uint64_t seed, const uint8_t *bytes, size_t length);

#endif
