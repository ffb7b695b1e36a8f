/* Clocks over two years with outages: no notice lost, none doubled, nothing late without its mark.
 */
#include "duty/call.h"
#include "duty/call_schema_sql.h"
#include "duty/duty_schema_sql.h"
#include "pack/incident.h"
#include "tests/people/city.h"

#include <string.h>

enum { HOURS_OF_TWO_YEARS = 2 * 365 * 24 };

static const int64_t hour_us = INT64_C(3600000000);

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static struct duty_scene scene_at(struct city *city, struct arena *arena, int64_t now_us)
{
    static char today[DATE_SIZE];
    int minute;

    time_to_jst(now_us, today, &minute);
    return (struct duty_scene){
        .arena = arena, .store = city->store, .pack = city->pack, .today = today, .now_us = now_us};
}

static void begin(struct city *city, struct duty_scene *scene)
{
    scene->record =
        record_begin(city->store, city->folder, &city_actor, scene->now_us, &city->error);
    if (!scene->record)
        city_fail(city, "begin");
}

static int64_t owe(struct city *city, struct duty_scene *scene, const char *duty, int64_t due_us)
{
    const struct pack_duty *rule = pack_duty(pack_incident(city->pack), duty);
    struct obligation owed = {
        .values = {
            [OBLIGATION_subject] = value_text("incidents"),
            [OBLIGATION_subject_id] = value_integer(1),
            [OBLIGATION_subject_key] = value_text("I2026-0001"),
            [OBLIGATION_round] = value_integer(1),
            [OBLIGATION_duty] = value_text(duty),
            [OBLIGATION_clause] = value_text(rule->clause),
            [OBLIGATION_class] = value_text(rule->class),
            [OBLIGATION_owner_role] = value_text(rule->owner),
            [OBLIGATION_basis] = value_text("report"),
            [OBLIGATION_basis_at] = value_text(duty_time(scene->arena, scene->now_us)),
            [OBLIGATION_due_at] = value_text(duty_time(scene->arena, due_us)),
            [OBLIGATION_is_drill] = value_integer(0),
        }};

    if (duty_owe(scene, &owed, &city->error) < 0)
        city_fail(city, "owe");
    return owed.id;
}

/* Rows of the outbox for the level of the obligation. */
static int64_t count_notices(struct city *city, int64_t obligation, int level)
{
    struct query *query = store_query(
        city->store, "SELECT COUNT(*) FROM notice WHERE obligation_id = :id AND level = :level",
        &city->error);
    int64_t count = -1;

    must(query != NULL);
    query_integer(query, "id", obligation);
    query_integer(query, "level", level);
    if (query_step(query, &city->error) == 1)
        count = query_column_integer(query, 0);
    query_done(query);
    return count;
}

struct ledger { /* what ought to be, kept beside the program */
    int64_t lost, doubled, early, unmarked, marked_early;
};

static bool is_due(const struct pack_level *level, int64_t basis_us, int64_t due_us, int64_t now_us,
                   bool *ret_is_needless)
{
    int64_t at_us = (level->from_due ? due_us : basis_us) + level->minutes * (hour_us / 60);

    *ret_is_needless = level->from_due && level->minutes < 0 && at_us <= basis_us;
    return at_us <= now_us;
}

static void audit_one(struct city *city, const struct duty_scene *scene,
                      const struct obligation *held, struct ledger *ledger)
{
    const struct pack_duty *rule =
        pack_duty(pack_incident(city->pack), obligation_text(held, OBLIGATION_duty));
    int64_t basis_us, due_us;

    must(time_parse(obligation_text(held, OBLIGATION_basis_at), &basis_us) &&
         time_parse(obligation_text(held, OBLIGATION_due_at), &due_us));
    bool is_late = obligation_number(held, OBLIGATION_late);
    ledger->unmarked += due_us < scene->now_us && !is_late;
    ledger->marked_early += due_us >= scene->now_us && is_late;
    for (int i = 0; i < rule->level_count; i++) {
        bool is_needless,
            due = is_due(&rule->levels[i], basis_us, due_us, scene->now_us, &is_needless);
        int64_t count = count_notices(city, held->id, i);

        ledger->lost += due && !is_needless && count == 0;
        ledger->doubled += count > 1;
        ledger->early += (!due || is_needless) && count > 0;
    }
}

