/* What a file is, by its bytes: a name says little, and old systems write HTML into .xls. */
#ifndef SHEET_RECOGNISE_H
#define SHEET_RECOGNISE_H

struct error;

enum file_kind { FILE_ARCHIVE, FILE_TEXT };

/* Looks at the file in `fd`, without moving its position. Refuses what is neither an archive nor
 * text: F01 empty, F02 HTML and its relatives, F03 encrypted, F04 an old .xls and others. */
int recognise_file(int fd, enum file_kind *ret_kind, struct error *error);

#endif
