#include "sheet/xlsx_styles.h"

#include "base/error.h"
#include "sheet/limits.h"
#include "sheet/xlsx_part.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FORMAT_IDS = 65536 };

struct xlsx_styles {
    uint32_t count;
    uint16_t formats[XLSX_MAX_STYLES]; /* number format of each style */
    bool date_formats[FORMAT_IDS];     /* by number format id */
};

struct style_reader {
    struct xlsx_styles *styles;
    struct xlsx_part *part;
    bool in_formats;
    bool in_styles;
};

/* A literal or bracket that begins at `code`: its length, 0 when none does. */
static size_t skip_literal(const char *code)
{
    if (*code == '"' || *code == '[') {
        const char *end = strchr(code + 1, *code == '"' ? '"' : ']');
        return end ? (size_t)(end - code) + 1 : strlen(code);
    }
    if (*code == '\\' || *code == '!' || *code == '_' || *code == '*')
        return code[1] ? 2 : 1;
    return 0;
}

bool xlsx_format_is_date(const char *code)
{
    if (strncasecmp(code, "General", 7) == 0)
        return false;
    while (*code && *code != ';') {
        size_t literal = skip_literal(code);
        if (literal) {
            code += literal;
            continue;
        }
        if (strchr("yYmMdDhHsSgG", *code))
            return true;
        if ((*code == 'e' || *code == 'E') && code[1] != '+' && code[1] != '-')
            return true;
        if (strncasecmp(code, "aaa", 3) == 0)
            return true;
        code++;
    }
    return false;
}

/* ECMA-376 part 1, 18.8.30; 27-36 and 50-58 are dates where the language is Japanese. */
static bool is_builtin_date(uint32_t id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

static uint32_t read_id(const char *text)
{
    if (!text)
        return 0;
    unsigned long value = strtoul(text, NULL, 10);
    return value < FORMAT_IDS ? (uint32_t)value : 0;
}

static void add_style(struct style_reader *reader, const char **attributes)
{
    struct xlsx_styles *styles = reader->styles;
    if (styles->count == XLSX_MAX_STYLES) {
        xlsx_part_fail(reader->part,
                       error_set(xlsx_part_error(reader->part), ERROR_LIMIT, "F05",
                                 "このExcelファイルはセルの書式が多すぎるため、読み込みません。"
                                 "必要なシートだけを新しいブックに写して保存し直してください。"));
        return;
    }
    styles->formats[styles->count++] = (uint16_t)read_id(xlsx_attribute(attributes, "numFmtId"));
}

static void on_start(void *data, int depth, const char *name, const char **attributes)
{
    struct style_reader *reader = data;
    if (depth == 2) {
        reader->in_formats = strcmp(name, "numFmts") == 0;
        reader->in_styles = strcmp(name, "cellXfs") == 0;
        return;
    }
    if (depth != 3)
        return;
    if (reader->in_styles && strcmp(name, "xf") == 0)
        add_style(reader, attributes);
    const char *code = xlsx_attribute(attributes, "formatCode");
    uint32_t id = read_id(xlsx_attribute(attributes, "numFmtId"));
    if (reader->in_formats && id && code)
        reader->styles->date_formats[id] = xlsx_format_is_date(code);
}

static void on_end(void *data, int depth)
{
    (void)data, (void)depth;
}

static void free_styles(struct xlsx_styles *styles)
{
    free(styles);
}

void xlsx_styles_close(struct xlsx_styles *styles)
{
    free_styles(styles);
}

struct xlsx_styles *xlsx_styles_open(zip_t *archive, zip_uint64_t index, struct error *error)
{
    struct xlsx_styles *styles = calloc(1, sizeof(*styles));
    must(styles);
    for (uint32_t id = 0; id < 100; id++)
        styles->date_formats[id] = is_builtin_date(id);
    struct style_reader reader = {.styles = styles};
    const struct xlsx_handler handler = {&reader, on_start, on_end, NULL};
    if (xlsx_part_read(archive, index, &handler, &reader.part, error) == 0)
        return styles;
    free_styles(styles);
    return NULL;
}

bool xlsx_styles_has(const struct xlsx_styles *styles, uint32_t index)
{
    return index == 0 || (styles && index < styles->count);
}

bool xlsx_styles_is_date(const struct xlsx_styles *styles, uint32_t index)
{
    return styles && index < styles->count && styles->date_formats[styles->formats[index]];
}
