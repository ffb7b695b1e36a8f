#include "room/zone/table5.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "room/zone/table5_sql.h"
#include <string.h>

/* The codes of table 5: what of a thing they are about, and the note they come from (0: none).
 * Severity is the pack's to say. */
static const struct {
    const char *code;
    enum table5_side side;
    int note;
} table5_codes[] = {
    {"V01", SIDE_STORAGE, 0}, {"V02", SIDE_USE, 0},     {"V12", SIDE_USE, 3},
    {"V13", SIDE_STORAGE, 3}, {"V14", SIDE_USE, 0},     {"V15", SIDE_STORAGE, 0},
    {"W01", SIDE_STORAGE, 0}, {"W02", SIDE_STORAGE, 2}, {"W04", SIDE_STORAGE, 2},
    {"W05", SIDE_USE, 0},
};

static int find_code(const char *code)
{
    int count = (int)(sizeof table5_codes / sizeof *table5_codes);

    for (int i = 0; i < count; i++)
        if (strcmp(table5_codes[i].code, code) == 0)
            return i;
    return -1;
}

/* The row of that kind's word, and the class; false for a class that is none. */
static bool find_cell(struct visit *visit, struct table5 *table, const struct query *query,
                      struct table5_row **ret_row, int *ret_class)
{
    const char *word = query_column_text(query, 0), *importance = query_column_text(query, 1);
    int count;
    const struct pack_form *forms = pack_forms(visit->scene.pack, &count);
    int at = count;

    if (importance == NULL || importance[0] < 'A' || importance[0] > 'C')
        return false;
    for (int i = 0; word != NULL && i < count; i++)
        if (strcmp(forms[i].word, word) == 0)
            at = i;
    *ret_row = &table->rows[at];
    *ret_class = importance[0] - 'A';
    return true;
}

static void take_held(struct visit *visit, void *context, const struct query *query)
{
    struct table5 *table = context;
    struct table5_row *row;
    int class;

    if (!find_cell(visit, table, query, &row, &class))
        return;
    row->held[class] += query_column_integer(query, 2);
    table->held += query_column_integer(query, 2);
}

static void take_found(struct visit *visit, void *context, const struct query *query)
{
    struct table5 *table = context;
    const char *code = query_column_text(query, 2), *when = query_column_text(query, 3);
    const struct pack_code *meaning = pack_code(visit->scene.pack, code);
    int64_t number = query_column_integer(query, 5);
    int at = find_code(code), class;
    struct table5_row *row;

    if (at < 0 || meaning == NULL || !find_cell(visit, table, query, &row, &class))
        return;
    bool is_breach = strcmp(meaning->severity, "breach") == 0;
    bool is_excused = strcmp(query_column_text(query, 4), "excused") == 0;
    bool is_later = when != NULL && strcmp(when, "after_hours") == 0;
    struct table5_count *found = &row->found[class][table5_codes[at].side];
    if (is_later && is_breach && !is_excused)
        table->later += number;
    if (is_later && !table->is_after_hours)
        return;
    *(is_excused ? &found->excused : is_breach ? &found->breach : &found->recommendation) += number;
    table->found += number;
    int note = is_later ? 3 : table5_codes[at].note;
    if (note > 0)
        table->by_note[note - 1] += number;
}

static int read_checked(struct visit *visit, struct table5 *table, struct error *error)
{
    struct query *query = store_query(visit->scene.store, SQL_TABLE5_CHECKED, error);

    if (query == NULL)
        return error->code;
    int step = query_step(query, error);
    table->was_checked = step == 1;
    query_done(query);
    return step < 0 ? step : 0;
}

int table5_read(struct visit *visit, bool is_after_hours, struct table5 *ret_table,
                struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct table5 table = {.is_after_hours = is_after_hours};
    int count;

    if (may_scope(scene->viewer, scene->pack, "view", "assets") == 0)
        return may_refuse(scene->viewer, "view", "assets", error);
    pack_forms(scene->pack, &count);
    table.row_count = count + 1;
    table.rows = arena_alloc(visit->arena, (size_t)table.row_count * sizeof *table.rows);
    int result = read_checked(visit, &table, error);
    if (result == 0)
        result = visit_each_section(visit, "assets", SQL_TABLE5_HELD, take_held, &table, error);
    if (result == 0)
        result = visit_each_section(visit, "assets", SQL_TABLE5_FOUND, take_found, &table, error);
    if (result == 0)
        *ret_table = table;
    return result;
}
