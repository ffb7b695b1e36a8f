/* Handlers of the list of imports. */
#ifndef ROOM_IMPORT_LIST_PAGES_H
#define ROOM_IMPORT_LIST_PAGES_H

struct error;
struct visit;

/* What was imported, newest first, what waits, and the form to send files. */
int imports_list(struct visit *visit, struct error *error);
/* Takes the files sent and puts each in line: to be looked at first, or (API) in earnest. */
int imports_post(struct visit *visit, struct error *error);

#endif
