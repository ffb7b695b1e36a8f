#include "register/list.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "people/people.h"
#include "record/changes.h"
#include "register/register.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_LISTS = 17, KEPT_TEXTS = 256, LIST_BYTES = 8 << 20, TEXT_BYTES = 4 << 20 };
/* A page ends early when its rows are that large; one row more always has room. */
enum { PAGE_BYTES = 4 << 20 };

/* A list as it was read. */
struct kept {
    const char *question; /* as put_question() writes it, in the arena; NULL: a free place */
    size_t question_length, filter_length; /* its beginning decides the total */
    uint16_t table_id, related_id;         /* 0: nothing related was counted */
    struct arena *arena;
    struct list list;
};

struct list_memory {
    struct record_changes *changes; /* borrowed */
    int64_t seen;                   /* size of the record the lists are true for */
    int next;                       /* the place given away next */
    struct kept kept[KEPT_LISTS];
    const char *texts[KEPT_TEXTS]; /* statements are prepared once for one address */
    int text_count;
    struct arena *text_arena;
};

struct list_memory *list_memory_open(struct record_changes *changes)
{
    struct list_memory *memory = calloc(1, sizeof *memory);

    must(memory != NULL);
    memory->changes = changes;
    memory->text_arena = arena_open(TEXT_BYTES);
    for (int i = 0; i < KEPT_LISTS; i++)
        memory->kept[i].arena = arena_open(LIST_BYTES);
    return memory;
}

static void forget(struct kept *kept)
{
    kept->question = NULL;
}

void list_memory_close(struct list_memory *memory)
{
    if (memory == NULL)
        return;
    for (int i = 0; i < KEPT_LISTS; i++)
        arena_close(memory->kept[i].arena);
    arena_close(memory->text_arena);
    free(memory);
}

static bool is_about(uint64_t tables, uint16_t id)
{
    return id >= 64 || (tables & (uint64_t)1 << id) != 0;
}

/* Forgets the lists of registers that entries since the last look are about. */
static int keep_true(struct list_memory *memory, struct store *store, struct error *error)
{
    uint64_t changed;
    int64_t size;
    int result = record_changes_since(memory->changes, store, memory->seen, &size, &changed, error);

    if (result < 0 || size == memory->seen)
        return result;
    for (int i = 0; i < KEPT_LISTS; i++) {
        struct kept *kept = &memory->kept[i];
        if (kept->question != NULL &&
            (is_about(changed, kept->table_id) ||
             (kept->related_id != 0 && is_about(changed, kept->related_id))))
            forget(kept);
    }
    memory->seen = size;
    return 0;
}

/* What is asked of the table, with the parts it points to. */
struct asking {
    struct table_question question;
    struct table_condition conditions[LIST_CONDITION_LIMIT + 3];
    struct table_numbers among, either[2];
};

static void add_condition(struct asking *asking, int column, enum table_test test,
                          struct value value)
{
    asking->conditions[asking->question.condition_count++] =
        (struct table_condition){column, test, value};
}

/* As may() decides row by row. CLAUSE: 5.6.3 */
static int narrow(struct asking *asking, const struct register_scene *scene,
                  const struct list_request *request, struct error *error)
{
    const struct register_kind *kind = request->kind;
    struct may_reach reach;

    may_reach(scene->viewer, scene->pack, request->action, kind->kind, scene->arena, &reach);
    if (reach.is_all)
        return 0;
    if (reach.section_count + reach.system_count == 0)
        return may_refuse(scene->viewer, request->action, kind->kind, error);
    asking->either[0] = (struct table_numbers){register_common(kind->table, COMMON_section_id),
                                               reach.sections, reach.section_count};
    asking->question.either = asking->either;
    asking->question.either_count = 1;
    /* a system that is named by its text gives no right */
    if (kind->system >= 0 && kind->table->columns[kind->system].storage == STORED_INTEGER)
        asking->either[asking->question.either_count++] =
            (struct table_numbers){kind->system, reach.systems, reach.system_count};
    return 0;
}

