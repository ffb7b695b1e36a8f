/* What the findings' own history says was known at an entry of the record. */
#include "finding/finding_sql.h"
#include "finding/list.h"

#include "base/error.h"
#include "finding/finding.h"
#include "record/record.h"
#include "register/register.h"

#include <string.h>

/* The last entry about the finding that was written by then; 0 when there is none. */
static int last_entry(const struct register_scene *scene, int64_t id, int64_t known_to,
                      int64_t *ret_entry, struct error *error)
{
    int64_t *entries;
    int count;
    int status =
        record_history(scene->store, &finding_table, id, scene->arena, &entries, &count, error);

    *ret_entry = 0;
    for (int i = 0; status == 0 && i < count && entries[i] <= known_to; i++)
        *ret_entry = entries[i];
    return status;
}

static int add_known(const struct register_scene *scene, const struct finding_filter *filter,
                     int64_t id, struct list_rows *rows, struct error *error)
{
    struct value values[FINDING_COLUMNS];
    struct finding_row row;
    int64_t entry;
    int status = last_entry(scene, id, filter->known_to, &entry, error);

    if (status < 0 || entry == 0)
        return status;
    status = record_values_after(scene->store, &finding_table, entry, scene->arena, values, error);
    if (status == ERROR_MISSING) { /* erased by retention: no longer known */
        error->code = 0;
        return 0;
    }
    if (status < 0)
        return status;
    list_from_values(scene, id, values, &row);
    if (strcmp(row.state, filter->state ? filter->state : "open") == 0 && list_wants(filter, &row))
        *list_add(rows, scene->arena) = row;
    return 0;
}

int list_known(const struct register_scene *scene, const struct finding_filter *filter,
               struct list_rows *rows, struct error *error)
{
    int64_t last;
    int status = table_last_id(scene->store, &finding_table, &last, error);

    for (int64_t id = 1; status == 0 && id <= last; id++)
        status = add_known(scene, filter, id, rows, error);
    return status;
}
