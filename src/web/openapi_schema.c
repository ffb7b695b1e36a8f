/* Schemas of JSON Schema 2020-12, as OpenAPI 3.1 uses it. */
#include "web/openapi.h"

#include "base/arena.h"
#include "base/json.h"
#include "register/register.h"

#include <string.h>

static void put_type(struct json *json, const char *type, bool may_be_null)
{
    json_key(json, "type");
    if (!may_be_null) {
        json_text(json, type);
        return;
    }
    json_array_start(json);
    json_text(json, type);
    json_text(json, "null");
    json_array_end(json);
}

/* Words of a closed list. */
static void put_choice(struct json *json, struct arena *arena, const char *words,
                       const char *between, bool may_be_null)
{
    put_type(json, "string", may_be_null);
    json_key(json, "enum");
    json_array_start(json);
    for (const char *at = words; *at != '\0'; at += strspn(at, between)) {
        size_t length = strcspn(at, between);
        json_text(json, arena_copy_bytes(arena, at, length));
        at += length;
    }
    if (may_be_null)
        json_put_null(json);
    json_array_end(json);
}

void openapi_write_type(struct json *json, struct arena *arena, const char *type, bool may_be_null)
{
    json_object_start(json);
    if (strcmp(type, "any") == 0) {
        /* an empty schema: whatever it is */
    } else if (strchr(type, '|') != NULL) {
        put_choice(json, arena, type, "|", may_be_null);
    } else if (strcmp(type, "integer") == 0 || strcmp(type, "boolean") == 0) {
        put_type(json, type, may_be_null);
    } else {
        put_type(json, "string", may_be_null);
        if (strcmp(type, "date") == 0)
            json_text_at(json, "format", "date");
        if (strcmp(type, "time") == 0)
            json_text_at(json, "format", "date-time");
        if (strcmp(type, "file") == 0)
            json_text_at(json, "contentMediaType", "application/octet-stream");
    }
    json_object_end(json);
}

/* The end of what a bracket at `open` holds: where it is closed. */
static const char *closing(const char *open)
{
    int depth = 0;

    for (const char *at = open; *at != '\0'; at++) {
        depth += strchr("[{", *at) != NULL;
        depth -= strchr("]}", *at) != NULL;
        if (depth == 0)
            return at;
    }
    return open + strlen(open);
}

/* One word of a list. */
struct word {
    const char *name, *type; /* "" for a text */
    char bracket;            /* '[' or '{', 0 without */
    const char *inner;
    bool is_sure;
};

/* The next word of the list; false at its end. */
static bool next_word(struct arena *arena, const char **list, struct word *word)
{
    const char *at = *list + strspn(*list, " ");
    size_t length = strcspn(at, " !:[{");

    *word = (struct word){.name = arena_copy_bytes(arena, at, length), .type = ""};
    if (length == 0)
        return false;
    at += length;
    word->is_sure = *at == '!';
    at += word->is_sure;
    if (*at == ':') {
        length = strcspn(at + 1, " ");
        word->type = arena_copy_bytes(arena, at + 1, length);
        at += length + 1;
    } else if (*at == '[' || *at == '{') {
        const char *end = closing(at);
        word->bracket = *at;
        word->inner = arena_copy_bytes(arena, at + 1, (size_t)(end - at - 1));
        at = *end != '\0' ? end + 1 : end;
    }
    *list = at;
    return true;
}

static void put_word(struct json *json, struct arena *arena, const struct word *word)
{
    if (word->bracket == '\0') {
        openapi_write_type(json, arena, word->type, !word->is_sure);
        return;
    }
    if (word->bracket == '{' && *word->inner != '\0') {
        openapi_write_object(json, arena, word->inner);
        return;
    }
    json_object_start(json);
    if (word->bracket == '{') { /* its members are named by what it is about */
        json_text_at(json, "type", "object");
        json_object_end(json);
        return;
    }
    json_text_at(json, "type", "array");
    json_key(json, "items");
    if (*word->inner == '\0')
        openapi_write_type(json, arena, "", false);
    else if (*word->inner == ':')
        openapi_write_type(json, arena, word->inner + 1, false);
    else
        openapi_write_object(json, arena, word->inner);
    json_object_end(json);
}

static void put_properties(struct json *json, struct arena *arena, const char *words)
{
    struct word word;

    while (next_word(arena, &words, &word)) {
        json_key(json, word.name);
        put_word(json, arena, &word);
    }
}

static void put_required(struct json *json, struct arena *arena, const char *words)
{
    struct word word;

    json_key(json, "required");
    json_array_start(json);
    while (next_word(arena, &words, &word))
        if (word.is_sure)
            json_text(json, word.name);
    json_array_end(json);
}

void openapi_write_object(struct json *json, struct arena *arena, const char *words)
{
    json_object_start(json);
    json_text_at(json, "type", "object");
    json_key(json, "properties");
    json_object_start(json);
    put_properties(json, arena, words);
    json_object_end(json);
    put_required(json, arena, words);
    json_bool_at(json, "additionalProperties", false);
    json_object_end(json);
}

static void put_column_type(struct json *json, struct arena *arena, const struct column *column)
{
    if (column->noun == NOUN_WORD && column->words != NULL)
        put_choice(json, arena, column->words, " ", true);
    else if (column->noun == NOUN_IMPORTANCE)
        put_choice(json, arena, "A B C", " ", true);
    else if (column->noun == NOUN_MARK)
        put_type(json, "boolean", true);
    else if (column->storage == STORED_INTEGER)
        put_type(json, "integer", true);
    else
        put_type(json, "string", true);
    if (column->noun == NOUN_DATE)
        json_text_at(json, "format", "date");
    if (column->noun == NOUN_TIME)
        json_text_at(json, "format", "date-time");
}

/* What is written may be spelled as people spell it: ○, 令和8年4月1日, the name of a system. */
static void put_column(struct json *json, struct arena *arena, const struct column *column,
                       enum language language, bool is_written)
{
    json_key(json, column->name);
    json_object_start(json);
    if (is_written) {
        json_key(json, "type");
        json_array_start(json);
        json_text(json, "string");
        json_text(json, column->noun == NOUN_MARK ? "boolean" : "integer");
        json_text(json, "null");
        json_array_end(json);
        if (column->noun == NOUN_WORD && column->words != NULL)
            json_text_at(json, "description", column->words);
    } else {
        put_column_type(json, arena, column);
    }
    json_text_at(json, "title", language == LANGUAGE_JAPANESE ? column->label : column->english);
    if (column->clause != NULL)
        json_text_at(json, "x-clause", column->clause);
    json_object_end(json);
}

void openapi_write_row(struct json *json, struct arena *arena, const struct register_kind *kind,
                       enum language language, bool is_written, const char *words)
{
    const struct table *table = kind->table;

    json_object_start(json);
    json_text_at(json, "type", "object");
    json_text_at(json, "title", register_title(kind, language));
    json_key(json, "properties");
    json_object_start(json);
    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].noun != NOUN_INTERNAL)
            put_column(json, arena, &table->columns[i], language, is_written);
    put_properties(json, arena, words);
    json_object_end(json);
    put_required(json, arena, words);
    json_bool_at(json, "additionalProperties", false);
    json_object_end(json);
}
