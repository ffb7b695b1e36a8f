/* Long work: in line, with the rights of the day, once, and stopped when asked. */
#include "job/job.h"

#include "job/job_schema_sql.h"
#include "job/sweep.h"
#include "record/queue.h"
#include "tests/people/city.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

static const struct record_actor owner = {.staff_no = "000001", .way = "session"};
static const struct record_actor stranger = {.staff_no = "000009", .way = "session"};
static const int64_t now_us = (int64_t)CITY_NOW_S * 1000000;

static int write_entry(const struct register_scene *scene, void *context, struct error *error)
{
    const struct record_context entry = {.action = "試験", .result = "ok"};
    struct job *job = context;

    job->result = "{\"kept\":true}";
    return record_note(scene->record, RECORD_SYSTEM, &entry, NULL, 0, NULL, error);
}

static int run_once(struct job *job, struct error *error)
{
    return job->result == NULL ? job_write(job, write_entry, job, error) : 0;
}

/* Works until it is told to stop. */
static int run_long(struct job *job, struct error *error)
{
    const struct timespec pause = {0, 1000000};

    for (int rows = 1; job_goes_on(job, rows); rows++)
        nanosleep(&pause, NULL);
    return error_set(error, ERROR_CONFLICT, "", "試験");
}

static const struct job_kind once = {"once", "一度", run_once}, slow = {"slow", "長い", run_long};
static const struct job_kind *const kinds[] = {&once, &slow, NULL};

struct office {
    struct city city;
    struct record_queue *queue;
    struct job_runner *runner;
};

static void start(struct office *office)
{
    static const struct register_kind *const registers[] = {NULL};
    const struct job_settings settings = {.folder = office->city.folder,
                                          .simulated_us = now_us,
                                          .pack = office->city.pack,
                                          .registers = registers,
                                          .kinds = kinds,
                                          .queue = office->queue};

    office->runner = job_runner_open(&settings, &office->city.error);
    if (office->runner == NULL)
        city_fail(&office->city, "runner");
}

static int64_t submit(struct office *office, const struct record_actor *actor, const char *kind)
{
    const struct job_order order = {.kind = kind, .input = "{}"};
    int64_t id;

    if (job_submit(office->runner, actor, &order, &id, &office->city.error) < 0)
        city_fail(&office->city, "submit");
    return id;
}

static struct job_row look(struct office *office, int64_t id)
{
    struct job_row row = {0};

    if (job_find(office->city.store, id, office->city.arena, &row, &office->city.error) < 0)
        city_fail(&office->city, "find");
    return row;
}

/* The job when it is in that state, or as it is after five seconds. */
static struct job_row wait_for(struct office *office, int64_t id, const char *state)
{
    const struct timespec pause = {0, 5000000};
    struct job_row row = look(office, id);

    for (int i = 0; i < 1000 && strcmp(row.state, state) != 0; i++) {
        nanosleep(&pause, NULL);
        row = look(office, id);
    }
    return row;
}

static int64_t count(struct office *office, const char *sql)
{
    struct query *query = store_query(office->city.store, sql, &office->city.error);
    int64_t found =
        query_step(query, &office->city.error) > 0 ? query_column_integer(query, 0) : -1;

    query_done(query);
    return found;
}

static void mark_running(struct office *office, int64_t id, int tries)
{
    city_script(&office->city,
                arena_format(office->city.arena,
                             "UPDATE job SET state = 'running', tries = %d, result = NULL "
                             "WHERE id = %lld",
                             tries, (long long)id));
}

static void check_line(struct office *office)
{
    int64_t first = submit(office, &owner, "once"), second = submit(office, &owner, "once");
    struct job_row row = wait_for(office, second, "done");

    is_text(row.state, "done", "2.2 jobs are done in turn");
    is_text(look(office, first).state, "done", "2.2 the first one first");
    is_text(row.result, "{\"kept\":true}", "2.2 what came of it is kept");
    row = wait_for(office, submit(office, &stranger, "once"), "failed");
    is_text(row.state, "failed", "5.6.3 whoever is no longer employed gets nothing done");
    ok(row.message != NULL, "5.6.3 and is told why");
    is_text(wait_for(office, submit(office, &owner, "unknown"), "failed").state, "failed",
            "2.2 an unknown kind of job fails");
}

static void check_stop(struct office *office)
{
    int64_t id = submit(office, &owner, "slow"), next = submit(office, &owner, "once");

    is_text(wait_for(office, id, "running").state, "running", "2.2 a long job is at work");
    is_text(look(office, next).state, "waiting", "2.2 others wait for it");
    must(job_cancel(office->runner, &owner, next, &office->city.error) == 0);
    is_text(look(office, next).state, "cancelled", "2.2 one that waits is dropped");
    must(job_cancel(office->runner, &owner, id, &office->city.error) == 0);
    is_text(wait_for(office, id, "cancelled").state, "cancelled", "2.2 one at work stops");
    must(job_cancel(office->runner, &owner, 1, &office->city.error) == 0);
    is_text(look(office, 1).state, "done", "2.2 one that is over stays as it is");
}

