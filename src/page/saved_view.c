#include "page/saved_view.h"

#include "base/arena.h"
#include "base/error.h"
#include "page/machine.h"
#include "page/register_ask.h"
#include "people/people.h"
#include "store/column_table.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWS_MOST = 200 };

static const struct column saved_view_columns[] = {
#define COLUMN COLUMN_ROW
#include "page/saved_view.def"
#undef COLUMN
};

const struct table saved_view_table = {60, "saved_view", saved_view_columns, SAVED_VIEW_COLUMNS};

static const char *name_of_face(const struct register_face *face)
{
    return face->path + 1;
}

static const struct register_face *face_called(const struct visit *visit, const char *name)
{
    for (const struct register_face *const *face = visit->faces; *face != NULL; face++)
        if (strcmp(name_of_face(*face), name) == 0)
            return *face;
    return NULL;
}

static bool take_view(struct visit *visit, int64_t id, int64_t entry, const struct value *values,
                      struct saved_view *view)
{
    *view = (struct saved_view){
        .id = id,
        .entry = entry,
        .face = face_called(visit, values[SAVED_VIEW_register].text),
        .name = values[SAVED_VIEW_name].text,
        .query = values[SAVED_VIEW_query].text,
        .section_id = values[SAVED_VIEW_section_id].integer,
        .is_own = values[SAVED_VIEW_person_id].integer == visit->scene.viewer->person_id,
    };
    return view->face != NULL && visit_may_see(visit, view->face->kind->kind);
}

int saved_views_read(struct visit *visit, const struct register_face *face,
                     const struct saved_view **ret_views, int *ret_count, struct error *error)
{
    const struct viewer *viewer = visit->scene.viewer;
    const struct table_condition conditions[] = {
        {SAVED_VIEW_ended_at, TEST_NULL, value_null()},
        {SAVED_VIEW_register, TEST_IS, value_text(face != NULL ? name_of_face(face) : NULL)}};
    const struct table_numbers whose[] = {
        {SAVED_VIEW_person_id, &viewer->person_id, 1},
        {SAVED_VIEW_section_id, viewer->sections, viewer->section_count}};
    const struct table_question question = {.table = &saved_view_table,
                                            .conditions = conditions,
                                            .condition_count = face != NULL ? 2 : 1,
                                            .either = whose,
                                            .either_count = 2,
                                            .sort = TABLE_ID,
                                            .key = SAVED_VIEW_name,
                                            .limit = VIEWS_MOST};
    struct list list;
    int status = list_read_table(&visit->scene, visit->lists, &question, &list, error);

    if (status < 0)
        return status;
    struct saved_view *views = arena_alloc(visit->arena, ((size_t)list.count + 1) * sizeof *views);
    *ret_count = 0;
    for (int i = 0; i < list.count; i++)
        if (take_view(visit, list.rows[i].id, list.rows[i].entry, list.rows[i].values,
                      &views[*ret_count]))
            (*ret_count)++;
    *ret_views = views;
    return 0;
}

int saved_view_find(struct visit *visit, const char *number, struct saved_view *ret_view,
                    struct error *error)
{
    struct value values[SAVED_VIEW_COLUMNS];
    int64_t entry = 0;
    char *end;
    long long id = strtoll(number, &end, 10);
    int status = table_get(visit->scene.store, &saved_view_table, *end == '\0' ? id : 0,
                           visit->arena, values, &entry, error);

    if (status == 0 && (!take_view(visit, id, entry, values, ret_view) || !ret_view->is_own ||
                        values[SAVED_VIEW_ended_at].text != NULL))
        status = error_set(error, ERROR_DENIED, "", "保存した表示は、保存した人だけが変えます。");
    return visit_hide(visit, status, NULL, number, error);
}

const char *saved_view_address(const struct visit *visit, const struct saved_view *view)
{
    return arena_format(visit->arena, "%s?%s", view->face->path, view->query);
}

int saved_views_put(struct visit *visit, const struct register_face *face, const char *shown,
                    bool *ret_is_saved, struct error *error)
{
    const struct saved_view *views;
    int count;
    int status = saved_views_read(visit, face, &views, &count, error);

    if (status < 0 || count == 0)
        return status;
    struct model *all = model_object(visit->arena, visit->model, KEY_saved_views);
    struct model *list = model_array(visit->arena, all, KEY_views);
    all->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < count; i++) {
        bool is_shown = strcmp(views[i].query, shown) == 0;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_name, views[i].name);
        model_text(visit->arena, item, KEY_url, saved_view_address(visit, &views[i]));
        model_text(visit->arena, item, KEY_register_title,
                   register_title(views[i].face->kind, visit->scene.language));
        model_bool(visit->arena, item, KEY_is_current, is_shown);
        if (is_shown && ret_is_saved != NULL)
            *ret_is_saved = true;
    }
    return 0;
}

int saved_view_face(struct visit *visit, const char *path, const struct register_face **ret_face,
                    struct error *error)
{
    const struct register_face *face = path != NULL ? face_called(visit, path) : NULL;

    if (face == NULL) {
        error_set(error, ERROR_INPUT, "", "どの台帳の表示かを、register で指定してください。");
        return error_at(error, "register", NULL);
    }
    if (!visit_may_see(visit, face->kind->kind))
        return may_refuse(visit->scene.viewer, "view", face->kind->kind, error);
    *ret_face = face;
    return 0;
}

int saved_view_read_query(struct visit *visit, const struct register_face *face, const char *text,
                          const char **ret_query, struct error *error)
{
    struct visit_pair *pairs;
    int count;
    int status =
        visit_read_pairs(visit->arena, *text == '?' ? text + 1 : text, &pairs, &count, error);

    if (status == 0)
        status = register_check_pairs(visit, face, pairs, count, error);
    if (status == 0)
        *ret_query = register_query(visit, pairs, count);
    return status < 0 ? error_at(error, "query", NULL) : 0;
}
