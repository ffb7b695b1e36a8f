/* Importing small files into the city of tests/people/city.h. */
#ifndef TESTS_ORGANISATION_OFFICE_H
#define TESTS_ORGANISATION_OFFICE_H

#include "base/error.h"
#include "room/asset/asset_schema_sql.h"
#include "room/organisation/organisation.h"
#include "tests/people/city.h"

struct office {
    struct city city;
    struct viewer viewer;
    struct register_scene scene;
    struct import_request request; /* what the next import asks beyond kind and path */
    struct import_result result;
    int files;
};

static const struct register_kind *const office_kinds[] = {
    &unit_kind, &post_kind, &people_kind, &appointment_kind, &reorganisation_kind, NULL};
static const struct import_handler *const office_handlers[] = {&roster_handler, &transfers_handler,
                                                               NULL};

#define ROSTER_HEADING                                                                             \
    "所属コード,部名,課名,担当名,職員番号,氏名,職名,任用区分,採用年月日,本務兼務区分\n"
#define TRANSFER_HEADING                                                                           \
    "発令年月日,異動区分,職員番号,氏名,新部,新課,新担当,新職名,旧部,旧課,旧担当,旧職名\n"

static inline void office_open(struct office *office)
{
    memset(office, 0, sizeof *office);
    city_open(&office->city);
    city_script(&office->city, SQL_ASSET_SCHEMA);
    office->viewer.is_console = true;
    office->scene = (struct register_scene){.arena = office->city.arena,
                                            .store = office->city.store,
                                            .pack = office->city.pack,
                                            .viewer = &office->viewer,
                                            .today = "2026-04-01",
                                            .kinds = office_kinds};
}

static inline void office_close(struct office *office)
{
    city_close(&office->city);
}

static inline const char *office_write(struct office *office, const char *heading, const char *rows)
{
    const char *path =
        arena_format(office->city.arena, "%s/file%d.csv", office->city.folder, ++office->files);
    FILE *file = fopen(path, "w");

    must(file != NULL);
    fprintf(file, "%s%s", heading, rows);
    fclose(file);
    return path;
}

/* Runs an import; the status of import_run(). */
static inline int office_import(struct office *office, const char *kind, const char *path)
{
    struct import_request request = office->request;

    request.kind = kind;
    request.path = path;
    office->city.error = (struct error){0};
    return import_run(&office->scene, office->city.folder, &city_actor,
                      (int64_t)CITY_NOW_S * 1000000, office_handlers, &request, &office->result,
                      &office->city.error);
}

static inline int office_roster(struct office *office, const char *as_of, const char *rows)
{
    office->request.as_of = as_of;
    return office_import(office, "roster", office_write(office, ROSTER_HEADING, rows));
}

static inline int office_transfers(struct office *office, const char *rows)
{
    office->request.as_of = NULL;
    return office_import(office, "transfers", office_write(office, TRANSFER_HEADING, rows));
}

/* "R01@2:未定 R03@5:000002" of the last import's problems. */
static inline const char *office_problems(struct office *office)
{
    const char *text = "";

    for (int i = 0; i < office->result.problem_count; i++) {
        const struct register_problem *problem = &office->result.problems[i];

        text = arena_format(office->city.arena, "%s%s%s@%d:%s", text, i ? " " : "", problem->code,
                            problem->row, problem->key);
    }
    return text;
}

/* "added/updated/unchanged/ended" of the last import, "refused" when it was not applied. */
static inline const char *office_counts(struct office *office)
{
    const struct import_result *result = &office->result;

    if (!result->applied)
        return "refused";
    return arena_format(office->city.arena, "%d/%d/%d/%d", result->added, result->updated,
                        result->unchanged, result->ended);
}

/* "部 課 職名 how [from,to)" of everything the person does, as known now. */
static inline const char *office_career(struct office *office, const char *staff_no)
{
    struct city *city = &office->city;
    struct assignment *list;
    const char *text = "";
    int count;

    people_assignments(city->store, people_find_person(city->store, staff_no, &city->error),
                       city->arena, &list, &count, &city->error);
    for (int i = 0; i < count; i++) {
        struct value unit[UNIT_COLUMNS] = {0};
        int64_t id =
            list[i].place.section_id ? list[i].place.section_id : list[i].place.department_id;

        table_get(city->store, &unit_table, id, city->arena, unit, NULL, &city->error);
        text = arena_format(city->arena, "%s%s%s %s %s [%s,%s)", text, i ? "; " : "",
                            unit[UNIT_name].text, list[i].post ? list[i].post : "-", list[i].how,
                            list[i].valid_from ? list[i].valid_from : "",
                            list[i].valid_to ? list[i].valid_to : "");
    }
    return text;
}

static inline const char *office_left_on(struct office *office, const char *staff_no)
{
    struct value values[PERSON_COLUMNS] = {0};
    struct city *city = &office->city;

    table_get(city->store, &person_table, people_find_person(city->store, staff_no, &city->error),
              city->arena, values, NULL, &city->error);
    return values[PERSON_left_on].text;
}

#endif