/* However close a cancelling comes to a beginning or an end, it stops that job and no other. */
static void check_near(struct office *office)
{
    int stopped = 0, done = 0;

    for (int i = 0; i < 60; i++) {
        int64_t id = submit(office, &owner, "slow");
        for (int spin = 0; spin < i * 2000; spin++)
            atomic_signal_fence(memory_order_seq_cst);
        must(job_cancel(office->runner, &owner, id, &office->city.error) == 0);
        int64_t next = submit(office, &owner, "once");
        must(job_cancel(office->runner, &owner, id, &office->city.error) == 0);
        stopped += strcmp(wait_for(office, id, "cancelled").state, "cancelled") == 0;
        done += strcmp(wait_for(office, next, "done").state, "done") == 0;
        if (stopped <= i || done <= i)
            break;
    }
    ok(stopped == 60, "2.2 a job is stopped at whatever moment");
    ok(done == 60, "2.2 and the next one is not");
}

static void check_twice(struct office *office)
{
    struct job_order order = {.kind = "once", .input = "{}", .subject = 1, .after = 1};
    struct error error = {0};
    int64_t id;

    ok(job_submit(office->runner, &owner, &order, &id, &error) == 0, "2.2 what follows is ordered");
    ok(job_submit(office->runner, &owner, &order, &id, &error) == ERROR_CONFLICT,
       "2.2 the same again is refused, by the writer");
    order.after = id;
    ok(job_submit(office->runner, &owner, &order, &id, &error) == 0,
       "2.2 whoever has seen the newest may order the next");
    wait_for(office, id, "done");
}

static void check_restart(struct office *office)
{
    int64_t id = submit(office, &owner, "slow");

    wait_for(office, id, "running");
    job_runner_close(office->runner);
    is_text(look(office, id).state, "running", "4.2.2 a server that ends leaves it at work");
    start(office);
    wait_for(office, id, "running");
    ok(look(office, id).tries == 2, "4.2.2 the next one begins it again");
    must(job_cancel(office->runner, &owner, id, &office->city.error) == 0);
    wait_for(office, id, "cancelled");
    job_runner_close(office->runner);
    int64_t entries = count(office, "SELECT size FROM record_head");
    mark_running(office, 1, 1);
    city_script(&office->city, "UPDATE job SET result = '{\"kept\":true}' WHERE id = 1");
    mark_running(office, 2, 3);
    start(office);
    is_text(wait_for(office, 1, "done").state, "done", "4.2.2 one whose change stood goes on");
    is_text(wait_for(office, 2, "failed").state, "failed",
            "4.2.2 one that always breaks is given up");
    ok(count(office, "SELECT size FROM record_head") == entries, "4.2.2 nothing is done twice");
}

static void check_sweep(struct office *office)
{
    struct city *city = &office->city;
    const char *name, *old_name;
    const char *path =
        sweep_new_path(city->folder, UPLOAD_FOLDER, "", city->arena, &name, &city->error);
    const char *old =
        sweep_new_path(city->folder, UPLOAD_FOLDER, ".xlsx", city->arena, &old_name, &city->error);
    const struct utimbuf yesterday = {time(NULL) - 90000, time(NULL) - 90000};

    must(path != NULL && old != NULL);
    fclose(fopen(path, "w"));
    fclose(fopen(old, "w"));
    must(utime(old, &yesterday) == 0);
    sweep_old_files(city->folder, time_now_us());
    ok(access(path, F_OK) == 0 && access(old, F_OK) != 0, "4.3.1 a file goes after a day");
    ok(sweep_path(city->folder, UPLOAD_FOLDER, old_name, city->arena) != NULL &&
           sweep_path(city->folder, UPLOAD_FOLDER, "../../etc/passwd", city->arena) == NULL &&
           sweep_path(city->folder, UPLOAD_FOLDER, "", city->arena) == NULL &&
           sweep_path(city->folder, UPLOAD_FOLDER, arena_format(city->arena, "%s/../x", old_name),
                      city->arena) == NULL,
       "4.3.1 only names we gave are files of ours");
}

static void make_city(struct office *office)
{
    struct city *city = &office->city;

    city_open(city);
    city_script(city, SQL_JOB_SCHEMA);
    struct record *record = city_begin(city);
    city_work(city, record, "000001", "試験　太郎", "総務部", "総務課", "主査", "main", NULL, NULL);
    city_commit(city, record);
    office->queue = record_queue_open(city->folder, now_us, &city->error);
    must(office->queue != NULL);
}

int main(void)
{
    struct office office = {0};

    make_city(&office);
    start(&office);
    check_line(&office);
    check_stop(&office);
    check_near(&office);
    check_twice(&office);
    check_restart(&office);
    check_sweep(&office);
    job_runner_close(office.runner);
    record_queue_close(office.queue);
    city_close(&office.city);
    return done();
}
