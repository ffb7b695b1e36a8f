/* What a case says under a heading of a document, as people write it. Of this room only. */
#ifndef ROOM_INCIDENT_DOCUMENT_TEXT_H
#define ROOM_INCIDENT_DOCUMENT_TEXT_H

#include "pack/documents.h"

struct incident_case;
struct visit;

/* The proposal for a field, in the visitor's language, of the arena; what is not known yet says
 * that it is under investigation. `city` is the sender. */
const char *document_propose(const struct visit *visit, const struct incident_case *held,
                             enum document_source source, const char *city);

#endif
