/* The text of a cell as <si> and <is> hold it: one <t>, or rich runs <r> that each hold one.
 * Readings (<rPh>) are not part of the text. */
#ifndef SHEET_XLSX_TEXT_H
#define SHEET_XLSX_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The longest text there is when every letter is written as _xHHHH_ still fits. */
enum { XLSX_RAW_TEXT_BYTES = 256 << 10 };

struct xlsx_text {
    size_t length;
    size_t segment; /* where the <t> being read began */
    bool in_run;
    bool collecting;
    bool preserve; /* xml:space of the <t> being read */
    bool too_long;
    char bytes[XLSX_RAW_TEXT_BYTES + 1];
};

void xlsx_text_clear(struct xlsx_text *text);

/* Elements below <si> or <is>: `level` 1 for its children, 2 for theirs. */
void xlsx_text_start(struct xlsx_text *text, int level, const char *name, const char **attributes);
void xlsx_text_end(struct xlsx_text *text, int level);
/* Collects from here whatever comes, as it stands: for <v>. */
void xlsx_text_collect(struct xlsx_text *text);
void xlsx_text_add(struct xlsx_text *text, const char *bytes, size_t length);

/* Ends the text: decodes _xHHHH_ (ECMA-376 part 1, 22.9.2.19) and adds the NUL. False when it has
 * more letters than a cell may have. */
bool xlsx_text_finish(struct xlsx_text *text);

/* Whether UTF-8 of this length is more than a cell may hold. */
bool xlsx_text_is_too_long(const char *bytes, size_t length);

#endif
