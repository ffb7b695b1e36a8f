#include "room/zone/zone.h"

#include "base/text.h"
#include "store/column_table.h"

static const struct column place_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/zone/place.def"
#undef COLUMN
};

const struct table place_table = {17, "place", place_columns, PLACE_COLUMNS};

/* CLAUSE: 3.1 */
static int place_judge(struct register_row *row, struct error *error)
{
    struct value *values = row->values;
    row->key = register_key_text(row, PLACE_name);
    if (values[PLACE_name].kind == VALUE_NULL) {
        register_problem(row, "G03", PLACE_name);
        return 0;
    }
    const char *key = text_name_key(row->arena, values[PLACE_name].text);
    if (register_repeats(row, key))
        register_problem(row, "G04", PLACE_name);
    for (int i = 0; i < PLACE_COLUMNS; i++)
        if (row->misread[i])
            register_problem(row, "G01", i);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (section == 0 && values[PLACE_section].kind != VALUE_NULL)
        register_problem(row, "G02", PLACE_section);
    values[register_common(row->kind->table, COMMON_row_key)] = value_text(key);
    return status;
}

const struct register_kind place_kind = {
    .kind = "places",
    .table = &place_table,
    .title = "場所台帳",
    .english = "Places and their zones",
    .clause = "3.1",
    .flags = REGISTER_BY_HAND,
    .department = PLACE_department,
    .section = PLACE_section,
    .system = -1,
    .judge = place_judge,
};
