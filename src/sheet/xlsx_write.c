#include "sheet/xlsx_write.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "sheet/guard.h"
#include "sheet/limits.h"
#include "sheet/xlsx_text.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
    STYLE_COUNT = STYLE_WRAP + 1,
    MAX_SHEET_NAME = 31, /* letters, as Excel has it */
    MAX_NAME_TRIES = 999,
    PAPER_A4 = 9,
};

struct xlsx_output {
    lxw_workbook *workbook; /* NULL once written */
    lxw_worksheet *sheet;   /* the one rows go to */
    lxw_format *styles[STYLE_COUNT];
    lxw_format *number_text; /* a text in a column of numbers */
    lxw_row_t row;
    int64_t heading_first, heading_last; /* -1 while there is none */
    int heading_count;                   /* columns of the last heading row */
    struct buffer text;
};

static int refuse_unwritten(struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "ファイルに書き込めません。空き容量と書き込みの許可を確かめてください。");
}

/* Texts keep the format "@", so that Excel leaves "0012" alone when somebody edits the cell. */
static lxw_format *add_style(lxw_workbook *workbook, bool is_text)
{
    lxw_format *format = workbook_add_format(workbook);
    must(format);
    format_set_font_name(format, "游ゴシック");
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (is_text)
        format_set_num_format(format, "@");
    return format;
}

static void add_styles(struct xlsx_output *output)
{
    for (int style = 0; style < STYLE_COUNT; style++)
        output->styles[style] = add_style(output->workbook, style != STYLE_NUMBER);
    output->number_text = add_style(output->workbook, true);
    lxw_format *title = output->styles[STYLE_TITLE];
    format_set_bold(title);
    format_set_font_size(title, 14);
    lxw_format *heading = output->styles[STYLE_HEADING];
    format_set_bold(heading);
    format_set_text_wrap(heading);
    format_set_align(heading, LXW_ALIGN_CENTER);
    format_set_border(heading, LXW_BORDER_THIN);
    format_set_bg_color(heading, 0xE8F1FE);
    format_set_text_wrap(output->styles[STYLE_WRAP]);
}

static void free_output(struct xlsx_output *output)
{
    if (!output)
        return;
    if (output->workbook)
        lxw_workbook_free(output->workbook);
    buffer_done(&output->text);
    free(output);
}

void xlsx_output_close(struct xlsx_output *output)
{
    free_output(output);
}

struct xlsx_output *xlsx_output_open(const char *path, const char *folder, int64_t changed_us,
                                     struct error *error)
{
    struct xlsx_output *output = calloc(1, sizeof(*output));
    char *own_folder = strdup(folder);
    must(output && own_folder);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = own_folder};
    output->workbook = workbook_new_opt(path, &options);
    free(own_folder);
    if (!output->workbook) {
        refuse_unwritten(error);
        free_output(output);
        return NULL;
    }
    /* The library would take the time of day for a date of 0. */
    lxw_doc_properties properties = {.created =
                                         changed_us / 1000000 > 0 ? changed_us / 1000000 : 1};
    workbook_set_properties(output->workbook, &properties);
    output->heading_first = -1;
    add_styles(output);
    return output;
}

/* Freezes and repeats the heading rows and puts a filter on the last of them. */
static void finish_sheet(struct xlsx_output *output)
{
    if (!output->sheet || output->heading_first < 0)
        return;
    lxw_row_t last = (lxw_row_t)output->heading_last;
    worksheet_freeze_panes(output->sheet, last + 1, 0);
    worksheet_repeat_rows(output->sheet, (lxw_row_t)output->heading_first, last);
    if (output->heading_count > 0)
        worksheet_autofilter(output->sheet, last, 0, output->row - 1,
                             (lxw_col_t)(output->heading_count - 1));
}

/* The first `limit` letters without those that Excel forbids in a sheet's name. */
static void clean_name(struct buffer *out, const char *name, int limit)
{
    buffer_clear(out);
    for (int letters = 0; *name && letters < limit; letters++) {
        char bytes[4];
        uint32_t letter = text_next(&name);
        bool is_edge = letters == 0 || !*name || letters == limit - 1;
        bool is_bad = letter < 0x20 || (letter < 0x80 && strchr("[]:*?/\\", (int)letter)) ||
                      (letter == '\'' && is_edge);
        buffer_append(out, bytes, text_encode(is_bad ? '_' : letter, bytes));
    }
    if (out->length == 0)
        buffer_byte(out, '_');
}

/* A name that the workbook takes: cut, cleaned, and numbered when it is there already. */
static void choose_name(struct xlsx_output *output, const char *name)
{
    clean_name(&output->text, name, MAX_SHEET_NAME);
    for (int number = 2; number <= MAX_NAME_TRIES; number++) {
        if (!workbook_get_worksheet_by_name(output->workbook, buffer_string(&output->text)))
            return;
        clean_name(&output->text, name, MAX_SHEET_NAME - 6);
        buffer_format(&output->text, " (%d)", number);
    }
}

