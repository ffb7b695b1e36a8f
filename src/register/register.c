#include "register/register.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/key_map.h"
#include "register/register_import.h"

#include <string.h>

int register_common(const struct table *table, enum common_column column)
{
    return table->column_count - COMMON_COLUMNS + (int)column;
}

const char *register_title(const struct register_kind *kind, enum language language)
{
    return language == LANGUAGE_ENGLISH ? kind->english : kind->title;
}

const struct register_kind *register_find_kind(const struct register_kind *const *kinds,
                                               const char *kind, const char *part)
{
    for (; *kinds != NULL; kinds++) {
        const char *own = (*kinds)->part;
        if (strcmp((*kinds)->kind, kind) != 0)
            continue;
        if (part == NULL || own == NULL || strcmp(own, part) == 0)
            return *kinds;
    }
    return NULL;
}

bool register_is_of_kind(const struct register_kind *kind, const struct value *values)
{
    if (kind->only_word == NULL)
        return true;
    const char *word = values[kind->only_column].text;
    return word != NULL && strcmp(word, kind->only_word) == 0;
}

const char *register_row_name(const struct register_kind *kind, const struct value *values)
{
    const struct table *table = kind->table;
    for (int i = 0; i < table->column_count; i++)
        if ((table->columns[i].flags & COLUMN_KEY) != 0 && values[i].kind == VALUE_TEXT)
            return values[i].text;
    return "";
}

const char *register_key_text(const struct register_row *row, int column)
{
    if (row->values[column].kind == VALUE_TEXT)
        return row->values[column].text;
    return row->raw[column] != NULL ? text_trim(row->arena, row->raw[column]) : "";
}

int register_row_key_of(const struct register_scene *scene, const char *kind, int64_t id,
                        const char **ret_key, struct error *error)
{
    const struct register_kind *other = register_find_kind(scene->kinds, kind, NULL);
    must(other != NULL);
    struct value values[TABLE_COLUMN_LIMIT];
    int status = table_get(scene->store, other->table, id, scene->arena, values, NULL, error);
    if (status == ERROR_MISSING)
        return error_set(error, ERROR_INPUT, "", "%sに %lld 番の行はありません。",
                         register_title(other, error->language), (long long)id);
    if (status == 0)
        *ret_key = values[register_common(other->table, COMMON_row_key)].text;
    return status;
}

void register_problem(struct register_row *row, const char *code, int column)
{
    enum { PROBLEMS_PER_ROW = 16 };
    for (int i = 0; i < row->problem_count; i++)
        if (strcmp(row->problems[i].code, code) == 0)
            return;
    if (row->problems == NULL)
        row->problems = arena_alloc(row->arena, PROBLEMS_PER_ROW * sizeof *row->problems);
    must(row->problem_count < PROBLEMS_PER_ROW);
    const struct pack_code *meaning = pack_code(row->scene->pack, code);
    must(meaning != NULL);
    const struct column *about = column >= 0 ? &row->kind->table->columns[column] : NULL;
    row->problems[row->problem_count++] = (struct register_problem){
        .code = meaning->code,
        .severity = strcmp(meaning->severity, "warning") == 0 ? "warning" : "error",
        .column = about != NULL ? about->name : NULL,
        .heading = about != NULL ? about->label : NULL,
        .value = column >= 0 ? row->raw[column] : NULL,
    };
}

bool register_repeats(struct register_row *row, const char *key)
{
    if (row->seen == NULL || *key == '\0')
        return false;
    return (*key_map_at(row->seen->keys, key))++ > 0;
}

int register_ordinal(struct register_row *row, const char *key)
{
    return row->seen != NULL ? (int)++*key_map_at(row->seen->keys, key) : 1;
}

static int look_up_section(struct register_row *row, const char *department, const char *section,
                           int64_t *ret_section, struct error *error)
{
    const struct register_scene *scene = row->scene;
    error->code = 0;
    *ret_section = people_find_section(scene->store, department, section, scene->today, error);
    return error->code;
}

int register_find_section(struct register_row *row, int64_t *ret_section, struct error *error)
{
    const struct register_kind *kind = row->kind;
    const char *department = row->values[kind->department].text;
    const char *section = row->values[kind->section].text;
    struct value *held = &row->values[register_common(kind->table, COMMON_section_id)];
    *ret_section = 0;
    *held = value_null();
    if (section == NULL || *section == '\0')
        return 0;
    if (department == NULL)
        department = "";
    int status = 0;
    if (row->seen == NULL) {
        status = look_up_section(row, department, section, ret_section, error);
    } else {
        const char *key = arena_format(row->arena, "%s\n%s", department, section);
        int64_t *known = key_map_at(row->seen->sections, key);
        if (*known == 0) {
            status = look_up_section(row, department, section, ret_section, error);
            *known = *ret_section + 1;
        }
        *ret_section = *known - 1;
    }
    if (*ret_section > 0)
        *held = value_integer(*ret_section);
    return status;
}

int register_refuse_word(const struct register_row *row, int column, struct error *error)
{
    const struct column *about = &row->kind->table->columns[column];
    error_set(error, ERROR_INPUT, "F11",
              "列「%s」の「%s」の意味が決まっていません。プロファイルの values で"
              "次のどれに当たるかを書いてください: %s",
              about->label, row->raw[column] != NULL ? row->raw[column] : "",
              about->words != NULL ? about->words : "");
    return error_at(error, about->name, NULL);
}

int register_ensure_system(const struct register_scene *scene, const char *name, int64_t *ret_id,
                           const char **ret_made, struct error *error)
{
    const struct register_kind *kind = register_find_kind(scene->kinds, "systems", NULL);
    must(kind != NULL);
    const struct table *table = kind->table;
    int key_column = register_common(table, COMMON_row_key);
    const char *key = text_name_key(scene->arena, name);
    *ret_made = NULL;
    int status = table_find(scene->store, table, key_column, key, ret_id, error);
    if (status != 0 || *ret_id != 0)
        return status;
    struct value values[TABLE_COLUMN_LIMIT] = {{0}};
    values[table_column(table, "name")] = value_text(text_trim(scene->arena, name));
    values[table_column(table, "name_key")] = value_text(key);
    values[key_column] = value_text(key);
    struct record_context context = {.action = "import", .key = name, .reason = "system met"};
    *ret_made = arena_copy(scene->arena, text_trim(scene->arena, name));
    return record_put_known(scene->record, table, 0, NULL, values, &context, ret_id, NULL, error);
}
