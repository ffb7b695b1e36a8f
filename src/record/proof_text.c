#include "record/proof_text.h"

#include "base/buffer.h"
#include "crypto/base64.h"
#include "record/tree.h"

#include <string.h>

enum { LETTERS = BASE64_LENGTH(HASH_SIZE) };

void proof_format(struct buffer *out, const struct tree_proof *proof)
{
    char letters[LETTERS + 1];

    if (proof->count == 0)
        buffer_text(out, "-");
    for (int i = 0; i < proof->count; i++) {
        base64_encode(proof->hashes[i], HASH_SIZE, letters);
        buffer_format(out, "%s%s", i > 0 ? "," : "", letters);
    }
}

bool proof_parse(const char *text, size_t length, struct tree_proof *ret_proof)
{
    size_t decoded;

    ret_proof->count = 0;
    if (length == 1 && text[0] == '-')
        return true;
    if ((length + 1) % (LETTERS + 1) != 0 || (length + 1) / (LETTERS + 1) > TREE_PROOF_LIMIT)
        return false;
    for (size_t at = 0; at < length; at += LETTERS + 1) {
        if (at > 0 && text[at - 1] != ',')
            return false;
        if (!base64_decode(text + at, LETTERS, ret_proof->hashes[ret_proof->count], HASH_SIZE,
                           &decoded) ||
            decoded != HASH_SIZE)
            return false;
        ret_proof->count++;
    }
    return true;
}

bool lines_next(struct text_lines *lines, struct text_piece *ret_line)
{
    const char *stop = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));

    if (!stop)
        return false;
    *ret_line = (struct text_piece){lines->at, (size_t)(stop - lines->at)};
    lines->at = stop + 1;
    return true;
}

struct text_piece piece_word(struct text_piece *rest)
{
    const char *space = memchr(rest->text, ' ', rest->length);
    struct text_piece word = *rest;

    if (!space) {
        rest->text += rest->length;
        rest->length = 0;
        return word;
    }
    word.length = (size_t)(space - word.text);
    rest->text = space + 1;
    rest->length -= word.length + 1;
    return word;
}

bool piece_is(struct text_piece piece, const char *text)
{
    return piece.length == strlen(text) && memcmp(piece.text, text, piece.length) == 0;
}

bool piece_integer(struct text_piece piece, int64_t *ret_value)
{
    int64_t value = 0;

    if (piece.length == 0 || piece.length > 18 || (piece.text[0] == '0' && piece.length > 1))
        return false;
    for (size_t i = 0; i < piece.length; i++) {
        if (piece.text[i] < '0' || piece.text[i] > '9')
            return false;
        value = value * 10 + (piece.text[i] - '0');
    }
    *ret_value = value;
    return true;
}