int xlsx_output_start(struct xlsx_output *output, const char *name, const int *widths, int count,
                      struct error *error)
{
    finish_sheet(output);
    choose_name(output, name);
    output->sheet = workbook_add_worksheet(output->workbook, buffer_string(&output->text));
    if (!output->sheet)
        return refuse_unwritten(error);
    output->row = 0;
    output->heading_first = output->heading_last = -1;
    output->heading_count = 0;
    worksheet_set_landscape(output->sheet);
    worksheet_set_paper(output->sheet, PAPER_A4);
    worksheet_fit_to_pages(output->sheet, 1, 0);
    worksheet_set_footer(output->sheet, "&C&P / &N");
    for (int i = 0; widths && i < count; i++)
        worksheet_set_column(output->sheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
    return 0;
}

/* Whether Excel would read what stands here as an escaped letter. */
static bool is_escape(const char *text)
{
    if (text[0] != '_' || text[1] != 'x')
        return false;
    return strspn(text + 2, "0123456789ABCDEFabcdef") >= 4 && text[6] == '_';
}

/* Bytes of a letter at `at` that XML cannot hold (or would change: CR), 0 when it can. */
static size_t count_forbidden(const char *at)
{
    if ((unsigned char)*at < 0x20)
        return *at && *at != '\t' && *at != '\n';
    return strncmp(at, "\uFFFE", 3) == 0 || strncmp(at, "\uFFFF", 3) == 0 ? 3 : 0;
}

/* The text as the file has it: guarded, with _xHHHH_ (ECMA-376 part 1, 22.9.2.19) for letters that
 * XML cannot hold and for what would be read as such. */
static const char *prepare_text(struct buffer *out, const char *text)
{
    buffer_clear(out);
    if (guard_is_needed(text))
        buffer_byte(out, '\'');
    const char *kept = text;
    for (const char *at = text; *at;) {
        size_t length = is_escape(at) ? 1 : count_forbidden(at);
        if (length == 0) {
            at++;
            continue;
        }
        buffer_append(out, kept, (size_t)(at - kept));
        kept = at + length;
        buffer_format(out, "_x%04X_", (unsigned)text_next(&at));
        must(at == kept);
    }
    buffer_text(out, kept);
    return buffer_string(out);
}

static int write_cell(struct xlsx_output *output, int column, const char *text,
                      enum cell_style style, struct error *error)
{
    lxw_format *format = output->styles[style];
    lxw_col_t at = (lxw_col_t)column;
    lxw_error result;
    if (!text || !*text) {
        result = worksheet_write_blank(output->sheet, output->row, at, format);
    } else if (style == STYLE_NUMBER && guard_is_plain_number(text)) {
        result = worksheet_write_number(output->sheet, output->row, at, strtod(text, NULL), format);
    } else {
        format = style == STYLE_NUMBER ? output->number_text : format;
        const char *prepared = prepare_text(&output->text, text);
        if (output->text.full || xlsx_text_is_too_long(prepared, output->text.length))
            return error_set(error, ERROR_LIMIT, "F05",
                             "%lld行目に、Excelのセルに入らない長さ（32,767字超）の文字があります。"
                             "CSVで書き出してください。",
                             (long long)output->row + 1);
        result = worksheet_write_string(output->sheet, output->row, at, prepared, format);
    }
    return result == LXW_NO_ERROR ? 0 : refuse_unwritten(error);
}

int xlsx_output_row(struct xlsx_output *output, const char *const *texts, int count,
                    enum cell_style style, struct error *error)
{
    if (!output->sheet && xlsx_output_start(output, "Sheet1", NULL, 0, error))
        return error->code;
    if (output->row >= SHEET_MAX_ROWS || count > SHEET_MAX_COLUMNS)
        return error_set(error, ERROR_LIMIT, "F05",
                         "Excelのシートに入る行か列の数を超えました。CSVで書き出してください。");
    for (int i = 0; i < count; i++) {
        if (write_cell(output, i, texts[i], style, error))
            return error->code;
    }
    if (style == STYLE_HEADING) {
        if (output->heading_first < 0)
            output->heading_first = output->row;
        if (output->heading_last < 0 || output->heading_last == (int64_t)output->row - 1) {
            output->heading_last = output->row;
            output->heading_count = count;
        }
    }
    output->row++;
    return 0;
}

int xlsx_output_finish(struct xlsx_output *output, struct error *error)
{
    if (!output->sheet && xlsx_output_start(output, "Sheet1", NULL, 0, error))
        return error->code;
    finish_sheet(output);
    lxw_workbook *workbook = output->workbook;
    output->workbook = NULL;
    return workbook_close(workbook) == LXW_NO_ERROR ? 0 : refuse_unwritten(error);
}