static void audit(struct city *city, struct duty_scene *scene, struct ledger *ledger)
{
    struct obligation *list = NULL;
    int count = 0;

    if (duty_list(scene, "incidents", 1, true, &list, &count, &city->error) < 0)
        city_fail(city, "list");
    for (int i = 0; i < count; i++)
        audit_one(city, scene, &list[i], ledger);
}

/* One waking of the program: something new is owed, something is settled, clocks are looked at. */
static void wake(struct city *city, struct duty_scene *scene, uint32_t *seed)
{
    const struct pack_incident *flow = pack_incident(city->pack);
    struct obligation *open = NULL;
    struct duty_run run;
    int count = 0;

    begin(city, scene);
    if (draw(seed, 3) == 0)
        owe(city, scene, flow->duties[draw(seed, (uint32_t)flow->duty_count)].duty,
            scene->now_us + (int64_t)draw(seed, 40 * 24) * hour_us);
    if (duty_list(scene, NULL, 0, true, &open, &count, &city->error) < 0)
        city_fail(city, "list");
    if (count > 0 && draw(seed, 4) == 0 &&
        duty_settle(scene, &open[draw(seed, (uint32_t)count)], "done", NULL, NULL, &city->error) <
            0)
        city_fail(city, "settle");
    if (duty_run(scene, &run, &city->error) < 0)
        city_fail(city, "run");
    city_commit(city, scene->record);
    scene->record = NULL;
}

static void check_late_of_settled(struct city *city, struct duty_scene *scene)
{
    struct obligation *list = NULL;
    int count = 0, wrong = 0, late = 0;

    if (duty_list(scene, NULL, 0, false, &list, &count, &city->error) < 0)
        city_fail(city, "list");
    for (int i = 0; i < count; i++) {
        const char *settled_at = obligation_text(&list[i], OBLIGATION_settled_at);
        bool is_late = obligation_number(&list[i], OBLIGATION_late);

        late += is_late;
        if (settled_at)
            wrong +=
                is_late != (strcmp(settled_at, obligation_text(&list[i], OBLIGATION_due_at)) > 0);
    }
    is_int(wrong, 0,
           "10.1.2: what was settled after its end is late for ever, and nothing else is");
    ok(late > 20, "10.1.2: there was something to be late with (%d of %d)", late, count);
}

static void check_two_years(struct city *city)
{
    uint32_t seed = 20260401;
    struct ledger ledger = {0};
    struct arena *arena = arena_open((size_t)64 << 20);
    int64_t now_us = (int64_t)CITY_NOW_S * 1000000;
    int64_t end_us = now_us + HOURS_OF_TWO_YEARS * hour_us;
    int wakings = 0;

    while (now_us < end_us) {
        struct duty_scene scene = scene_at(city, arena, now_us);

        wake(city, &scene, &seed);
        audit(city, &scene, &ledger);
        wakings++;
        arena_reset(arena);
        now_us += (int64_t)(1 + draw(&seed, 36)) * hour_us;
        if (draw(&seed, 40) == 0) /* the machine stands still for up to a fortnight */
            now_us += (int64_t)draw(&seed, 14 * 24) * hour_us;
    }
    ok(wakings > 300, "10.1.2: two years with outages, %d wakings", wakings);
    is_int(ledger.lost, 0, "1.4.4: no notice was lost");
    is_int(ledger.doubled, 0, "1.4.4: none was doubled");
    is_int(ledger.early, 0, "1.4.4: none came before its time");
    is_int(ledger.unmarked, 0, "10.1.2: nothing stood late without its mark");
    is_int(ledger.marked_early, 0, "10.1.2: nothing was marked late before its end");
    struct duty_scene scene = scene_at(city, arena, now_us);
    check_late_of_settled(city, &scene);
    arena_close(arena);
}

