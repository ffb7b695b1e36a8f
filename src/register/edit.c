/* Changing rows by hand: every change is judged by the room like a row of a file. */
#include "register/register_import.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "sheet/reader.h"
#include "sheet/xlsx_text.h"
#include "store/store.h"

#include <string.h>

enum { NEAR_KEYS = 8 };

int register_find_key(const struct register_scene *scene, const struct register_kind *kind,
                      const char *key, int64_t *ret_id, struct error *error)
{
    const char *spellings[4] = {key, text_number_key(scene->arena, key),
                                text_name_key(scene->arena, key),
                                text_staff_number(scene->arena, key)};
    int column = register_common(kind->table, COMMON_row_key);
    *ret_id = 0;
    for (int i = 0; i < 4 && *ret_id == 0; i++) {
        if (spellings[i] == NULL)
            continue;
        int status = table_find(scene->store, kind->table, column, spellings[i], ret_id, error);
        if (status != 0)
            return status;
    }
    return 0;
}

struct near_rows {
    int64_t id;
    int count;
    const char *names;
};

/* All rows whose name is the key; a scan, for keys that are not the row's full key. */
static int find_by_name(const struct register_scene *scene, const struct register_kind *kind,
                        const char *key, struct near_rows *found, struct error *error)
{
    const struct table *table = kind->table;
    struct arena *arena = scene->arena;
    const char *number = text_number_key(arena, key);
    const char *name = text_name_key(arena, key);
    int column = register_common(table, COMMON_row_key);
    struct query *query = table_scan(scene->store, table, error);
    if (query == NULL)
        return error->code;
    int got;
    while ((got = query_step(query, error)) == 1) {
        struct value values[TABLE_COLUMN_LIMIT];
        for (int i = 0; i < table->column_count; i++)
            values[i] = table_value(table, query, 2, i);
        const char *own = register_row_name(kind, values);
        if (!register_is_of_kind(kind, values))
            continue;
        if (strcmp(text_number_key(arena, own), number) != 0 &&
            strcmp(text_name_key(arena, own), name) != 0)
            continue;
        found->id = query_column_integer(query, 0);
        if (found->count++ < NEAR_KEYS)
            found->names = arena_format(arena, "%s%s%s", found->names, found->count > 1 ? "、" : "",
                                        values[column].text != NULL ? values[column].text : own);
    }
    query_done(query);
    return got;
}

int register_find_row(const struct register_scene *scene, const struct register_kind *kind,
                      const char *key, int64_t *ret_id, struct error *error)
{
    int64_t id;
    int status = register_find_key(scene, kind, key, &id, error);
    struct near_rows found = {.names = ""};
    if (status == 0 && id == 0)
        status = find_by_name(scene, kind, key, &found, error);
    if (status != 0)
        return status;
    if (found.count > 1) {
        error_set(error, ERROR_INPUT, "",
                  "%s に当たる行が%dつあります。次のどれかで指定してください: %s", key, found.count,
                  found.names);
        return error_at(error, "key", NULL);
    }
    if (id == 0)
        id = found.id;
    if (id == 0) {
        error_set(error, ERROR_MISSING, "", "%s に %s はありません。chikiri search で探せます。",
                  register_title(kind, error->language), key);
        return error_at(error, "key", NULL);
    }
    *ret_id = id;
    return 0;
}

/* The columns a person may set, for the sentence that refuses another. */
static const char *column_names(const struct table *table, struct arena *arena)
{
    const char *names = "";
    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].noun != NOUN_INTERNAL)
            names = arena_format(arena, "%s%s%s", names, *names != '\0' ? " " : "",
                                 table->columns[i].name);
    return names;
}

/* How a value of the column is written, for the sentence that refuses another. */
static const char *way_of_writing(const struct column *column)
{
    switch (column->noun) {
    case NOUN_DATE:
        return "2026-04-01 R8.4.1 20260401";
    case NOUN_MARK:
        return "○ × 有 無";
    case NOUN_IMPORTANCE:
        return "A B C";
    case NOUN_ZONE:
        return "L0 L1 L2 L3 L4";
    case NOUN_SEGMENT:
        return "マイナンバー利用事務系 ＬＧＷＡＮ接続系 インターネット接続系 管理系";
    case NOUN_STAFF_NUMBER:
        return "000000";
    case NOUN_COUNT:
    case NOUN_REFERENCE:
        return "0 1 2 …";
    default:
        return column->words != NULL ? column->words : "…";
    }
}

