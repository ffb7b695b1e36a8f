#include "room/committee/minutes.h"

#include "store/column_table.h"

static const struct column minutes_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/committee/minutes.def"
#undef COLUMN
};

const struct table minutes_table = {57, "minutes", minutes_columns, MINUTES_COLUMNS};

/* A case that is named must be one. CLAUSE: 10.1.3 */
static int check_case(struct register_row *row, struct error *error)
{
    const struct register_kind *cases = register_find_kind(row->scene->kinds, "incidents", NULL);
    int64_t id = 0;

    if (row->values[MINUTES_incident_no].kind == VALUE_NULL)
        return 0;
    int status = cases ? register_find_key(row->scene, cases, row->values[MINUTES_incident_no].text,
                                           &id, error)
                       : 0;
    if (status == 0 && id == 0)
        register_problem(row, "G01", MINUTES_incident_no);
    return status;
}

/* One meeting: its number, its day and what it was about. CLAUSE: 1.3 */
static int minutes_judge(struct register_row *row, struct error *error)
{
    row->key = register_key_text(row, MINUTES_minutes_no);
    if (row->values[MINUTES_minutes_no].kind == VALUE_NULL)
        register_problem(row, "G03", MINUTES_minutes_no);
    else if (register_repeats(row, row->key))
        register_problem(row, "G04", MINUTES_minutes_no);
    if (row->misread[MINUTES_held_on] || row->values[MINUTES_held_on].kind == VALUE_NULL)
        register_problem(row, "G01", MINUTES_held_on);
    if (row->values[MINUTES_subject].kind == VALUE_NULL)
        register_problem(row, "G01", MINUTES_subject);
    row->values[register_common(row->kind->table, COMMON_row_key)] =
        row->values[MINUTES_minutes_no];
    return check_case(row, error);
}

const struct register_kind minutes_kind = {
    .kind = "minutes",
    .table = &minutes_table,
    .title = "委員会議事録",
    .english = "Minutes of the committee",
    .clause = "10.1.3",
    .flags = REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = minutes_judge,
};
