#include "page/register_ask.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "finding/finding.h"
#include "http/http.h"
#include "pack/pack.h"
#include "page/machine.h"
#include "people/people.h"
#include "search/search.h"
#include "sheet/reader.h"

#include <string.h>

enum { ROWS_A_PAGE = 50, OFFSET_MOST = 100000000 };

const struct register_face *register_face_of(const struct visit *visit)
{
    for (const struct register_face *const *face = visit->faces; *face != NULL; face++) {
        size_t length = strlen((*face)->path);
        const char *path = visit->page->path;
        if (strncmp(path, (*face)->path, length) == 0 &&
            (path[length] == '\0' || path[length] == '/'))
            return *face;
    }
    must(false); /* a page of registers belongs to one */
    return NULL;
}

int register_visible_column(const struct register_kind *kind, const char *name)
{
    int column = table_column(kind->table, name);

    return column >= 0 && kind->table->columns[column].noun != NOUN_INTERNAL ? column : -1;
}

bool register_next_name(struct arena *arena, const char **list, const char **ret_name)
{
    const char *at = *list + strspn(*list, " ,");
    size_t length = strcspn(at, " ,");

    if (length == 0)
        return false;
    *ret_name = arena_copy_bytes(arena, at, length);
    *list = at + length;
    return true;
}

static int refuse_name(const char *name, struct error *error)
{
    error_set(error, ERROR_INPUT, "", "「%s」という列や指定はこの台帳にありません。", name);
    return error_at(error, name, NULL);
}

/* A name of the query as a column and what is asked of it. */
static int read_name(struct asked *asked, struct arena *arena, const char *name,
                     struct table_condition *condition)
{
    static const struct {
        const char *end;
        enum table_test test;
    } ends[] = {{"_from", TEST_FROM}, {"_to", TEST_TO}};
    size_t length = strlen(name);

    condition->test = TEST_IS;
    condition->column = register_visible_column(asked->face->kind, name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends && condition->column < 0; i++) {
        size_t end = strlen(ends[i].end);
        if (length <= end || strcmp(name + length - end, ends[i].end) != 0)
            continue;
        condition->test = ends[i].test;
        condition->column =
            register_visible_column(asked->face->kind, arena_copy_bytes(arena, name, length - end));
    }
    return condition->column;
}

static int refuse_value(const struct visit *visit, const struct column *column, const char *text,
                        struct error *error)
{
    error_set(error, ERROR_INPUT, "", "「%s」は「%s」の値として読めません。", text,
              register_label(visit, column));
    return error_at(error, column->name, column->clause);
}

static int add_condition(struct visit *visit, struct asked *asked, const char *name,
                         const char *text, struct error *error)
{
    struct table_condition condition;
    const struct cell cell = {CELL_TEXT, text, 0};

    if (*text == '\0') /* a filter left open */
        return read_name(asked, visit->arena, name, &condition) < 0 ? refuse_name(name, error) : 0;
    if (read_name(asked, visit->arena, name, &condition) < 0)
        return refuse_name(name, error);
    const struct column *column = &asked->face->kind->table->columns[condition.column];
    if (asked->request.condition_count == LIST_CONDITION_LIMIT)
        return error_set(error, ERROR_LIMIT, "", "絞り込みは %d 個までです。",
                         LIST_CONDITION_LIMIT);
    if (*text == '~' && column->storage == STORED_TEXT && text[1] != '\0') {
        condition.test = TEST_CONTAINS;
        condition.value = value_text(text + 1);
    } else if (!register_read_value(visit->scene.pack, column, &cell, false, visit->arena,
                                    &condition.value) ||
               condition.value.kind == VALUE_NULL)
        return refuse_value(visit, column, text, error);
    asked->request.conditions[asked->request.condition_count++] = condition;
    return 0;
}

