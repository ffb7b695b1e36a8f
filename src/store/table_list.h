/* Many rows of a declared table: filtered, sorted, cut. As in table.h the statement is composed
 * from the declaration (decision 0002): names come from declared tables only, every value is bound.
 */
#ifndef STORE_TABLE_LIST_H
#define STORE_TABLE_LIST_H

#include "store/table.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct query;
struct store;

enum table_test {
    TEST_IS,
    TEST_CONTAINS, /* text, letter by letter on both engines */
    TEST_FROM,     /* at least */
    TEST_TO,       /* at most */
    TEST_NULL,
    TEST_NOT_NULL,
};

struct table_condition {
    int column;
    enum table_test test;
    struct value value; /* of the column's storage; of no use to the tests for null */
};

/* The rows whose column holds one of the numbers. */
struct table_numbers {
    int column; /* TABLE_ID: the row's id */
    const int64_t *numbers;
    int count; /* 0: no row at all */
};

enum { TABLE_ID = -1, TABLE_NUMBER_SETS = 2 };

/* Rows of another table that are about those asked for: one column holds the table's id, one the
 * row's, and a third the word. */
struct table_related {
    const struct table *table;
    int table_column, row_column, word_column;
    const char *word;
};

struct table_question {
    const struct table *table;
    const struct table_condition *conditions; /* each must hold */
    int condition_count;
    const struct table_numbers *among;  /* must hold too; NULL: no such condition */
    const struct table_numbers *either; /* one of either_count must hold; NULL: no such condition */
    int either_count;
    const struct table_related *related; /* counted beside each row; NULL: nothing is */
    bool only_related;                   /* only rows that something is about */
    int sort, key; /* columns; sort TABLE_ID: by the key alone. The key decides between equals, then
                      the id; nulls last */
    bool descending;
    int64_t limit, offset;
};

struct table_binding;

/* A statement as text with what is bound to it; in the arena it was composed in. */
struct table_statement {
    const char *sql;
    const struct table_binding *bindings;
    int binding_count;
};

/* "id, entry", all columns as declared and how many rows are related, of the rows asked for; or how
 * many they are without limit and offset. */
void table_list_rows(const struct table_question *question, struct arena *arena,
                     struct table_statement *ret_statement);
void table_list_count(const struct table_question *question, struct arena *arena,
                      struct table_statement *ret_statement);

/* The statement ready to step. `sql` is its text at an address that the caller keeps, so that it is
 * prepared once; or statement->sql itself. NULL on failure. Give it back with query_done(). */
struct query *table_list_ask(struct store *store, const struct table_statement *statement,
                             const char *sql, struct error *error)
    __attribute__((warn_unused_result));

#endif