static void check_ladder(struct city *city)
{
    const struct holder *holders;
    int count;
    struct duty_scene scene = scene_at(city, city->arena, (int64_t)CITY_NOW_S * 1000000);
    struct duty_run run = {0};

    begin(city, &scene);
    int64_t id = owe(city, &scene, "ack", scene.now_us + hour_us / 2);
    is_int(count_notices(city, id, 0), 2, "1.4.1: every member of the CSIRT is told at once");
    is_int(count_notices(city, id, 2), 0, "1.4.1: the next rung not yet");
    city_commit(city, scene.record);
    scene = scene_at(city, city->arena, (int64_t)CITY_NOW_S * 1000000 + 10 * hour_us);
    begin(city, &scene);
    if (duty_run(&scene, &run, &city->error) < 0)
        city_fail(city, "run");
    is_int(run.late, 1, "1.4.1: past the end it is late");
    is_int(count_notices(city, id, 2), 1, "1.4.4: and the head is told");
    if (duty_run(&scene, &run, &city->error) < 0)
        city_fail(city, "run");
    is_int(run.notices + run.late, 0, "1.4.4: looking again says nothing twice");
    city_commit(city, scene.record);
    must(duty_holders(&scene, "csirt_head", 0, 0, &holders, &count, &city->error) == 0);
    is_text(count == 1 ? holders[0].staff_no : NULL, "000001",
            "1.4: the head is the post's holder");
}

/* No clock was looked at between its end and its settling. */
static void check_settled_late(struct city *city)
{
    struct obligation *list = NULL;
    int count = 0;
    struct duty_scene scene = scene_at(city, city->arena, (int64_t)CITY_NOW_S * 1000000);

    begin(city, &scene);
    owe(city, &scene, "judge", scene.now_us + hour_us);
    scene.now_us += 2 * hour_us;
    if (duty_list(&scene, NULL, 0, true, &list, &count, &city->error) < 0 ||
        duty_settle(&scene, &list[count - 1], "done", NULL, NULL, &city->error) < 0 ||
        duty_list(&scene, NULL, 0, false, &list, &count, &city->error) < 0)
        city_fail(city, "settle");
    city_commit(city, scene.record);
    is_int(obligation_number(&list[count - 1], OBLIGATION_late), 1,
           "10.1.2: settling past the end marks it late though no clock was looked at");
}

/* A level whose time comes after the settling is told to nobody. */
static void check_settled_is_quiet(struct city *city)
{
    struct duty_scene scene = scene_at(city, city->arena, (int64_t)CITY_NOW_S * 1000000);
    struct obligation *list = NULL;
    struct duty_run run;
    bool is_due = true;
    int count = 0;

    begin(city, &scene);
    int64_t id = owe(city, &scene, "ack", scene.now_us + hour_us / 2);
    if (duty_list(&scene, NULL, 0, true, &list, &count, &city->error) < 0)
        city_fail(city, "list");
    for (int i = 0; i < count; i++)
        if (duty_settle(&scene, &list[i], "done", NULL, NULL, &city->error) < 0)
            city_fail(city, "settle");
    scene.now_us += 10 * hour_us;
    if (duty_is_due(city->store, scene.now_us, &is_due, &city->error) < 0 ||
        duty_run(&scene, &run, &city->error) < 0)
        city_fail(city, "run");
    city_commit(city, scene.record);
    is_int(count_notices(city, id, 1) + count_notices(city, id, 2), 0,
           "1.4.4: once it is settled no further level is told");
    ok(!is_due, "1.4.4: and no clock has anything to say");
}

static void go_on_call(struct city *city, const char *staff_no, const char *role, int64_t from_us,
                       int64_t until_us)
{
    struct record *record = city_begin(city);
    struct value values[ON_CALL_COLUMNS] = {
        [ON_CALL_role] = value_text(role),
        [ON_CALL_staff_no] = value_text(staff_no),
        [ON_CALL_from_at] = value_text(call_time(city->arena, from_us)),
        [ON_CALL_until_at] = value_text(call_time(city->arena, until_us)),
    };

    if (record_put(record, &on_call_table, 0, values, &city_context, NULL, NULL, &city->error) < 0)
        city_fail(city, "on call");
    city_commit(city, record);
}

