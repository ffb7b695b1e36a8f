/* The list of a register. */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "page/choice.h"
#include "page/machine.h"
#include "page/saved_view.h"
#include "people/people.h"

#include <string.h>

/* A head that sorts by its column, the other way round when it does already. */
static void put_head_cell(struct visit *visit, struct model *heads, const struct asked *asked,
                          const struct column *column, bool is_sorted)
{
    struct model *head = model_object(visit->arena, heads, KEY_NONE);
    bool descends = is_sorted && asked->request.descending;
    const char *wanted =
        is_sorted && !descends ? arena_format(visit->arena, "-%s", column->name) : column->name;

    model_text(visit->arena, head, KEY_label, register_label(visit, column));
    model_text(visit->arena, head, KEY_url,
               register_address(visit, asked->face->path, "sort offset", "sort", wanted));
    model_text(visit->arena, head, KEY_sort,
               !is_sorted ? NULL
               : descends ? "descending"
                          : "ascending");
}

static void put_heads(struct visit *visit, const struct asked *asked)
{
    const struct table *table = asked->face->kind->table;
    struct model *heads = model_array(visit->arena, visit->model, KEY_heads);

    heads->flags |= MODEL_PAGE_ONLY;
    int key = register_key_column(asked->face->kind);
    if (key >= 0)
        put_head_cell(visit, heads, asked, &table->columns[key], asked->request.sort == key);
    for (int i = 0; i < asked->column_count; i++)
        put_head_cell(visit, heads, asked, &table->columns[asked->columns[i]],
                      asked->request.sort == asked->columns[i]);
}

/* Most cells are nothing but their text. */
static void put_cell(struct visit *visit, struct model *cells, const struct column *column,
                     struct value value)
{
    bool has_badge = column->noun == NOUN_IMPORTANCE && value.text != NULL;
    struct arena *arena = visit->arena;

    if (visit->wants_json || value.kind == VALUE_NULL ||
        (!has_badge && column->noun != NOUN_COUNT && column->noun != NOUN_DATE &&
         column->noun != NOUN_REFERENCE)) {
        register_put_value(visit, cells, KEY_NONE, column, value);
        return;
    }
    struct model *cell = model_object(arena, cells, KEY_NONE);
    if (column->noun == NOUN_REFERENCE) {
        const char *name = register_put_value(visit, cell, KEY_value, column, value)->text;
        cell->shown = name != NULL ? name : register_value_text(column, value, arena);
        model_text(arena, cell, KEY_link, register_reference_address(visit, column, value));
        return;
    }
    cell->shown = register_value_text(column, value, arena);
    if (has_badge)
        model_text(arena, cell, KEY_badge, value.text);
    else
        model_text(arena, cell, KEY_look, column->noun == NOUN_COUNT ? "cell-number" : "cell-date");
    model_text(arena, cell, KEY_value, cell->shown);
}

static const char *number_text(struct visit *visit, int64_t number)
{
    char space[TEXT_INTEGER_SIZE];

    return arena_copy(visit->arena, text_integer(number, space));
}

static void put_row(struct visit *visit, struct model *items, const struct asked *asked,
                    const struct list_row *row)
{
    struct arena *arena = visit->arena;
    const struct register_kind *kind = asked->face->kind;
    const struct value *common = &row->values[register_common(kind->table, 0)];
    struct model *item = model_object(arena, items, KEY_NONE);

    if (!visit->wants_json) /* what plain cells find, and first */
        model_null(arena, item, KEY_value);
    model_integer(arena, item, KEY_id, row->id);
    model_text(arena, item, KEY_row_key, common[COMMON_row_key].text);
    if (visit->wants_json)
        model_text(arena, item, KEY_tag, number_text(visit, row->entry));
    else {
        const char *name = register_row_name(kind, row->values);
        model_text(arena, item, KEY_label, *name != '\0' ? name : visit_tr(visit, "（番号なし）"));
        model_text(arena, item, KEY_url, register_row_address(visit, asked->face, row->id, ""));
        model_bool(arena, item, KEY_is_ended, common[COMMON_ended_at].text != NULL);
    }
    struct model *cells = model_array(arena, item, KEY_cells);
    cells->flags |= MODEL_SPREAD;
    for (int i = 0; i < asked->column_count; i++)
        put_cell(visit, cells, &kind->table->columns[asked->columns[i]],
                 row->values[asked->columns[i]]);
    if (visit->wants_json)
        model_text(arena, item, KEY_ended_at, common[COMMON_ended_at].text);
    if (visit->wants_json || row->related > 0)
        model_integer(arena, item, KEY_findings_open, row->related);
    else
        model_null(arena, item, KEY_findings_open);
}

/* Whether a column tells how many findings are open about each row; rows that have none leave it
 * out. */
static void put_findings(struct visit *visit, const struct asked *asked, const struct list *list)
{
    bool has_some = asked->request.only_related;

    for (int i = 0; i < list->count && !has_some; i++)
        has_some = list->rows[i].related > 0;
    model_bool(visit->arena, visit->model, KEY_has_findings, has_some)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_only_findings, asked->request.only_related)->flags |=
        MODEL_PAGE_ONLY;
}

