#include "duty/call.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "duty/duty_sql.h"
#include <stdio.h>
#include <string.h>

enum { LIST_LIMIT = 256 };

static const int64_t minute_us = INT64_C(60000000);

const char *const call_roles[] = {"csirt_member", "incident_handler", "csirt_head", NULL};

const char *call_time(struct arena *arena, int64_t us)
{
    char date[DATE_SIZE];
    int minute;

    time_to_jst(us, date, &minute);
    return arena_format(arena, "%sT%02d:%02d:00+09:00", date, minute / 60, minute % 60);
}

bool call_read_time(const char *text, int64_t *ret_us)
{
    const char *colon = strchr(text, ':');
    char date[DATE_SIZE], written[DATE_SIZE + 6];
    unsigned hour, minute;

    if (time_parse(text, ret_us))
        return true;
    if (!colon || colon == text || date_read(text, false, date) != DATE_OK)
        return false;
    const char *start = colon;
    while (start > text && start[-1] >= '0' && start[-1] <= '9' && colon - start < 2)
        start--;
    if (sscanf(start, "%2u:%2u", &hour, &minute) != 2)
        return false;
    snprintf(written, sizeof written, "%sT%02u:%02u", date, hour % 100, minute % 100);
    return time_parse(written, ret_us);
}

int call_list(struct duty_scene *scene, int64_t from_us, int64_t until_us,
              struct on_call **ret_list, int *ret_count, struct error *error)
{
    struct on_call *list = arena_alloc(scene->arena, LIST_LIMIT * sizeof *list);
    struct query *query = store_query(scene->store, SQL_CALL_LIST, error);
    int count = 0, got = 0;

    if (!query)
        return error->code;
    query_text(query, "from_at", call_time(scene->arena, from_us));
    query_text(query, "until_at", call_time(scene->arena, until_us));
    while (count < LIST_LIMIT && (got = query_step(query, error)) == 1)
        list[count++] = (struct on_call){
            .role = arena_copy(scene->arena, query_column_text(query, 0)),
            .staff_no = arena_copy(scene->arena, query_column_text(query, 1)),
            .from_at = arena_copy(scene->arena, query_column_text(query, 2)),
            .until_at = arena_copy(scene->arena, query_column_text(query, 3)),
        };
    query_done(query);
    *ret_list = list;
    *ret_count = count;
    return got < 0 ? got : 0;
}

bool call_is_off_hours(const struct duty_scene *scene)
{
    char date[DATE_SIZE];
    int minute;

    time_to_jst(scene->now_us, date, &minute);
    return !pack_is_office_hour(scene->pack, date, minute);
}

static bool goes_on_call(const char *role)
{
    for (const char *const *each = call_roles; *each; each++)
        if (strcmp(*each, role) == 0)
            return true;
    return false;
}

/* The person as a holder of one of the roles of CSIRT today; who is of none any more is not told.
 */
static int find_member(struct duty_scene *scene, const char *staff_no, struct holder *ret_holder,
                       bool *ret_is_member, struct error *error)
{
    const struct holder *holders;
    int count, result = 0;

    for (const char *const *role = call_roles; *role && !*ret_is_member && result == 0; role++) {
        result = duty_holders(scene, *role, 0, 0, &holders, &count, error);
        for (int i = 0; result == 0 && i < count; i++)
            if (strcmp(holders[i].staff_no, staff_no) == 0) {
                *ret_holder = holders[i];
                *ret_is_member = true;
            }
    }
    return result;
}

int call_narrow(struct duty_scene *scene, const char *role, const struct holder **holders,
                int *count, struct error *error)
{
    const struct pack_role *known = pack_role(scene->pack, role);
    struct on_call *list = NULL;
    int listed = 0, found = 0, result;

    if (!known || !goes_on_call(role) || !call_is_off_hours(scene))
        return 0;
    result = call_list(scene, scene->now_us, scene->now_us + minute_us, &list, &listed, error);
    struct holder *members =
        result == 0 ? arena_alloc(scene->arena, ((size_t)listed + 1) * sizeof *members) : NULL;
    for (int i = 0; result == 0 && i < listed; i++) {
        bool is_member = false;

        if (strcmp(list[i].role, known->title.japanese) != 0)
            continue;
        result = find_member(scene, list[i].staff_no, &members[found], &is_member, error);
        for (int j = 0; j < found && is_member; j++)
            is_member = strcmp(members[j].staff_no, list[i].staff_no) != 0;
        found += is_member;
    }
    if (result == 0 && found > 0) {
        *holders = members;
        *count = found;
    }
    return result;
}
