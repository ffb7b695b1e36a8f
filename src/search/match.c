#include "search/match.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "search/index_file.h"
#include "search/posting.h"
#include "search/slot.h"

#include <stdlib.h>
#include <string.h>

static bool is_space(uint32_t letter, struct arena *arena)
{
    char text[5] = {0};

    if (letter > ' ' && letter < 0x7F)
        return false;
    text_encode(letter, text);
    return *text_without_space(arena, text) == '\0';
}

static int add_word(const char *start, const char *end, struct arena *arena,
                    struct match_word *words, int *count, struct error *error)
{
    const char *key = text_search_key(arena, arena_copy_bytes(arena, start, (size_t)(end - start)));
    uint32_t *letters = arena_alloc(arena, (strlen(key) + 1) * sizeof(*letters));
    int length = 0;

    while ((letters[length] = text_next(&key)) != 0)
        length++;
    if (length == 0)
        return 0;
    if (*count == MATCH_WORD_LIMIT)
        return error_set(error, ERROR_INPUT, "", "探す言葉が多すぎます。%d語までにしてください。",
                         MATCH_WORD_LIMIT);
    if (length > MATCH_LETTER_LIMIT)
        return error_set(error, ERROR_INPUT, "",
                         "探す言葉が長すぎます。一語を%d字までにしてください。",
                         MATCH_LETTER_LIMIT);
    words[(*count)++] = (struct match_word){letters, length};
    return 0;
}

int match_split(const char *text, struct arena *arena, struct match_word **ret_words,
                int *ret_count, struct error *error)
{
    struct match_word *words = arena_alloc(arena, MATCH_WORD_LIMIT * sizeof(*words));
    const char *start = text, *next = text;
    int count = 0, result = 0;
    uint32_t letter;

    do {
        const char *here = next;

        letter = text_next(&next);
        if (letter != 0 && !is_space(letter, arena))
            continue;
        result = add_word(start, here, arena, words, &count, error);
        start = next;
    } while (letter != 0 && result == 0);
    if (result < 0)
        return result;
    *ret_words = words;
    *ret_count = count;
    return 0;
}

/* Marks the row at a position; `last_slot` saves asking again for the same slot. */
static int mark(struct slot_map *map, uint32_t position, int64_t *last_slot, struct match_set *set,
                struct error *error)
{
    int64_t slot = position >> SLOT_BITS, head;

    if (slot == *last_slot)
        return 0;
    *last_slot = slot;
    if (slot >= set->slots)
        return index_set_damaged(map->index, error);
    int result = slot_head(map, slot, &head, error);
    if (result == 0)
        set->bits[head / 64] |= UINT64_C(1) << (head % 64);
    return result;
}

/* The blocks of one pair of letters, and where in the word it stands. */
struct pair {
    struct index_file *index;
    struct arena *arena;
    uint32_t offset;
    struct posting_block *blocks;
    int count, room;
    uint64_t positions; /* in all blocks */
};

static int take_block(void *context, int64_t id, const uint8_t *bytes, size_t length,
                      struct error *error)
{
    struct pair *pair = context;
    struct posting_block block;

    if (!posting_read_block(id, bytes, length, &block))
        return index_set_damaged(pair->index, error);
    if (pair->count == pair->room) {
        pair->room = pair->room ? 2 * pair->room : 4;
        struct posting_block *larger =
            arena_alloc(pair->arena, (size_t)pair->room * sizeof(*larger));
        if (pair->count)
            memcpy(larger, pair->blocks, (size_t)pair->count * sizeof(*larger));
        pair->blocks = larger;
    }
    block.body =
        (const uint8_t *)arena_copy_bytes(pair->arena, (const char *)block.body, block.length);
    pair->positions += block.count;
    pair->blocks[pair->count++] = block;
    return 0;
}

/* Loads the pairs that cover the word: every second one, and the last. */
static int load_pairs(struct slot_map *map, const struct match_word *word, struct pair *pairs,
                      int *ret_count, struct error *error)
{
    int count = 0;

    for (int at = 0; at < word->length; at += 2) {
        int offset = at + 1 < word->length ? at : at - 1;
        uint64_t gram = gram_of(word->letters[offset], word->letters[offset + 1]);
        struct pair *pair = &pairs[count++];

        *pair = (struct pair){.index = map->index, .arena = map->arena, .offset = (uint32_t)offset};
        int result = index_scan_blocks(map->index, gram_first_block(gram), gram_last_block(gram),
                                       take_block, pair, error);
        if (result < 0)
            return result;
        if (pair->count == 0) {
            *ret_count = 0; /* nowhere, and so the word */
            return 0;
        }
    }
    *ret_count = count;
    return 0;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;

    return a->positions < b->positions ? -1 : a->positions > b->positions;
}

/* Positions where the word may begin, as far as the pairs so far tell. */
struct candidates {
    uint32_t *starts;
    size_t count;
};

