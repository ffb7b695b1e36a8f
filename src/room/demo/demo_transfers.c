#include "room/demo/city.h"

#include "base/error.h"

#include <string.h>

const char demo_transfers_file[] = "02_人事異動.xlsx";

enum { TRANSFER_COLUMNS = 14, LAST = -1, HEAD = 0, COMMON_MOVES = 31 };

/* Who moves on April 1, by place in the section's list. */
struct planned_move {
    int section, position; /* LAST for the last of the list */
    enum demo_fate fate;
    int new_section, new_unit;
    const char *new_post;
    const char *remark;
};

static const struct planned_move planned_moves[] = {
    /* The head of the parks section has no successor. */
    {SECTION_PARKS, HEAD, FATE_LEAVES, NO_SECTION, -1, NULL, "定年退職"},
    {SECTION_TOURISM, HEAD, FATE_LEAVES, NO_SECTION, -1, NULL, "定年退職"},
    {SECTION_CITIZENS, 6, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_CITIZEN_TAX, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_INSURANCE, 7, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_PROPERTY_TAX, 6, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_WELFARE, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_WATER, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "定年退職"},
    {SECTION_LIBRARY, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_GENERAL, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "自己都合"},
    {SECTION_SCHOOLS, 5, FATE_LEAVES, NO_SECTION, -1, NULL, "任期満了"},
    {SECTION_TAX_PAYMENT, HEAD, FATE_RETURNS, SECTION_PROPERTY_TAX, 0, "主任", "定年退職"},
    {SECTION_SEWERAGE, HEAD, FATE_RETURNS, SECTION_WATER, 0, "主任", "定年退職"},
    {SECTION_ROADS, 4, FATE_RETURNS, SECTION_ROADS, 1, "主任", "定年退職"},
    {SECTION_PLANNING, 1, FATE_RISES, SECTION_TOURISM, -1, "課長", NULL},
    {SECTION_CITIZEN_TAX, 1, FATE_RISES, SECTION_COOPERATION, -1, "課長", NULL},
    {SECTION_CONTRACTS, 1, FATE_RISES, SECTION_ENVIRONMENT, -1, "課長", NULL},
    {SECTION_CHILD_POLICY, 1, FATE_RISES, SECTION_NURSERY, -1, "課長", NULL},
    {SECTION_PUBLICITY, 4, FATE_RISES, SECTION_PLANNING, 0, "担当長", NULL},
    {SECTION_PROPERTY_TAX, 4, FATE_RISES, SECTION_CITIZEN_TAX, 0, "担当長", NULL},
    {SECTION_GENERAL, 4, FATE_RISES, SECTION_CONTRACTS, 0, "担当長", NULL},
    {SECTION_CHILD_CARE, 4, FATE_RISES, SECTION_CHILD_POLICY, 0, "担当長", NULL},
    {SECTION_DISABILITY, 4, FATE_RISES, SECTION_DISABILITY, 0, "主査", NULL},
    {SECTION_TOWN_PLAN, 4, FATE_RISES, SECTION_TOWN_PLAN, 0, "主査", NULL},
    {SECTION_WATER_OFFICE, 4, FATE_RISES, SECTION_WATER_OFFICE, 0, "主査", NULL},
    {SECTION_EDUCATION, 4, FATE_RISES, SECTION_EDUCATION, 0, "主査", NULL},
    {SECTION_COOPERATION, HEAD, FATE_MOVES, SECTION_TAX_PAYMENT, -1, "課長", NULL},
    {SECTION_ENVIRONMENT, HEAD, FATE_MOVES, SECTION_SEWERAGE, -1, "課長", NULL},
    /* The section of commerce gets a second head. */
    {SECTION_NURSERY, HEAD, FATE_MOVES, SECTION_COMMERCE, -1, "課長", NULL},
    {SECTION_ROADS, 5, FATE_LENT, SECTION_PERSONNEL, 0, "主査", "見本野広域組合へ派遣"},
    {SECTION_TOWN_PLAN, 5, FATE_LENT, SECTION_PERSONNEL, 0, "主査", "架空県へ派遣"},
};

static const int joined_sections[] = {
    SECTION_CITIZENS, SECTION_INSURANCE, SECTION_CITIZEN_TAX, SECTION_TAX_PAYMENT, SECTION_WELFARE,
    SECTION_ELDERLY,  SECTION_HEALTH,    SECTION_NURSERY,     SECTION_ROADS,       SECTION_WATER,
    SECTION_LIBRARY,  SECTION_IT,        SECTION_GENERAL,     SECTION_WASTE,
};

/* Sections too small to give somebody away every spring. */
static bool keeps_its_people(int section)
{
    return section == SECTION_EQUALITY || section == SECTION_FARMING ||
           section == SECTION_ASSEMBLY || section == SECTION_COMMERCE || section == SECTION_IT;
}

