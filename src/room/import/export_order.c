#include "room/import/export_order.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

const char *export_order_write(const struct export_order *order, struct arena *arena)
{
    struct buffer bytes = {0};
    struct json json;

    json_start(&json, &bytes, NULL);
    json_object_start(&json);
    json_text_at(&json, "kind", order->kind);
    json_text_at(&json, "format", order->format);
    json_bool_at(&json, "ended", order->with_ended);
    json_object_end(&json);
    json_finish(&json);
    const char *text = arena_copy(arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return text;
}

struct export_order export_order_read(const char *input, struct arena *arena)
{
    json_error_t problem;
    json_t *root = json_loads(input, 0, &problem);

    must(root != NULL); /* export_order_write() wrote it */
    const char *kind = json_string_value(json_object_get(root, "kind"));
    const char *format = json_string_value(json_object_get(root, "format"));
    struct export_order order = {.kind = arena_copy(arena, kind != NULL ? kind : ""),
                                 .format = arena_copy(arena, format != NULL ? format : "xlsx"),
                                 .with_ended = json_is_true(json_object_get(root, "ended"))};
    json_decref(root);
    return order;
}

enum sheet_format export_order_format(const char *word)
{
    return strcmp(word, "csv") == 0         ? FORMAT_CSV
           : strcmp(word, "csv-cp932") == 0 ? FORMAT_CSV_CP932
                                            : FORMAT_XLSX;
}