/* Total, and the ways to what stands before and after. */
static void put_pages(struct visit *visit, const struct asked *asked, int64_t offset,
                      const struct list *list)
{
    struct arena *arena = visit->arena;
    const char *path = asked->face->path;
    bool has_more = offset + list->count < list->total && list->count > 0;
    const char *later = has_more ? number_text(visit, offset + list->count) : NULL;

    model_integer(arena, visit->model, KEY_total, list->total);
    if (visit->wants_json) {
        const char *api = arena_format(arena, "/api/1%s", path);
        model_text(arena, visit->model, KEY_next,
                   has_more ? register_address(visit, api, "offset", "offset", later) : NULL);
        return;
    }
    model_integer(arena, visit->model, KEY_first, list->count > 0 ? offset + 1 : 0);
    model_integer(arena, visit->model, KEY_last, offset + list->count);
    model_text(arena, visit->model, KEY_later_url,
               has_more ? register_address(visit, path, "offset", "offset", later) : NULL);
    int64_t before = offset > asked->request.limit ? offset - asked->request.limit : 0;
    model_text(arena, visit->model, KEY_earlier_url,
               offset > 0
                   ? register_address(visit, path, "offset", "offset", number_text(visit, before))
                   : NULL);
}

static const char *typed(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL ? value : "";
}

static void put_filter(struct visit *visit, struct model *filters, const struct asked *asked,
                       const char *name)
{
    struct arena *arena = visit->arena;
    int number = register_visible_column(asked->face->kind, name);
    must(number >= 0); /* a room names its own columns */
    const struct column *column = &asked->face->kind->table->columns[number];
    struct model *filter = model_object(arena, filters, KEY_NONE);

    model_text(arena, filter, KEY_name, name);
    model_text(arena, filter, KEY_label, register_label(visit, column));
    if (column->noun == NOUN_DATE) {
        model_bool(arena, filter, KEY_is_date, true);
        model_text(arena, filter, KEY_value, typed(visit, arena_format(arena, "%s_from", name)));
        model_text(arena, filter, KEY_value_to, typed(visit, arena_format(arena, "%s_to", name)));
        return;
    }
    model_text(arena, filter, KEY_value, typed(visit, name));
    choice_put(visit, filter, column, typed(visit, name));
}

static void put_filters(struct visit *visit, const struct asked *asked, enum model_key key,
                        const char *list)
{
    struct model *filters = model_array(visit->arena, visit->model, key);
    const char *name;

    while (register_next_name(visit->arena, &list, &name))
        put_filter(visit, filters, asked, name);
}

/* Standing rows, ended ones, all: the tabs above the list. */
static void put_states(struct visit *visit, const struct asked *asked)
{
    static const struct {
        const char *word, *label;
    } states[] = {[LIST_STANDING] = {"standing", "現在のもの"},
                  [LIST_ENDED] = {"ended", "終了したもの"},
                  [LIST_ALL] = {"all", "すべて"}};
    struct model *tabs = model_array(visit->arena, visit->model, KEY_states);

    for (int i = 0; i < 3; i++) {
        struct model *tab = model_object(visit->arena, tabs, KEY_NONE);
        model_text(visit->arena, tab, KEY_label, visit_tr(visit, states[i].label));
        model_bool(visit->arena, tab, KEY_is_current, asked->request.state == (enum list_state)i);
        model_text(visit->arena, tab, KEY_url,
                   register_address(visit, asked->face->path, "state offset",
                                    i == LIST_STANDING ? NULL : "state", states[i].word));
    }
    model_text(visit->arena, visit->model, KEY_state_word, states[asked->request.state].word);
}

static void put_column_choice(struct visit *visit, const struct asked *asked)
{
    const struct table *table = asked->face->kind->table;
    struct model *columns = model_array(visit->arena, visit->model, KEY_columns);

    for (int i = 0; i < table->column_count; i++) {
        bool is_shown = false;
        if (table->columns[i].noun == NOUN_INTERNAL ||
            i == register_key_column(asked->face->kind)) /* always shown, in front */
            continue;
        for (int j = 0; j < asked->column_count; j++)
            is_shown |= asked->columns[j] == i;
        struct model *column = model_object(visit->arena, columns, KEY_NONE);
        model_text(visit->arena, column, KEY_name, table->columns[i].name);
        model_text(visit->arena, column, KEY_label, register_label(visit, &table->columns[i]));
        model_bool(visit->arena, column, KEY_is_selected, is_shown);
    }
}

static void put_exports(struct visit *visit, const struct register_face *face)
{
    static const struct {
        const char *format, *label;
    } exports[] = {
        {"xlsx", "Excel"}, {"csv", "CSV"}, {"csv-cp932", "CSV（Shift_JIS）"}, {"copy", "写し"}};
    struct model *list = model_array(visit->arena, visit->model, KEY_exports);
    const char *path = arena_format(visit->arena, "%s/export", face->path);

    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
        struct model *one = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, one, KEY_label, visit_tr(visit, exports[i].label));
        model_text(
            visit->arena, one, KEY_url,
            register_address(visit, path, "format limit offset", "format", exports[i].format));
    }
}

