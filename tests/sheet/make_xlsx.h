/* Small workbooks and files made on the spot, and what the reader makes of them as one string. */
#ifndef TESTS_SHEET_MAKE_XLSX_H
#define TESTS_SHEET_MAKE_XLSX_H

#include "base/buffer.h"
#include "base/error.h"
#include "sheet/reader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define MAIN_NS   "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define STRICT_NS "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define OFFICE_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct made_file {
    char path[64];
};

struct zip_part {
    const char *name;
    const char *bytes;
    size_t length; /* 0: a string */
};

static inline struct made_file make_file(const void *bytes, size_t length)
{
    struct made_file file = {P_tmpdir "/sheet-XXXXXX"};
    int fd = mkstemp(file.path);
    must(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
    close(fd);
    return file;
}

static inline struct made_file make_text(const char *text)
{
    return make_file(text, strlen(text));
}

static inline void drop_file(struct made_file file)
{
    unlink(file.path);
}

static inline struct made_file make_zip(const struct zip_part *parts, int count)
{
    struct made_file file = make_text("");
    int code;
    zip_t *archive = zip_open(file.path, ZIP_TRUNCATE, &code);
    must(archive);
    for (int i = 0; i < count; i++) {
        size_t length = parts[i].length ? parts[i].length : strlen(parts[i].bytes);
        zip_source_t *source = zip_source_buffer(archive, parts[i].bytes, length, 0);
        must(source && zip_file_add(archive, parts[i].name, source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    must(zip_close(archive) == 0);
    return file;
}

#define SHEET_RELATION(id, kind, target)                                                           \
    "<Relationship Id=\"" id "\" Type=\"" OFFICE_NS "/" kind "\" Target=\"" target "\"/>"
#define RELATIONS(inner)                                                                           \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner \
    "</Relationships>"

static const char root_relations[] =
    RELATIONS(SHEET_RELATION("rId1", "officeDocument", "xl/workbook.xml"));
static const char one_sheet_relations[] =
    RELATIONS(SHEET_RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                  SHEET_RELATION("rId2", "sharedStrings", "sharedStrings.xml")
                      SHEET_RELATION("rId3", "styles", "styles.xml"));
static const char one_sheet_workbook[] =
    "<workbook xmlns=\"" MAIN_NS "\" xmlns:r=\"" OFFICE_NS "\"><sheets>"
    "<sheet name=\"台帳\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char no_strings[] = "<sst xmlns=\"" MAIN_NS "\"/>";
static const char no_styles[] = "<styleSheet xmlns=\"" MAIN_NS "\"/>";

#define WORKSHEET(rows)                                                                            \
    "<worksheet xmlns=\"" MAIN_NS "\"><sheetData>" rows "</sheetData></worksheet>"

/* One sheet named 台帳; NULL strings or styles are parts without content. */
static inline struct made_file make_xlsx(const char *sheet, const char *strings, const char *styles)
{
    const struct zip_part parts[] = {
        {"_rels/.rels", root_relations, 0},
        {"xl/workbook.xml", one_sheet_workbook, 0},
        {"xl/_rels/workbook.xml.rels", one_sheet_relations, 0},
        {"xl/worksheets/sheet1.xml", sheet, 0},
        {"xl/sharedStrings.xml", strings ? strings : no_strings, 0},
        {"xl/styles.xml", styles ? styles : no_styles, 0},
    };
    return make_zip(parts, sizeof(parts) / sizeof(parts[0]));
}

static inline void show_row(struct buffer *out, const struct row *row)
{
    static const char *const kinds[] = {"-", "T:", "N:", "D:", "E:"};
    if (row->sheet)
        buffer_format(out, "%s!", row->sheet);
    buffer_format(out, "%d", row->number);
    for (int i = 0; i < row->cell_count; i++)
        buffer_format(out, "|%s%s", kinds[row->cells[i].kind], row->cells[i].text);
    buffer_text(out, "\n");
}

/* Every row in a line; a refusal as its code. The caller frees. */
static inline char *show_file(const char *path, const struct sheet_options *options,
                              struct error *error)
{
    struct buffer out = {0};
    struct row row;
    int result = -1;
    *error = (struct error){0};
    struct sheet_reader *reader = sheet_open(path, options, error);
    while (reader && (result = sheet_next(reader, &row, error)) > 0)
        show_row(&out, &row);
    if (result < 0)
        buffer_text(&out, error->id);
    sheet_close(reader);
    char *shown = strdup(buffer_string(&out));
    must(shown);
    buffer_done(&out);
    return shown;
}

/* As show_file(), and the made file goes. */
static inline char *show_made(struct made_file file)
{
    struct error error;
    char *shown = show_file(file.path, NULL, &error);
    drop_file(file);
    return shown;
}

#endif
