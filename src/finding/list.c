/* Lists of findings: stored ones, or the answer to a question. */
#include "finding/list.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/keep.h"
#include "pack/pack.h"
#include "people/people.h"
#include "register/register.h"
#include "store/store.h"

#include "finding/finding_sql.h"
#include <stdlib.h>
#include <string.h>

/* Registers in the order of a city's files. */
static const char *const register_order[] = {"people",  "accounts",    "id-ledger", "assets",
                                             "media",   "takeouts",    "services",  "systems",
                                             "devices", "declarations"};

static int register_rank(const char *reg)
{
    int count = (int)(sizeof(register_order) / sizeof(register_order[0]));

    for (int i = 0; i < count; i++)
        if (reg && strcmp(reg, register_order[i]) == 0)
            return i;
    return count;
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_rows(const void *left, const void *right)
{
    const struct finding_row *a = left;
    const struct finding_row *b = right;
    int order = register_rank(a->reg) - register_rank(b->reg);

    order = order ? order : strcmp(a->code, b->code);
    order = order ? order : compare_text(a->source_file, b->source_file);
    if (order == 0 && a->source_order != b->source_order)
        order = a->source_order < b->source_order ? -1 : 1;
    order = order ? order : compare_text(a->key, b->key);
    return order ? order : strcmp(a->id, b->id);
}

struct finding_row *list_add(struct list_rows *rows, struct arena *arena)
{
    int count = rows->count;

    if ((count & (count - 1)) == 0) {
        struct finding_row *larger =
            arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof(*larger));
        if (count)
            memcpy(larger, rows->rows, (size_t)count * sizeof(*larger));
        rows->rows = larger;
    }
    rows->count++;
    return &rows->rows[count];
}

/* What the pack says of the code. */
static void add_meaning(const struct register_scene *scene, struct finding_row *row)
{
    row->meaning = pack_code(scene->pack, row->code);
    if (!row->meaning) /* a pack may drop a code; what was found under it stays readable */
        return;
    row->clause = finding_clause(scene->pack, row->meaning, row->key ? row->key : "");
    row->severity = row->meaning->severity;
    row->reg = row->meaning->reg;
    row->article = row->clause ? pack_clause(scene->pack, row->clause) : NULL;
}

void list_from_values(const struct register_scene *scene, int64_t id, const struct value *values,
                      struct finding_row *row)
{
    *row = (struct finding_row){
        .number = id,
        .id = values[FINDING_public_id].text,
        .code = values[FINDING_code].text,
        .key = values[FINDING_key].text,
        .detail = values[FINDING_detail].text,
        .when = values[FINDING_when_held].text,
        .opened_at = values[FINDING_opened_at].text,
        .closed_at = values[FINDING_closed_at].text,
        .state = values[FINDING_state].text,
        .measure = values[FINDING_measure].text,
        .assignee = values[FINDING_responsible].text,
        .promised_on = values[FINDING_promised_on].text,
        .answer = values[FINDING_answer].text,
        .rules = values[FINDING_sql_hash].text,
        .pack_version = values[FINDING_pack_version].text,
        .table_id = (uint16_t)values[FINDING_table_id].integer,
        .row_id = values[FINDING_row_id].integer,
    };
    add_meaning(scene, row);
}

static bool is_or_any(const char *wanted, const char *text)
{
    return !wanted || (text && strcmp(wanted, text) == 0);
}

bool list_wants(const struct finding_filter *filter, const struct finding_row *row)
{
    return is_or_any(filter->id, row->id) && is_or_any(filter->code, row->code) &&
           is_or_any(filter->clause, row->clause) && is_or_any(filter->reg, row->reg) &&
           is_or_any(filter->cause, row->meaning ? row->meaning->cause : NULL);
}

/* The excuse that stands behind an excused finding. CLAUSE: 5.6.2 */
static int add_excuse(const struct register_scene *scene, int64_t exception_id,
                      struct finding_row *row, struct error *error)
{
    struct value values[EXCEPTION_COLUMNS];
    int status =
        table_get(scene->store, &exception_table, exception_id, scene->arena, values, NULL, error);

    if (status < 0)
        return status;
    row->excuse = values[EXCEPTION_reason].text;
    row->excused_until = values[EXCEPTION_valid_until].text;
    row->excused_by = values[EXCEPTION_approver].text;
    return 0;
}