/* How many are told when something is owed to the CSIRT at the moment. */
static int64_t count_told_at(struct city *city, int64_t now_us, const char *duty)
{
    struct duty_scene scene = scene_at(city, city->arena, now_us);

    begin(city, &scene);
    int64_t count = count_notices(city, owe(city, &scene, duty, now_us + hour_us), 0);
    city_commit(city, scene.record);
    return count;
}

static void check_on_call(struct city *city)
{
    static const char member[] = "ＣＳＩＲＴ要員";
    int64_t night_us, day_us;

    must(time_parse("2026-04-02T03:00:00+09:00", &night_us) &&
         time_parse("2026-04-02T10:00:00+09:00", &day_us));
    is_int(count_told_at(city, night_us, "ack"), 2, "1.4: with no roster all are told at night");
    go_on_call(city, "000002", member, night_us, night_us + hour_us);
    is_int(count_told_at(city, night_us, "ack"), 1, "1.4: at night the one on call is told");
    is_int(count_told_at(city, night_us - 1000000, "ack"), 2, "1.4: not a second before");
    is_int(count_told_at(city, night_us + hour_us, "ack"), 2, "1.4: nor when it is over");
    go_on_call(city, "000002", member, day_us, day_us + hour_us);
    is_int(count_told_at(city, day_us, "ack"), 2, "1.4: in office hours all are told");
    go_on_call(city, "000099", member, night_us + 2 * hour_us, night_us + 3 * hour_us);
    is_int(count_told_at(city, night_us + 2 * hour_us, "ack"), 2,
           "1.4: who is not of the CSIRT any more does not keep it from the others");
    go_on_call(city, "000002", "ＣＳＩＲＴ責任者", night_us + 4 * hour_us, night_us + 5 * hour_us);
    is_int(count_told_at(city, night_us + 4 * hour_us, "ack"), 2,
           "1.4: being on call for one role is not being so for another");
    struct duty_scene scene = scene_at(city, city->arena, night_us + 4 * hour_us);
    const struct holder *holders;
    int count;
    must(duty_holders(&scene, "csirt_head", 0, 0, &holders, &count, &city->error) == 0 &&
         call_narrow(&scene, "csirt_head", &holders, &count, &city->error) == 0);
    is_text(count == 1 ? holders[0].staff_no : NULL, "000002",
            "1.4: a member on call for the head is told instead of the head");
}

static void check_times(struct city *city)
{
    static const char *const spellings[] = {"2026-04-01T17:15", "2026-04-01 17:15",
                                            "2026/4/1 17:15:00", "令和8年4月1日 17:15",
                                            "2026-04-01T08:15:00Z"};
    static const char *const wrong[] = {"", "17:15", "2026-04-01", "2026-04-01 25:00", "x 17:15"};
    int64_t us;

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        is_text(call_read_time(spellings[i], &us) ? call_time(city->arena, us) : NULL,
                "2026-04-01T17:15:00+09:00", spellings[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!call_read_time(wrong[i], &us), "\"%s\" is no time", wrong[i]);
}

static void staff_city(struct city *city)
{
    struct record *record = city_begin(city);

    city_work(city, record, "000001", "課長", "総務部", "ＩＴ推進課", "課長", "main", NULL, NULL);
    city_work(city, record, "000002", "係員", "総務部", "ＩＴ推進課", "主事", "main", NULL, NULL);
    city_commit(city, record);
}

int main(void)
{
    struct city city;

    city_open(&city);
    city_script(&city, SQL_DUTY_SCHEMA);
    city_script(&city, SQL_CALL_SCHEMA);
    check_two_years(&city); /* every seat is empty: one row a level */
    city_close(&city);
    city_open(&city);
    city_script(&city, SQL_DUTY_SCHEMA);
    city_script(&city, SQL_CALL_SCHEMA);
    staff_city(&city);
    check_ladder(&city);
    check_settled_late(&city);
    check_settled_is_quiet(&city);
    check_on_call(&city);
    check_times(&city);
    city_close(&city);
    return done();
}
