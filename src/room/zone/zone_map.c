/* Table 5 as the matrix it is, its notes, and the places by zone. CLAUSE: 3.1, 3.2, 3.3 */
#include "room/zone/table5.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "room/zone/table5_sql.h"
#include "templates.h"
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static const char *const side_names[TABLE5_SIDES] = {"use", "storage"};

static bool is_english(const struct visit *visit)
{
    return visit->scene.language == LANGUAGE_ENGLISH;
}

static struct model *page_only(struct model *model)
{
    model->flags |= MODEL_PAGE_ONLY;
    return model;
}

/* The pack's file of zones, for its titles in both languages; the caller frees it. */
static json_t *open_titles(const struct visit *visit)
{
    size_t length;
    const char *text = pack_file(visit->scene.pack, "zones.json", &length);
    json_error_t problem;
    json_t *root = text != NULL ? json_loadb(text, length, 0, &problem) : NULL;

    must(root != NULL); /* the pack was read from it */
    return root;
}

/* title_ja or title_en, meaning_ja or meaning_en of one of its items. */
static const char *title_of(const struct visit *visit, const json_t *item, const char *what)
{
    const char *key = arena_format(visit->arena, "%s_%s", what, is_english(visit) ? "en" : "ja");
    const char *text = json_string_value(json_object_get(item, key));

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

/* The list of findings about things of that kind and class: their details begin with both. */
static const char *findings_url(const struct visit *visit, const struct pack_form *form,
                                char importance, const char *severity)
{
    const char *words = arena_format(visit->arena, "%s/%c", form->word, importance);
    const char *path = visit_path(visit, "/findings", "register", "assets");

    return visit_path(visit, visit_path(visit, path, "severity", severity), "q", words);
}

static void add_cell(struct visit *visit, const struct pack_form *form, int class,
                     enum table5_side side, const struct table5_count *found, struct model *cells)
{
    struct arena *arena = visit->arena;
    struct model *cell = model_object(arena, cells, KEY_NONE);
    const char *zone = side == SIDE_USE ? form->use[class] : form->storage[class];
    char importance = (char)('A' + class);

    model_text(arena, cell, KEY_importance, arena_format(arena, "%c", importance));
    model_text(arena, cell, KEY_side, side_names[side]);
    model_text(arena, cell, KEY_zone, *zone != '\0' ? zone : NULL);
    model_integer(arena, cell, KEY_breach, found->breach);
    model_integer(arena, cell, KEY_recommendation, found->recommendation);
    model_integer(arena, cell, KEY_excused, found->excused);
    model_page_text(arena, cell, KEY_breach_url, findings_url(visit, form, importance, "breach"));
    model_page_text(arena, cell, KEY_recommendation_url,
                    findings_url(visit, form, importance, "recommendation"));
}

static void add_held(struct visit *visit, const struct pack_form *form,
                     const struct table5_row *row, struct model *item)
{
    struct model *list = model_array(visit->arena, item, KEY_held);

    for (int class = 0; class < TABLE5_CLASSES; class ++) {
        const char *importance = arena_format(visit->arena, "%c", 'A' + class);
        struct model *held = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, held, KEY_importance, importance);
        model_integer(visit->arena, held, KEY_count, row->held[class]);
        if (form != NULL)
            model_page_text(visit->arena, held, KEY_url,
                            visit_path(visit, visit_path(visit, "/assets", "kind", form->word),
                                       "importance", importance));
    }
}

static void add_named(struct visit *visit, const struct pack_form *form, const char *title,
                      const struct table5_row *row, struct model *list)
{
    struct model *item = model_object(visit->arena, list, KEY_NONE);

    model_text(visit->arena, item, KEY_kind, form->word)->shown = title;
    add_held(visit, form, row, item);
    struct model *cells = model_array(visit->arena, item, KEY_cells);
    for (int side = 0; side < TABLE5_SIDES; side++)
        for (int class = 0; class < TABLE5_CLASSES; class ++)
            add_cell(visit, form, class, (enum table5_side)side, &row->found[class][side], cells);
}

/* A kind that table 5 does not name, or none at all: counted, not judged. */
static void add_unknown(struct visit *visit, const struct pack_form *form, const char *title,
                        const struct table5_row *row, struct model *list)
{
    int64_t held = 0;

    for (int class = 0; class < TABLE5_CLASSES; class ++)
        held += row->held[class];
    if (held == 0)
        return;
    struct model *item = model_object(visit->arena, list, KEY_NONE);
    model_text(visit->arena, item, KEY_kind, form != NULL ? form->word : NULL)->shown = title;
    model_integer(visit->arena, item, KEY_count, held);
    model_page_text(visit->arena, item, KEY_url, visit_path(visit, "/findings", "code", "V15"));
}

static void add_rows(struct visit *visit, const struct table5 *table, const json_t *titles)
{
    int count;
    const struct pack_form *forms = pack_forms(visit->scene.pack, &count);
    const json_t *kinds = json_object_get(titles, "kinds");
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    struct model *unknown = model_array(visit->arena, visit->model, KEY_unknown);

    for (int i = 0; i < count; i++) {
        const char *title = title_of(visit, json_array_get(kinds, (size_t)i), "title");
        if (forms[i].unknown)
            add_unknown(visit, &forms[i], title, &table->rows[i], unknown);
        else
            add_named(visit, &forms[i], title, &table->rows[i], items);
    }
    add_unknown(visit, NULL, visit_tr(visit, "形態が書かれていないもの"), &table->rows[count],
                unknown);
    page_only(model_bool(visit->arena, visit->model, KEY_has_unknown, unknown->first != NULL));
}

