#include "search/refresh.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "register/key_map.h"
#include "register/register.h"
#include "search/index_file.h"
#include "search/posting.h"
#include "search/slot.h"
#include "store/store.h"

#include "search/search_sql.h"
#include <string.h>
#include <time.h>

enum {
    FORMAT = 1, /* of the index and of text_search_key(): one more makes every index anew */
    BUILDER_BYTES = 1 << 26,
    WORK_BYTES = 1 << 30,
    LATE_ROWS = 1000,  /* rows out of order are sorted at each search, so they stay few: these */
    LATE_SHARE = 32,   /* and one of this many */
    QUIET_ENTRIES = 64 /* so many entries about no row are not worth a write */
};

struct changed_row {
    int64_t register_id, row_id;
};

/* One run of the work; its transaction is open. */
struct refresh {
    const struct register_scene *scene;
    const struct search_plan *plans;
    int plan_count;
    struct index_file *index;
    const struct refresh_report *report;
    struct arena *arena; /* of the run */
    struct arena *row_arena;
    struct posting_builder *builder;
    struct key_map *classes; /* to numbers */
    int64_t class_count;
    struct slot_map slots;
    struct index_state state;
    int64_t rows, rows_expected;
    int64_t started_ms;
};

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int find_name_column(const struct table *table)
{
    for (int i = 0; i < table->column_count; i++)
        if ((table->columns[i].flags & COLUMN_KEY) && table->columns[i].storage == STORED_TEXT)
            return i;
    return -1;
}

struct search_plan *refresh_plans(const struct register_scene *scene, int *ret_count)
{
    int count = 0, used = 0;

    while (scene->kinds[count])
        count++;
    struct search_plan *plans = arena_alloc(scene->arena, ((size_t)count + 1) * sizeof(*plans));
    for (int i = 0; i < count; i++) {
        if (scene->kinds[i]->only_word) /* its rows are found as those of the whole table */
            continue;
        const struct table *table = scene->kinds[i]->table;
        struct search_plan *plan = &plans[used];

        *plan = (struct search_plan){
            .kind = scene->kinds[i],
            .order = table_column(table, "row_key"),
            .name = find_name_column(table),
            .section_id = table_column(table, "section_id"),
            .system = scene->kinds[i]->system,
            .ended_at = table_column(table, "ended_at"),
        };
        if (plan->order < 0)
            plan->order = plan->name;
        for (int j = 0; j < table->column_count; j++)
            if (table->columns[j].flags & COLUMN_SEARCHED)
                plan->searched[plan->searched_count++] = j;
        used += plan->searched_count > 0 && plan->order >= 0;
    }
    *ret_count = used;
    return plans;
}

/* What is indexed, as text: an index made by another version or for other registers does not fit.
 */
static const char *describe_plans(const struct refresh *refresh)
{
    struct buffer text = {0};

    buffer_format(&text, "%d", FORMAT);
    for (int i = 0; i < refresh->plan_count; i++) {
        const struct search_plan *plan = &refresh->plans[i];

        buffer_format(&text, ";%d", plan->kind->table->id);
        for (int j = 0; j < plan->searched_count; j++)
            buffer_format(&text, ",%s", plan->kind->table->columns[plan->searched[j]].name);
    }
    const char *copy = arena_copy(refresh->arena, buffer_string(&text));
    buffer_done(&text);
    return copy;
}

static const struct search_plan *find_plan(const struct refresh *refresh, int64_t register_id)
{
    for (int i = 0; i < refresh->plan_count; i++)
        if (refresh->plans[i].kind->table->id == register_id)
            return &refresh->plans[i];
    return NULL;
}

/* The last entry of the record, -1 when it is empty. */
static int read_head(const struct register_scene *scene, struct index_state *ret_head,
                     struct error *error)
{
    struct query *query = store_query(scene->store, SQL_SEARCH_HEAD, error);
    size_t length = 0;

    if (!query)
        return error->code;
    *ret_head = (struct index_state){.entry = -1};
    int got = query_step(query, error);
    if (got > 0) {
        ret_head->entry = query_column_integer(query, 0);
        const void *hash = query_column_blob(query, 1, &length);
        must(length == INDEX_HASH_SIZE);
        memcpy(ret_head->entry_hash, hash, length);
    }
    query_done(query);
    return got < 0 ? got : 0;
}

/* Whether the record goes on from where the index stands; it does not after a restored backup:
 * 1, 0 or negative. */
