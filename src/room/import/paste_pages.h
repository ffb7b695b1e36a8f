/* A block of cells from a spreadsheet's clipboard, imported like a file. */
#ifndef ROOM_IMPORT_PASTE_PAGES_H
#define ROOM_IMPORT_PASTE_PAGES_H

struct error;
struct visit;

/* The form; and what it sends, put in line to be looked at before it is applied. CLAUSE: 2.2 */
int paste_show(struct visit *visit, struct error *error);
int paste_post(struct visit *visit, struct error *error);

#endif