static void move_person(struct demo_person *person, const struct planned_move *move)
{
    must(person->fate == FATE_STAYS);
    person->fate = move->fate;
    person->new_section = move->new_section;
    person->new_unit = move->new_unit;
    person->new_post = move->new_post;
}

/* The last of most lists goes to another section, in the same post. */
static void make_common_moves(struct demo_city *city)
{
    int count = 0;
    for (int section = 0; section < SECTION_COUNT; section++) {
        if (keeps_its_people(section))
            continue;
        struct demo_person *person =
            demo_person_at(city, section, demo_sections[section].staff - 1);
        int target = (section * 7 + 11) % SECTION_COUNT;
        struct planned_move move = {section,      LAST, FATE_MOVES, target, section % UNIT_COUNT,
                                    person->post, NULL};
        must(target != section);
        move_person(person, &move);
        count++;
    }
    must(count == COMMON_MOVES);
}

static void add_joiner(struct demo_city *city, int section, int turn)
{
    struct demo_person *person = demo_add_person(city, true);
    person->fate = FATE_JOINS;
    person->hired = DAY_OF_CHECK;
    person->new_section = section;
    person->new_unit = turn % UNIT_COUNT;
    person->new_post = "主事";
}

void demo_make_transfers(struct demo_city *city)
{
    for (size_t i = 0; i < sizeof planned_moves / sizeof planned_moves[0]; i++) {
        const struct planned_move *move = &planned_moves[i];
        move_person(demo_person_at(city, move->section, move->position), move);
    }
    make_common_moves(city);
    demo_person_at(city, SECTION_GENERAL, 1)->added_section = SECTION_IT;
    demo_person_at(city, SECTION_ELDERLY, 1)->added_section = SECTION_WELFARE;
    demo_person_at(city, SECTION_LIBRARY, 1)->added_section = SECTION_EDUCATION;
    for (size_t i = 0; i < sizeof joined_sections / sizeof joined_sections[0]; i++)
        add_joiner(city, joined_sections[i], (int)i);
}

static const char *change_name(enum demo_fate fate)
{
    switch (fate) {
    case FATE_LEAVES:
        return "退職";
    case FATE_RISES:
        return "昇任";
    case FATE_LENT:
        return "派遣";
    case FATE_RETURNS:
        return "再任用";
    case FATE_JOINS:
        return "採用";
    default:
        return "転任";
    }
}

static void fill_place(const char *cells[4], int section, int unit, const char *post)
{
    cells[0] = demo_departments[demo_sections[section].department].name;
    cells[1] = demo_sections[section].name;
    cells[2] = unit < 0 ? NULL : demo_sections[section].units[unit];
    cells[3] = post;
}

/* `fate` says which of a returner's two rows it is. */
static void fill_row(struct demo_city *city, const struct demo_person *person, enum demo_fate fate,
                     const char *cells[TRANSFER_COLUMNS])
{
    memset(cells, 0, TRANSFER_COLUMNS * sizeof cells[0]);
    cells[0] = demo_number(city, city->rows[FILE_TRANSFERS] + 1);
    cells[1] = demo_date_text(city, fate == FATE_LEAVES ? DAY_OF_CHECK - 1 : DAY_OF_CHECK);
    cells[2] = change_name(fate);
    cells[3] = demo_staff_number_text(city, person->number);
    cells[4] = demo_name_text(city, person);
    if (fate != FATE_LEAVES)
        fill_place(cells + 5, person->new_section, person->new_unit, person->new_post);
    if (fate != FATE_JOINS)
        fill_place(cells + 9, person->section, person->unit, person->post);
}

static void put_row(struct demo_city *city, struct demo_out *out,
                    const char *const cells[TRANSFER_COLUMNS])
{
    demo_out_row(out, STYLE_NUMBER, cells, TRANSFER_COLUMNS);
    city->rows[FILE_TRANSFERS]++;
}

static const char *remark_of(struct demo_city *city, const struct demo_person *person)
{
    for (size_t i = 0; i < sizeof planned_moves / sizeof planned_moves[0]; i++) {
        const struct planned_move *move = &planned_moves[i];
        if (move->position >= 0 && demo_person_at(city, move->section, move->position) == person)
            return move->remark;
    }
    return NULL;
}

