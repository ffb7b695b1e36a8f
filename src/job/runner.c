/* The worker that carries jobs out, one after the other. */
#include "job/job.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "job/job_private.h"
#include "job/sweep.h"
#include "people/people.h"
#include "record/queue.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A job that began so often and never ended would stop the server again and again. */
enum { TRIES_LIMIT = 3, JOB_BYTES = 1 << 30, REST_SECONDS = 3600, RETRY_SECONDS = 5 };

struct job_runner {
    struct job_settings settings;
    struct store *store; /* the worker's reader */
    pthread_t worker;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    bool is_woken;
    atomic_bool is_closing;
    atomic_llong at_work, rows; /* the job at work, 0: none */
    atomic_llong stopped;       /* the one that was told to stop: never the next one by mistake */
};

static int64_t now_us(const struct job_runner *runner)
{
    return runner->settings.simulated_us != 0 ? runner->settings.simulated_us : time_now_us();
}

static int run_mark(struct record *record, void *context, struct error *error)
{
    return job_mark(record_store(record), context, error);
}

/* A step of a job's row, written by the one writer. */
static int mark(struct job_runner *runner, const struct record_actor *actor, struct job_mark mark,
                struct error *error)
{
    char at[TIME_SIZE];

    time_format_utc(now_us(runner), at);
    mark.at = at;
    return record_queue_run(runner->settings.queue, actor, run_mark, &mark, error);
}

struct submission {
    const struct job_order *order;
    const struct record_actor *actor;
    const char *at;
    int64_t id;
};

static int run_submission(struct record *record, void *context, struct error *error)
{
    struct submission *submission = context;

    return job_put(record_store(record), submission->order, submission->actor, submission->at,
                   &submission->id, error);
}

static void wake(struct job_runner *runner)
{
    pthread_mutex_lock(&runner->lock);
    runner->is_woken = true;
    pthread_cond_signal(&runner->has_work);
    pthread_mutex_unlock(&runner->lock);
}

int job_submit(struct job_runner *runner, const struct record_actor *actor,
               const struct job_order *order, int64_t *ret_id, struct error *error)
{
    char at[TIME_SIZE];
    struct submission submission = {order, actor, at, 0};

    time_format_utc(now_us(runner), at);
    int result =
        record_queue_run(runner->settings.queue, actor, run_submission, &submission, error);
    if (result < 0)
        return result;
    *ret_id = submission.id;
    wake(runner);
    return 0;
}

int job_cancel(struct job_runner *runner, const struct record_actor *actor, int64_t id,
               struct error *error)
{
    int result = mark(runner, actor, (struct job_mark){.what = MARK_DROP, .id = id}, error);

    /* One that had begun could not be dropped, and has been at work since before it began. */
    if (result == 0 && atomic_load(&runner->at_work) == id)
        atomic_store(&runner->stopped, id);
    return result;
}

int64_t job_progress(struct job_runner *runner, int64_t id)
{
    return atomic_load(&runner->at_work) == id ? atomic_load(&runner->rows) : -1;
}

