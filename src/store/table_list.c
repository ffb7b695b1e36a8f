#include "store/table_list.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 16, OTHER_BINDINGS = 6 };

struct table_binding {
    char name[NAME_SIZE];
    struct value value;
};

/* A statement on its way. */
struct composing {
    const struct table_question *question;
    struct buffer sql;
    struct table_binding *bindings;
    int binding_count;
    char letter; /* of the next set of numbers */
};

/* Appends a parameter called by a letter and a number, and what is bound to it. */
static void put_parameter(struct composing *composing, char letter, int number, struct value value)
{
    struct table_binding *binding = &composing->bindings[composing->binding_count++];

    snprintf(binding->name, sizeof binding->name, "%c%d", letter, number);
    binding->value = value;
    buffer_format(&composing->sql, ":%s", binding->name);
}

static const char *name_of(const struct composing *composing, int column)
{
    return column == TABLE_ID ? "id" : composing->question->table->columns[column].name;
}

static int places_of(int count)
{
    int places = 1;

    while (places < count)
        places *= 2;
    return places;
}

/* "column IN (...)", filled up to a power of two with the last number, so that there are few texts
 * to prepare. */
static void put_numbers(struct composing *composing, const struct table_numbers *numbers)
{
    int places = places_of(numbers->count);
    char letter = composing->letter++;

    if (numbers->count == 0) {
        buffer_text(&composing->sql, "1 = 0");
        return;
    }
    buffer_format(&composing->sql, "%s IN (", name_of(composing, numbers->column));
    for (int i = 0; i < places; i++) {
        int at = i < numbers->count ? i : numbers->count - 1;
        if (i > 0)
            buffer_text(&composing->sql, ", ");
        put_parameter(composing, letter, i, value_integer(numbers->numbers[at]));
    }
    buffer_byte(&composing->sql, ')');
}

static void put_condition(struct composing *composing, int number)
{
    const struct table_condition *condition = &composing->question->conditions[number];
    const char *name = name_of(composing, condition->column);
    struct buffer *sql = &composing->sql;

    switch (condition->test) {
    case TEST_NULL:
    case TEST_NOT_NULL:
        buffer_format(sql, "%s IS %s", name, condition->test == TEST_NULL ? "NULL" : "NOT NULL");
        return;
    case TEST_CONTAINS: /* LIKE takes no account of case on one engine */
        buffer_format(sql, "replace(%s, ", name);
        put_parameter(composing, 'c', number, condition->value);
        buffer_format(sql, ", '') <> %s", name);
        return;
    case TEST_IS:
    case TEST_FROM:
    case TEST_TO:
        break;
    }
    buffer_format(sql, "%s %s ", name,
                  condition->test == TEST_IS     ? "="
                  : condition->test == TEST_FROM ? ">="
                                                 : "<=");
    put_parameter(composing, 'c', number, condition->value);
}

/* The related rows, as a query within. */
static void put_related(struct composing *composing, int number, const char *what)
{
    const struct table_question *question = composing->question;
    const struct table_related *related = question->related;
    const struct column *columns = related->table->columns;
    struct buffer *sql = &composing->sql;

    buffer_format(sql, "(SELECT %s FROM %s related WHERE related.%s = ", what, related->table->name,
                  columns[related->table_column].name);
    put_parameter(composing, 't', number, value_integer(question->table->id));
    buffer_format(sql,
                  " AND related.%s = %s.id AND related.%s = ", columns[related->row_column].name,
                  question->table->name, columns[related->word_column].name);
    put_parameter(composing, 'w', number, value_text(related->word));
    buffer_byte(sql, ')');
}

static void put_where(struct composing *composing)
{
    const struct table_question *question = composing->question;
    struct buffer *sql = &composing->sql;

    buffer_format(sql, " FROM %s WHERE 1 = 1", question->table->name);
    for (int i = 0; i < question->condition_count; i++) {
        buffer_text(sql, " AND ");
        put_condition(composing, i);
    }
    if (question->among != NULL) {
        buffer_text(sql, " AND ");
        put_numbers(composing, question->among);
    }
    for (int i = 0; question->either != NULL && i < question->either_count; i++) {
        buffer_text(sql, i == 0 ? " AND (" : " OR ");
        put_numbers(composing, &question->either[i]);
    }
    if (question->either != NULL)
        buffer_text(sql, question->either_count > 0 ? ")" : " AND 1 = 0");
    if (question->only_related) {
        buffer_text(sql, " AND EXISTS ");
        put_related(composing, 1, "1");
    }
}

static void put_order(struct composing *composing)
{
    const struct table_question *question = composing->question;
    bool by_key = question->sort == TABLE_ID;
    struct buffer *sql = &composing->sql;

    buffer_text(sql, " ORDER BY ");
    if (!by_key)
        buffer_format(sql, "%s%s NULLS LAST, ", name_of(composing, question->sort),
                      question->descending ? " DESC" : "");
    buffer_format(sql, "%s%s NULLS LAST, id LIMIT ", name_of(composing, question->key),
                  by_key && question->descending ? " DESC" : "");
    put_parameter(composing, 'l', 0, value_integer(question->limit));
    buffer_text(sql, " OFFSET ");
    put_parameter(composing, 'l', 1, value_integer(question->offset));
}

static void start(struct composing *composing, const struct table_question *question,
                  struct arena *arena)
{
    size_t most = (size_t)question->condition_count + OTHER_BINDINGS;

    if (question->among != NULL)
        most += (size_t)places_of(question->among->count);
    for (int i = 0; question->either != NULL && i < question->either_count; i++)
        most += (size_t)places_of(question->either[i].count);
    *composing = (struct composing){.question = question, .letter = 'n'};
    composing->bindings = arena_alloc(arena, most * sizeof *composing->bindings);
}

static void finish(struct composing *composing, struct arena *arena,
                   struct table_statement *ret_statement)
{
    *ret_statement = (struct table_statement){arena_copy(arena, buffer_string(&composing->sql)),
                                              composing->bindings, composing->binding_count};
    buffer_done(&composing->sql);
}

void table_list_rows(const struct table_question *question, struct arena *arena,
                     struct table_statement *ret_statement)
{
    struct composing composing;

    start(&composing, question, arena);
    buffer_text(&composing.sql, "SELECT id, entry");
    for (int i = 0; i < question->table->column_count; i++)
        buffer_format(&composing.sql, ", %s", question->table->columns[i].name);
    if (question->related != NULL) {
        buffer_text(&composing.sql, ", ");
        put_related(&composing, 0, "count(*)");
    }
    put_where(&composing);
    put_order(&composing);
    finish(&composing, arena, ret_statement);
}

void table_list_count(const struct table_question *question, struct arena *arena,
                      struct table_statement *ret_statement)
{
    struct composing composing;

    start(&composing, question, arena);
    buffer_text(&composing.sql, "SELECT count(*)");
    put_where(&composing);
    finish(&composing, arena, ret_statement);
}

struct query *table_list_ask(struct store *store, const struct table_statement *statement,
                             const char *sql, struct error *error)
{
    struct query *query = store_query(store, sql, error);

    for (int i = 0; query != NULL && i < statement->binding_count; i++) {
        const struct table_binding *binding = &statement->bindings[i];
        if (binding->value.kind == VALUE_INTEGER)
            query_integer(query, binding->name, binding->value.integer);
        else
            query_text(query, binding->name, binding->value.text);
    }
    return query;
}