static int add_stored(const struct register_scene *scene, const struct finding_filter *filter,
                      const struct query *query, struct list_rows *rows, struct error *error)
{
    struct value values[FINDING_COLUMNS];
    struct finding_row row;
    int64_t id;

    finding_take_values(query, scene->arena, values, &id);
    list_from_values(scene, id, values, &row);
    if (!list_wants(filter, &row))
        return 0;
    bool excused = strcmp(row.state, "excused") == 0;
    int status = excused && values[FINDING_exception_id].kind == VALUE_INTEGER
                     ? add_excuse(scene, values[FINDING_exception_id].integer, &row, error)
                     : 0;
    *list_add(rows, scene->arena) = row;
    return status;
}

static int list_stored(const struct register_scene *scene, const struct finding_filter *filter,
                       struct list_rows *rows, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_FINDINGS_OF_STATE, error);
    int status = 0, step = 0;

    if (!query)
        return error->code;
    query_text(query, "state", filter->state ? filter->state : "open");
    while (status == 0 && (step = query_step(query, error)) > 0)
        status = add_stored(scene, filter, query, rows, error);
    query_done(query);
    return status ? status : step;
}

int list_finish(const struct register_scene *scene, const struct finding_rules *rules,
                const struct finding_filter *filter, struct list_rows *rows, struct error *error)
{
    struct list_place *places =
        list_places(scene, rules, filter->on ? filter->on : scene->today, error);
    int kept = 0;

    if (!places)
        return error->code;
    for (int i = 0; i < rows->count; i++) {
        struct finding_row *row = &rows->rows[i];
        int status = list_locate(places, row, error);

        if (status < 0)
            return status;
        if (filter->section_id && filter->section_id != row->section_id)
            continue;
        if (may(scene->viewer, scene->pack, "view", "findings", row->section_id, row->system_id))
            rows->rows[kept++] = *row;
    }
    rows->count = kept;
    if (kept > 1)
        qsort(rows->rows, (size_t)kept, sizeof(*rows->rows), compare_rows);
    return 0;
}

int finding_list(const struct register_scene *scene, const struct finding_rules *rules,
                 const struct finding_filter *filter, struct finding_row **ret_rows, int *ret_count,
                 struct error *error)
{
    struct list_rows rows = {0};
    bool of_old = filter->known_to && filter->known_to != INT64_MAX;
    int status =
        of_old ? list_known(scene, filter, &rows, error) : list_stored(scene, filter, &rows, error);

    if (status == 0)
        status = list_finish(scene, rules, filter, &rows, error);
    if (status < 0)
        return status;
    *ret_rows = rows.rows;
    *ret_count = rows.count;
    return 0;
}

static int show_number(const struct register_scene *scene, struct list_place *places,
                       int64_t number, struct finding_row *row, struct error *error)
{
    struct value values[FINDING_COLUMNS];
    int64_t entry;
    int status =
        table_get(scene->store, &finding_table, number, scene->arena, values, &entry, error);

    if (status < 0)
        return status;
    list_from_values(scene, number, values, row);
    row->entry = entry;
    if (strcmp(row->state, "excused") == 0 && values[FINDING_exception_id].kind == VALUE_INTEGER)
        status = add_excuse(scene, values[FINDING_exception_id].integer, row, error);
    return status == 0 ? list_locate(places, row, error) : status;
}

int finding_list_numbers(const struct register_scene *scene, const struct finding_rules *rules,
                         const int64_t *numbers, int count, struct finding_row **ret_rows,
                         struct error *error)
{
    struct finding_row *rows = arena_alloc(scene->arena, ((size_t)count + 1) * sizeof(*rows));
    struct list_place *places = list_places(scene, rules, scene->today, error);
    int status = places ? 0 : error->code;

    for (int i = 0; status == 0 && i < count; i++)
        status = show_number(scene, places, numbers[i], &rows[i], error);
    if (status == 0)
        *ret_rows = rows;
    return status;
}

int finding_show(const struct register_scene *scene, const struct finding_rules *rules,
                 const char *id, struct finding_row *ret_row, struct error *error)
{
    struct value values[FINDING_COLUMNS];
    struct finding_row *rows = NULL;
    int64_t number = 0;
    int status = finding_find(scene, id, &number, values, error);

    if (status == 0)
        status = finding_list_numbers(scene, rules, &number, 1, &rows, error);
    if (status < 0 || rows == NULL)
        return status;
    if (!may(scene->viewer, scene->pack, "view", "findings", rows->section_id, rows->system_id))
        return may_refuse(scene->viewer, "view", "findings", error);
    *ret_row = *rows;
    return 0;
}
