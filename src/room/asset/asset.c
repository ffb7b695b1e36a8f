#include "room/asset/asset.h"

#include "base/text.h"
#include "store/column_table.h"

#include <string.h>

static const struct column asset_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/asset/asset.def"
#undef COLUMN
};

const struct table asset_table = {10, "asset", asset_columns, ASSET_COLUMNS};

/* RULES E01: two letters, a hyphen, four digits, after N2. */
static bool is_asset_number(const char *text)
{
    if (text == NULL)
        return false;
    for (int i = 0; i < 7; i++) {
        char letter = text[i];
        bool good = i < 2 ? letter >= 'A' && letter <= 'Z'
                          : (i == 2 ? letter == '-' : letter >= '0' && letter <= '9');
        if (!good)
            return false;
    }
    return text[7] == '\0';
}

static bool is_cloud(const struct register_row *row)
{
    const char *kind = row->values[ASSET_kind].text;
    return kind != NULL && strcmp(kind, "クラウド") == 0;
}

/* By hand the breach cannot be made: what identifies a person is of class A. In a file it is a
 * finding (V03). CLAUSE: 2.1 */
static void judge_class(struct register_row *row)
{
    bool by_hand = row->seen == NULL;
    bool touched = row->raw[ASSET_importance] != NULL || row->raw[ASSET_personal_data] != NULL;
    const char *importance = row->values[ASSET_importance].text;
    if (by_hand && touched && row->values[ASSET_personal_data].integer == 1 && importance != NULL &&
        strcmp(importance, "A") != 0)
        register_problem(row, "V03", ASSET_importance);
}

static bool lacks_date(const struct register_row *row, int column)
{
    return row->misread[column] || row->values[column].kind == VALUE_NULL;
}

/* One row of the ledger, E01 to E07. CLAUSE: 2.2, 3.1 */
static int asset_judge(struct register_row *row, struct error *error)
{
    const struct value *values = row->values;
    row->key = register_key_text(row, ASSET_asset_no);
    if (!is_asset_number(values[ASSET_asset_no].text))
        register_problem(row, "E01", ASSET_asset_no);
    else if (register_repeats(row, values[ASSET_asset_no].text))
        register_problem(row, "E02", ASSET_asset_no);
    if (values[ASSET_importance].kind == VALUE_NULL)
        register_problem(row, "E03", ASSET_importance);
    if (row->misread[ASSET_storage_zone] ||
        (values[ASSET_storage_zone].kind == VALUE_NULL && !is_cloud(row)))
        register_problem(row, "E04", ASSET_storage_zone);
    int64_t section;
    int status = register_find_section(row, &section, error);
    if (status != 0)
        return status;
    if (section == 0)
        register_problem(row, "E05", ASSET_section);
    if (lacks_date(row, ASSET_registered_on))
        register_problem(row, "E06", ASSET_registered_on);
    if (lacks_date(row, ASSET_reviewed_on))
        register_problem(row, "E06", ASSET_reviewed_on);
    if (values[ASSET_name].kind == VALUE_NULL)
        register_problem(row, "E07", ASSET_name);
    judge_class(row);
    /* What V08 compares with the names of services in use. CLAUSE: 9.0 */
    if (values[ASSET_system].kind == VALUE_TEXT)
        row->values[ASSET_system_key] =
            value_text(text_name_key(row->arena, values[ASSET_system].text));
    else
        row->values[ASSET_system_key] = value_null();
    row->values[register_common(row->kind->table, COMMON_row_key)] = values[ASSET_asset_no];
    return 0;
}

const struct register_kind asset_kind = {
    .kind = "assets",
    .table = &asset_table,
    .title = "情報資産管理台帳",
    .english = "Information assets",
    .clause = "2.2",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = ASSET_department,
    .section = ASSET_section,
    .system = -1,
    .judge = asset_judge,
};
