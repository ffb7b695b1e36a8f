#include "room/view/view_pages.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "page/register_pages.h"
#include "page/saved_view.h"
#include "people/people.h"
#include "record/record.h"
#include "templates.h"

#include <string.h>

enum { OWN_MOST = 30, NAME_BYTES = 120, QUERY_BYTES = 2000 };

/* A view on its way into the table. */
struct view_call {
    struct saved_view view;
    bool ends;
};

static int write_view(const struct register_scene *scene, void *context, struct error *error)
{
    struct view_call *call = context;
    const struct saved_view *view = &call->view;
    struct value values[SAVED_VIEW_COLUMNS] = {{0}};
    const struct record_context entry = {.action = call->ends      ? "end"
                                                   : view->id != 0 ? "set"
                                                                   : "add",
                                         .key = view->name};
    char now[TIME_SIZE];

    time_format_utc(record_now_us(scene->record), now);
    values[SAVED_VIEW_register] = value_text(view->face->path + 1);
    values[SAVED_VIEW_name] = value_text(view->name);
    values[SAVED_VIEW_query] = value_text(view->query);
    values[SAVED_VIEW_person_id] = value_integer(scene->viewer->person_id);
    if (view->section_id != 0)
        values[SAVED_VIEW_section_id] = value_integer(view->section_id);
    if (call->ends)
        values[SAVED_VIEW_ended_at] = value_text(now);
    return record_put(scene->record, &saved_view_table, view->id, values, &entry, &call->view.id,
                      &call->view.entry, error);
}

static const char *section_name(struct visit *visit, int64_t id)
{
    struct value values[UNIT_COLUMNS];
    struct error ignored = {0};

    return id != 0 && table_get(visit->scene.store, &unit_table, id, visit->arena, values, NULL,
                                &ignored) == 0
               ? values[UNIT_name].text
               : NULL;
}

static void put_view(struct visit *visit, struct model *item, const struct saved_view *view)
{
    struct arena *arena = visit->arena;

    model_integer(arena, item, KEY_id, view->id);
    model_text(arena, item, KEY_register, view->face->path + 1);
    model_text(arena, item, KEY_name, view->name);
    model_text(arena, item, KEY_query, view->query);
    if (view->section_id != 0)
        model_integer(arena, item, KEY_section_id, view->section_id);
    else
        model_null(arena, item, KEY_section_id);
    model_text(arena, item, KEY_section, section_name(visit, view->section_id));
    model_bool(arena, item, KEY_is_own, view->is_own);
    model_text(arena, item, KEY_tag, arena_format(arena, "%lld", (long long)view->entry));
    model_page_text(arena, item, KEY_register_title,
                    register_title(view->face->kind, visit->scene.language));
    model_page_text(arena, item, KEY_list_url, saved_view_address(visit, view));
}

static int views_show(struct visit *visit, struct error *error)
{
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    const struct saved_view *views;
    int count;
    int status = saved_views_read(visit, NULL, &views, &count, error);

    if (status < 0)
        return status;
    for (int i = 0; i < count; i++)
        put_view(visit, model_object(visit->arena, items, KEY_NONE), &views[i]);
    model_integer(visit->arena, visit->model, KEY_total, count);
    model_null(visit->arena, visit->model, KEY_next);
    return 0;
}

static const char *typed_or(struct visit *visit, const char *name, const char *other)
{
    const char *typed = visit_value(visit, name);

    return typed != NULL ? typed : other;
}

/* Nobody, or a section of the viewer's own. */
static void put_sections(struct visit *visit, int64_t chosen)
{
    const struct viewer *viewer = visit->scene.viewer;
    struct model *options = model_array(visit->arena, visit->model, KEY_sections);

    options->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < viewer->section_count; i++) {
        struct model *option = model_object(visit->arena, options, KEY_NONE);
        model_integer(visit->arena, option, KEY_value, viewer->sections[i]);
        model_text(visit->arena, option, KEY_label, section_name(visit, viewer->sections[i]));
        model_bool(visit->arena, option, KEY_is_selected, viewer->sections[i] == chosen);
    }
}

static void fill_form(struct visit *visit, const struct saved_view *view)
{
    put_view(visit, visit->model, view);
    put_sections(visit, view->section_id);
    model_page_text(visit->arena, visit->model, KEY_action,
                    view->id != 0 ? arena_format(visit->arena, "/views/%lld", (long long)view->id)
                                  : "/views");
    model_bool(visit->arena, visit->model, KEY_is_new, view->id == 0)->flags |= MODEL_PAGE_ONLY;
}

/* What of which register: asked by the address of the form, sent back by the form. */
static int read_what(struct visit *visit, struct saved_view *view, struct error *error)
{
    int status = saved_view_face(visit, visit_value(visit, "register"), &view->face, error);

    if (status == 0)
        status = saved_view_read_query(visit, view->face, typed_or(visit, "query", ""),
                                       &view->query, error);
    if (status == 0 && (*view->query == '\0' || strlen(view->query) > QUERY_BYTES)) {
        error_set(error, ERROR_INPUT, "",
                  "絞り込みか並べ替え、列の選択をしてから保存してください。");
        status = error_at(error, "query", NULL);
    }
    return status;
}

