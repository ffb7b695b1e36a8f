#include "register/import_output.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "register/import.h"
#include "register/register.h"

#include <string.h>

static void write_rows(struct json *json, const struct import_rows *rows)
{
    json_key(json, "rows");
    json_object_start(json);
    json_integer_at(json, "read", rows->read);
    json_integer_at(json, "valid", rows->valid);
    json_integer_at(json, "invalid", rows->invalid);
    json_integer_at(json, "skipped", rows->skipped);
    json_object_end(json);
}

static void write_changes(struct json *json, const struct import_changes *changes)
{
    json_key(json, "changes");
    json_object_start(json);
    json_integer_at(json, "added", changes->added);
    json_integer_at(json, "updated", changes->updated);
    json_integer_at(json, "unchanged", changes->unchanged);
    json_integer_at(json, "ended", changes->ended);
    json_object_end(json);
}

static void write_problem(struct json *json, const struct register_problem *problem)
{
    json_object_start(json);
    json_text_at(json, "code", problem->code);
    json_text_at(json, "severity", problem->severity);
    json_text_at(json, "sheet", problem->sheet);
    json_key(json, "row");
    if (problem->row > 0)
        json_put_integer(json, problem->row);
    else
        json_put_null(json);
    json_text_at(json, "column", problem->column);
    json_text_at(json, "heading", problem->heading);
    json_text_at(json, "key", problem->key);
    json_text_at(json, "value", problem->value);
    json_text_at(json, "message", problem->message);
    json_object_end(json);
}

static void write_parts(struct json *json, const struct import_result *result)
{
    json_key(json, "parts");
    json_array_start(json);
    for (int i = 0; i < result->part_count; i++) {
        const struct import_part_result *part = &result->parts[i];
        json_object_start(json);
        json_text_at(json, "sheet", part->sheet);
        json_text_at(json, "part", part->part);
        json_key(json, "header_rows");
        json_array_start(json);
        json_put_integer(json, part->header_first);
        json_put_integer(json, part->header_last);
        json_array_end(json);
        write_rows(json, &part->rows);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_sample(struct json *json, const struct import_sample *sample)
{
    json_object_start(json);
    json_text_at(json, "sheet", sample->sheet);
    json_integer_at(json, "row", sample->row);
    json_key(json, "cells");
    json_array_start(json);
    for (int i = 0; i < sample->count; i++) {
        json_object_start(json);
        json_text_at(json, "heading", sample->headings[i]);
        json_text_at(json, "text", sample->texts[i]);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_preview(struct json *json, const struct import_result *result)
{
    json_key(json, "preview");
    json_object_start(json);
    write_changes(json, &result->planned);
    json_key(json, "samples");
    json_array_start(json);
    for (int i = 0; i < result->sample_count; i++)
        write_sample(json, &result->samples[i]);
    json_array_end(json);
    json_object_end(json);
}

void import_write_json(const struct import_result *result, struct json *json)
{
    const struct import_changes changes = {result->added, result->updated, result->unchanged,
                                           result->ended};
    json_object_start(json);
    json_text_at(json, "kind", result->kind);
    json_text_at(json, "file", result->file);
    json_text_at(json, "sha256", *result->sha256 != '\0' ? result->sha256 : NULL);
    json_text_at(json, "profile", result->profile);
    json_bool_at(json, "applied", result->applied);
    write_rows(json, &result->rows);
    write_changes(json, &changes);
    write_parts(json, result);
    json_text_at(json, "system_made", result->system_made);
    if (result->samples != NULL)
        write_preview(json, result);
    json_key(json, "problems");
    json_array_start(json);
    for (int i = 0; i < result->problem_count; i++)
        write_problem(json, &result->problems[i]);
    json_array_end(json);
    json_object_end(json);
}

void import_refused(const struct import_request *request, const struct error *error,
                    struct arena *arena, struct import_result *result)
{
    const char *slash = strrchr(request->path, '/');
    struct register_problem *problem = arena_alloc(arena, sizeof *problem);
    *problem = (struct register_problem){
        .code = arena_copy(arena, error->id),
        .severity = "error",
        .column = *error->field != '\0' ? arena_copy(arena, error->field) : NULL,
        .key = "",
        .message = arena_copy(arena, error->text)};
    result->kind = request->kind;
    result->file = request->file_name != NULL ? request->file_name
                   : slash != NULL            ? slash + 1
                                              : request->path;
    result->applied = false;
    result->problems = problem;
    result->problem_count = 1;
    result->part_count = 0;
}