static int is_continued(const struct refresh *refresh, const struct index_state *head,
                        struct error *error)
{
    const struct index_state *state = &refresh->state;
    size_t length = 0;

    if (strcmp(state->kinds, describe_plans(refresh)) != 0 || state->entry > head->entry)
        return 0;
    if (state->entry < 0)
        return 1;
    struct query *query = store_query(refresh->scene->store, SQL_SEARCH_ENTRY_HASH, error);
    if (!query)
        return error->code;
    query_integer(query, "seq", state->entry);
    int got = query_step(query, error);
    const void *hash = got > 0 ? query_column_blob(query, 0, &length) : NULL;
    if (got > 0)
        got = length == INDEX_HASH_SIZE && memcmp(hash, state->entry_hash, length) == 0;
    query_done(query);
    return got;
}

/* The rows that changed since; *ret_count is -1 when they are more than `limit`. */
static int read_changes(const struct refresh *refresh, int64_t limit,
                        struct changed_row **ret_changes, int64_t *ret_count, struct error *error)
{
    struct query *query = store_query(refresh->scene->store, SQL_SEARCH_CHANGES, error);
    struct changed_row *changes = NULL;
    int64_t count = 0, room = 0;
    int got;

    if (!query)
        return error->code;
    query_integer(query, "seq", refresh->state.entry);
    while ((got = query_step(query, error)) > 0) {
        struct changed_row change = {query_column_integer(query, 0),
                                     query_column_integer(query, 1)};

        if (!find_plan(refresh, change.register_id))
            continue;
        if (count >= limit)
            break;
        if (count == room) {
            room = room ? 2 * room : 16;
            struct changed_row *larger =
                arena_alloc(refresh->arena, (size_t)room * sizeof(*larger));
            if (count)
                memcpy(larger, changes, (size_t)count * sizeof(*larger));
            changes = larger;
        }
        changes[count++] = change;
    }
    query_done(query);
    if (got < 0)
        return got;
    *ret_changes = changes;
    *ret_count = got > 0 ? -1 : count;
    return 0;
}

static int64_t late_limit(const struct index_state *state)
{
    return LATE_ROWS + state->sorted_slots / LATE_SHARE - state->late_rows;
}

static const char *class_key(struct arena *arena, const struct index_class *class)
{
    return arena_format(arena, "%lld %lld %lld %d", (long long)class->register_id,
                        (long long)class->section_id, (long long)class->system_id, class->ended);
}

static int load_classes(struct refresh *refresh, struct error *error)
{
    struct index_class *classes;
    int count;
    int result = index_read_classes(refresh->index, refresh->arena, &classes, &count, error);

    for (int i = 0; result == 0 && i < count; i++)
        *key_map_at(refresh->classes, class_key(refresh->arena, &classes[i])) = classes[i].id;
    if (result == 0)
        refresh->class_count = count;
    return result;
}

static int64_t integer_at(const struct value *values, int column)
{
    return column >= 0 && values[column].kind == VALUE_INTEGER ? values[column].integer : 0;
}

static const char *text_at(const struct value *values, int column)
{
    return column >= 0 && values[column].kind == VALUE_TEXT ? values[column].text : NULL;
}

/* The number of the row's class, made when it is a new one. */
static int ensure_class(struct refresh *refresh, const struct search_plan *plan,
                        const struct value *values, uint32_t *ret_class, struct error *error)
{
    struct index_class class = {
        .register_id = plan->kind->table->id,
        .section_id = integer_at(values, plan->section_id),
        .system_id = integer_at(values, plan->system),
        .ended = plan->ended_at >= 0 && values[plan->ended_at].kind != VALUE_NULL,
    };
    int64_t *number = key_map_at(refresh->classes, class_key(refresh->row_arena, &class));
    int result = 0;

    if (*number == 0) {
        class.id = ++refresh->class_count;
        must(class.id < SLOT_CONTINUES);
        *number = class.id;
        result = index_write_class(refresh->index, &class, error);
    }
    *ret_class = (uint32_t)*number;
    return result;
}

/* Puts the letters of a folded text from `position` on; how many they are. */
static uint32_t add_text(struct refresh *refresh, const char *text, uint32_t position)
{
    uint32_t letter = text_next(&text), count = 0;

    while (letter != 0) {
        uint32_t next = text_next(&text);

        posting_add(refresh->builder, gram_of(letter, next), position + count);
        letter = next;
        count++;
    }
    return count;
}

