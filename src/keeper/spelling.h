/* Japanese names in roman letters, within the keeper. */
#ifndef KEEPER_SPELLING_H
#define KEEPER_SPELLING_H

#include <stddef.h>

struct arena;

/* Roman letters (or any text) in one spelling of the several in use: Shinji, Sinji and shinnji all
 * become "sinzi". For comparing. Owned by the arena. */
char *spelling_of(struct arena *arena, const char *roman);

/* A part of a name in kana or roman letters, in that spelling; "" when it has other letters. Owned
 * by the arena. */
char *spelling_of_name(struct arena *arena, const char *part);

#endif