static int take_first_pair(const struct pair *pair, struct candidates *candidates,
                           struct error *error)
{
    uint32_t *starts = arena_alloc(pair->arena, pair->positions * sizeof(*starts));
    size_t count = 0, kept = 0;

    for (int i = 0; i < pair->count; i++) {
        if (!posting_decode(&pair->blocks[i], starts + count))
            return index_set_damaged(pair->index, error);
        count += pair->blocks[i].count;
    }
    for (size_t i = 0; i < count; i++)
        if (starts[i] >= pair->offset)
            starts[kept++] = starts[i] - pair->offset;
    *candidates = (struct candidates){starts, kept};
    return 0;
}

/* Keeps the candidates that have the pair at its place; blocks between two candidates are passed
 * over. */
static int keep_pair(const struct pair *pair, uint32_t *positions, struct candidates *candidates,
                     struct error *error)
{
    uint32_t *starts = candidates->starts;
    size_t next = 0, kept = 0;

    for (int i = 0; i < pair->count && next < candidates->count; i++) {
        const struct posting_block *block = &pair->blocks[i];

        while (next < candidates->count && starts[next] + pair->offset < block->first)
            next++;
        if (next == candidates->count || starts[next] + pair->offset > block->last)
            continue;
        if (!posting_decode(block, positions))
            return index_set_damaged(pair->index, error);
        for (uint32_t at = 0; at < block->count && next < candidates->count;) {
            uint32_t wanted = starts[next] + pair->offset;

            if (positions[at] < wanted) {
                at++;
                continue;
            }
            if (positions[at] == wanted)
                starts[kept++] = starts[next];
            next++;
        }
    }
    candidates->count = kept;
    return 0;
}

static uint32_t largest_block(const struct pair *pairs, int count)
{
    uint32_t largest = 0;

    for (int i = 0; i < count; i++)
        for (int j = 0; j < pairs[i].count; j++)
            if (pairs[i].blocks[j].count > largest)
                largest = pairs[i].blocks[j].count;
    return largest;
}

static int match_pairs(struct slot_map *map, const struct match_word *word, struct match_set *set,
                       struct error *error)
{
    struct pair *pairs = arena_alloc(map->arena, (size_t)(word->length / 2 + 1) * sizeof(*pairs));
    struct candidates candidates = {0};
    int64_t last_slot = -1;
    int count = 0;
    int result = load_pairs(map, word, pairs, &count, error);

    if (result < 0 || count == 0)
        return result;
    qsort(pairs, (size_t)count, sizeof(*pairs), compare_pairs);
    uint32_t *positions = arena_alloc(map->arena, largest_block(pairs, count) * sizeof(*positions));
    result = take_first_pair(&pairs[0], &candidates, error);
    for (int i = 1; result == 0 && i < count; i++)
        result = keep_pair(&pairs[i], positions, &candidates, error);
    for (size_t i = 0; result == 0 && i < candidates.count; i++)
        result = mark(map, candidates.starts[i], &last_slot, set, error);
    return result;
}

struct letter_match {
    struct slot_map *map;
    struct match_set *set;
    uint32_t *positions;
};

static int take_letter_block(void *context, int64_t id, const uint8_t *bytes, size_t length,
                             struct error *error)
{
    struct letter_match *match = context;
    struct posting_block block;
    int64_t last_slot = -1;
    int result = 0;

    if (!posting_read_block(id, bytes, length, &block) || !posting_decode(&block, match->positions))
        return index_set_damaged(match->map->index, error);
    for (uint32_t i = 0; result == 0 && i < block.count; i++)
        result = mark(match->map, match->positions[i], &last_slot, match->set, error);
    return result;
}

/* One letter: whatever follows it. */
static int match_letter(struct slot_map *map, uint32_t letter, struct match_set *set,
                        struct error *error)
{
    enum { MOST_POSITIONS = 4096 }; /* of a block: no more than it has bytes */
    struct letter_match match = {
        .map = map,
        .set = set,
        .positions = arena_alloc(map->arena, MOST_POSITIONS * sizeof(uint32_t)),
    };

    return index_scan_blocks(map->index, gram_first_block(gram_of(letter, 0)),
                             gram_first_block(gram_of(letter + 1, 0)) - 1, take_letter_block,
                             &match, error);
}

int match_words(struct slot_map *map, int64_t slots, const struct match_word *words, int count,
                struct match_set *ret_set, struct error *error)
{
    size_t size = (size_t)(slots / 64 + 1);
    int result = 0;

    for (int i = 0; result == 0 && i < count; i++) {
        struct match_set set = {arena_alloc(map->arena, size * sizeof(*set.bits)), slots};

        result = words[i].length == 1 ? match_letter(map, words[i].letters[0], &set, error)
                                      : match_pairs(map, &words[i], &set, error);
        for (size_t j = 0; i > 0 && j < size; j++)
            set.bits[j] &= ret_set->bits[j];
        *ret_set = set;
    }
    return result;
}
