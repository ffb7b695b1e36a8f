#include "base/date.h"

#include "base/arena.h"
#include "base/error.h"
#include "room/demo/city.h"

const char demo_roster_file[] = "01_職員名簿.csv";

enum { ROSTER_COLUMNS = 12, REGULAR_NUMBERS = 1200, SHORT_TERM_NUMBERS = 900100 };

static const char regular[] = "正規職員";
static const char short_term[] = "会計年度任用職員";

static bool is_name_taken(const struct demo_city *city, const struct demo_person *person)
{
    for (int i = 0; i < city->staff_count; i++) {
        const struct demo_person *other = &city->staff[i];
        if (other->family == person->family && other->given == person->given)
            return true;
    }
    return false;
}

struct demo_person *demo_add_person(struct demo_city *city, bool is_regular)
{
    must(city->staff_count < STAFF_LIMIT);
    struct demo_person *person = &city->staff[city->staff_count];
    do {
        person->family = &demo_families[demo_below(city, demo_family_count)];
        person->given = &demo_given[demo_below(city, demo_given_count)];
    } while (is_name_taken(city, person));
    int number = is_regular ? REGULAR_NUMBERS + city->staff_count * 37 + demo_below(city, 30)
                            : SHORT_TERM_NUMBERS + city->staff_count * 5 + demo_below(city, 5);
    person->number = arena_format(city->arena, "%06d", number);
    struct date hired = {is_regular ? 1986 + demo_below(city, 39) : 2020 + demo_below(city, 6), 4,
                         1};
    person->employment = is_regular ? regular : short_term;
    person->hired = date_to_days(hired);
    person->department = -1;
    person->unit = -1;
    person->section = person->second_section = person->added_section = NO_SECTION;
    person->new_section = NO_SECTION;
    person->new_unit = -1;
    city->staff_count++;
    return person;
}

static void place_person(struct demo_person *person, int section, int unit, const char *post)
{
    person->department = demo_sections[section].department;
    person->section = person->new_section = section;
    person->unit = person->new_unit = unit;
    person->post = person->new_post = post;
}

/* The section's head (where it has one of its own), the heads of its two units, its staff. */
static void make_section(struct demo_city *city, int number)
{
    static const char *const posts[] = {"主査", "主任", "主事", "主任", "主事"};
    const struct demo_section *section = &demo_sections[number];
    city->first_of[number] = city->staff_count;
    int leaders = section->head_post ? 3 : 2;
    for (int i = 0; i < section->staff; i++) {
        bool is_regular = i < leaders || (i - leaders) % 6 != 5;
        struct demo_person *person = demo_add_person(city, is_regular);
        if (i == 0 && section->head_post) {
            city->head_of[number] = (int)(person - city->staff);
            place_person(person, number, -1, section->head_post);
        } else if (i < leaders) {
            place_person(person, number, i - (leaders - UNIT_COUNT), "担当長");
        } else {
            place_person(person, number, i % UNIT_COUNT,
                         is_regular ? posts[(i - leaders) % 6] : short_term);
        }
    }
}

static void give_second_post(struct demo_city *city, int section, int position, int second)
{
    struct demo_person *person = demo_person_at(city, section, position);
    person->second_section = second;
    person->second_post = "担当長";
}

static void make_department(struct demo_city *city, int number)
{
    struct demo_person *head = demo_add_person(city, true);
    int index = (int)(head - city->staff);
    head->department = number;
    head->post = head->new_post = demo_departments[number].head_post;
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (demo_sections[i].department != number)
            continue;
        make_section(city, i);
        if (!demo_sections[i].head_post) {
            city->staff[index].second_section = i;
            city->staff[index].second_post = "課長事務取扱";
            city->head_of[i] = index;
        }
    }
}

void demo_make_people(struct demo_city *city)
{
    struct demo_person *deputy_mayor = demo_add_person(city, true);
    deputy_mayor->post = deputy_mayor->new_post = "副市長";
    deputy_mayor->employment = "特別職";
    for (int i = 0; i < DEPARTMENT_COUNT; i++)
        make_department(city, i);
    give_second_post(city, SECTION_PLANNING, 2, SECTION_PUBLICITY);
    give_second_post(city, SECTION_PERSONNEL, 2, SECTION_GENERAL);
    give_second_post(city, SECTION_IT, 2, SECTION_PLANNING);
    give_second_post(city, SECTION_DISABILITY, 2, SECTION_WELFARE);
    give_second_post(city, SECTION_EDUCATION, 2, SECTION_SCHOOLS);
    city->roster_count = city->staff_count;
}

struct demo_person *demo_person_at(struct demo_city *city, int section, int position)
{
    must(position >= 0 && position < demo_sections[section].staff);
    return &city->staff[city->first_of[section] + position];
}

bool demo_is_employed(const struct demo_person *person)
{
    return person->fate != FATE_LEAVES;
}

bool demo_is_settled(const struct demo_person *person)
{
    return person->fate == FATE_STAYS && person->second_section == NO_SECTION &&
           person->added_section == NO_SECTION;
}

const struct demo_person *demo_settled_at(struct demo_city *city, int section, int turn)
{
    int staff = demo_sections[section].staff;
    for (int i = 0; i < 2 * staff; i++) {
        const struct demo_person *person = demo_person_at(city, section, 1 + i % (staff - 1));
        if (demo_is_settled(person) && turn-- == 0)
            return person;
    }
    return demo_settled_at(city, section, 0);
}

