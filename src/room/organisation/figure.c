/* Figure 1 drawn from who holds what: boxes in the places the standard gives them. CLAUSE: 1.1 */
#include "room/organisation/chart.h"

#include "base/arena.h"
#include "base/text.h"
#include "pack/pack.h"
#include "register/register.h"

#include <string.h>

/* In the drawing's own units, which are pixels at full size. */
enum {
    BOX_WIDTH = 296,
    BOX_GAP = 44,
    LINE_HEIGHT = 22,
    PADDING = 12,
    TEXT_COLUMNS = 38, /* of half width that fit a box */
    MARGIN = 4,
};

/* The boxes: one role or several under a heading of their own, in one of three columns. */
static const struct figure_box {
    const char *title; /* NULL: that of its one role */
    const char *roles[6];
    int column, top;
    const char *url;
} figure_boxes[] = {
    {NULL, {"ciso"}, 1, 0, "#table-1"},
    {NULL, {"ciso_aide"}, 1, 128, "#table-1"},
    {NULL, {"network_administrator"}, 1, 256, "#table-1"},
    {"委員会",
     {"committee_chair", "committee_vice_chair", "committee_member", "committee_secretariat"},
     2,
     0,
     "#table-2"},
    {"ＣＳＩＲＴ",
     {"csirt_head", "incident_handler", "csirt_member", "csirt_finance", "csirt_legal",
      "csirt_press"},
     0,
     0,
     "#table-3"},
    {NULL, {"security_manager"}, 0, 400, "#sections"},
    {NULL, {"security_officer"}, 0, 508, "#sections"},
    {NULL, {"system_administrator"}, 2, 400, "#systems"},
    {NULL, {"system_staff"}, 2, 508, "#systems"},
    {"職員", {NULL}, 1, 616, "#sections"},
};

enum { FIGURE_BOXES = sizeof figure_boxes / sizeof *figure_boxes };

/* Who leads or helps whom: numbers of boxes, from and to. */
static const struct {
    int from, to;
} figure_lines[] = {{0, 3}, {0, 4}, {0, 1}, {1, 2}, {2, 5}, {2, 7},
                    {4, 5}, {5, 6}, {7, 8}, {6, 9}, {8, 9}};

/* A box that has been drawn; height 0 when the pack knows none of its roles. */
struct drawn {
    int left, top, height;
};

struct drawing {
    const struct chart *chart;
    struct model *boxes;
    struct drawn drawn[FIGURE_BOXES];
};

/* The text as far as it fits, ended by "…" when it does not. */
static const char *fit(struct arena *arena, const char *text)
{
    const char *at = text, *end = text;
    int columns = 0;

    while (*at != '\0') {
        uint32_t letter = text_next(&at);
        columns += letter < 0x1100 || (letter >= 0xff61 && letter <= 0xff9f) ? 1 : 2;
        if (columns <= TEXT_COLUMNS - 2)
            end = at;
    }
    if (columns <= TEXT_COLUMNS)
        return text;
    return arena_format(arena, "%s…", arena_copy_bytes(arena, text, (size_t)(end - text)));
}

/* A line of text below the last one. */
static void add_line(const struct drawing *drawing, struct drawn *box, struct model *texts,
                     const char *text, const char *look)
{
    struct arena *arena = drawing->chart->scene->arena;
    struct model *line = model_object(arena, texts, KEY_NONE);

    box->height += LINE_HEIGHT;
    model_integer(arena, line, KEY_x, box->left + PADDING);
    model_integer(arena, line, KEY_y, box->top + box->height);
    model_text(arena, line, KEY_text, fit(arena, text));
    model_text(arena, line, KEY_look, look);
}

static const struct role_holding *find_seat(const struct chart *chart, const struct pack_role *role)
{
    for (int i = 0; i < chart->count; i++)
        if (chart->holdings[i]->role == role)
            return chart->holdings[i];
    return NULL;
}

static const char *vacant_text(const struct chart *chart, const struct pack_role *role)
{
    const struct register_scene *scene = chart->scene;

    return role->vacancy_is_finding ? language_text(scene->language, "▲ 空席")
                                    : language_text(scene->language, "― 指名なし");
}

