#include "register/layout.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "sheet/ahead.h"

#include <stdlib.h>
#include <string.h>

enum { PART_LIMIT = 200, ROW_BITS = 21 };

struct layout_reader {
    const struct layout *layout;
    struct sheet_ahead *sheet;
    struct arena *arena;   /* heading texts */
    struct arena *scratch; /* of one row */
    struct arena *kept[2]; /* the row above, for blanks and ditto marks, and the one before it */
    int turn;
    const char *above[LAYOUT_FIELD_LIMIT];
    const char **headings[PART_LIMIT]; /* folded heading words of a part's columns, all its rows */
    int widths[PART_LIMIT];
    int last_number[PART_LIMIT];
    int data_rows[PART_LIMIT];
    int part; /* present part, -1 outside of any */
    bool block_open;
    bool fills_blank_section;
};

static void release(struct layout_reader *reader)
{
    sheet_ahead_close(reader->sheet);
    arena_close(reader->arena);
    arena_close(reader->scratch);
    arena_close(reader->kept[0]);
    arena_close(reader->kept[1]);
    free(reader);
}

void layout_close(struct layout_reader *reader)
{
    if (reader != NULL)
        release(reader);
}

struct layout_reader *layout_open(const struct layout *layout, const char *path,
                                  struct error *error)
{
    must(layout->part_count <= PART_LIMIT);
    struct layout_reader *reader = calloc(1, sizeof *reader);
    must(reader != NULL);
    reader->layout = layout;
    reader->part = -1;
    reader->arena = arena_open((size_t)16 << 20);
    reader->scratch = arena_open((size_t)64 << 20);
    reader->kept[0] = arena_open((size_t)16 << 20);
    reader->kept[1] = arena_open((size_t)16 << 20);
    /* In the asset ledger 部 and 課 are merged over their rows; elsewhere a blank 課 is a fact. */
    reader->fills_blank_section = strcmp(layout->kind, "assets") == 0;
    struct sheet_reader *sheet = sheet_open(path, &layout->options, error);
    if (sheet == NULL) {
        release(reader);
        return NULL;
    }
    reader->sheet = sheet_ahead_open(sheet, error->language);
    return reader;
}

static int part_of(const struct layout *layout, const struct row *row)
{
    for (int i = 0; i < layout->part_count; i++)
        if (layout->parts[i].sheet_index == row->sheet_index)
            return i;
    return -1;
}

/* Remembers the words of the heading rows, to know them again further down. */
static void keep_heading(struct layout_reader *reader, const struct row *row)
{
    int part = reader->part;
    int width = row->cell_count;
    int old = reader->widths[part];
    const char **all = arena_alloc(reader->arena, (size_t)(old + width + 1) * sizeof *all);
    for (int i = 0; i < old; i++)
        all[i] = reader->headings[part][i];
    for (int i = 0; i < width; i++)
        all[old + i] = text_name_key(reader->arena, row->cells[i].text);
    reader->headings[part] = all;
    reader->widths[part] = old + width;
}

static bool is_heading_word(const struct layout_reader *reader, const char *text)
{
    for (int i = 0; i < reader->widths[reader->part]; i++)
        if (strcmp(reader->headings[reader->part][i], text) == 0)
            return true;
    return false;
}

/* A heading repeated inside the data: nearly all of its filled cells are heading words; the second
 * line of one may be a single word. */
static bool is_heading_again(const struct layout_reader *reader, const struct row *row,
                             struct arena *arena)
{
    int filled = 0, words = 0;
    for (int i = 0; i < row->cell_count; i++) {
        if (row->cells[i].kind == CELL_EMPTY || *row->cells[i].text == '\0')
            continue;
        filled++;
        if (row->cells[i].kind == CELL_TEXT &&
            is_heading_word(reader, text_name_key(arena, row->cells[i].text)))
            words++;
        else if (filled >= 3 && words == 0)
            return false;
    }
    return (words >= 2 && words * 10 >= filled * 8) || (words == 1 && filled == 1);
}

