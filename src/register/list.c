#include "register/list.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_LISTS = 17, KEPT_TEXTS = 256, LIST_BYTES = 8 << 20, NAME_SIZE = 16 };

struct binding {
    char name[NAME_SIZE];
    struct value value;
};

/* A statement on its way: its text, and what is bound to it. */
struct statement {
    struct arena *arena;
    const struct list_request *request;
    const struct table *table;
    struct buffer sql;
    struct binding *bindings;
    int binding_count;
};

/* A list as it was read. */
struct kept {
    char *question; /* NULL: a free place */
    char *filter;   /* what decides its total */
    uint16_t table_id;
    struct arena *arena;
    struct list list;
};

struct list_memory {
    int64_t seen; /* size of the record the lists are true for */
    int next;     /* the place given away next */
    struct kept kept[KEPT_LISTS];
    char *texts[KEPT_TEXTS]; /* statements are prepared once for one address */
    int text_count;
};

struct list_memory *list_memory_open(void)
{
    struct list_memory *memory = calloc(1, sizeof *memory);

    must(memory != NULL);
    return memory;
}

static void forget(struct kept *kept)
{
    free(kept->question);
    free(kept->filter);
    kept->question = kept->filter = NULL;
}

static void forget_texts(struct list_memory *memory)
{
    for (int i = 0; i < memory->text_count; i++)
        free(memory->texts[i]);
    memory->text_count = 0;
}

void list_memory_close(struct list_memory *memory)
{
    if (memory == NULL)
        return;
    for (int i = 0; i < KEPT_LISTS; i++) {
        forget(&memory->kept[i]);
        arena_close(memory->kept[i].arena);
    }
    forget_texts(memory);
    free(memory);
}

/* Forgets the lists of registers that entries since the last look are about. */
static int keep_true(struct list_memory *memory, struct store *store, struct error *error)
{
    uint64_t changed;
    int64_t size;
    int result = record_size(store, &size, error);

    if (result < 0 || size == memory->seen)
        return result;
    result = record_tables_since(store, memory->seen, &changed, error);
    if (result < 0)
        return result;
    for (int i = 0; i < KEPT_LISTS; i++) {
        struct kept *kept = &memory->kept[i];
        if (kept->question != NULL && (size < memory->seen || kept->table_id >= 64 ||
                                       (changed & (uint64_t)1 << kept->table_id) != 0))
            forget(kept);
    }
    memory->seen = size;
    return 0;
}

/* The text at an address that stays, so that its statement is found again. */
static const char *lasting(struct list_memory *memory, const char *sql)
{
    for (int i = 0; i < memory->text_count; i++)
        if (strcmp(memory->texts[i], sql) == 0)
            return memory->texts[i];
    if (memory->text_count == KEPT_TEXTS)
        forget_texts(memory);
    char *copy = strdup(sql);
    must(copy != NULL);
    memory->texts[memory->text_count++] = copy;
    return copy;
}

/* Appends a parameter called by a letter and a number, and what is bound to it. */
static void put_parameter(struct statement *statement, char letter, int number, struct value value)
{
    struct binding *binding = &statement->bindings[statement->binding_count++];

    snprintf(binding->name, sizeof binding->name, "%c%d", letter, number);
    binding->value = value;
    buffer_format(&statement->sql, ":%s", binding->name);
}

/* "column IN (...)". The list is filled up to a power of two with its last number, so that there
 * are few texts to prepare. */
static void put_numbers(struct statement *statement, const char *column, char letter,
                        const int64_t *numbers, int count)
{
    int places = 1;

    while (places < count)
        places *= 2;
    buffer_format(&statement->sql, "%s IN (", column);
    for (int i = 0; i < places; i++) {
        if (i > 0)
            buffer_text(&statement->sql, ", ");
        put_parameter(statement, letter, i, value_integer(numbers[i < count ? i : count - 1]));
    }
    buffer_byte(&statement->sql, ')');
}

