/* Reading and judging a row of a transfer list. CLAUSE: 1.2.4 */
#include "room/organisation/transfer.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "register/import.h"
#include "register/key_map.h"
#include "register/layout.h"
#include "register/register.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

static const struct {
    const char *word;
    enum transfer_change change;
} change_words[] = {
    {"採用", CHANGE_HIRE},     {"退職", CHANGE_LEAVE}, {"転任", CHANGE_MOVE},
    {"昇任", CHANGE_MOVE},     {"派遣", CHANGE_MOVE},  {"併任", CHANGE_SECOND},
    {"再任用", CHANGE_RETURN},
};

/* Cuts the next part off *rest: up to a separator, which is any run of them. */
static const char *next_part(struct arena *arena, const char **rest, const char *separator)
{
    const char *start = *rest, *stop = strstr(start, separator);
    size_t length = stop ? (size_t)(stop - start) : strlen(start);
    const char *after = start + length;

    while (strncmp(after, separator, strlen(separator)) == 0)
        after += strlen(separator);
    *rest = after;
    return text_trim(arena, arena_copy_bytes(arena, start, length));
}

/* "部　課　係" in one cell: cut at ideographic spaces, at plain ones where there are none. RULES 3
 */
static struct unit_names split_place(struct arena *arena, const char *cell)
{
    const char *rest = text_trim(arena, cell);
    const char *separator = strstr(rest, "\u3000") ? "\u3000" : " ";
    struct unit_names names = {0};

    names.department = next_part(arena, &rest, separator);
    names.section = next_part(arena, &rest, separator);
    names.unit = text_trim(arena, rest);
    names.code = "";
    return names;
}

static const char *cell_text(struct import *import, const struct layout_row *cells,
                             const char *field)
{
    return text_trim(import_row_arena(import), layout_cell(cells, field)->text);
}

static int read_change(struct import *import, const struct layout_row *cells,
                       struct transfer *transfer, struct error *error)
{
    const char *word = cell_text(import, cells, "change");

    for (size_t i = 0; i < sizeof change_words / sizeof *change_words; i++) {
        if (strcmp(change_words[i].word, word) != 0)
            continue;
        transfer->change = change_words[i].change;
        transfer->word = change_words[i].word;
        return 0;
    }
    error_set(
        error, ERROR_INPUT, "F11",
        "%s 行の異動区分「%s」は知らない言葉です。採用・退職・転任・昇任・派遣・併任・再任用の"
        "どれかに直すか、取込みの設定で読み替えを定めてください。",
        import_row_place(import, cells), word);
    return error_at(error, "change", "1.2.4");
}

int transfer_read(struct import *import, const struct layout_row *cells,
                  struct transfer *ret_transfer, struct error *error)
{
    struct arena *arena = import_row_arena(import);
    struct transfer transfer = {
        .number = cell_text(import, cells, "staff_no"),
        .staff_no = text_staff_number(arena, layout_cell(cells, "staff_no")->text),
        .name = cell_text(import, cells, "name"),
        .post = cell_text(import, cells, "new_post"),
        .new_place = {cell_text(import, cells, "new_department"),
                      cell_text(import, cells, "new_section"), cell_text(import, cells, "new_unit"),
                      ""},
        .old_place = {cell_text(import, cells, "old_department"),
                      cell_text(import, cells, "old_section"), cell_text(import, cells, "old_unit"),
                      ""},
        .place_cell = cell_text(import, cells, "new_place"),
        .file_row = import_row_place(import, cells),
        .sheet = cells->sheet,
        .line = cells->number,
        .order = cells->order,
    };
    const char *old_place = cell_text(import, cells, "old_place");

    if (*transfer.place_cell)
        transfer.new_place = split_place(arena, transfer.place_cell);
    if (*old_place)
        transfer.old_place = split_place(arena, old_place);
    if (date_read(layout_cell(cells, "effective_on")->text, cells->is_1904,
                  transfer.effective_on) != DATE_OK)
        transfer.effective_on[0] = '\0';
    int result = read_change(import, cells, &transfer, error);
    if (result == 0)
        *ret_transfer = transfer;
    return result;
}

/* The person as the roster before the list's first date knows them. */
struct known_person {
    bool is_known;
    const char *name;
    const char *department_key, *section_key; /* of the main assignment; "" when none */
};

