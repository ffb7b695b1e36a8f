/* Lists of a register's rows: filtered, sorted, cut into pages, and narrowed in the query itself to
 * what the viewer may see. CLAUSE: 5.6.3 */
#ifndef REGISTER_LIST_H
#define REGISTER_LIST_H

#include "base/attribute.h"
#include "store/table_list.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct query;
struct record_changes;
struct register_kind;
struct register_scene;

enum list_state { LIST_STANDING, LIST_ENDED, LIST_ALL };

enum { LIST_CONDITION_LIMIT = 16, LIST_ROW_LIMIT = 500, LIST_ID_LIMIT = 4096 };

struct list_request {
    const struct register_kind *kind;
    const char *action; /* what the viewer must be allowed with each row: "view", "export" */
    enum list_state state;
    struct table_condition conditions[LIST_CONDITION_LIMIT];
    int condition_count;
    int64_t section_id; /* 0: any */
    const int64_t *ids; /* only these rows, LIST_ID_LIMIT at most; NULL: any */
    int id_count;
    const struct table_related *related; /* counted beside each row; NULL: nothing is */
    bool only_related;                   /* only rows that something is about */
    int sort;                            /* a column; TABLE_ID: by the key */
    bool descending;
    int64_t limit, offset;
};

struct list_row {
    int64_t id, entry;
    int64_t related;            /* how many rows are about it, when that was asked */
    const struct value *values; /* as the table declares them */
};

struct list {
    const struct list_row *rows;
    int count;
    int64_t total; /* without limit and offset */
};

/* What one reader remembers of the lists it read: true until an entry of the record is about the
 * register. Of one thread. */
struct list_memory;

void list_memory_close(struct list_memory *memory);
/* `changes` is the process's, and outlives it. */
struct list_memory *list_memory_open(struct record_changes *changes) CLOSED_BY(list_memory_close);

/* Reads a page of the list, LIST_ROW_LIMIT rows at most, fewer when they are very large. `memory`
 * NULL: nothing is remembered and the list is the scene's arena's; else it stays until sixteen
 * others were read with that memory. ERROR_DENIED when the viewer may do `action` with no row at
 * all. CLAUSE: 5.6.3 */
int list_read(const struct register_scene *scene, struct list_memory *memory,
              const struct list_request *request, struct list *ret_list, struct error *error);

/* Reads rows of any recorded table in the same way. The caller asks only for what the viewer may
 * see. */
int list_read_table(const struct register_scene *scene, struct list_memory *memory,
                    const struct table_question *question, struct list *ret_list,
                    struct error *error);

/* The same rows one by one, ready to step: columns 0 id, 1 entry, then as declared. NULL on
 * failure. Give it back with query_done(). */
struct query *list_scan(const struct register_scene *scene, const struct list_request *request,
                        struct error *error) __attribute__((warn_unused_result));

#endif
