#include "room/media/media.h"

#include "store/column_table.h"

static const struct column medium_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/media/medium.def"
#undef COLUMN
};

const struct table medium_table = {13, "medium", medium_columns, MEDIUM_COLUMNS};

/* One medium the city owns. CLAUSE: 5.3.1 */
static int medium_judge(struct register_row *row, struct error *error)
{
    row->key = register_key_text(row, MEDIUM_medium_no);
    if (row->values[MEDIUM_medium_no].kind == VALUE_NULL)
        register_problem(row, "G03", MEDIUM_medium_no);
    row->values[register_common(row->kind->table, COMMON_row_key)] = row->values[MEDIUM_medium_no];
    int64_t section;
    return register_find_section(row, &section, error);
}

const struct register_kind medium_kind = {
    .kind = "media",
    .part = "media",
    .table = &medium_table,
    .title = "媒体登録台帳",
    .english = "Removable media",
    .clause = "5.3.1",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = MEDIUM_department,
    .section = MEDIUM_section,
    .system = -1,
    .judge = medium_judge,
};