static void put_condition(struct statement *statement, int number)
{
    const struct list_condition *condition = &statement->request->conditions[number];
    const char *name = statement->table->columns[condition->column].name;
    static const char *const signs[] = {
        [LIST_IS] = " = ", [LIST_FROM] = " >= ", [LIST_TO] = " <= "};

    if (condition->test == LIST_CONTAINS) { /* the same letters on both engines, as LIKE is not */
        buffer_format(&statement->sql, " AND replace(%s, ", name);
        put_parameter(statement, 'c', number, condition->value);
        buffer_format(&statement->sql, ", '') <> %s", name);
        return;
    }
    buffer_format(&statement->sql, " AND %s%s", name, signs[condition->test]);
    put_parameter(statement, 'c', number, condition->value);
}

static const char *system_column(const struct register_kind *kind)
{
    if (kind->system < 0 || kind->table->columns[kind->system].storage != STORED_INTEGER)
        return NULL; /* named by its text: no right goes by it */
    return kind->table->columns[kind->system].name;
}

/* As may() decides row by row. CLAUSE: 5.6.3 */
static void put_reach(struct statement *statement, const struct may_reach *reach)
{
    const char *system = system_column(statement->request->kind);
    bool by_system = reach->system_count > 0 && system != NULL;

    if (reach->is_all)
        return;
    buffer_text(&statement->sql, " AND (");
    if (reach->section_count > 0)
        put_numbers(statement, "section_id", 's', reach->sections, reach->section_count);
    if (reach->section_count > 0 && by_system)
        buffer_text(&statement->sql, " OR ");
    if (by_system)
        put_numbers(statement, system, 'y', reach->systems, reach->system_count);
    if (reach->section_count == 0 && !by_system)
        buffer_text(&statement->sql, "1 = 0");
    buffer_byte(&statement->sql, ')');
}

static void put_where(struct statement *statement, const struct may_reach *reach)
{
    const struct list_request *request = statement->request;
    const struct register_kind *kind = request->kind;
    static const char *const states[] = {[LIST_STANDING] = " WHERE ended_at IS NULL",
                                         [LIST_ENDED] = " WHERE ended_at IS NOT NULL",
                                         [LIST_ALL] = " WHERE 1 = 1"};

    buffer_format(&statement->sql, " FROM %s%s", statement->table->name, states[request->state]);
    if (kind->only_word != NULL) {
        buffer_format(&statement->sql,
                      " AND %s = ", statement->table->columns[kind->only_column].name);
        put_parameter(statement, 'k', 0, value_text(kind->only_word));
    }
    for (int i = 0; i < request->condition_count; i++)
        put_condition(statement, i);
    if (request->section_id != 0) {
        buffer_text(&statement->sql, " AND section_id = ");
        put_parameter(statement, 'u', 0, value_integer(request->section_id));
    }
    if (request->ids != NULL) {
        static const int64_t none = 0; /* the id of no row */
        buffer_text(&statement->sql, " AND ");
        put_numbers(statement, "id", 'i', request->id_count > 0 ? request->ids : &none,
                    request->id_count > 0 ? request->id_count : 1);
    }
    put_reach(statement, reach);
}

static void put_order(struct statement *statement)
{
    const struct list_request *request = statement->request;

    buffer_text(&statement->sql, " ORDER BY ");
    if (request->sort >= 0)
        buffer_format(&statement->sql, "%s%s NULLS LAST, ",
                      statement->table->columns[request->sort].name,
                      request->descending ? " DESC" : "");
    buffer_format(&statement->sql, "row_key%s NULLS LAST, id LIMIT ",
                  request->sort < 0 && request->descending ? " DESC" : "");
    put_parameter(statement, 'l', 0, value_integer(request->limit));
    buffer_text(&statement->sql, " OFFSET ");
    put_parameter(statement, 'o', 0, value_integer(request->offset));
}

static int statement_start(struct statement *statement, const struct register_scene *scene,
                           const struct list_request *request, struct may_reach *ret_reach,
                           struct error *error)
{
    enum { OTHER_BINDINGS = 8 };
    const struct register_kind *kind = request->kind;