static int ask_known(struct import *import, const char *sql, int64_t person_id, const char *on,
                     struct known_person *person, struct error *error)
{
    struct query *query = store_query(import_scene(import)->store, sql, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    if (query_has(query, "on"))
        query_text(query, "on", on);
    int result = query_step(query, error);
    if (result == 1) {
        struct arena *arena = import_row_arena(import);
        const char *department = query_column_text(query, 0);
        const char *section = query_column_text(query, 1);

        person->is_known = true;
        person->department_key = arena_copy(arena, department ? department : "");
        person->section_key = arena_copy(arena, section ? section : "");
        result = 0;
    }
    query_done(query);
    return result;
}

/* Known is who stands in the last roster, or was employed the day before the list begins. People
 * hired by this very list, read in before, are neither, so that reading it again judges the same.
 */
static int find_known(struct import *import, const struct transfers *transfers,
                      const char *staff_no, struct known_person *ret_person, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct known_person person = {.department_key = "", .section_key = ""};
    struct value values[PERSON_COLUMNS];
    int64_t id = people_find_person(scene->store, staff_no, error);
    const char *sources[] = {SQL_KNOWN_BEFORE, SQL_KNOWN_IN_ROSTER};
    int first = strcmp(transfers->roster_on, transfers->before) >= 0; /* the newer of the two */

    *ret_person = person;
    if (id <= 0)
        return (int)id;
    int result = ask_known(import, sources[first], id, transfers->before, &person, error);
    if (result == 0 && !person.is_known)
        result = ask_known(import, sources[!first], id, transfers->before, &person, error);
    if (result == 0)
        result = table_get(scene->store, &person_table, id, import_row_arena(import), values, NULL,
                           error);
    if (result < 0)
        return result;
    person.name = values[PERSON_name].text;
    *ret_person = person;
    return 0;
}

static bool same_name(struct arena *arena, const char *a, const char *b)
{
    return a && b && strcmp(text_person_key(arena, a), text_person_key(arena, b)) == 0;
}

/* T03: a section must be one of the organisation's; a place without a section (heads of department)
 * needs a known department. 1 when it is unknown. */
static int is_unknown_place(struct import *import, const struct transfer *transfer,
                            struct error *error)
{
    if (text_is_blank(transfer->new_place.department))
        return 1;
    int64_t id = people_find_section(import_scene(import)->store, transfer->new_place.department,
                                     transfer->new_place.section, transfer->effective_on, error);
    return id < 0 ? (int)id : id == 0;
}

/* What makes two rows the same change. RULES T05 */
static const char *change_key(struct import *import, const struct transfer *transfer)
{
    struct arena *arena = import_row_arena(import);

    return arena_format(arena, "%s\n%s\n%s\n%s\n%s", transfer->staff_no, transfer->word,
                        transfer->effective_on,
                        text_unit_key(arena, transfer->new_place.department),
                        text_unit_key(arena, transfer->new_place.section));
}

static bool left_another_place(struct import *import, const struct transfer *transfer,
                               const struct known_person *person)
{
    struct arena *arena = import_row_arena(import);
    const char *department = text_unit_key(arena, transfer->old_place.department);
    const char *section = text_unit_key(arena, transfer->old_place.section);

    if (!*department && !*section)
        return false;
    return strcmp(department, person->department_key) != 0 ||
           strcmp(section, person->section_key) != 0;
}

struct verdict {
    const char *code, *field; /* NULL when the row is good */
};

/* The first rule the row breaks: T07 T01 T06 T02 T03 T05. */
static int first_problem(struct import *import, const struct transfers *transfers,
                         const struct transfer *transfer, const struct known_person *person,
                         struct verdict *ret_verdict, struct error *error)
{
    bool hires = transfer->change == CHANGE_HIRE, leaves = transfer->change == CHANGE_LEAVE;
    bool in_one_cell = *transfer->place_cell != '\0';
    int unknown = 0;

    *ret_verdict = (struct verdict){NULL, NULL};
    if (!transfer->effective_on[0])
        *ret_verdict = (struct verdict){"T07", "effective_on"};
    else if (!transfer->staff_no || (!hires && !person->is_known))
        *ret_verdict = (struct verdict){"T01", "staff_no"};
    else if (hires && person->is_known)
        *ret_verdict = (struct verdict){"T06", "staff_no"};
    else if (hires ? !*transfer->name
                   : !same_name(import_row_arena(import), transfer->name, person->name))
        *ret_verdict = (struct verdict){"T02", "name"};
    else if (!leaves && (unknown = is_unknown_place(import, transfer, error)) != 0)
        *ret_verdict = (struct verdict){"T03", in_one_cell ? "new_place" : "new_section"};
    else if (key_map_find(transfers->met, change_key(import, transfer)))
        *ret_verdict = (struct verdict){"T05", "staff_no"};
    return unknown < 0 ? unknown : 0;
}

int transfer_judge(struct import *import, struct transfers *transfers,
                   const struct layout_row *cells, const struct transfer *transfer,
                   struct error *error)
{
    const char *key = transfer->staff_no ? transfer->staff_no : transfer->number;
    const char *old_field =
        layout_cell(cells, "old_place")->kind != CELL_EMPTY ? "old_place" : "old_section";
    struct known_person person = {.department_key = "", .section_key = ""};
    struct verdict verdict = {NULL, NULL};
    int result = 0;

    if (transfer->staff_no && transfers->first_on[0])
        result = find_known(import, transfers, transfer->staff_no, &person, error);
    if (result == 0)
        result = first_problem(import, transfers, transfer, &person, &verdict, error);
    if (result < 0)
        return result;
    if (verdict.code) {
        import_problem(import, cells, verdict.code, "error", key, verdict.field);
        return 0;
    }
    *key_map_at(transfers->met, change_key(import, transfer)) = 1;
    if (transfer->change != CHANGE_HIRE && left_another_place(import, transfer, &person))
        import_problem(import, cells, "T04", "warning", key, old_field);
    return 0;
}
