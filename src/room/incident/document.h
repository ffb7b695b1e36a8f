/* Documents made from a case. Each save is a version of its own, a row that is never changed; what
 * was sent is the version that a step names, with its hash in the step. Of this room only.
 * CLAUSE: 1.4.3, 1.4.6, 10.1.2 */
#ifndef ROOM_INCIDENT_DOCUMENT_H
#define ROOM_INCIDENT_DOCUMENT_H

#include "pack/documents.h"
#include "room/incident/case.h"

struct act;

struct incident_document {
    struct value values[DOCUMENT_COLUMNS];
};

/* The texts of the case's documents in order of their numbers, of the arena. */
int document_list(const struct incident_case *held, struct incident_document **ret_list,
                  int *ret_count, struct error *error);
/* The one that the text gives the number of; NULL when there is none. */
const struct incident_document *document_numbered(const struct incident_document *list, int count,
                                                  const char *number);
/* The step that sent it; NULL while it is a draft. */
const struct incident_step *document_sent_by(const struct incident_case *held,
                                             const struct incident_document *document);
/* Whether both are versions of one document. */
bool document_is_same(const struct incident_document *left, const struct incident_document *right);

/* Whether the viewer may write such a document: CSIRT, and whoever may take its step. */
bool document_may_write(struct incident_case *held, const struct pack_document *kind);

struct document_draft {
    const struct pack_document *kind;
    const char *body, *report;     /* of reports to outside bodies, else NULL */
    const char *title, *to, *from; /* `to`, `from` may be NULL */
    const char *const *texts;      /* one a field of the kind */
    int64_t based_on;              /* the version that was changed; 0: made anew from the case */
};
/* Writes the next version; *ret_number is its number in the case. ERROR_STALE when `based_on` is
 * no longer the newest version. The caller commits. */
int document_put(struct incident_case *held, const struct document_draft *draft,
                 int64_t *ret_number, struct error *error);

/* Puts the document that the step names by its number into the row of the step. ERROR_INPUT when
 * it is not one of that step, body and report. */
int document_name(struct act *act, struct error *error);

#endif
