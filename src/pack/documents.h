/* The documents that are made from a case: which there are, for whom, under which headings, and
 * what of the case stands under each. Data of the pack (documents.json), which may leave them out.
 * CLAUSE: 1.4.3, 1.4.6, 10.1.2 */
#ifndef PACK_DOCUMENTS_H
#define PACK_DOCUMENTS_H

#include "pack/pack.h"

/* What is proposed for a field; the one who writes the document changes it. */
enum document_source {
    SOURCE_SUBJECT,
    SOURCE_TIMES, /* happened, noticed, reported */
    SOURCE_SUMMARY,
    SOURCE_IMPACT, /* how many persons, whose data, which services */
    SOURCE_PERSONS,
    SOURCE_JUDGEMENT,
    SOURCE_COURSE,
    SOURCE_RESPONSE,
    SOURCE_CAUSE,
    SOURCE_PREVENTION,
    SOURCE_BODIES,
    SOURCE_NOTICE, /* to the persons concerned */
    SOURCE_PUBLICATION,
    SOURCE_CONTACT,
    SOURCE_UNKNOWN, /* nothing in a case says it: under investigation until somebody writes */
    SOURCE_EMPTY,
    SOURCES
};

struct pack_document_field {
    const char *field;
    struct pack_text label;
    enum document_source from;
};

struct pack_document {
    const char *document;
    struct pack_text title, to; /* `to` NULL when it is addressed to the body, or to nobody */
    const char *step;           /* the step that sends it; NULL when none does */
    const char *body; /* outside body of send_body; NULL for all without one of their own */
    const char *clause;
    const struct pack_document_field *fields;
    int field_count;
};

/* All of them, *ret_count 0 when the pack says nothing. */
const struct pack_document *pack_documents(const struct pack *pack, int *ret_count);
/* NULL when there is none of that name. */
const struct pack_document *pack_document(const struct pack *pack, const char *document);
/* Whether it is the one for the body: its own, or the common one where the body has none. */
bool pack_document_is_for(const struct pack *pack, const struct pack_document *document,
                          const char *body);

#endif