static const struct demo_person *find_fate(struct demo_city *city, int section, enum demo_fate fate)
{
    for (int i = 1; i < demo_sections[section].staff; i++) {
        const struct demo_person *person = demo_person_at(city, section, i);
        if (person->fate == fate)
            return person;
    }
    must(!"nobody of the section has that fate");
    return NULL;
}

const struct demo_person *demo_leaver_of(struct demo_city *city, int section)
{
    return find_fate(city, section, FATE_LEAVES);
}

const struct demo_person *demo_mover_of(struct demo_city *city, int section)
{
    return find_fate(city, section, FATE_MOVES);
}

static const char *section_name(int section)
{
    return section == NO_SECTION ? NULL : demo_sections[section].name;
}

static const char *unit_name(int section, int unit)
{
    return section == NO_SECTION || unit < 0 ? NULL : demo_sections[section].units[unit];
}

static void fill_row(struct demo_city *city, const struct demo_person *person,
                     const char *cells[ROSTER_COLUMNS])
{
    cells[0] = demo_number(city, city->rows[FILE_ROSTER] + 1);
    cells[1] = demo_staff_number_text(city, person->number);
    cells[2] = demo_name_text(city, person);
    cells[3] = arena_format(city->arena, "%s　%s", person->family->kana, person->given->kana);
    cells[4] = person->department < 0 ? "理事者" : demo_departments[person->department].name;
    cells[5] = section_name(person->section);
    cells[6] = unit_name(person->section, person->unit);
    cells[7] = person->post;
    cells[8] = person->employment;
    cells[9] = demo_date_text(city, person->hired);
    cells[10] = "本務";
    cells[11] = demo_number(city, 1100 + demo_below(city, 800));
}

static void put_row(struct demo_city *city, struct demo_out *out,
                    const char *const cells[ROSTER_COLUMNS])
{
    demo_out_row(out, STYLE_PLAIN, cells, ROSTER_COLUMNS);
    city->rows[FILE_ROSTER]++;
}

static void put_person(struct demo_city *city, struct demo_out *out,
                       const struct demo_person *person, const struct demo_person *above)
{
    const char *cells[ROSTER_COLUMNS];
    fill_row(city, person, cells);
    if (above && above->section == person->section && above->unit == person->unit &&
        person->unit >= 0 && demo_one_in(city, 25))
        cells[6] = "〃";
    put_row(city, out, cells);
    if (person->second_section == NO_SECTION)
        return;
    fill_row(city, person, cells);
    int section = person->second_section;
    cells[4] = demo_departments[demo_sections[section].department].name;
    cells[5] = section_name(section);
    cells[6] = person->section == NO_SECTION ? NULL : unit_name(section, 0);
    cells[7] = person->second_post;
    cells[10] = "兼務";
    put_row(city, out, cells);
}

/* Rows that are refused, by their code, behind the last person of a section. */
static const struct refused_row {
    int section;
    const char *code;
    const char *number, *family, *given;
    const char *hired;
} refused_rows[] = {
    {SECTION_PERSONNEL, "R01", "", "見本", "太郎", "令和3年4月1日"},
    {SECTION_CITIZENS, "R01", "0012345", "見本", "花子", "2022/04/01"},
    {SECTION_ELDERLY, "R02", NULL, "見本", "次郎", "2010/04/01"},
    {SECTION_NURSERY, "R03", "990001", "", "", "R5.4.1"},
    {SECTION_ROADS, "R04", "990002", "見本", "三郎", "不明"},
    {SECTION_LIBRARY, "R04", "990003", "見本", "さくら", ""},
};

static void put_refused(struct demo_city *city, struct demo_out *out, int section)
{
    for (size_t i = 0; i < sizeof refused_rows / sizeof refused_rows[FILE_ROSTER]; i++) {
        const struct refused_row *row = &refused_rows[i];
        const char *cells[ROSTER_COLUMNS];
        if (row->section != section)
            continue;
        fill_row(city, demo_person_at(city, section, 3), cells);
        if (row->number)
            cells[1] = row->number;
        cells[2] =
            arena_format(city->arena, "%s%s%s", row->family, *row->given ? "　" : "", row->given);
        cells[3] = NULL;
        cells[7] = "主事";
        cells[9] = row->hired;
        put_row(city, out, cells);
    }
}

int demo_write_roster(struct demo_city *city, struct error *error)
{
    static const char *const heading[ROSTER_COLUMNS] = {
        "連番", "職番",   "漢字氏名", "氏名カナ", "部局名",   "課室名",
        "係名", "役職名", "雇用区分", "採用日",   "本兼区分", "内線"};
    struct demo_out out = demo_out_open(city, demo_roster_file, FORMAT_CSV_CP932, error);
    demo_out_line(&out, STYLE_TITLE, "見本野市職員名簿（令和８年３月３１日現在）");
    demo_out_row(&out, STYLE_HEADING, heading, ROSTER_COLUMNS);
    for (int i = 0; i < city->roster_count; i++) {
        const struct demo_person *person = &city->staff[i];
        put_person(city, &out, person, i > 0 ? person - 1 : NULL);
        bool is_last = i + 1 == city->roster_count || person->section != city->staff[i + 1].section;
        if (person->section != NO_SECTION && is_last)
            put_refused(city, &out, person->section);
    }
    const char *total[] = {"合計", arena_format(city->arena, "%d名", city->roster_count)};
    demo_out_row(&out, STYLE_PLAIN, total, 2);
    demo_out_line(&out, STYLE_PLAIN, "※ 休職中の職員を含みます。");
    return demo_out_close(&out);
}