/* "standing", "ended", "all"; any other word is that of a column called so. */
static bool read_state(const char *text, enum list_state *ret_state)
{
    static const char *const words[] = {
        [LIST_STANDING] = "standing", [LIST_ENDED] = "ended", [LIST_ALL] = "all"};

    for (int i = 0; i < 3; i++)
        if (strcmp(text, words[i]) == 0) {
            *ret_state = (enum list_state)i;
            return true;
        }
    return false;
}

static int read_sort(struct asked *asked, const char *text, struct error *error)
{
    const char *name = text;

    asked->request.descending = *name == '-';
    if (asked->request.descending)
        name++;
    if (strcmp(name, "row_key") == 0)
        return 0;
    asked->request.sort = register_visible_column(asked->face->kind, name);
    if (asked->request.sort >= 0)
        return 0;
    error_set(error, ERROR_INPUT, "", "「%s」という列はないので、並べ替えられません。", name);
    return error_at(error, "sort", NULL);
}

static int add_columns(struct visit *visit, struct asked *asked, const char *list,
                       struct error *error)
{
    const char *name;

    asked->chose_columns = true;
    while (register_next_name(visit->arena, &list, &name)) {
        int column = register_visible_column(asked->face->kind, name);
        if (column < 0) {
            error_set(error, ERROR_INPUT, "", "「%s」という列はこの台帳にありません。", name);
            return error_at(error, "columns", NULL);
        }
        if (!visit->wants_json && column == register_key_column(asked->face->kind))
            continue; /* stands in front of each row */
        if (asked->column_count < TABLE_COLUMN_LIMIT)
            asked->columns[asked->column_count++] = column;
    }
    return 0;
}

static int read_findings(struct asked *asked, const char *text, struct error *error)
{
    asked->request.only_related = strcmp(text, "open") == 0;
    if (asked->request.only_related || *text == '\0')
        return 0;
    error_set(error, ERROR_INPUT, "", "指摘（findings）の値は open だけです。");
    return error_at(error, "findings", NULL);
}

