/* Which column of the file is what, when its headings do not say or say it wrongly. CLAUSE: 2.2 */
#include "room/import/column_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "job/sweep.h"
#include "pack/pack.h"
#include "page/page.h"
#include "people/people.h"
#include "register/heading.h"
#include "register/layout.h"
#include "room/import/recognise.h"
#include "room/import/seen.h"
#include "store/store.h"

#include "room/import/import_sql.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_SHOWN = 5, COLUMNS_SHOWN = 100, PARTS_SHOWN = 20, NAME_LIMIT = 100 };

struct columns {
    struct import_seen seen;
    const char *path;
    struct layout layout;
    struct sheet_top *tops;
    int top_count;
};

/* Where nothing is recognised: the kind's first layout, nothing of it found yet. */
static void propose_nothing(struct visit *visit, struct columns *columns)
{
    int count;
    const struct pack_layout *fields = pack_layouts(visit->scene.pack, &count);
    const struct sheet_top *top = &columns->tops[0];
    struct layout_part *part = arena_alloc(visit->arena, sizeof *part);

    for (; count > 0 && strcmp(fields->kind, columns->seen.kind) != 0; count--)
        fields++;
    must(count > 0); /* every kind that is imported has one */
    *part = (struct layout_part){.sheet = top->sheet,
                                 .sheet_index = top->sheet_index,
                                 .part = fields->part,
                                 .fields = fields,
                                 .header_first = top->count > 0 ? top->numbers[0] : 1,
                                 .header_last = top->count > 0 ? top->numbers[0] : 1};
    for (int i = 0; i < LAYOUT_FIELD_LIMIT; i++)
        part->columns[i] = -1;
    columns->layout = (struct layout){.kind = columns->seen.kind, .parts = part, .part_count = 1};
}

static int propose(struct visit *visit, struct columns *columns, struct error *error)
{
    const struct sheet_options guess = {ENCODING_GUESS, 0};
    struct sheet_options used;
    struct error unknown = {.language = error->language};
    const char *missing;
    int result = heading_read_tops(columns->path, &guess, visit->arena, &columns->tops,
                                   &columns->top_count, &used, error);

    if (result < 0)
        return result;
    if (columns->top_count == 0)
        return error_set(error, ERROR_INPUT, "F01", "このファイルには表がありません。");
    result = layout_propose(visit->scene.pack, columns->seen.kind, columns->path, visit->arena,
                            &columns->layout, &missing, &unknown);
    if (result == ERROR_INPUT)
        propose_nothing(visit, columns);
    else if (result < 0)
        *error = unknown;
    return result == ERROR_INPUT ? 0 : result;
}

static int open_columns(struct visit *visit, struct columns *columns, struct error *error)
{
    int result = import_find_seen(visit, &columns->seen, error);

    if (result < 0)
        return result;
    const char *chosen = visit_value(visit, "kind");
    if (chosen != NULL && *chosen != '\0')
        columns->seen.kind = chosen;
    if (columns->seen.kind == NULL ||
        pack_layout(visit->scene.pack, columns->seen.kind, NULL) == NULL)
        if (columns->seen.kind == NULL || strcmp(columns->seen.kind, "media") != 0)
            return error_set(error, ERROR_INPUT, "",
                             "先に種類を選んで、もう一度ファイルを送ってください。");
    if (may_scope(visit->scene.viewer, visit->scene.pack, "import", columns->seen.kind) == 0)
        return may_refuse(visit->scene.viewer, "import", columns->seen.kind, error);
    columns->path =
        sweep_path(visit->folder, UPLOAD_FOLDER, columns->seen.order.upload, visit->arena);
    if (columns->seen.is_in || columns->path == NULL || access(columns->path, R_OK) != 0)
        return error_set(error, ERROR_MISSING, "",
                         "送られたファイルはもうありません。もう一度選んでください。");
    visit_saw_class_a(visit, columns->seen.kind, columns->seen.file);
    return propose(visit, columns, error);
}

static const struct sheet_top *top_of(const struct columns *columns, const struct layout_part *part)
{
    for (int i = 0; i < columns->top_count; i++)
        if (columns->tops[i].sheet_index == part->sheet_index)
            return &columns->tops[i];
    return &columns->tops[0];
}

static int width_of(const struct sheet_top *top)
{
    int width = 0;

    for (int i = 0; i < top->count; i++)
        width = top->widths[i] > width ? top->widths[i] : width;
    return width < COLUMNS_SHOWN ? width : COLUMNS_SHOWN;
}

