/* Handlers of the page that tells which column of a file is what. */
#ifndef ROOM_IMPORT_COLUMN_PAGES_H
#define ROOM_IMPORT_COLUMN_PAGES_H

struct error;
struct visit;

/* For each field a choice of the file's headings, with the first rows beside. CLAUSE: 2.2 */
int columns_show(struct visit *visit, struct error *error);
/* Looks at the file again by the columns chosen; keeps them as a layout when it is given a name. */
int columns_post(struct visit *visit, struct error *error);

#endif
