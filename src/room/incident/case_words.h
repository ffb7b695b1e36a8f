/* What things of a case are called, in the visitor's language: for this room and
 * for those that lead to it. */
#ifndef ROOM_INCIDENT_CASE_WORDS_H
#define ROOM_INCIDENT_CASE_WORDS_H

#include "base/language.h"
#include "pack/incident.h"

struct visit;

/* Words of phases, severities, states and reports; the word itself when it is none of ours. */
const char *case_word(const struct visit *visit, const char *word);
const char *case_pack_text(const struct visit *visit, struct pack_text text);
/* By the pack: the step (with no choice: whichever way it goes), the outside body, the kind. What
 * the pack does not know is called as it is; NULL for NULL. */
const char *case_title(const struct pack_incident *flow, enum language language, const char *step,
                       const char *choice);
const char *case_step_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *step, const char *choice);
const char *case_body_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *body);
const char *case_kind_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *kind);

#endif
