#include "store/table.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "store/driver.h"

#include <stdlib.h>
#include <string.h>

struct table_text {
    struct table_text *next;
    const struct table *table;
    char *insert;
    char *update;
    char *get;
    char *scan;
    char *last;
    char *last_entry;
    char *find[TABLE_COLUMN_LIMIT]; /* composed when first asked for */
    char *sorted[TABLE_COLUMN_LIMIT];
};

void table_texts_free(struct table_text *texts)
{
    while (texts) {
        struct table_text *next = texts->next;

        free(texts->insert);
        free(texts->update);
        free(texts->get);
        free(texts->scan);
        free(texts->last);
        free(texts->last_entry);
        for (int i = 0; i < TABLE_COLUMN_LIMIT; i++) {
            free(texts->find[i]);
            free(texts->sorted[i]);
        }
        free(texts);
        texts = next;
    }
}

static void put_names(struct buffer *buffer, const struct table *table, const char *before)
{
    for (int i = 0; i < table->column_count; i++)
        buffer_format(buffer, ", %s%s", before, table->columns[i].name);
}

static char *compose_insert(const struct table *table)
{
    struct buffer sql = {0};

    buffer_format(&sql, "INSERT INTO %s (id, entry", table->name);
    put_names(&sql, table, "");
    buffer_text(&sql, ") VALUES (:id, :entry");
    put_names(&sql, table, ":");
    buffer_text(&sql, ")");
    return sql.data;
}

static char *compose_update(const struct table *table)
{
    struct buffer sql = {0};

    buffer_format(&sql, "UPDATE %s SET entry = :entry", table->name);
    for (int i = 0; i < table->column_count; i++)
        buffer_format(&sql, ", %s = :%s", table->columns[i].name, table->columns[i].name);
    buffer_text(&sql, " WHERE id = :id RETURNING id");
    return sql.data;
}

static char *compose_select(const struct table *table, const char *end)
{
    struct buffer sql = {0};

    buffer_text(&sql, "SELECT id, entry");
    put_names(&sql, table, "");
    buffer_format(&sql, " FROM %s %s", table->name, end);
    return sql.data;
}

static char *compose_find(const struct table *table, int column)
{
    struct buffer sql = {0};

    buffer_format(&sql, "SELECT id FROM %s WHERE %s = :text ORDER BY id LIMIT 1", table->name,
                  table->columns[column].name);
    return sql.data;
}

static char *compose_sorted(const struct table *table, int column)
{
    struct buffer order = {0};

    buffer_format(&order, "ORDER BY %s NULLS LAST, id", table->columns[column].name);
    char *sql = compose_select(table, order.data);
    buffer_done(&order);
    return sql;
}

static char *compose_last(const struct table *table)
{
    struct buffer sql = {0};

    buffer_format(&sql, "SELECT COALESCE(max(id), 0) FROM %s", table->name);
    return sql.data;
}

static char *compose_last_entry(const struct table *table)
{
    struct buffer sql = {0};

    buffer_format(&sql, "SELECT COALESCE(max(entry), -1) FROM %s", table->name);
    return sql.data;
}

/* The statements of `table`, composed at the first use. */
static struct table_text *texts_of(struct store *store, const struct table *table)
{
    for (struct table_text **place = &store->table_texts; *place; place = &(*place)->next) {
        struct table_text *text = *place;

        if (text->table != table)
            continue;
        /* To the front: work comes in runs on one table. */
        *place = text->next;
        text->next = store->table_texts;
        store->table_texts = text;
        return text;
    }
    must(table->column_count > 0 && table->column_count <= TABLE_COLUMN_LIMIT);
    struct table_text *text = store_alloc(1, sizeof(*text));
    text->table = table;
    text->insert = compose_insert(table);
    text->update = compose_update(table);
    text->get = compose_select(table, "WHERE id = :id");
    text->scan = compose_select(table, "ORDER BY id");
    text->last = compose_last(table);
    text->last_entry = compose_last_entry(table);
    text->next = store->table_texts;
    store->table_texts = text;
    return text;
}

int table_column(const struct table *table, const char *name)
{
    for (int i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    }
    return -1;
}

static void bind_values(struct query *query, const struct table *table, const struct value *values)
{
    for (int i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;

        switch (values[i].kind) {
        case VALUE_NULL:
            query_null(query, name);
            break;
        case VALUE_INTEGER:
            query_integer(query, name, values[i].integer);
            break;
        case VALUE_TEXT:
            query_text(query, name, values[i].text);
            break;
        }
    }
}

