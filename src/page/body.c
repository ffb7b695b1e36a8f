/* What a visit brought: the query, and a form or JSON as pairs of texts. */
#include "page/machine.h"

#include "base/arena.h"
#include "base/error.h"
#include "http/http.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ROOM = 16, PAIR_LIMIT = 4096, FILE_LIMIT = 64, JSON_LIMIT_BYTES = 4 << 20 };

struct pairs {
    struct arena *arena;
    struct visit_pair *list;
    int count, room;
};

static void add_pair(struct pairs *pairs, const char *name, const char *value)
{
    if (pairs->count == pairs->room) {
        int room = pairs->room == 0 ? FIRST_ROOM : 2 * pairs->room;
        struct visit_pair *list = arena_space(pairs->arena, sizeof *list * (size_t)room);

        if (pairs->count > 0)
            memcpy(list, pairs->list, sizeof *list * (size_t)pairs->count);
        pairs->list = list;
        pairs->room = room;
    }
    pairs->list[pairs->count++] = (struct visit_pair){name, value};
}

static int refuse_count(struct error *error)
{
    return error_set(error, ERROR_LIMIT, "",
                     "項目が多すぎます（%d 個まで）。分けて送ってください。", PAIR_LIMIT);
}

static int read_encoded(struct arena *arena, const char *text, struct pairs *pairs,
                        struct error *error)
{
    const char *cursor = text, *name, *value;

    *pairs = (struct pairs){.arena = arena};
    while (http_next_pair(arena, &cursor, &name, &value)) {
        if (pairs->count == PAIR_LIMIT)
            return refuse_count(error);
        add_pair(pairs, name, value);
    }
    if (*cursor != '\0')
        return error_set(error, ERROR_INPUT, "",
                         "送られた値の書き方（%%の符号）が正しくありません。");
    return 0;
}

int visit_read_pairs(struct arena *arena, const char *text, struct visit_pair **ret_pairs,
                     int *ret_count, struct error *error)
{
    struct pairs pairs;
    int result = read_encoded(arena, text, &pairs, error);

    if (result == 0) {
        *ret_pairs = pairs.list;
        *ret_count = pairs.count;
    }
    return result;
}

/* A member as text: what a form would have sent. Lists and objects come as their JSON. */
static const char *member_text(struct arena *arena, const json_t *member)
{
    switch (json_typeof(member)) {
    case JSON_STRING:
        return arena_copy_bytes(arena, json_string_value(member), json_string_length(member));
    case JSON_INTEGER:
        return arena_format(arena, "%lld", (long long)json_integer_value(member));
    case JSON_TRUE:
        return "1";
    case JSON_FALSE:
        return "0";
    case JSON_NULL:
        return "";
    default: {
        char *text = json_dumps(member, JSON_COMPACT | JSON_ENCODE_ANY);
        must(text != NULL);
        const char *copy = arena_copy(arena, text);
        free(text);
        return copy;
    }
    }
}

/* The elements of an array come one by one under its name, as ticked boxes of a form do. */
static int add_member(struct visit *visit, struct pairs *pairs, const char *name, json_t *member,
                      struct error *error)
{
    const char *own = arena_copy(visit->arena, name);
    size_t i;
    json_t *element;

    size_t count = json_is_array(member) ? json_array_size(member) : 1;
    if (count > (size_t)(PAIR_LIMIT - pairs->count))
        return refuse_count(error);
    if (!json_is_array(member))
        add_pair(pairs, own, member_text(visit->arena, member));
    json_array_foreach(member, i, element)
    {
        add_pair(pairs, own, member_text(visit->arena, element));
    }
    return 0;
}

