/* Where the states of clauses come from: an evaluation now, the check that was known then, or what
 * is stored of the last check and every change since. */
#ifndef ROOM_CLAUSE_EVIDENCE_H
#define ROOM_CLAUSE_EVIDENCE_H

#include "room/clause/clause.h"
#include <stdint.h>

struct finding_evaluation;
struct finding_rules;
struct register_scene;

/* A code found against a clause, in what the viewer may see. */
struct clause_hit {
    const char *code, *clause;
    int64_t count;
};

/* The models of all clauses (`id` NULL) or the one, in the scene's arena, from an evaluation. */
int clause_models_now(const struct register_scene *scene, int64_t now_us,
                      const struct finding_evaluation *evaluation, const char *id,
                      struct clause_model **ret_models, int *ret_count, struct error *error);

/* As they were known when `known_to` was the last entry, by the findings' own history. */
int clause_models_then(const struct register_scene *scene, int64_t now_us,
                       const struct finding_rules *rules, int64_t known_to, const char *id,
                       struct clause_model **ret_models, int *ret_count, struct error *error);

/* A clause at one time of its past. */
struct clause_moment {
    int64_t known_to;    /* the last entry then: given */
    const char *state;   /* as of clause_model */
    int64_t standing;    /* findings open or excused, of those the viewer may see */
    int64_t check_entry; /* of the check that its state rests on, -1 when there was none */
};

/* Fills the moments, whose entries ascend, by the findings' own history and the checks on record.
 * ERROR_MISSING when there is no such clause. CLAUSE: 11.2.0 */
int clause_history(const struct register_scene *scene, const struct finding_rules *rules,
                   const char *id, struct clause_moment *moments, int count, struct error *error);

/* As the last check left them, with the findings that stand now: nothing is evaluated. */
int clause_models_stored(const struct register_scene *scene, int64_t now_us,
                         const struct clause_hit *hits, int hit_count, const char *id,
                         struct clause_model **ret_models, int *ret_count, struct error *error);

#endif
