/* The component definition and the plan of action. The assessment results: oscal_results.c. */
#include "room/clause/oscal.h"

#include "base/arena.h"
#include "base/json.h"
#include "pack/pack.h"
#include "room/clause/oscal_map.h"
#include "room/clause/oscal_write.h"

#include <string.h>

const char *oscal_catalog(const struct pack *pack, size_t *ret_length)
{
    return pack_file(pack, "catalog.json", ret_length);
}

static void write_requirement(const struct oscal_source *source, struct json *json,
                              struct arena *arena, const struct pack_code *code,
                              const struct oscal_place *place)
{
    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "requirement", code->code);
    json_text_at(json, "control-id", place->control);
    oscal_write_line(json, arena, "description", code->explain.japanese);
    if (place->is_item) {
        json_key(json, "statements");
        json_array_start(json);
        json_object_start(json);
        json_text_at(json, "statement-id", place->statement);
        oscal_write_uuid(source, json, "uuid", "statement", code->code);
        oscal_write_line(json, arena, "description", code->title.japanese);
        json_object_end(json);
        json_array_end(json);
    }
    json_object_end(json);
}

static void write_component(const struct oscal_source *source, struct json *json,
                            struct arena *arena, const struct pack_check *check,
                            const struct oscal_place *place, const char *catalog)
{
    const struct pack_code *code = pack_code(source->pack, check->code);

    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "check", check->code);
    json_text_at(json, "type", "validation");
    oscal_write_line(json, arena, "title", code->title.japanese);
    oscal_write_line(json, arena, "description", code->explain.japanese);
    json_key(json, "props");
    json_array_start(json);
    oscal_write_prop(json, arena, "code", check->code);
    oscal_write_prop(json, arena, "clause", code->clause);
    oscal_write_prop(json, arena, "severity", code->severity);
    oscal_write_prop(json, arena, "sql-sha256", check->sql_sha256);
    json_array_end(json);
    json_key(json, "control-implementations");
    json_array_start(json);
    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "implementation", check->code);
    json_text_at(json, "source", arena_format(arena, "#%s", catalog));
    oscal_write_line(json, arena, "description", code->title.japanese);
    json_key(json, "implemented-requirements");
    json_array_start(json);
    write_requirement(source, json, arena, code, place);
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* OSCAL wants at least one component, so a pack without checks has no such member. */
static void write_components(const struct oscal_source *source, struct json *json,
                             struct arena *arena, const struct oscal_place *places, int place_count,
                             const char *catalog)
{
    int count;
    bool started = false;
    const struct pack_check *checks = pack_checks(source->pack, &count);

    for (int i = 0; i < count; i++) {
        const struct pack_code *code = pack_code(source->pack, checks[i].code);
        const struct oscal_place *place = oscal_find_place(places, place_count, code->clause);

        if (!place)
            continue;
        if (!started) {
            json_key(json, "components");
            json_array_start(json);
            started = true;
        }
        write_component(source, json, arena, &checks[i], place, catalog);
    }
    if (started)
        json_array_end(json);
}

int oscal_write_components(const struct oscal_source *source, struct arena *arena,
                           struct json *json, struct error *error)
{
    struct oscal_place *places;
    const char *catalog;
    int count;

    int code = oscal_map(source->pack, arena, &places, &count, &catalog, error);
    if (code)
        return code;
    json_object_start(json);
    json_key(json, "component-definition");
    json_object_start(json);
    oscal_write_head(source, json, "component-definition",
                     arena_format(arena, "%s 点検", pack_title(source->pack).japanese));
    write_components(source, json, arena, places, count, catalog);
    oscal_write_catalog_resource(json, catalog, pack_title(source->pack).japanese);
    json_object_end(json);
    json_object_end(json);
    return 0;
}

static void write_item(const struct oscal_source *source, struct json *json, struct arena *arena,
                       const struct oscal_finding *finding)
{
    const struct pack_code *code = pack_code(source->pack, finding->code);

    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "item", finding->id);
    oscal_write_line(json, arena, "title", code ? code->title.japanese : finding->code);
    oscal_write_line(json, arena, "description", code ? code->action.japanese : finding->code);
    json_key(json, "props");
    json_array_start(json);
    oscal_write_prop(json, arena, "finding", finding->id);
    oscal_write_prop(json, arena, "state", finding->state);
    oscal_write_prop(json, arena, "section", finding->section);
    json_array_end(json);
    json_key(json, "related-observations");
    json_array_start(json);
    json_object_start(json);
    oscal_write_uuid(source, json, "observation-uuid", "observation", finding->id);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* OSCAL wants at least one item: with nothing to act on there is one that says so. */
static void write_nothing_to_do(const struct oscal_source *source, struct json *json)
{
    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "item", "none");
    json_text_at(json, "title", "是正を要する指摘なし");
    json_text_at(json, "description", "開いている指摘も、例外とした指摘もありません。");
    json_object_end(json);
}

int oscal_write_poam(const struct oscal_source *source, struct arena *arena, struct json *json,
                     struct error *error)
{
    struct oscal_finding *findings;
    int count;

    int code = oscal_read_findings(source, arena, &findings, &count, error);
    if (code)
        return code;
    json_object_start(json);
    json_key(json, "plan-of-action-and-milestones");
    json_object_start(json);
    oscal_write_head(source, json, "poam", arena_format(arena, "%s 是正の一覧", source->city));
    json_key(json, "system-id");
    json_object_start(json);
    json_text_at(json, "identifier-type", "https://chikiri.example/ns/city");
    oscal_write_line(json, arena, "id", source->city);
    json_object_end(json);
    if (count > 0) {
        json_key(json, "observations");
        json_array_start(json);
        for (int i = 0; i < count; i++)
            oscal_write_observation(source, json, arena, &findings[i]);
        json_array_end(json);
    }
    json_key(json, "poam-items");
    json_array_start(json);
    for (int i = 0; i < count; i++)
        write_item(source, json, arena, &findings[i]);
    if (count == 0)
        write_nothing_to_do(source, json);
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
    return 0;
}