/* The holder of a seat of the whole city, or how many there are. True when it is empty and should
 * not be. */
static bool add_city_seat(const struct drawing *drawing, struct drawn *box, struct model *texts,
                          const struct pack_role *role)
{
    const struct chart *chart = drawing->chart;
    struct arena *arena = chart->scene->arena;
    const struct role_holding *seat = find_seat(chart, role);

    if (seat == NULL || seat->holder_count == 0) {
        add_line(drawing, box, texts, vacant_text(chart, role),
                 role->vacancy_is_finding ? "is-bad" : "is-soft");
        return role->vacancy_is_finding;
    }
    const struct holder *first = &seat->holders[0];
    if (seat->holder_count == 1)
        add_line(drawing, box, texts, arena_format(arena, "%s %s", first->post, first->name), "");
    else
        add_line(
            drawing, box, texts,
            arena_format(arena, language_text(chart->scene->language, "%d 人"), seat->holder_count),
            "");
    return false;
}

/* How many units have a holder and how many have none. */
static bool add_unit_seats(const struct drawing *drawing, struct drawn *box, struct model *texts,
                           const struct pack_role *role)
{
    const struct chart *chart = drawing->chart;
    struct arena *arena = chart->scene->arena;
    enum language language = chart->scene->language;
    int held = 0, vacant = 0;

    for (int i = 0; i < chart->count; i++) {
        if (chart->holdings[i]->role != role)
            continue;
        held += chart->holdings[i]->holder_count > 0;
        vacant += chart->holdings[i]->holder_count == 0;
    }
    add_line(drawing, box, texts, arena_format(arena, language_text(language, "在任の席 %d"), held),
             "");
    if (vacant > 0 && role->vacancy_is_finding)
        add_line(drawing, box, texts,
                 arena_format(arena, language_text(language, "▲ 空席 %d"), vacant), "is-bad");
    else if (vacant > 0)
        add_line(drawing, box, texts,
                 arena_format(arena, language_text(language, "― 指名なし %d"), vacant), "is-soft");
    return vacant > 0 && role->vacancy_is_finding;
}

/* The name and, on a line of its own, what it stands for in brackets. */
static void add_title(const struct drawing *drawing, struct drawn *box, struct model *texts,
                      const char *title, const char *look)
{
    struct arena *arena = drawing->chart->scene->arena;
    const char *bracket = strstr(title, "（");

    if (bracket == NULL)
        bracket = strstr(title, " (");
    if (bracket == NULL || bracket == title) {
        add_line(drawing, box, texts, title, look);
        return;
    }
    add_line(drawing, box, texts, arena_copy_bytes(arena, title, (size_t)(bracket - title)), look);
    add_line(drawing, box, texts, *bracket == ' ' ? bracket + 1 : bracket, "is-soft");
}

static bool add_roles(const struct drawing *drawing, const struct figure_box *plan,
                      struct drawn *box, struct model *texts)
{
    const struct register_scene *scene = drawing->chart->scene;
    bool is_vacant = false;

    for (int i = 0; i < 6 && plan->roles[i] != NULL; i++) {
        const struct pack_role *role = pack_role(scene->pack, plan->roles[i]);
        if (role == NULL)
            continue;
        if (plan->title != NULL)
            add_line(drawing, box, texts, chart_text(scene, role->title), "is-soft");
        else
            add_title(drawing, box, texts, chart_text(scene, role->title), "is-title");
        is_vacant |= strcmp(role->unit_kind, "city") == 0
                         ? add_city_seat(drawing, box, texts, role)
                         : add_unit_seats(drawing, box, texts, role);
    }
    return is_vacant;
}