static int take_assignment(struct register_row *row, const char *assignment, struct error *error)
{
    const struct table *table = row->kind->table;
    struct arena *arena = row->arena;
    const char *equals = strchr(assignment, '=');
    const char *name = equals != NULL
                           ? arena_copy_bytes(arena, assignment, (size_t)(equals - assignment))
                           : assignment;
    int column = table_column(table, name);
    if (equals == NULL || column < 0 || table->columns[column].noun == NOUN_INTERNAL) {
        error_set(error, ERROR_INPUT, "",
                  "「%s」は使えません。列名=値 の形で、列名は次から選んでください: %s", assignment,
                  column_names(table, arena));
        return error_at(error, name, NULL);
    }
    if (xlsx_text_is_too_long(equals + 1, strlen(equals + 1))) { /* no cell of a file is longer */
        error_set(error, ERROR_INPUT, "", "列「%s」の文字が多すぎます（32,767字まで）。",
                  table->columns[column].label);
        return error_at(error, name, table->columns[column].clause);
    }
    struct cell cell = {CELL_TEXT, equals + 1, 0};
    row->raw[column] = equals + 1;
    row->misread[column] = !register_read_value(row->scene->pack, &table->columns[column], &cell,
                                                false, arena, &row->values[column]);
    if (!row->misread[column])
        return 0;
    error_set(error, ERROR_INPUT, "", "「%s」は列「%s」の値として読めません。書き方: %s",
              equals + 1, table->columns[column].label, way_of_writing(&table->columns[column]));
    return error_at(error, name, table->columns[column].clause);
}

/* The first thing the room has against the row, as an error. */
static int first_problem(const struct register_row *row, struct error *error)
{
    for (int i = 0; i < row->problem_count; i++) {
        const struct register_problem *problem = &row->problems[i];
        if (strcmp(problem->severity, "error") != 0)
            continue;
        const struct pack_code *code = pack_code(row->scene->pack, problem->code);
        bool english = error->language == LANGUAGE_ENGLISH;
        error_set(error, ERROR_INPUT, problem->code, "%s（%s）。%s",
                  english ? code->title.english : code->title.japanese,
                  problem->heading != NULL ? problem->heading
                                           : register_title(row->kind, error->language),
                  english ? code->action.english : code->action.japanese);
        return error_at(error, problem->column, code->clause);
    }
    return 0;
}

/* Who may edit the row; appointments are made by those who may appoint. CLAUSE: 5.6.3 */
static int check_right(const struct register_row *row, struct error *error)
{
    const struct register_scene *scene = row->scene;
    const struct register_kind *kind = row->kind;
    const char *action = (kind->flags & REGISTER_APPOINTS) != 0 ? "appoint" : "edit";
    const struct value *section = &row->values[register_common(kind->table, COMMON_section_id)];
    const struct value *system = kind->system >= 0 ? &row->values[kind->system] : NULL;
    int64_t system_id =
        system != NULL && system->kind == VALUE_INTEGER ? system->integer : row->system_id;
    if (may(scene->viewer, scene->pack, action, kind->kind, section->integer, system_id))
        return 0;
    return may_refuse(scene->viewer, action, kind->kind, error);
}

static int judge_by_hand(struct register_row *row, const char *const *assignments, int count,
                         struct error *error)
{
    for (int i = 0; i < count; i++) {
        int status = take_assignment(row, assignments[i], error);
        if (status != 0)
            return status;
    }
    int status = row->kind->judge(row, error);
    if (status == 0)
        status = first_problem(row, error);
    return status == 0 ? check_right(row, error) : status;
}

static int refuse_other_key(const struct register_row *row, int64_t id, struct error *error)
{
    const struct table *table = row->kind->table;
    int column = register_common(table, COMMON_row_key);
    int64_t other;
    int status =
        table_find(row->scene->store, table, column, row->values[column].text, &other, error);
    if (status != 0 || other == 0 || other == id)
        return status;
    return error_set(error, ERROR_CONFLICT, "", "%s はすでに%sにあります。", row->key,
                     register_title(row->kind, error->language));
}

