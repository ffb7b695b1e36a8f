/* The findings of one row of a register. */
#include "finding/list.h"

#include "base/error.h"
#include "finding/finding.h"
#include "finding/keep.h"
#include "register/register.h"
#include "store/store.h"

#include "finding/finding_sql.h"

int finding_list_of_row(const struct register_scene *scene, uint16_t table_id, int64_t row_id,
                        struct finding_row **ret_rows, int *ret_count, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_FINDINGS_ABOUT_ROW, error);
    struct list_rows rows = {0};
    int step;

    if (!query)
        return error->code;
    query_integer(query, "table_id", table_id);
    query_integer(query, "row_id", row_id);
    while ((step = query_step(query, error)) > 0) {
        struct value values[FINDING_COLUMNS];
        struct finding_row row;
        int64_t id;

        finding_take_values(query, scene->arena, values, &id);
        list_from_values(scene, id, values, &row);
        *list_add(&rows, scene->arena) = row;
    }
    query_done(query);
    if (step < 0)
        return step;
    *ret_rows = rows.rows;
    *ret_count = rows.count;
    return 0;
}
