/* Looking at the clocks of 10,000 open obligations: with nothing due, and with 100 due at once,
 * their notices written and committed. Prints name, value and unit, separated by tabs. Takes the
 * number of obligations. */
#include "duty/call.h"
#include "duty/call_schema_sql.h"
#include "duty/duty.h"
#include "duty/duty_schema_sql.h"
#include "tests/people/city.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMES = 51, DUE = 100 };

static const int64_t hour_us = INT64_C(3600000000);

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare_times(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void print_median(const char *name, double *times)
{
    qsort(times, TIMES, sizeof(*times), compare_times);
    printf("%s_p50\t%.3f\tms\n", name, times[TIMES / 2]);
    printf("%s_max\t%.3f\tms\n", name, times[TIMES - 1]);
}

static struct duty_scene begin(struct city *city, struct arena *arena, int64_t now_us)
{
    static char today[DATE_SIZE];
    int minute;

    time_to_jst(now_us, today, &minute);
    struct duty_scene scene = {
        .arena = arena, .store = city->store, .pack = city->pack, .today = today, .now_us = now_us};
    scene.record = record_begin(city->store, city->folder, &city_actor, now_us, &city->error);
    if (!scene.record)
        city_fail(city, "begin");
    return scene;
}

static void owe(struct city *city, struct duty_scene *scene, int64_t due_us)
{
    struct obligation owed = {
        .values = {
            [OBLIGATION_subject] = value_text("incidents"),
            [OBLIGATION_subject_id] = value_integer(1),
            [OBLIGATION_subject_key] = value_text("I2026-0001"),
            [OBLIGATION_round] = value_integer(1),
            [OBLIGATION_duty] = value_text("report_ciso"),
            [OBLIGATION_clause] = value_text("1.4.3"),
            [OBLIGATION_class] = value_text("policy"),
            [OBLIGATION_owner_role] = value_text("csirt_head"),
            [OBLIGATION_basis] = value_text("judge"),
            [OBLIGATION_basis_at] = value_text(duty_time(scene->arena, scene->now_us)),
            [OBLIGATION_due_at] = value_text(duty_time(scene->arena, due_us)),
            [OBLIGATION_is_drill] = value_integer(0),
        }};

    if (duty_owe(scene, &owed, &city->error) < 0)
        city_fail(city, "owe");
}

/* Obligations whose ends lie an hour apart for each DUE of them, the first in a year. */
static void fill(struct city *city, int64_t now_us, int count)
{
    for (int done = 0; done < count; done += DUE) {
        struct arena *arena = arena_open((size_t)1 << 28);
        struct duty_scene scene = begin(city, arena, now_us);

        for (int i = 0; i < DUE; i++)
            owe(city, &scene, now_us + (365 * 24 + done / DUE) * hour_us);
        if (record_commit(scene.record, &city->error) < 0)
            city_fail(city, "commit");
        arena_close(arena);
    }
}

static double run(struct city *city, int64_t now_us, struct duty_run *ret_run)
{
    struct arena *arena = arena_open((size_t)1 << 28);
    double start = now_ms();
    struct duty_scene scene = begin(city, arena, now_us);

    if (duty_run(&scene, ret_run, &city->error) < 0)
        city_fail(city, "run");
    if (record_commit(scene.record, &city->error) < 0)
        city_fail(city, "commit");
    double time = now_ms() - start;
    arena_close(arena);
    return time;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 10000;
    struct city city;
    double times[TIMES];
    struct duty_run made;
    int64_t now_us = (int64_t)CITY_NOW_S * 1000000;

    if (count < TIMES * DUE)
        return 2;
    city_open(&city);
    city_script(&city, SQL_DUTY_SCHEMA);
    city_script(&city, SQL_CALL_SCHEMA);
    fill(&city, now_us, count);
    for (int i = 0; i < TIMES; i++)
        times[i] = run(&city, now_us + i, &made);
    must(made.scanned == 0);
    print_median("duty_run_nothing_due", times);
    /* Half an hour before each end there is a warning. */
    for (int i = 0; i < TIMES; i++) {
        times[i] = run(&city, now_us + (365 * 24 + i) * hour_us - hour_us / 2, &made);
        must(made.scanned >= DUE);
    }
    print_median("duty_run_100_due", times);
    city_close(&city);
    return 0;
}
