#include "room/system/system.h"

#include "base/text.h"
#include "store/column_table.h"

static const struct column information_system_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/system/information_system.def"
#undef COLUMN
};

const struct table information_system_table = {16, "information_system", information_system_columns,
                                               INFORMATION_SYSTEM_COLUMNS};

/* CLAUSE: 1.2.6 */
static int information_system_judge(struct register_row *row, struct error *error)
{
    struct value *values = row->values;
    row->key = register_key_text(row, INFORMATION_SYSTEM_name);
    if (values[INFORMATION_SYSTEM_name].kind == VALUE_NULL) {
        register_problem(row, "G03", INFORMATION_SYSTEM_name);
        return 0;
    }
    const char *key = text_name_key(row->arena, values[INFORMATION_SYSTEM_name].text);
    values[INFORMATION_SYSTEM_name_key] = value_text(key);
    if (register_repeats(row, key))
        register_problem(row, "G04", INFORMATION_SYSTEM_name);
    for (int i = 0; i < INFORMATION_SYSTEM_COLUMNS; i++)
        if (row->misread[i])
            register_problem(row, "G01", i);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (section == 0 && values[INFORMATION_SYSTEM_section].kind != VALUE_NULL)
        register_problem(row, "G02", INFORMATION_SYSTEM_section);
    values[register_common(row->kind->table, COMMON_row_key)] = value_text(key);
    return status;
}

const struct register_kind information_system_kind = {
    .kind = "systems",
    .table = &information_system_table,
    .title = "情報システム台帳",
    .english = "Information systems",
    .clause = "1.2.6",
    .flags = REGISTER_BY_HAND,
    .department = INFORMATION_SYSTEM_department,
    .section = INFORMATION_SYSTEM_section,
    .system = -1,
    .judge = information_system_judge,
};
