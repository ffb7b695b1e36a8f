/* The page of the list of cases. Of this room only. */
#ifndef ROOM_INCIDENT_LIST_PAGE_H
#define ROOM_INCIDENT_LIST_PAGE_H

struct error;
struct visit;

/* Answers GET /incidents: filters, words and a page of what the visitor may see. CLAUSE: 10.2.1 */
int incident_list_show(struct visit *visit, struct error *error);

#endif
