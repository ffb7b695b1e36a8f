/* Saved views: a name for what a register's list was asked for, of one person and, when shared, of
 * a section. A view is a question, never a right: whoever follows it sees what the list shows them.
 * CLAUSE: 2.2, 5.6.3 */
#ifndef PAGE_SAVED_VIEW_H
#define PAGE_SAVED_VIEW_H

#include "store/table.h"
#include "template/model.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct register_face;
struct visit;

enum saved_view_column {
#define COLUMN(name, ...) SAVED_VIEW_##name,
#include "page/saved_view.def"
#undef COLUMN
    SAVED_VIEW_COLUMNS
};

extern const struct table saved_view_table;

struct saved_view {
    int64_t id, entry;
    const struct register_face *face;
    const char *name, *query; /* query: as in an address, without "?" */
    int64_t section_id;       /* shared with; 0: nobody */
    bool is_own;
};

/* The viewer's own views and those shared with a section of theirs, by name, as far as the viewer
 * may see their registers; `face` NULL: of all registers. Owned by the list memory or the arena. */
int saved_views_read(struct visit *visit, const struct register_face *face,
                     const struct saved_view **ret_views, int *ret_count, struct error *error);
/* The one of the viewer's own that the text numbers; any other is as if it were not there
 * (ERROR_MISSING). */
int saved_view_find(struct visit *visit, const char *number, struct saved_view *ret_view,
                    struct error *error);

/* The address of the list as the view shows it. */
const char *saved_view_address(const struct visit *visit, const struct saved_view *view);
/* Adds "saved_views" with the "views" (name, url, register_title, is_current where the list shows
 * `shown`) for pages, unless there are none; *ret_is_saved (may be NULL) tells whether one does. */
int saved_views_put(struct visit *visit, const struct register_face *face, const char *shown,
                    bool *ret_is_saved, struct error *error);

/* The register that a list of that path shows ("assets"), that the viewer may see; ERROR_INPUT,
 * ERROR_DENIED. */
int saved_view_face(struct visit *visit, const char *path, const struct register_face **ret_face,
                    struct error *error);
/* What of a list's address is worth keeping: filters, words, order and columns, each of which the
 * register must know (ERROR_INPUT); "" when nothing is asked for. */
int saved_view_read_query(struct visit *visit, const struct register_face *face, const char *text,
                          const char **ret_query, struct error *error);

#endif
