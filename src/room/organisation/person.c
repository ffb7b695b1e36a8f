/* What one person holds. CLAUSE: 1.2.4 */
#include "room/organisation/organisation.h"

#include "base/json.h"
#include "people/people.h"

static int write_unit(const struct register_scene *scene, const char *key, int64_t id,
                      struct json *json, struct error *error)
{
    struct value values[UNIT_COLUMNS];

    if (id == 0) {
        json_text_at(json, key, NULL);
        return 0;
    }
    int status = table_get(scene->store, &unit_table, id, scene->arena, values, NULL, error);
    if (status == 0)
        json_text_at(json, key, values[UNIT_name].text);
    return status;
}

static int write_assignment(const struct register_scene *scene, const struct assignment *assignment,
                            struct json *json, struct error *error)
{
    json_object_start(json);
    int status = write_unit(scene, "department", assignment->place.department_id, json, error);
    if (status == 0)
        status = write_unit(scene, "section", assignment->place.section_id, json, error);
    if (status == 0)
        status = write_unit(scene, "unit", assignment->place.unit_id, json, error);
    json_text_at(json, "post", assignment->post);
    json_text_at(json, "how", assignment->how);
    json_text_at(json, "employment", assignment->employment);
    json_text_at(json, "valid_from", assignment->valid_from);
    json_text_at(json, "valid_to", assignment->valid_to);
    json_object_end(json);
    return status;
}

int organisation_write_person(const struct register_scene *scene, int64_t person_id, const char *on,
                              struct json *json, struct error *error)
{
    struct assignment *list;
    int count;
    int status = people_assignments(scene->store, person_id, scene->arena, &list, &count, error);

    json_key(json, "assignments");
    json_array_start(json);
    for (int i = 0; status == 0 && i < count; i++)
        if (on == NULL || assignment_holds(&list[i], on))
            status = write_assignment(scene, &list[i], json, error);
    json_array_end(json);
    return status;
}