/* A kind that is a part of another's table is changed there. */
static int refuse_part(const struct register_kind *kind, struct error *error)
{
    if (kind->only_word == NULL)
        return 0;
    return error_set(error, ERROR_INPUT, "",
                     "%sは元の台帳から引いたものです。元の台帳の行を直してください。",
                     register_title(kind, error->language));
}

static int refuse_ended(const struct table *table, const struct value *held, struct error *error)
{
    const char *ended_at = held[register_common(table, COMMON_ended_at)].text;
    return ended_at == NULL
               ? 0
               : error_set(error, ERROR_CONFLICT, "", "すでに終了しています（%s）。", ended_at);
}

int register_set(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                 const char *const *assignments, int count, const char *reason, struct error *error)
{
    const struct table *table = kind->table;
    struct register_row row = {0};
    struct value held[TABLE_COLUMN_LIMIT];
    int status = refuse_part(kind, error);
    if (status == 0)
        status = table_get(scene->store, table, id, scene->arena, held, NULL, error);
    if (status != 0)
        return status;
    register_row_start(&row, scene, kind, scene->arena);
    memcpy(row.values, held, (size_t)table->column_count * sizeof *held);
    status = check_right(&row, error); /* as it stands: nobody edits what is not theirs */
    if (status == 0)
        status = refuse_ended(table, held, error);
    const char *ordinal = NULL;
    int key_column = register_common(table, COMMON_row_key);
    if ((kind->flags & REGISTER_KEY_REPEATS) != 0 && held[key_column].text != NULL)
        ordinal = strrchr(held[key_column].text, '#');
    if (status == 0)
        status = judge_by_hand(&row, assignments, count, error);
    if (status != 0)
        return status;
    if (ordinal != NULL) { /* the ordinal stays the row's own */
        char *key = arena_copy(scene->arena, row.values[key_column].text);
        char *end = strrchr(key, '#');
        row.values[key_column] =
            value_text(arena_format(scene->arena, "%.*s%s", (int)(end - key), key, ordinal));
    }
    status = refuse_other_key(&row, id, error);
    if (status != 0)
        return status;
    row.values[register_common(table, COMMON_edited)] = value_integer(1);
    struct record_context context = {.action = "set", .key = row.key, .reason = reason};
    return record_put_known(scene->record, table, id, held, row.values, &context, NULL, NULL,
                            error);
}

int register_add(const struct register_scene *scene, const struct register_kind *kind,
                 const char *const *assignments, int count, const char *reason, int64_t *ret_id,
                 struct error *error)
{
    struct register_row row = {0};
    register_row_start(&row, scene, kind, scene->arena);
    int status = refuse_part(kind, error);
    if (status == 0)
        status = judge_by_hand(&row, assignments, count, error);
    if (status == 0 && (kind->flags & REGISTER_KEY_REPEATS) == 0)
        status = refuse_other_key(&row, 0, error);
    if (status != 0)
        return status;
    row.values[register_common(kind->table, COMMON_edited)] = value_integer(1);
    struct record_context context = {.action = "add", .key = row.key, .reason = reason};
    return record_put_known(scene->record, kind->table, 0, NULL, row.values, &context, ret_id, NULL,
                            error);
}

int register_end(const struct register_scene *scene, const struct register_kind *kind, int64_t id,
                 const char *reason, struct error *error)
{
    const struct table *table = kind->table;
    struct register_row row = {0};
    struct value held[TABLE_COLUMN_LIMIT];
    int status = refuse_part(kind, error);
    if (status == 0)
        status = table_get(scene->store, table, id, scene->arena, held, NULL, error);
    if (status != 0)
        return status;
    register_row_start(&row, scene, kind, scene->arena);
    memcpy(row.values, held, (size_t)table->column_count * sizeof *held);
    status = check_right(&row, error);
    int ended = register_common(table, COMMON_ended_at);
    if (status == 0)
        status = refuse_ended(table, held, error);
    if (status != 0)
        return status;
    char now[TIME_SIZE];
    time_format_utc(record_now_us(scene->record), now);
    row.values[ended] = value_text(now);
    row.values[register_common(table, COMMON_edited)] = value_integer(1);
    struct record_context context = {
        .action = "end", .key = register_row_name(kind, held), .reason = reason};
    return record_put_known(scene->record, table, id, held, row.values, &context, NULL, NULL,
                            error);
}