    must(request->condition_count <= LIST_CONDITION_LIMIT && request->id_count <= LIST_ID_LIMIT);
    may_reach(scene->viewer, scene->pack, request->action, kind->kind, scene->arena, ret_reach);
    if (!ret_reach->is_all && ret_reach->section_count + ret_reach->system_count == 0)
        return may_refuse(scene->viewer, request->action, kind->kind, error);
    size_t most = (size_t)LIST_CONDITION_LIMIT + OTHER_BINDINGS +
                  2 * (size_t)(ret_reach->section_count + ret_reach->system_count) +
                  2 * (size_t)request->id_count;
    *statement =
        (struct statement){.arena = scene->arena, .request = request, .table = kind->table};
    statement->bindings = arena_alloc(scene->arena, most * sizeof *statement->bindings);
    return 0;
}

/* Makes "SELECT id, entry, columns ..." of it. */
static int compose_rows(struct statement *statement, const struct register_scene *scene,
                        const struct list_request *request, struct error *error)
{
    struct may_reach reach;
    int status = statement_start(statement, scene, request, &reach, error);

    if (status != 0)
        return status;
    buffer_text(&statement->sql, "SELECT id, entry");
    for (int i = 0; i < statement->table->column_count; i++)
        buffer_format(&statement->sql, ", %s", statement->table->columns[i].name);
    put_where(statement, &reach);
    put_order(statement);
    return 0;
}

static int compose_count(struct statement *statement, const struct register_scene *scene,
                         const struct list_request *request, struct error *error)
{
    struct may_reach reach;
    int status = statement_start(statement, scene, request, &reach, error);

    if (status != 0)
        return status;
    buffer_text(&statement->sql, "SELECT count(*)");
    put_where(statement, &reach);
    return 0;
}

/* The prepared statement with its values. The text may go once this returns. */
static struct query *ask(struct store *store, const char *sql, const struct statement *statement,
                         struct error *error)
{
    struct query *query = store_query(store, sql, error);

    for (int i = 0; query != NULL && i < statement->binding_count; i++) {
        const struct binding *binding = &statement->bindings[i];
        if (binding->value.kind == VALUE_INTEGER)
            query_integer(query, binding->name, binding->value.integer);
        else
            query_text(query, binding->name, binding->value.text);
    }
    return query;
}

struct query *list_scan(const struct register_scene *scene, const struct list_request *request,
                        struct error *error)
{
    struct statement statement;

    if (compose_rows(&statement, scene, request, error) != 0)
        return NULL;
    struct query *query =
        ask(scene->store, arena_copy(scene->arena, statement.sql.data), &statement, error);
    buffer_done(&statement.sql);
    return query;
}

/* The whole question as one text: statement and values, each with its length. */
static char *question_of(const struct statement *statement)
{
    struct buffer text = {0};

    buffer_text(&text, statement->sql.data);
    for (int i = 0; i < statement->binding_count; i++) {
        const struct value *value = &statement->bindings[i].value;
        if (value->kind == VALUE_INTEGER)
            buffer_format(&text, "|%lld", (long long)value->integer);
        else
            buffer_format(&text, "|%zu:%s", strlen(value->text), value->text);
    }
    return text.data;
}

static void copy_row(const struct table *table, const struct query *query, struct arena *arena,
                     struct list_row *row)
{
    struct value *values = arena_alloc(arena, (size_t)table->column_count * sizeof *values);

    for (int i = 0; i < table->column_count; i++) {
        values[i] = table_value(table, query, 2, i);
        if (values[i].kind == VALUE_TEXT)
            values[i].text = arena_copy(arena, values[i].text);
    }
    *row =
        (struct list_row){query_column_integer(query, 0), query_column_integer(query, 1), values};
}

