/* Units, posts and people as registers to list, show and export. CLAUSE: 1.1, 1.2.4 */
#include "room/organisation/organisation.h"

#include "base/error.h"
#include "base/text.h"
#include "people/people.h"

/* A correction by hand of what the roster says of a person. RULES R01, R03, R04.
 * CLAUSE: 1.2.1, 1.2.4 */
static int judge_person(struct register_row *row, struct error *error)
{
    const struct value *values = row->values;
    const char *staff_no = values[PERSON_staff_no].kind == VALUE_TEXT
                               ? text_staff_number(row->arena, values[PERSON_staff_no].text)
                               : NULL;

    (void)error;
    row->key = staff_no ? staff_no : "";
    if (!staff_no)
        register_problem(row, "R01", PERSON_staff_no);
    if (values[PERSON_name].kind == VALUE_NULL || text_is_blank(values[PERSON_name].text))
        register_problem(row, "R03", PERSON_name);
    if (values[PERSON_hired_on].kind == VALUE_NULL || row->misread[PERSON_hired_on])
        register_problem(row, "R04", PERSON_hired_on);
    return 0;
}

/* Units and posts come from rosters, transfers and reorganisations only. */
static int refuse_by_hand(struct register_row *row, struct error *error)
{
    return error_set(error, ERROR_INPUT, "",
                     "「%s」は手では直せません。職員名簿か組織の変更として登録してください。",
                     row->kind->title);
}

const struct register_kind unit_kind = {
    .kind = "units",
    .table = &unit_table,
    .title = "組織",
    .english = "Units",
    .clause = "1.1",
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = refuse_by_hand,
};

const struct register_kind post_kind = {
    .kind = "posts",
    .table = &post_table,
    .title = "職",
    .english = "Posts",
    .clause = "1.2.4",
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = refuse_by_hand,
};

const struct register_kind people_kind = {
    .kind = "people",
    .table = &person_table,
    .title = "職員",
    .english = "People",
    .clause = "1.2.4",
    .flags = REGISTER_BY_HAND,
    .department = -1,
    .section = -1,
    .system = -1,
    .judge = judge_person,
};