static int ask_of(struct asking *asking, const struct register_scene *scene,
                  const struct list_request *request, struct error *error)
{
    const struct register_kind *kind = request->kind;

    must(request->condition_count <= LIST_CONDITION_LIMIT && request->id_count <= LIST_ID_LIMIT);
    *asking = (struct asking){.question = {.table = kind->table,
                                           .sort = request->sort,
                                           .key = register_common(kind->table, COMMON_row_key),
                                           .related = request->related,
                                           .only_related = request->only_related,
                                           .descending = request->descending,
                                           .limit = request->limit,
                                           .offset = request->offset}};
    asking->question.conditions = asking->conditions;
    if (request->state != LIST_ALL)
        add_condition(asking, register_common(kind->table, COMMON_ended_at),
                      request->state == LIST_STANDING ? TEST_NULL : TEST_NOT_NULL, value_null());
    if (kind->only_word != NULL)
        add_condition(asking, kind->only_column, TEST_IS, value_text(kind->only_word));
    if (request->section_id != 0)
        add_condition(asking, register_common(kind->table, COMMON_section_id), TEST_IS,
                      value_integer(request->section_id));
    for (int i = 0; i < request->condition_count; i++)
        asking->conditions[asking->question.condition_count++] = request->conditions[i];
    if (request->ids != NULL) {
        asking->among = (struct table_numbers){TABLE_ID, request->ids, request->id_count};
        asking->question.among = &asking->among;
    }
    return narrow(asking, scene, request, error);
}

struct query *list_scan(const struct register_scene *scene, const struct list_request *request,
                        struct error *error)
{
    struct asking asking;
    struct table_statement statement;

    if (ask_of(&asking, scene, request, error) != 0)
        return NULL;
    table_list_rows(&asking.question, scene->arena, &statement);
    return table_list_ask(scene->store, &statement, statement.sql, error);
}

/* What a read has to do with. */
struct reading {
    const struct register_scene *scene;
    struct list_memory *memory;
    const struct table *table;
    size_t limit;
    bool counts_related;
    struct table_statement rows, count;
};

/* The text at an address that stays, so that its statement is found again. */
static const char *lasting(const struct reading *reading, const char *sql)
{
    struct list_memory *memory = reading->memory;

    if (memory == NULL)
        return sql;
    for (int i = 0; i < memory->text_count; i++)
        if (strcmp(memory->texts[i], sql) == 0)
            return memory->texts[i];
    if (memory->text_count == KEPT_TEXTS) {
        arena_reset(memory->text_arena);
        memory->text_count = 0;
    }
    return memory->texts[memory->text_count++] = arena_copy(memory->text_arena, sql);
}

static void copy_row(const struct reading *reading, const struct query *query, struct arena *arena,
                     struct list_row *row)
{
    const struct table *table = reading->table;
    struct value *values = arena_alloc(arena, (size_t)table->column_count * sizeof *values);

    for (int i = 0; i < table->column_count; i++) {
        values[i] = table_value(table, query, 2, i);
        if (values[i].kind == VALUE_TEXT)
            values[i].text = arena_copy(arena, values[i].text);
    }
    *row = (struct list_row){.id = query_column_integer(query, 0),
                             .entry = query_column_integer(query, 1),
                             .related = reading->counts_related
                                            ? query_column_integer(query, 2 + table->column_count)
                                            : 0,
                             .values = values};
}

static int read_rows(const struct reading *reading, struct arena *arena, struct list *list,
                     struct error *error)
{
    struct list_row *rows = arena_alloc(arena, reading->limit * sizeof *rows);
    size_t most = arena_used_bytes(arena) + PAGE_BYTES;
    struct query *query = table_list_ask(reading->scene->store, &reading->rows,
                                         lasting(reading, reading->rows.sql), error);
    int got = 1, count = 0;

    if (query == NULL)
        return error->code;
    while ((size_t)count < reading->limit && arena_used_bytes(arena) < most &&
           (got = query_step(query, error)) > 0)
        copy_row(reading, query, arena, &rows[count++]);
    query_done(query);
    *list = (struct list){.rows = rows, .count = count};
    return got < 0 ? got : 0;
}

static int read_total(const struct reading *reading, int64_t *ret_total, struct error *error)
{
    struct query *query = table_list_ask(reading->scene->store, &reading->count,
                                         lasting(reading, reading->count.sql), error);

    if (query == NULL)
        return error->code;
    int got = query_step(query, error);
    if (got > 0)
        *ret_total = query_column_integer(query, 0);
    query_done(query);
    return got < 0 ? got : 0;
}

static int read_both(const struct reading *reading, struct arena *arena, int64_t known_total,
                     struct list *ret_list, struct error *error)
{
    struct list list;
    int status = read_rows(reading, arena, &list, error);

    list.total = known_total;
    if (status == 0 && known_total < 0)
        status = read_total(reading, &list.total, error);
    if (status == 0)
        *ret_list = list;
    return status;
}

static void put_numbers(struct buffer *text, const struct table_numbers *numbers)
{
    buffer_u32(text, (uint32_t)numbers->count);
    buffer_append(text, numbers->numbers, (size_t)numbers->count * sizeof *numbers->numbers);
}

/* What is asked, in bytes: equal ones have equal answers. Shorter to make than the statement, which
 * is composed only when the answer is not remembered. *ret_filter is how much of it decides which
 * rows there are; the rest which of them come, in what order. */
