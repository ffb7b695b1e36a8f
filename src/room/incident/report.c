/* The report: taken from anyone, never refused for what is not known. CLAUSE: 1.4.1, 7.2.5, 10.1.1
 */
#include "room/incident/act.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

#define ONCE_LETTERS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"

enum { ONCE_MOST = 64 };

/* The row of the register that people call so, its values; false when there is none. */
static int look_up(const struct register_scene *scene, const char *kind_name, const char *key,
                   int64_t *ret_id, const struct register_kind **ret_kind, struct value *ret_values,
                   struct error *error)
{
    const struct register_kind *kind = register_find_kind(scene->kinds, kind_name, NULL);

    *ret_id = 0;
    *ret_kind = kind;
    if (!key || !kind)
        return 0;
    int result = register_find_key(scene, kind, key, ret_id, error);
    if (result < 0 || *ret_id == 0)
        return result;
    return table_get(scene->store, kind->table, *ret_id, scene->arena, ret_values, NULL, error);
}

static const struct value *column_of(const struct register_kind *kind, const struct value *values,
                                     const char *name)
{
    static const struct value none = {.kind = VALUE_NULL};
    int column = table_column(kind->table, name);

    return column < 0 ? &none : &values[column];
}

/* The heavier of two classes: A before B. */
static void raise_importance(struct incident_case *held, const struct value *importance)
{
    const char *now = case_text(held, INCIDENT_importance);

    if (importance->kind == VALUE_TEXT && (!now || strcmp(importance->text, now) < 0))
        held->values[INCIDENT_importance] = *importance;
}

static int64_t digits_of(struct arena *arena, const char *text)
{
    int64_t number = 0;

    for (const char *at = text ? text_nfkc(arena, text) : ""; *at && number < INT32_MAX; at++) {
        if (*at >= '0' && *at <= '9')
            number = number * 10 + (*at - '0');
        else if (*at != ',')
            break;
    }
    return number;
}

/* What is hit, and so whose it is: the asset's section, else that of the system. */
static int find_asset(struct incident_case *held, const struct incident_report *report,
                      struct error *error)
{
    const struct register_scene *scene = held->scene;
    const struct register_kind *kind;
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t id;
    int result = look_up(scene, "assets", report->asset, &id, &kind, values, error);

    if (result < 0 || id == 0)
        return result;
    const struct value *system = column_of(kind, values, "system");
    held->values[INCIDENT_asset] = *column_of(kind, values, "asset_no");
    if (column_of(kind, values, "my_number")->integer == 1)
        held->values[INCIDENT_my_number] = value_integer(1);
    if (system->kind == VALUE_TEXT && !report->system)
        held->values[INCIDENT_system] = *system;
    raise_importance(held, column_of(kind, values, "importance"));
    int64_t persons = digits_of(scene->arena, column_of(kind, values, "count")->text);
    bool is_personal = column_of(kind, values, "personal_data")->integer == 1;
    if (held->values[INCIDENT_persons].kind == VALUE_NULL && is_personal && persons > 0)
        held->values[INCIDENT_persons] = value_integer(persons);
    int64_t section = column_of(kind, values, "section_id")->integer;
    return section ? case_set_section(held, section, error) : 0;
}

static int find_system(struct incident_case *held, struct error *error)
{
    const struct register_kind *kind;
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t id;
    int result = look_up(held->scene, "systems", case_text(held, INCIDENT_system), &id, &kind,
                         values, error);

    if (result < 0 || id == 0)
        return result;
    held->values[INCIDENT_system_id] = value_integer(id);
    raise_importance(held, column_of(kind, values, "importance"));
    const struct value *segment = column_of(kind, values, "segment");
    if (segment->kind == VALUE_TEXT && strcmp(segment->text, "mynumber") == 0)
        held->values[INCIDENT_my_number] = value_integer(1);
    int64_t section = column_of(kind, values, "section_id")->integer;
    return section && !case_section(held) ? case_set_section(held, section, error) : 0;
}

/* The pack's word for the kind; one's own where it has none, since no report is refused for that.
 */
static const char *kind_of(struct incident_case *held, const char *given)
{
    const struct pack_incident *flow = held->flow;
    const char *key = given ? text_name_key(held->scene->arena, given) : "";

    for (int i = 0; i < flow->playbook_count; i++) {
        const struct pack_playbook *book = &flow->playbooks[i];
        bool is_it = strcmp(book->kind, key) == 0 ||
                     strcmp(text_name_key(held->scene->arena, book->title.japanese), key) == 0;

        for (const char *const *word = book->words; *word && !is_it; word++)
            is_it = strcmp(*word, key) == 0;
        if (!is_it)
            continue;
        case_add_words(held, book->title.japanese);
        return book->kind;
    }
    return given;
}

