#include "room/clause/oscal_write.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/uuid.h"
#include "pack/pack.h"
#include "room/clause/oscal.h"

#include <string.h>

const char oscal_namespace[] = "https://chikiri.example/ns/oscal";

static const char oscal_version[] = "1.2.1";

void oscal_write_uuid(const struct oscal_source *source, struct json *json, const char *member,
                      const char *kind, const char *key)
{
    char uuid[UUID_SIZE];
    struct buffer name = {.limit_bytes = 1 << 20};

    buffer_format(&name, "%s/%s/%s/%s", pack_id(source->pack), source->city, kind, key);
    uuid_from_name(buffer_string(&name), uuid);
    buffer_done(&name);
    json_text_at(json, member, uuid);
}

void oscal_write_head(const struct oscal_source *source, struct json *json, const char *kind,
                      const char *title)
{
    oscal_write_uuid(source, json, "uuid", "document", kind);
    json_key(json, "metadata");
    json_object_start(json);
    json_text_at(json, "title", title);
    json_text_at(json, "last-modified", source->changed_at);
    json_text_at(json, "version", pack_version(source->pack));
    json_text_at(json, "oscal-version", oscal_version);
    json_object_end(json);
}

void oscal_write_line(struct json *json, struct arena *arena, const char *member, const char *text)
{
    char *line = text_trim(arena, text ? text : "");
    size_t at = 0;

    for (size_t i = 0; line[i]; i++) {
        bool is_space = line[i] == ' ' || ((unsigned char)line[i] < 0x20) || line[i] == 0x7F;

        if (!is_space)
            line[at++] = line[i];
        else if (at > 0 && line[at - 1] != ' ')
            line[at++] = ' ';
    }
    while (at > 0 && line[at - 1] == ' ')
        at--;
    line[at] = '\0';
    json_text_at(json, member, at > 0 ? line : "-");
}

void oscal_write_prop(struct json *json, struct arena *arena, const char *name, const char *value)
{
    if (!value || text_is_blank(value))
        return;
    json_object_start(json);
    json_text_at(json, "name", name);
    json_text_at(json, "ns", oscal_namespace);
    oscal_write_line(json, arena, "value", value);
    json_object_end(json);
}

void oscal_write_catalog_resource(struct json *json, const char *uuid, const char *title)
{
    json_key(json, "back-matter");
    json_object_start(json);
    json_key(json, "resources");
    json_array_start(json);
    json_object_start(json);
    json_text_at(json, "uuid", uuid);
    json_text_at(json, "title", title);
    json_key(json, "rlinks");
    json_array_start(json);
    json_object_start(json);
    json_text_at(json, "href", "catalog.json");
    json_text_at(json, "media-type", "application/oscal.catalog+json");
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

void oscal_write_observation(const struct oscal_source *source, struct json *json,
                             struct arena *arena, const struct oscal_finding *finding)
{
    const struct pack_code *code = pack_code(source->pack, finding->code);

    json_object_start(json);
    oscal_write_uuid(source, json, "uuid", "observation", finding->id);
    oscal_write_line(json, arena, "title", code ? code->title.japanese : finding->code);
    oscal_write_line(json, arena, "description", finding->detail ? finding->detail : finding->code);
    json_key(json, "props");
    json_array_start(json);
    oscal_write_prop(json, arena, "finding", finding->id);
    oscal_write_prop(json, arena, "code", finding->code);
    oscal_write_prop(json, arena, "clause", finding->clause);
    oscal_write_prop(json, arena, "key", finding->key);
    oscal_write_prop(json, arena, "section", finding->section);
    oscal_write_prop(json, arena, "state", finding->state);
    json_array_end(json);
    json_key(json, "methods");
    json_array_start(json);
    json_text(json, "TEST");
    json_array_end(json);
    json_key(json, "types");
    json_array_start(json);
    json_text(json, "finding");
    json_array_end(json);
    json_text_at(json, "collected", finding->opened_at);
    json_object_end(json);
}

int oscal_read_findings(const struct oscal_source *source, struct arena *arena,
                        struct oscal_finding **ret_findings, int *ret_count, struct error *error)
{
    int count = 0, capacity = 256, step;
    struct oscal_finding *findings = arena_alloc(arena, (size_t)capacity * sizeof(*findings));
    struct oscal_finding finding;

    while ((step = source->next(source->context, &finding, error)) > 0) {
        if (strcmp(finding.state, "closed") == 0)
            continue;
        if (count == capacity) {
            struct oscal_finding *wider =
                arena_alloc(arena, (size_t)capacity * 2 * sizeof(*findings));

            memcpy(wider, findings, (size_t)count * sizeof(*findings));
            findings = wider;
            capacity *= 2;
        }
        findings[count++] = finding;
    }
    if (step < 0)
        return step;
    *ret_findings = findings;
    *ret_count = count;
    return 0;
}
