/* One value for many rows: ticked in the list, shown before and after, then all or none. */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/error.h"
#include "page/choice.h"
#include "page/register_change.h"
#include "people/people.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Rows that are changed together. */
struct bulk {
    const struct register_face *face;
    int column;
    const char *value, *reason;
    struct register_change *changes;
    int count;
};

static int refuse(struct error *error, const char *field, const char *sentence)
{
    error_set(error, ERROR_INPUT, "", "%s", language_text(error->language, sentence));
    return error_at(error, field, NULL);
}

/* "12" or, once it was shown, "12:345": the row and the entry that wrote it. */
static int take_row(struct visit *visit, struct bulk *bulk, const char *text, struct error *error)
{
    struct held held = {.face = bulk->face};
    char *end;
    errno = 0;
    long long id = strtoll(text, &end, 10), entry = *end == ':' ? strtoll(end + 1, &end, 10) : -1;
    const struct register_kind *kind = bulk->face->kind;

    if (errno != 0 || *end != '\0' || id <= 0)
        return refuse(error, "row", "行の番号が読めません。一覧から選び直してください。");
    held.id = id;
    int status = table_get(visit->scene.store, kind->table, id, visit->arena, held.values,
                           &held.entry, error);
    if (status == 0 && !register_may(visit, kind, "view", held.values))
        status = may_refuse(visit->scene.viewer, "view", kind->kind, error);
    if (status != 0)
        return visit_hide(visit, status, kind->kind, text, error);
    if (!register_may(visit, kind, register_edit_action(kind), held.values))
        return may_refuse(visit->scene.viewer, register_edit_action(kind), kind->kind, error);
    register_saw(visit, bulk->face, held.values);
    struct register_change *change = &bulk->changes[bulk->count++];
    const struct column *column = &kind->table->columns[bulk->column];
    const char *before = register_value_text(column, held.values[bulk->column], visit->arena);
    change->face = bulk->face;
    change->rules = visit->rules;
    change->id = id;
    change->entry = entry >= 0 ? entry : held.entry;
    change->name = arena_copy(visit->arena, register_row_name(kind, held.values));
    change->before = before != NULL ? before : "";
    change->reason = bulk->reason;
    change->assignments = arena_alloc(visit->arena, sizeof(char *));
    change->assignments[0] = arena_format(visit->arena, "%s=%s", column->name, bulk->value);
    change->count = 1;
    return 0;
}

static int read_bulk(struct visit *visit, struct bulk *bulk, struct error *error)
{
    const char *column = visit_value(visit, "column"), *name, *text;
    int position = 0, status = 0;

    bulk->face = register_face_of(visit);
    bulk->column = column != NULL ? register_visible_column(bulk->face->kind, column) : -1;
    bulk->value = visit_value(visit, "value");
    bulk->reason = visit_value(visit, "reason");
    bulk->changes = arena_alloc(visit->arena, LIST_ROW_LIMIT * sizeof *bulk->changes);
    if ((bulk->face->kind->flags & REGISTER_BY_HAND) == 0)
        return refuse(error, "column", "この台帳の行は手では変えません。");
    if (bulk->column < 0)
        return refuse(error, "column", "どの列を変えるかを選んでください。");
    if (bulk->value == NULL)
        bulk->value = "";
    if (bulk->reason == NULL || bulk->reason[strspn(bulk->reason, " ")] == '\0')
        return refuse(error, "reason", "理由を書いてください。記録に残ります。");
    while (status == 0 && visit_next_value(visit, &position, &name, &text)) {
        if (strcmp(name, "row") != 0)
            continue;
        if (bulk->count == LIST_ROW_LIMIT)
            return error_set(error, ERROR_LIMIT, "", "一度に変えられるのは %d 行までです。",
                             LIST_ROW_LIMIT);
        status = take_row(visit, bulk, text, error);
    }
    if (status == 0 && bulk->count == 0)
        return refuse(error, "row", "変える行に印を付けてください。");
    return status;
}

