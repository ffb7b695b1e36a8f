#include "room/organisation/chart.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "pack/pack.h"
#include "page/page.h"
#include "register/register.h"
#include "room/organisation/organisation.h"

#include <string.h>

const char *chart_text(const struct register_scene *scene, struct pack_text text)
{
    return scene->language == LANGUAGE_ENGLISH ? text.english : text.japanese;
}

/* Whether the unit is one that was asked for, by a part of its name. */
static bool is_wanted(const struct register_scene *scene, const struct role_holding *holding,
                      const char *key)
{
    if (key == NULL || (holding->unit_id == 0 && holding->system_id == 0))
        return true;
    return strstr(text_unit_key(scene->arena, holding->unit), key) != NULL;
}

int chart_read(const struct visit *visit, const struct moment *moment, int64_t section_id,
               const char *section, struct chart *ret_chart, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct role_holding *holdings;
    int count;
    const char *key =
        section != NULL && !text_is_blank(section) ? text_unit_key(scene->arena, section) : NULL;
    struct chart chart = {.visit = visit, .scene = scene, .moment = *moment};

    if (may_scope(scene->viewer, scene->pack, "view", "people") == 0)
        return may_refuse(scene->viewer, "view", "people", error);
    int result = people_roles(scene->store, scene->pack, moment, NULL, section_id, scene->arena,
                              &holdings, &count, error);
    if (result < 0)
        return result;
    chart.holdings = arena_alloc(scene->arena, ((size_t)count + 1) * sizeof *chart.holdings);
    for (int i = 0; i < count; i++)
        if (organisation_may_see(scene, &holdings[i]) && is_wanted(scene, &holdings[i], key))
            chart.holdings[chart.count++] = &holdings[i];
    *ret_chart = chart;
    return 0;
}