static int read_json(struct visit *visit, const char *text, size_t length, struct pairs *pairs,
                     struct error *error)
{
    json_error_t problem;
    const char *name;
    json_t *member, *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);

    *pairs = (struct pairs){.arena = visit->arena};
    if (root == NULL)
        return error_set(error, ERROR_INPUT, "json", "JSON として読めません（%d 行 %d 字）: %s",
                         problem.line, problem.column, problem.text);
    int result = 0;
    if (!json_is_object(root))
        result =
            error_set(error, ERROR_INPUT, "json", "JSON はオブジェクト {…} で送ってください。");
    else if (json_object_size(root) > PAIR_LIMIT)
        result = refuse_count(error);
    else
        json_object_foreach(root, name, member)
        {
            if (result == 0)
                result = add_member(visit, pairs, name, member, error);
        }
    json_decref(root);
    return result;
}

static int read_multipart(struct visit *visit, struct pairs *pairs, struct error *error)
{
    struct visit_answer *answer = visit->answer;
    int count;

    *pairs = (struct pairs){.arena = visit->arena};
    answer->parts = arena_alloc(visit->arena, sizeof *answer->parts * FILE_LIMIT);
    int result = http_parts(visit->request, answer->parts, FILE_LIMIT, &count, error);
    if (result < 0)
        return result;
    answer->part_count = count;
    for (int i = 0; i < count; i++)
        if (answer->parts[i].file_name == NULL)
            add_pair(pairs, answer->parts[i].name, answer->parts[i].text);
    return 0;
}

static bool has_type(const struct http_request *request, const char *type)
{
    const char *given = http_field(request, "content-type");
    size_t length = strlen(type);

    return given != NULL && strncasecmp(given, type, length) == 0 &&
           (given[length] == '\0' || given[length] == ';' || given[length] == ' ');
}

/* A body too large for memory, brought back into it: only files may stay outside. */
static int read_whole(struct visit *visit, const char **ret_text, size_t *ret_length,
                      struct error *error)
{
    const struct http_request *request = visit->request;

    *ret_text = request->body;
    *ret_length = request->body_length;
    if (request->body_file < 0)
        return 0;
    off_t length = lseek(request->body_file, 0, SEEK_END);
    if (length < 0 || length > JSON_LIMIT_BYTES)
        return error_set(error, ERROR_LIMIT, "", "一度に送れるのは %d MB までです。",
                         JSON_LIMIT_BYTES >> 20);
    char *text = arena_alloc(visit->arena, (size_t)length + 1);
    if (pread(request->body_file, text, (size_t)length, 0) != length)
        return error_set(error, ERROR_FAULT, "", "送られた内容を読めませんでした。");
    *ret_text = text;
    *ret_length = (size_t)length;
    return 0;
}

static int read_body(struct visit *visit, struct pairs *pairs, struct error *error)
{
    const char *text;
    size_t length;

    if (has_type(visit->request, "multipart/form-data"))
        return read_multipart(visit, pairs, error);
    int result = read_whole(visit, &text, &length, error);
    if (result < 0)
        return result;
    if (has_type(visit->request, "application/json"))
        return read_json(visit, text, length, pairs, error);
    if (has_type(visit->request, "application/x-www-form-urlencoded"))
        return read_encoded(visit->arena, arena_copy_bytes(visit->arena, text, length), pairs,
                            error);
    error_set(error, ERROR_INPUT, "",
              "本文の形式（Content-Type）は application/json かフォームにしてください。");
    return error_at(error, "Content-Type", NULL);
}

int visit_read(struct visit *visit, struct error *error)
{
    const struct http_request *request = visit->request;
    struct visit_answer *answer = visit->answer;
    struct pairs pairs;
    int result = read_encoded(visit->arena, request->query, &pairs, error);

    if (result < 0)
        return result;
    answer->query = pairs.list;
    answer->query_count = pairs.count;
    if (request->body_length == 0 && request->body_file < 0)
        return 0;
    result = read_body(visit, &pairs, error);
    if (result < 0)
        return result;
    answer->body = pairs.list;
    answer->body_count = pairs.count;
    return 0;
}
