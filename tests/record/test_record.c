/* Writing the record: changes with their entries, savepoints, old copies, erasure, history. */
#include "base/error.h"
#include "base/json.h"
#include "record/entry.h"
#include "record/keys.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/record/city.h"
#include <sys/stat.h>

static int64_t count_of(struct city *city, const char *sql)
{
    struct query *query = store_query(city->store, sql, &city->error);
    int64_t count = -1;

    if (query && query_step(query, &city->error) > 0)
        count = query_column_integer(query, 0);
    query_done(query);
    return count;
}

static void test_put(void)
{
    struct city city;
    int64_t *entries;
    int count;
    struct value values[3];

    city_open(&city);
    struct record *record = city_begin(&city);
    is_int(city_put(&city, record, 0, "A-1", "一つ", 5), 1, "the first change is entry 1");
    is_int(city_put(&city, record, 0, "A-2", "二つ", -1), 2, "the next is entry 2");
    is_int(city_put(&city, record, 1, "A-1", "一つ", 5), 0, "no change writes no entry");
    is_int(city_put(&city, record, 1, "A-1", NULL, 6), 3, "a change writes one");
    is_int(record_commit(record, &city.error), 0, "commit");
    is_int(count_of(&city, "SELECT count(*) FROM entry"), 4, "four entries");
    is_int(count_of(&city, "SELECT size FROM record_head"), 4, "the head knows them");
    is_int(count_of(&city, "SELECT entry FROM thing WHERE id = 1"), 3, "the row knows its entry");
    is_int(record_history(city.store, &city_things, 1, city.arena, &entries, &count, &city.error),
           0, "history");
    is_int(count, 2, "two entries about row 1");
    is_int(entries[0], 1, "oldest first");
    is_int(record_values_after(city.store, &city_things, 1, city.arena, values, &city.error), 0,
           "values after entry 1");
    is_text(values[1].text, "一つ", "as they were");
    is_int(record_values_after(city.store, &city_things, 3, city.arena, values, &city.error), 0,
           "values after entry 3");
    ok(values[1].kind == VALUE_NULL && values[2].integer == 6, "with null for the removed one");
    is_int(record_values_after(city.store, &city_things, 0, city.arena, values, &city.error),
           ERROR_MISSING, "entry 0 is about no row");
    city_close(&city);
}

static void test_show(void)
{
    struct city city;
    struct json json;
    struct buffer text = {0};

    city_open(&city);
    struct record *record = city_begin(&city);
    city_put(&city, record, 0, "A-1", "一つ", 5);
    city_put(&city, record, 1, "A-1", "別", 5);
    record_commit(record, &city.error);
    json_start(&json, &text, NULL);
    json_object_start(&json);
    is_int(record_show(city.store, 2, city_tables, 1, city.arena, &json, &city.error), 0, "show");
    json_object_end(&json);
    json_finish(&json);
    is_text(buffer_string(&text),
            "{\"index\":2,\"class\":\"change\",\"at\":\"2026-03-31T23:33:20Z\","
            "\"register\":\"thing\",\"row\":1,\"erased\":false,\"actor\":{\"staff_no\":\"012345\","
            "\"name\":\"試験 花子\",\"post\":\"主査\",\"way\":\"console\","
            "\"terminal\":\"host tty1\"},\"action\":\"set\",\"key\":\"A-1\",\"reason\":\"試験\","
            "\"file\":null,\"file_row\":null,\"result\":null,\"notes\":{},"
            "\"before\":{\"name\":\"一つ\"},"
            "\"after\":{\"thing_no\":\"A-1\",\"name\":\"別\",\"count\":5}}",
            "what it says");
    is_int(record_show(city.store, 9, city_tables, 1, city.arena, &json, &city.error),
           ERROR_MISSING, "no entry 9");
    buffer_done(&text);
    city_close(&city);
}

static void test_savepoint(void)
{
    struct city city;
    struct verify_result result;

    city_open(&city);
    city_fill(&city, 300);
    struct record *record = city_begin(&city);
    city_put(&city, record, 0, "A", "残る", 1);
    record_savepoint(record, &city.error);
    for (int i = 0; i < 300; i++)
        city_put(&city, record, 0, "B", "消える", i);
    is_int(record_savepoint_undo(record, &city.error), 0, "undo a part");
    record_savepoint(record, &city.error);
    is_int(city_put(&city, record, 0, "C", "残る", 1), 302, "entry numbers go on without a gap");
    is_int(record_savepoint_keep(record, &city.error), 0, "keep a part");
    is_int(record_commit(record, &city.error), 0, "commit");
    is_int(count_of(&city, "SELECT max(id) FROM thing"), 302, "row numbers too");
    record = city_begin(&city);
    city_put(&city, record, 0, "D", "消える", 1);
    record_abandon(record);
    is_int(count_of(&city, "SELECT count(*) FROM entry"), 303, "an abandoned record left nothing");
    is_int(verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error), 0,
           "verify");
    ok(result.ok && result.tree_size == 303, "the tree holds");
    city_close(&city);
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    int letter;

    must(in && out);
    while ((letter = getc(in)) != EOF)
        putc(letter, out);
    fclose(in);
    fclose(out);
}

