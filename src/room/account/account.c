#include "room/account/account.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "store/column_table.h"

#include <string.h>

static const struct column account_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/account/account.def"
#undef COLUMN
};

const struct table account_table = {11, "account", account_columns, ACCOUNT_COLUMNS};

static bool is_unknown_word(const struct register_row *row, int column)
{
    return row->misread[column];
}

/* Full-width IDs are the same IDs; letters keep their case, only the key folds it (N2). */
static void read_user_id(struct register_row *row)
{
    struct value *id = &row->values[ACCOUNT_user_id];
    if (id->kind == VALUE_NULL || text_is_blank(id->text)) {
        *id = value_null();
        return;
    }
    *id = value_text(text_trim(row->arena, text_nfkc(row->arena, id->text)));
    row->values[ACCOUNT_user_key] = value_text(text_number_key(row->arena, id->text));
}

static int make_key(struct register_row *row, struct error *error)
{
    const char *system = NULL;
    struct value *values = row->values;
    if (row->seen != NULL)
        values[ACCOUNT_system_id] = value_integer(row->system_id);
    if (values[ACCOUNT_system_id].kind == VALUE_NULL)
        return error_set(error, ERROR_INPUT, "F12",
                         "どの情報システムのアカウントかを system_id=番号 で指定してください。");
    struct register_scene scene = *row->scene;
    scene.arena = row->arena;
    int status =
        register_row_key_of(&scene, "systems", values[ACCOUNT_system_id].integer, &system, error);
    if (status != 0)
        return status;
    const char *user = values[ACCOUNT_user_key].text;
    values[register_common(row->kind->table, COMMON_row_key)] =
        value_text(arena_format(row->arena, "%s/%s", system, user != NULL ? user : ""));
    return 0;
}

/* One account of a system's own list, UE1 to UE3. CLAUSE: 5.6.1, 5.6.6 */
static int account_judge(struct register_row *row, struct error *error)
{
    static const int words[] = {ACCOUNT_kind, ACCOUNT_role, ACCOUNT_state};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_unknown_word(row, words[i]))
            return register_refuse_word(row, words[i], error);
    read_user_id(row);
    const char *kind = row->values[ACCOUNT_kind].text;
    row->key = row->values[ACCOUNT_user_id].kind == VALUE_TEXT
                   ? row->values[ACCOUNT_user_id].text
                   : register_key_text(row, ACCOUNT_user_id);
    if (row->values[ACCOUNT_user_id].kind == VALUE_NULL) {
        register_problem(row, "UE1", ACCOUNT_user_id);
    } else if (register_repeats(row, row->values[ACCOUNT_user_key].text)) {
        row->key = row->values[ACCOUNT_user_key].text;
        register_problem(row, "UE2", ACCOUNT_user_id);
    }
    if (kind != NULL && strcmp(kind, "個人") == 0 &&
        (row->misread[ACCOUNT_staff_no] || row->values[ACCOUNT_staff_no].kind == VALUE_NULL))
        register_problem(row, "UE3", ACCOUNT_staff_no);
    return make_key(row, error);
}

const struct register_kind account_kind = {
    .kind = "accounts",
    .table = &account_table,
    .title = "アカウント一覧",
    .english = "Accounts",
    .clause = "5.6.1",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_PER_SYSTEM | REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = ACCOUNT_system_id,
    .judge = account_judge,
};
