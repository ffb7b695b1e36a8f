/* The answer to a question as a list: nothing is stored. */
#include "finding/evaluate.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/keep.h"
#include "finding/list.h"
#include "pack/pack.h"
#include "register/register.h"
#include "store/store.h"

#include "finding/finding_sql.h"

#include <stdlib.h>
#include <string.h>

struct question {
    const struct register_scene *scene;
    const struct finding_filter *filter;
    const struct finding_evaluation *evaluation;
    struct list_rows rows;
};

/* The stored finding of the thing lends its history; without one the identity is what storing would
 * give. */
static int find_stored(const struct question *question, const struct finding_result *result,
                       const struct finding_hit *hit, int64_t *ret_id, struct error *error)
{
    struct query *query = store_query(question->scene->store, SQL_FINDING_OF_THING, error);

    if (!query)
        return error->code;
    query_text(query, "code", result->code->code);
    query_integer(query, "table_id", result->table_id);
    query_integer(query, "row_id", hit->row_id);
    query_text(query, "key", hit->key);
    int step = query_step(query, error);
    *ret_id = step > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return step < 0 ? step : 0;
}

static void make_new(const struct question *question, const struct finding_result *result,
                     const struct finding_hit *hit, struct value *values)
{
    char id[FINDING_ID_SIZE];

    finding_make_id(result->code->code, result->table_id, hit->row_id, hit->key, id);
    memset(values, 0, FINDING_COLUMNS * sizeof(*values));
    values[FINDING_code] = value_text(result->code->code);
    values[FINDING_table_id] = value_integer(result->table_id);
    values[FINDING_row_id] = value_integer(hit->row_id);
    values[FINDING_public_id] = value_text(arena_copy(question->scene->arena, id));
}

/* Whether the thing's exception holds on the day asked about. */
static int is_excused(const struct question *question, const struct value *stored,
                      bool *ret_excused, struct error *error)
{
    struct value exception[EXCEPTION_COLUMNS];

    *ret_excused = false;
    if (stored[FINDING_exception_id].kind == VALUE_NULL)
        return 0;
    int status =
        table_get(question->scene->store, &exception_table, stored[FINDING_exception_id].integer,
                  question->scene->arena, exception, NULL, error);
    if (status == 0)
        *ret_excused = strcmp(exception[EXCEPTION_state].text, "approved") == 0 &&
                       strcmp(exception[EXCEPTION_valid_until].text, question->evaluation->on) >= 0;
    return status;
}

static int add_hit(struct question *question, const struct finding_result *result,
                   const struct finding_hit *hit, struct error *error)
{
    const struct register_scene *scene = question->scene;
    struct value values[FINDING_COLUMNS];
    struct finding_row row;
    bool excused = false;
    int64_t id = 0;
    int status = find_stored(question, result, hit, &id, error);

    if (status == 0 && id)
        status = table_get(scene->store, &finding_table, id, scene->arena, values, NULL, error);
    else if (status == 0)
        make_new(question, result, hit, values);
    if (status == 0)
        status = is_excused(question, values, &excused, error);
    if (status < 0)
        return status;
    if (id && strcmp(values[FINDING_state].text, "closed") == 0)
        values[FINDING_opened_at] = values[FINDING_closed_at] = value_null();
    values[FINDING_key] = value_text(arena_copy(scene->arena, hit->key));
    values[FINDING_detail] =
        value_text(*hit->detail ? arena_copy(scene->arena, hit->detail) : NULL);
    values[FINDING_when_held] = value_text(hit->when);
    values[FINDING_state] = value_text(excused ? "excused" : "open");
    list_from_values(scene, id, values, &row);
    const char *state = question->filter->state ? question->filter->state : "open";
    if (list_wants(question->filter, &row) && strcmp(state, row.state) == 0)
        *list_add(&question->rows, scene->arena) = row;
    return 0;
}

static const struct finding_result *same_code(const struct finding_evaluation *evaluation,
                                              const struct finding_result *result)
{
    for (int i = 0; evaluation && i < evaluation->count; i++)
        if (strcmp(evaluation->results[i].code->code, result->code->code) == 0)
            return &evaluation->results[i];
    return NULL;
}

static bool is_found(const struct finding_result *result, const struct finding_hit *hit)
{
    return result && result->hit_count > 0 &&
           bsearch(hit, result->hits, (size_t)result->hit_count, sizeof(*hit),
                   finding_compare_hits);
}

int finding_list_question(const struct register_scene *scene, const struct finding_rules *rules,
                          const struct finding_filter *filter,
                          const struct finding_evaluation *evaluation,
                          const struct finding_evaluation *against, struct finding_row **ret_rows,
                          int *ret_count, struct error *error)
{
    struct question question = {.scene = scene, .filter = filter, .evaluation = evaluation};
    struct finding_filter placed = *filter;
    int status = 0;

    for (int i = 0; i < evaluation->count && status == 0; i++) {
        const struct finding_result *result = &evaluation->results[i];
        const struct finding_result *other = same_code(against, result);

        for (int j = 0; j < result->hit_count && status == 0; j++)
            if (!is_found(other, &result->hits[j]))
                status = add_hit(&question, result, &result->hits[j], error);
    }
    placed.on = filter->on ? filter->on : evaluation->on;
    if (status == 0)
        status = list_finish(scene, rules, &placed, &question.rows, error);
    if (status < 0)
        return status;
    *ret_rows = question.rows.rows;
    *ret_count = question.rows.count;
    return 0;
}
