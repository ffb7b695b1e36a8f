/* Naming an officer of a section or the staff of a system: by those who name them only.
 * CLAUSE: 1.2.5, 1.2.7 */
#include "room/organisation/organisation_pages.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "room/organisation/chart.h"
#include "room/organisation/organisation.h"

#include <string.h>

/* What is named for what. */
struct naming {
    const struct pack_role *role;
    int64_t section_id, system_id;
    struct unit_names names; /* of the section */
    const char *system;
    const char *unit; /* as people say it */
};

/* The role that people are named to in a kind of unit. */
static const struct pack_role *named_role(const struct pack *pack, const char *kind)
{
    int count;
    const struct pack_role *roles = pack_roles(pack, &count);

    for (int i = 0; i < count; i++)
        if (roles[i].how == BOUND_NAMED && strcmp(roles[i].unit_kind, kind) == 0)
            return &roles[i];
    return NULL;
}

static int read_system(struct visit *visit, struct naming *naming, struct error *error)
{
    const struct register_kind *systems = register_find_kind(visit->scene.kinds, "systems", NULL);
    struct value values[TABLE_COLUMN_LIMIT];
    int result = visit_number(visit, "system_id", 1, INT64_MAX, 0, &naming->system_id, error);

    if (result == 0)
        result = table_get(visit->scene.store, systems->table, naming->system_id, visit->arena,
                           values, NULL, error);
    if (result < 0)
        return result;
    naming->system = naming->unit = register_row_name(systems, values);
    return 0;
}

static int read_naming(struct visit *visit, struct naming *ret_naming, struct error *error)
{
    const struct pack *pack = visit->scene.pack;
    const char *section = visit_value(visit, "section_id");
    struct naming naming = {.role = named_role(pack, section != NULL ? "section" : "system")};
    int result;

    if (naming.role == NULL || (section == NULL && visit_value(visit, "system_id") == NULL))
        return error_set(error, ERROR_MISSING, "",
                         "どの課かシステムかが分かりません。課のページから選び直してください。");
    if (section != NULL)
        result =
            organisation_read_section(visit, section, &naming.section_id, &naming.names, error);
    else
        result = read_system(visit, &naming, error);
    if (result < 0)
        return result;
    if (section != NULL)
        naming.unit = organisation_full_name(visit->arena, &naming.names);
    *ret_naming = naming;
    return 0;
}

/* Those who name, and the aide who does it where a manager would name themself. */
static int check_right(struct visit *visit, const struct naming *naming, struct error *error)
{
    const struct register_scene *scene = &visit->scene;

    if (may(scene->viewer, scene->pack, "edit", "appointments", naming->section_id,
            naming->system_id))
        return 0;
    int result =
        visit_may(visit, "appoint", "appointments", naming->section_id, naming->system_id, error);
    return result < 0 ? error_at(error, NULL, naming->role->clause) : 0;
}

static int show(struct visit *visit, const struct naming *naming, struct error *error)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;
    struct moment moment = {.known_to = INT64_MAX};
    const char *from = visit_value(visit, "valid_from");
    const struct pack_clause *clause = pack_clause(visit->scene.pack, naming->role->clause);

    memcpy(moment.on, visit->scene.today, DATE_SIZE);
    model_text(arena, model, KEY_role, naming->role->id)->shown =
        chart_text(&visit->scene, naming->role->title);
    model_text(arena, model, KEY_clause, naming->role->clause);
    model_page_text(arena, model, KEY_duty, chart_text(&visit->scene, clause->text));
    model_text(arena, model, KEY_unit, naming->unit);
    if (naming->section_id != 0)
        model_integer(arena, model, KEY_section_id, naming->section_id);
    else
        model_integer(arena, model, KEY_system_id, naming->system_id);
    model_page_text(arena, model, KEY_staff_no, visit_value(visit, "staff_no"));
    model_page_text(arena, model, KEY_valid_from, from != NULL ? from : visit->scene.today);
    model_page_text(arena, model, KEY_until, visit_value(visit, "until"));
    if (naming->section_id == 0)
        return 0;
    return organisation_add_staff(visit, naming->section_id, &moment, model, KEY_staff, error);
}

int appoint_form(struct visit *visit, struct error *error)
{
    struct naming naming;
    int result = read_naming(visit, &naming, error);

    if (result == 0)
        result = check_right(visit, &naming, error);
    return result == 0 ? show(visit, &naming, error) : result;
}

enum { APPOINT_VALUES = 7 };

struct appoint_call {
    const char *values[APPOINT_VALUES];
    int count;
    struct finding_rules *rules;
};

static void add_value(struct visit *visit, struct appoint_call *call, const char *name,
                      const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    must(call->count < APPOINT_VALUES);
    call->values[call->count++] = arena_format(visit->arena, "%s=%s", name, value);
}

static int write_appointment(const struct register_scene *scene, void *context, struct error *error)
{
    const struct appoint_call *call = context;
    int64_t id;
    int result =
        register_add(scene, &appointment_kind, call->values, call->count, NULL, &id, error);

    return result == 0 ? finding_touch(scene, call->rules, "appointments", id, error) : result;
}

/* The form asks for the last day, the register for the day after it. */
static int read_days(struct visit *visit, struct appoint_call *call, struct error *error)
{
    const char *from = NULL, *until = NULL;
    char after[DATE_SIZE];
    int result = visit_date(visit, "valid_from", &from, error);

    if (result == 0)
        result = visit_date(visit, "until", &until, error);
    if (result < 0)
        return result;
    if (from != NULL && until != NULL && strcmp(until, from) < 0) {
        error_set(error, ERROR_INPUT, "", "終わりの日は、始まりの日より後にしてください。");
        return error_at(error, "until", NULL);
    }
    add_value(visit, call, "valid_from", from);
    if (until != NULL) {
        date_add_days(until, 1, after);
        add_value(visit, call, "valid_to", after);
    }
    return 0;
}

static int appoint(struct visit *visit, const struct naming *naming, struct error *error)
{
    struct appoint_call call = {.rules = visit->rules};
    const char *staff_no = visit_value(visit, "staff_no");

    if (staff_no == NULL || text_is_blank(staff_no)) {
        error_set(error, ERROR_INPUT, "", "指名する人を選んでください。");
        return error_at(error, "staff_no", naming->role->clause);
    }
    add_value(visit, &call, "role", naming->role->id);
    add_value(visit, &call, "staff_no", staff_no);
    add_value(visit, &call, "department", naming->names.department);
    add_value(visit, &call, "section", naming->names.section);
    add_value(visit, &call, "system", naming->system);
    int result = read_days(visit, &call, error);
    return result == 0 ? visit_write(visit, write_appointment, &call, error) : result;
}

int appoint_post(struct visit *visit, struct error *error)
{
    struct naming naming;
    int result = read_naming(visit, &naming, error);

    if (result == 0)
        result = check_right(visit, &naming, error);
    if (result < 0)
        return result;
    result = appoint(visit, &naming, error);
    if (result == ERROR_INPUT || result == ERROR_CONFLICT) {
        result = visit_show_error(visit, error);
        return result == 0 ? show(visit, &naming, error) : result;
    }
    if (result < 0)
        return result;
    result = show(visit, &naming, error);
    visit_redirect(visit,
                   naming.section_id != 0
                       ? arena_format(visit->arena, "/organisation/sections/%lld",
                                      (long long)naming.section_id)
                       : "/organisation",
                   visit_tr(visit, "指名を記録しました。"), true);
    return result;
}
