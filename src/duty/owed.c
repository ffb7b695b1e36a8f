/* What somebody owes, asked by the roles they hold. */
#include "duty/inbox.h"

#include "base/arena.h"
#include "duty/notice.h"
#include "people/people.h"
#include "store/table_list.h"

#include <stdlib.h>
#include <string.h>

/* Whether the viewer holds the role where it is owed; what is of no section is owed anywhere. */
static bool is_held(const struct viewer *viewer, const struct obligation *obligation)
{
    int64_t section = obligation_number(obligation, OBLIGATION_owner_section);

    for (int i = 0; i < viewer->grant_count; i++)
        if (strcmp(viewer->grants[i].role, obligation_text(obligation, OBLIGATION_owner_role)) ==
                0 &&
            (!section || viewer->grants[i].section_id == section))
            return true;
    return false;
}

static bool is_first_grant(const struct viewer *viewer, int number)
{
    for (int i = 0; i < number; i++)
        if (strcmp(viewer->grants[i].role, viewer->grants[number].role) == 0)
            return false;
    return true;
}

struct owed {
    struct obligation *list;
    int count;
};

/* Adds those of `more` that are the viewer's, all of them when they were found by name. */
static void take(struct duty_scene *scene, const struct viewer *viewer,
                 const struct obligation *more, int count, bool by_name, struct owed *owed)
{
    struct obligation *list =
        arena_alloc(scene->arena, (size_t)(owed->count + count + 1) * sizeof *list);

    if (owed->count > 0)
        memcpy(list, owed->list, (size_t)owed->count * sizeof *list);
    for (int i = 0; i < count; i++)
        if (by_name || is_held(viewer, &more[i]))
            list[owed->count++] = more[i];
    owed->list = list;
}

static int add_owed(struct duty_scene *scene, const struct viewer *viewer, const char *role,
                    struct owed *owed, struct error *error)
{
    const struct table_condition conditions[] = {
        {OBLIGATION_state, TEST_IS, value_text("open")},
        role ? (struct table_condition){OBLIGATION_owner_role, TEST_IS, value_text(role)}
             : (struct table_condition){OBLIGATION_owner_staff_no, TEST_IS,
                                        value_text(viewer->staff_no)},
        {OBLIGATION_owner_staff_no, TEST_NULL, value_null()},
    };
    struct obligation *more = NULL;
    int count = 0;
    int result = obligation_list(scene, conditions, role ? 3 : 2, &more, &count, error);

    if (result == 0)
        take(scene, viewer, more, count, !role, owed);
    return result;
}

/* The nearest end first, those without an end last. */
static int by_end(const void *left, const void *right)
{
    const struct obligation *a = left, *b = right;
    const char *first = obligation_text(a, OBLIGATION_due_at);
    const char *second = obligation_text(b, OBLIGATION_due_at);
    int order = first && second ? strcmp(first, second) : !first - !second;

    return order ? order : (a->id > b->id) - (a->id < b->id);
}

int inbox_owed(struct duty_scene *scene, const struct viewer *viewer, struct obligation **ret_list,
               int *ret_count, struct error *error)
{
    struct owed owed = {0};
    int result = viewer->staff_no ? add_owed(scene, viewer, NULL, &owed, error) : 0;

    for (int i = 0; i < viewer->grant_count && result == 0; i++)
        if (is_first_grant(viewer, i))
            result = add_owed(scene, viewer, viewer->grants[i].role, &owed, error);
    if (result < 0)
        return result;
    if (owed.count > 0)
        qsort(owed.list, (size_t)owed.count, sizeof *owed.list, by_end);
    *ret_list = owed.list;
    *ret_count = owed.count;
    return 0;
}
