/* What a command writes as JSON, taken into the model of a page. */
#include "page/page.h"

#include "base/arena.h"
#include "base/error.h"

#include <jansson.h>

static void take_value(struct arena *arena, struct model *parent, enum model_key key,
                       const char *name, json_t *value);

static void take_members(struct arena *arena, struct model *object, json_t *value)
{
    const char *name;
    json_t *member;

    json_object_foreach(value, name, member)
    {
        take_value(arena, object, model_key_called(name), name, member);
    }
}

static struct model *take_simple(struct arena *arena, struct model *parent, enum model_key key,
                                 const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return model_text(arena, parent, key, arena_copy(arena, json_string_value(value)));
    case JSON_INTEGER:
        return model_integer(arena, parent, key, json_integer_value(value));
    case JSON_TRUE:
    case JSON_FALSE:
        return model_bool(arena, parent, key, json_is_true(value));
    default:
        return model_null(arena, parent, key);
    }
}

static void take_value(struct arena *arena, struct model *parent, enum model_key key,
                       const char *name, json_t *value)
{
    struct model *taken;
    size_t i;
    json_t *element;

    if (json_is_object(value)) {
        taken = model_object(arena, parent, key);
        take_members(arena, taken, value);
    } else if (json_is_array(value)) {
        taken = model_array(arena, parent, key);
        json_array_foreach(value, i, element)
        {
            take_value(arena, taken, KEY_NONE, NULL, element);
        }
    } else
        taken = take_simple(arena, parent, key, value);
    if (key == KEY_NONE && name != NULL)
        taken->name = arena_copy(arena, name);
}

void visit_take_json(struct visit *visit, struct model *parent, enum model_key key,
                     const char *text)
{
    json_error_t problem;
    json_t *root = json_loads(text, JSON_DECODE_ANY, &problem);

    must(root != NULL); /* our own writers wrote it */
    if (key == KEY_NONE && json_is_object(root) && parent->kind == MODEL_OBJECT)
        take_members(visit->arena, parent, root);
    else
        take_value(visit->arena, parent, key, NULL, root);
    json_decref(root);
}