static void put_moves(struct demo_city *city, struct demo_out *out, enum demo_fate fate)
{
    for (int i = 0; i < city->staff_count; i++) {
        const struct demo_person *person = &city->staff[i];
        const char *cells[TRANSFER_COLUMNS];
        bool leaves_first = fate == FATE_LEAVES && person->fate == FATE_RETURNS;
        if (person->fate != fate && !leaves_first)
            continue;
        fill_row(city, person, fate, cells);
        cells[13] = fate == FATE_RETURNS ? NULL : remark_of(city, person);
        bool is_odd = person == demo_mover_of(city, SECTION_WASTE) ||
                      person == demo_mover_of(city, SECTION_HEALTH);
        if (is_odd) /* the old place is not the roster's: T04 */
            fill_place(cells + 9, SECTION_EQUALITY, 0, person->post);
        put_row(city, out, cells);
    }
}

static void put_second_posts(struct demo_city *city, struct demo_out *out)
{
    for (int i = 0; i < city->roster_count; i++) {
        const struct demo_person *person = &city->staff[i];
        const char *cells[TRANSFER_COLUMNS];
        if (person->added_section == NO_SECTION)
            continue;
        fill_row(city, person, FATE_MOVES, cells);
        cells[2] = "併任";
        fill_place(cells + 5, person->added_section, 0, "担当長");
        put_row(city, out, cells);
    }
}

/* A transfer to the next section of somebody who stays, with one cell made wrong. */
static void put_wrong(struct demo_city *city, struct demo_out *out, int section, int column,
                      const char *wrong)
{
    const char *cells[TRANSFER_COLUMNS];
    const struct demo_person *person = demo_settled_at(city, section, 1);
    fill_row(city, person, FATE_MOVES, cells);
    fill_place(cells + 5, section + 1, 0, person->post);
    cells[column] = wrong;
    put_row(city, out, cells);
}

static void put_refused(struct demo_city *city, struct demo_out *out)
{
    const char *cells[TRANSFER_COLUMNS];
    put_wrong(city, out, SECTION_WASTE, 3, "770012");                         /* T01 */
    put_wrong(city, out, SECTION_TOURISM, 3, "770034");                       /* T01 */
    put_wrong(city, out, SECTION_HEALTH, 4, "架空　花子");                    /* T02 */
    put_wrong(city, out, SECTION_PERSONNEL, 6, "デジタル改革課");             /* T03 */
    put_wrong(city, out, SECTION_CHILD_POLICY, 1, NULL);                      /* T07 */
    put_wrong(city, out, SECTION_TOWN_PLAN, 1, "令和8年4月");                 /* T07 */
    fill_row(city, demo_mover_of(city, SECTION_CITIZENS), FATE_MOVES, cells); /* T05 */
    put_row(city, out, cells);
    const struct demo_person *known = demo_settled_at(city, SECTION_LIBRARY, 2);
    fill_row(city, known, FATE_MOVES, cells); /* T06 */
    cells[2] = "採用";
    memset(cells + 9, 0, 4 * sizeof cells[0]);
    put_row(city, out, cells);
}

int demo_write_transfers(struct demo_city *city, struct error *error)
{
    static const char *const upper[TRANSFER_COLUMNS] = {
        "No.", "発令日", "異動種別", "職員番号", "氏名", "異動後", NULL,
        NULL,  NULL,     "異動前",   NULL,       NULL,   NULL,     "摘要"};
    static const char *const lower[TRANSFER_COLUMNS] = {
        NULL, NULL, NULL, NULL, NULL, "部局", "課室", "係", "職", "部局", "課室", "係", "職", NULL};
    static const int widths[TRANSFER_COLUMNS] = {5,  16, 10, 10, 16, 14, 18,
                                                 14, 12, 14, 18, 14, 12, 20};
    struct demo_out out = demo_out_open(city, demo_transfers_file, FORMAT_XLSX, error);
    demo_out_sheet(&out, "異動者一覧", widths, TRANSFER_COLUMNS);
    demo_out_line(&out, STYLE_TITLE, "令和８年４月１日付　人事異動者一覧");
    demo_out_line(&out, STYLE_PLAIN, "見本野市総務部人事課");
    demo_out_row(&out, STYLE_HEADING, upper, TRANSFER_COLUMNS);
    demo_out_row(&out, STYLE_HEADING, lower, TRANSFER_COLUMNS);
    demo_out_line(&out, STYLE_PLAIN, "【令和８年３月３１日】");
    put_moves(city, &out, FATE_LEAVES);
    demo_out_line(&out, STYLE_PLAIN, NULL);
    demo_out_line(&out, STYLE_PLAIN, "【令和８年４月１日】");
    put_moves(city, &out, FATE_RISES);
    put_moves(city, &out, FATE_MOVES);
    put_moves(city, &out, FATE_LENT);
    put_second_posts(city, &out);
    put_moves(city, &out, FATE_RETURNS);
    put_moves(city, &out, FATE_JOINS);
    put_refused(city, &out);
    return demo_out_close(&out);
}
