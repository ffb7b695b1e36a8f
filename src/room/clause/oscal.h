/* Projections to OSCAL 1.2.1 for other programs: byte-stable, every UUID derived from a key, times
 * those of the last recorded change. */
#ifndef ROOM_CLAUSE_OSCAL_H
#define ROOM_CLAUSE_OSCAL_H

#include <stddef.h>

struct arena;
struct clause_model;
struct error;
struct json;
struct pack;

struct oscal_finding {
    const char *id; /* public id, stable over the finding's life */
    const char *code, *clause;
    const char *key, *section, *detail; /* may be NULL */
    const char *opened_at;              /* RFC 3339 */
    const char *state;                  /* open excused; closed ones are left out */
};

struct oscal_source {
    const struct pack *pack;
    const char *city;       /* name of the body */
    const char *changed_at; /* RFC 3339, of the last recorded change */
    const struct clause_model *clauses;
    int clause_count;
    void *context;
    /* 1 with the next finding (sorted by clause, code, key), 0 at the end, negative with *error
     * set. Its texts must live until the export is done. */
    int (*next)(void *context, struct oscal_finding *ret_finding, struct error *error);
};

/* The pack's catalogue, as it stands in the pack. NULL when it has none. Owned by the pack. */
const char *oscal_catalog(const struct pack *pack, size_t *ret_length);

/* Each check as a component of type validation that implements its clause. */
int oscal_write_components(const struct oscal_source *source, struct arena *arena,
                           struct json *json, struct error *error);
/* Each finding as an observation, each clause that has a check as a finding with its state. */
int oscal_write_results(const struct oscal_source *source, struct arena *arena, struct json *json,
                        struct error *error);
/* Each finding that is not closed as an item to act on. */
int oscal_write_poam(const struct oscal_source *source, struct arena *arena, struct json *json,
                     struct error *error);

#endif
