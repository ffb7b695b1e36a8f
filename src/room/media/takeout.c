#include "room/media/media.h"

#include "base/arena.h"
#include "store/column_table.h"

static const struct column takeout_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/media/takeout.def"
#undef COLUMN
};

const struct table takeout_table = {14, "takeout", takeout_columns, TAKEOUT_COLUMNS};

static bool has_digit(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        if (*text >= '0' && *text <= '9')
            return true;
    return false;
}

/* One take-out, ME1 to ME3. CLAUSE: 4.1.7 */
static int takeout_judge(struct register_row *row, struct error *error)
{
    struct value *values = row->values;
    row->key = register_key_text(row, TAKEOUT_medium_no);
    if (!has_digit(values[TAKEOUT_medium_no].text))
        register_problem(row, "ME1", TAKEOUT_medium_no);
    if (row->misread[TAKEOUT_out_on] || values[TAKEOUT_out_on].kind == VALUE_NULL)
        register_problem(row, "ME2", TAKEOUT_out_on);
    if (values[TAKEOUT_importance].kind == VALUE_NULL)
        register_problem(row, "ME3", TAKEOUT_importance);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (row->problem_count > 0)
        return status;
    const char *key = arena_format(row->arena, "%s/%s", values[TAKEOUT_medium_no].text,
                                   values[TAKEOUT_out_on].text);
    values[register_common(row->kind->table, COMMON_row_key)] =
        value_text(arena_format(row->arena, "%s#%d", key, register_ordinal(row, key)));
    return status;
}

const struct register_kind takeout_kind = {
    .kind = "takeouts",
    .part = "takeouts",
    .table = &takeout_table,
    .title = "媒体持出管理簿",
    .english = "Media take-outs",
    .clause = "4.1.7",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_KEY_REPEATS | REGISTER_BY_HAND,
    .department = TAKEOUT_department,
    .section = TAKEOUT_section,
    .system = -1,
    .judge = takeout_judge,
};
