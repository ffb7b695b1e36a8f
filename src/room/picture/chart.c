#include "room/picture/chart.h"

#include "base/arena.h"

/* Of the drawing's own units; the stylesheet scales it. */
enum { WIDTH = 720, HEIGHT = 260, LEFT = 56, RIGHT = 12, TOP = 24, BOTTOM = 32, GRID_LINES = 4 };

/* The next of 1, 2, 5, 10 ... times four, so that the grid has round numbers. */
static int64_t top_of_scale(int64_t most)
{
    int64_t step = 1;

    for (int i = 0; step * GRID_LINES < most; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step * GRID_LINES;
}

static const char *number(struct visit *visit, int value)
{
    return arena_format(visit->arena, "%d", value);
}

static int height_of(int64_t value, int64_t top)
{
    return (int)(value * (HEIGHT - TOP - BOTTOM) / top);
}

static void add_grid(struct visit *visit, struct model *chart, int64_t top)
{
    struct model *lines = model_array(visit->arena, chart, KEY_grid);

    lines->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i <= GRID_LINES; i++) {
        struct model *line = model_object(visit->arena, lines, KEY_NONE);
        int64_t value = top * i / GRID_LINES;
        int y = HEIGHT - BOTTOM - height_of(value, top);

        model_text(visit->arena, line, KEY_y, number(visit, y));
        model_text(visit->arena, line, KEY_text_y, number(visit, y + 5));
        model_text(visit->arena, line, KEY_label,
                   arena_format(visit->arena, "%lld", (long long)value));
    }
}

/* A value with the place of its bar, and of its letters when there is room for them. */
static void add_value(struct visit *visit, struct model *items, const struct chart_value *value,
                      int64_t top, int index, int count)
{
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, items, KEY_NONE);
    int room = (WIDTH - LEFT - RIGHT) / count;
    int height = height_of(value->value, top);
    int x = LEFT + room * index;
    int every = (count + 7) / 8;

    model_text(arena, item, KEY_label, value->label);
    model_integer(arena, item, KEY_value, value->value)->text =
        arena_format(arena, "%lld", (long long)value->value);
    model_page_text(arena, item, KEY_x, number(visit, x + room / 6));
    model_page_text(arena, item, KEY_y, number(visit, HEIGHT - BOTTOM - height));
    model_page_text(arena, item, KEY_width, number(visit, room - room / 3));
    model_page_text(arena, item, KEY_height, number(visit, height));
    model_page_text(arena, item, KEY_text_x, number(visit, x + room / 2));
    model_page_text(arena, item, KEY_text_y, number(visit, HEIGHT - BOTTOM - height - 6));
    model_page_text(arena, item, KEY_short_label, index % every == 0 ? value->label : NULL);
}

static const char *make_points(struct visit *visit, const struct chart_value *values, int count,
                               int64_t top)
{
    int room = (WIDTH - LEFT - RIGHT) / count;
    const char *points = "";

    for (int i = 0; i < count; i++)
        points = arena_format(visit->arena, "%s%s%d,%d", points, i > 0 ? " " : "",
                              LEFT + room * i + room / 2,
                              HEIGHT - BOTTOM - height_of(values[i].value, top));
    return points;
}

void chart_add(struct visit *visit, struct model *charts, const char *title,
               const char *alternative, const struct chart_value *values, int count, bool is_line)
{
    struct arena *arena = visit->arena;
    struct model *chart = model_object(arena, charts, KEY_NONE);
    int64_t most = 1;

    model_text(arena, chart, KEY_title, title);
    model_text(arena, chart, KEY_alternative, alternative);
    for (int i = 0; i < count; i++)
        most = values[i].value > most ? values[i].value : most;
    int64_t top = top_of_scale(most);
    add_grid(visit, chart, top);
    struct model *items = model_array(arena, chart, KEY_items);
    for (int i = 0; i < count; i++)
        add_value(visit, items, &values[i], top, i, count);
    model_bool(arena, chart, KEY_is_line, is_line)->flags |= MODEL_PAGE_ONLY;
    model_page_text(arena, chart, KEY_points,
                    is_line && count > 0 ? make_points(visit, values, count, top) : NULL);
}