static bool is_own(const char *name)
{
    static const char *const names[] = {"q", "limit", "offset", "format", "section_id", "more"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static int read_pair(struct visit *visit, struct asked *asked, const char *name, const char *value,
                     struct error *error)
{
    if (is_own(name))
        return 0;
    if (strcmp(name, "state") == 0 && read_state(value, &asked->request.state))
        return 0;
    if (strcmp(name, "sort") == 0)
        return *value != '\0' ? read_sort(asked, value, error) : 0;
    if (strcmp(name, "columns") == 0)
        return add_columns(visit, asked, value, error);
    if (strcmp(name, "findings") == 0)
        return read_findings(asked, value, error);
    return add_condition(visit, asked, name, value, error);
}

int register_key_column(const struct register_kind *kind)
{
    const struct table *table = kind->table;

    for (int i = 0; i < table->column_count; i++)
        if ((table->columns[i].flags & COLUMN_KEY) != 0 &&
            table->columns[i].storage == STORED_TEXT && table->columns[i].noun != NOUN_INTERNAL)
            return i;
    return -1;
}

/* All columns for a program; for people those the room chose. */
static void choose_columns(struct visit *visit, struct asked *asked)
{
    const struct table *table = asked->face->kind->table;
    const char *list = asked->face->columns, *name;

    if (asked->column_count > 0)
        return;
    if (visit->wants_json) {
        for (int i = 0; i < table->column_count; i++)
            if (table->columns[i].noun != NOUN_INTERNAL)
                asked->columns[asked->column_count++] = i;
        return;
    }
    while (register_next_name(visit->arena, &list, &name)) {
        int column = register_visible_column(asked->face->kind, name);
        must(column >= 0); /* a room names its own columns */
        asked->columns[asked->column_count++] = column;
    }
}

/* The open findings of a row. Whoever sees the row sees them. */
static const struct table_related open_findings = {&finding_table, FINDING_table_id, FINDING_row_id,
                                                   FINDING_state, "open"};

int register_ask(struct visit *visit, const char *action, struct asked *ret_asked,
                 struct error *error)
{
    const struct visit_answer *answer = visit->answer;
    struct asked asked = {.face = register_face_of(visit)};
    struct list_request *request = &asked.request;
    int status = 0;

    request->kind = asked.face->kind;
    request->action = action;
    request->sort = -1;
    request->related = &open_findings;
    for (int i = 0; status == 0 && i < answer->query_count; i++)
        status = read_pair(visit, &asked, answer->query[i].name, answer->query[i].value, error);
    if (status == 0)
        status =
            visit_number(visit, "limit", 1, LIST_ROW_LIMIT, ROWS_A_PAGE, &request->limit, error);
    if (status == 0)
        status = visit_number(visit, "offset", 0, OFFSET_MOST, 0, &request->offset, error);
    if (status == 0)
        status = visit_number(visit, "section_id", 0, INT64_MAX, 0, &request->section_id, error);
    if (status != 0)
        return status;
    choose_columns(visit, &asked);
    const char *words = visit_value(visit, "q");
    asked.words = words != NULL && words[strspn(words, " ")] != '\0' ? words : NULL;
    *ret_asked = asked;
    return 0;
}

/* The register that the search knows the rows by. */
static const char *searched_kind(const struct visit *visit, const struct register_kind *kind)
{
    for (const struct register_kind *const *each = visit->scene.kinds; *each != NULL; each++)
        if ((*each)->table == kind->table && (*each)->only_word == NULL)
            return (*each)->kind;
    return kind->kind;
}

int register_find_words(struct visit *visit, struct asked *asked, int64_t *ret_total,
                        struct error *error)
{
    struct list_request *request = &asked->request;
    bool is_plain = request->condition_count == 0 && request->section_id == 0 &&
                    !request->only_related && request->sort < 0 && !request->descending &&
                    request->state == LIST_STANDING && request->kind->only_word == NULL &&
                    request->offset + request->limit <= LIST_ID_LIMIT;
    struct search_hit *hits;
    int count, total;
    int status =
        search_run(&visit->scene, visit->folder, asked->words, searched_kind(visit, request->kind),
                   is_plain ? (int)(request->offset + request->limit) : LIST_ID_LIMIT,
                   request->state != LIST_STANDING, &hits, &count, &total, error);

    if (status < 0)
        return status == ERROR_INPUT ? error_at(error, "q", NULL) : status;
    if (!is_plain && total > LIST_ID_LIMIT) {
        error_set(error, ERROR_INPUT, "", "%d 行に当たります。語を足して絞ってください。", total);
        return error_at(error, "q", NULL);
    }
    int first = is_plain && request->offset < count ? (int)request->offset : is_plain ? count : 0;
    int64_t *ids = arena_alloc(visit->arena, ((size_t)count + 1) * sizeof *ids);
    for (int i = first; i < count; i++)
        ids[i - first] = hits[i].id;
    request->ids = ids;
    request->id_count = count - first;
    if (is_plain)
        request->offset = 0;
    *ret_total = is_plain ? total : -1;
    return 0;
}

int register_check_pairs(struct visit *visit, const struct register_face *face,
                         const struct visit_pair *pairs, int count, struct error *error)
{
    struct asked asked = {.face = face};
    int status = 0;

    for (int i = 0; status == 0 && i < count; i++)
        status = read_pair(visit, &asked, pairs[i].name, pairs[i].value, error);
    return status;
}

const char *register_label(const struct visit *visit, const struct column *column)
{
    const char *english = column->english;

    if (visit->scene.language != LANGUAGE_ENGLISH)
        return column->label;
    return *english >= 'a' && *english <= 'z'
               ? arena_format(visit->arena, "%c%s", *english - 'a' + 'A', english + 1)
               : english;
}

/* The name of the row that a reference leads to. */
static const char *name_of_reference(struct visit *visit, const struct column *column, int64_t id)
{
    struct error ignored = {0};
    struct value values[TABLE_COLUMN_LIMIT];

    for (const struct register_kind *const *each = visit->scene.kinds; *each != NULL; each++) {
        const struct table *table = (*each)->table;
        if (column->words == NULL || strcmp(table->name, column->words) != 0)
            continue;
        if (table_get(visit->scene.store, table, id, visit->arena, values, NULL, &ignored) == 0)
            return register_row_name(*each, values);
    }
    return NULL;
}

const char *register_reference_address(struct visit *visit, const struct column *column,
                                       struct value value)
{
    struct error ignored = {0};
    struct value values[TABLE_COLUMN_LIMIT];

    if (column->noun != NOUN_REFERENCE || column->words == NULL || value.kind != VALUE_INTEGER)
        return NULL;
    for (const struct register_face *const *face = visit->faces; *face != NULL; face++) {
        const struct table *table = (*face)->kind->table;
        if (strcmp(table->name, column->words) == 0 &&
            table_get(visit->scene.store, table, value.integer, visit->arena, values, NULL,
                      &ignored) == 0 &&
            register_may(visit, (*face)->kind, "view", values))
            return register_row_address(visit, *face, value.integer, "");
    }
    return NULL;
}

/* A date as both calendars write it: 令和8年4月1日（2026-04-01）. */
static const char *shown_date(const struct visit *visit, const char *date)
{
    if (visit->scene.language == LANGUAGE_ENGLISH)
        return NULL;
    return arena_format(visit->arena, "%s（%s）", date_wareki(visit->arena, date), date);
}

struct model *register_put_value(struct visit *visit, struct model *parent, enum model_key key,
                                 const struct column *column, struct value value)
{
    struct arena *arena = visit->arena;
    struct model *node;

    if (value.kind == VALUE_NULL)
        node = model_null(arena, parent, key);
    else if (value.kind == VALUE_TEXT) {
        node = model_text(arena, parent, key, value.text);
        if (column->noun == NOUN_DATE && !visit->wants_json)
            node->shown = shown_date(visit, value.text);
        else if (column->noun == NOUN_TIME && !visit->wants_json)
            node->shown = visit_show_time(visit, value.text);
    } else if (column->noun == NOUN_MARK) {
        node = model_bool(arena, parent, key, value.integer != 0);
        node->text = value.integer != 0 ? "○" : "×";
    } else {
        node = model_integer(arena, parent, key, value.integer);
        if (column->noun == NOUN_REFERENCE && !visit->wants_json)
            node->text = name_of_reference(visit, column, value.integer);
    }
    if (key == KEY_NONE)
        node->name = column->name;
    return node;
}

int64_t register_row_system(const struct register_kind *kind, const struct value *values)
{
    return kind->system >= 0 && values[kind->system].kind == VALUE_INTEGER
               ? values[kind->system].integer
               : 0;
}

bool register_may(const struct visit *visit, const struct register_kind *kind, const char *action,
                  const struct value *values)
{
    const struct value *section = &values[register_common(kind->table, COMMON_section_id)];

    return may(visit->scene.viewer, visit->scene.pack, action, kind->kind, section->integer,
               register_row_system(kind, values));
}

const char *register_edit_action(const struct register_kind *kind)
{
    return (kind->flags & REGISTER_APPOINTS) != 0 ? "appoint" : "edit";
}

static void see(struct visit *visit, const struct register_face *face, int importance,
                const struct value *values)
{
    const char *class = importance >= 0 ? values[importance].text : NULL;

    if (visit->answer->seen_kind == NULL &&
        (face->is_personal || (class != NULL && strcmp(class, "A") == 0)))
        visit_saw_class_a(visit, face->kind->kind,
                          values[register_common(face->kind->table, COMMON_row_key)].text);
}

void register_saw(struct visit *visit, const struct register_face *face, const struct value *values)
{
    see(visit, face, table_column(face->kind->table, "importance"), values);
}

void register_saw_list(struct visit *visit, const struct register_face *face,
                       const struct list *list)
{
    int importance = table_column(face->kind->table, "importance");

    for (int i = 0; i < list->count; i++)
        see(visit, face, importance, list->rows[i].values);
}

static int find_id(struct visit *visit, const struct register_kind *kind, int64_t *ret_id,
                   struct error *error)
{
    const char *text = visit->parts[0];
    bool is_number = strlen(text) < 16 && text[strspn(text, "0123456789")] == '\0' && *text != '0';
    int64_t id = 0;

    for (const char *at = text; is_number && *at != '\0'; at++)
        id = 10 * id + (*at - '0');
    *ret_id = id;
    return is_number || !visit->wants_json
               ? 0
               : register_find_key(&visit->scene, kind, text, ret_id, error);
}

static int refuse_missing(const struct register_kind *kind, const char *what, struct error *error)
{
    error_set(error, ERROR_MISSING, "", "%sに %s はありません。一覧から探してください。",
              register_title(kind, error->language), what);
    return error_at(error, "id", NULL);
}

static int find_held(struct visit *visit, struct held *ret_held, struct error *error)
{
    const struct register_face *face = register_face_of(visit);
    const struct register_kind *kind = face->kind;
    int status = find_id(visit, kind, &ret_held->id, error);

    ret_held->face = face;
    if (status == 0)
        status = table_get(visit->scene.store, kind->table, ret_held->id, visit->arena,
                           ret_held->values, &ret_held->entry, error);
    if (status == ERROR_MISSING || (status == 0 && !register_is_of_kind(kind, ret_held->values)))
        return refuse_missing(kind, visit->parts[0], error);
    if (status == 0 && !register_may(visit, kind, "view", ret_held->values))
        return may_refuse(visit->scene.viewer, "view", kind->kind, error);
    return status;
}

int register_held(struct visit *visit, struct held *ret_held, struct error *error)
{
    int status = find_held(visit, ret_held, error);

    return visit_hide(visit, status, ret_held->face->kind->kind, visit->parts[0], error);
}

static struct model *put_group(struct visit *visit, struct model *groups,
                               const struct register_group *group)
{
    struct model *model = model_object(visit->arena, groups, KEY_NONE);

    model_text(visit->arena, model, KEY_label, visit_tr(visit, group->title));
    model_text(visit->arena, model, KEY_hint,
               group->hint != NULL ? visit_tr(visit, group->hint) : NULL);
    return model_array(visit->arena, model, KEY_fields);
}

void register_put_groups(struct visit *visit, const struct register_face *face,
                         register_put_column *put, void *context)
{
    static const struct register_group other = {"そのほか", NULL, ""};
    const struct table *table = face->kind->table;
    bool is_put[TABLE_COLUMN_LIMIT] = {false};
    struct model *groups = model_array(visit->arena, visit->model, KEY_groups), *rest = NULL;
    const char *name;

    groups->flags |= MODEL_PAGE_ONLY;
    for (const struct register_group *group = face->groups; group->title != NULL; group++) {
        struct model *fields = put_group(visit, groups, group);
        for (const char *list = group->columns; register_next_name(visit->arena, &list, &name);) {
            int column = register_visible_column(face->kind, name);
            must(column >= 0); /* a room names its own columns */
            put(visit, fields, column, context);
            is_put[column] = true;
        }
    }
    for (int i = 0; i < table->column_count; i++) {
        if (is_put[i] || table->columns[i].noun == NOUN_INTERNAL)
            continue;
        if (rest == NULL)
            rest = put_group(visit, groups, &other);
        put(visit, rest, i, context);
    }
}

void register_put_head(struct visit *visit, const struct register_face *face)
{
    struct arena *arena = visit->arena;
    struct model *model = visit->model;

    model_page_text(arena, model, KEY_register_title,
                    register_title(face->kind, visit->scene.language));
    model_page_text(arena, model, KEY_list_url, face->path);
    model_page_text(arena, model, KEY_purpose, visit_tr(visit, face->purpose));
    model_page_text(arena, model, KEY_clause, face->kind->clause);
}
