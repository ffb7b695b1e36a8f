/* Group commit: nothing acknowledged is lost, a failing job is undone alone. */
#include "base/error.h"
#include "record/keys.h"
#include "record/queue.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/record/city.h"
#include <pthread.h>

enum { THREADS = 16, EACH = 40 };

struct caller {
    pthread_t thread;
    struct record_queue *queue;
    struct record_actor actor;
    char staff_no[16];
    int number;
    int kept, refused;
};

struct task {
    int number;
    bool must_fail;
};

static int put_and_maybe_fail(struct record *record, void *context, struct error *error)
{
    const struct task *task = context;
    const struct record_context why = {.action = "set", .key = "Q"};
    char text[32];
    struct value values[3];

    snprintf(text, sizeof(text), "Q-%d", task->number);
    values[0] = value_text(text);
    values[1] = value_text(task->must_fail ? "消える" : "残る");
    values[2] = value_null();
    int result = record_put(record, &city_things, 0, values, &why, NULL, NULL, error);
    if (result == 0 && task->must_fail)
        result = error_set(error, ERROR_INPUT, "", "試験");
    return result;
}

static void *call(void *argument)
{
    struct caller *caller = argument;

    for (int i = 0; i < EACH; i++) {
        struct task task = {caller->number * EACH + i, i % 4 == 3};
        struct error error = {0};
        int result =
            record_queue_run(caller->queue, &caller->actor, put_and_maybe_fail, &task, &error);

        caller->kept += result == 0;
        caller->refused += result == ERROR_INPUT && error.code == ERROR_INPUT;
    }
    return NULL;
}

static int64_t count_of(struct city *city, const char *sql)
{
    struct query *query = store_query(city->store, sql, &city->error);
    int64_t count =
        query && query_step(query, &city->error) > 0 ? query_column_integer(query, 0) : -1;

    query_done(query);
    return count;
}

static const int64_t FIXED_NOW_US = 1775000000000000;

int main(void)
{
    struct city city;
    struct caller callers[THREADS];
    struct verify_result result;
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;
    int kept = 0, refused = 0;
    int64_t at_us;

    city_open(&city);
    struct record_queue *queue = record_queue_open(city.folder, FIXED_NOW_US, &city.error);
    ok(queue != NULL, "open");
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.queue = queue, .actor = city_actor, .number = i};
        snprintf(callers[i].staff_no, sizeof(callers[i].staff_no), "%06d", i % 1000000);
        callers[i].actor.staff_no = callers[i].staff_no;
        must(pthread_create(&callers[i].thread, NULL, call, &callers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(callers[i].thread, NULL);
        kept += callers[i].kept;
        refused += callers[i].refused;
    }
    record_queue_close(queue);
    is_int(kept, THREADS * EACH * 3 / 4, "three of four jobs succeed");
    is_int(refused, THREADS * EACH / 4, "the others say why not");
    is_int(count_of(&city, "SELECT count(*) FROM thing WHERE name = '残る'"), kept,
           "all are there");
    is_int(count_of(&city, "SELECT count(*) FROM thing"), kept, "and nothing else");
    is_int(count_of(&city, "SELECT count(DISTINCT thing_no) FROM thing"), kept, "none twice");
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(result.ok && result.entries == kept + 1, "the record holds: %s",
       result.sentence ? result.sentence : "sound");
    checkpoint_load(city.folder, "keys/checkpoint", &bytes, &note, &checkpoint, &city.error);
    is_int(checkpoint.size, kept + 1, "the last checkpoint is published when the queue is closed");
    record_entry_time(city.store, 1, &at_us, &city.error);
    is_int(at_us, FIXED_NOW_US, "times are of the clock that was given");
    ok(!record_queue_open("/nonexistent", 0, &city.error), "no folder, no queue");
    buffer_done(&bytes);
    city_close(&city);
    return done();
}
