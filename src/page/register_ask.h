/* What the pages of registers share: which register a visit is about, what it asks of the list, how
 * values are shown. Of this floor's files only. */
#ifndef PAGE_REGISTER_ASK_H
#define PAGE_REGISTER_ASK_H

#include "page/page.h"
#include "page/register_pages.h"
#include "register/list.h"

struct visit_pair;

/* What a list is asked for. */
struct asked {
    const struct register_face *face;
    struct list_request request;
    const char *words; /* NULL: none */
    int columns[TABLE_COLUMN_LIMIT];
    int column_count;
    bool chose_columns;
};

/* The register whose path the visit's begins with; there always is one. */
const struct register_face *register_face_of(const struct visit *visit);

/* Reads the query. ERROR_INPUT names what is no column, or no value of it. */
int register_ask(struct visit *visit, const char *action, struct asked *ret_asked,
                 struct error *error);
/* Turns the words asked for into the rows that match them. *ret_total is how many there are when
 * the rows are already those of the page, else -1. */
int register_find_words(struct visit *visit, struct asked *asked, int64_t *ret_total,
                        struct error *error);
/* Whether the query may call this name a filter of the list; the column, else -1. */
int register_visible_column(const struct register_kind *kind, const char *name);

/* The column of what people call a row, -1 when there is none. */
int register_key_column(const struct register_kind *kind);

/* An address with what the visit asks for, without the pairs called `without` (separated by
 * spaces), and with one more unless `name` is NULL. */
const char *register_address(const struct visit *visit, const char *path, const char *without,
                             const char *name, const char *value);

/* What pairs of a query ask of a list, encoded and without what changes from page to page (offset,
 * format ...); "" when nothing is asked for. */
const char *register_query(const struct visit *visit, const struct visit_pair *pairs, int count);
/* ERROR_INPUT for what the list of that register would refuse. */
int register_check_pairs(struct visit *visit, const struct register_face *face,
                         const struct visit_pair *pairs, int count, struct error *error);

/* The address of a row's page, or of one below it ("/edit"; "" for the page itself). */
const char *register_row_address(const struct visit *visit, const struct register_face *face,
                                 int64_t id, const char *below);

/* Calls for each name of a list separated by spaces, in order: false at its end. */
bool register_next_name(struct arena *arena, const char **list, const char **ret_name);

/* Adds the value as the API writes it and as a page shows it; with KEY_NONE under the column's
 * name. */
struct model *register_put_value(struct visit *visit, struct model *parent, enum model_key key,
                                 const struct column *column, struct value value);
/* The address of the row that a reference leads to, when it is one that the viewer may see; NULL.
 */
const char *register_reference_address(struct visit *visit, const struct column *column,
                                       struct value value);
/* The label in the visitor's language. */
const char *register_label(const struct visit *visit, const struct column *column);
/* The system the row belongs to, 0 when it is of none. */
int64_t register_row_system(const struct register_kind *kind, const struct value *values);
/* Whether the viewer may do `action` with the row. CLAUSE: 5.6.3 */
bool register_may(const struct visit *visit, const struct register_kind *kind, const char *action,
                  const struct value *values);
/* What the right to change a row of the register is called. */
const char *register_edit_action(const struct register_kind *kind);
/* Notes class A data that the rows show, once an answer. CLAUSE: 5.7.3 */
void register_saw(struct visit *visit, const struct register_face *face,
                  const struct value *values);
void register_saw_list(struct visit *visit, const struct register_face *face,
                       const struct list *list);

/* A row as it stands. */
struct held {
    const struct register_face *face;
    int64_t id, entry;
    struct value values[TABLE_COLUMN_LIMIT];
};

/* The row that the path names by its number or, in the API, by its key, that the viewer may see. */
int register_held(struct visit *visit, struct held *ret_held, struct error *error);
/* The groups of columns of the face with what is in none; calls `put` for each column. */
typedef void register_put_column(struct visit *visit, struct model *fields, int column,
                                 void *context);
void register_put_groups(struct visit *visit, const struct register_face *face,
                         register_put_column *put, void *context);
/* Breadcrumbs, title, purpose: what every page of a register begins with. */
void register_put_head(struct visit *visit, const struct register_face *face);

#endif
