/* Naming people to the roles that the standard leaves to be named. CLAUSE: 1.2.5, 1.2.7, 1.4.5 */
#include "room/organisation/organisation.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

static const char *text_of(const struct register_row *row, enum appointment_column column)
{
    return row->values[column].kind == VALUE_TEXT ? row->values[column].text : "";
}

static int refuse_value(struct error *error, int column, const char *clause)
{
    return error_at(error, appointment_table.columns[column].name, clause);
}

static int find_role(const struct register_row *row, const struct pack_role **ret_role,
                     struct error *error)
{
    const struct pack_role *role = pack_role(row->scene->pack, text_of(row, APPOINTMENT_role));

    bool names_one_of_several = role && role->is_one && strcmp(role->unit_kind, "city") == 0;

    if (role && (role->how == BOUND_NAMED || names_one_of_several)) {
        *ret_role = role;
        return 0;
    }
    error_set(error, ERROR_INPUT, "",
              "役割「%s」は任命の記録を要しません。security_officer のような、指名する役割を書いて"
              "ください。",
              text_of(row, APPOINTMENT_role));
    return refuse_value(error, APPOINTMENT_role, "1.2.5");
}

/* The section of a section's role, and the system of a system's. */
static int find_unit(struct register_row *row, const struct pack_role *role, int64_t *ret_section,
                     int64_t *ret_system, struct error *error)
{
    const struct register_scene *scene = row->scene;

    if (strcmp(role->unit_kind, "section") == 0) {
        int result = register_find_section(row, ret_section, error);

        if (result < 0 || *ret_section)
            return result;
        error_set(error, ERROR_INPUT, "",
                  "部「%s」課「%s」は組織にありません。部と課の名を確かめてください。",
                  text_of(row, APPOINTMENT_department), text_of(row, APPOINTMENT_section));
        return refuse_value(error, APPOINTMENT_section, role->clause);
    }
    if (strcmp(role->unit_kind, "system") != 0)
        return 0;
    struct query *query = store_query(scene->store, SQL_SECTION_OF_SYSTEM, error);
    if (!query)
        return ERROR_FAULT;
    const char *key = text_name_key(row->arena, text_of(row, APPOINTMENT_system));
    query_text(query, "name_key", key);
    int found = query_step(query, error);
    if (found == 1)
        *ret_system = query_column_integer(query, 0);
    query_done(query);
    if (found != 0)
        return found < 0 ? found : 0;
    error_set(error, ERROR_INPUT, "",
              "情報システム「%s」は台帳にありません。名前を確かめてください。",
              text_of(row, APPOINTMENT_system));
    return refuse_value(error, APPOINTMENT_system, role->clause);
}

/* Named people are employed when it begins, and those of a section work in it. */
static int check_person(struct register_row *row, int64_t section_id, int64_t *ret_person,
                        struct error *error)
{
    const struct register_scene *scene = row->scene;
    const char *staff_no = text_of(row, APPOINTMENT_staff_no);
    const char *from = text_of(row, APPOINTMENT_valid_from);
    const char *on = strcmp(from, scene->today) > 0 ? from : scene->today;
    int64_t id = people_find_person(scene->store, staff_no, error);
    struct assignment *list = NULL;
    int count = 0, result = id < 0 ? (int)id : 0;
    bool is_there = false;

    if (id > 0)
        result = people_assignments(scene->store, id, row->arena, &list, &count, error);
    if (result < 0)
        return result;
    for (int i = 0; i < count; i++)
        is_there |= assignment_holds(&list[i], on) &&
                    (!section_id || list[i].place.section_id == section_id);
    *ret_person = id;
    if (is_there)
        return 0;
    if (section_id)
        error_set(error, ERROR_INPUT, "",
                  "職員番号 %s の人は %s にこの課に在籍していません。課の職員を指名してください。",
                  staff_no, on);
    else
        error_set(error, ERROR_INPUT, "",
                  "職員番号 %s の人は %s に在職していません。番号を確かめてください。", staff_no,
                  on);
    return refuse_value(error, APPOINTMENT_staff_no, "1.2.5");
}

static bool holds(const struct viewer *viewer, const char *role, int64_t section_id,
                  int64_t system_id)
{
    for (int i = 0; i < viewer->grant_count; i++) {
        const struct viewer_grant *grant = &viewer->grants[i];

        if (strcmp(grant->role, role) == 0 && (!section_id || grant->section_id == section_id) &&
            (!system_id || grant->system_id == system_id))
            return true;
    }
    return false;
}