static bool is_subtotal(const char *text, struct arena *arena)
{
    const char *key = text_unit_key(arena, text);
    const char *rest = NULL;
    if (strncmp(key, "小計", strlen("小計")) == 0)
        rest = key + strlen("小計");
    else if (strncmp(key, "合計", strlen("合計")) == 0)
        rest = key + strlen("合計");
    return rest != NULL && (*rest == '\0' || *rest == '(' || *rest == ':');
}

enum row_nature { ROW_DATA, ROW_REMARK, ROW_BREAK };

/* RULES N11: what is not data. A break also ends the block over which blanks are filled. */
static enum row_nature nature_of(struct layout_reader *reader, const struct row *row,
                                 struct arena *arena)
{
    const char *first = NULL;
    for (int i = 0; i < row->cell_count && first == NULL; i++) {
        const char *text = row->cells[i].text;
        if (*text != '\0' && *text_trim(arena, text) != '\0')
            first = text_trim(arena, text);
    }
    if (first == NULL || is_subtotal(first, arena))
        return ROW_BREAK;
    const char *cursor = first;
    uint32_t letter = text_next(&cursor);
    if (letter == 0x203B || letter == 0x3010) /* ※ 【 */
        return ROW_REMARK;
    return is_heading_again(reader, row, arena) ? ROW_BREAK : ROW_DATA;
}

static bool is_ditto(const char *text, struct arena *arena)
{
    const char *trimmed = text_trim(arena, text);
    return strcmp(trimmed, "〃") == 0 || strcmp(trimmed, "同上") == 0 ||
           strcmp(trimmed, "”") == 0 || strcmp(trimmed, "\"") == 0;
}

static int field_index(const struct layout_part *part, const char *field)
{
    for (int i = 0; i < part->fields->field_count; i++)
        if (strcmp(part->fields->fields[i].field, field) == 0)
            return i;
    return -1;
}

static bool cell_is_blank(const struct layout_row *row, int field)
{
    return field < 0 || row->cells[field].kind == CELL_EMPTY || *row->cells[field].text == '\0';
}

static void take_above(struct layout_reader *reader, struct layout_row *row, int field)
{
    if (field < 0 || reader->above[field] == NULL)
        return;
    row->cells[field] = (struct cell){CELL_TEXT, reader->above[field], 0};
    row->texts[field] = reader->above[field];
}

/* RULES N12: blanks of a vertical merge and ditto marks take the value above. */
static void fill_down(struct layout_reader *reader, struct layout_row *row, struct arena *arena)
{
    const struct layout_part *part = row->part;
    for (int i = 0; i < part->fields->field_count; i++)
        if (row->cells[i].kind == CELL_TEXT && is_ditto(row->cells[i].text, arena))
            take_above(reader, row, i);
    if (!reader->block_open)
        return;
    int department = field_index(part, "department");
    int section = field_index(part, "section");
    if (department >= 0 && cell_is_blank(row, department) &&
        (reader->fills_blank_section || !cell_is_blank(row, section))) {
        take_above(reader, row, department);
        if (reader->fills_blank_section && cell_is_blank(row, section))
            take_above(reader, row, section);
    }
}

static void keep_above(struct layout_reader *reader, const struct layout_row *row)
{
    reader->turn ^= 1; /* cells of this row may point into the row above: it stays one turn more */
    struct arena *arena = reader->kept[reader->turn];
    arena_reset(arena);
    for (int i = 0; i < row->part->fields->field_count; i++)
        reader->above[i] =
            row->cells[i].kind == CELL_EMPTY ? NULL : arena_copy(arena, row->cells[i].text);
    reader->block_open = true;
}

static void end_block(struct layout_reader *reader)
{
    reader->block_open = false;
}

/* The profile's own values go before the words that the pack knows. */
static void map_values(struct layout_row *row, struct arena *arena)
{
    const struct layout_part *part = row->part;
    for (int i = 0; i < part->value_count; i++) {
        int field = field_index(part, part->values[i].field);
        if (field < 0 || row->cells[field].kind == CELL_EMPTY)
            continue;
        const char *text = text_name_key(arena, row->texts[field]);
        if (strcmp(text, text_name_key(arena, part->values[i].from)) == 0)
            row->cells[field] = (struct cell){CELL_TEXT, part->values[i].to, 0};
    }
}

