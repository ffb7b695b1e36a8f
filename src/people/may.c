#include "people/people.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"

#include <string.h>

static bool covers(const struct pack_right *right, const char *action, const char *kind)
{
    if (strcmp(right->action, action) != 0)
        return false;
    for (const char *const *each = right->registers; *each; each++) {
        if (**each == '-' && strcmp(*each + 1, kind) == 0)
            return false;
        if (strcmp(*each, "*") == 0 || strcmp(*each, kind) == 0)
            return true;
    }
    return false;
}

static bool reaches(const struct pack_right *right, const struct viewer_grant *grant,
                    int64_t section_id, int64_t system_id)
{
    switch (right->scope) {
    case SCOPE_ALL:
        return true;
    case SCOPE_OWN_SECTION:
        return section_id != 0 && grant->section_id == section_id;
    case SCOPE_OWN_SYSTEM:
        return system_id != 0 && grant->system_id == system_id;
    }
    return false;
}

bool may(const struct viewer *viewer, const struct pack *pack, const char *action, const char *kind,
         int64_t section_id, int64_t system_id)
{
    int right_count;
    const struct pack_right *rights = pack_rights(pack, &right_count);

    if (viewer->is_console) /* the shipped pack reserves nothing from the console */
        return true;
    for (int i = 0; i < right_count; i++) {
        if (!covers(&rights[i], action, kind))
            continue;
        for (int j = 0; j < viewer->grant_count; j++)
            if (strcmp(viewer->grants[j].role, rights[i].role) == 0 &&
                reaches(&rights[i], &viewer->grants[j], section_id, system_id))
                return true;
    }
    return false;
}

int may_scope(const struct viewer *viewer, const struct pack *pack, const char *action,
              const char *kind)
{
    int right_count, widest = 0;
    const struct pack_right *rights = pack_rights(pack, &right_count);

    if (viewer->is_console)
        return 2;
    for (int i = 0; i < right_count && widest < 2; i++) {
        if (!covers(&rights[i], action, kind))
            continue;
        for (int j = 0; j < viewer->grant_count; j++)
            if (strcmp(viewer->grants[j].role, rights[i].role) == 0)
                widest = rights[i].scope == SCOPE_ALL ? 2 : widest < 1 ? 1 : widest;
    }
    return widest;
}

/* Adds a number once; 0 stands for none. */
static void add_number(int64_t *numbers, int *count, int64_t number)
{
    for (int i = 0; i < *count; i++)
        if (numbers[i] == number)
            return;
    if (number != 0)
        numbers[(*count)++] = number;
}

void may_reach(const struct viewer *viewer, const struct pack *pack, const char *action,
               const char *kind, struct arena *arena, struct may_reach *ret_reach)
{
    int right_count;
    const struct pack_right *rights = pack_rights(pack, &right_count);
    size_t most = (size_t)viewer->grant_count + 1;
    int64_t *sections = arena_alloc(arena, most * sizeof *sections);
    int64_t *systems = arena_alloc(arena, most * sizeof *systems);
    struct may_reach reach = {viewer->is_console, sections, systems, 0, 0};

    for (int i = 0; i < right_count && !reach.is_all; i++) {
        if (!covers(&rights[i], action, kind))
            continue;
        for (int j = 0; j < viewer->grant_count; j++) {
            if (strcmp(viewer->grants[j].role, rights[i].role) != 0)
                continue;
            if (rights[i].scope == SCOPE_ALL)
                reach.is_all = true;
            else if (rights[i].scope == SCOPE_OWN_SECTION)
                add_number(sections, &reach.section_count, viewer->grants[j].section_id);
            else
                add_number(systems, &reach.system_count, viewer->grants[j].system_id);
        }
    }
    *ret_reach = reach;
}

int may_refuse(const struct viewer *viewer, const char *action, const char *kind,
               struct error *error)
{
    enum language language = error != NULL ? error->language : LANGUAGE_JAPANESE;
    int code =
        error_set(error, ERROR_DENIED, "",
                  "%s %s さんの役割では、この操作（%sの%s）はできません。その権限を持つ役割の人か、"
                  "ＣＩＳＯ補佐に頼んでください。",
                  viewer->staff_no ? viewer->staff_no : "", viewer->name ? viewer->name : "",
                  people_name_matter(kind, language), people_name_act(action, language));

    error_at(error, NULL, "5.6.3");
    return code;
}
