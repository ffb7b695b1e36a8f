/* Proofs as text: hashes in base64, separated by commas; "-" for a proof of none. And the lines
 * they stand in. */
#ifndef RECORD_PROOF_TEXT_H
#define RECORD_PROOF_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct tree_proof;

void proof_format(struct buffer *out, const struct tree_proof *proof);
/* Reads exactly `length` letters; false when they are no proof. */
bool proof_parse(const char *text, size_t length, struct tree_proof *ret_proof);

/* Takes apart text of many lines, each ended by LF, without copying. */
struct text_lines {
    const char *at;
    const char *end;
};

struct text_piece {
    const char *text;
    size_t length;
};

/* The next line without its end; false when there is no whole line left. */
bool lines_next(struct text_lines *lines, struct text_piece *ret_line);
/* Cuts off what stands before the first space; all of it when there is none. */
struct text_piece piece_word(struct text_piece *rest);
bool piece_is(struct text_piece piece, const char *text);
/* Decimal without sign and leading zeros, at most 18 digits. */
bool piece_integer(struct text_piece piece, int64_t *ret_value);

#endif
