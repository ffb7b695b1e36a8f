/* Bringing the index up to date with the record. */
#ifndef SEARCH_REFRESH_H
#define SEARCH_REFRESH_H

#include "search/search.h"
#include "store/table.h"

struct error;
struct index_file;
struct register_kind;
struct register_scene;

/* What a register's table has for the search; column numbers, -1 for none. */
struct search_plan {
    const struct register_kind *kind;
    int searched[TABLE_COLUMN_LIMIT];
    int searched_count;
    int order; /* what rows are ordered by, their full key */
    int name;  /* what people call the row */
    int section_id, system, ended_at;
};

/* The plans of the scene's registers that have something to search, in their order; in the scene's
 * arena. */
struct search_plan *refresh_plans(const struct register_scene *scene, int *ret_count);

struct refresh_report {
    search_progress *progress; /* NULL: nobody is told */
    void *context;
};

/* Takes in what the record tells since the index was last brought up to date, or makes the index
 * anew when it does not fit the record or the registers, or when too much has changed. Everything
 * happens in one transaction of the index. Must not be called in one. */
int refresh_index(const struct register_scene *scene, const struct search_plan *plans, int count,
                  struct index_file *index, const struct refresh_report *report,
                  struct error *error);

#endif
