/* Where in a JSON text a value stands, so that a refusal can name the line to correct. */
#ifndef PACK_POSITION_H
#define PACK_POSITION_H

#include <stddef.h>

/* The line, from 1, of the value that the JSON pointer (RFC 6901) names in well-formed `text`; of a
 * member it is the line of its key. The nearest container when the text has no such value. */
int position_line(const char *text, size_t length, const char *pointer);

/* How deep arrays and objects nest in any text, well-formed or not. */
int position_depth(const char *text, size_t length);

#endif
