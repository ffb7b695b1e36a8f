/* Lists of registers on both engines: what is asked for comes, in order, and nothing of others. */
#include "record/changes.h"
#include "register/list.h"
#include "tests/search/catalogue.h"
#include "tests/tap.h"

enum { THINGS = 3000, SECTION = 7 };

static struct list_request all_things(void)
{
    return (struct list_request){
        .kind = &thing_kind, .action = "view", .sort = TABLE_ID, .limit = LIST_ROW_LIMIT};
}

static struct list read_list(struct catalogue *catalogue, struct list_memory *memory,
                             const struct list_request *request)
{
    struct list list = {0};

    catalogue_stop_on(catalogue,
                      list_read(&catalogue->scene, memory, request, &list, &catalogue->error));
    return list;
}

static void add_condition(struct list_request *request, int column, enum table_test test,
                          const char *text)
{
    request->conditions[request->condition_count++] =
        (struct table_condition){column, test, value_text(text)};
}

/* How many rows a plain scan finds that a test of ours accepts. */
static int64_t scan_count(struct catalogue *catalogue, bool (*accepts)(const struct value *values))
{
    struct query *query = table_scan(catalogue->store, &thing_table, &catalogue->error);
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t count = 0;

    must(query != NULL);
    while (query_step(query, &catalogue->error) > 0) {
        for (int i = 0; i < thing_table.column_count; i++)
            values[i] = table_value(&thing_table, query, 2, i);
        count += accepts(values);
    }
    query_done(query);
    return count;
}

static bool stands(const struct value *values)
{
    return values[THING_COMMON + COMMON_ended_at].kind == VALUE_NULL;
}

static bool stands_in_section(const struct value *values)
{
    return stands(values) && values[THING_COMMON + COMMON_section_id].integer == SECTION;
}

static bool stands_with_tax(const struct value *values)
{
    return stands(values) && strstr(values[THING_NAME].text, "税") != NULL;
}

static void test_pages(struct catalogue *catalogue)
{
    struct list_request request = all_things();
    const char *last = "";
    int64_t seen = 0, total = 0;
    bool in_order = true;

    request.limit = 70;
    for (struct list list; request.offset == 0 || request.offset < total; request.offset += 70) {
        list = read_list(catalogue, NULL, &request);
        total = list.total;
        for (int i = 0; i < list.count; i++) {
            const char *key = list.rows[i].values[THING_COMMON + COMMON_row_key].text;
            in_order = in_order && strcmp(last, key) <= 0;
            last = arena_copy(catalogue->arena, key);
            seen++;
        }
    }
    is_int(total, scan_count(catalogue, stands), "2.2: the total is that of the rows that stand");
    is_int(seen, total, "2.2: the pages are the whole list");
    ok(in_order, "2.2: in order of the key");
    request.state = LIST_ENDED;
    request.offset = 0;
    is_int(read_list(catalogue, NULL, &request).total, THINGS - total, "2.2: the others ended");
}

static void test_conditions(struct catalogue *catalogue)
{
    struct list_request request = all_things();
    int64_t tax = scan_count(catalogue, stands_with_tax);

    add_condition(&request, THING_NAME, TEST_CONTAINS, "税");
    is_int(read_list(catalogue, NULL, &request).total, tax, "2.2: rows that contain a text");
    request = all_things();
    add_condition(&request, THING_NAME, TEST_IS, "' OR 1=1 --");
    is_int(read_list(catalogue, NULL, &request).total, 0,
           "5.6.3: a value is a value, whatever it says");
    request = all_things();
    add_condition(&request, THING_NO, TEST_FROM, "AA-5000");
    add_condition(&request, THING_NO, TEST_TO, "AA-5999");
    struct list list = read_list(catalogue, NULL, &request);
    ok(list.count > 0 && strncmp(list.rows[0].values[THING_NO].text, "AA-5", 4) == 0 &&
           strncmp(list.rows[list.count - 1].values[THING_NO].text, "AA-5", 4) == 0,
       "2.2: from and to");
    const int64_t ids[] = {1, 2, 3};
    request = all_things();
    request.state = LIST_ALL;
    request.ids = ids;
    request.id_count = 3;
    is_int(read_list(catalogue, NULL, &request).total, 3, "2.2: rows by their numbers");
    request.id_count = 0;
    is_int(read_list(catalogue, NULL, &request).total, 0, "2.2: none of no numbers");
}

