#include "template/model.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

#include <string.h>

struct model *model_new(struct arena *arena)
{
    struct model *model = arena_alloc(arena, sizeof(*model));

    model->kind = MODEL_OBJECT;
    return model;
}

const char *model_key_name(enum model_key key)
{
    static const char *const names[] = {
#define KEY(name) [KEY_##name] = #name,
#include "template/keys.inc"
#undef KEY
    };

    return names[key];
}

/* Keys stand in the order of their names. */
enum model_key model_key_called(const char *name)
{
    int low = KEY_NONE + 1, high = KEY_COUNT;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(model_key_name((enum model_key)middle), name);
        if (order == 0)
            return (enum model_key)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return KEY_NONE;
}

static struct model *add(struct arena *arena, struct model *parent, enum model_key key,
                         enum model_kind kind)
{
    struct model *model = arena_space(arena, sizeof(*model));

    must(parent->kind >= MODEL_OBJECT);
    *model =
        (struct model){.key = (uint16_t)key, .kind = (uint8_t)kind, .name = model_key_name(key)};
    if (parent->kind == MODEL_OBJECT && key != KEY_NONE)
        parent->members |= (uint64_t)1 << (key % 64);
    if (parent->last)
        parent->last->next = model;
    else
        parent->first = model;
    parent->last = model;
    return model;
}

struct model *model_text(struct arena *arena, struct model *parent, enum model_key key,
                         const char *text)
{
    struct model *model = add(arena, parent, key, text ? MODEL_TEXT : MODEL_NULL);

    model->text = text;
    return model;
}

struct model *model_integer(struct arena *arena, struct model *parent, enum model_key key,
                            int64_t value)
{
    struct model *model = add(arena, parent, key, MODEL_INTEGER);

    model->integer = value;
    return model;
}

struct model *model_bool(struct arena *arena, struct model *parent, enum model_key key, bool value)
{
    struct model *model = add(arena, parent, key, MODEL_BOOL);

    model->integer = value;
    return model;
}

struct model *model_null(struct arena *arena, struct model *parent, enum model_key key)
{
    return add(arena, parent, key, MODEL_NULL);
}

struct model *model_object(struct arena *arena, struct model *parent, enum model_key key)
{
    return add(arena, parent, key, MODEL_OBJECT);
}

struct model *model_array(struct arena *arena, struct model *parent, enum model_key key)
{
    return add(arena, parent, key, MODEL_ARRAY);
}

struct model *model_page_text(struct arena *arena, struct model *parent, enum model_key key,
                              const char *text)
{
    struct model *model = model_text(arena, parent, key, text);

    model->flags |= MODEL_PAGE_ONLY;
    return model;
}

const struct model *model_get(const struct model *object, enum model_key key)
{
    return model_member(object, key);
}

bool model_is_true(const struct model *model)
{
    switch ((enum model_kind)model->kind) {
    case MODEL_BOOL:
    case MODEL_INTEGER:
        return model->integer != 0;
    case MODEL_TEXT:
        return model->text[0] != '\0';
    case MODEL_OBJECT:
        return true;
    case MODEL_ARRAY:
        return model->first != NULL;
    case MODEL_NULL:
        break;
    }
    return false;
}

static void write_member(const struct model *member, struct json *json);

/* The elements of a row of cells, as members of the object around it. */
static void write_spread(const struct model *array, struct json *json)
{
    for (const struct model *cell = array->first; cell; cell = cell->next) {
        if ((cell->flags & MODEL_PAGE_ONLY) || !cell->name)
            continue;
        const struct model *value = cell->kind == MODEL_OBJECT ? model_get(cell, KEY_value) : cell;
        json_key(json, cell->name);
        if (value)
            model_json(value, json);
        else
            json_put_null(json);
    }
}

static void write_member(const struct model *member, struct json *json)
{
    if (member->flags & MODEL_PAGE_ONLY)
        return;
    if (member->kind == MODEL_ARRAY && (member->flags & MODEL_SPREAD)) {
        write_spread(member, json);
        return;
    }
    must(member->name);
    json_key(json, member->name);
    model_json(member, json);
}

void model_json(const struct model *model, struct json *json)
{
    switch ((enum model_kind)model->kind) {
    case MODEL_NULL:
        json_put_null(json);
        return;
    case MODEL_BOOL:
        json_bool(json, model->integer != 0);
        return;
    case MODEL_INTEGER:
        json_put_integer(json, model->integer);
        return;
    case MODEL_TEXT:
        json_text(json, model->text);
        return;
    case MODEL_OBJECT:
        json_object_start(json);
        for (const struct model *member = model->first; member; member = member->next)
            write_member(member, json);
        json_object_end(json);
        return;
    case MODEL_ARRAY:
        json_array_start(json);
        for (const struct model *element = model->first; element; element = element->next)
            if (!(element->flags & MODEL_PAGE_ONLY))
                model_json(element, json);
        json_array_end(json);
        return;
    }
}
