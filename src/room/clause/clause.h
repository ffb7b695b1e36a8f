/* Every clause of the standard with its state, computed from what carries it and never declared. */
#ifndef ROOM_CLAUSE_CLAUSE_H
#define ROOM_CLAUSE_CLAUSE_H

#include "base/language.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buffer;
struct error;
struct json;
struct pack;
struct pack_clause;

/* Where the evidence comes from. Each callback returns 0 or an error with *error set. */
struct clause_source {
    void *context;
    /* State of a check's code now, where it is about that clause: "ok", "breach", "recommendation",
     * "none" or "unknown"; and how long ago it was evaluated, -1 when never. */
    int (*state_of_code)(void *context, const char *code, const char *clause,
                         const char **ret_state, int64_t *ret_age_s, struct error *error);
    /* Whether the register holds rows, and how long ago one changed, -1 when never. */
    int (*state_of_register)(void *context, const char *kind, bool *ret_has_rows,
                             int64_t *ret_age_s, struct error *error);
};

struct clause_carrier {
    const char *kind, *id;
    const char *state; /* as of clause_model; NULL for what is enforced: it cannot fail to hold */
    int64_t age_s;     /* -1 when it leaves no dated evidence */
};

struct clause_model {
    const struct pack_clause *clause;
    const struct clause_carrier *carriers;
    int carrier_count;
    /* ok breach recommendation unknown none not_carried */
    const char *state;
    int64_t evidence_age_s; /* of the oldest evidence the state rests on, -1 when none */
};

/* The models of all clauses in the standard's order, or of the one with that id (NULL: all);
 * ERROR_MISSING when there is none. Owned by the arena. */
int clause_list(const struct pack *pack, const struct clause_source *source, const char *id,
                struct arena *arena, struct clause_model **ret_models, int *ret_count,
                struct error *error);

/* The models as the JSON array of the outer contract. */
void clause_write_json(const struct pack *pack, const struct clause_model *models, int count,
                       enum language language, struct json *json);
/* The same for people, a line each. */
void clause_write_text(const struct clause_model *models, int count, enum language language,
                       struct buffer *buffer);

/* The word people read for a state: 適合, 対象なし ... */
const char *clause_state_word(const char *state, enum language language);

#endif
