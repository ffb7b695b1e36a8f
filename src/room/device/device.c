#include "room/device/device.h"

#include "store/column_table.h"

static const struct column device_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/device/device.def"
#undef COLUMN
};

const struct table device_table = {18, "device", device_columns, DEVICE_COLUMNS};

/* CLAUSE: 5.1.1 */
static int device_judge(struct register_row *row, struct error *error)
{
    struct value *values = row->values;
    row->key = register_key_text(row, DEVICE_device_no);
    if (values[DEVICE_device_no].kind == VALUE_NULL) {
        register_problem(row, "G03", DEVICE_device_no);
        return 0;
    }
    const char *key = values[DEVICE_device_no].text;
    if (register_repeats(row, key))
        register_problem(row, "G04", DEVICE_device_no);
    for (int i = 0; i < DEVICE_COLUMNS; i++)
        if (row->misread[i])
            register_problem(row, "G01", i);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (section == 0 && values[DEVICE_section].kind != VALUE_NULL)
        register_problem(row, "G02", DEVICE_section);
    values[register_common(row->kind->table, COMMON_row_key)] = value_text(key);
    return status;
}

const struct register_kind device_kind = {
    .kind = "devices",
    .table = &device_table,
    .title = "機器台帳",
    .english = "Devices",
    .clause = "5.1.1",
    .flags = REGISTER_BY_HAND,
    .department = DEVICE_department,
    .section = DEVICE_section,
    .system = -1,
    .judge = device_judge,
};