/* Who decides when the one who names would name themself: by the pack's list. */
static const char *decider_for_self(const struct pack *pack, const char *named_by)
{
    int count;
    const struct pack_decider *deciders = pack_deciders(pack, &count);

    for (int i = 0; i < count; i++)
        if (strcmp(deciders[i].act, "appoint") == 0 && deciders[i].roles[0] &&
            strcmp(deciders[i].roles[0], named_by) == 0)
            return deciders[i].decided_by;
    return NULL;
}

/* The role that names, for that section or system, and nobody for themself. CLAUSE: 1.2.5, 1.2.7 */
static int check_appointer(const struct register_row *row, const struct pack_role *role,
                           int64_t person_id, int64_t section_id, int64_t system_id,
                           struct error *error)
{
    const struct register_scene *scene = row->scene;
    const struct viewer *viewer = scene->viewer;
    const char *namer = role->named_by ? role->named_by : "ciso";
    const struct pack_role *title = pack_role(scene->pack, namer);
    const char *decider = decider_for_self(scene->pack, namer);
    bool is_self = viewer->person_id == person_id;

    if (viewer->is_console)
        return 0;
    if (!is_self && holds(viewer, namer, section_id, system_id))
        return 0;
    if (!is_self && decider && holds(viewer, decider, 0, 0)) {
        struct viewer named;
        int result = people_viewer(scene->store, scene->pack, text_of(row, APPOINTMENT_staff_no),
                                   scene->today, scene->arena, &named, error);

        if (result == 0 && holds(&named, namer, section_id, system_id))
            return 0;
    }
    if (is_self)
        error_set(
            error, ERROR_DENIED, "",
            "自分を「%s」に指名することはできません。ＣＩＳＯ補佐に確かめてもらってください。",
            role->title.japanese);
    else
        error_set(error, ERROR_DENIED, "",
                  "「%s」を指名できるのは「%s」です。その役割の人に頼んでください。",
                  role->title.japanese, title ? title->title.japanese : namer);
    return error_at(error, "role", role->clause);
}

static int judge_appointment(struct register_row *row, struct error *error)
{
    const struct pack_role *role = NULL;
    int64_t section_id = 0, system_id = 0, person_id = 0;
    const char *staff_no = text_staff_number(row->arena, text_of(row, APPOINTMENT_staff_no));
    int result = find_role(row, &role, error);

    if (result == 0 && !staff_no) {
        error_set(error, ERROR_INPUT, "",
                  "職員番号「%s」の形が違います。六桁以内の数字で書いてください。",
                  text_of(row, APPOINTMENT_staff_no));
        return refuse_value(error, APPOINTMENT_staff_no, "1.2.5");
    }
    row->values[APPOINTMENT_staff_no] = value_text(staff_no);
    if (result == 0)
        result = find_unit(row, role, &section_id, &system_id, error);
    if (result == 0)
        result = check_person(row, section_id, &person_id, error);
    if (result == 0)
        result = check_appointer(row, role, person_id, section_id, system_id, error);
    if (result < 0)
        return result;
    row->system_id = system_id;
    if (row->values[APPOINTMENT_appointed_by].kind == VALUE_NULL)
        row->values[APPOINTMENT_appointed_by] = value_text(row->scene->viewer->staff_no);
    if (row->values[APPOINTMENT_valid_from].kind == VALUE_NULL)
        row->values[APPOINTMENT_valid_from] = value_text(row->scene->today);
    row->key = arena_format(row->arena, "%s %s%s%s%s%s", role->id, staff_no,
                            section_id || system_id ? " " : "",
                            section_id ? text_of(row, APPOINTMENT_department) : "",
                            section_id ? text_of(row, APPOINTMENT_section) : "",
                            system_id ? text_of(row, APPOINTMENT_system) : "");
    row->values[APPOINTMENT_row_key] = value_text(
        arena_format(row->arena, "%s/%s", row->key, text_of(row, APPOINTMENT_valid_from)));
    return 0;
}

const struct register_kind appointment_kind = {
    .kind = "appointments",
    .table = &appointment_table,
    .title = "任命",
    .english = "Appointments",
    .clause = "1.2.5",
    .flags = REGISTER_NEEDS_ROSTER | REGISTER_BY_HAND | REGISTER_APPOINTS,
    .department = APPOINTMENT_department,
    .section = APPOINTMENT_section,
    .system = APPOINTMENT_system,
    .judge = judge_appointment,
};
