/* Earlier cases like this one, and whether what was learned from them was done. CLAUSE: 10.2.1,
 * 10.2.3 */
#include "room/incident/case.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

enum { NEAR_MOST = 5 };

static void write_same(const struct incident_case *held, const struct incident_case *near,
                       struct json *json)
{
    static const enum incident_column columns[] = {INCIDENT_asset, INCIDENT_system, INCIDENT_cause,
                                                   INCIDENT_section, INCIDENT_kind};

    json_key(json, "same");
    json_array_start(json);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char *own = case_text(held, columns[i]), *other = case_text(near, columns[i]);

        if (own && other && strcmp(own, other) == 0)
            json_text(json, incident_table.columns[columns[i]].name);
    }
    json_array_end(json);
}

static void write_measures(const struct incident_case *near, struct json *json)
{
    json_key(json, "measures");
    json_array_start(json);
    for (int i = 0; i < near->obligation_count; i++) {
        const struct obligation *each = &near->obligations[i];

        if (!obligation_is(each, "measure_done"))
            continue;
        json_object_start(json);
        json_text_at(json, "text", obligation_text(each, OBLIGATION_text));
        json_text_at(json, "due_at", obligation_text(each, OBLIGATION_due_at));
        json_text_at(json, "state", obligation_text(each, OBLIGATION_state));
        json_bool_at(json, "late", obligation_is_late(&near->duty, each));
        json_object_end(json);
    }
    json_array_end(json);
}

static int read_near(const struct incident_case *held, const char *ret_numbers[NEAR_MOST],
                     int *ret_count, struct error *error)
{
    struct query *query = store_query(held->scene->store, SQL_INCIDENT_NEAR, error);
    int count = 0, got;

    if (!query)
        return error->code;
    query_integer(query, "id", held->id);
    query_text(query, "asset", case_text(held, INCIDENT_asset));
    query_text(query, "system", case_text(held, INCIDENT_system));
    query_text(query, "cause", case_text(held, INCIDENT_cause));
    query_integer(query, "section_id", case_section(held));
    query_text(query, "kind", case_text(held, INCIDENT_kind));
    query_integer(query, "is_drill", case_number(held, INCIDENT_is_drill));
    while ((got = query_step(query, error)) == 1 && count < NEAR_MOST)
        ret_numbers[count++] = arena_copy(held->scene->arena, query_column_text(query, 0));
    query_done(query);
    *ret_count = count;
    return got < 0 ? got : 0;
}

int case_write_near(const struct incident_case *held, struct json *json, struct error *error)
{
    const char *numbers[NEAR_MOST];
    int count = 0, hidden = 0;
    int result = read_near(held, numbers, &count, error);

    json_key(json, "near");
    json_array_start(json);
    for (int i = 0; i < count && result == 0; i++) {
        struct incident_case near;

        result = case_load(held->scene, held->duty.now_us, numbers[i], &near, error);
        if (result < 0 || !case_sees(&near)) {
            hidden++;
            continue;
        }
        json_object_start(json);
        case_write_head(&near, json);
        write_same(held, &near, json);
        write_measures(&near, json);
        json_object_end(json);
    }
    json_array_end(json);
    json_integer_at(json, "near_hidden", hidden);
    return result;
}
