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

enum { WRITERS = 32, BATCH = 1000, ROUNDS = 9, ROUND_EACH = 400 };

static const struct column columns[] = {
    {"thing_no", STORED_TEXT, NOUN_NUMBER_KEY, COLUMN_KEY, "番号", "Number", NULL, NULL},
    {"name", STORED_TEXT, NOUN_TEXT, 0, "名称", "Name", NULL, NULL},
    {"section", STORED_TEXT, NOUN_TEXT, 0, "課", "Section", NULL, NULL},
    {"place", STORED_TEXT, NOUN_TEXT, 0, "場所", "Place", NULL, NULL},
    {"count", STORED_INTEGER, NOUN_COUNT, 0, "個数", "Count", NULL, NULL},
};
static const struct table things = {902, "thing", columns, 5};
static const struct table bare = {903, "bare", columns, 5};
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

struct thing {
    char key[32], name[64];
    struct value values[5];
};

static void make_thing(struct thing *thing, int number)
{
    snprintf(thing->key, sizeof(thing->key), "N-%07d", number);
    snprintf(thing->name, sizeof(thing->name), "計測用の行 %d", number);
    thing->values[0] = value_text(thing->key);
    thing->values[1] = value_text(thing->name);
    thing->values[2] = value_text("総務部情報政策課");
    thing->values[3] = value_text("本庁舎二階");
    thing->values[4] = value_integer(number);
}

static void put_thing(struct record *record, int number, struct error *error)
{
    struct thing thing;

    make_thing(&thing, number);
    record_put(record, &things, 0, thing.values, &context, NULL, NULL, error);
}

static struct store *create_city(const char *folder, struct error *error)
{
    struct store *store = store_open(folder, STORE_CREATE, error);

    stop_on(error);
    store_script(store,
                 "CREATE TABLE thing (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, thing_no"
                 " TEXT, name TEXT, section TEXT, place TEXT, count INTEGER) STRICT;"
                 "CREATE TABLE bare (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, thing_no"
                 " TEXT, name TEXT, section TEXT, place TEXT, count INTEGER) STRICT",
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

/* One change that a writer asks for. */
struct call {
    int number;
    int64_t *last_id; /* of the rows without a record; the writer's thread alone moves it */
};

/* The same row in a table like it, with no entry about it. */
static int insert_bare(struct record *record, void *argument, struct error *error)
{
    const struct call *call = argument;
    struct thing thing;

    make_thing(&thing, call->number);
    return table_insert(record_store(record), &bare, ++*call->last_id, 0, thing.values, error);
}

static int insert_recorded(struct record *record, void *argument, struct error *error)
{
    put_thing(record, ((const struct call *)argument)->number, error);
    return error->code;
}

struct writer {
    pthread_t thread;
    struct record_queue *queue;
    record_job *job;
    int count;
    int64_t *last_id;
};

static void *write_all(void *argument)
{
    struct writer *writer = argument;
    struct error error = {0};

    for (int i = 0; i < writer->count; i++) {
        struct call call = {i, writer->last_id};

        record_queue_run(writer->queue, &actor, writer->job, &call, &error);
        stop_on(&error);
    }
    return NULL;
}

/* Time and work of one round of changes by 32 writers. */
struct round {
    double seconds, work_seconds;
};

static double work_now_s(void)
{
    struct timespec work;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &work);
    return (double)work.tv_sec + (double)work.tv_nsec / 1e9;
}

static struct round run_round(struct record_queue *queue, record_job *job, int64_t *last_id)
{
    struct writer writers[WRITERS];
    const struct round start = {now_s(), work_now_s()};

    for (int i = 0; i < WRITERS; i++) {
        writers[i] =
            (struct writer){.queue = queue, .job = job, .count = ROUND_EACH, .last_id = last_id};
        pthread_create(&writers[i].thread, NULL, write_all, &writers[i]);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i].thread, NULL);
    return (struct round){now_s() - start.seconds, work_now_s() - start.work_seconds};
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double middle(double *numbers)
{
    qsort(numbers, ROUNDS, sizeof(*numbers), compare_numbers);
    return numbers[ROUNDS / 2];
}

/* The same rows with and without their entries, in turns on one queue; of each the round in the
 * middle, of the cost the pair in the middle. */
static void measure_group_commit(const char *folder)
{
    int64_t last_id = 0;
    double with[ROUNDS], without[ROUNDS], cost[ROUNDS], work[ROUNDS];
    struct error error = {0};
    struct record_queue *queue = record_queue_open(folder, 0, &error);

    stop_on(&error);
    for (int i = 0; i < ROUNDS; i++) {
        struct round bare_round = run_round(queue, insert_bare, &last_id);
        struct round round = run_round(queue, insert_recorded, &last_id);

        with[i] = WRITERS * ROUND_EACH / round.seconds;
        without[i] = WRITERS * ROUND_EACH / bare_round.seconds;
        cost[i] = round.seconds / bare_round.seconds;
        work[i] = round.work_seconds / bare_round.work_seconds;
    }
    record_queue_close(queue);
    printf("record_group_commit_32\t%.0f\t1/s\n", middle(with));
    printf("record_group_commit_32_bare\t%.0f\t1/s\n", middle(without));
    printf("record_cost_ratio\t%.2f\tx\n", middle(cost));
    printf("record_work_ratio\t%.2f\tx\n", middle(work));
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
    measure_group_commit(folder);
    remove_city(folder);
    return 0;
}