const char *chart_how(const struct register_scene *scene, const char *how)
{
    static const struct {
        const char *how, *word;
    } words[] = {
        {"main", "本務"}, {"concurrent", "兼務"}, {"acting", "事務取扱"}, {"appointed", "指名"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (how != NULL && strcmp(words[i].how, how) == 0)
            return language_text(scene->language, words[i].word);
    return how;
}

/* A page of the same day. */
static const char *on_the_day(const struct chart *chart, const char *path)
{
    return strcmp(chart->moment.on, chart->scene->today) == 0
               ? path
               : visit_path(chart->visit, path, "at", chart->moment.on);
}

static void add_holders(const struct chart *chart, struct model *parent, enum model_key key,
                        const struct holder *holders, int count)
{
    const struct register_scene *scene = chart->scene;
    struct arena *arena = scene->arena;
    struct model *list = model_array(arena, parent, key);

    for (int i = 0; i < count; i++) {
        const struct holder *holder = &holders[i];
        struct model *item = model_object(arena, list, KEY_NONE);

        model_text(arena, item, KEY_staff_no, holder->staff_no);
        model_text(arena, item, KEY_name, holder->name);
        model_text(arena, item, KEY_post, holder->post);
        model_text(arena, item, KEY_how, holder->how)->shown = chart_how(scene, holder->how);
        model_text(arena, item, KEY_since, holder->since)->shown =
            visit_show_day(chart->visit, holder->since);
        bool may_open = may(scene->viewer, scene->pack, "view", "people", holder->section_id, 0);
        model_page_text(arena, item, KEY_url,
                        may_open ? arena_format(arena, "/organisation/people/%s", holder->staff_no)
                                 : NULL);
    }
}

void chart_add_seat(const struct chart *chart, const struct role_holding *holding,
                    struct model *seat)
{
    struct arena *arena = chart->scene->arena;

    model_text(arena, seat, KEY_unit, holding->unit);
    if (holding->unit_id != 0)
        model_integer(arena, seat, KEY_section_id, holding->unit_id);
    add_holders(chart, seat, KEY_holders, holding->holders, holding->holder_count);
    model_bool(arena, seat, KEY_vacant, holding->holder_count == 0);
    if (holding->stand_in_count > 0)
        add_holders(chart, seat, KEY_stand_ins, holding->stand_ins, holding->stand_in_count);
}

/* For pages: a role of many units is told in one line, its seats stand in the list below. */
static void add_summary(const struct chart *chart, const struct pack_role *role, struct model *item)
{
    const struct register_scene *scene = chart->scene;
    int seats = 0, vacant = 0;

    for (int i = 0; i < chart->count; i++) {
        if (chart->holdings[i]->role != role)
            continue;
        seats++;
        vacant += chart->holdings[i]->holder_count == 0;
    }
    struct model *summary = model_object(scene->arena, item, KEY_summary);
    summary->flags |= MODEL_PAGE_ONLY;
    model_page_text(scene->arena, summary, KEY_text,
                    arena_format(scene->arena, language_text(scene->language, "席 %d"), seats));
    if (vacant > 0)
        model_page_text(
            scene->arena, summary, KEY_vacant,
            arena_format(scene->arena, language_text(scene->language, "空席 %d"), vacant));
    model_page_text(scene->arena, summary, KEY_url,
                    strcmp(role->unit_kind, "section") == 0 ? "#sections" : "#systems");
}

static void add_role(const struct chart *chart, const struct pack_role *role, struct model *list)
{
    const struct register_scene *scene = chart->scene;
    struct arena *arena = scene->arena;
    struct model *item = model_object(arena, list, KEY_NONE);
    const struct pack_clause *clause = pack_clause(scene->pack, role->clause);
    bool is_of_city = strcmp(role->unit_kind, "city") == 0;

    if (role->table != 0)
        model_integer(arena, item, KEY_row, role->row);
    model_text(arena, item, KEY_role, role->id);
    model_text(arena, item, KEY_title, role->title.japanese)->shown =
        chart_text(scene, role->title);
    model_text(arena, item, KEY_title_en, role->title.english);
    model_text(arena, item, KEY_clause, role->clause);
    model_text(arena, item, KEY_held_in, role->unit_kind);
    model_page_text(arena, item, KEY_duty, chart_text(scene, clause->text));
    if (role->note.japanese != NULL)
        model_page_text(arena, item, KEY_note, chart_text(scene, role->note));
    if (!is_of_city)
        add_summary(chart, role, item);
    model_bool(arena, item, KEY_is_optional, !role->vacancy_is_finding)->flags |= MODEL_PAGE_ONLY;
    struct model *seats = model_array(arena, item, KEY_seats);
    for (int i = 0; i < chart->count; i++)
        if (chart->holdings[i]->role == role)
            chart_add_seat(chart, chart->holdings[i], model_object(arena, seats, KEY_NONE));
}

/* The roles of one table, 0: those that stand in none. */
static void add_table(const struct chart *chart, int table, const char *caption, struct model *item)
{
    const struct register_scene *scene = chart->scene;
    struct arena *arena = scene->arena;
    int count;
    const struct pack_role *roles = pack_roles(scene->pack, &count);

    if (table != 0)
        model_integer(arena, item, KEY_table, table);
    model_page_text(arena, item, KEY_id,
                    table != 0 ? arena_format(arena, "table-%d", table) : "others");
    model_page_text(arena, item, KEY_label, caption);
    struct model *rows = model_array(arena, item, KEY_roles);
    for (int i = 0; i < count; i++)
        if (roles[i].table == table)
            add_role(chart, &roles[i], rows);
}

void chart_add_tables(const struct chart *chart, struct model *root)
{
    const struct register_scene *scene = chart->scene;
    struct arena *arena = scene->arena;

    const char *on = arena_copy(arena, chart->moment.on);
    model_text(arena, root, KEY_at, on)->shown = visit_show_day(chart->visit, on);
    struct model *tables = model_array(arena, root, KEY_tables);
    add_table(chart, 1, language_text(scene->language, "表１ 運用に携わる人の役割"),
              model_object(arena, tables, KEY_NONE));
    add_table(chart, 2, language_text(scene->language, "表２ 委員会の役割"),
              model_object(arena, tables, KEY_NONE));
    add_table(chart, 3, language_text(scene->language, "表３ ＣＳＩＲＴの役割"),
              model_object(arena, tables, KEY_NONE));
    /* Named elsewhere in the standard, as the head of audit. */
    add_table(chart, 0, language_text(scene->language, "そのほかの役割"),
              model_object(arena, root, KEY_others));
}

static bool is_first_of_unit(const struct chart *chart, int at, const char *kind)
{
    const struct role_holding *holding = chart->holdings[at];

    if (strcmp(holding->role->unit_kind, kind) != 0)
        return false;
    for (int i = 0; i < at; i++)
        if (strcmp(chart->holdings[i]->role->unit_kind, kind) == 0)
            return chart->holdings[i]->role == holding->role;
    return true;
}

/* NULL for a system, which has its page in the register. */
static const char *section_url(const struct chart *chart, const struct role_holding *holding)
{
    if (holding->unit_id == 0)
        return NULL;
    return on_the_day(chart, arena_format(chart->scene->arena, "/organisation/sections/%lld",
                                          (long long)holding->unit_id));
}

/* One row: who holds each role of that kind in the unit. */
static void add_unit(const struct chart *chart, const struct role_holding *unit, struct model *list)
{
    struct arena *arena = chart->scene->arena;
    struct model *row = model_object(arena, list, KEY_NONE);
    bool is_vacant = false;

    model_page_text(arena, row, KEY_unit, unit->unit);
    model_page_text(arena, row, KEY_url, section_url(chart, unit));
    struct model *cells = model_array(arena, row, KEY_cells);
    for (int i = 0; i < chart->count; i++) {
        const struct role_holding *held = chart->holdings[i];
        if (strcmp(held->role->unit_kind, unit->role->unit_kind) != 0 ||
            held->unit_id != unit->unit_id || held->system_id != unit->system_id)
            continue;
        struct model *cell = model_object(arena, cells, KEY_NONE);
        model_page_text(arena, cell, KEY_label, chart_text(chart->scene, held->role->title));
        model_bool(arena, cell, KEY_is_optional, !held->role->vacancy_is_finding);
        add_holders(chart, cell, KEY_holders, held->holders, held->holder_count);
        is_vacant |= held->holder_count == 0 && held->role->vacancy_is_finding;
    }
    model_bool(arena, row, KEY_vacant, is_vacant);
}

void chart_add_crossing(const struct chart *chart, const char *kind, struct model *parent)
{
    const struct register_scene *scene = chart->scene;
    struct arena *arena = scene->arena;
    bool is_section = strcmp(kind, "section") == 0;
    int count;
    const struct pack_role *roles = pack_roles(scene->pack, &count);
    struct model *crossing = model_object(arena, parent, KEY_NONE);

    model_page_text(arena, crossing, KEY_id, is_section ? "sections" : "systems");
    model_page_text(arena, crossing, KEY_label,
                    is_section ? language_text(scene->language, "課ごと")
                               : language_text(scene->language, "情報システムごと"));
    model_page_text(arena, crossing, KEY_unit,
                    is_section ? language_text(scene->language, "部・課")
                               : language_text(scene->language, "情報システム"));
    struct model *columns = model_array(arena, crossing, KEY_columns);
    for (int i = 0; i < count; i++)
        if (strcmp(roles[i].unit_kind, kind) == 0)
            model_page_text(arena, model_object(arena, columns, KEY_NONE), KEY_label,
                            chart_text(scene, roles[i].title));
    struct model *items = model_array(arena, crossing, KEY_items);
    for (int i = 0; i < chart->count; i++)
        if (is_first_of_unit(chart, i, kind))
            add_unit(chart, chart->holdings[i], items);
}

int organisation_chart(const struct register_scene *scene, const struct moment *moment,
                       struct json *json, struct error *error)
{
    struct model *root = model_new(scene->arena);
    const struct visit visit = {.scene = *scene, .arena = scene->arena, .model = root};
    struct chart chart;
    int result = chart_read(&visit, moment, 0, NULL, &chart, error);

    if (result < 0)
        return result;
    chart_add_tables(&chart, root);
    chart_add_figure(&chart, root);
    model_json(root, json);
    return 0;
}
