/* Shared by text.c and text_fold.c only. */
#ifndef BASE_TEXT_FOLD_H
#define BASE_TEXT_FOLD_H

#include <stddef.h>

/* The start of `text` without the spaces text_trim() takes off, and the bytes up to its end. */
const char *text_trim_edges(const char *text, size_t *ret_length);

#endif