static void test_old_copy(void)
{
    struct city city;
    char live[96], copy[96];

    city_open(&city);
    city_fill(&city, 10);
    is_int(store_checkpoint(city.store, &city.error), 0, "everything in the one file");
    snprintf(live, sizeof(live), "%s/chikiri.db", city.folder);
    snprintf(copy, sizeof(copy), "%s/old.db", city.folder);
    copy_file(live, copy);
    city_fill(&city, 10);
    store_close(city.store);
    copy_file(copy, live);
    city.store = store_open(city.folder, STORE_READ_WRITE, &city.error);
    must(city.store != NULL);
    struct record *record = record_begin(city.store, city.folder, &city_actor, 1, &city.error);
    ok(!record, "an old copy is not written to");
    is_int(city.error.code, ERROR_STALE, "because it is stale");
    city_close(&city);
}

static void test_crash_before_publish(void)
{
    struct city city;
    char live[96], copy[96];
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;

    city_open(&city);
    city_fill(&city, 700);
    snprintf(live, sizeof(live), "%s/keys/checkpoint", city.folder);
    snprintf(copy, sizeof(copy), "%s/old.checkpoint", city.folder);
    copy_file(live, copy);
    city_fill(&city, 900);
    copy_file(copy, live);
    struct record *record = record_begin(city.store, city.folder, &city_actor, 1, &city.error);
    ok(record != NULL, "a database ahead of its checkpoint is written to: %s", city.error.text);
    is_int(record_commit(record, &city.error), 0, "and signed at the next commit");
    is_int(checkpoint_load(city.folder, "keys/checkpoint", &bytes, &note, &checkpoint, &city.error),
           0, "the checkpoint");
    is_int(checkpoint.size, 1601, "is of the whole tree");
    buffer_done(&bytes);
    city_tamper(&city, "UPDATE record_node SET hash = zeroblob(32) WHERE position = 1");
    copy_file(copy, live);
    ok(!record_begin(city.store, city.folder, &city_actor, 1, &city.error) &&
           city.error.code == ERROR_STALE,
       "a fork is not written to");
    unlink(live);
    ok(!record_begin(city.store, city.folder, &city_actor, 1, &city.error) &&
           city.error.code == ERROR_STALE,
       "nor a folder whose checkpoint is gone");
    city_close(&city);
}

static void test_erase(void)
{
    struct city city;
    struct verify_result result;
    struct value values[3];

    city_open(&city);
    city_fill(&city, 3);
    struct record *record = city_begin(&city);
    city_put(&city, record, 1, "N-1", "後", 1);
    is_int(record_erase(record, 1, "保存期間が過ぎた", &city.error), 0, "erase an older entry");
    is_int(record_erase(record, 2, "本人の求め", &city.error), 0, "erase a row's last entry");
    is_int(record_erase(record, 2, "二度", &city.error), ERROR_CONFLICT, "not twice");
    is_int(record_erase(record, 5, "消去の消去", &city.error), ERROR_CONFLICT, "not an erasure");
    is_int(record_erase(record, 99, "ない", &city.error), ERROR_MISSING, "not what is not");
    is_int(record_commit(record, &city.error), 0, "commit");
    is_int(record_values_after(city.store, &city_things, 1, city.arena, values, &city.error),
           ERROR_MISSING, "the erased values are gone");
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(result.ok, "the record verifies after erasures");
    city_tamper(&city, "UPDATE thing SET name = '改ざん' WHERE id = 2");
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(!result.ok && result.bad_count == 1 && result.bad[0].index == 2 &&
           result.bad[0].why == VERIFY_CHANGED,
       "a row whose last entry is erased is still covered");
    city_tamper(&city, "UPDATE thing SET name = '名称 2' WHERE id = 2");
    city_tamper(&city, "UPDATE entry SET payload = NULL, salt = NULL WHERE seq = 3");
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(!result.ok && result.bad_count == 1 && result.bad[0].index == 3,
       "a payload that nobody erased lawfully is found");
    city_close(&city);
}

static void test_create(void)
{
    struct city city;
    struct stat status;
    char path[96];

    city_open(&city);
    snprintf(path, sizeof(path), "%s/keys/record.key", city.folder);
    ok(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600, "the key is ours alone");
    ok(record_create(city.store, city.folder, "chikiri.test/operations", &city.error) < 0,
       "no record over a record");
    city_fill(&city, 1);
    ok(true, "which still works");
    city_close(&city);
}

int main(void)
{
    test_create();
    test_put();
    test_show();
    test_savepoint();
    test_old_copy();
    test_crash_before_publish();
    test_erase();
    return done();
}
