#include "room/asset/asset.h"

#include "base/arena.h"
#include "store/column_table.h"

static const struct column declaration_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/asset/declaration.def"
#undef COLUMN
};

const struct table declaration_table = {19, "declaration", declaration_columns,
                                        DECLARATION_COLUMNS};

/* "We hold none": signed by someone of the section, for one register. CLAUSE: 2.2 */
static int declaration_judge(struct register_row *row, struct error *error)
{
    const struct value *values = row->values;
    row->key = register_key_text(row, DECLARATION_section);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (status != 0)
        return status;
    if (section == 0)
        register_problem(row, "G02", DECLARATION_section);
    if (row->misread[DECLARATION_register] || values[DECLARATION_register].kind == VALUE_NULL)
        register_problem(row, "G01", DECLARATION_register);
    if (row->misread[DECLARATION_declared_on] || values[DECLARATION_declared_on].kind == VALUE_NULL)
        register_problem(row, "G01", DECLARATION_declared_on);
    row->values[register_common(row->kind->table, COMMON_row_key)] = value_text(arena_format(
        row->arena, "%lld/%s", (long long)section,
        values[DECLARATION_register].text != NULL ? values[DECLARATION_register].text : ""));
    return 0;
}

const struct register_kind declaration_kind = {
    .kind = "declarations",
    .table = &declaration_table,
    .title = "保有なしの申告",
    .english = "Declarations of holding none",
    .clause = "2.2",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = DECLARATION_department,
    .section = DECLARATION_section,
    .system = -1,
    .judge = declaration_judge,
};