static size_t count_letters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* Folds the row's texts; the positions they take, with one free after each. */
static size_t fold_row(const struct search_plan *plan, const struct value *values,
                       struct arena *arena, const char **ret_texts)
{
    const struct column *columns = plan->kind->table->columns;
    size_t room = 0;

    for (int i = 0; i < plan->searched_count; i++) {
        int column = plan->searched[i];
        const char *text = register_value_text(&columns[column], values[column], arena);

        ret_texts[i] = text ? text_search_key(arena, text) : "";
        room += count_letters(ret_texts[i]) + 1;
    }
    return room;
}

static int set_slots(struct refresh *refresh, uint32_t class, int64_t count, struct error *error)
{
    int64_t first = refresh->state.slots;
    int result = slot_set(&refresh->slots, first, class, error);

    for (int64_t i = 1; result == 0 && i < count; i++)
        result = slot_set(&refresh->slots, first + i, SLOT_CONTINUES, error);
    if (result == 0)
        refresh->state.slots += count;
    return result;
}

static int add_row(struct refresh *refresh, const struct search_plan *plan, int64_t id,
                   const struct value *values, struct error *error)
{
    const char *texts[TABLE_COLUMN_LIMIT];
    struct arena *arena = refresh->row_arena;
    const char *name = text_at(values, plan->name);
    size_t room = fold_row(plan, values, arena, texts);
    int64_t slots = (int64_t)((room + SLOT_LETTERS - 1) / SLOT_LETTERS);
    uint32_t class = 0;
    struct index_row row = {
        .slot = refresh->state.slots,
        .register_id = plan->kind->table->id,
        .row_id = id,
        .key = text_at(values, plan->order),
        .name = name ? text_search_key(arena, name) : "",
    };

    if (row.slot + slots > POSITION_LIMIT >> SLOT_BITS)
        return error_set(error, ERROR_LIMIT, "",
                         "台帳の文字が検索の索引に入る量を超えました。開発者へ知らせてください。");
    int result = ensure_class(refresh, plan, values, &class, error);
    if (result == 0)
        result = set_slots(refresh, class, slots, error);
    if (result == 0)
        result = index_write_row(refresh->index, &row, error);
    uint32_t position = (uint32_t)(row.slot << SLOT_BITS);
    for (int i = 0; result == 0 && i < plan->searched_count; i++)
        position += add_text(refresh, texts[i], position) + 1;
    if (result == 0 && posting_builder_bytes(refresh->builder) > BUILDER_BYTES)
        result = posting_flush(refresh->builder, refresh->index, error);
    arena_reset(arena);
    return result;
}

static void tell_progress(struct refresh *refresh)
{
    enum { STRIDE = 4096, SILENT_MS = 1000 };

    if (++refresh->rows % STRIDE == 0 && refresh->report->progress &&
        clock_ms() - refresh->started_ms > SILENT_MS)
        refresh->report->progress(refresh->report->context, refresh->rows, refresh->rows_expected);
}

static int add_register(struct refresh *refresh, const struct search_plan *plan,
                        struct error *error)
{
    const struct table *table = plan->kind->table;
    struct query *query = table_scan_by(refresh->scene->store, table, plan->order, error);
    const int others[] = {plan->order, plan->name, plan->section_id, plan->system, plan->ended_at};
    struct value values[TABLE_COLUMN_LIMIT];
    int result;

    if (!query)
        return error->code;
    while ((result = query_step(query, error)) > 0) {
        for (int i = 0; i < plan->searched_count; i++)
            values[plan->searched[i]] = table_value(table, query, 2, plan->searched[i]);
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
            if (others[i] >= 0)
                values[others[i]] = table_value(table, query, 2, others[i]);
        result = add_row(refresh, plan, query_column_integer(query, 0), values, error);
        if (result < 0)
            break;
        tell_progress(refresh);
    }
    query_done(query);
    return result;
}

static int estimate_rows(struct refresh *refresh, struct error *error)
{
    int result = 0;

    for (int i = 0; result == 0 && i < refresh->plan_count; i++) {
        int64_t last = 0;

        result = table_last_id(refresh->scene->store, refresh->plans[i].kind->table, &last, error);
        refresh->rows_expected += last;
    }
    return result;
}

static int build(struct refresh *refresh, struct error *error)
{
    int result = index_clear(refresh->index, error);

    refresh->state = (struct index_state){.kinds = describe_plans(refresh), .entry = -1};
    slot_map_start(&refresh->slots, refresh->index, refresh->arena, 0);
    if (result == 0)
        result = estimate_rows(refresh, error);
    for (int i = 0; result == 0 && i < refresh->plan_count; i++)
        result = add_register(refresh, &refresh->plans[i], error);
    refresh->state.sorted_slots = refresh->state.slots;
    return result;
}

