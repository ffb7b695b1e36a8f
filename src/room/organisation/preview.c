/* What a transfer day changes, before it is loaded. CLAUSE: 1.2.4, 1.2.5 */
#include "room/organisation/transfer.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"
#include "room/organisation/organisation.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

struct placing { /* where somebody mainly works */
    int64_t person_id, department_id, section_id;
};

struct city_day {
    struct moment moment;
    struct role_holding *holdings;
    int holding_count;
    struct placing *people;
    int people_count;
};

struct preview {
    const char *as_of; /* NULL: the last date of the list */
    struct transfers *transfers;
    struct city_day before, after;
    struct json *json;
};

static struct preview *preview_of(const struct import *import)
{
    return import_request(import)->progress_context;
}

/* The people employed on the day with their main place, sorted by person. */
static int read_people(const struct register_scene *scene, struct city_day *day,
                       struct error *error)
{
    struct query *query = store_query(scene->store, SQL_PEOPLE_AT, error);
    int capacity = 0, step;

    if (!query)
        return ERROR_FAULT;
    query_text(query, "on", day->moment.on);
    while ((step = query_step(query, error)) == 1) {
        int64_t person_id = query_column_integer(query, 0);

        if (day->people_count > 0 && day->people[day->people_count - 1].person_id == person_id)
            continue;
        if (day->people_count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            struct placing *grown = arena_alloc(scene->arena, (size_t)capacity * sizeof *grown);

            if (day->people_count > 0)
                memcpy(grown, day->people, (size_t)day->people_count * sizeof *grown);
            day->people = grown;
        }
        day->people[day->people_count++] = (struct placing){
            person_id, query_column_integer(query, 1), query_column_integer(query, 2)};
    }
    query_done(query);
    return step;
}

static int read_day(const struct register_scene *scene, const char *on, struct city_day *ret_day,
                    struct error *error)
{
    ret_day->moment.known_to = INT64_MAX;
    memcpy(ret_day->moment.on, on, DATE_SIZE);
    int result = people_roles(scene->store, scene->pack, &ret_day->moment, NULL, 0, scene->arena,
                              &ret_day->holdings, &ret_day->holding_count, error);

    return result == 0 ? read_people(scene, ret_day, error) : result;
}

static void *preview_open(struct import *import, struct error *error)
{
    struct preview *preview = preview_of(import);
    const struct register_scene *scene = import_scene(import);
    struct transfers *transfers = transfers_open(import, error);

    if (!transfers)
        return NULL;
    const char *before = transfers->before[0] ? transfers->before : scene->today;
    preview->transfers = transfers;
    return read_day(scene, before, &preview->before, error) < 0 ? NULL : transfers;
}

static const struct role_holding *find_same(const struct city_day *day,
                                            const struct role_holding *holding)
{
    for (int i = 0; i < day->holding_count; i++)
        if (day->holdings[i].role == holding->role &&
            day->holdings[i].unit_id == holding->unit_id &&
            day->holdings[i].system_id == holding->system_id)
            return &day->holdings[i];
    return NULL;
}

static bool is_holder(const struct role_holding *holding, int64_t person_id)
{
    for (int i = 0; holding && i < holding->holder_count; i++)
        if (holding->holders[i].person_id == person_id)
            return true;
    return false;
}

/* The roles that people hold on one day and not on the other. */
static void write_roles(struct json *json, const char *key, const struct city_day *day,
                        const struct city_day *other)
{
    json_key(json, key);
    json_array_start(json);
    for (int i = 0; i < day->holding_count; i++) {
        const struct role_holding *holding = &day->holdings[i];
        const struct role_holding *same = find_same(other, holding);

        for (int j = 0; j < holding->holder_count; j++) {
            if (is_holder(same, holding->holders[j].person_id))
                continue;
            json_object_start(json);
            json_text_at(json, "role", holding->role->id);
            json_text_at(json, "unit", holding->unit);
            json_text_at(json, "staff_no", holding->holders[j].staff_no);
            json_text_at(json, "name", holding->holders[j].name);
            json_object_end(json);
        }
    }
    json_array_end(json);
}

static void write_holders(struct json *json, const char *key, const struct role_holding *holding)
{
    json_key(json, key);
    json_array_start(json);
    for (int i = 0; holding && i < holding->holder_count; i++) {
        json_object_start(json);
        json_text_at(json, "staff_no", holding->holders[i].staff_no);
        json_text_at(json, "name", holding->holders[i].name);
        json_text_at(json, "post", holding->holders[i].post);
        json_text_at(json, "how", holding->holders[i].how);
        json_object_end(json);
    }
    json_array_end(json);
}

static bool same_holders(const struct role_holding *a, const struct role_holding *b)
{
    if ((a ? a->holder_count : 0) != (b ? b->holder_count : 0))
        return false;
    for (int i = 0; a && i < a->holder_count; i++)
        if (!is_holder(b, a->holders[i].person_id))
            return false;
    return true;
}

static bool is_manager(const struct role_holding *holding)
{
    return holding->role->how == BOUND_SECTION_HEAD && holding->unit_id != 0;
}

