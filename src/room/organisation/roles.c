/* Who holds which role, as data. CLAUSE: 1.2.1, 1.2.4 */
#include "room/organisation/organisation.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

enum { SECTION_LIMIT = 64 }; /* sections of one name */

static void write_holder_list(struct json *json, const char *key, const struct holder *holders,
                              int count)
{
    json_key(json, key);
    json_array_start(json);
    for (int i = 0; i < count; i++) {
        json_object_start(json);
        json_text_at(json, "staff_no", holders[i].staff_no);
        json_text_at(json, "name", holders[i].name);
        json_text_at(json, "post", holders[i].post);
        json_text_at(json, "how", holders[i].how);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_seat(struct json *json, const struct role_holding *holding)
{
    json_text_at(json, "unit", holding->unit);
    write_holder_list(json, "holders", holding->holders, holding->holder_count);
    json_bool_at(json, "vacant", holding->holder_count == 0);
    if (holding->stand_in_count > 0)
        write_holder_list(json, "stand_ins", holding->stand_ins, holding->stand_in_count);
}

bool organisation_may_see(const struct register_scene *scene, const struct role_holding *holding)
{
    if (holding->unit_id)
        return may(scene->viewer, scene->pack, "view", "people", holding->unit_id, 0);
    if (holding->system_id)
        return may(scene->viewer, scene->pack, "view", "systems", 0, holding->system_id) ||
               may_scope(scene->viewer, scene->pack, "view", "people") == 2;
    return true;
}

static int check_viewer(const struct register_scene *scene, struct error *error)
{
    if (may_scope(scene->viewer, scene->pack, "view", "people") == 0)
        return may_refuse(scene->viewer, "view", "people", error);
    return 0;
}

/* Sections called so: "課", or "部 課" where several departments have one. */
static int find_sections(const struct register_scene *scene, const char *name,
                         int64_t found[SECTION_LIMIT], int *ret_count, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_SECTIONS_NAMED, error);
    const char *key = text_unit_key(scene->arena, name);
    int count = 0, step;

    if (!query)
        return ERROR_FAULT;
    while ((step = query_step(query, error)) == 1 && count < SECTION_LIMIT) {
        const char *department = query_column_text(query, 1),
                   *section = query_column_text(query, 2);
        const char *whole =
            arena_format(scene->arena, "%s%s", department ? department : "", section);

        if (strcmp(section, key) == 0 || strcmp(whole, key) == 0)
            found[count++] = query_column_integer(query, 0);
    }
    query_done(query);
    if (step < 0)
        return step;
    *ret_count = count;
    if (count > 0)
        return 0;
    error_set(error, ERROR_MISSING, "",
              "「%s」という課はありません。部と課の名を確かめてください。", name);
    return error_at(error, "section", "1.2.4");
}

int organisation_find_section(const struct register_scene *scene, const char *name,
                              int64_t *ret_section, struct error *error)
{
    int64_t found[SECTION_LIMIT];
    int count;
    int status = find_sections(scene, name, found, &count, error);

    if (status != 0)
        return status;
    if (count > 1) {
        error_set(error, ERROR_INPUT, "",
                  "「%s」という課は%dつあります。部の名も付けて「部 課」の形で指定してください。",
                  name, count);
        return error_at(error, "section", NULL);
    }
    *ret_section = found[0];
    return 0;
}

static int write_holdings(const struct register_scene *scene, const struct moment *moment,
                          const char *role, int64_t section_id, struct json *json,
                          struct error *error)
{
    struct role_holding *holdings;
    int count;
    int result = people_roles(scene->store, scene->pack, moment, role, section_id, scene->arena,
                              &holdings, &count, error);

    for (int i = 0; result == 0 && i < count; i++) {
        if (!organisation_may_see(scene, &holdings[i]))
            continue;
        json_object_start(json);
        json_text_at(json, "role", holdings[i].role->id);
        write_seat(json, &holdings[i]);
        json_object_end(json);
    }
    return result;
}

int organisation_people(const struct register_scene *scene, const struct moment *moment,
                        const char *role, const char *section, struct json *json,
                        struct error *error)
{
    int64_t sections[SECTION_LIMIT] = {0};
    int count = 1, result = check_viewer(scene, error);

    if (result == 0 && role && !pack_role(scene->pack, role)) {
        error_set(
            error, ERROR_MISSING, "",
            "「%s」という役割はありません。security_manager のような役割の名で指定してください。",
            role);
        return error_at(error, "role", "1.2.4");
    }
    if (result == 0 && section)
        result = find_sections(scene, section, sections, &count, error);
    if (result < 0)
        return result;
    json_array_start(json);
    for (int i = 0; result == 0 && i < count; i++)
        result = write_holdings(scene, moment, role, sections[i], json, error);
    json_array_end(json);
    return result;
}