static void test_sort(struct catalogue *catalogue)
{
    struct list_request request = all_things();
    bool in_order = true, nulls_last = true;

    request.sort = THING_PLACE;
    request.descending = true;
    add_condition(&request, THING_SECTION, TEST_CONTAINS, "1");
    struct list list = read_list(catalogue, NULL, &request);
    for (int i = 1; i < list.count; i++) {
        const char *before = list.rows[i - 1].values[THING_PLACE].text;
        const char *now = list.rows[i].values[THING_PLACE].text;
        nulls_last = nulls_last && (before != NULL || now == NULL);
        if (before != NULL && now != NULL)
            in_order = in_order && strcmp(before, now) >= 0;
    }
    ok(list.count > 1 && in_order, "2.2: sorted downwards by a column");
    ok(nulls_last, "2.2: what has no value comes last");
}

/* A manager of one section, as the shipped pack gives rights. */
static void test_scope(struct catalogue *catalogue)
{
    const struct viewer_grant grants[] = {{"security_manager", SECTION, 0}, {"staff", SECTION, 0}};
    const struct viewer manager = {.grants = grants, .grant_count = 2};
    const struct viewer nobody = {.grant_count = 0};
    struct list_request request = all_things();
    struct list list;

    catalogue->scene.viewer = &manager;
    list = read_list(catalogue, NULL, &request);
    is_int(list.total, scan_count(catalogue, stands_in_section),
           "5.6.3: a manager's total counts the own section only");
    bool is_own = list.count > 0;
    for (int i = 0; i < list.count; i++)
        is_own = is_own && list.rows[i].values[THING_COMMON + COMMON_section_id].integer == SECTION;
    ok(is_own, "5.6.3: no row of another section is in it");
    request.section_id = SECTION + 1;
    is_int(read_list(catalogue, NULL, &request).total, 0, "5.6.3: asking for another finds none");
    request = all_things();
    request.kind = &login_kind;
    is_int(read_list(catalogue, NULL, &request).total, 0, "5.6.1: a system of others stays hidden");
    catalogue->scene.viewer = &nobody;
    is_int(list_read(&catalogue->scene, NULL, &request, &list, &catalogue->error), ERROR_DENIED,
           "5.6.3: without any right the list is refused");
    catalogue->error = (struct error){0};
    catalogue->scene.viewer = &catalogue->console;
}

static void test_memory(struct catalogue *catalogue)
{
    struct record_changes *changes = record_changes_open();
    struct list_memory *memory = list_memory_open(changes);
    struct list_request request = all_things();
    const struct thing thing = {.number = "ZZ-9999", .section = "新しい課", .name = "新しい物"};
    struct list first = read_list(catalogue, memory, &request);
    struct list second = read_list(catalogue, memory, &request);

    ok(second.rows == first.rows, "2.2: what was read is remembered");
    catalogue_change(catalogue, 0, &thing);
    struct list third = read_list(catalogue, memory, &request);
    is_int(third.total, first.total + 1, "2.2: a change by anybody is seen at once");
    for (request.offset = 1; request.offset < 40; request.offset++)
        read_list(catalogue, memory, &request);
    request.offset = 0;
    is_int(read_list(catalogue, memory, &request).total, third.total, "2.2: memory is bounded");
    list_memory_close(memory);
    record_changes_close(changes);
}

static void test_scan(struct catalogue *catalogue)
{
    struct list_request request = all_things();
    int64_t rows = 0;

    request.limit = INT64_MAX;
    struct query *query = list_scan(&catalogue->scene, &request, &catalogue->error);
    if (!ok(query != NULL, "2.2: a list is walked row by row"))
        return;
    while (query_step(query, &catalogue->error) > 0)
        rows++;
    query_done(query);
    request = all_things();
    is_int(rows, read_list(catalogue, NULL, &request).total, "2.2: to its end");
}

static void test_all(bool postgres)
{
    struct catalogue catalogue;

    printf("# on %s\n", postgres ? "PostgreSQL" : "SQLite");
    catalogue_open(&catalogue, postgres);
    catalogue_fill(&catalogue, THINGS);
    test_pages(&catalogue);
    test_conditions(&catalogue);
    test_sort(&catalogue);
    test_scope(&catalogue);
    test_scan(&catalogue);
    test_memory(&catalogue);
    catalogue_close(&catalogue);
}

int main(void)
{
    test_all(false);
    if (postgres_administrator())
        test_all(true);
    return done();
}
