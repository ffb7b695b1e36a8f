#include "sheet/xlsx_read.h"

#include "base/error.h"
#include "sheet/reader.h"
#include "sheet/xlsx_cell.h"
#include "sheet/xlsx_part.h"
#include "sheet/xlsx_strings.h"
#include "sheet/xlsx_styles.h"
#include "sheet/xlsx_text.h"
#include "sheet/xlsx_workbook.h"

#include <stdlib.h>
#include <string.h>

enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_INLINE,
    TYPE_TEXT,
    TYPE_BOOL,
    TYPE_ERROR,
    TYPE_DATE
};

/* Depths of a worksheet's elements. */
enum { DEPTH_DATA = 2, DEPTH_ROW, DEPTH_CELL, DEPTH_VALUE };

struct xlsx_reader {
    struct xlsx_workbook *workbook;
    struct xlsx_part *part; /* of the sheet being read, or NULL */
    int sheet;
    int sheet_number;   /* of those with rows */
    int64_t cell_total; /* with a value */
    int64_t width_total;

    bool in_data, in_row, in_cell, in_inline;
    int row_number;
    int width;          /* cells[0..width) are set */
    int next_column;    /* for a cell without a reference */
    struct cell *cells; /* SHEET_MAX_COLUMNS */
    char *row_text;     /* SHEET_ROW_BYTES; pages never written cost no memory */
    size_t row_text_length;

    int column;
    enum cell_type type;
    uint32_t style;
    struct xlsx_text text; /* of the cell */
};

static const char *sheet_name(const struct xlsx_reader *reader)
{
    return reader->workbook->sheets[reader->sheet].name;
}

static void fail_damaged(struct xlsx_reader *reader)
{
    xlsx_part_fail(
        reader->part,
        error_set(xlsx_part_error(reader->part), ERROR_INPUT, "F04",
                  "シート「%.120s」の%d行目が壊れています。"
                  "Excelで開いて保存し直すか、元のファイルをもう一度受け取ってください。",
                  sheet_name(reader), reader->row_number));
}

static void fail_limit(struct xlsx_reader *reader)
{
    xlsx_part_fail(
        reader->part,
        error_set(xlsx_part_error(reader->part), ERROR_LIMIT, "F05",
                  "シート「%.120s」の%d行目で、行・列・セルまたは文字の数が上限を超えました。"
                  "表を分けて保存し直してください。",
                  sheet_name(reader), reader->row_number));
}

static void fail_index(struct xlsx_reader *reader)
{
    xlsx_part_fail(
        reader->part,
        error_set(xlsx_part_error(reader->part), ERROR_INPUT, "F08",
                  "シート「%.120s」の%d行目が、ブックにない文字列か書式を指しています。"
                  "Excelで開いて保存し直すか、元のファイルをもう一度受け取ってください。",
                  sheet_name(reader), reader->row_number));
}

/* A whole number up to `limit`, or limit + 1 when it is more; -1 when it is none. */
static int64_t read_whole(const char *text, int64_t limit)
{
    int64_t value = 0;
    if (!*text)
        return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return -1;
        if (value <= limit)
            value = value * 10 + (*text - '0');
    }
    return value <= limit ? value : limit + 1;
}

static void start_row(struct xlsx_reader *reader, const char **attributes)
{
    const char *reference = xlsx_attribute(attributes, "r");
    int64_t number = reference ? read_whole(reference, SHEET_MAX_ROWS) : reader->row_number + 1;
    if (number > SHEET_MAX_ROWS) {
        fail_limit(reader);
        return;
    }
    if (number <= reader->row_number) {
        fail_damaged(reader);
        return;
    }
    reader->in_row = true;
    reader->row_number = (int)number;
    reader->width = 0;
    reader->next_column = 0;
    reader->row_text_length = 0;
}

static enum cell_type read_type(const char *text)
{
    switch (text[0]) {
    case 's':
        return text[1] ? TYPE_TEXT : TYPE_SHARED;
    case 'i':
        return TYPE_INLINE;
    case 'b':
        return TYPE_BOOL;
    case 'e':
        return TYPE_ERROR;
    case 'd':
        return TYPE_DATE;
    default:
        return TYPE_NUMBER;
    }
}

