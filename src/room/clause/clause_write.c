/* Clauses as JSON and as lines for people. */
#include "room/clause/clause.h"

#include "base/buffer.h"
#include "base/json.h"
#include "pack/pack.h"

#include <string.h>

static const char *in_language(struct pack_text text, enum language language)
{
    return language == LANGUAGE_ENGLISH ? text.english : text.japanese;
}

/* The title of a role; a group's, or the id itself, when it is none. */
static const char *holder_title(const struct pack *pack, const char *id, enum language language)
{
    int count;
    const struct pack_role *role = pack_role(pack, id);
    const struct pack_group *groups = pack_groups(pack, &count);

    if (role)
        return in_language(role->title, language);
    for (int i = 0; i < count; i++)
        if (strcmp(groups[i].id, id) == 0)
            return in_language(groups[i].title, language);
    return id;
}

static void write_holders(const struct pack *pack, const struct pack_clause *clause,
                          enum language language, struct json *json)
{
    json_key(json, "duty_holders");
    json_array_start(json);
    for (const char *const *holder = clause->duty_holders; *holder; holder++) {
        json_object_start(json);
        json_text_at(json, "id", *holder);
        json_text_at(json, "title", holder_title(pack, *holder, language));
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_age(struct json *json, int64_t age_s)
{
    json_key(json, "evidence_age_s");
    if (age_s < 0)
        json_put_null(json);
    else
        json_put_integer(json, age_s);
}

static void write_carriers(const struct clause_model *model, struct json *json)
{
    json_key(json, "carriers");
    json_array_start(json);
    for (int i = 0; i < model->carrier_count; i++) {
        const struct clause_carrier *carrier = &model->carriers[i];

        json_object_start(json);
        json_text_at(json, "kind", carrier->kind);
        json_text_at(json, "id", carrier->id);
        json_text_at(json, "state", carrier->state);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_parts(const struct pack_clause *clause, enum language language, struct json *json)
{
    json_key(json, "parts");
    json_array_start(json);
    for (int i = 0; i < clause->part_count; i++) {
        const struct pack_part *part = &clause->parts[i];

        json_object_start(json);
        json_text_at(json, "id", part->id);
        json_text_at(json, "number", part->number);
        json_text_at(json, "title", in_language(part->title, language));
        json_text_at(json, "text", in_language(part->text, language));
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_clause(const struct pack *pack, const struct clause_model *model,
                         enum language language, struct json *json)
{
    const struct pack_clause *clause = model->clause;

    json_object_start(json);
    json_text_at(json, "id", clause->id);
    json_text_at(json, "number", clause->number);
    json_integer_at(json, "section", clause->section);
    json_text_at(json, "title", in_language(clause->title, language));
    json_text_at(json, "text", in_language(clause->text, language));
    json_text_at(json, "reading", in_language(clause->reading, language));
    json_text_at(json, "modes", clause->modes);
    json_text_at(json, "force", force_word(clause->force));
    write_holders(pack, clause, language, json);
    write_parts(clause, language, json);
    json_text_at(json, "state", model->state);
    write_carriers(model, json);
    write_age(json, model->evidence_age_s);
    json_object_end(json);
}

void clause_write_json(const struct pack *pack, const struct clause_model *models, int count,
                       enum language language, struct json *json)
{
    json_array_start(json);
    for (int i = 0; i < count; i++)
        write_clause(pack, &models[i], language, json);
    json_array_end(json);
}

void clause_write_text(const struct clause_model *models, int count, enum language language,
                       struct buffer *buffer)
{
    for (int i = 0; i < count; i++) {
        const struct clause_model *model = &models[i];

        buffer_format(buffer, "%s\t%s\t%s\t", model->clause->id,
                      clause_state_word(model->state, language),
                      in_language(model->clause->title, language));
        for (int j = 0; j < model->carrier_count; j++)
            buffer_format(buffer, "%s%s:%s", j ? " " : "", model->carriers[j].kind,
                          model->carriers[j].id);
        buffer_byte(buffer, '\n');
    }
}