static int replace_row(struct refresh *refresh, const struct changed_row *change,
                       struct error *error)
{
    const struct search_plan *plan = find_plan(refresh, change->register_id);
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t slot;
    int result =
        index_delete_row(refresh->index, change->register_id, change->row_id, &slot, error);

    if (result == 0 && slot >= 0)
        result = slot_set(&refresh->slots, slot, SLOT_FREE, error);
    if (result < 0)
        return result;
    result = table_get(refresh->scene->store, plan->kind->table, change->row_id, refresh->row_arena,
                       values, NULL, error);
    if (result == ERROR_MISSING) {
        error->code = 0;
        return 0;
    }
    if (result == 0)
        result = add_row(refresh, plan, change->row_id, values, error);
    refresh->state.late_rows++;
    return result;
}

static int catch_up(struct refresh *refresh, const struct changed_row *changes, int64_t count,
                    struct error *error)
{
    int result = load_classes(refresh, error);

    slot_map_start(&refresh->slots, refresh->index, refresh->arena, refresh->state.slots);
    refresh->rows_expected = count;
    for (int64_t i = 0; result == 0 && i < count; i++) {
        result = replace_row(refresh, &changes[i], error);
        tell_progress(refresh);
    }
    return result;
}

/* What is to be done: *ret_changes of *ret_count rows (0: nothing), or -1 for a new index. */
static int judge(struct refresh *refresh, const struct index_state *head,
                 struct changed_row **ret_changes, int64_t *ret_count, struct error *error)
{
    int result = index_read_state(refresh->index, refresh->arena, &refresh->state, error);

    if (result == 0)
        result = is_continued(refresh, head, error);
    *ret_count = result > 0 ? 0 : -1;
    if (result <= 0 || refresh->state.entry == head->entry)
        return result < 0 ? result : 0;
    return read_changes(refresh, late_limit(&refresh->state), ret_changes, ret_count, error);
}

/* The work itself, in the one transaction. The head was read before the rows: what came in between
 * is taken in again the next time. */
static int work(struct refresh *refresh, const struct index_state *head, struct error *error)
{
    struct changed_row *changes = NULL;
    int64_t count = 0;
    int result = judge(refresh, head, &changes, &count, error);

    if (result < 0)
        return result;
    refresh->classes = key_map_make(refresh->arena);
    refresh->builder = posting_builder_open();
    result = count < 0 ? build(refresh, error) : catch_up(refresh, changes, count, error);
    if (result == 0)
        result = posting_flush(refresh->builder, refresh->index, error);
    if (result == 0)
        result = slot_map_write(&refresh->slots, error);
    if (result == 0 && count < 0)
        result = index_settle(refresh->index, error);
    posting_builder_close(refresh->builder);
    if (result < 0)
        return result;
    refresh->state.entry = head->entry;
    memcpy(refresh->state.entry_hash, head->entry_hash, INDEX_HASH_SIZE);
    return index_write_state(refresh->index, &refresh->state, error);
}

/* Works when there is something to do. Another process may have done it when the lock is ours, so
 * the work looks again. */
static int run(struct refresh *refresh, struct error *error)
{
    struct changed_row *changes = NULL;
    struct index_state head;
    int64_t count = 0;
    int result = read_head(refresh->scene, &head, error);

    if (result == 0)
        result = judge(refresh, &head, &changes, &count, error);
    if (result < 0 || (count == 0 && head.entry - refresh->state.entry <= QUIET_ENTRIES))
        return result;
    result = index_begin(refresh->index, true, error);
    if (result < 0)
        return result;
    result = read_head(refresh->scene, &head, error);
    if (result == 0)
        result = work(refresh, &head, error);
    if (result == 0)
        result = index_commit(refresh->index, error);
    index_rollback(refresh->index);
    return result;
}

int refresh_index(const struct register_scene *scene, const struct search_plan *plans, int count,
                  struct index_file *index, const struct refresh_report *report,
                  struct error *error)
{
    struct refresh refresh = {
        .scene = scene,
        .plans = plans,
        .plan_count = count,
        .index = index,
        .report = report,
        .arena = arena_open(WORK_BYTES),
        .row_arena = arena_open(WORK_BYTES),
        .started_ms = clock_ms(),
    };
    int result = run(&refresh, error);

    arena_close(refresh.arena);
    arena_close(refresh.row_arena);
    return result;
}