static void write_sections(struct json *json, const struct preview *preview)
{
    json_key(json, "sections");
    json_array_start(json);
    for (int i = 0; i < preview->after.holding_count; i++) {
        const struct role_holding *after = &preview->after.holdings[i];
        const struct role_holding *before = find_same(&preview->before, after);

        if (!is_manager(after) || same_holders(before, after))
            continue;
        json_object_start(json);
        json_text_at(json, "section", after->unit);
        write_holders(json, "manager_before", before);
        write_holders(json, "manager_after", after);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Sections (or systems) that had a head and have none after the day. */
static void write_vacant(struct json *json, const struct preview *preview, bool systems)
{
    json_key(json, systems ? "systems" : "sections");
    json_array_start(json);
    for (int i = 0; i < preview->after.holding_count; i++) {
        const struct role_holding *after = &preview->after.holdings[i];
        const struct role_holding *before = find_same(&preview->before, after);
        bool asked = systems ? after->role->how == BOUND_SYSTEM_OWNER_HEAD : is_manager(after);

        if (asked && after->holder_count == 0 && before && before->holder_count > 0)
            json_text(json, after->unit);
    }
    json_array_end(json);
}

/* Assets whose custodian belongs to their section before the day and not after it. */
static int write_assets(const struct register_scene *scene, struct json *json,
                        const struct preview *preview, struct error *error)
{
    static const char *const names[] = {"asset_no", "name",      "department",
                                        "section",  "custodian", "custodian_name"};
    struct query *query = store_query(scene->store, SQL_ASSETS_LEFT, error);
    int step;

    if (!query)
        return ERROR_FAULT;
    query_text(query, "before", preview->before.moment.on);
    query_text(query, "after", preview->after.moment.on);
    json_key(json, "assets");
    json_array_start(json);
    while ((step = query_step(query, error)) == 1) {
        json_object_start(json);
        for (int i = 0; i < 6; i++)
            json_text_at(json, names[i], query_column_text(query, i));
        json_object_end(json);
    }
    json_array_end(json);
    query_done(query);
    return step;
}

static void write_people(struct json *json, const struct city_day *before,
                         const struct city_day *after)
{
    int left = 0, joined = 0, moved = 0, i = 0, j = 0;

    while (i < before->people_count || j < after->people_count) {
        const struct placing *old = i < before->people_count ? &before->people[i] : NULL;
        const struct placing *new = j < after->people_count ? &after->people[j] : NULL;

        if (!new || (old && old->person_id < new->person_id)) {
            left++;
            i++;
        } else if (!old || new->person_id < old->person_id) {
            joined++;
            j++;
        } else {
            moved += old->department_id != new->department_id || old->section_id != new->section_id;
            i++;
            j++;
        }
    }
    json_key(json, "people");
    json_object_start(json);
    json_integer_at(json, "left", left);
    json_integer_at(json, "joined", joined);
    json_integer_at(json, "moved", moved);
    json_object_end(json);
}

static int preview_finish(struct import *import, void *state, struct error *error)
{
    struct preview *preview = preview_of(import);
    const struct register_scene *scene = import_scene(import);
    struct json *json = preview->json;
    int result = transfers_finish(import, state, error);
    const char *on = preview->as_of ? preview->as_of : preview->transfers->last_on;

    if (result == 0)
        result = read_day(scene, *on ? on : scene->today, &preview->after, error);
    if (result < 0)
        return result;
    json_text_at(json, "as_of", preview->after.moment.on);
    json_key(json, "roles");
    json_object_start(json);
    write_roles(json, "gained", &preview->after, &preview->before);
    write_roles(json, "lost", &preview->before, &preview->after);
    json_object_end(json);
    write_sections(json, preview);
    json_key(json, "left_without_owner");
    json_object_start(json);
    write_vacant(json, preview, false);
    result = write_assets(scene, json, preview, error);
    write_vacant(json, preview, true);
    json_object_end(json);
    write_people(json, &preview->before, &preview->after);
    return result;
}

static const struct import_handler preview_handler = {.kind = "transfers",
                                                      .needs_roster = true,
                                                      .open = preview_open,
                                                      .row = transfers_row,
                                                      .finish = preview_finish};

static void write_import(struct json *json, const struct import_result *result)
{
    json_key(json, "rows");
    json_object_start(json);
    json_integer_at(json, "read", result->rows.read);
    json_integer_at(json, "valid", result->rows.valid);
    json_integer_at(json, "invalid", result->rows.invalid);
    json_integer_at(json, "skipped", result->rows.skipped);
    json_object_end(json);
    json_key(json, "problems");
    json_array_start(json);
    for (int i = 0; i < result->problem_count; i++) {
        const struct register_problem *problem = &result->problems[i];

        json_object_start(json);
        json_text_at(json, "code", problem->code);
        json_text_at(json, "severity", problem->severity);
        json_text_at(json, "sheet", problem->sheet);
        json_integer_at(json, "row", problem->row);
        json_text_at(json, "column", problem->column);
        json_text_at(json, "key", problem->key);
        json_text_at(json, "value", problem->value);
        json_text_at(json, "message", problem->message);
        json_object_end(json);
    }
    json_array_end(json);
}

int organisation_preview(const struct register_scene *scene, const char *folder,
                         const struct record_actor *actor, int64_t now_us, const char *path,
                         const char *profile_path, const char *as_of, struct json *json,
                         struct error *error)
{
    static const struct import_handler *const handlers[] = {&preview_handler, NULL};
    struct buffer buffer = {0};
    struct json document;
    struct preview preview = {.as_of = as_of, .json = &document};
    struct import_result imported;
    struct date date;
    const struct import_request request = {.kind = "transfers",
                                           .path = path,
                                           .profile_path = profile_path,
                                           .dry_run = true,
                                           .progress_context = &preview};

    if (as_of && !date_parse(as_of, &date))
        return error_set(error, ERROR_INPUT, "",
                         "日付「%s」を読めません。2026-04-01 のように書いてください。", as_of);
    json_start(&document, &buffer, NULL);
    json_object_start(&document);
    int result = import_run(scene, folder, actor, now_us, handlers, &request, &imported, error);
    if (result == 0) {
        write_import(&document, &imported);
        json_object_end(&document);
        json_finish(&document);
        json_raw(json, buffer_string(&buffer));
    }
    buffer_done(&buffer);
    return result;
}