/* All in one transaction: the first that is refused undoes them all. */
static int change_all(const struct register_scene *scene, void *context, struct error *error)
{
    struct bulk *bulk = context;
    int status = 0;

    for (int i = 0; status == 0 && i < bulk->count; i++) {
        status = change_set(scene, &bulk->changes[i], error);
        if (status < 0) {
            const char *text = arena_copy(scene->arena, error->text);
            struct error told = *error;
            error_set(&told, error->code, error->id, "%s: %s", bulk->changes[i].name, text);
            *error = told;
        }
    }
    return status;
}

static void put_preview(struct visit *visit, const struct bulk *bulk)
{
    struct arena *arena = visit->arena;
    const struct column *column = &bulk->face->kind->table->columns[bulk->column];
    struct model *items = model_array(arena, visit->model, KEY_items);

    register_put_head(visit, bulk->face);
    model_text(arena, visit->model, KEY_column, column->name);
    model_text(arena, visit->model, KEY_label, register_label(visit, column));
    model_text(arena, visit->model, KEY_value, bulk->value);
    model_text(arena, visit->model, KEY_reason, bulk->reason);
    model_integer(arena, visit->model, KEY_total, bulk->count);
    model_text(arena, visit->model, KEY_action, arena_format(arena, "%s/bulk", bulk->face->path));
    for (int i = 0; i < bulk->count; i++) {
        const struct register_change *change = &bulk->changes[i];
        struct model *item = model_object(arena, items, KEY_NONE);
        model_text(arena, item, KEY_key, change->name);
        model_text(
            arena, item, KEY_tag,
            arena_format(arena, "%lld:%lld", (long long)change->id, (long long)change->entry));
        model_text(arena, item, KEY_before, change->before);
        model_text(arena, item, KEY_after, bulk->value);
    }
}

/* Which column, what value and why: asked of the rows that were ticked. */
static void put_chooser(struct visit *visit, const struct register_face *face)
{
    const struct table *table = face->kind->table;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    struct model *columns = model_array(visit->arena, visit->model, KEY_bulk_columns);
    const char *name, *text;

    register_put_head(visit, face);
    model_text(visit->arena, visit->model, KEY_bulk_url,
               arena_format(visit->arena, "%s/bulk", face->path));
    for (int position = 0; visit_next_value(visit, &position, &name, &text);)
        if (strcmp(name, "row") == 0)
            model_text(visit->arena, model_object(visit->arena, items, KEY_NONE), KEY_tag, text);
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].noun == NOUN_INTERNAL || (table->columns[i].flags & COLUMN_KEY) != 0)
            continue;
        struct model *column = model_object(visit->arena, columns, KEY_NONE);
        model_text(visit->arena, column, KEY_name, table->columns[i].name);
        model_text(visit->arena, column, KEY_label, register_label(visit, &table->columns[i]));
    }
}

/* Without "column" it asks which; without "confirmed" it shows what would be; with it, it is done.
 * CLAUSE: 2.2, 5.6.3 */
int register_page_bulk(struct visit *visit, struct error *error)
{
    const struct register_kind *kind = register_face_of(visit)->kind;
    struct bulk bulk = {.count = 0};

    if (may_scope(visit->scene.viewer, visit->scene.pack, register_edit_action(kind), kind->kind) ==
        0)
        return may_refuse(visit->scene.viewer, register_edit_action(kind), kind->kind, error);
    if (visit_value(visit, "column") == NULL && visit_value(visit, "row") != NULL) {
        put_chooser(visit, register_face_of(visit));
        return 0;
    }
    int status = read_bulk(visit, &bulk, error);

    if (status == 0 && visit_value(visit, "confirmed") != NULL) {
        status = visit_write(visit, change_all, &bulk, error);
        if (status == 0) {
            visit_redirect(
                visit, bulk.face->path,
                arena_format(visit->arena, visit_tr(visit, "%d 行を変更しました。"), bulk.count),
                false);
            return 0;
        }
    }
    if (status == ERROR_INPUT || status == ERROR_CONFLICT || status == ERROR_STALE) {
        status = visit_show_error(visit, error);
        if (status == 0 && bulk.count == 0) { /* nothing to show it beside */
            put_chooser(visit, bulk.face);
            return 0;
        }
    }
    if (status == 0)
        put_preview(visit, &bulk);
    return status;
}