static void add_notes(struct visit *visit, const struct table5 *table)
{
    const struct pack_clause *clause = pack_clause(visit->scene.pack, "3.1");
    struct model *list = model_array(visit->arena, visit->model, KEY_notes);

    for (int i = 0; clause != NULL && i < clause->part_count && i < 4; i++) {
        const struct pack_part *part = &clause->parts[i];
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_id, part->id);
        model_text(visit->arena, item, KEY_title, part->title.japanese)->shown =
            is_english(visit) ? part->title.english : NULL;
        model_text(visit->arena, item, KEY_text, part->text.japanese)->shown =
            is_english(visit) ? part->text.english : NULL;
        model_integer(visit->arena, item, KEY_count, table->by_note[i]);
    }
}

static void add_zones(struct visit *visit, const json_t *titles)
{
    struct model *list = page_only(model_array(visit->arena, visit->model, KEY_zones));
    size_t i;
    json_t *zone;

    json_array_foreach(json_object_get(titles, "zones"), i, zone)
    {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_id,
                   arena_copy(visit->arena, json_string_value(json_object_get(zone, "id"))));
        model_text(visit->arena, item, KEY_title, title_of(visit, zone, "title"));
        model_text(visit->arena, item, KEY_text, title_of(visit, zone, "meaning"));
    }
}

static const char *copy_column(struct visit *visit, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(visit->arena, text) : NULL;
}

static void take_place(struct visit *visit, void *context, const struct query *query)
{
    static const enum model_key keys[] = {KEY_name,     KEY_building,        KEY_floor,
                                          KEY_room,     KEY_department,      KEY_section,
                                          KEY_zone_day, KEY_zone_after_hours};
    struct model *item = model_object(visit->arena, context, KEY_NONE);

    for (int i = 0; i < 8; i++)
        model_text(visit->arena, item, keys[i], copy_column(visit, query, i + 1));
    model_page_text(
        visit->arena, item, KEY_url,
        arena_format(visit->arena, "/places/%lld", (long long)query_column_integer(query, 0)));
}

static void take_section(struct visit *visit, void *context, const struct query *query)
{
    struct model *item = model_object(visit->arena, context, KEY_NONE);

    model_text(visit->arena, item, KEY_department, copy_column(visit, query, 1));
    model_text(visit->arena, item, KEY_section, copy_column(visit, query, 2));
    model_page_text(visit->arena, item, KEY_url,
                    arena_format(visit->arena, "/organisation/sections/%lld",
                                 (long long)query_column_integer(query, 0)));
}

/* The zone map as a table, and the sections that have drawn none. CLAUSE: 3.2 */
static int add_places(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;

    if (may_scope(scene->viewer, scene->pack, "view", "places") == 0)
        return 0;
    page_only(model_bool(visit->arena, visit->model, KEY_may_see_places, true));
    struct model *places = model_array(visit->arena, visit->model, KEY_places);
    int result = visit_each_section(visit, "places", SQL_PLACES_BY_ZONE, take_place, places, error);
    if (result < 0)
        return result;
    page_only(model_bool(visit->arena, visit->model, KEY_has_places, places->first != NULL));
    struct model *without = model_array(visit->arena, visit->model, KEY_sections_without_place);
    result = visit_each_section(visit, "places", SQL_SECTIONS_WITHOUT_PLACE, take_section, without,
                                error);
    int count = 0;
    for (const struct model *each = without->first; each != NULL; each = each->next)
        count++;
    page_only(model_integer(visit->arena, visit->model, KEY_without_count, count));
    return result;
}

static int read_when(struct visit *visit, bool *ret_is_after_hours, struct error *error)
{
    const char *when = visit_value(visit, "when");

    if (when != NULL && *when != '\0' && strcmp(when, "office") != 0 &&
        strcmp(when, "after_hours") != 0) {
        error_set(error, ERROR_INPUT, "",
                  "時間帯は office（執務時間内）か after_hours（時間外）で指定してください。");
        return error_at(error, "when", "3.1");
    }
    *ret_is_after_hours = when != NULL && strcmp(when, "after_hours") == 0;
    return 0;
}

static int zones_show(struct visit *visit, struct error *error)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;
    struct table5 table;
    bool is_after_hours;
    int result = read_when(visit, &is_after_hours, error);

    if (result == 0)
        result = table5_read(visit, is_after_hours, &table, error);
    if (result < 0)
        return result;
    model_text(arena, model, KEY_when, is_after_hours ? "after_hours" : "office");
    page_only(model_bool(arena, model, KEY_is_after_hours, is_after_hours));
    page_only(model_bool(arena, model, KEY_was_checked, table.was_checked));
    model_page_text(arena, model, KEY_closes, pack_string(visit->scene.pack, "office_closes"));
    model_integer(arena, model, KEY_total, table.held);
    model_integer(arena, model, KEY_later, table.later);
    json_t *titles = open_titles(visit);
    add_rows(visit, &table, titles);
    add_zones(visit, titles);
    json_decref(titles);
    add_notes(visit, &table);
    return add_places(visit, error);
}

const struct page table5_pages[] = {
    {"GET", "/zones", &template_zones, zones_show, 0, "区画"},
    {.path = NULL},
};