/* Who found it, when CSIRT writes down what someone told them. CLAUSE: 1.4.1 */
static int set_reporter(struct incident_case *held, const struct incident_report *report,
                        struct error *error)
{
    const struct viewer *viewer = held->scene->viewer;
    const char *staff_no =
        report->caller ? text_staff_number(held->scene->arena, report->caller) : NULL;
    bool is_csirt = viewer->is_console || viewer_holds(viewer, "csirt_member", 0) ||
                    viewer_holds(viewer, "incident_handler", 0) ||
                    viewer_holds(viewer, "csirt_head", 0);

    if (!report->caller) {
        held->values[INCIDENT_reporter] = value_text(viewer->staff_no);
        return 0;
    }
    if (!is_csirt) {
        error_set(error, ERROR_DENIED, "",
                  "人から聞いたことを代わりに書けるのはＣＳＩＲＴです。自分が見つけたことなら、"
                  "だれから聞いたかを空にして報告してください。");
        return error_at(error, "caller", "1.4.1");
    }
    held->values[INCIDENT_caller] = value_text(report->caller);
    held->values[INCIDENT_reporter] = value_text(staff_no);
    return 0;
}

static int set_times(struct incident_case *held, const struct incident_report *report,
                     struct error *error)
{
    const char *now = duty_time(held->scene->arena, held->duty.now_us);
    const char *noticed_at = now, *happened_at = NULL;
    int result = 0;

    if (report->noticed_at)
        result = case_time(held, "noticed-at", report->noticed_at, &noticed_at, error);
    if (result == 0 && report->happened_at)
        result = case_time(held, "happened-at", report->happened_at, &happened_at, error);
    if (result == 0 && strcmp(noticed_at, now) > 0) {
        error_set(error, ERROR_INPUT, "", "気付いた日時「%s」はまだ来ていません。",
                  report->noticed_at);
        return error_at(error, "noticed-at", "10.1.1");
    }
    held->values[INCIDENT_noticed_at] = value_text(noticed_at);
    held->values[INCIDENT_happened_at] = value_text(happened_at);
    held->values[INCIDENT_entered_at] = value_text(now);
    return result;
}

/* The case is called by the fiscal year and its row: I2026-0012. */
static int set_number(struct incident_case *held, struct error *error)
{
    int64_t last_id;
    struct date day = {0};
    int result = table_last_id(held->scene->store, &incident_table, &last_id, error);

    if (result < 0)
        return result;
    date_parse(held->scene->today, &day);
    held->no = arena_format(held->scene->arena, "I%d-%04lld", day.year - (day.month < 4),
                            (long long)last_id + 1);
    held->values[INCIDENT_incident_no] = value_text(held->no);
    held->values[register_common(&incident_table, COMMON_row_key)] = value_text(held->no);
    return 0;
}

static int fill_case(struct incident_case *held, const struct incident_report *report,
                     struct error *error)
{
    struct arena *arena = held->scene->arena;
    int64_t persons = digits_of(arena, report->persons);

    held->values[INCIDENT_what] = value_text(report->what);
    held->values[INCIDENT_kind] = value_text(kind_of(held, report->kind));
    held->values[INCIDENT_asset] = value_text(report->asset);
    held->values[INCIDENT_system] = value_text(report->system);
    held->values[INCIDENT_is_drill] = value_integer(report->is_drill);
    if (persons > 0)
        held->values[INCIDENT_persons] = value_integer(persons);
    case_add_words(held, report->contained);
    if (report->service_stopped)
        held->values[INCIDENT_service_stopped] = value_integer(1);
    int result = set_reporter(held, report, error);
    if (result == 0)
        result = set_times(held, report, error);
    if (result == 0)
        result = find_asset(held, report, error);
    if (result == 0)
        result = find_system(held, error);
    if (result == 0)
        result = set_number(held, error);
    held->severity = case_compute_severity(held);
    held->values[INCIDENT_severity_proposed] = value_text(severity_word(held->severity));
    held->phase = PHASE_REPORTED;
    return result;
}

static int tell(struct incident_case *held, const char *about, const char *role, int64_t section_id,
                int64_t system_id, struct error *error)
{
    const struct duty_message message = {.subject = "incidents",
                                         .subject_id = held->id,
                                         .subject_key = held->no,
                                         .about = about,
                                         .facts = case_facts(held),
                                         .role = role,
                                         .section_id = section_id,
                                         .system_id = system_id,
                                         .is_drill = case_number(held, INCIDENT_is_drill) == 1};

    return section_id || system_id ? duty_tell(&held->duty, &message, error) : 0;
}

/* The section of whoever found it; 0 when they are of none or not of the city. */
static int64_t reporter_section(const struct incident_case *held)
{
    const struct register_scene *scene = held->scene;
    const char *staff_no = case_text(held, INCIDENT_reporter);
    struct viewer viewer;
    struct error ignored = {0};

    if (!staff_no || people_viewer(scene->store, scene->pack, staff_no, scene->today, scene->arena,
                                   &viewer, &ignored) < 0)
        return 0;
    return viewer.section_count > 0 ? viewer.sections[0] : 0;
}

