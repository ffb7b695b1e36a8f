#include "register/heading.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "register/layout.h"

#include <string.h>

static void keep_row(struct sheet_top *top, const struct row *row, struct arena *arena)
{
    int at = top->count++;
    top->numbers[at] = row->number;
    top->widths[at] = row->cell_count;
    top->texts[at] = arena_alloc(arena, (size_t)(row->cell_count + 1) * sizeof(char *));
    top->folded[at] = arena_alloc(arena, (size_t)(row->cell_count + 1) * sizeof(char *));
    for (int i = 0; i < row->cell_count; i++) {
        top->texts[at][i] = arena_copy(arena, text_trim(arena, row->cells[i].text));
        top->folded[at][i] = text_name_key(arena, row->cells[i].text);
    }
}

static int read_tops(struct sheet_reader *reader, struct arena *arena, struct sheet_top *tops,
                     int limit, int *ret_count, struct error *error)
{
    struct row row;
    int count = 0;
    int got;
    while ((got = sheet_next(reader, &row, error)) == 1) {
        if (count == 0 || tops[count - 1].sheet_index != row.sheet_index) {
            if (count == limit)
                break;
            tops[count++] =
                (struct sheet_top){.sheet = row.sheet != NULL ? arena_copy(arena, row.sheet) : NULL,
                                   .sheet_index = row.sheet_index};
        }
        struct sheet_top *top = &tops[count - 1];
        keep_row(top, &row, arena);
        if (top->count < HEADING_ROWS)
            continue;
        if (!sheet_is_workbook(reader))
            break;
        sheet_skip(reader); /* the rest is read later, once */
    }
    if (got < 0)
        return got;
    *ret_count = count;
    return 0;
}

int heading_read_tops(const char *path, const struct sheet_options *options, struct arena *arena,
                      struct sheet_top **ret_tops, int *ret_count, struct sheet_options *ret_used,
                      struct error *error)
{
    enum { SHEET_LIMIT = 200 };
    struct sheet_reader *reader = sheet_open(path, options, error);
    if (reader == NULL)
        return error->code;
    struct sheet_top *tops = arena_alloc(arena, SHEET_LIMIT * sizeof *tops);
    int status = read_tops(reader, arena, tops, SHEET_LIMIT, ret_count, error);
    if (status == 0) {
        *ret_tops = tops;
        ret_used->encoding = sheet_is_workbook(reader) ? ENCODING_GUESS : sheet_encoding_of(reader);
        ret_used->delimiter = sheet_is_workbook(reader) ? 0 : sheet_delimiter_of(reader);
    }
    sheet_close(reader);
    return status;
}

static const char *text_at(const struct sheet_top *top, int row, int column, bool folded)
{
    if (column >= top->widths[row])
        return "";
    return folded ? top->folded[row][column] : top->texts[row][column];
}

/* The word over the column in an upper heading row: its own, or that of the nearest filled cell to
 * the left, as a merged cell shows it. */
static const char *upper_at(const struct sheet_top *top, int row, int column, bool folded)
{
    for (int i = column; i >= 0; i--) {
        const char *text = text_at(top, row, i, folded);
        if (*text != '\0')
            return text;
    }
    return "";
}

struct heading heading_of(const struct sheet_top *top, int first, int last, int column, bool folded,
                          struct arena *arena)
{
    struct heading heading = {"", ""};
    int row = last;
    while (row > first && *text_at(top, row, column, folded) == '\0')
        row--;
    heading.lower = text_at(top, row, column, folded);
    if (*heading.lower == '\0' || row == first)
        return heading;
    const char *upper = upper_at(top, row - 1, column, folded);
    if (*upper != '\0')
        heading.both = arena_format(arena, "%s/%s", upper, heading.lower);
    return heading;
}

int heading_row_index(const struct sheet_top *top, int number)
{
    for (int i = 0; i < top->count; i++)
        if (top->numbers[i] == number)
            return i;
    return -1;
}

int heading_id_column(const struct sheet_top *top, int first, int last, struct arena *arena)
{
    const char *wanted = text_name_key(arena, LAYOUT_ID_HEADING);
    for (int row = first; row <= last && row >= 0; row++)
        for (int i = 0; i < top->widths[row]; i++)
            if (strcmp(top->folded[row][i], wanted) == 0)
                return i;
    return -1;
}