static const char *column_label(struct visit *visit, const struct columns *columns,
                                const struct layout_part *part, int column)
{
    const struct sheet_top *top = top_of(columns, part);
    int first = heading_row_index(top, part->header_first);
    int last = heading_row_index(top, part->header_last);
    struct heading heading = {"", ""};

    if (first >= 0 && last >= first)
        heading = heading_of(top, first, last, column, false, visit->arena);
    return arena_format(visit->arena, "%d %s", column + 1,
                        *heading.both != '\0' ? heading.both : heading.lower);
}

static void fill_field(struct visit *visit, struct model *list, const struct columns *columns,
                       int index, int field)
{
    const struct layout_part *part = &columns->layout.parts[index];
    const struct pack_field *meaning = &part->fields->fields[field];
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, list, KEY_NONE);
    int width = width_of(top_of(columns, part));

    model_text(arena, item, KEY_name, arena_format(arena, "column-%d-%s", index, meaning->field));
    model_text(arena, item, KEY_label, meaning->label);
    model_bool(arena, item, KEY_is_required, meaning->required);
    struct model *choices = model_array(arena, item, KEY_choices);
    for (int i = 0; i < width; i++) {
        struct model *choice = model_object(arena, choices, KEY_NONE);
        model_integer(arena, choice, KEY_value, i + 1);
        model_text(arena, choice, KEY_label, column_label(visit, columns, part, i));
        model_bool(arena, choice, KEY_is_current, part->columns[field] == i);
    }
}

static void fill_samples(struct visit *visit, struct model *item, const struct sheet_top *top,
                         int after)
{
    struct arena *arena = visit->arena;
    struct model *heads = model_array(arena, item, KEY_columns);
    struct model *rows = model_array(arena, item, KEY_samples);
    int width = width_of(top);

    for (int i = 0; i < width; i++)
        model_integer(arena, heads, KEY_NONE, i + 1);
    for (int i = 0, shown = 0; i < top->count && shown < ROWS_SHOWN + after; i++, shown++) {
        struct model *row = model_object(arena, rows, KEY_NONE);
        model_integer(arena, row, KEY_row, top->numbers[i]);
        struct model *cells = model_array(arena, row, KEY_cells);
        for (int j = 0; j < width; j++)
            model_text(arena, cells, KEY_NONE, j < top->widths[i] ? top->texts[i][j] : "");
    }
}

static void fill_columns(struct visit *visit, const struct columns *columns)
{
    struct arena *arena = visit->arena;
    struct model *parts = model_array(arena, visit->model, KEY_parts);

    model_page_text(arena, visit->model, KEY_url, import_path(visit, &columns->seen));
    model_integer(arena, visit->model, KEY_id, columns->seen.id);
    model_page_text(arena, visit->model, KEY_file, columns->seen.file);
    model_page_text(arena, visit->model, KEY_kind,
                    import_kind_title(&visit->scene, columns->seen.kind));
    model_page_text(arena, visit->model, KEY_profile_name, visit_value(visit, "profile_name"));
    for (int i = 0; i < columns->layout.part_count && i < PARTS_SHOWN; i++) {
        const struct layout_part *part = &columns->layout.parts[i];
        struct model *item = model_object(arena, parts, KEY_NONE);
        model_integer(arena, item, KEY_index, i);
        model_text(arena, item, KEY_sheet, part->sheet);
        model_integer(arena, item, KEY_first, part->header_first);
        model_integer(arena, item, KEY_last, part->header_last);
        struct model *fields = model_array(arena, item, KEY_fields);
        for (int j = 0; j < part->fields->field_count; j++)
            fill_field(visit, fields, columns, i, j);
        fill_samples(visit, item, top_of(columns, part), part->header_last);
    }
}

int columns_show(struct visit *visit, struct error *error)
{
    struct columns columns = {.path = NULL};
    int result = open_columns(visit, &columns, error);

    if (result == 0)
        fill_columns(visit, &columns);
    return result;
}

/* Puts what was chosen into the layout. */
static int take_choices(struct visit *visit, struct columns *columns, struct error *error)
{
    struct arena *arena = visit->arena;
    int result = 0;

    for (int i = 0; i < columns->layout.part_count && i < PARTS_SHOWN && result == 0; i++) {
        struct layout_part *part = &columns->layout.parts[i];
        int64_t first = 0, last = 0, column;
        result = visit_number(visit, arena_format(arena, "first-%d", i), 1, HEADING_ROWS,
                              part->header_first, &first, error);
        if (result == 0)
            result = visit_number(visit, arena_format(arena, "last-%d", i), first,
                                  first + HEADING_SPAN - 1, first, &last, error);
        if (result < 0)
            return result;
        part->header_first = (int)first;
        part->header_last = (int)last;
        for (int j = 0; j < part->fields->field_count && result == 0; j++) {
            const char *name =
                arena_format(arena, "column-%d-%s", i, part->fields->fields[j].field);
            result = visit_number(visit, name, 1, COLUMNS_SHOWN, 0, &column, error);
            part->columns[j] = result == 0 ? (int)column - 1 : -1;
        }
    }
    return result;
}

