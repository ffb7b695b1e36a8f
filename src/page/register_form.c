/* Rows by hand: new ones, changes, ends. What the room has against them stands beside the field;
 * the findings of the row follow in the same transaction, and the message tells what came and went.
 */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "page/choice.h"
#include "page/register_change.h"
#include "page/register_row.h"
#include "people/people.h"

#include <string.h>

/* What a form is filled with. */
struct filling {
    const struct register_face *face;
    const struct held *held; /* NULL for a new row */
    const struct model *raw;
    const char *wrong; /* the field that was refused, "" for none */
};

static const char *held_text(struct visit *visit, const struct held *held, int column)
{
    const char *text = held != NULL ? register_value_text(&held->face->kind->table->columns[column],
                                                          held->values[column], visit->arena)
                                    : NULL;

    return text != NULL ? text : "";
}

/* How a value of the noun may be written. */
static const char *hint_of(const struct visit *visit, const struct column *column)
{
    switch (column->noun) {
    case NOUN_DATE:
        return visit_tr(visit, "令和8年4月1日、R8.4.1、2026-04-01 のどれでも書けます。");
    case NOUN_STAFF_NUMBER:
        return visit_tr(visit, "名簿にある六桁の番号です。");
    default:
        return NULL;
    }
}

static void put_input(struct visit *visit, struct model *fields, int column, void *context)
{
    const struct filling *filling = context;
    const struct column *about = &filling->face->kind->table->columns[column];
    struct arena *arena = visit->arena;
    struct model *field = model_object(arena, fields, KEY_NONE);
    const char *typed = visit_value(visit, about->name);
    const char *value = typed != NULL ? typed : held_text(visit, filling->held, column);

    model_text(arena, field, KEY_name, about->name);
    model_text(arena, field, KEY_label, register_label(visit, about));
    model_text(arena, field, KEY_value, value);
    model_text(arena, field, KEY_hint, hint_of(visit, about));
    model_bool(arena, field, KEY_is_required, (about->flags & COLUMN_REQUIRED) != 0);
    model_bool(arena, field, KEY_is_area, (about->flags & COLUMN_LONG) != 0);
    model_bool(arena, field, KEY_is_wrong, strcmp(filling->wrong, about->name) == 0);
    model_text(arena, field, KEY_raw,
               filling->held != NULL ? register_raw_text(visit, filling->held, filling->raw, column)
                                     : NULL);
    choice_put(visit, field, about, value);
}

static void fill_form(struct visit *visit, const struct register_face *face,
                      const struct held *held, const char *wrong)
{
    struct arena *arena = visit->arena;
    struct filling filling = {face, held, NULL, wrong};
    const char *tag = visit_value(visit, "tag");

    register_put_head(visit, face);
    if (held != NULL) {
        register_saw(visit, face, held->values);
        model_page_text(arena, visit->model, KEY_key, register_row_name(face->kind, held->values));
        model_integer(arena, visit->model, KEY_id, held->id)->flags |= MODEL_PAGE_ONLY;
        filling.raw = register_put_raw(visit, held);
        model_page_text(arena, visit->model, KEY_tag,
                        tag != NULL ? tag : arena_format(arena, "%lld", (long long)held->entry));
    }
    model_page_text(arena, visit->model, KEY_action,
                    held != NULL ? register_row_address(visit, face, held->id, "/edit")
                                 : face->path);
    model_page_text(arena, visit->model, KEY_back_url,
                    held != NULL ? register_row_address(visit, face, held->id, "") : face->path);
    model_page_text(arena, visit->model, KEY_reason, visit_value(visit, "reason"));
    register_put_groups(visit, face, put_input, &filling);
}

static int refuse_reading_only(const struct register_kind *kind, struct error *error)
{
    return error_set(error, ERROR_CONFLICT, "",
                     "%sの行は手では変えません。元になる台帳か名簿を直してください。",
                     register_title(kind, error->language));
}

/* Who may change no row at all is told so before anything else. CLAUSE: 5.6.3 */
static int check_hand(const struct visit *visit, const struct register_kind *kind,
                      struct error *error)
{
    const char *action = register_edit_action(kind);

    if (may_scope(visit->scene.viewer, visit->scene.pack, action, kind->kind) == 0)
        return may_refuse(visit->scene.viewer, action, kind->kind, error);
    if ((kind->flags & REGISTER_BY_HAND) == 0)
        return refuse_reading_only(kind, error);
    return 0;
}

/* The row of the path, which the viewer may change. CLAUSE: 5.6.3 */
static int find_to_edit(struct visit *visit, struct held *held, struct error *error)
{
    int status = register_held(visit, held, error);

    if (status != 0)
        return status;
    const struct register_kind *kind = held->face->kind;
    if (!register_may(visit, kind, register_edit_action(kind), held->values))
        return may_refuse(visit->scene.viewer, register_edit_action(kind), kind->kind, error);
    return 0;
}

/* CLAUSE: 5.6.3 */
int register_page_new(struct visit *visit, struct error *error)
{
    const struct register_face *face = register_face_of(visit);
    int status = check_hand(visit, face->kind, error);

    if (status == 0)
        fill_form(visit, face, NULL, "");
    return status;
}

static bool is_of_form(const char *name)
{
    return strcmp(name, "csrf") == 0 || strcmp(name, "reason") == 0 || strcmp(name, "tag") == 0;
}

