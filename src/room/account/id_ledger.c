#include "room/account/account.h"

#include "base/arena.h"
#include "base/text.h"
#include "store/column_table.h"

#include <string.h>

static const struct column id_ledger_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/account/id_ledger.def"
#undef COLUMN
};

const struct table id_ledger_table = {12, "id_ledger", id_ledger_columns, ID_LEDGER_COLUMNS};

/* The keys by which accounts find their approvals: the system's name (N10), and the staff number of
 * a personal ID (N3) or the ID of any other (N2). */
static void make_keys(struct register_row *row)
{
    struct value *values = row->values;
    struct arena *arena = row->arena;
    if (values[ID_LEDGER_system].kind == VALUE_TEXT)
        values[ID_LEDGER_system_key] =
            value_text(text_name_key(arena, values[ID_LEDGER_system].text));
    const char *target = values[ID_LEDGER_target].text;
    const char *kind = values[ID_LEDGER_kind].text;
    if (target == NULL)
        return;
    const char *staff =
        kind != NULL && strcmp(kind, "個人") == 0 ? text_staff_number(arena, target) : NULL;
    values[ID_LEDGER_target_key] =
        value_text(staff != NULL ? staff : text_number_key(arena, target));
}

/* One application, IE1. CLAUSE: 5.6.5 */
static int id_ledger_judge(struct register_row *row, struct error *error)
{
    static const int words[] = {ID_LEDGER_kind, ID_LEDGER_role, ID_LEDGER_state};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (row->misread[words[i]])
            return register_refuse_word(row, words[i], error);
    struct value *number = &row->values[ID_LEDGER_application_no];
    struct value *key = &row->values[register_common(row->kind->table, COMMON_row_key)];
    row->key = register_key_text(row, ID_LEDGER_application_no);
    *key = *number;
    if (number->kind == VALUE_NULL) /* no rule of the ledger forbids it: told apart by order */
        *key = value_text(arena_format(row->arena, "-#%d", register_ordinal(row, "-")));
    else if (register_repeats(row, number->text))
        register_problem(row, "IE1", ID_LEDGER_application_no);
    make_keys(row);
    int64_t section;
    return register_find_section(row, &section, error);
}

const struct register_kind id_ledger_kind = {
    .kind = "id-ledger",
    .table = &id_ledger_table,
    .title = "ID管理台帳",
    .english = "ID ledger",
    .clause = "5.6.5",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = ID_LEDGER_department,
    .section = ID_LEDGER_section,
    .system = -1,
    .judge = id_ledger_judge,
};

/* Approved rights: the approved rows of the ledger. CLAUSE: 5.6.1 */
const struct register_kind right_kind = {
    .kind = "rights",
    .table = &id_ledger_table,
    .title = "承認済みの権限",
    .english = "Approved rights",
    .clause = "5.6.1",
    .department = ID_LEDGER_department,
    .section = ID_LEDGER_section,
    .system = -1,
    .only_column = ID_LEDGER_state,
    .only_word = "承認",
    .judge = id_ledger_judge,
};
