#include "room/import/order.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

static const char *const conflict_words[] = {
    [CONFLICT_REFUSE] = "refuse", [CONFLICT_THEIRS] = "theirs", [CONFLICT_OURS] = "ours"};

const char *import_conflict_word(enum import_conflict conflict)
{
    return conflict_words[conflict];
}

enum import_conflict import_conflict_read(const char *word)
{
    for (int i = CONFLICT_REFUSE; word != NULL && i <= CONFLICT_OURS; i++)
        if (strcmp(conflict_words[i], word) == 0)
            return (enum import_conflict)i;
    return CONFLICT_REFUSE;
}

const char *import_order_write(const struct import_order *order, struct arena *arena)
{
    struct buffer bytes = {0};
    struct json json;

    json_start(&json, &bytes, NULL);
    json_object_start(&json);
    json_text_at(&json, "kind", order->kind);
    json_text_at(&json, "file", order->file);
    json_text_at(&json, "upload", order->upload);
    json_text_at(&json, "as_of", order->as_of);
    json_text_at(&json, "system", order->system);
    json_text_at(&json, "profile", order->profile);
    json_text_at(&json, "profile_name", order->profile_name);
    json_bool_at(&json, "dry_run", order->dry_run);
    json_bool_at(&json, "good", order->good_rows_only);
    json_bool_at(&json, "complete", order->complete);
    json_text_at(&json, "conflict", import_conflict_word(order->conflict));
    json_integer_at(&json, "run_id", order->run_id);
    json_object_end(&json);
    json_finish(&json);
    const char *text = arena_copy(arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return text;
}

static const char *member(const json_t *root, const char *name, struct arena *arena)
{
    const char *text = json_string_value(json_object_get(root, name));

    return text != NULL ? arena_copy(arena, text) : NULL;
}

struct import_order import_order_read(const char *input, struct arena *arena)
{
    json_error_t problem;
    json_t *root = json_loads(input, 0, &problem);

    must(root != NULL); /* import_order_write() wrote it */
    struct import_order order = {
        .kind = member(root, "kind", arena),
        .file = member(root, "file", arena),
        .upload = member(root, "upload", arena),
        .as_of = member(root, "as_of", arena),
        .system = member(root, "system", arena),
        .profile = member(root, "profile", arena),
        .profile_name = member(root, "profile_name", arena),
        .dry_run = json_is_true(json_object_get(root, "dry_run")),
        .good_rows_only = json_is_true(json_object_get(root, "good")),
        .complete = json_is_true(json_object_get(root, "complete")),
        .conflict = import_conflict_read(json_string_value(json_object_get(root, "conflict"))),
        .run_id = json_integer_value(json_object_get(root, "run_id")),
    };
    json_decref(root);
    return order;
}