/* Adding, and one value for many rows. */
static void put_hand(struct visit *visit, const struct register_face *face)
{
    model_text(visit->arena, visit->model, KEY_new_url,
               arena_format(visit->arena, "%s/new", face->path));
    model_text(visit->arena, visit->model, KEY_bulk_url,
               arena_format(visit->arena, "%s/bulk", face->path));
}

/* What the viewer may do here: buttons of other acts are not shown. CLAUSE: 5.6.3 */
static void put_acts(struct visit *visit, const struct register_face *face)
{
    const struct register_kind *kind = face->kind;
    const struct register_scene *scene = &visit->scene;
    bool by_hand = (kind->flags & REGISTER_BY_HAND) != 0;

    if (by_hand &&
        may_scope(scene->viewer, scene->pack, register_edit_action(kind), kind->kind) > 0)
        put_hand(visit, face);
    if (pack_layout(scene->pack, kind->part != NULL ? "media" : kind->kind, kind->part) != NULL &&
        may_scope(scene->viewer, scene->pack, "import", kind->kind) > 0)
        model_text(visit->arena, visit->model, KEY_paste_url,
                   arena_format(visit->arena, "/imports/paste?kind=%s", kind->kind));
    if (may_scope(scene->viewer, scene->pack, "export", kind->kind) > 0)
        put_exports(visit, face);
}

static bool is_in(struct visit *visit, const char *list, const char *wanted)
{
    const char *name;

    while (register_next_name(visit->arena, &list, &name))
        if (strcmp(name, wanted) == 0)
            return true;
    return false;
}

/* Whether filters and columns that few ask for are shown: when asked for, or in use already. Most
 * lists are asked for without them, and are sent sooner. */
static bool shows_further(struct visit *visit, const struct asked *asked)
{
    const struct column *columns = asked->face->kind->table->columns;
    bool shows = visit_value(visit, "more") != NULL || asked->chose_columns;

    for (int i = 0; i < asked->request.condition_count && !shows; i++)
        shows =
            !is_in(visit, asked->face->filters, columns[asked->request.conditions[i].column].name);
    return shows;
}

static void put_further(struct visit *visit, const struct asked *asked)
{
    if (!shows_further(visit, asked)) {
        model_text(visit->arena, visit->model, KEY_more_url,
                   register_address(visit, asked->face->path, "more", "more", "1"));
        return;
    }
    put_filters(visit, asked, KEY_further, asked->face->further);
    put_column_choice(visit, asked);
}

static void put_page_parts(struct visit *visit, const struct asked *asked, int count)
{
    register_put_head(visit, asked->face);
    model_text(visit->arena, visit->model, KEY_how, visit_tr(visit, asked->face->how));
    put_heads(visit, asked);
    put_filters(visit, asked, KEY_filters, asked->face->filters);
    put_further(visit, asked);
    put_states(visit, asked);
    put_acts(visit, asked->face);
    model_bool(visit->arena, visit->model, KEY_is_empty, count == 0);
    model_bool(visit->arena, visit->model, KEY_is_filtered,
               asked->request.condition_count > 0 || asked->words != NULL ||
                   asked->request.only_related || asked->request.state != LIST_STANDING);
    if (asked->request.sort >= 0 || asked->request.descending)
        model_text(visit->arena, visit->model, KEY_sort_word, visit_value(visit, "sort"));
}

/* What was saved of this list before, and the way to save what it shows now. */
static int put_views(struct visit *visit, const struct asked *asked, struct error *error)
{
    const char *shown = register_query(visit, visit->answer->query, visit->answer->query_count);
    bool is_saved = *shown == '\0'; /* the list as it always is */
    int status = saved_views_put(visit, asked->face, shown, &is_saved, error);

    if (status == 0 && !is_saved)
        model_text(visit->arena, visit->model, KEY_save_url,
                   visit_path(visit,
                              visit_path(visit, "/views/new", "register", asked->face->path + 1),
                              "query", shown));
    return status;
}

/* CLAUSE: 5.6.3 */
int register_page_list(struct visit *visit, struct error *error)
{
    struct asked asked;
    struct list list;
    int64_t total = -1;
    int status = register_ask(visit, "view", &asked, error);
    int64_t offset = asked.request.offset;

    if (status == 0 && asked.words != NULL)
        status = register_find_words(visit, &asked, &total, error);
    if (status == 0)
        status = list_read(&visit->scene, asked.request.ids != NULL ? NULL : visit->lists,
                           &asked.request, &list, error);
    if (status != 0)
        return status;
    if (total >= 0)
        list.total = total;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    for (int i = 0; i < list.count; i++)
        put_row(visit, items, &asked, &list.rows[i]);
    register_saw_list(visit, asked.face, &list);
    put_findings(visit, &asked, &list);
    put_pages(visit, &asked, offset, &list);
    if (visit->wants_json)
        return 0;
    put_page_parts(visit, &asked, list.count);
    return put_views(visit, &asked, error);
}
