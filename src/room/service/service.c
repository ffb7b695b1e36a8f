#include "room/service/service.h"

#include "base/arena.h"
#include "base/text.h"
#include "store/column_table.h"

static const struct column service_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/service/service.def"
#undef COLUMN
};

const struct table service_table = {15, "service", service_columns, SERVICE_COLUMNS};

/* One service, XE1 to XE4. CLAUSE: 8.1, 8.2 */
static int service_judge(struct register_row *row, struct error *error)
{
    static const int words[] = {SERVICE_use_kind, SERVICE_state};
    struct value *values = row->values;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (row->misread[words[i]])
            return register_refuse_word(row, words[i], error);
    row->key = register_key_text(row, SERVICE_name);
    if (values[SERVICE_name].kind == VALUE_NULL)
        register_problem(row, "XE1", SERVICE_name);
    if (values[SERVICE_importance].kind == VALUE_NULL)
        register_problem(row, "XE2", SERVICE_importance);
    if (row->misread[SERVICE_started_on] || values[SERVICE_started_on].kind == VALUE_NULL)
        register_problem(row, "XE3", SERVICE_started_on);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (section == 0)
        register_problem(row, "XE4", SERVICE_section);
    if (row->problem_count > 0)
        return status;
    const char *key = text_name_key(row->arena, values[SERVICE_name].text);
    values[SERVICE_name_key] = value_text(key);
    values[register_common(row->kind->table, COMMON_row_key)] =
        value_text(arena_format(row->arena, "%s#%d", key, register_ordinal(row, key)));
    return status;
}

const struct register_kind service_kind = {
    .kind = "services",
    .table = &service_table,
    .title = "外部サービス利用台帳",
    .english = "External services",
    .clause = "8.1",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_KEY_REPEATS | REGISTER_BY_HAND,
    .department = SERVICE_department,
    .section = SERVICE_section,
    .system = -1,
    .judge = service_judge,
};
