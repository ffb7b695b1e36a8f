#include "room/incident/statistics.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "duty/duty.h"
#include "register/register.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

/* The rows are hours of UTC in their order; months are those of JST. */
static int write_months(const struct register_scene *scene, bool of_drills, struct json *json,
                        struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_HOURS, error);
    char month[DATE_SIZE] = "", day[DATE_SIZE];
    int64_t count = 0, us;
    int got, minute;

    if (!query)
        return error->code;
    query_integer(query, "is_drill", of_drills);
    json_key(json, "by_month");
    json_object_start(json);
    while ((got = query_step(query, error)) == 1) {
        if (!time_parse(arena_format(scene->arena, "%s:00:00Z", query_column_text(query, 0)), &us))
            continue;
        time_to_jst(us, day, &minute);
        day[7] = '\0';
        if (strcmp(day, month) != 0 && count > 0)
            json_integer_at(json, month, count);
        count = strcmp(day, month) == 0 ? count : 0;
        memcpy(month, day, sizeof month);
        count += query_column_integer(query, 1);
    }
    if (count > 0)
        json_integer_at(json, month, count);
    json_object_end(json);
    query_done(query);
    return got;
}

static int write_late(const struct register_scene *scene, int64_t now_us, bool of_drills,
                      struct json *json, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_INCIDENT_LATE, error);
    int got;

    if (!query)
        return error->code;
    query_integer(query, "is_drill", of_drills);
    query_text(query, "now", duty_time(scene->arena, now_us));
    json_key(json, "late");
    json_array_start(json);
    while ((got = query_step(query, error)) == 1) {
        json_object_start(json);
        json_text_at(json, "duty", query_column_text(query, 0));
        json_integer_at(json, "owed", query_column_integer(query, 1));
        json_integer_at(json, "late", query_column_integer(query, 2));
        json_object_end(json);
    }
    json_array_end(json);
    query_done(query);
    return got;
}

int statistics_write(const struct register_scene *scene, int64_t now_us, bool of_drills,
                     struct json *json, struct error *error)
{
    int result = write_months(scene, of_drills, json, error);

    return result == 0 ? write_late(scene, now_us, of_drills, json, error) : result;
}
