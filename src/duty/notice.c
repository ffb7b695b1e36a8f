/* The outbox. A level of an obligation is told in one transaction with the mark that it was, and
 * the database refuses a second row of the same level and person. CLAUSE: 1.4.1, 1.4.4 */
#include "duty/notice.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "duty/call.h"
#include "pack/incident.h"
#include "people/people.h"
#include "record/record.h"

#include <string.h>

static const int64_t minute_us = INT64_C(60000000);

static int put_notice(struct duty_scene *scene, struct value *values, const struct holder *holder,
                      struct error *error)
{
    const struct record_context context = {
        .action = "notice", .key = values[NOTICE_subject_key].text, .result = "ok"};

    values[NOTICE_staff_no] = value_text(holder ? holder->staff_no : "");
    values[NOTICE_name] = value_text(holder ? holder->name : NULL);
    return record_put(scene->record, &notice_table, 0, values, &context, NULL, NULL, error);
}

/* One row for each; one that names nobody when the seat is empty, so that the gap is seen. */
static int put_notices(struct duty_scene *scene, struct value *values, const struct holder *holders,
                       int count, struct error *error)
{
    int result = count == 0 ? put_notice(scene, values, NULL, error) : 0;

    for (int i = 0; i < count && result == 0; i++)
        result = put_notice(scene, values, &holders[i], error);
    return result;
}

int duty_tell(struct duty_scene *scene, const struct duty_message *message, struct error *error)
{
    const struct holder *holders;
    const char *now = duty_time(scene->arena, scene->now_us);
    struct value values[NOTICE_COLUMNS] = {
        [NOTICE_subject] = value_text(message->subject),
        [NOTICE_subject_id] = value_integer(message->subject_id),
        [NOTICE_subject_key] = value_text(message->subject_key),
        [NOTICE_about] = value_text(message->about),
        [NOTICE_level] = value_integer(0),
        [NOTICE_role] = value_text(message->role),
        [NOTICE_facts] = value_text(message->facts),
        [NOTICE_planned_at] = value_text(now),
        [NOTICE_made_at] = value_text(now),
        [NOTICE_is_drill] = value_integer(message->is_drill),
    };
    int count;
    int result = duty_holders(scene, message->role, message->section_id, message->system_id,
                              &holders, &count, error);

    if (result == 0)
        result = call_narrow(scene, message->role, &holders, &count, error);
    return result == 0 ? put_notices(scene, values, holders, count, error) : result;
}

/* 0 when the level has no time: it hangs on an end that is not there. */
static int64_t level_time(const struct obligation *obligation, const struct pack_level *level)
{
    int64_t from_us = 0;
    const char *from =
        obligation_text(obligation, level->from_due ? OBLIGATION_due_at : OBLIGATION_basis_at);

    if (!from || !time_parse(from, &from_us))
        return 0;
    return from_us + level->minutes * minute_us;
}

/* A warning ahead of an end that is nearer than the warning: the first notice says it already. */
static bool is_needless(const struct obligation *obligation, const struct pack_level *level)
{
    int64_t basis_us = 0;

    time_parse(obligation_text(obligation, OBLIGATION_basis_at), &basis_us);
    return level->from_due && level->minutes < 0 && level_time(obligation, level) <= basis_us;
}

/* Who is told at the level. Where nobody holds the seat, those of the next steps of the ladder are,
 * at once. */
static int find_told(struct duty_scene *scene, const struct obligation *obligation,
                     const struct pack_duty *duty, int level, const char **ret_role,
                     const struct holder **ret_holders, int *ret_count, struct error *error)
{
    bool names_person = false;
    int result = 0;

    *ret_count = 0;
    for (int i = level; i < duty->level_count && *ret_count == 0 && result == 0; i++) {
        const char *to = duty->levels[i].to;

        *ret_role = to ? to : obligation_text(obligation, OBLIGATION_owner_role);
        names_person = !to && obligation_text(obligation, OBLIGATION_owner_staff_no);
        if (to)
            result =
                duty_holders(scene, to, obligation_number(obligation, OBLIGATION_owner_section), 0,
                             ret_holders, ret_count, error);
        else
            result = duty_owners(scene, obligation, ret_holders, ret_count, error);
    }
    return result == 0 && !names_person
               ? call_narrow(scene, *ret_role, ret_holders, ret_count, error)
               : result;
}

static int tell_level(struct duty_scene *scene, const struct obligation *obligation,
                      const struct pack_duty *duty, int level, int *ret_made, struct error *error)
{
    const struct holder *holders = NULL;
    const char *role = NULL;
    int count;
    int result = find_told(scene, obligation, duty, level, &role, &holders, &count, error);
    int64_t planned_us = level_time(obligation, &duty->levels[level]);
    struct value values[NOTICE_COLUMNS] = {
        [NOTICE_obligation_id] = value_integer(obligation->id),
        [NOTICE_subject] = obligation->values[OBLIGATION_subject],
        [NOTICE_subject_id] = obligation->values[OBLIGATION_subject_id],
        [NOTICE_subject_key] = obligation->values[OBLIGATION_subject_key],
        [NOTICE_about] = obligation->values[OBLIGATION_duty],
        [NOTICE_level] = value_integer(level),
        [NOTICE_role] = value_text(role),
        [NOTICE_facts] = obligation->values[OBLIGATION_facts],
        [NOTICE_due_at] = obligation->values[OBLIGATION_due_at],
        [NOTICE_planned_at] = value_text(duty_time(scene->arena, planned_us)),
        [NOTICE_made_at] = value_text(duty_time(scene->arena, scene->now_us)),
        [NOTICE_is_drill] = obligation->values[OBLIGATION_is_drill],
    };

    *ret_made += count > 0 ? count : 1;
    return result == 0 ? put_notices(scene, values, holders, count, error) : result;
}

static void set_next(struct duty_scene *scene, struct obligation *obligation,
                     const struct pack_duty *duty)
{
    int64_t told = obligation_number(obligation, OBLIGATION_told), next_us = 0, due_us;
    const char *due_at = obligation_text(obligation, OBLIGATION_due_at);

    if (due_at && !obligation_number(obligation, OBLIGATION_late) && time_parse(due_at, &due_us))
        next_us = due_us;
    for (int i = 0; duty && i < duty->level_count; i++) {
        int64_t at_us = level_time(obligation, &duty->levels[i]);

        if (!(told & INT64_C(1) << i) && at_us && (!next_us || at_us < next_us))
            next_us = at_us;
    }
    obligation->values[OBLIGATION_next_at] =
        next_us ? value_text(duty_time(scene->arena, next_us)) : value_null();
}

int notice_catch_up(struct duty_scene *scene, struct obligation *obligation, int *ret_made,
                    struct error *error)
{
    const struct pack_incident *flow = pack_incident(scene->pack);
    const struct pack_duty *duty =
        flow ? pack_duty(flow, obligation_text(obligation, OBLIGATION_duty)) : NULL;
    int64_t told = obligation_number(obligation, OBLIGATION_told);
    int result = 0;

    for (int i = 0; duty && i < duty->level_count && result == 0; i++) {
        int64_t at_us = level_time(obligation, &duty->levels[i]);

        if ((told & INT64_C(1) << i) || !at_us || at_us > scene->now_us)
            continue;
        told |= INT64_C(1) << i;
        if (!is_needless(obligation, &duty->levels[i]))
            result = tell_level(scene, obligation, duty, i, ret_made, error);
    }
    obligation->values[OBLIGATION_told] = value_integer(told);
    set_next(scene, obligation, duty);
    return result;
}