static void draw_box(struct drawing *drawing, int at)
{
    const struct register_scene *scene = drawing->chart->scene;
    struct arena *arena = scene->arena;
    const struct figure_box *plan = &figure_boxes[at];
    struct drawn box = {MARGIN + plan->column * (BOX_WIDTH + BOX_GAP), MARGIN + plan->top, 0};
    bool is_vacant = false;

    if (plan->roles[0] != NULL && pack_role(scene->pack, plan->roles[0]) == NULL)
        return;
    struct model *item = model_object(arena, drawing->boxes, KEY_NONE);
    struct model *texts = model_array(arena, item, KEY_texts);
    if (plan->title != NULL)
        add_line(drawing, &box, texts, language_text(scene->language, plan->title), "is-title");
    is_vacant = add_roles(drawing, plan, &box, texts);
    box.height += PADDING;
    drawing->drawn[at] = box;
    model_text(arena, item, KEY_url, plan->url);
    model_integer(arena, item, KEY_x, box.left);
    model_integer(arena, item, KEY_y, box.top);
    model_integer(arena, item, KEY_width, BOX_WIDTH);
    model_integer(arena, item, KEY_height, box.height);
    model_bool(arena, item, KEY_vacant, is_vacant);
}

/* From the lower edge to the upper one, or sideways between boxes of one height. */
static const char *draw_line(struct arena *arena, const struct drawn *from, const struct drawn *to)
{
    int middle = BOX_WIDTH / 2;

    if (to->top < from->top + from->height) {
        bool is_right = to->left > from->left;
        int y = from->top + from->height / 2;

        return arena_format(arena, "M%d %dH%d", is_right ? from->left + BOX_WIDTH : from->left, y,
                            is_right ? to->left : to->left + BOX_WIDTH);
    }
    return arena_format(arena, "M%d %dV%dH%dV%d", from->left + middle, from->top + from->height,
                        to->top - BOX_GAP / 4, to->left + middle, to->top);
}

static void draw_lines(const struct drawing *drawing, struct model *figure)
{
    struct arena *arena = drawing->chart->scene->arena;
    struct model *paths = model_array(arena, figure, KEY_paths);

    paths->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof figure_lines / sizeof *figure_lines; i++) {
        const struct drawn *from = &drawing->drawn[figure_lines[i].from],
                           *to = &drawing->drawn[figure_lines[i].to];
        if (from->height > 0 && to->height > 0)
            model_text(arena, model_object(arena, paths, KEY_NONE), KEY_d,
                       draw_line(arena, from, to));
    }
}

static void add_relation(struct arena *arena, struct model *lines, const char *from, const char *to,
                         const char *kind)
{
    struct model *line = model_object(arena, lines, KEY_NONE);

    model_text(arena, line, KEY_from, from);
    model_text(arena, line, KEY_to, to);
    model_text(arena, line, KEY_kind, kind);
}

/* What the tables say of how roles stand to each other: who names whom, who stands in for whom. */
static void add_relations(const struct register_scene *scene, struct model *figure)
{
    int count;
    const struct pack_role *roles = pack_roles(scene->pack, &count);
    struct model *lines = model_array(scene->arena, figure, KEY_lines);

    for (int i = 0; i < count; i++) {
        if (roles[i].named_by != NULL)
            add_relation(scene->arena, lines, roles[i].named_by, roles[i].id, "names");
        if (roles[i].stand_in != NULL)
            add_relation(scene->arena, lines, roles[i].stand_in, roles[i].id, "stands_in");
    }
}

void chart_add_figure(const struct chart *chart, struct model *root)
{
    struct arena *arena = chart->scene->arena;
    struct model *figure = model_object(arena, root, KEY_figure);
    struct drawing drawing = {.chart = chart};
    int bottom = 0;

    add_relations(chart->scene, figure);
    drawing.boxes = model_array(arena, figure, KEY_boxes);
    drawing.boxes->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < FIGURE_BOXES; i++) {
        draw_box(&drawing, i);
        int end = drawing.drawn[i].top + drawing.drawn[i].height;
        bottom = end > bottom ? end : bottom;
    }
    draw_lines(&drawing, figure);
    model_integer(arena, figure, KEY_width, 2 * MARGIN + 3 * BOX_WIDTH + 2 * BOX_GAP)->flags |=
        MODEL_PAGE_ONLY;
    model_integer(arena, figure, KEY_height, bottom + MARGIN)->flags |= MODEL_PAGE_ONLY;
}
