/* UTF-8 text: checking, trimming, width and kana folding. Stored names are never normalised; folded
 * forms are for comparing and searching only. Strings are NUL-terminated; readers refuse U+0000. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Whether the bytes are well-formed UTF-8 without U+0000. */
bool text_is_utf8(const char *text, size_t length);

/* Decodes one code point of well-formed UTF-8 and moves *cursor past it; 0 at the end. */
uint32_t text_next(const char **cursor);
/* Writes the code point to `out` (4 bytes at most) and returns how many bytes it took. */
size_t text_encode(uint32_t code_point, char out[4]);

/* Trimmed copy: U+0020, U+3000, U+00A0 and tab (line breaks too) go at both ends. */
char *text_trim(struct arena *arena, const char *text);

/* NFKC (full width to half, half-width kana to full ...). For comparing, never for storing. */
char *text_nfkc(struct arena *arena, const char *text);

/* Without any white space, line breaks included. */
char *text_without_space(struct arena *arena, const char *text);

/* Key of a department or section name: NFKC, no white space. */
char *text_unit_key(struct arena *arena, const char *text);
/* Key of an asset, medium, user or application number: NFKC, trimmed, upper case, hyphens alike. */
char *text_number_key(struct arena *arena, const char *text);
/* Key of a service or system name: NFKC, no white space, case folded. */
char *text_name_key(struct arena *arena, const char *text);
/* Key of a person's name: no white space, no variation selectors; letters are not folded. */
char *text_person_key(struct arena *arena, const char *text);
/* Key for searching: NFKC, case folded, katakana as hiragana, variant letters (髙高 﨑崎 邉邊辺
 * ...) alike, no variation selectors, no white space. */
char *text_search_key(struct arena *arena, const char *text);

/* Six-digit staff number, or NULL when it is not one to six digits after NFKC and trimming. */
char *text_staff_number(struct arena *arena, const char *text);

/* Copies what fits into `out` (`size` bytes, NUL included), cut at a character border; NULL is "".
 */
void text_cut(char *out, size_t size, const char *text);
/* Takes an unfinished character off the end. */
void text_cut_end(char *text);

/* The number's digits, at the end of `space`. */
enum { TEXT_INTEGER_SIZE = 24 };
const char *text_integer(int64_t value, char space[TEXT_INTEGER_SIZE]);

/* Empty after trimming, or a lone dash of any kind. */
bool text_is_blank(const char *text);
bool text_is_dash(uint32_t code_point);

#endif