/* What was sent, as the assignments of the register: of a form only what is not so already. */
static void collect(struct visit *visit, const struct held *held, struct register_change *change)
{
    const struct table *table = change->face->kind->table;
    const char *name, *value;
    int position = 0, most = 0;

    while (visit_next_value(visit, &position, &name, &value))
        most++;
    change->assignments = arena_alloc(visit->arena, ((size_t)most + 1) * sizeof(char *));
    for (position = 0; visit_next_value(visit, &position, &name, &value);) {
        int column = table_column(table, name);
        if (is_of_form(name))
            continue;
        if (!visit->wants_json && column >= 0 && strcmp(value, held_text(visit, held, column)) == 0)
            continue;
        change->assignments[change->count++] = arena_format(visit->arena, "%s=%s", name, value);
    }
}

/* What an API is told of a row it wrote. */
static int answer_row(struct visit *visit, struct register_change *change, bool created,
                      struct error *error)
{
    const struct register_face *face = change->face;
    struct held held = {.face = face, .id = change->id};
    int status = table_get(visit->scene.store, face->kind->table, held.id, visit->arena,
                           held.values, &held.entry, error);

    if (status != 0)
        return status;
    if (visit->wants_json) {
        register_saw(visit, face, held.values);
        register_put_row(visit, &held);
        change_put_findings(visit, change);
    }
    visit_redirect(visit, register_row_address(visit, face, change->id, ""), change->message,
                   created);
    return 0;
}

typedef void fill_page(struct visit *visit, const struct register_face *face,
                       const struct held *held, const char *wrong);

/* What a form came to: the row, or the form again with what was wrong beside the field. */
static int answer_form(struct visit *visit, struct register_change *change, const struct held *held,
                       int status, fill_page *fill, struct error *error)
{
    if (status == 0)
        return answer_row(visit, change, held == NULL, error);
    if (status != ERROR_INPUT && status != ERROR_CONFLICT && status != ERROR_STALE)
        return status;
    status = visit_show_error(visit, error);
    if (status == 0)
        fill(visit, change->face, held, error->field);
    return status;
}

/* CLAUSE: 2.2, 5.6.3 */
int register_page_add(struct visit *visit, struct error *error)
{
    struct register_change change = {.face = register_face_of(visit), .rules = visit->rules};
    int status = check_hand(visit, change.face->kind, error);

    if (status == 0) {
        collect(visit, NULL, &change);
        change.reason = visit_value(visit, "reason");
        status = visit_write(visit, change_add, &change, error);
    }
    return answer_form(visit, &change, NULL, status, fill_form, error);
}

int register_page_edit(struct visit *visit, struct error *error)
{
    struct held held;
    int status = find_to_edit(visit, &held, error);

    if (status == 0)
        fill_form(visit, held.face, &held, "");
    return status;
}

static int need_reason(struct visit *visit, const char **ret_reason, struct error *error)
{
    const char *reason = visit_value(visit, "reason");

    *ret_reason = reason;
    if (reason != NULL && reason[strspn(reason, " ")] != '\0')
        return 0;
    error_set(error, ERROR_INPUT, "", "理由を書いてください。記録に残ります。");
    return error_at(error, "reason", NULL);
}

static struct register_change change_of(const struct visit *visit, const struct held *held)
{
    return (struct register_change){.face = held->face,
                                    .rules = visit->rules,
                                    .id = held->id,
                                    .entry = held->entry,
                                    .name = register_row_name(held->face->kind, held->values)};
}

static int change_row(struct visit *visit, const struct held *held, struct register_change *change,
                      struct error *error)
{
    int status = visit_check_tag(visit, held->entry, error);

    collect(visit, held, change);
    change->reason = visit_value(visit, "reason");
    if (status == 0 && !visit->wants_json)
        status = need_reason(visit, &change->reason, error);
    if (status == 0)
        status = visit_write(visit, change_set, change, error);
    return status;
}

/* Two people who change one row: the second is told, nothing is lost. CLAUSE: 2.2, 5.6.3 */
int register_page_change(struct visit *visit, struct error *error)
{
    struct held held;
    int status = find_to_edit(visit, &held, error);

    if (status != 0)
        return status;
    struct register_change change = change_of(visit, &held);
    status = change_row(visit, &held, &change, error);
    return answer_form(visit, &change, &held, status, fill_form, error);
}

static void fill_end(struct visit *visit, const struct register_face *face, const struct held *held,
                     const char *wrong)
{
    struct arena *arena = visit->arena;

    (void)wrong; /* there is but one field */
    model_page_text(arena, visit->model, KEY_end_url,
                    register_row_address(visit, face, held->id, "/end"));
    register_put_head(visit, face);
    model_page_text(arena, visit->model, KEY_key, register_row_name(face->kind, held->values));
    model_integer(arena, visit->model, KEY_id, held->id)->flags |= MODEL_PAGE_ONLY;
    model_page_text(arena, visit->model, KEY_tag,
                    arena_format(arena, "%lld", (long long)held->entry));
    model_page_text(arena, visit->model, KEY_reason, visit_value(visit, "reason"));
    model_page_text(arena, visit->model, KEY_back_url,
                    register_row_address(visit, face, held->id, ""));
}

int register_page_ask_end(struct visit *visit, struct error *error)
{
    struct held held;
    int status = find_to_edit(visit, &held, error);

    if (status == 0)
        fill_end(visit, held.face, &held, "");
    return status;
}

/* CLAUSE: 2.2, 5.6.3 */
int register_page_end(struct visit *visit, struct error *error)
{
    struct held held;
    int status = find_to_edit(visit, &held, error);

    if (status != 0)
        return status;
    struct register_change change = change_of(visit, &held);
    status = visit_check_tag(visit, held.entry, error);
    if (status == 0)
        status = need_reason(visit, &change.reason, error);
    if (status == 0)
        status = visit_write(visit, change_end, &change, error);
    return answer_form(visit, &change, &held, status, fill_end, error);
}