static void put_question(const struct table_question *question, struct buffer *text,
                         size_t *ret_filter)
{
    buffer_u16(text, question->table->id);
    for (int i = 0; i < question->condition_count; i++) {
        const struct table_condition *condition = &question->conditions[i];
        const struct value *value = &condition->value;
        size_t length = value->kind == VALUE_TEXT ? strlen(value->text) : 0;

        buffer_u32(text, (uint32_t)condition->column << 8 | (uint32_t)condition->test << 4 |
                             (uint32_t)value->kind);
        buffer_u64(text, value->kind == VALUE_INTEGER ? (uint64_t)value->integer : length);
        if (length > 0)
            buffer_append(text, value->text, length);
    }
    buffer_u32(text, question->among != NULL ? 1 : 0);
    if (question->among != NULL)
        put_numbers(text, question->among);
    buffer_u32(text, question->either != NULL ? (uint32_t)question->either_count : UINT32_MAX);
    for (int i = 0; question->either != NULL && i < question->either_count; i++)
        put_numbers(text, &question->either[i]);
    buffer_u32(text, question->only_related);
    *ret_filter = text->length;
    buffer_u32(text, question->related != NULL);
    buffer_u32(text, (uint32_t)question->sort << 1 | question->descending);
    buffer_u64(text, (uint64_t)question->limit);
    buffer_u64(text, (uint64_t)question->offset);
}

static bool begins_as(const struct kept *kept, const struct buffer *text, size_t length)
{
    return kept->question != NULL && memcmp(kept->question, text->data, length) == 0;
}

/* A total that another page of the same list came with; -1 when there is none. */
static int64_t known_total(const struct list_memory *memory, const struct buffer *text,
                           size_t filter)
{
    for (int i = 0; i < KEPT_LISTS; i++)
        if (memory->kept[i].filter_length == filter && begins_as(&memory->kept[i], text, filter))
            return memory->kept[i].list.total;
    return -1;
}

/* The place of a list to be remembered: the oldest. */
static struct kept *take_place(struct list_memory *memory)
{
    struct kept *kept = &memory->kept[memory->next];

    memory->next = (memory->next + 1) % KEPT_LISTS;
    forget(kept);
    arena_reset(kept->arena);
    return kept;
}

static void compose(struct reading *reading, const struct table_question *question)
{
    table_list_rows(question, reading->scene->arena, &reading->rows);
    table_list_count(question, reading->scene->arena, &reading->count);
}

static int remember(struct reading *reading, const struct table_question *question,
                    const struct buffer *text, size_t filter, struct list *ret_list,
                    struct error *error)
{
    int64_t total = known_total(reading->memory, text, filter);
    struct kept *kept = take_place(reading->memory);

    compose(reading, question);
    int status = read_both(reading, kept->arena, total, &kept->list, error);
    if (status < 0)
        return status;
    kept->question = arena_copy_bytes(kept->arena, text->data, text->length);
    kept->question_length = text->length;
    kept->filter_length = filter;
    kept->table_id = reading->table->id;
    kept->related_id = question->related != NULL ? question->related->table->id : 0;
    *ret_list = kept->list;
    return 0;
}

static int read_remembered(struct reading *reading, const struct table_question *question,
                           struct list *ret_list, struct error *error)
{
    struct list_memory *memory = reading->memory;
    struct buffer text = {0};
    size_t filter;
    int status = keep_true(memory, reading->scene->store, error);

    if (status < 0)
        return status;
    put_question(question, &text, &filter);
    const struct kept *found = NULL;
    for (int i = 0; i < KEPT_LISTS && found == NULL; i++)
        if (memory->kept[i].question_length == text.length &&
            begins_as(&memory->kept[i], &text, text.length))
            found = &memory->kept[i];
    if (found != NULL)
        *ret_list = found->list;
    else
        status = remember(reading, question, &text, filter, ret_list, error);
    buffer_done(&text);
    return status;
}

int list_read_table(const struct register_scene *scene, struct list_memory *memory,
                    const struct table_question *question, struct list *ret_list,
                    struct error *error)
{
    struct reading reading = {.scene = scene,
                              .memory = memory,
                              .table = question->table,
                              .limit = (size_t)question->limit,
                              .counts_related = question->related != NULL};

    must(question->limit > 0 && question->limit <= LIST_ROW_LIMIT);
    if (memory != NULL)
        return read_remembered(&reading, question, ret_list, error);
    compose(&reading, question);
    return read_both(&reading, scene->arena, -1, ret_list, error);
}

int list_read(const struct register_scene *scene, struct list_memory *memory,
              const struct list_request *request, struct list *ret_list, struct error *error)
{
    struct asking asking;
    int status = ask_of(&asking, scene, request, error);

    return status == 0 ? list_read_table(scene, memory, &asking.question, ret_list, error) : status;
}