static int check_complete(struct visit *visit, const struct columns *columns, struct error *error)
{
    for (int i = 0; i < columns->layout.part_count && i < PARTS_SHOWN; i++) {
        const struct layout_part *part = &columns->layout.parts[i];
        const char *missing = layout_missing(part->fields, part->columns, visit->arena);
        if (*missing != '\0')
            return error_set(error, ERROR_INPUT, "F10", "必要な項目に列を選んでください: %s",
                             missing);
    }
    return 0;
}

static const char *write_profile(struct visit *visit, const struct columns *columns)
{
    struct buffer bytes = {0};
    struct json json;

    json_start(&json, &bytes, NULL);
    json_object_start(&json);
    json_integer_at(&json, "profile", 1);
    json_text_at(&json, "kind", columns->seen.kind);
    json_key(&json, "sheets");
    json_array_start(&json);
    for (int i = 0; i < columns->layout.part_count && i < PARTS_SHOWN; i++) {
        const struct layout_part *part = &columns->layout.parts[i];
        json_object_start(&json);
        json_text_at(&json, "name", part->sheet);
        json_text_at(&json, "part", part->part);
        json_key(&json, "header_rows");
        json_array_start(&json);
        json_put_integer(&json, part->header_first);
        json_put_integer(&json, part->header_last);
        json_array_end(&json);
        json_key(&json, "columns");
        json_object_start(&json);
        for (int j = 0; j < part->fields->field_count; j++)
            if (part->columns[j] >= 0)
                json_integer_at(&json, part->fields->fields[j].field, part->columns[j] + 1);
        json_object_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
    const char *text = arena_copy(visit->arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return text;
}

struct keeping {
    const char *kind, *name, *owner, *body, *made_at;
};

static int keep_profile(const struct register_scene *scene, void *context, struct error *error)
{
    const struct keeping *keeping = context;
    struct query *query = store_query(scene->store, SQL_PROFILE_LAST, error);

    if (query == NULL)
        return error->code;
    int result = query_step(query, error);
    int64_t id = result > 0 ? query_column_integer(query, 0) + 1 : 0;
    query_done(query);
    query = result < 0 ? NULL : store_query(scene->store, SQL_PROFILE_PUT, error);
    if (query == NULL)
        return error->code;
    query_integer(query, "id", id);
    query_text(query, "kind", keeping->kind);
    query_text(query, "name", keeping->name);
    query_text(query, "owner", keeping->owner);
    query_text(query, "body", keeping->body);
    query_text(query, "made_at", keeping->made_at);
    return query_run(query, error);
}

/* A layout with a name may be chosen again for the next file. */
static int keep_when_named(struct visit *visit, struct import_order *order, struct error *error)
{
    const char *name = visit_value(visit, "profile_name");
    char now[TIME_SIZE];

    name = name != NULL ? text_trim(visit->arena, name) : "";
    if (*name == '\0')
        return 0;
    if (strlen(name) > NAME_LIMIT) {
        error_set(error, ERROR_INPUT, "", "レイアウトの名前が長すぎます。");
        return error_at(error, "profile_name", NULL);
    }
    time_format_utc(visit->now_us, now);
    order->profile_name = name;
    struct keeping keeping = {order->kind, name, visit->actor.staff_no, order->profile, now};
    return visit_write(visit, keep_profile, &keeping, error);
}

static int look_again(struct visit *visit, const struct columns *columns, struct error *error)
{
    struct import_order order = columns->seen.order;
    int64_t job_id;

    order.kind = columns->seen.kind;
    order.profile = write_profile(visit, columns);
    order.profile_name = NULL;
    order.dry_run = true;
    int result = keep_when_named(visit, &order, error);
    return result == 0 ? visit_start_job(visit, "import", import_order_write(&order, visit->arena),
                                         columns->seen.id, columns->seen.latest.id, &job_id, error)
                       : result;
}

int columns_post(struct visit *visit, struct error *error)
{
    struct columns columns = {.path = NULL};
    int result = open_columns(visit, &columns, error);

    if (result < 0)
        return result;
    result = take_choices(visit, &columns, error);
    if (result == 0)
        result = check_complete(visit, &columns, error);
    if (result == ERROR_INPUT) {
        result = visit_show_error(visit, error);
        fill_columns(visit, &columns);
        return result;
    }
    if (result == 0)
        result = look_again(visit, &columns, error);
    if (result == 0)
        visit_redirect(visit, import_path(visit, &columns.seen), NULL, false);
    return result;
}