static void start_cell(struct xlsx_reader *reader, const char **attributes)
{
    reader->column = reader->next_column;
    reader->type = TYPE_NUMBER;
    reader->style = 0;
    for (; attributes[0]; attributes += 2) {
        if (!attributes[0][0] || attributes[0][1])
            continue;
        if (attributes[0][0] == 'r')
            reader->column = xlsx_column_read(attributes[1]);
        else if (attributes[0][0] == 't')
            reader->type = read_type(attributes[1]);
        else if (attributes[0][0] == 's')
            reader->style = (uint32_t)read_whole(attributes[1], INT32_MAX);
    }
    if (reader->column >= SHEET_MAX_COLUMNS) {
        fail_limit(reader);
    } else if (reader->column < 0) {
        fail_damaged(reader);
    } else if (!xlsx_styles_has(reader->workbook->styles, reader->style)) {
        fail_index(reader);
    } else {
        reader->in_cell = true;
        reader->next_column = reader->column + 1;
        xlsx_text_clear(&reader->text);
    }
}

/* The cell to fill; those skipped on the way become empty. */
static struct cell *place_cell(struct xlsx_reader *reader, enum cell_kind kind, double number)
{
    while (reader->width <= reader->column)
        reader->cells[reader->width++] = (struct cell){.kind = CELL_EMPTY, .text = ""};
    struct cell *cell = &reader->cells[reader->column];
    *cell = (struct cell){.kind = kind, .text = "", .number = number};
    return cell;
}

static void keep_text(struct xlsx_reader *reader, enum cell_kind kind, double number,
                      const char *text, size_t length)
{
    if (length == 0)
        return;
    if (length >= SHEET_ROW_BYTES - reader->row_text_length) {
        fail_limit(reader);
        return;
    }
    char *kept = reader->row_text + reader->row_text_length;
    memcpy(kept, text, length);
    kept[length] = '\0';
    reader->row_text_length += length + 1;
    place_cell(reader, kind, number)->text = kept;
}

static void keep_number(struct xlsx_reader *reader)
{
    char text[XLSX_NUMBER_SIZE];
    double number;
    if (!xlsx_number_read(reader->text.bytes, &number)) {
        fail_damaged(reader);
        return;
    }
    if (xlsx_styles_is_date(reader->workbook->styles, reader->style) &&
        xlsx_serial_write(number, reader->workbook->is_1904, text)) {
        keep_text(reader, CELL_DATE, number, text, strlen(text));
        return;
    }
    xlsx_number_write(number, text);
    keep_text(reader, CELL_NUMBER, number, text, strlen(text));
}

static void keep_iso_date(struct xlsx_reader *reader)
{
    char text[XLSX_NUMBER_SIZE];
    double serial;
    if (xlsx_iso_read(reader->text.bytes, reader->workbook->is_1904, text, &serial))
        keep_text(reader, CELL_DATE, serial, text, strlen(text));
    else
        keep_text(reader, CELL_TEXT, 0, reader->text.bytes, reader->text.length);
}

static void keep_shared(struct xlsx_reader *reader)
{
    int64_t index = read_whole(reader->text.bytes, INT32_MAX);
    if (index < 0) {
        fail_damaged(reader);
        return;
    }
    const char *text = xlsx_strings_get(reader->workbook->strings, (uint32_t)index);
    if (!text) {
        fail_index(reader);
        return;
    }
    size_t length = strlen(text);
    if (length >= SHEET_ROW_BYTES - reader->row_text_length) {
        fail_limit(reader);
        return;
    }
    reader->row_text_length += length; /* not copied, but a row has one measure */
    if (length > 0)
        place_cell(reader, CELL_TEXT, 0)->text = text;
}

static void finish_cell(struct xlsx_reader *reader)
{
    struct xlsx_text *text = &reader->text;
    reader->in_cell = false;
    if (text->length == 0 && !text->too_long)
        return;
    if (!xlsx_text_finish(text) || ++reader->cell_total > SHEET_MAX_CELLS) {
        fail_limit(reader);
        return;
    }
    switch (reader->type) {
    case TYPE_NUMBER:
        keep_number(reader);
        break;
    case TYPE_SHARED:
        keep_shared(reader);
        break;
    case TYPE_DATE:
        keep_iso_date(reader);
        break;
    case TYPE_BOOL:
        place_cell(reader, CELL_TEXT, 0)->text = text->bytes[0] == '0' ? "FALSE" : "TRUE";
        break;
    case TYPE_ERROR:
        keep_text(reader, CELL_ERROR, 0, text->bytes, text->length);
        break;
    case TYPE_INLINE:
    case TYPE_TEXT:
        keep_text(reader, CELL_TEXT, 0, text->bytes, text->length);
        break;
    }
}

static void finish_row(struct xlsx_reader *reader)
{
    reader->in_row = false;
    reader->width_total += reader->width;
    if (reader->width_total > SHEET_MAX_WIDTH_SUM)
        fail_limit(reader);
    else if (reader->width > 0)
        xlsx_part_pause(reader->part);
}

