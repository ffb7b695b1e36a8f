/* Who may do what in a case: roles where they are held, and what is between a person and the case.
 * CLAUSE: 1.2.4, 1.2.5, 1.4, 1.4.5, 10.f2 */
#include "room/incident/case.h"

#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"

#include <string.h>

bool viewer_holds(const struct viewer *viewer, const char *role, int64_t section_id)
{
    for (int i = 0; i < viewer->grant_count; i++)
        if (strcmp(viewer->grants[i].role, role) == 0 &&
            (!section_id || viewer->grants[i].section_id == section_id))
            return true;
    return false;
}

bool viewer_heads(const struct viewer *viewer, int64_t section_id)
{
    return section_id && (viewer_holds(viewer, "security_manager", section_id) ||
                          viewer_holds(viewer, "security_officer", section_id));
}

static bool holds_concerned(const struct incident_case *held, const char *role)
{
    for (int i = 0; i < held->section_count; i++)
        if (viewer_holds(held->scene->viewer, role, held->sections[i]))
            return true;
    return false;
}

bool case_is_addressed(const struct incident_case *held, const struct obligation *obligation)
{
    const struct viewer *viewer = held->scene->viewer;
    const char *staff_no = obligation_text(obligation, OBLIGATION_owner_staff_no);

    if (staff_no)
        return viewer->staff_no && strcmp(viewer->staff_no, staff_no) == 0;
    return viewer_holds(viewer, obligation_text(obligation, OBLIGATION_owner_role),
                        obligation_number(obligation, OBLIGATION_owner_section));
}

/* Took a step, was asked to join, or is the one who found it. */
static bool takes_part(const struct incident_case *held)
{
    const char *own = held->scene->viewer->staff_no;
    const char *reporter = case_text(held, INCIDENT_reporter);

    if (own && reporter && strcmp(own, reporter) == 0)
        return true;
    for (int i = 0; i < held->step_count && own; i++) {
        const struct value *values = held->steps[i].values;
        bool is_member = strcmp(values[STEP_step].text, "add_member") == 0;
        const char *person = values[is_member ? STEP_addressee : STEP_staff_no].text;

        if (person && strcmp(person, own) == 0)
            return true;
    }
    return false;
}

bool case_sees(const struct incident_case *held)
{
    const struct register_scene *scene = held->scene;

    if (scene->viewer->is_console ||
        may(scene->viewer, scene->pack, "view", "incidents", case_section(held), 0))
        return true;
    if (takes_part(held) || holds_concerned(held, "security_manager") ||
        holds_concerned(held, "security_officer"))
        return true;
    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];

        if (viewer_heads(scene->viewer, obligation_number(each, OBLIGATION_owner_section)) ||
            (obligation_text(each, OBLIGATION_owner_staff_no) && case_is_addressed(held, each)))
            return true;
    }
    return false;
}

/* What the step settles may be addressed to one person among many: asked of the obligation, or of
 * all that are open. Before there is any, those who could be addressed are told that it is early.
 */
static bool is_addressee(const struct incident_case *held, const struct pack_step *way,
                         const struct obligation *target)
{
    bool any = false;

    if (target)
        return case_is_addressed(held, target);
    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];

        if (!case_is_current(held, each) || !obligation_is(each, way->step))
            continue;
        any = true;
        if (obligation_is_open(each) && case_is_addressed(held, each))
            return true;
    }
    return !any &&
           (holds_concerned(held, "security_manager") || holds_concerned(held, "security_officer"));
}

/* Nobody ends a case that is their own section's: the pack names who does. CLAUSE: 10.2.1 */
static const struct pack_decider *conflict_of(const struct incident_case *held,
                                              const struct viewer *head)
{
    int count;
    const struct pack_decider *deciders = pack_deciders(held->scene->pack, &count);

    for (int i = 0; i < count; i++) {
        const char *const *role = deciders[i].roles;

        if (strcmp(deciders[i].act, "close_incident") != 0)
            continue;
        for (bool all = true; all; role++) {
            if (!*role)
                return &deciders[i];
            all = false;
            for (int j = 0; j < head->grant_count && !all; j++) {
                const struct viewer_grant *grant = &head->grants[j];
                bool is_of_section = strcmp(*role, "security_manager") == 0;

                all = strcmp(grant->role, *role) == 0 &&
                      (!is_of_section || grant->section_id == case_section(held));
            }
        }
    }
    return NULL;
}

static bool may_close(struct incident_case *held, bool is_named)
{
    const struct register_scene *scene = held->scene;
    const struct holder *heads;
    struct viewer head;
    struct error ignored = {0};
    int count;

    if (is_named)
        return conflict_of(held, scene->viewer) == NULL;
    if (duty_holders(&held->duty, "csirt_head", 0, 0, &heads, &count, &ignored) < 0 || count == 0 ||
        people_viewer(scene->store, scene->pack, heads[0].staff_no, scene->today, scene->arena,
                      &head, &ignored) < 0)
        return false;
    const struct pack_decider *decider = conflict_of(held, &head);
    return decider && viewer_holds(scene->viewer, decider->decided_by, 0);
}

static bool is_named(const struct incident_case *held, const struct pack_step *way,
                     const struct obligation *target)
{
    for (const char *const *who = way->who; *who; who++) {
        if (strcmp(*who, "staff") == 0 || (strcmp(*who, "in_case") == 0 && case_sees(held)))
            return true;
        if (strcmp(*who, "addressee") == 0 && is_addressee(held, way, target))
            return true;
        if (strcmp(*who, "manager_concerned") == 0 && holds_concerned(held, "security_manager"))
            return true;
        if (strcmp(*who, "officer_concerned") == 0 && holds_concerned(held, "security_officer"))
            return true;
        if (viewer_holds(held->scene->viewer, *who, 0))
            return true;
    }
    return false;
}

bool case_may(struct incident_case *held, const struct pack_step *way,
              const struct obligation *target)
{
    if (held->scene->viewer->is_console)
        return true;
    bool named = is_named(held, way, target);
    return strcmp(way->step, "close") == 0 ? may_close(held, named) : named;
}
