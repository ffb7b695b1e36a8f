/* Assessment results: what the checks found, as of the last recorded change. */
#include "room/clause/oscal.h"

#include "base/error.h"

#include "base/arena.h"
#include "base/json.h"
#include "pack/pack.h"
#include "room/clause/clause.h"
#include "room/clause/oscal_map.h"
#include "room/clause/oscal_write.h"

#include <string.h>

struct results {
    const struct oscal_source *source;
    struct json *json;
    struct arena *arena;
    const struct oscal_place *places;
    int place_count;
    const struct oscal_finding *findings;
    int finding_count;
};

static bool has_check(const struct clause_model *model)
{
    for (int i = 0; i < model->carrier_count; i++)
        if (strcmp(model->carriers[i].kind, "check") == 0)
            return true;
    return false;
}

/* A clause that is judged: it has a check and there is something to judge. */
static const struct oscal_place *judged_place(const struct results *results,
                                              const struct clause_model *model)
{
    if (!has_check(model) || strcmp(model->state, "none") == 0)
        return NULL;
    return oscal_find_place(results->places, results->place_count, model->clause->id);
}

static bool is_first_of_control(const struct results *results, int at)
{
    const struct oscal_place *own = judged_place(results, &results->source->clauses[at]);

    must(own != NULL);
    const char *control = own->control;

    for (int i = 0; i < at; i++) {
        const struct oscal_place *place = judged_place(results, &results->source->clauses[i]);

        if (place && strcmp(place->control, control) == 0)
            return false;
    }
    return true;
}

static int count_judged(const struct results *results)
{
    int count = 0;

    for (int i = 0; i < results->source->clause_count; i++)
        count += judged_place(results, &results->source->clauses[i]) != NULL;
    return count;
}

static void write_reviewed(const struct results *results)
{
    struct json *json = results->json;

    json_key(json, "reviewed-controls");
    json_object_start(json);
    json_key(json, "control-selections");
    json_array_start(json);
    json_object_start(json);
    if (count_judged(results) == 0) {
        json_text_at(json, "description", "点検の対象となる条項がありません。");
    } else {
        json_key(json, "include-controls");
        json_array_start(json);
        for (int i = 0; i < results->source->clause_count; i++) {
            const struct oscal_place *place = judged_place(results, &results->source->clauses[i]);

            if (!place || !is_first_of_control(results, i))
                continue;
            json_object_start(json);
            json_text_at(json, "control-id", place->control);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* OSCAL has two states only. What is not known is not satisfied, for another reason than failing; a
 * recommendation is satisfied with a remark. */
static void write_status(struct json *json, const char *state)
{
    bool satisfied = strcmp(state, "ok") == 0 || strcmp(state, "recommendation") == 0;
    const char *reason = strcmp(state, "ok") == 0       ? "pass"
                         : strcmp(state, "breach") == 0 ? "fail"
                                                        : "other";

    json_key(json, "status");
    json_object_start(json);
    json_text_at(json, "state", satisfied ? "satisfied" : "not-satisfied");
    json_text_at(json, "reason", reason);
    json_text_at(json, "remarks", clause_state_word(state, LANGUAGE_JAPANESE));
    json_object_end(json);
}

static void write_related(const struct results *results, const char *clause)
{
    struct json *json = results->json;
    bool started = false;

    for (int i = 0; i < results->finding_count; i++) {
        const struct oscal_finding *finding = &results->findings[i];

        if (!finding->clause || strcmp(finding->clause, clause) != 0)
            continue;
        if (!started) {
            json_key(json, "related-observations");
            json_array_start(json);
            started = true;
        }
        json_object_start(json);
        oscal_write_uuid(results->source, json, "observation-uuid", "observation", finding->id);
        json_object_end(json);
    }
    if (started)
        json_array_end(json);
}

static void write_finding(const struct results *results, const struct clause_model *model,
                          const struct oscal_place *place)
{
    struct json *json = results->json;

    json_object_start(json);
    oscal_write_uuid(results->source, json, "uuid", "clause", model->clause->id);
    oscal_write_line(json, results->arena, "title",
                     arena_format(results->arena, "%s %s", model->clause->number,
                                  model->clause->title.japanese));
    oscal_write_line(json, results->arena, "description", model->clause->text.japanese);
    json_key(json, "props");
    json_array_start(json);
    oscal_write_prop(json, results->arena, "clause", model->clause->id);
    oscal_write_prop(json, results->arena, "state", model->state);
    json_array_end(json);
    json_key(json, "target");
    json_object_start(json);
    json_text_at(json, "type", "statement-id");
    json_text_at(json, "target-id", place->statement);
    write_status(json, model->state);
    json_object_end(json);
    write_related(results, model->clause->id);
    json_object_end(json);
}

static void write_observations(const struct results *results)
{
    if (results->finding_count == 0)
        return;
    json_key(results->json, "observations");
    json_array_start(results->json);
    for (int i = 0; i < results->finding_count; i++)
        oscal_write_observation(results->source, results->json, results->arena,
                                &results->findings[i]);
    json_array_end(results->json);
}

static void write_findings(const struct results *results)
{
    if (count_judged(results) == 0)
        return;
    json_key(results->json, "findings");
    json_array_start(results->json);
    for (int i = 0; i < results->source->clause_count; i++) {
        const struct clause_model *model = &results->source->clauses[i];
        const struct oscal_place *place = judged_place(results, model);

        if (place)
            write_finding(results, model, place);
    }
    json_array_end(results->json);
}

static void write_result(const struct results *results)
{
    struct json *json = results->json;
    const struct oscal_source *source = results->source;

    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "result", source->changed_at);
    json_text_at(json, "title", "自動の点検");
    json_text_at(json, "description", "台帳の最後の記録の時点で、点検が見つけたもの。");
    json_text_at(json, "start", source->changed_at);
    json_text_at(json, "end", source->changed_at);
    write_reviewed(results);
    write_observations(results);
    write_findings(results);
    json_object_end(json);
}

int oscal_write_results(const struct oscal_source *source, struct arena *arena, struct json *json,
                        struct error *error)
{
    struct results results = {.source = source, .json = json, .arena = arena};
    struct oscal_place *places;
    struct oscal_finding *findings;
    const char *catalog;

    int code = oscal_map(source->pack, arena, &places, &results.place_count, &catalog, error);
    if (code == 0)
        code = oscal_read_findings(source, arena, &findings, &results.finding_count, error);
    if (code)
        return code;
    results.places = places;
    results.findings = findings;
    json_object_start(json);
    json_key(json, "assessment-results");
    json_object_start(json);
    oscal_write_head(source, json, "assessment-results",
                     arena_format(arena, "%s 点検の結果", source->city));
    /* There is no separate plan: what is checked is the catalogue itself. */
    json_key(json, "import-ap");
    json_object_start(json);
    json_text_at(json, "href", arena_format(arena, "#%s", catalog));
    json_object_end(json);
    json_key(json, "results");
    json_array_start(json);
    write_result(&results);
    json_array_end(json);
    oscal_write_catalog_resource(json, catalog, pack_title(source->pack).japanese);
    json_object_end(json);
    json_object_end(json);
    return 0;
}