static bool is_word_of(const struct pack_value *value, const char *text)
{
    for (const char *const *word = value->words; *word != NULL; word++)
        if (strcmp(*word, text) == 0)
            return true;
    return false;
}

static void map_synonyms(struct layout_row *row, struct arena *arena)
{
    const struct pack_layout *fields = row->part->fields;
    for (int i = 0; i < fields->value_count; i++) {
        int field = field_index(row->part, fields->values[i].field);
        if (field < 0 || row->cells[field].kind == CELL_EMPTY ||
            row->cells[field].text != row->texts[field])
            continue;
        if (is_word_of(&fields->values[i], text_name_key(arena, row->texts[field])))
            row->cells[field] = (struct cell){CELL_TEXT, fields->values[i].canonical, 0};
    }
}

/* Only a plain positive number is an id; whatever else stands there is left to the row's key. */
static int64_t id_of(const struct layout_part *part, const struct row *row)
{
    if (part->id_column < 0 || part->id_column >= row->cell_count)
        return 0;
    char *end;
    long long id = strtoll(row->cells[part->id_column].text, &end, 10);
    return *end == '\0' && id > 0 ? id : 0;
}

static void cut_row(struct layout_reader *reader, const struct row *row, struct layout_row *ret_row)
{
    const struct layout_part *part = &reader->layout->parts[reader->part];
    *ret_row = (struct layout_row){.part = part,
                                   .sheet = row->sheet,
                                   .number = row->number,
                                   .order = ((int64_t)row->sheet_index << ROW_BITS) + row->number,
                                   .is_1904 = row->is_1904,
                                   .id = id_of(part, row)};
    for (int i = 0; i < part->fields->field_count; i++) {
        int column = part->columns[i];
        ret_row->cells[i] = column >= 0 && column < row->cell_count
                                ? row->cells[column]
                                : (struct cell){CELL_EMPTY, "", 0};
        ret_row->texts[i] = ret_row->cells[i].text;
    }
}

int layout_next(struct layout_reader *reader, struct layout_row *ret_row, struct error *error)
{
    struct row row;
    int got;
    while ((got = sheet_ahead_next(reader->sheet, &row, error)) == 1) {
        int part = part_of(reader->layout, &row);
        if (part != reader->part) {
            reader->part = part;
            end_block(reader);
        }
        if (part < 0)
            continue;
        const struct layout_part *layout = &reader->layout->parts[part];
        int before = reader->last_number[part];
        reader->last_number[part] = row.number;
        if (row.number <= layout->header_last) {
            if (row.number >= layout->header_first)
                keep_heading(reader, &row);
            continue;
        }
        if (row.number != before + 1) /* a blank row between */
            end_block(reader);
        arena_reset(reader->scratch);
        enum row_nature nature = nature_of(reader, &row, reader->scratch);
        if (nature == ROW_BREAK)
            end_block(reader);
        if (nature != ROW_DATA)
            continue;
        reader->data_rows[part]++;
        cut_row(reader, &row, ret_row);
        fill_down(reader, ret_row, reader->scratch);
        keep_above(reader, ret_row);
        map_values(ret_row, reader->scratch);
        map_synonyms(ret_row, reader->scratch);
        return 1;
    }
    return got;
}

int layout_skipped(const struct layout_reader *reader, int part)
{
    return reader->last_number[part] - reader->data_rows[part];
}

const struct cell *layout_cell(const struct layout_row *row, const char *field)
{
    static const struct cell none = {CELL_EMPTY, "", 0};
    int index = field_index(row->part, field);
    return index < 0 ? &none : &row->cells[index];
}

const char *layout_text(const struct layout_row *row, const char *field)
{
    int index = field_index(row->part, field);
    return index < 0 ? "" : row->texts[index];
}
