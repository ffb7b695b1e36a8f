#include "people/people.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/record.h"
#include "store/store.h"

#include "people/people_sql.h"
#include <string.h>

static const char *copy_column(const struct query *query, int column, struct arena *arena)
{
    const char *text = query_column_text(query, column);

    return text ? arena_copy(arena, text) : NULL;
}

static struct assignment read_assignment(const struct query *query, int64_t person_id,
                                         struct arena *arena)
{
    return (struct assignment){
        .id = query_column_integer(query, 0),
        .person_id = person_id,
        .place = {query_column_integer(query, 1), query_column_integer(query, 2),
                  query_column_integer(query, 3)},
        .post = copy_column(query, 4, arena),
        .employment = copy_column(query, 5, arena),
        .how = copy_column(query, 6, arena),
        .valid_from = copy_column(query, 7, arena),
        .valid_to = copy_column(query, 8, arena),
        .recorded_from = query_column_integer(query, 9),
        .import_id = query_column_integer(query, 10),
        .source_line = query_column_integer(query, 11),
    };
}

int people_assignments(struct store *store, int64_t person_id, struct arena *arena,
                       struct assignment **ret_list, int *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_ASSIGNMENTS_OF_PERSON, error);
    struct assignment *list = NULL;
    int count = 0, capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    while ((step = query_step(query, error)) == 1) {
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 4;
            struct assignment *grown = arena_alloc(arena, (size_t)capacity * sizeof *grown);

            if (count > 0)
                memcpy(grown, list, (size_t)count * sizeof *grown);
            list = grown;
        }
        list[count++] = read_assignment(query, person_id, arena);
    }
    query_done(query);
    if (step < 0)
        return step;
    *ret_list = list;
    *ret_count = count;
    return 0;
}

bool assignment_holds(const struct assignment *assignment, const char *on)
{
    return (!assignment->valid_from || strcmp(assignment->valid_from, on) <= 0) &&
           (!assignment->valid_to || strcmp(assignment->valid_to, on) > 0);
}

static struct value id_or_null(int64_t id)
{
    return id ? value_integer(id) : value_null();
}

static void fill_values(const struct assignment *assignment, int64_t known_from,
                        struct value values[ASSIGNMENT_COLUMNS])
{
    memset(values, 0, ASSIGNMENT_COLUMNS * sizeof *values);
    values[ASSIGNMENT_person_id] = value_integer(assignment->person_id);
    values[ASSIGNMENT_department_id] = id_or_null(assignment->place.department_id);
    values[ASSIGNMENT_section_id] = id_or_null(assignment->place.section_id);
    values[ASSIGNMENT_unit_id] = id_or_null(assignment->place.unit_id);
    values[ASSIGNMENT_post] = value_text(assignment->post);
    values[ASSIGNMENT_how] = value_text(assignment->how);
    values[ASSIGNMENT_employment] = value_text(assignment->employment);
    values[ASSIGNMENT_valid_from] = value_text(assignment->valid_from);
    values[ASSIGNMENT_valid_to] = value_text(assignment->valid_to);
    values[ASSIGNMENT_recorded_from] = value_integer(known_from);
    values[ASSIGNMENT_import_id] = id_or_null(assignment->import_id);
    values[ASSIGNMENT_source_line] = id_or_null(assignment->source_line);
}

/* Equal in what they say; where it was read does not count. */
static bool same_content(const struct assignment *a, const struct assignment *b)
{
    struct value left[ASSIGNMENT_COLUMNS], right[ASSIGNMENT_COLUMNS];

    fill_values(a, 0, left);
    fill_values(b, 0, right);
    for (int i = 0; i < ASSIGNMENT_import_id; i++)
        if (!value_equal(&left[i], &right[i]))
            return false;
    return true;
}

int people_assign(struct record *record, int64_t known_from, const struct assignment *before,
                  const struct assignment *after, const struct record_context *context,
                  struct error *error)
{
    struct value old[ASSIGNMENT_COLUMNS], new[ASSIGNMENT_COLUMNS];

    if (before && after && same_content(before, after))
        return 0;
    if (after)
        fill_values(after, known_from, new);
    if (before && before->recorded_from == known_from && after)
        return record_put(record, &assignment_table, before->id, new, context, NULL, NULL, error);
    if (before) {
        fill_values(before, before->recorded_from, old);
        old[ASSIGNMENT_recorded_to] = value_integer(known_from);
        int result =
            record_put(record, &assignment_table, before->id, old, context, NULL, NULL, error);
        if (result < 0)
            return result;
    }
    return after ? record_put_known(record, &assignment_table, 0, NULL, new, context, NULL, NULL,
                                    error)
                 : 0;
}
