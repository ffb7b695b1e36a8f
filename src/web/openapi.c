#include "web/openapi.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/wiring.h"
#include "pack/pack.h"
#include "page/page.h"
#include "web/server.h"

#include <ctype.h>
#include <string.h>

/* One document on its way. */
struct document {
    struct visit *visit;
    struct json *json;
    const struct page **pages; /* those of the API, the web floor's first */
    int page_count;
};

struct operation {
    const char *method, *path, *query, *takes, *gives;
};

static const struct operation operations[] = {
#define OPERATION(method, path, query, takes, gives) {method, path, query, takes, gives},
#include "web/openapi.inc"
#undef OPERATION
};

/* What the API tells of a row beside its columns: in a list, by itself, after it was written. */
#define ROW_NAME                                                                                   \
    "id!:integer row_key! tag! register_kind! key! source_file source_row ended_at:time "
static const struct row_face {
    const char *ending, *words;
    bool is_written;
} row_faces[] = {
    {"", "id!:integer row_key tag ended_at:time findings_open:integer", false},
    {"-row",
     ROW_NAME "raw!{} findings![id! code! clause severity state! detail opened_at:time] "
              "history[index!:integer class! at!:time register row:integer erased!:boolean "
              "actor{staff_no name post way terminal} action key reason file file_row:any result "
              "notes{} before{} after{}]",
     false},
    {"-written", ROW_NAME "opened![] closed![]", false},
    {"-change", "reason", true},
};
#undef ROW_NAME

static const struct operation *find_operation(const struct page *page)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i].method, page->method) == 0 &&
            strcmp(operations[i].path, page->path) == 0)
            return &operations[i];
    return NULL;
}

/* The register that the page is of: its path begins with the register's name. */
static const struct register_kind *kind_of(const struct document *document, const struct page *page)
{
    const char *first = page->path + 1;
    size_t length = strcspn(first, "/");
    const struct register_kind *const *kind = document->visit->scene.kinds;

    for (; *kind != NULL; kind++)
        if (strlen((*kind)->kind) == length && strncmp((*kind)->kind, first, length) == 0)
            return *kind;
    return NULL;
}

/* Whether the page gives a file and no JSON. */
static bool is_file(const struct page *page)
{
    static const char *const ends[] = {"/export", "/file", "/problems", "/proof"};
    const char *last = strrchr(page->path, '/');

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcmp(last, ends[i]) == 0)
            return true;
    return false;
}

static void collect(struct document *document, const struct page *list)
{
    int room = document->page_count;
    const struct page **larger;

    for (const struct page *page = list; page->path != NULL; page++)
        room++;
    larger = arena_alloc(document->visit->arena, (size_t)(room + 1) * sizeof *larger);
    for (int i = 0; i < document->page_count; i++)
        larger[i] = document->pages[i];
    document->pages = larger;
    for (const struct page *page = list; page->path != NULL; page++)
        if ((page->flags & PAGE_NOT_IN_API) == 0)
            larger[document->page_count++] = page;
}

/* "/users/{id}/reset" of "/users" "/" "*" "/reset". */
static const char *path_of(const struct document *document, const struct page *page)
{
    static const char *const names[VISIT_PART_LIMIT] = {"{id}", "{part}", "{third}", "{fourth}"};
    struct buffer text = {0};
    int count = 0;

    for (const char *at = page->path; *at != '\0'; at++)
        if (*at == '*')
            buffer_text(&text, names[count++]);
        else
            buffer_byte(&text, (uint8_t)*at);
    const char *path = arena_copy(document->visit->arena, buffer_string(&text));
    buffer_done(&text);
    return path;
}

static void put_parameter(const struct document *document, const char *name, const char *place,
                          bool is_needed, const char *type)
{
    struct json *json = document->json;

    json_object_start(json);
    json_text_at(json, "name", name);
    json_text_at(json, "in", place);
    json_bool_at(json, "required", is_needed);
    json_key(json, "schema");
    openapi_write_type(json, document->visit->arena, type, false);
    json_object_end(json);
}

