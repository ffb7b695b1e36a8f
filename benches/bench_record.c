/* The record's speed: writing in bulk, verifying, group commit with and without entries. Prints
 * name, value and unit, separated by tabs. Takes the number of entries (1,000,000). */
#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "record/declare.h"
#include "record/queue.h"
#include "record/record.h"
#include "record/record_internal.h"
#include "record/verify.h"
#include "store/driver.h"
#include "store/store.h"
#include "store/table.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WRITERS = 32, BATCH = 1000 };

static const struct column columns[] = {
    {"thing_no", STORED_TEXT, NOUN_NUMBER_KEY, COLUMN_KEY, "番号", "Number", NULL, NULL},
    {"name", STORED_TEXT, NOUN_TEXT, 0, "名称", "Name", NULL, NULL},
    {"section", STORED_TEXT, NOUN_TEXT, 0, "課", "Section", NULL, NULL},
    {"place", STORED_TEXT, NOUN_TEXT, 0, "場所", "Place", NULL, NULL},
    {"count", STORED_INTEGER, NOUN_COUNT, 0, "個数", "Count", NULL, NULL},
};
static const struct table things = {902, "thing", columns, 5};
static const struct table *const tables[] = {&things};
static const struct record_actor actor = {
    .staff_no = "000001", .name = "計測", .post = "係", .way = "console", .terminal = "bench"};
static const struct record_context context = {.action = "import", .key = "N", .file = "bench.csv"};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void stop_on(const struct error *error)
{
    if (error->code == 0)
        return;
    fprintf(stderr, "%s\n", error->text);
    exit(70);
}

static void put_thing(struct record *record, int number, struct error *error)
{
    char key[32], name[64];
    struct value values[5];

    snprintf(key, sizeof(key), "N-%07d", number);
    snprintf(name, sizeof(name), "計測用の行 %d", number);
    values[0] = value_text(key);
    values[1] = value_text(name);
    values[2] = value_text("総務部情報政策課");
    values[3] = value_text("本庁舎二階");
    values[4] = value_integer(number);
    record_put(record, &things, 0, values, &context, NULL, NULL, error);
}

static struct store *create_city(const char *folder, struct error *error)
{
    struct store *store = store_open(folder, STORE_CREATE, error);

    stop_on(error);
    store_script(store,
                 "CREATE TABLE thing (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, thing_no"
                 " TEXT, name TEXT, section TEXT, place TEXT, count INTEGER) STRICT;"
                 "CREATE TABLE bare (id INTEGER PRIMARY KEY, name TEXT) STRICT",
                 error);
    record_create(store, folder, "chikiri.bench/operations", error);
    record_declare(store, tables, 1, error);
    stop_on(error);
    return store;
}

static void fill(struct store *store, const char *folder, int count, struct error *error)
{
    for (int done = 0; done < count; done += BATCH) {
        struct record *record = record_begin(store, folder, &actor, time_now_us(), error);

        stop_on(error);
        for (int i = 0; i < BATCH && done + i < count; i++)
            put_thing(record, done + i, error);
        stop_on(error);
        record_commit(record, error);
        stop_on(error);
    }
}

static int insert_bare(struct record *record, void *argument, struct error *error)
{
    struct query *query =
        store_query(record_store(record), "INSERT INTO bare (name) VALUES (:name)", error);

    (void)argument;
    if (!query)
        return ERROR_FAULT;
    query_text(query, "name", "計測用の行 総務部情報政策課 本庁舎二階");
    return query_run(query, error);
}

static int insert_recorded(struct record *record, void *argument, struct error *error)
{
    put_thing(record, *(int *)argument, error);
    return error->code;
}

struct writer {
    pthread_t thread;
    struct record_queue *queue;
    record_job *job;
    int count;
};

static void *write_all(void *argument)
{
    struct writer *writer = argument;
    struct error error = {0};

    for (int i = 0; i < writer->count; i++) {
        record_queue_run(writer->queue, &actor, writer->job, &i, &error);
        stop_on(&error);
    }
    return NULL;
}

/* Changes a second by 32 writers. */
static double group_rate(const char *folder, record_job *job, int each)
{
    struct error error = {0};
    struct record_queue *queue = record_queue_open(folder, 0, &error);
    struct writer writers[WRITERS];

    stop_on(&error);
    double start = now_s();
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.queue = queue, .job = job, .count = each};
        pthread_create(&writers[i].thread, NULL, write_all, &writers[i]);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i].thread, NULL);
    double rate = WRITERS * each / (now_s() - start);
    record_queue_close(queue);
    return rate;
}

static void remove_city(const char *folder)
{
    static const char *const names[] = {
        "chikiri.db",      "chikiri.db-wal",  "chikiri.db-shm",       "keys/record.key",
        "keys/record.pub", "keys/checkpoint", "keys/checkpoint.lock", "keys"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct buffer path = {0};

        buffer_format(&path, "%s/%s", folder, names[i]);
        if (unlink(buffer_string(&path)) != 0)
            rmdir(buffer_string(&path));
        buffer_done(&path);
    }
    rmdir(folder);
}

static void measure_verify(const char *folder, int count)
{
    struct error error = {0};
    struct verify_result result;
    struct arena *arena = arena_open(1 << 24);
    double start = now_s();

    verify_folder(folder, NULL, 0, arena, &result, &error);
    stop_on(&error);
    double entries_s = now_s() - start;
    start = now_s();
    verify_folder(folder, tables, 1, arena, &result, &error);
    stop_on(&error);
    double whole_s = now_s() - start;
    if (!result.ok || result.entries != count + 1) {
        fprintf(stderr, "the record does not verify: %s\n", result.sentence ? result.sentence : "");
        exit(70);
    }
    printf("record_verify_entries\t%.3f\ts\n", entries_s);
    printf("record_verify_entries_and_rows\t%.3f\ts\n", whole_s);
    arena_close(arena);
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1000000;
    char folder[] = P_tmpdir "/chikiri-bench-XXXXXX";
    struct error error = {0};

    if (count <= 0 || !mkdtemp(folder))
        return 2;
    struct store *store = create_city(folder, &error);
    double start = now_s();
    fill(store, folder, count, &error);
    printf("record_put_bulk\t%.0f\t1/s\n", count / (now_s() - start));
    measure_verify(folder, count);
    store_close(store);
    double bare = group_rate(folder, insert_bare, 2000);
    double recorded = group_rate(folder, insert_recorded, 2000);
    printf("record_group_commit_32\t%.0f\t1/s\n", recorded);
    printf("record_group_commit_32_bare\t%.0f\t1/s\n", bare);
    printf("record_cost_ratio\t%.2f\tx\n", bare / recorded);
    remove_city(folder);
    return 0;
}