static int read_rows(struct store *store, const char *sql, const struct statement *statement,
                     struct arena *arena, struct list *list, struct error *error)
{
    size_t most = (size_t)statement->request->limit;
    struct list_row *rows = arena_alloc(arena, most * sizeof *rows);
    struct query *query = ask(store, sql, statement, error);
    int got = query != NULL ? 0 : error->code, count = 0;

    while (got == 0 && (got = query_step(query, error)) == 1) {
        copy_row(statement->table, query, arena, &rows[count++]);
        got = 0;
        if ((size_t)count == most)
            break;
    }
    query_done(query);
    *list = (struct list){.rows = rows, .count = count};
    return got;
}

static int read_total(struct store *store, const char *sql, const struct statement *statement,
                      int64_t *ret_total, struct error *error)
{
    struct query *query = ask(store, sql, statement, error);

    if (query == NULL)
        return error->code;
    int got = query_step(query, error);
    if (got > 0)
        *ret_total = query_column_integer(query, 0);
    query_done(query);
    return got < 0 ? got : 0;
}

/* What a read has to do with. */
struct reading {
    const struct register_scene *scene;
    struct list_memory *memory;
    struct statement rows, count;
};

static const char *text_of(const struct reading *reading, const struct statement *statement)
{
    return reading->memory != NULL ? lasting(reading->memory, statement->sql.data)
                                   : arena_copy(reading->scene->arena, statement->sql.data);
}

static int read_both(struct reading *reading, struct arena *arena, const int64_t *known_total,
                     struct list *ret_list, struct error *error)
{
    struct store *store = reading->scene->store;
    struct list list;
    int status =
        read_rows(store, text_of(reading, &reading->rows), &reading->rows, arena, &list, error);

    if (status == 0 && known_total != NULL)
        list.total = *known_total;
    else if (status == 0)
        status = read_total(store, text_of(reading, &reading->count), &reading->count, &list.total,
                            error);
    if (status == 0)
        *ret_list = list;
    return status;
}

static int read_remembered(struct reading *reading, struct list *ret_list, struct error *error)
{
    struct list_memory *memory = reading->memory;
    char *question = question_of(&reading->rows), *filter = NULL;
    const int64_t *total = NULL;
    int status = keep_true(memory, reading->scene->store, error);

    for (int i = 0; status == 0 && i < KEPT_LISTS; i++)
        if (memory->kept[i].question != NULL && strcmp(memory->kept[i].question, question) == 0) {
            *ret_list = memory->kept[i].list;
            free(question);
            return 0;
        }
    filter = question_of(&reading->count);
    int64_t held;
    for (int i = 0; i < KEPT_LISTS && total == NULL; i++)
        if (memory->kept[i].filter != NULL && strcmp(memory->kept[i].filter, filter) == 0) {
            held = memory->kept[i].list.total;
            total = &held;
        }
    struct kept *kept = &memory->kept[memory->next];
    memory->next = (memory->next + 1) % KEPT_LISTS;
    forget(kept);
    if (kept->arena == NULL)
        kept->arena = arena_open(LIST_BYTES);
    arena_reset(kept->arena);
    if (status == 0)
        status = read_both(reading, kept->arena, total, &kept->list, error);
    if (status == 0) {
        *kept = (struct kept){question, filter, reading->rows.table->id, kept->arena, kept->list};
        *ret_list = kept->list;
        return 0;
    }
    free(question);
    free(filter);
    return status;
}

int list_read(const struct register_scene *scene, struct list_memory *memory,
              const struct list_request *request, struct list *ret_list, struct error *error)
{
    struct reading reading = {.scene = scene, .memory = memory};

    must(request->limit > 0 && request->limit <= LIST_ROW_LIMIT);
    int status = compose_rows(&reading.rows, scene, request, error);
    if (status == 0)
        status = compose_count(&reading.count, scene, request, error);
    if (status == 0)
        status = memory != NULL ? read_remembered(&reading, ret_list, error)
                                : read_both(&reading, scene->arena, NULL, ret_list, error);
    buffer_done(&reading.rows.sql);
    buffer_done(&reading.count.sql);
    return status;
}