int table_insert(struct store *store, const struct table *table, int64_t id, int64_t entry,
                 const struct value *values, struct error *error)
{
    struct query *query = store_query(store, texts_of(store, table)->insert, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    query_integer(query, "id", id);
    query_integer(query, "entry", entry);
    bind_values(query, table, values);
    return query_run(query, error);
}

static int refuse_missing(const struct table *table, int64_t id, struct error *error)
{
    return error_set(error, ERROR_MISSING, "",
                     "%s の %lld 番の行がありません。番号を確認してください。", table->name,
                     (long long)id);
}

int table_update(struct store *store, const struct table *table, int64_t id, int64_t entry,
                 const struct value *values, struct error *error)
{
    struct query *query = store_query(store, texts_of(store, table)->update, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    query_integer(query, "entry", entry);
    bind_values(query, table, values);
    query_integer(query, "id", id);
    int result = query_step(query, error);
    if (result < 0) {
        query_done(query);
        return result;
    }
    if (result == 0) {
        query_done(query);
        return refuse_missing(table, id, error);
    }
    return query_run(query, error);
}

int table_get(struct store *store, const struct table *table, int64_t id, struct arena *arena,
              struct value *ret_values, int64_t *ret_entry, struct error *error)
{
    struct query *query = store_query(store, texts_of(store, table)->get, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    query_integer(query, "id", id);
    int result = query_step(query, error);
    if (result <= 0) {
        query_done(query);
        return result < 0 ? result : refuse_missing(table, id, error);
    }
    for (int i = 0; i < table->column_count; i++) {
        ret_values[i] = table_value(table, query, 2, i);
        if (ret_values[i].kind == VALUE_TEXT)
            ret_values[i].text = arena_copy(arena, ret_values[i].text);
    }
    if (ret_entry)
        *ret_entry = query_column_integer(query, 1);
    query_done(query);
    return 0;
}

struct query *table_scan(struct store *store, const struct table *table, struct error *error)
{
    return store_query(store, texts_of(store, table)->scan, error);
}

struct query *table_scan_by(struct store *store, const struct table *table, int column,
                            struct error *error)
{
    must(column >= 0 && column < table->column_count);
    char **sql = &texts_of(store, table)->sorted[column];
    if (!*sql)
        *sql = compose_sorted(table, column);
    return store_query(store, *sql, error);
}

int table_find(struct store *store, const struct table *table, int column, const char *text,
               int64_t *ret_id, struct error *error)
{
    must(column >= 0 && column < table->column_count);
    char **sql = &texts_of(store, table)->find[column];
    if (!*sql)
        *sql = compose_find(table, column);
    struct query *query = store_query(store, *sql, error);
    if (!query)
        return error ? error->code : ERROR_FAULT;
    query_text(query, "text", text);
    int result = query_step(query, error);
    if (result >= 0)
        *ret_id = result > 0 ? query_column_integer(query, 0) : 0;
    query_done(query);
    return result < 0 ? result : 0;
}

struct value table_value(const struct table *table, const struct query *query, int first,
                         int column)
{
    must(column >= 0 && column < table->column_count);
    if (query_is_null(query, first + column))
        return value_null();
    if (table->columns[column].storage == STORED_INTEGER)
        return value_integer(query_column_integer(query, first + column));
    return value_text(query_column_text(query, first + column));
}

static int read_number(struct store *store, const char *sql, int64_t *ret_number,
                       struct error *error)
{
    struct query *query = store_query(store, sql, error);

    if (!query)
        return error ? error->code : ERROR_FAULT;
    int result = query_step(query, error);
    if (result > 0)
        *ret_number = query_column_integer(query, 0);
    query_done(query);
    return result < 0 ? result : 0;
}

int table_last_id(struct store *store, const struct table *table, int64_t *ret_id,
                  struct error *error)
{
    return read_number(store, texts_of(store, table)->last, ret_id, error);
}

int table_last_entry(struct store *store, const struct table *table, int64_t *ret_entry,
                     struct error *error)
{
    return read_number(store, texts_of(store, table)->last_entry, ret_entry, error);
}

bool value_equal(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case VALUE_INTEGER:
        return a->integer == b->integer;
    case VALUE_TEXT:
        return strcmp(a->text, b->text) == 0;
    default:
        return true;
    }
}

struct value value_text(const char *text)
{
    return (struct value){.kind = text ? VALUE_TEXT : VALUE_NULL, .text = text};
}

struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

struct value value_null(void)
{
    return (struct value){.kind = VALUE_NULL};
}