/* "$questions" stands for the answers to those of the pack. CLAUSE: 2.1 */
static const char *with_questions(const struct document *document, const char *words)
{
    static const char place[] = "$questions";
    const char *at = strstr(words, place);
    struct arena *arena = document->visit->arena;
    int count;
    const struct pack_question *questions = pack_questions(document->visit->scene.pack, &count);

    if (at == NULL)
        return words;
    const char *text = arena_copy_bytes(arena, words, (size_t)(at - words));
    for (int i = 0; i < count; i++)
        text = arena_format(arena, "%s%s:yes|no|unsure ", text, questions[i].id);
    return arena_format(arena, "%s%s", text, at + sizeof place - 1);
}

/* "q state:a|b kind!" as parameters of the query. */
static void put_query(const struct document *document, const char *words)
{
    struct arena *arena = document->visit->arena;

    for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " "), name = strcspn(at, " !:");
        const char *colon = memchr(at, ':', length);
        const char *type =
            colon != NULL ? arena_copy_bytes(arena, colon + 1, (size_t)(at + length - colon - 1))
                          : "";
        put_parameter(document, arena_copy_bytes(arena, at, name), "query", at[name] == '!', type);
        at += length;
    }
}

/* Each column is a filter; days also as a stretch of time. */
static void put_filters(const struct document *document, const struct register_kind *kind)
{
    struct arena *arena = document->visit->arena;

    put_query(document,
              "q findings:open sort columns offset:integer limit:integer section_id:integer");
    for (int i = 0; i < kind->table->column_count; i++) {
        const struct column *column = &kind->table->columns[i];
        if (column->noun == NOUN_INTERNAL)
            continue;
        put_parameter(document, column->name, "query", false, "");
        if (column->noun != NOUN_DATE && column->noun != NOUN_TIME)
            continue;
        put_parameter(document, arena_format(arena, "%s_from", column->name), "query", false,
                      "date");
        put_parameter(document, arena_format(arena, "%s_to", column->name), "query", false, "date");
    }
}

static void put_parameters(const struct document *document, const struct page *page,
                           const struct operation *operation, const struct register_kind *kind)
{
    static const char *const names[VISIT_PART_LIMIT] = {"id", "part", "third", "fourth"};
    int count = 0;

    json_key(document->json, "parameters");
    json_array_start(document->json);
    for (const char *at = page->path; *at != '\0'; at++)
        if (*at == '*')
            put_parameter(document, names[count++], "path", true, "");
    if (strcmp(page->method, "PATCH") == 0)
        put_parameter(document, "If-Match", "header", true, "");
    if (operation != NULL)
        put_query(document, with_questions(document, operation->query));
    else if (is_file(page) && kind != NULL)
        put_query(document, "format!:xlsx|csv|csv-cp932|copy");
    else if (kind != NULL && strcmp(page->method, "GET") == 0 && count == 0)
        put_filters(document, kind);
    json_array_end(document->json);
}

static void put_reference(struct json *json, const char *kind, const char *ending)
{
    struct buffer text = {0};

    buffer_format(&text, "#/components/schemas/%s%s", kind, ending);
    json_object_start(json);
    json_text_at(json, "$ref", buffer_string(&text));
    json_object_end(json);
    buffer_done(&text);
}