const struct job_kind *job_kind_of(const struct job_runner *runner, const char *name)
{
    for (const struct job_kind *const *kind = runner->settings.kinds; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

bool job_goes_on(struct job *job, int64_t rows)
{
    atomic_store(&job->runner->rows, rows);
    return atomic_load(&job->runner->stopped) != job->row.id &&
           !atomic_load(&job->runner->is_closing);
}

struct change_call {
    struct job *job;
    job_change *change;
    void *context;
};

static int run_change(struct record *record, void *context, struct error *error)
{
    struct change_call *call = context;
    struct job *job = call->job;
    struct register_scene scene = job->scene;

    scene.record = record;
    scene.store = record_store(record);
    int result = call->change(&scene, call->context, error);
    if (result < 0)
        return result;
    struct job_mark kept = {
        .what = MARK_KEEP, .id = job->row.id, .result = job->result, .file = job->file};
    return job_mark(scene.store, &kept, error);
}

int job_write(struct job *job, job_change *change, void *context, struct error *error)
{
    struct change_call call = {job, change, context};

    return record_queue_run(job->runner->settings.queue, &job->actor, run_change, &call, error);
}

static int note_refusal(struct record *record, void *context, struct error *error)
{
    const struct record_context *refusal = context;

    return record_note(record, RECORD_REFUSAL, refusal, NULL, 0, NULL, error);
}

/* Who the owner is today: the rights of the day it was asked for may be gone. CLAUSE: 5.6.3 */
static int admit(struct job *job, struct viewer *viewer, struct error *error)
{
    int result = people_viewer(job->scene.store, job->scene.pack, job->row.owner, job->scene.today,
                               job->arena, viewer, error);

    if (result < 0)
        return result;
    job->scene.viewer = viewer;
    job->actor.name = viewer->name;
    job->actor.post = viewer->post;
    return 0;
}

static int carry_out(struct job_runner *runner, struct job *job, struct error *error)
{
    static const char *const no_roles[] = {NULL};
    const struct job_kind *kind = job_kind_of(runner, job->row.kind);
    struct viewer viewer = {.roles = no_roles};

    job->scene.viewer = &viewer;
    if (kind == NULL)
        return error_set(error, ERROR_INPUT, "", "「%s」という処理はありません。", job->row.kind);
    if (job->row.tries >= TRIES_LIMIT)
        return error_set(error, ERROR_FAULT, "",
                         "途中で %d 回止まったので、やめました。ＩＴ推進課に知らせてください。",
                         TRIES_LIMIT);
    int result = admit(job, &viewer, error);
    return result == 0 ? kind->run(job, error) : result;
}

static void end_job(struct job_runner *runner, struct job *job, int result, struct error *error)
{
    struct error ignored = {.language = error->language};
    bool is_cancelled = result < 0 && atomic_load(&runner->stopped) == job->row.id;
    struct record_context refusal = {.action = job->row.kind, .key = "job", .result = error->text};
    struct job_mark over = {
        .what = MARK_END,
        .id = job->row.id,
        .state = result == 0    ? "done"
                 : is_cancelled ? "cancelled"
                                : "failed",
        .message = result == 0 || is_cancelled ? NULL : error->text,
        .result = job->result,
        .file = job->file,
    };

    if (result == ERROR_DENIED)
        record_queue_run(runner->settings.queue, &job->actor, note_refusal, &refusal, &ignored);
    mark(runner, &job->actor, over, &ignored);
}

/* Unless it was dropped since it was found in line. */
static int begin(struct job_runner *runner, struct job *job, bool *ret_has_begun,
                 struct error *error)
{
    struct job_row row;
    int result =
        mark(runner, &job->actor, (struct job_mark){.what = MARK_BEGIN, .id = job->row.id}, error);

    if (result == 0)
        result = job_find(runner->store, job->row.id, job->arena, &row, error);
    *ret_has_begun = result == 0 && strcmp(row.state, "running") == 0;
    return result;
}

/* One job from beginning to end; a server that closes leaves it as one at work. */
static int run_job(struct job_runner *runner, struct job *job, struct error *error)
{
    char today[DATE_SIZE];
    int minute;
    bool is_english = strcmp(job->row.language, "en") == 0;
    struct error own = {.language = is_english ? LANGUAGE_ENGLISH : LANGUAGE_JAPANESE};
    const struct job_settings *settings = &runner->settings;

    job->now_us = now_us(runner);
    time_to_jst(job->now_us, today, &minute);
    job->actor = (struct record_actor){
        .staff_no = job->row.owner, .way = "job", .terminal = job->row.terminal};
    job->scene = (struct register_scene){.arena = job->arena,
                                         .store = runner->store,
                                         .pack = settings->pack,
                                         .today = today,
                                         .language = own.language,
                                         .kinds = settings->registers};
    job->folder = settings->folder;
    job->handlers = settings->handlers;
    job->tables = settings->tables;
    job->table_count = settings->table_count;
    job->runner = runner;
    job->result = job->row.result;
    job->file = job->row.file;
    atomic_store(&runner->rows, 0);
    atomic_store(&runner->at_work, job->row.id);
    bool has_begun = false;
    int result = begin(runner, job, &has_begun, error);
    if (has_begun) {
        result = carry_out(runner, job, &own);
        if (result == 0 || !atomic_load(&runner->is_closing))
            end_job(runner, job, result, &own);
        result = 0;
    }
    atomic_store(&runner->at_work, 0);
    return result;
}

/* Carries out the next job: 1, 0 when none waits, or negative. */
static int run_next(struct job_runner *runner, struct error *error)
{
    struct arena *arena = arena_open(JOB_BYTES);
    struct job job = {.arena = arena};
    int result = job_take_next(runner->store, arena, &job.row, error);

    if (result > 0) {
        result = run_job(runner, &job, error);
        result = result == 0 ? 1 : result;
    }
    arena_close(arena);
    return result;
}

/* Until someone hands in a job, or it is time to look what is old. */
static void rest(struct job_runner *runner, int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&runner->lock);
    while (!runner->is_woken && !atomic_load(&runner->is_closing) &&
           pthread_cond_timedwait(&runner->has_work, &runner->lock, &until) == 0)
        continue;
    runner->is_woken = false;
    pthread_mutex_unlock(&runner->lock);
}

static void *work(void *argument)
{
    struct job_runner *runner = argument;

    while (!atomic_load(&runner->is_closing)) {
        struct error error = {0};
        int result = run_next(runner, &error);

        if (result > 0)
            continue;
        sweep_old_files(runner->settings.folder, time_now_us());
        rest(runner, result < 0 ? RETRY_SECONDS : REST_SECONDS);
    }
    return NULL;
}

struct job_runner *job_runner_open(const struct job_settings *settings, struct error *error)
{
    static const struct record_actor nobody = {.way = "job"};
    struct job_runner *runner = calloc(1, sizeof *runner);

    must(runner != NULL);
    runner->settings = *settings;
    atomic_init(&runner->is_closing, false);
    atomic_init(&runner->stopped, 0);
    atomic_init(&runner->at_work, 0);
    atomic_init(&runner->rows, 0);
    runner->store = store_open(settings->folder, STORE_READ_ONLY, error);
    if (runner->store == NULL ||
        mark(runner, &nobody, (struct job_mark){.what = MARK_AGAIN}, error) < 0) {
        store_close(runner->store);
        free(runner);
        return NULL;
    }
    must(pthread_mutex_init(&runner->lock, NULL) == 0);
    must(pthread_cond_init(&runner->has_work, NULL) == 0);
    must(pthread_create(&runner->worker, NULL, work, runner) == 0);
    return runner;
}

void job_runner_close(struct job_runner *runner)
{
    if (runner == NULL)
        return;
    atomic_store(&runner->is_closing, true);
    wake(runner);
    pthread_join(runner->worker, NULL);
    store_close(runner->store);
    pthread_cond_destroy(&runner->has_work);
    pthread_mutex_destroy(&runner->lock);
    free(runner);
}
