/* Which rows match words. */
#ifndef SEARCH_MATCH_H
#define SEARCH_MATCH_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct slot_map;

enum { MATCH_WORD_LIMIT = 16, MATCH_LETTER_LIMIT = 256 };

/* Folded words, in letters. */
struct match_word {
    const uint32_t *letters;
    int length; /* 1 to MATCH_LETTER_LIMIT */
};

/* A bit for each slot. */
struct match_set {
    uint64_t *bits;
    int64_t slots;
};

static inline bool match_has(const struct match_set *set, int64_t slot)
{
    return slot < set->slots && (set->bits[slot / 64] >> (slot % 64) & 1) != 0;
}

/* Splits at white space and folds; *ret_count is 0 when no letter is left. ERROR_INPUT when words
 * are too many or too long. */
int match_split(const char *text, struct arena *arena, struct match_word **ret_words,
                int *ret_count, struct error *error);

/* The first slots of the rows that match every word, of a snapshot of the index with that many
 * slots. Rows that are no more may be among them. The set is in the map's arena. */
int match_words(struct slot_map *map, int64_t slots, const struct match_word *words, int count,
                struct match_set *ret_set, struct error *error);

#endif
