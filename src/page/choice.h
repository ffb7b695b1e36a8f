/* Values to choose from, for the nouns that have a closed list of them. */
#ifndef PAGE_CHOICE_H
#define PAGE_CHOICE_H

#include <stdbool.h>

struct column;
struct model;
struct visit;

/* Adds "choice" with its "options" (value, label, is_selected) to the field when the column's noun
 * has a closed list; false when anything may be written. `value` is the one that stands, "" for
 * none. */
bool choice_put(struct visit *visit, struct model *field, const struct column *column,
                const char *value);

#endif
