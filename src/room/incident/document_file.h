/* A document as a file that leaves. Of this room only. */
#ifndef ROOM_INCIDENT_DOCUMENT_FILE_H
#define ROOM_INCIDENT_DOCUMENT_FILE_H

struct error;
struct incident_case;
struct incident_document;
struct visit;

/* Settles the answer with the document as XLSX or PDF, whichever the visit asks for; that it left
 * is on record before. The content stands in the model already. CLAUSE: 5.7.3, 10.1.2 */
int document_send_file(struct visit *visit, const struct incident_case *held,
                       const struct incident_document *document, struct error *error);

#endif
