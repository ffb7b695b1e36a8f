/* Values to choose from, for the nouns that have a closed list of them, and rows that a reference
 * may lead to. */
#ifndef PAGE_CHOICE_H
#define PAGE_CHOICE_H

#include "template/model.h"

#include <stdbool.h>

struct column;
struct visit;

/* Adds "choice" with its "options" (value, label, is_selected) to the field when the column's noun
 * has a closed list, or refers to rows of which the viewer may see few enough to choose from; false
 * when anything may be written. `value` is the one that stands, "" for none. */
bool choice_put(struct visit *visit, struct model *field, const struct column *column,
                const char *value);

/* Adds the names of a register's rows ("systems") that the viewer may see, to be offered while one
 * types; an empty array when they are too many. */
void choice_put_names(struct visit *visit, struct model *parent, enum model_key key,
                      const char *kind_name);

#endif
