#include "room/clause/oscal_map.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"

#include <jansson.h>
#include <string.h>

enum { PLACE_LIMIT = 4000, DEPTH_LIMIT = 16 };

struct walk {
    struct arena *arena;
    struct oscal_place *places;
    int count;
};

static const char *member(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *prop(const json_t *object, const char *name)
{
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(object, "props"), i, item)
    {
        const char *given = member(item, "name");

        if (given && strcmp(given, name) == 0)
            return member(item, "value");
    }
    return NULL;
}

/* Id of the control's own statement; the control's id when it has none. */
static const char *statement_of(const json_t *control)
{
    size_t i;
    json_t *part;

    json_array_foreach(json_object_get(control, "parts"), i, part)
    {
        const char *name = member(part, "name");

        if (name && strcmp(name, "statement") == 0 && member(part, "id"))
            return member(part, "id");
    }
    return member(control, "id");
}

static void add_place(struct walk *walk, const json_t *node, const json_t *control)
{
    const char *clause = prop(node, "clause");
    const char *id = member(node, "id");

    if (!clause || !prop(node, "force") || !control || !id || walk->count == PLACE_LIMIT)
        return;
    walk->places[walk->count++] = (struct oscal_place){
        .clause = arena_copy(walk->arena, clause),
        .control = arena_copy(walk->arena, member(control, "id")),
        .statement = arena_copy(walk->arena, node == control ? statement_of(control) : id),
        .is_item = node != control,
    };
}

static void walk_node(struct walk *walk, const json_t *node, const json_t *control, int depth)
{
    size_t i;
    json_t *child;

    if (depth > DEPTH_LIMIT)
        return;
    add_place(walk, node, control);
    json_array_foreach(json_object_get(node, "groups"), i, child)
    {
        walk_node(walk, child, NULL, depth + 1);
    }
    json_array_foreach(json_object_get(node, "controls"), i, child)
    {
        walk_node(walk, child, member(child, "id") ? child : NULL, depth + 1);
    }
    json_array_foreach(json_object_get(node, "parts"), i, child)
    {
        walk_node(walk, child, control, depth + 1);
    }
}

int oscal_map(const struct pack *pack, struct arena *arena, struct oscal_place **ret_places,
              int *ret_count, const char **ret_uuid, struct error *error)
{
    size_t length = 0;
    const char *text = pack_file(pack, "catalog.json", &length);
    json_t *root = text ? json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const json_t *catalog = json_object_get(root, "catalog");
    const char *uuid = member(catalog, "uuid");

    if (!uuid) {
        json_decref(root);
        return error_set(error, ERROR_INPUT, "",
                         "方針パックの catalog.json を読めません。pack check で確かめてください。");
    }
    struct walk walk = {.arena = arena};
    walk.places = arena_alloc(arena, PLACE_LIMIT * sizeof(*walk.places));
    walk_node(&walk, catalog, NULL, 0);
    *ret_places = walk.places;
    *ret_count = walk.count;
    *ret_uuid = arena_copy(arena, uuid);
    json_decref(root);
    return 0;
}

const struct oscal_place *oscal_find_place(const struct oscal_place *places, int count,
                                           const char *clause)
{
    for (int i = 0; i < count; i++)
        if (strcmp(places[i].clause, clause) == 0)
            return &places[i];
    return NULL;
}