static void put_body(const struct document *document, const struct page *page,
                     const struct operation *operation, const struct register_kind *kind)
{
    struct json *json = document->json;
    const char *words = operation != NULL ? with_questions(document, operation->takes) : "";
    bool is_row = operation == NULL && kind != NULL;

    if (strcmp(page->method, "GET") == 0)
        return;
    json_key(json, "requestBody");
    json_object_start(json);
    json_bool_at(json, "required", is_row || strchr(words, '!') != NULL);
    json_key(json, "content");
    json_object_start(json);
    json_key(json, (page->flags & PAGE_LARGE) != 0 ? "multipart/form-data" : "application/json");
    json_object_start(json);
    json_key(json, "schema");
    if (is_row && strstr(page->path, "/*/") != NULL)
        openapi_write_object(json, document->visit->arena, "reason");
    else if (is_row)
        put_reference(json, kind->kind, "-change");
    else
        openapi_write_object(json, document->visit->arena, words);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void put_list(const struct document *document, const struct register_kind *kind)
{
    struct json *json = document->json;
    struct arena *arena = document->visit->arena;

    json_object_start(json);
    json_text_at(json, "type", "object");
    json_key(json, "properties");
    json_object_start(json);
    json_key(json, "items");
    json_object_start(json);
    json_text_at(json, "type", "array");
    json_key(json, "items");
    put_reference(json, kind->kind, "");
    json_object_end(json);
    json_key(json, "total");
    openapi_write_type(json, arena, "integer", false);
    json_key(json, "next");
    openapi_write_type(json, arena, "", true);
    json_object_end(json);
    json_object_end(json);
}

/* What the page gives: its own words, a list of rows, a row, or a row as it was written. */
static void put_schema(const struct document *document, const struct page *page,
                       const struct operation *operation, const struct register_kind *kind)
{
    struct json *json = document->json;
    bool is_read = strcmp(page->method, "GET") == 0;

    if (operation != NULL && strcmp(operation->gives, "any") != 0)
        openapi_write_object(json, document->visit->arena, operation->gives);
    else if (operation != NULL || kind == NULL || is_file(page))
        openapi_write_type(json, document->visit->arena, "any", false);
    else if (is_read && strchr(page->path, '*') == NULL)
        put_list(document, kind);
    else
        put_reference(json, kind->kind, is_read ? "-row" : "-written");
}

static void put_responses(const struct document *document, const struct page *page,
                          const struct operation *operation, const struct register_kind *kind)
{
    struct json *json = document->json;

    json_key(json, "responses");
    json_object_start(json);
    json_key(json, "2XX");
    json_object_start(json);
    json_text_at(json, "description", visit_tr(document->visit, page->title));
    json_key(json, "content");
    json_object_start(json);
    json_key(json, is_file(page) ? "*/*" : "application/json");
    json_object_start(json);
    json_key(json, "schema");
    put_schema(document, page, operation, kind);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_key(json, "default");
    json_object_start(json);
    json_text_at(json, "$ref", "#/components/responses/error");
    json_object_end(json);
    json_object_end(json);
}

static const char *name_of(const struct document *document, const struct page *page)
{
    char *name = arena_format(document->visit->arena, "%s%s", page->method, page->path);

    for (char *at = name; *at != '\0'; at++)
        *at = *at == '*' ? 'X' : isalnum((unsigned char)*at) ? (char)tolower(*at) : '_';
    return name;
}

static void put_operation(const struct document *document, const struct page *page)
{
    struct json *json = document->json;
    const struct operation *operation = find_operation(page);
    const struct register_kind *kind = kind_of(document, page);
    const char *first = page->path[1] != '\0' ? page->path + 1 : "home";

    json_key(json, strcmp(page->method, "GET") == 0    ? "get"
                   : strcmp(page->method, "POST") == 0 ? "post"
                                                       : "patch");
    json_object_start(json);
    json_text_at(json, "operationId", name_of(document, page));
    json_text_at(json, "summary", visit_tr(document->visit, page->title));
    json_key(json, "tags");
    json_array_start(json);
    json_text(json, arena_copy_bytes(document->visit->arena, first, strcspn(first, "/.")));
    json_array_end(json);
    if ((page->flags & PAGE_OPEN) != 0) {
        json_key(json, "security");
        json_array_start(json);
        json_array_end(json);
    }
    put_parameters(document, page, operation, kind);
    put_body(document, page, operation, kind);
    put_responses(document, page, operation, kind);
    json_object_end(json);
}

/* Whether an earlier page has the same path: it stands with that one. */
static bool stands_before(const struct document *document, int number)
{
    for (int i = 0; i < number; i++)
        if (strcmp(document->pages[i]->path, document->pages[number]->path) == 0)
            return true;
    return false;
}

static void put_paths(const struct document *document)
{
    json_key(document->json, "paths");
    json_object_start(document->json);
    for (int i = 0; i < document->page_count; i++) {
        if (stands_before(document, i))
            continue;
        json_key(document->json, path_of(document, document->pages[i]));
        json_object_start(document->json);
        for (int j = i; j < document->page_count; j++)
            if (strcmp(document->pages[j]->path, document->pages[i]->path) == 0)
                put_operation(document, document->pages[j]);
        json_object_end(document->json);
    }
    json_object_end(document->json);
}

static void put_schemas(const struct document *document)
{
    struct json *json = document->json;
    struct arena *arena = document->visit->arena;
    enum language language = document->visit->scene.language;
    const struct register_kind *const *kind = document->visit->scene.kinds;

    json_key(json, "schemas");
    json_object_start(json);
    json_key(json, "error");
    openapi_write_object(json, arena, "error!{code! field clause message!}");
    for (; *kind != NULL; kind++)
        for (size_t i = 0; i < sizeof row_faces / sizeof *row_faces; i++) {
            const struct row_face *face = &row_faces[i];
            json_key(json, arena_format(arena, "%s%s", (*kind)->kind, face->ending));
            openapi_write_row(json, arena, *kind, language, face->is_written, face->words);
        }
    json_object_end(json);
}

static void put_scheme(struct json *json, const char *name, const char *type, const char *key,
                       const char *value)
{
    json_key(json, name);
    json_object_start(json);
    json_text_at(json, "type", type);
    json_text_at(json, key, value);
    if (strcmp(type, "apiKey") == 0)
        json_text_at(json, "name", "session");
    json_object_end(json);
}

static void put_components(const struct document *document)
{
    struct json *json = document->json;

    json_key(json, "components");
    json_object_start(json);
    put_schemas(document);
    json_key(json, "responses");
    json_object_start(json);
    json_key(json, "error");
    json_object_start(json);
    json_text_at(
        json, "description",
        visit_tr(document->visit, "断りの文。400 401 403 404 405 409 413 422 423 429 503"));
    json_key(json, "content");
    json_object_start(json);
    json_key(json, "application/json");
    json_object_start(json);
    json_key(json, "schema");
    put_reference(json, "error", "");
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_key(json, "securitySchemes");
    json_object_start(json);
    put_scheme(json, "cookie", "apiKey", "in", "cookie");
    put_scheme(json, "bearer", "http", "scheme", "bearer");
    json_object_end(json);
    json_object_end(json);
}

static void put_head(const struct document *document)
{
    struct json *json = document->json;

    json_text_at(json, "openapi", "3.1.0");
    json_key(json, "info");
    json_object_start(json);
    json_text_at(json, "title", "chikiri");
    json_text_at(json, "version", "1");
    json_text_at(
        json, "description",
        visit_tr(document->visit,
                 "画面と同じ扉です。見えるもの、できることは、サインインした人の権限に従います。"));
    json_object_end(json);
    json_key(json, "servers");
    json_array_start(json);
    json_object_start(json);
    json_text_at(json, "url", "/api/1");
    json_object_end(json);
    json_array_end(json);
    json_key(json, "security");
    json_array_start(json);
    json_raw(json, "{\"cookie\":[]}");
    json_raw(json, "{\"bearer\":[]}");
    json_array_end(json);
}

int openapi_show(struct visit *visit, struct error *error)
{
    struct buffer text = {0};
    struct json json;
    struct document document = {.visit = visit, .json = &json};

    (void)error;
    collect(&document, web_pages);
    for (const struct page *const *list = visit->machine->web->wiring->pages; *list != NULL; list++)
        collect(&document, *list);
    json_start(&json, &text, NULL);
    json_object_start(&json);
    put_head(&document);
    put_paths(&document);
    put_components(&document);
    json_object_end(&json);
    json_finish(&json);
    visit_text(visit, "application/json", arena_copy(visit->arena, buffer_string(&text)));
    buffer_done(&text);
    return 0;
}
