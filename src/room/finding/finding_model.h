/* A finding in the model of a page: the columns of the outer contract, and beside them what only a
 * page shows. */
#ifndef ROOM_FINDING_FINDING_MODEL_H
#define ROOM_FINDING_FINDING_MODEL_H

#include "page/page.h"

struct finding_row;
struct pack_text;

/* Notes that the finding's key and detail are shown, when it is about a row of class A: whatever
 * puts a finding into an answer calls it. CLAUSE: 5.7.3 */
void finding_saw(struct visit *visit, const struct finding_row *row);

/* One row of a list. */
void finding_add_row(struct visit *visit, struct model *items, const struct finding_row *row);
/* The members of one finding into `object`. */
void finding_add_members(struct visit *visit, struct model *object, const struct finding_row *row);

/* The register whose row the finding is about; NULL when it is none that pages show. */
const struct register_kind *finding_kind(const struct visit *visit, const struct finding_row *row);
/* What its pages are called: "assets", "takeouts". */
const char *finding_kind_path(const struct register_kind *kind);

/* The page that proves an entry about a finding, or one about no row; NULL when the viewer may look
 * at no record that could hold it. CLAUSE: 5.7.3 */
const char *finding_proof(const struct visit *visit, int64_t entry);
const char *finding_proof_of_all(const struct visit *visit, int64_t entry);

/* Text of the pack in the visitor's language. */
const char *visit_pack_text(const struct visit *visit, struct pack_text text);
const char *finding_state_word(const struct visit *visit, const char *state);
const char *finding_severity_word(const struct visit *visit, const char *severity);

/* A choice of a select: value, label, is_selected. */
void finding_add_choice(struct visit *visit, struct model *choices, const char *value,
                        const char *label, const char *chosen);

#endif
