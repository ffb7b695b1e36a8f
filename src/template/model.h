/* What a page or an answer of the API says: one tree of named values, built in the request's arena,
 * shown by a template or written as JSON. Names are listed once in template/keys.inc. */
#ifndef TEMPLATE_MODEL_H
#define TEMPLATE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

/* Names of values. KEY_NONE is for values whose name is known at run time only (columns of a
 * register, elements of an array): templates reach those by walking over them. */
enum model_key {
    KEY_NONE,
#define KEY(name) KEY_##name,
#include "template/keys.inc"
#undef KEY
    KEY_COUNT
};

enum model_kind { MODEL_NULL, MODEL_BOOL, MODEL_INTEGER, MODEL_TEXT, MODEL_OBJECT, MODEL_ARRAY };

enum model_flag {
    MODEL_PAGE_ONLY = 1, /* not written as JSON: labels, addresses of pages, looks */
    /* An array whose elements are written as JSON as members of the object it stands in, under
     * their own names: the cells of a row. An element that is an object is written as its member
     * KEY_value. */
    MODEL_SPREAD = 2,
};

struct model {
    uint16_t key; /* enum model_key */
    uint8_t kind, flags;
    const char *name;  /* in JSON; NULL in an array */
    const char *text;  /* of MODEL_TEXT; of others what a page shows instead, or NULL */
    const char *shown; /* of MODEL_TEXT: what a page shows instead of `text`, or NULL */
    union {
        int64_t integer;  /* of MODEL_BOOL and MODEL_INTEGER */
        uint64_t members; /* of MODEL_OBJECT: a bit for each key (modulo 64) that it may have */
    };
    struct model *next, *first, *last;
};

/* A new object without a name: the root. Texts given below are not copied: they live in the arena
 * or for ever. */
struct model *model_new(struct arena *arena);

/* Each adds a member to the object (or an element, with KEY_NONE, to the array) and returns it, so
 * that the caller may set `flags`, `shown` or, with KEY_NONE in an object or a spread array,
 * `name`.
 */
struct model *model_text(struct arena *arena, struct model *parent, enum model_key key,
                         const char *text); /* NULL gives null */
struct model *model_integer(struct arena *arena, struct model *parent, enum model_key key,
                            int64_t value);
struct model *model_bool(struct arena *arena, struct model *parent, enum model_key key, bool value);
struct model *model_null(struct arena *arena, struct model *parent, enum model_key key);
struct model *model_object(struct arena *arena, struct model *parent, enum model_key key);
struct model *model_array(struct arena *arena, struct model *parent, enum model_key key);
/* The same for pages only. */
struct model *model_page_text(struct arena *arena, struct model *parent, enum model_key key,
                              const char *text);
/* The member of that key, NULL when there is none or when it is no object. */
const struct model *model_get(const struct model *object, enum model_key key);
/* What a key is called; NULL for KEY_NONE. */
const char *model_key_name(enum model_key key);
/* The key called so; KEY_NONE when there is none. */
enum model_key model_key_called(const char *name);

/* model_get() for who asks often: an object without the key is told by one look. */
static inline const struct model *model_member(const struct model *object, unsigned key)
{
    if (object->kind != MODEL_OBJECT || (object->members >> (key % 64) & 1) == 0)
        return NULL;
    for (const struct model *member = object->first; member; member = member->next)
        if (member->key == key)
            return member;
    return NULL;
}

/* Whether a section of a template stands for it: not null, not false, not 0, not "", not []. */
bool model_is_true(const struct model *model);

/* Writes the value without what is for pages only. */
void model_json(const struct model *model, struct json *json);

#endif