static void start_value(struct xlsx_reader *reader, const char *name)
{
    if (name[0] == 'v' && !name[1] && reader->type != TYPE_INLINE)
        xlsx_text_collect(&reader->text);
    else if (strcmp(name, "is") == 0 && reader->type == TYPE_INLINE)
        reader->in_inline = true;
}

static void on_start(void *data, int depth, const char *name, const char **attributes)
{
    struct xlsx_reader *reader = data;
    if (depth == DEPTH_DATA)
        reader->in_data = strcmp(name, "sheetData") == 0;
    else if (depth == DEPTH_ROW && reader->in_data && strcmp(name, "row") == 0)
        start_row(reader, attributes);
    else if (depth == DEPTH_CELL && reader->in_row && strcmp(name, "c") == 0)
        start_cell(reader, attributes);
    else if (depth == DEPTH_VALUE && reader->in_cell)
        start_value(reader, name);
    else if (depth > DEPTH_VALUE && reader->in_inline)
        xlsx_text_start(&reader->text, depth - DEPTH_VALUE, name, attributes);
}

static void on_end(void *data, int depth)
{
    struct xlsx_reader *reader = data;
    if (depth == DEPTH_DATA) {
        reader->in_data = false;
    } else if (depth == DEPTH_ROW && reader->in_row) {
        finish_row(reader);
    } else if (depth == DEPTH_CELL && reader->in_cell) {
        finish_cell(reader);
    } else if (depth == DEPTH_VALUE) {
        reader->text.collecting = false;
        reader->in_inline = false;
    } else if (reader->in_inline) {
        xlsx_text_end(&reader->text, depth - DEPTH_VALUE);
    }
}

static void on_text(void *data, const char *bytes, size_t length)
{
    struct xlsx_reader *reader = data;
    xlsx_text_add(&reader->text, bytes, length);
}

struct xlsx_reader *xlsx_open(int fd, struct error *error)
{
    struct xlsx_workbook *workbook = xlsx_workbook_open(fd, error);
    if (!workbook)
        return NULL;
    struct xlsx_reader *reader = calloc(1, sizeof(*reader));
    must(reader);
    reader->workbook = workbook;
    reader->sheet = -1;
    reader->sheet_number = -1;
    reader->cells = calloc(SHEET_MAX_COLUMNS, sizeof(*reader->cells));
    reader->row_text = malloc(SHEET_ROW_BYTES);
    must(reader->cells && reader->row_text);
    return reader;
}

void xlsx_close(struct xlsx_reader *reader)
{
    if (!reader)
        return;
    xlsx_part_close(reader->part);
    xlsx_workbook_close(reader->workbook);
    free(reader->cells);
    free(reader->row_text);
    free(reader);
}

/* 1 when the next sheet is open, 0 when there is none, negative on failure. */
static int open_next_sheet(struct xlsx_reader *reader, struct error *error)
{
    struct xlsx_workbook *workbook = reader->workbook;
    do
        reader->sheet++;
    while (reader->sheet < workbook->sheet_count && workbook->sheets[reader->sheet].index < 0);
    if (reader->sheet >= workbook->sheet_count)
        return 0;
    reader->sheet_number++;
    reader->row_number = 0;
    reader->in_data = reader->in_row = reader->in_cell = reader->in_inline = false;
    xlsx_text_clear(&reader->text);
    const struct xlsx_handler handler = {reader, on_start, on_end, on_text};
    reader->part = xlsx_part_open(
        workbook->archive, (zip_uint64_t)workbook->sheets[reader->sheet].index, &handler, error);
    return reader->part ? 1 : error->code;
}

void xlsx_skip(struct xlsx_reader *reader)
{
    xlsx_part_close(reader->part);
    reader->part = NULL;
}

int xlsx_next(struct xlsx_reader *reader, struct row *ret_row, struct error *error)
{
    for (;;) {
        if (!reader->part) {
            int opened = open_next_sheet(reader, error);
            if (opened <= 0)
                return opened;
        }
        int result = xlsx_part_step(reader->part, error);
        if (result < 0)
            return result;
        if (result > 0)
            break;
        xlsx_part_close(reader->part);
        reader->part = NULL;
    }
    *ret_row = (struct row){
        .sheet = sheet_name(reader),
        .sheet_index = reader->sheet_number,
        .number = reader->row_number,
        .cell_count = reader->width,
        .cells = reader->cells,
        .is_1904 = reader->workbook->is_1904,
    };
    return 1;
}
