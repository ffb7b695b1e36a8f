/* Where each clause stands in the pack's OSCAL catalogue: a control, or a statement of one. */
#ifndef ROOM_CLAUSE_OSCAL_MAP_H
#define ROOM_CLAUSE_OSCAL_MAP_H

#include <stdbool.h>

struct arena;
struct error;
struct pack;

struct oscal_place {
    const char *clause;
    const char *control;   /* id of the control */
    const char *statement; /* id of the statement or of the item in it */
    bool is_item;          /* one of several items of the control's statement */
};

/* The places of all clauses in the catalogue's order, in the arena; with the catalogue's UUID.
 * ERROR_INPUT when the pack has no catalogue that can be read. */
int oscal_map(const struct pack *pack, struct arena *arena, struct oscal_place **ret_places,
              int *ret_count, const char **ret_uuid, struct error *error);

/* The place of the clause; NULL when the catalogue lacks it. */
const struct oscal_place *oscal_find_place(const struct oscal_place *places, int count,
                                           const char *clause);

#endif
