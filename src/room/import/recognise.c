#include "room/import/recognise.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "register/import.h"
#include "register/layout.h"
#include "register/register.h"

#include <string.h>

static bool is_listed(const char *const *kinds, int count, const char *kind)
{
    for (int i = 0; i < count; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

/* Only a register's own kind, or one with a handler, is read from a file. */
static bool is_read(const struct register_scene *scene,
                    const struct import_handler *const *handlers, const char *kind)
{
    for (; *handlers != NULL; handlers++)
        if (strcmp((*handlers)->kind, kind) == 0)
            return true;
    for (const struct register_kind *const *each = scene->kinds; *each != NULL; each++)
        if (strcmp((*each)->kind, kind) == 0 && (*each)->only_word == NULL)
            return true;
    return false;
}

const char *const *import_kinds(const struct register_scene *scene,
                                const struct import_handler *const *handlers)
{
    int layout_count, count = 0;
    const struct pack_layout *layouts = pack_layouts(scene->pack, &layout_count);
    const char **kinds = arena_alloc(scene->arena, (size_t)(layout_count + 1) * sizeof *kinds);

    for (int i = 0; i < layout_count; i++)
        if (!is_listed(kinds, count, layouts[i].kind) && is_read(scene, handlers, layouts[i].kind))
            kinds[count++] = layouts[i].kind;
    return kinds;
}

const char *import_kind_title(const struct register_scene *scene, const char *kind)
{
    static const struct {
        const char *kind, *title;
    } others[] = {{"roster", "職員名簿"},
                  {"transfers", "人事異動一覧"},
                  {"corrections", "是正依頼の回答"},
                  {"media", "外部記録媒体・持出管理簿"}};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].kind, kind) == 0)
            return language_text(scene->language, others[i].title);
    const struct register_kind *known = register_find_kind(scene->kinds, kind, NULL);
    return known != NULL ? register_title(known, scene->language) : kind;
}

static int count_columns(const struct layout *layout)
{
    int count = 0;

    for (int i = 0; i < layout->part_count; i++)
        for (int j = 0; j < layout->parts[i].fields->field_count; j++)
            count += layout->parts[i].columns[j] >= 0;
    return count;
}

int import_recognise_kind(const struct register_scene *scene,
                          const struct import_handler *const *handlers, const char *path,
                          const char **ret_kind, struct error *error)
{
    const char *const *kinds = import_kinds(scene, handlers);
    const char *found = NULL;
    struct error why = {.language = error->language};
    int most = 0;
    bool is_tied = false;

    for (int i = 0; kinds[i] != NULL; i++) {
        struct layout layout;
        struct error own = {.language = error->language};
        int result = layout_recognise(scene->pack, kinds[i], path, scene->arena, &layout, &own);
        if (result < 0 && strcmp(own.id, "F10") != 0) {
            why = own;
            break; /* the file itself: another kind would not read it better */
        }
        int columns = result == 0 ? count_columns(&layout) : 0;
        is_tied = columns == most ? is_tied || columns > 0 : columns < most && is_tied;
        if (columns > most) {
            most = columns;
            found = kinds[i];
        }
    }
    if (why.code < 0) {
        *error = why;
        return why.code;
    }
    if (found == NULL || is_tied)
        return error_set(error, ERROR_INPUT, "F10",
                         "見出しから種類を決められません。種類を選んで、もう一度お試しください。");
    *ret_kind = found;
    return 0;
}
