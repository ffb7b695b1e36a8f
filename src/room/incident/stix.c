/* STIX 2.1: the objects that are always there, then a case after the other. CLAUSE: 10.2.1 */
#include "room/incident/stix.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "crypto/uuid.h"
#include "people/people.h"
#include "record/record.h"
#include "room/city/city.h"
#include "room/incident/indicator.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

/* TLP:AMBER as the specification fixes it. */
static const char marking_id[] = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";

/* The namespace of observables, and what stands before the value in the name of one. */
static const uint8_t observable_space[UUID_BYTES] = {
    0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

static const struct kind {
    const char *type, *object, *pattern;
} kinds[] = {{"ipv4", "ipv4-addr", "ipv4-addr:value"},
             {"ipv6", "ipv6-addr", "ipv6-addr:value"},
             {"domain", "domain-name", "domain-name:value"},
             {"url", "url", "url:value"},
             {"email", "email-addr", "email-addr:value"},
             {"file-sha256", "file", "file:hashes.'SHA-256'"}};

struct bundle {
    const struct register_scene *scene;
    struct json *json;
    struct city city;
    const char *identity, *since; /* of the city, and when its record began */
};

static const struct kind *kind_of(const char *type)
{
    size_t number = 0;

    while (strcmp(kinds[number].type, type) != 0)
        number++;
    return &kinds[number];
}

/* "TYPE--UUID" of the thing: the same in every export of this city. */
static const char *id_of(const struct bundle *bundle, const char *type, const char *key)
{
    struct arena *arena = bundle->scene->arena;
    char uuid[UUID_SIZE];

    uuid_from_name(arena_format(arena, "stix/%s/%s/%s", bundle->city.origin, type, key), uuid);
    return arena_format(arena, "%s--%s", type, uuid);
}

/* The same in everybody's export, as the specification has it. Values hold neither quotation mark
 * nor backslash. */
static const char *observable_id(const struct bundle *bundle, const struct kind *kind,
                                 const char *value)
{
    struct arena *arena = bundle->scene->arena;
    bool is_file = strcmp(kind->object, "file") == 0;
    char uuid[UUID_SIZE];

    uuid_from_name_in(observable_space,
                      is_file ? arena_format(arena, "{\"hashes\":{\"SHA-256\":\"%s\"}}", value)
                              : arena_format(arena, "{\"value\":\"%s\"}", value),
                      uuid);
    return arena_format(arena, "%s--%s", kind->object, uuid);
}

/* With the three digits that created and modified must have. */
static const char *time_of(const struct bundle *bundle, const char *utc)
{
    return arena_format(bundle->scene->arena, "%.19s.000Z", utc);
}

static void start(const struct bundle *bundle, const char *id)
{
    struct json *json = bundle->json;

    json_object_start(json);
    json_text_at(json, "type",
                 arena_copy_bytes(bundle->scene->arena, id, (size_t)(strstr(id, "--") - id)));
    json_text_at(json, "spec_version", "2.1");
    json_text_at(json, "id", id);
}

static void put_list(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    json_array_start(json);
    json_text(json, value);
    json_array_end(json);
}

/* What all objects of ours share. */
static void start_own(const struct bundle *bundle, const char *id, const char *created,
                      const char *modified)
{
    start(bundle, id);
    json_text_at(bundle->json, "created_by_ref", bundle->identity);
    json_text_at(bundle->json, "created", time_of(bundle, created));
    json_text_at(bundle->json, "modified", time_of(bundle, modified));
    put_list(bundle->json, "object_marking_refs", marking_id);
}

static void write_frame(const struct bundle *bundle)
{
    struct json *json = bundle->json;

    start(bundle, marking_id);
    json_text_at(json, "created", "2017-01-20T00:00:00.000Z");
    json_text_at(json, "definition_type", "tlp");
    json_text_at(json, "name", "TLP:AMBER");
    json_key(json, "definition");
    json_object_start(json);
    json_text_at(json, "tlp", "amber");
    json_object_end(json);
    json_object_end(json);
    start(bundle, bundle->identity);
    json_text_at(json, "created", time_of(bundle, bundle->since));
    json_text_at(json, "modified", time_of(bundle, bundle->since));
    json_text_at(json, "name", bundle->city.name);
    json_text_at(json, "identity_class", "organization");
    put_list(json, "sectors", "government-local");
    json_object_end(json);
}

static void write_relation(const struct bundle *bundle, const char *relation, const char *from,
                           const char *to, const char *at)
{
    const char *key = arena_format(bundle->scene->arena, "%s/%s/%s", from, relation, to);

    start_own(bundle, id_of(bundle, "relationship", key), at, at);
    json_text_at(bundle->json, "relationship_type", relation);
    json_text_at(bundle->json, "source_ref", from);
    json_text_at(bundle->json, "target_ref", to);
    json_object_end(bundle->json);
}

static void write_observable(const struct bundle *bundle, const struct kind *kind, const char *id,
                             const char *value)
{
    struct json *json = bundle->json;

    start(bundle, id);
    if (strcmp(kind->object, "file") == 0) {
        json_key(json, "hashes");
        json_object_start(json);
        json_text_at(json, "SHA-256", value);
        json_object_end(json);
    } else {
        json_text_at(json, "value", value);
    }
    json_object_end(json);
}

/* What was seen, when it is known that it was. */
static void write_observed(const struct bundle *bundle, const char *id, const char *observable,
                           const struct value *values)
{
    struct json *json = bundle->json;
    const char *seen_at = time_of(bundle, values[INDICATOR_seen_at].text);

    start_own(bundle, id, values[INDICATOR_at].text, values[INDICATOR_at].text);
    json_text_at(json, "first_observed", seen_at);
    json_text_at(json, "last_observed", seen_at);
    json_integer_at(json, "number_observed", 1);
    put_list(json, "object_refs", observable);
    json_object_end(json);
}

/* A literal of the pattern language: quotation marks and backslashes are escaped. */
static const char *literal_of(struct arena *arena, const char *value)
{
    char *literal = arena_alloc(arena, 2 * strlen(value) + 1), *to = literal;

    for (; *value != '\0'; value++) {
        if (*value == '\'' || *value == '\\')
            *to++ = '\\';
        *to++ = *value;
    }
    *to = '\0';
    return literal;
}

static void write_indicator(const struct bundle *bundle, const char *no, const char *incident,
                            const struct value *values)
{
    struct json *json = bundle->json;
    struct arena *arena = bundle->scene->arena;
    const char *at = values[INDICATOR_at].text, *value = values[INDICATOR_value].text;
    const struct kind *kind = kind_of(values[INDICATOR_type].text);
    const char *key = arena_format(arena, "%s/%s/%s", no, kind->type, value);
    const char *id = id_of(bundle, "indicator", key);
    bool was_seen = values[INDICATOR_seen_at].kind == VALUE_TEXT;

    start_own(bundle, id, at, at);
    json_text_at(json, "name", value);
    if (values[INDICATOR_note].kind == VALUE_TEXT)
        json_text_at(json, "description", values[INDICATOR_note].text);
    put_list(json, "indicator_types", "malicious-activity");
    json_text_at(json, "pattern",
                 arena_format(arena, "[%s = '%s']", kind->pattern, literal_of(arena, value)));
    json_text_at(json, "pattern_type", "stix");
    json_text_at(json, "valid_from",
                 time_of(bundle, was_seen ? values[INDICATOR_seen_at].text : at));
    json_object_end(json);
    write_relation(bundle, "related-to", id, incident, at);
    if (!was_seen)
        return;
    const char *observable = observable_id(bundle, kind, value);
    const char *observed = id_of(bundle, "observed-data", key);
    write_observable(bundle, kind, observable, value);
    write_observed(bundle, observed, observable, values);
    write_relation(bundle, "based-on", id, observed, at);
}

static int write_case(const struct bundle *bundle, const struct incident_case *held,
                      struct error *error)
{
    const char *kind = case_text(held, INCIDENT_kind);
    const char *entered_at = case_text(held, INCIDENT_entered_at);
    const char *id = id_of(bundle, "incident", held->no);
    struct indicator *list;
    int count;
    int result = indicator_list(held, &list, &count, error);

    if (result < 0 || count == 0)
        return result;
    start_own(bundle, id, entered_at, held->steps[held->step_count - 1].values[STEP_at].text);
    json_text_at(bundle->json, "name",
                 arena_format(bundle->scene->arena, "%s %s", held->no, kind ? kind : "other"));
    if (case_number(held, INCIDENT_is_drill) == 1)
        put_list(bundle->json, "labels", "drill");
    json_object_end(bundle->json);
    for (int i = 0; i < count; i++)
        write_indicator(bundle, held->no, id, list[i].values);
    return 0;
}

/* The cases by number, drills only when asked for. */
static int write_all(const struct bundle *bundle, int64_t now_us, bool with_drills,
                     struct error *error)
{
    struct query *query = store_query(bundle->scene->store, SQL_INCIDENT_WITH_INDICATORS, error);
    int got, result = 0;

    if (!query)
        return error->code;
    query_integer(query, "with_drills", with_drills);
    while (result == 0 && (got = query_step(query, error)) != 0) {
        struct incident_case held;

        result = got < 0
                     ? got
                     : case_load(bundle->scene, now_us, query_column_text(query, 0), &held, error);
        if (result == 0)
            result = write_case(bundle, &held, error);
    }
    query_done(query);
    return result;
}

static int begin(struct bundle *bundle, struct error *error)
{
    const struct register_scene *scene = bundle->scene;
    char *since = arena_alloc(scene->arena, TIME_SIZE);
    int64_t began_us = 0;
    int result = city_read(scene->store, scene->arena, &bundle->city, error);

    if (result == 0)
        result = record_entry_time(scene->store, 0, &began_us, error);
    time_format_utc(began_us, since);
    bundle->since = since;
    if (result == 0)
        bundle->identity = id_of(bundle, "identity", "city");
    return result;
}

int stix_write(const struct register_scene *scene, int64_t now_us, const char *no, bool with_drills,
               struct json *json, struct error *error)
{
    struct bundle bundle = {.scene = scene, .json = json};
    struct incident_case held;
    int result = begin(&bundle, error);

    if (result == 0 && no)
        result = case_load(scene, now_us, no, &held, error);
    if (result < 0)
        return result;
    json_object_start(json);
    json_text_at(json, "type", "bundle");
    json_text_at(json, "id", id_of(&bundle, "bundle", no ? no : "all"));
    json_key(json, "objects");
    json_array_start(json);
    write_frame(&bundle);
    result =
        no ? write_case(&bundle, &held, error) : write_all(&bundle, now_us, with_drills, error);
    json_array_end(json);
    json_object_end(json);
    return result;
}
