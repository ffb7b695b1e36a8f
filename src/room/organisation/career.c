#include "room/organisation/career.h"

#include "base/arena.h"
#include "record/record.h"
#include "room/organisation/transfer.h"

#include <string.h>

int career_open(struct store *store, const char *staff_no, struct arena *arena,
                struct career **ret_career, struct error *error)
{
    struct career *career = arena_alloc(arena, sizeof *career);
    struct assignment *list = NULL;
    int64_t id = people_find_person(store, staff_no, error);
    int count = 0, result = 0;

    if (id < 0)
        return (int)id;
    career->person_id = id;
    if (id > 0)
        result = table_get(store, &person_table, id, arena, career->before, NULL, error);
    if (id > 0 && result == 0)
        result = people_assignments(store, id, arena, &list, &count, error);
    if (result < 0)
        return result;
    memcpy(career->after, career->before, sizeof career->after);
    career->step_count = career->step_capacity = count;
    career->steps = arena_alloc(arena, ((size_t)count + 1) * sizeof *career->steps);
    for (int i = 0; list != NULL && i < count; i++)
        career->steps[i] = (struct career_step){list[i], list[i], false};
    *ret_career = career;
    return 0;
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_work(const struct assignment *a, const struct assignment *b)
{
    return a->place.department_id == b->place.department_id &&
           a->place.section_id == b->place.section_id && a->place.unit_id == b->place.unit_id &&
           same_text(a->post, b->post);
}

static void add_step(struct career *career, const struct assignment *after, struct arena *arena)
{
    if (career->step_count == career->step_capacity) {
        int capacity = career->step_capacity * 2 + 2;
        struct career_step *grown = arena_alloc(arena, (size_t)capacity * sizeof *grown);

        if (career->step_count > 0)
            memcpy(grown, career->steps, (size_t)career->step_count * sizeof *grown);
        career->steps = grown;
        career->step_capacity = capacity;
    }
    career->steps[career->step_count++] = (struct career_step){.after = *after};
}

static bool is_main(const struct career_step *step)
{
    return !step->is_dropped && same_text(step->after.how, "main");
}

/* 退職: what holds on the day ends with it, what was to begin later never does. The day is kept
 * with the person, so that a list read in twice does not undo a later return. */
static bool leave(struct career *career, const char *on, struct arena *arena)
{
    struct value *left_on = &career->after[PERSON_left_on];
    char next[DATE_SIZE];

    if (left_on->kind == VALUE_TEXT && strcmp(left_on->text, on) == 0)
        return false;
    *left_on = value_text(arena_copy(arena, on));
    date_add_days(on, 1, next);
    for (int i = 0; i < career->step_count; i++) {
        struct career_step *step = &career->steps[i];

        if (step->after.valid_from && strcmp(step->after.valid_from, on) > 0)
            step->is_dropped = true;
        else if (assignment_holds(&step->after, on))
            step->after.valid_to = arena_copy(arena, next);
    }
    return true;
}

/* 転任 昇任 派遣, and 採用 or 再任用 of someone who is there: the main assignment is another one
 * from the day on, up to where the old one was to end. */
static bool replace_main(struct career *career, const struct assignment *work, const char *on,
                         struct arena *arena)
{
    for (int i = 0; i < career->step_count; i++) {
        struct career_step *step = &career->steps[i];
        struct assignment next = *work;

        if (!is_main(step) || !assignment_holds(&step->after, on))
            continue;
        next.valid_to = step->after.valid_to;
        if (!next.employment)
            next.employment = step->after.employment;
        if (!same_text(step->after.valid_from, on)) {
            step->after.valid_to = next.valid_from;
            add_step(career, &next, arena);
            return true;
        }
        if (same_work(&step->after, work))
            return false;
        next.id = step->after.id;
        next.recorded_from = step->after.recorded_from;
        step->after = next;
        return true;
    }
    add_step(career, work, arena);
    return true;
}

/* 併任 adds one; the same from the same day is there already. */
static bool add_second(struct career *career, const struct assignment *work, struct arena *arena)
{
    for (int i = 0; i < career->step_count; i++) {
        const struct career_step *step = &career->steps[i];

        if (!step->is_dropped && !is_main(step) && same_work(&step->after, work) &&
            same_text(step->after.valid_from, work->valid_from))
            return false;
    }
    add_step(career, work, arena);
    return true;
}

bool career_change(struct career *career, const struct transfer *transfer,
                   const struct assignment *work, struct arena *arena)
{
    const char *on = transfer->effective_on;
    bool changed;

    if (transfer->change == CHANGE_LEAVE)
        return leave(career, on, arena);
    if (transfer->change == CHANGE_SECOND)
        return add_second(career, work, arena);
    changed = replace_main(career, work, on, arena);
    if (changed && work->place.section_id)
        career->after[PERSON_section_id] = value_integer(work->place.section_id);
    return changed;
}

static bool same_assignment(const struct assignment *a, const struct assignment *b)
{
    return same_work(a, b) && same_text(a->how, b->how) &&
           same_text(a->valid_from, b->valid_from) && same_text(a->valid_to, b->valid_to);
}

bool career_differs(const struct career *career)
{
    for (int i = 0; i < PERSON_COLUMNS; i++)
        if (!value_equal(&career->before[i], &career->after[i]))
            return true;
    for (int i = 0; i < career->step_count; i++) {
        const struct career_step *step = &career->steps[i];

        if (step->before.id == 0
                ? !step->is_dropped
                : step->is_dropped || !same_assignment(&step->before, &step->after))
            return true;
    }
    return false;
}

int career_write(struct career *career, struct record *record, int64_t known_from,
                 const struct record_context *context, struct error *error)
{
    bool is_new = career->person_id == 0;
    int result =
        record_put_known(record, &person_table, career->person_id, is_new ? NULL : career->before,
                         career->after, context, &career->person_id, NULL, error);

    for (int i = 0; result == 0 && i < career->step_count; i++) {
        struct career_step *step = &career->steps[i];
        const struct assignment *before = step->before.id ? &step->before : NULL;
        const struct assignment *after = step->is_dropped ? NULL : &step->after;

        step->after.person_id = career->person_id;
        if (before && after && same_assignment(before, after))
            continue;
        if (before || after)
            result = people_assign(record, known_from, before, after, context, error);
    }
    return result;
}
