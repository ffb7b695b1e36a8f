/* Runs the checks of the pack, on two connections when it may. */
#include "finding/evaluate.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/rules.h"
#include "pack/pack.h"
#include "register/register.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ROLE_CODES = 3 };

/* As many findings as a city of a million assets can have when everything is wrong. */
static const size_t memory_limit_bytes = (size_t)4 << 30;

/* One check to run, and how. */
struct job {
    int rule; /* in the rules' list */
    bool one; /* the row of the question alone */
    /* The job whose population query has the same text, which may be this one. */
    int population_of;
};

struct run {
    const struct finding_rules *rules;
    const struct finding_question *question;
    struct job *jobs;
    int job_count;
    struct finding_result *results; /* beside the jobs */
    atomic_int next;
    atomic_bool failed;
};

struct worker {
    struct run *run;
    struct store *store;
    struct arena *arena;
    struct error error;
    int result;
};

bool finding_is_asked(const struct finding_question *question, const struct pack_code *code)
{
    if (question->code && strcmp(question->code, code->code) != 0)
        return false;
    return !question->clause || (code->clause && strcmp(question->clause, code->clause) == 0);
}

const char *finding_state(const struct finding_result *result)
{
    static const char *const unknowns[] = {"V13", "V14", "V15"};

    if (result->hit_count == 0)
        return result->population == 0 ? "none" : "ok";
    for (size_t i = 0; i < sizeof(unknowns) / sizeof(unknowns[0]); i++)
        if (strcmp(result->code->code, unknowns[i]) == 0)
            return "unknown";
    return result->code->severity;
}

int finding_compare_hits(const void *left, const void *right)
{
    const struct finding_hit *a = left;
    const struct finding_hit *b = right;

    if (a->row_id != b->row_id)
        return a->row_id < b->row_id ? -1 : 1;
    return strcmp(a->key, b->key);
}

void finding_sort_hits(struct finding_hit *hits, int count)
{
    if (count > 1)
        qsort(hits, (size_t)count, sizeof(*hits), finding_compare_hits);
}

struct finding_hit *finding_add_hit(struct finding_result *result, struct arena *arena)
{
    int count = result->hit_count;
    struct finding_hit *hits = result->hits;

    if ((count & (count - 1)) == 0) { /* full at every power of two */
        hits = arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof(*hits));
        if (count)
            memcpy(hits, result->hits, (size_t)count * sizeof(*hits));
        result->hits = hits;
    }
    result->hit_count++;
    return &hits[count];
}

/* A day moved back by a parameter of the pack. */
static void bind_before(const struct run *run, struct query *query, const char *name,
                        struct arena *arena)
{
    char *date = arena_alloc(arena, DATE_SIZE);
    int64_t days = pack_integer(run->rules->pack, pack_binding(name));

    date_add_days(run->question->on, (int)-days, date);
    query_text(query, name, date);
}

static void bind(const struct run *run, struct query *query, struct arena *arena)
{
    static const char *const before[] = {"review_before", "dormant_before",
                                         "shared_password_before", "left_before", "signoff_before"};
    static const char *const numbers[] = {"lockout_failures", "authentication_factors"};
    const struct finding_question *question = run->question;

    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
        if (query_has(query, before[i]))
            bind_before(run, query, before[i], arena);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (query_has(query, numbers[i]))
            query_integer(query, numbers[i],
                          pack_integer(run->rules->pack, pack_binding(numbers[i])));
    if (query_has(query, "on"))
        query_text(query, "on", question->on);
    if (query_has(query, "key") && question->row_id)
        query_integer(query, "key", question->row_id);
    else if (query_has(query, "key"))
        query_null(query, "key");
    if (!query_has(query, "office"))
        return;
    if (question->minute < 0)
        query_null(query, "office");
    else
        query_integer(query, "office",
                      pack_is_office_hour(run->rules->pack, question->on, question->minute));
}

static int count_population(struct worker *worker, const char *sql, struct finding_result *result)
{
    struct query *query = store_query(worker->store, sql, &worker->error);

    if (!query)
        return worker->error.code;
    bind(worker->run, query, worker->arena);
    int step = query_step(query, &worker->error);
    if (step > 0)
        result->population = query_column_integer(query, 0);
    query_done(query);
    return step < 0 ? step : 0;
}

static const char *column_copy(struct arena *arena, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return arena_copy(arena, text ? text : "");
}