static int new_show(struct visit *visit, struct error *error)
{
    struct saved_view view = {.name = "", .is_own = true};
    int status = read_what(visit, &view, error);

    if (status == 0)
        fill_form(visit, &view);
    return status;
}

static int refuse_name(struct error *error, int code, const char *sentence)
{
    error_set(error, code, "", "%s", language_text(error->language, sentence));
    return error_at(error, "name", NULL);
}

/* The name is there, short, and no other own view of the register has it. */
static int check_name(struct visit *visit, const struct saved_view *view, struct error *error)
{
    const struct saved_view *views;
    int count, own = 0;
    int status = saved_views_read(visit, view->face, &views, &count, error);

    if (status < 0)
        return status;
    if (text_is_blank(view->name) || strlen(view->name) > NAME_BYTES)
        return refuse_name(error, ERROR_INPUT, "名前を四十字までで付けてください。");
    for (int i = 0; i < count; i++) {
        own += views[i].is_own;
        if (views[i].is_own && views[i].id != view->id && strcmp(views[i].name, view->name) == 0)
            return refuse_name(error, ERROR_CONFLICT, "同じ名前の表示がもうあります。");
    }
    if (view->id == 0 && own >= OWN_MOST)
        return refuse_name(
            error, ERROR_CONFLICT,
            "一つの台帳に保存できるのは三十までです。要らないものを消してください。");
    return 0;
}

/* Shared with one of the viewer's own sections only. CLAUSE: 5.6.3 */
static int read_section(struct visit *visit, struct saved_view *view, struct error *error)
{
    const struct viewer *viewer = visit->scene.viewer;
    int64_t id;
    int status = visit_number(visit, "section_id", 0, INT64_MAX, 0, &id, error);

    if (status < 0 || visit_value(visit, "section_id") == NULL)
        return status;
    view->section_id = id;
    for (int i = 0; id != 0 && i < viewer->section_count; i++)
        if (viewer->sections[i] == id)
            return 0;
    if (id == 0)
        return 0;
    error_set(error, ERROR_DENIED, "", "共有できるのは自分の課とだけです。");
    return error_at(error, "section_id", "5.6.3");
}

static int read_form(struct visit *visit, struct saved_view *view, struct error *error)
{
    view->name = text_trim(visit->arena, typed_or(visit, "name", view->name));
    int status = read_section(visit, view, error);
    return status == 0 ? check_name(visit, view, error) : status;
}

/* Writes the view and shows its list, or the form again. */
static int settle(struct visit *visit, struct view_call *call, const char *message, int status,
                  struct error *error)
{
    bool is_new = call->view.id == 0;

    if (status == 0)
        status = visit_write(visit, write_view, call, error);
    if (status == ERROR_INPUT || status == ERROR_CONFLICT || status == ERROR_STALE) {
        status = visit_show_error(visit, error);
        if (status == 0)
            fill_form(visit, &call->view);
        return status;
    }
    if (status < 0)
        return status;
    put_view(visit, visit->model, &call->view);
    visit_set_tag(visit, call->view.entry);
    visit_redirect(visit, call->ends ? "/views" : saved_view_address(visit, &call->view),
                   visit_tr(visit, message), is_new);
    return 0;
}

/* CLAUSE: 2.2 */
static int views_post(struct visit *visit, struct error *error)
{
    struct view_call call = {.view = {.name = "", .is_own = true}};
    int status = read_what(visit, &call.view, error);

    if (status < 0)
        return status;
    return settle(visit, &call, "表示を保存しました。", read_form(visit, &call.view, error), error);
}

static int view_show(struct visit *visit, struct error *error)
{
    struct saved_view view;
    int status = saved_view_find(visit, visit->parts[0], &view, error);

    if (status == 0) {
        fill_form(visit, &view);
        visit_set_tag(visit, view.entry);
    }
    return status;
}

static int view_change(struct visit *visit, struct error *error)
{
    struct view_call call = {.ends = false};
    int status = saved_view_find(visit, visit->parts[0], &call.view, error);

    if (status < 0)
        return status;
    status = visit_check_tag(visit, call.view.entry, error);
    if (status == 0)
        status = read_form(visit, &call.view, error);
    return settle(visit, &call, "保存した表示を変えました。", status, error);
}

static int view_end(struct visit *visit, struct error *error)
{
    struct view_call call = {.ends = true};
    int status = saved_view_find(visit, visit->parts[0], &call.view, error);

    return status == 0 ? settle(visit, &call, "保存した表示を消しました。", 0, error) : status;
}

const struct page view_pages[] = {
    {"GET", "/views", &template_views, views_show, 0, "保存した表示"},
    {"POST", "/views", &template_view_form, views_post, 0, "表示の保存"},
    {"GET", "/views/new", &template_view_form, new_show, PAGE_NOT_IN_API, "表示の保存"},
    {"GET", "/views/*", &template_view_form, view_show, 0, "保存した表示"},
    {"POST", "/views/*", &template_view_form, view_change, PAGE_NOT_IN_API, "保存した表示"},
    {"PATCH", "/views/*", NULL, view_change, PAGE_ONLY_IN_API, "保存した表示"},
    {"POST", "/views/*/end", NULL, view_end, 0, "表示の削除"},
    {.path = NULL},
};
