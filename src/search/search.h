/* Searching words in every register: kana, width, case and variant letters alike. A row matches a
 * word when the folded text of one of its searched columns contains the folded word; of several
 * words each must match. The answers come from an index beside the record, DIR/search.db, that can
 * always be thrown away: it catches up with the record by itself and is made anew when it is
 * missing, damaged or does not fit the record. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct json;
struct register_kind;
struct register_scene;

struct search_hit {
    const struct register_kind *kind;
    int64_t id;
    const char *key;        /* what people call the row; "" when it has no name */
    const char *name;       /* a short label: what the searched columns hold, at most 80 letters */
    const char *section;    /* NULL when the row is of no section */
    const char *importance; /* its class; NULL when the register has none */
};

/* Told from time to time, once the work takes longer than a second. `total` is an estimate. */
typedef void search_progress(void *context, int64_t rows, int64_t total);

/* Finds the rows that match every one of `words` (separated by white space) and that the scene's
 * viewer may view; `kind` NULL searches every register, `with_ended` also rows that ended. Rows
 * called exactly `words` come first, then by register and key. At most `limit` of them go to
 * *ret_hits (in the scene's arena), how many there are in all to *ret_total. Brings the index up to
 * date first. The scene's store may be in a read transaction of the caller or in none.
 * ERROR_INPUT for no words, or too many or too long ones, or an unknown register; ERROR_BUSY when
 * another process makes the index and takes too long. CLAUSE: 5.6.3 */
int search_run(const struct register_scene *scene, const char *folder, const char *words,
               const char *kind, int limit, bool with_ended, struct search_hit **ret_hits,
               int *ret_count, int *ret_total, struct error *error);

/* What one register holds of it. */
struct search_group {
    const struct register_kind *kind;
    int total;
    const struct search_hit *hits; /* the first ones */
    int hit_count;
};

/* The same in every register at once, up to `limit` hits of each that has any, in the registers'
 * order; in the scene's arena. */
int search_groups(const struct register_scene *scene, const char *folder, const char *words,
                  int limit, struct search_group **ret_groups, int *ret_count, struct error *error);

/* Brings the index up to date without searching. `progress` may be NULL. */
int search_refresh(const struct register_scene *scene, const char *folder,
                   search_progress *progress, void *context, struct error *error);

/* Throws the index away, with everything that rows held before they were changed; the next search
 * makes it anew. For erasures. CLAUSE: 5.10.4 */
void search_forget(const char *folder);

/* The hits as one JSON array of {"kind","key","name","section","id"}. */
void search_write_json(const struct search_hit *hits, int count, struct json *json);

#endif
