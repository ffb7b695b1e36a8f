/* Undoing an import: untouched rows come back, touched ones are told and left. */
#include "base/buffer.h"
#include "base/json.h"
#include "room/import/import_schema_sql.h"
#include "room/import/undo.h"
#include "room/import/work.h"
#include "room/zone/zone.h"
#include "room/zone/zone_schema_sql.h"
#include "tests/organisation/office.h"

static const struct register_kind *const kinds[] = {&place_kind, NULL};

enum { HOUR_S = 3600 };

static int import_places(struct office *office, const char *rows)
{
    return office_import(office, "places", office_write(office, "場所名,階,備考\n", rows));
}

/* "書庫:2 金庫室:-" of all places, those ended in brackets. */
static const char *places(struct office *office)
{
    struct city *city = &office->city;
    struct query *query = table_scan(city->store, &place_table, &city->error);
    const char *text = "";

    while (query != NULL && query_step(query, &city->error) > 0) {
        struct value values[PLACE_COLUMNS];
        for (int i = 0; i < PLACE_COLUMNS; i++)
            values[i] = table_value(&place_table, query, 2, i);
        bool ended = values[register_common(&place_table, COMMON_ended_at)].kind != VALUE_NULL;
        const char *note = values[table_column(&place_table, "note")].text;
        text = arena_format(city->arena, "%s%s%s%s:%s%s", text, *text != '\0' ? " " : "",
                            ended ? "(" : "", values[table_column(&place_table, "name")].text,
                            note != NULL ? note : "-", ended ? ")" : "");
    }
    query_done(query);
    return text;
}

/* Undoes the run `hours` later; what came of it as JSON, or NULL with the error in the city. */
static const char *undo(struct office *office, int64_t run_id, int hours)
{
    struct city *city = &office->city;
    struct register_scene scene = office->scene;
    struct buffer bytes = {0};
    struct json json;

    city->error = (struct error){0};
    scene.record =
        record_begin(city->store, city->folder, &city_actor,
                     ((int64_t)CITY_NOW_S + (int64_t)hours * HOUR_S) * 1000000, &city->error);
    must(scene.record != NULL);
    json_start(&json, &bytes, NULL);
    int result = import_undo(&scene, office_handlers, run_id, &json, &city->error);
    json_finish(&json);
    const char *text = result == 0 ? arena_copy(city->arena, buffer_string(&bytes)) : NULL;
    buffer_done(&bytes);
    if (result == 0)
        city_commit(city, scene.record);
    else
        record_abandon(scene.record);
    return text;
}

static void edit(struct office *office, const char *key, const char *note)
{
    struct city *city = &office->city;
    struct register_scene scene = office->scene;
    const char *assignments[] = {arena_format(city->arena, "note=%s", note)};
    int64_t id;

    scene.record = city_begin(city);
    must(register_find_row(&scene, &place_kind, key, &id, &city->error) == 0);
    must(register_set(&scene, &place_kind, id, assignments, 1, "試験", &city->error) == 0);
    city_commit(city, scene.record);
}

int main(void)
{
    struct office office;

    office_open(&office);
    city_script(&office.city, SQL_ZONE_SCHEMA);
    city_script(&office.city, SQL_IMPORT_SCHEMA);
    office.scene.kinds = kinds;
    must(import_places(&office, "書庫,2,古い\n金庫室,1,前から\n") == 0);
    int64_t first = office.result.import_id;
    must(import_places(&office, "書庫,2,新しい\n金庫室,1,新しい\n倉庫,1,増えた\n車庫,1,増えた\n") ==
         0);
    int64_t second = office.result.import_id;
    is_text(places(&office), "書庫:新しい 金庫室:新しい 倉庫:増えた 車庫:増えた",
            "2.2 two rows change, two come");
    edit(&office, "金庫室", "手で");
    edit(&office, "車庫", "手で");

    ok(undo(&office, second, 25) == NULL && office.city.error.code == ERROR_STALE,
       "2.2 after undo_hours it is too late");
    const char *told = undo(&office, second, 23);
    is_text(places(&office), "書庫:古い 金庫室:手で (倉庫:増えた) 車庫:手で",
            "2.2 an untouched row gets its former values, a new one ends, touched ones stay");
    ok(told != NULL && strstr(told, "\"restored\":1,\"ended\":1,\"left_count\":2") != NULL &&
           strstr(told, "車庫") != NULL && strstr(told, "金庫室") != NULL,
       "2.2 and each is told");
    ok(undo(&office, second, 23) == NULL && office.city.error.code == ERROR_CONFLICT,
       "2.2 it is undone once");

    must(import_places(&office, "倉庫,1,また\n") == 0);
    is_text(places(&office), "書庫:古い 金庫室:手で 倉庫:また 車庫:手で",
            "2.2 what was ended so comes back with the next import");
    ok(undo(&office, first, 1) != NULL, "2.2 an earlier import can be undone too");
    is_text(places(&office), "書庫:古い 金庫室:手で 倉庫:また 車庫:手で",
            "2.2 but rows that anyone wrote since are left, an undo too");

    struct error error = {0};
    ok(import_check_undo(office_handlers, "roster", &error) == ERROR_INPUT &&
           import_check_undo(office_handlers, "reorganisations", &error) == ERROR_INPUT &&
           import_check_undo(office_handlers, "places", &error) == 0,
       "1.2.4 who holds what is not undone");
    office_close(&office);
    return done();
}
