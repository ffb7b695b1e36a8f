#include "room/csirt/csirt.h"

#include "base/arena.h"
#include "duty/call.h"
#include "people/people.h"

#include <string.h>

static const char *text_of(const struct register_row *row, int column)
{
    return row->values[column].kind == VALUE_TEXT ? row->values[column].text : "";
}

static void judge_values(struct register_row *row)
{
    for (int i = 0; i < row->kind->table->column_count; i++)
        if (row->misread[i])
            register_problem(row, "G01", i);
}

/* The number must be of somebody whom the city knows. */
static int judge_person(struct register_row *row, int column, struct error *error)
{
    if (row->values[column].kind == VALUE_NULL || row->misread[column])
        return 0;
    int64_t id = people_find_person(row->scene->store, row->values[column].text, error);

    if (id == 0)
        register_problem(row, "G01", column);
    return id < 0 ? (int)id : 0;
}

/* One row a person. CLAUSE: 1.4 */
static int contact_judge(struct register_row *row, struct error *error)
{
    const char *mail = text_of(row, CONTACT_mail);

    row->key = register_key_text(row, CONTACT_staff_no);
    if (row->values[CONTACT_staff_no].kind == VALUE_NULL) {
        register_problem(row, "G03", CONTACT_staff_no);
        return 0;
    }
    if (register_repeats(row, row->key))
        register_problem(row, "G04", CONTACT_staff_no);
    judge_values(row);
    if (*mail && (strcspn(mail, "@") == strlen(mail) || strpbrk(mail, " <>\r\n")))
        register_problem(row, "G01", CONTACT_mail);
    row->values[CONTACT_row_key] = value_text(row->key);
    int result = judge_person(row, CONTACT_staff_no, error);
    return result == 0 ? judge_person(row, CONTACT_stand_in, error) : result;
}

/* Times are kept in one spelling, so that they compare. */
static bool settle_time(struct register_row *row, int column, int64_t *ret_us)
{
    if (row->values[column].kind == VALUE_NULL)
        register_problem(row, "G03", column);
    else if (!call_read_time(text_of(row, column), ret_us))
        register_problem(row, "G01", column);
    else {
        row->values[column] = value_text(call_time(row->arena, *ret_us));
        return true;
    }
    return false;
}

/* From a time to a later one. CLAUSE: 1.4 */
static int on_call_judge(struct register_row *row, struct error *error)
{
    int64_t from_us = 0, until_us = 0;

    row->key = register_key_text(row, ON_CALL_role);
    judge_values(row);
    if (row->values[ON_CALL_role].kind == VALUE_NULL)
        register_problem(row, "G03", ON_CALL_role);
    if (row->values[ON_CALL_staff_no].kind == VALUE_NULL)
        register_problem(row, "G03", ON_CALL_staff_no);
    bool is_timed = settle_time(row, ON_CALL_from_at, &from_us);
    if (settle_time(row, ON_CALL_until_at, &until_us) && is_timed && until_us <= from_us)
        register_problem(row, "G01", ON_CALL_until_at);
    row->key = arena_format(row->arena, "%s %s %s", text_of(row, ON_CALL_role),
                            text_of(row, ON_CALL_staff_no), text_of(row, ON_CALL_from_at));
    if (register_repeats(row, row->key))
        register_problem(row, "G04", ON_CALL_role);
    row->values[ON_CALL_row_key] = value_text(row->key);
    return judge_person(row, ON_CALL_staff_no, error);
}

const struct register_kind contact_kind = {
    .kind = "contacts",
    .table = &contact_table,
    .title = "緊急連絡先",
    .english = "Emergency contacts",
    .clause = "1.4",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = contact_judge,
};

const struct register_kind on_call_kind = {
    .kind = "on-call",
    .table = &on_call_table,
    .title = "当番表",
    .english = "On-call roster",
    .clause = "1.4",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = on_call_judge,
};