static int find_violations(struct worker *worker, const char *sql, struct finding_result *result)
{
    struct query *query = store_query(worker->store, sql, &worker->error);
    int step;

    if (!query)
        return worker->error.code;
    if (query_column_count(query) != 4) {
        query_done(query);
        return error_set(&worker->error, ERROR_INPUT, "",
                         "点検 %s の violation は、行、対象、詳細、時間帯の四つの列を"
                         "返さなければなりません。ファイルを直してください。",
                         result->code->code);
    }
    bind(worker->run, query, worker->arena);
    while ((step = query_step(query, &worker->error)) > 0) {
        const char *when = query_column_text(query, 3);

        *finding_add_hit(result, worker->arena) = (struct finding_hit){
            .row_id = query_column_integer(query, 0),
            .key = column_copy(worker->arena, query, 1),
            .detail = column_copy(worker->arena, query, 2),
            .when = when && strcmp(when, "after_hours") == 0 ? "after_hours" : "always",
        };
    }
    query_done(query);
    return step;
}

static int run_job(struct worker *worker, int index)
{
    const struct job *job = &worker->run->jobs[index];
    const struct finding_shape *shapes = &worker->run->rules->shapes[job->rule];
    struct finding_result *result = &worker->run->results[index];
    int status = 0;

    /* Of one row only what is wrong with it is asked. */
    if (worker->run->question->row_id == 0 && job->population_of == index)
        status = count_population(worker, job->one ? shapes->population_one : shapes->population,
                                  result);
    if (status == 0)
        status =
            find_violations(worker, job->one ? shapes->violation_one : shapes->violation, result);
    return status;
}

static void *work(void *data)
{
    struct worker *worker = data;
    struct run *run = worker->run;

    store_confine(worker->store, true);
    while (worker->result == 0 && !atomic_load(&run->failed)) {
        int index = atomic_fetch_add(&run->next, 1);

        if (index >= run->job_count)
            break;
        worker->result = run_job(worker, index);
        if (worker->result < 0)
            atomic_store(&run->failed, true);
    }
    store_confine(worker->store, false);
    return NULL;
}

/* Kinds of files and acts that change what checks call by other names. */
static const struct {
    const char *kind, *also;
} aliases[] = {
    {"roster", "people"},         {"transfers", "people"},       {"posts", "people"},
    {"roster", "units"},          {"transfers", "units"},        {"people", "units"},
    {"reorganisations", "units"}, {"reorganisations", "people"}, {"media", "takeouts"},
};

static bool reads(const struct pack_check *check, const char *kind)
{
    for (const char *const *each = check->reads; *each; each++)
        if (strcmp(*each, kind) == 0)
            return true;
    return strcmp(check->reg, kind) == 0;
}

/* Whether a change of rows of that kind can change what the check finds. */
static bool is_touched(const struct pack_check *check, const char *kind)
{
    bool touched = reads(check, kind);

    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]) && !touched; i++)
        touched = strcmp(aliases[i].kind, kind) == 0 && reads(check, aliases[i].also);
    return touched;
}

/* Which checks run for the question, and on what. */
static void choose_jobs(struct run *run)
{
    const struct finding_question *question = run->question;

    for (int i = 0; i < run->rules->count; i++) {
        const struct pack_check *check = run->rules->checks[i];
        const struct pack_code *code = pack_code(run->rules->pack, check->code);
        bool own = question->kind && strcmp(check->reg, question->kind) == 0;

        if (!finding_is_asked(question, code) ||
            (question->kind && !is_touched(check, question->kind)))
            continue;
        bool one = own && question->row_id && run->rules->shapes[i].violation_one;
        run->results[run->job_count] = (struct finding_result){
            .code = code,
            .check = check,
            .table_id = finding_register(run->rules, check->reg)->table->id,
            .only_row = one ? question->row_id : 0,
        };
        run->jobs[run->job_count++] = (struct job){.rule = i, .one = one};
    }
}

static const char *population_text(const struct run *run, int index)
{
    const struct finding_shape *shapes = &run->rules->shapes[run->jobs[index].rule];

    return run->jobs[index].one ? shapes->population_one : shapes->population;
}

/* Many checks judge the same things; they are counted once. */
static void share_populations(struct run *run)
{
    for (int i = 0; i < run->job_count; i++) {
        int same = 0;

        while (strcmp(population_text(run, same), population_text(run, i)) != 0)
            same++;
        run->jobs[i].population_of = same;
    }
}