/* The manager in charge (arrow 1b), the finder's own (a copy), the system's administrator. */
static int tell_all(struct incident_case *held, struct error *error)
{
    int64_t own = reporter_section(held);
    int result = tell(held, "report", "security_manager", case_section(held), 0, error);

    if (result == 0 && own != case_section(held))
        result = tell(held, "report_copy", "security_manager", own, 0, error);
    if (result == 0)
        result = tell(held, "report_system", "system_administrator", 0,
                      case_number(held, INCIDENT_system_id), error);
    return result;
}

/* Arrow 1a always; 1b where it is known who is in charge. */
static int write_steps(struct act *act, const struct incident_report *report, struct error *error)
{
    struct incident_case *held = act->held;

    act->step[STEP_text] = value_text(report->contained);
    act->step[STEP_happened_at] = held->values[INCIDENT_noticed_at];
    int result = act_write_step(act, error);
    if (result < 0 || !case_section(held))
        return result;
    memset(act->step, 0, sizeof act->step);
    act->step[STEP_arrow] = value_text("1b");
    act->step[STEP_addressee] = held->values[INCIDENT_section];
    act->step[STEP_happened_at] = held->values[INCIDENT_noticed_at];
    return act_write_step(act, error);
}

/* The case of a report that was taken already; NULL when it is a new one. */
static int find_taken(struct incident_case *held, const struct incident_report *report,
                      const char **ret_no, struct error *error)
{
    const struct register_scene *scene = held->scene;
    const char *staff_no = scene->viewer->staff_no;

    *ret_no = NULL;
    if (!report->once || !*report->once)
        return 0;
    if (strlen(report->once) > ONCE_MOST || report->once[strspn(report->once, ONCE_LETTERS)]) {
        error_set(error, ERROR_INPUT, "", "once は英字と数字 %d 字までです。", ONCE_MOST);
        return error_at(error, "once", "10.1.1");
    }
    held->values[INCIDENT_once] =
        value_text(arena_format(scene->arena, "%s %s", staff_no ? staff_no : "", report->once));
    struct query *query = store_query(scene->store, SQL_INCIDENT_ONCE, error);
    if (!query)
        return error->code;
    query_text(query, "once", case_text(held, INCIDENT_once));
    int got = query_step(query, error);
    if (got == 1)
        *ret_no = arena_copy(scene->arena, query_column_text(query, 0));
    query_done(query);
    return got < 0 ? got : 0;
}

/* What was sent with the report, as the reporter's own step. CLAUSE: 10.2.1 */
static int attach(const struct incident_case *held, const struct incident_report *report,
                  struct error *error)
{
    struct arena *arena = held->scene->arena;
    const char *const fields[] = {arena_format(arena, "file=%s", report->file),
                                  arena_format(arena, "name=%s", report->file_name)};

    return incident_do(held->scene, report->folder, held->duty.now_us, held->no, "attach", fields,
                       2, error);
}

static int take_report(struct incident_case *held, const struct incident_report *report,
                       struct error *error)
{
    struct act act = {.held = held};
    int result = fill_case(held, report, error);

    if (result == 0)
        result = case_put(held, "report", NULL, error);
    act.way = result == 0 ? pack_step(held->flow, "report", NULL) : NULL;
    if (result == 0)
        result = write_steps(&act, report, error);
    if (result == 0)
        result = act_owe_all(&act, error);
    if (result == 0)
        result = tell_all(held, error);
    return result == 0 && report->file ? attach(held, report, error) : result;
}

int incident_report(const struct register_scene *scene, int64_t now_us,
                    const struct incident_report *report, const char **ret_no, struct error *error)
{
    struct incident_case held;
    const char *taken = NULL;

    if (!report->what || text_is_blank(report->what)) {
        error_set(error, ERROR_INPUT, "", "何が起きたかを一言でも書いてください。");
        return error_at(error, "what", "10.1.1");
    }
    int result = case_start(scene, now_us, &held, error);
    if (result == 0)
        result = find_taken(&held, report, &taken, error);
    if (result == 0 && !taken)
        result = take_report(&held, report, error);
    if (result == 0)
        *ret_no = taken ? taken : held.no;
    return result;
}

int incident_end_drill(const struct register_scene *scene, int64_t now_us, const char *no,
                       struct error *error)
{
    struct incident_case held;
    struct act act = {.held = &held};
    int result = case_load(scene, now_us, no, &held, error);

    if (result < 0 || held.phase >= PHASE_CLOSED)
        return result;
    if (case_number(&held, INCIDENT_is_drill) != 1)
        return error_set(error, ERROR_CONFLICT, "", "案件「%s」は訓練ではありません。", no);
    static const char words[] = "訓練の終わり";
    act.way = pack_step(held.flow, "close", NULL);
    act.step[STEP_text] = value_text(words);
    result = act_write_step(&act, error);
    if (result == 0)
        result = act_drop(&act, NULL, words, error);
    held.phase = PHASE_CLOSED;
    held.values[INCIDENT_closed_at] = value_text(duty_time(scene->arena, now_us));
    return result == 0 ? case_put(&held, "close", NULL, error) : result;
}