static void finish_results(struct run *run)
{
    for (int i = 0; i < run->job_count; i++) {
        struct finding_result *result = &run->results[i];

        result->population = run->results[run->jobs[i].population_of].population;
        finding_sort_hits(result->hits, result->hit_count);
        result->state = finding_state(result);
    }
}

/* The second thread with its own connection; alone when there is no folder to open. */
static int run_beside(struct run *run, struct worker *first, struct arena *arena,
                      struct error *error)
{
    struct worker second = {.run = run, .arena = arena, .error = {.language = error->language}};
    pthread_t thread;

    second.store = store_open(run->question->folder, STORE_READ_ONLY, error);
    if (!second.store)
        return error->code;
    int status = store_begin(second.store, STORE_READ, error);
    if (status == 0) {
        bool started = pthread_create(&thread, NULL, work, &second) == 0;

        work(first);
        if (started)
            pthread_join(thread, NULL);
        store_rollback(second.store);
    }
    store_close(second.store);
    if (status == 0 && second.result < 0) {
        *error = second.error;
        status = second.result;
    }
    return status;
}

static int run_jobs(const struct register_scene *scene, struct run *run,
                    struct finding_memory *memory, struct error *error)
{
    struct worker first = {.run = run,
                           .store = scene->store,
                           .arena = memory->arenas[0],
                           .error = {.language = error->language}};
    int status = 0;

    if (run->question->folder && run->job_count > 1) {
        memory->arenas[1] = arena_open(memory_limit_bytes);
        status = run_beside(run, &first, memory->arenas[1], error);
    } else {
        work(&first);
    }
    if (status == 0 && first.result < 0) {
        *error = first.error;
        status = first.result;
    }
    return status;
}

static void free_evaluation(struct finding_evaluation *evaluation)
{
    for (int i = 0; i < FINDING_READERS; i++)
        if (evaluation->memory->arenas[i])
            arena_close(evaluation->memory->arenas[i]);
    free(evaluation->memory->results);
    free(evaluation->memory);
    free(evaluation);
}

void finding_evaluation_close(struct finding_evaluation *evaluation)
{
    if (evaluation)
        free_evaluation(evaluation);
}

static struct finding_evaluation *open_evaluation(const struct finding_question *question,
                                                  int limit)
{
    struct finding_evaluation *evaluation = calloc(1, sizeof(*evaluation));

    must(evaluation);
    evaluation->memory = calloc(1, sizeof(*evaluation->memory));
    must(evaluation->memory);
    evaluation->memory->results = calloc((size_t)limit, sizeof(*evaluation->memory->results));
    must(evaluation->memory->results);
    evaluation->memory->arenas[0] = arena_open(memory_limit_bytes);
    evaluation->results = evaluation->memory->results;
    memcpy(evaluation->on, question->on, DATE_SIZE);
    evaluation->minute = question->minute;
    return evaluation;
}

static int compare_results(const void *left, const void *right)
{
    const struct finding_result *a = left;
    const struct finding_result *b = right;

    return strcmp(a->code->code, b->code->code);
}

struct finding_evaluation *finding_evaluate(const struct register_scene *scene,
                                            const struct finding_rules *rules,
                                            const struct finding_question *question,
                                            struct error *error)
{
    int64_t started_us = time_now_us();
    struct finding_evaluation *evaluation = open_evaluation(question, rules->count + ROLE_CODES);
    struct finding_memory *memory = evaluation->memory;
    struct run run = {.rules = rules, .question = question, .results = memory->results};
    struct error own = {.language = error ? error->language : LANGUAGE_JAPANESE};

    run.jobs = arena_alloc(memory->arenas[0], ((size_t)rules->count + 1) * sizeof(*run.jobs));
    choose_jobs(&run);
    share_populations(&run);
    int status = run_jobs(scene, &run, memory, &own);
    if (status == 0) {
        finish_results(&run);
        evaluation->count = run.job_count;
        status = finding_evaluate_roles(scene, question, memory->arenas[0], memory->results,
                                        &evaluation->count, &own);
    }
    if (status < 0) {
        if (error)
            *error = own;
        free_evaluation(evaluation);
        return NULL;
    }
    qsort(memory->results, (size_t)evaluation->count, sizeof(*memory->results), compare_results);
    evaluation->elapsed_us = time_now_us() - started_us;
    return evaluation;
}
