/* Taking a step: who, whether it is the time, for what, and then the step itself. CLAUSE: 10.f2 */
#include "room/incident/act.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "room/incident/document.h"
#include "room/incident/step_field.h"

#include <string.h>

static const struct step_rule *find_rule(const char *step)
{
    for (int i = 0; i < step_rule_count; i++)
        if (strcmp(step_rules[i].step, step) == 0)
            return &step_rules[i];
    return NULL;
}

static int refuse_field(const struct act *act, const char *field, struct error *error)
{
    const struct step_field *known = step_field_called(field);
    enum language language = error ? error->language : LANGUAGE_JAPANESE;

    error_set(error, ERROR_INPUT, "", "「%s」を書いてください。",
              known ? language_text(language, known->label) : field);
    return error_at(error, field, act->way ? act->way->clause : "10.f2");
}

/* Whether the rule's fields have the name, and whether it must be given. */
static bool knows_field(const struct step_rule *rule, const char *name, bool *ret_must)
{
    size_t length = strlen(name);

    for (const char *at = rule->fields; *at;) {
        size_t word = strcspn(at, " ");
        size_t bare = word - (word > 0 && at[word - 1] == '!');

        if (bare == length && strncmp(at, name, length) == 0) {
            *ret_must = bare < word;
            return true;
        }
        at += word + (at[word] == ' ');
    }
    return false;
}

static int read_fields(struct act *act, const struct step_rule *rule, const char *const *fields,
                       int count, struct error *error)
{
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(fields[i], '=');
        bool is_needed;
        char *name = arena_copy_bytes(act->held->scene->arena, fields[i],
                                      equals ? (size_t)(equals - fields[i]) : strlen(fields[i]));

        if (!equals || !knows_field(rule, name, &is_needed) || act->field_count == FIELD_LIMIT ||
            act_field(act, name)) {
            error_set(error, ERROR_INPUT, "", "「%s」は手順「%s」の欄ではありません。使える欄: %s",
                      fields[i], rule->step, rule->fields);
            return error_at(error, name, "10.f2");
        }
        if (text_is_blank(equals + 1))
            continue;
        act->names[act->field_count] = name;
        act->values[act->field_count++] = text_trim(act->held->scene->arena, equals + 1);
    }
    return 0;
}

/* The first field that must be given and was not; NULL when there is none. */
static const char *missing_field(const struct act *act, const struct step_rule *rule)
{
    for (const char *at = rule->fields; *at;) {
        size_t word = strcspn(at, " ");
        char *name = arena_copy_bytes(act->held->scene->arena, at, word);

        if (word > 0 && name[word - 1] == '!') {
            name[word - 1] = '\0';
            if (!act_field(act, name))
                return name;
        }
        at += word + (at[word] == ' ');
    }
    return NULL;
}

/* The way that the fields say; with none said, the first. */
static int find_way(struct act *act, const struct step_rule *rule, struct error *error)
{
    const struct pack_incident *flow = act->held->flow;
    const char *choice = rule->choice ? act_field(act, rule->choice) : NULL;

    act->way = pack_step(flow, rule->step, choice);
    if (act->way)
        return 0;
    if (!pack_step(flow, rule->step, NULL))
        return error_set(error, ERROR_CONFLICT, "", "この団体の流れに手順「%s」はありません。",
                         rule->step);
    error_set(error, ERROR_INPUT, "", "%s=%s という決め方はありません。", rule->choice, choice);
    return error_at(error, rule->choice, "10.f2");
}

/* The obligation that `for` names: itself, or what hangs on it. */
static struct obligation *find_target(struct act *act, const struct step_rule *rule, int64_t id)
{
    struct incident_case *held = act->held;

    for (int i = 0; i < held->obligation_count; i++) {
        struct obligation *each = &held->obligations[i];

        if (case_is_current(held, each) && obligation_is(each, rule->step) &&
            (each->id == id || obligation_number(each, OBLIGATION_parent_id) == id) &&
            obligation_is_open(each))
            return each;
    }
    for (int i = 0; i < held->obligation_count;
         i++) /* acknowledging what was directed or ordered */
        if (held->obligations[i].id == id && strcmp(rule->step, "acknowledge") == 0 &&
            obligation_is_open(&held->obligations[i]))
            return &held->obligations[i];
    return NULL;
}

/* The one open obligation that the viewer may settle by the step. */
static struct obligation *only_target(struct act *act, const struct step_rule *rule, int *ret_count)
{
    struct incident_case *held = act->held;
    struct obligation *found = NULL;

    *ret_count = 0;
    for (int i = 0; i < held->obligation_count; i++) {
        struct obligation *each = &held->obligations[i];

        if (!case_is_current(held, each) || !obligation_is(each, rule->step) ||
            !obligation_is_open(each) || !case_may(held, act->way, each))
            continue;
        found = each;
        ++*ret_count;
    }
    return *ret_count == 1 ? found : NULL;
}

static int find_obligation(struct act *act, const struct step_rule *rule, struct error *error)
{
    const char *given = act_field(act, "for");
    int count = 0;

    if (!given) {
        act->target = only_target(act, rule, &count);
        return count > 1 ? refuse_field(act, "for", error) : 0;
    }
    int64_t id = 0;
    for (const char *at = given; *at >= '0' && *at <= '9' && id < INT32_MAX; at++)
        id = id * 10 + (*at - '0');
    act->target = find_target(act, rule, id);
    if (act->target)
        return 0;
    bool has_any = case_find(act->held, rule->step, 0, NULL) != NULL;
    if (!has_any)
        return 0; /* it is early: said below */
    error_set(error, ERROR_INPUT, "", "義務 %s は、この手順で済ませるものではありません。", given);
    return error_at(error, "for", act->way->clause);
}

static int find_body(struct act *act, struct error *error)
{
    const struct pack_incident *flow = act->held->flow;
    const char *given = act_field(act, "body");
    const char *key = given ? text_name_key(act->held->scene->arena, given) : NULL;
    const char *names = "";

    for (int i = 0; given && i < flow->body_count; i++) {
        const struct pack_body *body = &flow->bodies[i];
        bool is_it = strcmp(body->body, given) == 0;

        for (const char *const *alias = body->aliases; *alias && !is_it; alias++)
            is_it = strcmp(*alias, key) == 0;
        bool is_asked = case_find(act->held, "decide_body", 0, body->body) != NULL ||
                        act->held->phase < PHASE_DECLARED;
        if (is_it && is_asked) {
            act->body = body->body;
            return 0;
        }
        names =
            arena_format(act->held->scene->arena, "%s%s%s", names, *names ? " " : "", body->body);
    }
    if (!given)
        return refuse_field(act, "body", error);
    error_set(error, ERROR_INPUT, "", "関係機関「%s」はありません。次から選んでください: %s", given,
              names);
    return error_at(error, "body", "10.1.2");
}

/* The section whose manager or officer acts: named, else the first concerned that is theirs and has
 * something to be done. */
static int find_section(struct act *act, const struct step_rule *rule, struct error *error)
{
    const struct incident_case *held = act->held;
    const struct viewer *viewer = held->scene->viewer;
    const char *given = act_field(act, "unit");
    const char *role =
        strcmp(rule->step, "report_manager") == 0 ? "security_officer" : "security_manager";
    const char *best = NULL;

    if (given)
        return case_find_section(held, given, &act->section, error);
    for (int i = 0; i < held->section_count; i++) {
        struct act tried = *act;

        if (!viewer->is_console && strcmp(rule->step, "reject") != 0 &&
            !viewer_holds(viewer, role, held->sections[i]))
            continue;
        tried.section = held->sections[i];
        const char *misses = act_misses(&tried, rule);
        if (act->section && (best == NULL || misses != NULL))
            continue;
        act->section = held->sections[i];
        best = misses;
    }
    return 0;
}

static int find_subject(struct act *act, const struct step_rule *rule, struct error *error)
{
    switch (rule->about) {
    case ABOUT_CASE:
        return 0;
    case ABOUT_SECTION:
        return find_section(act, rule, error);
    case ABOUT_BODY:
        return find_body(act, error);
    case ABOUT_OBLIGATION:
        return find_obligation(act, rule, error);
    }
    return 0;
}

/* The first step on the way from the phase to one of the wanted; the phase itself when none leads
 * there. */
static const char *leading_step(const struct pack_incident *flow, enum phase phase, unsigned wanted)
{
    unsigned before;

    do {
        before = wanted;
        for (int i = 0; i < flow->step_count; i++) {
            const struct pack_step *step = &flow->steps[i];

            if (step->to == PHASE_NONE || !(before & 1u << step->to))
                continue;
            if (step->from & 1u << phase)
                return step->step;
            wanted |= step->from;
        }
    } while (wanted != before);
    return phase_word(phase);
}

const char *act_misses(const struct act *act, const struct step_rule *rule)
{
    const struct incident_case *held = act->held;
    const struct pack_incident *flow = held->flow;

    if (!(act->way->from & 1u << held->phase))
        return leading_step(flow, held->phase, act->way->from);
    for (const char *const *need = act->way->needs; *need; need++)
        if (rule->about != ABOUT_OBLIGATION &&
            !case_has_done(held, *need, act->section, act->body, NULL))
            return *need;
    if (act->way->to == PHASE_CLOSED)
        for (int i = 0; i < held->obligation_count; i++)
            if (case_is_current(held, &held->obligations[i]) &&
                obligation_is_open(&held->obligations[i]))
                return obligation_text(&held->obligations[i], OBLIGATION_duty);
    return rule->misses ? rule->misses(act) : NULL;
}

/* Says what has to come first, in people's words, with the step's name as the field. */
static int refuse_early(const struct act *act, const char *missing, struct error *error)
{
    const struct pack_incident *flow = act->held->flow;
    const char *slash = strchr(missing, '/');
    const char *step =
        slash ? arena_copy_bytes(act->held->scene->arena, missing, (size_t)(slash - missing))
              : missing;
    const struct pack_step *first = pack_step(flow, step, slash ? slash + 1 : NULL);
    bool is_english = error && error->language == LANGUAGE_ENGLISH;
    const char *title = !first       ? missing
                        : is_english ? first->title.english
                                     : first->title.japanese;

    error_set(error, ERROR_CONFLICT, "", "「%s」はまだできません。先に要るもの: %s",
              is_english ? act->way->title.english : act->way->title.japanese, title);
    return error_at(error, missing, act->way->clause);
}

static int refuse_person(const struct act *act, struct error *error)
{
    const struct viewer *viewer = act->held->scene->viewer;
    bool is_english = error && error->language == LANGUAGE_ENGLISH;
    const char *names = "";

    for (const char *const *who = act->way->who; *who; who++) {
        const struct pack_role *role = pack_role(act->held->scene->pack, *who);
        const char *name = !role ? *who : is_english ? role->title.english : role->title.japanese;

        names = arena_format(act->held->scene->arena, "%s%s%s", names,
                             *names ? (is_english ? ", " : "、") : "", name);
    }
    error_set(error, ERROR_DENIED, "", "%s %s さんは「%s」をできません。できるのは次の人です: %s",
              viewer->staff_no ? viewer->staff_no : "", viewer->name ? viewer->name : "",
              is_english ? act->way->title.english : act->way->title.japanese, names);
    return error_at(error, "step", act->way->clause);
}

/* Whether any way of the step is open to the viewer. */
static bool may_any(struct act *act, const struct step_rule *rule)
{
    const struct pack_incident *flow = act->held->flow;
    bool said = rule->choice && act_field(act, rule->choice);

    for (int i = 0; i < flow->step_count; i++)
        if (strcmp(flow->steps[i].step, rule->step) == 0 &&
            (!said || &flow->steps[i] == act->way) &&
            case_may(act->held, &flow->steps[i], act->target))
            return true;
    return false;
}

static int take(struct act *act, const struct step_rule *rule, struct error *error)
{
    /* What they name may be wrong, but first they must be one of those who may. */
    struct error found = {.language = error ? error->language : LANGUAGE_JAPANESE};
    int subject = find_subject(act, rule, &found);

    if (!may_any(act, rule))
        return refuse_person(act, error);
    const char *missing = act_misses(act, rule);
    if (missing && subject == 0)
        return refuse_early(act, missing, error);
    if (subject < 0) {
        if (error)
            *error = found;
        return subject;
    }
    if (rule->choice && !act_field(act, rule->choice))
        return refuse_field(act, rule->choice, error);
    const char *field = missing_field(act, rule);
    if (field)
        return refuse_field(act, field, error);
    return rule->take(act, error);
}

int incident_do(const struct register_scene *scene, const char *folder, int64_t now_us,
                const char *no, const char *step, const char *const *fields, int count,
                struct error *error)
{
    struct incident_case held;
    struct act act = {.held = &held, .folder = folder};
    const struct step_rule *rule = find_rule(step);

    if (!rule) {
        const char *names = "";

        for (int i = 0; i < step_rule_count; i++)
            names = arena_format(scene->arena, "%s %s", names, step_rules[i].step);
        error_set(error, ERROR_INPUT, "usage", "手順「%s」はありません。次から選んでください:%s",
                  step, names);
        return error_at(error, "step", "10.f2");
    }
    int result = case_load(scene, now_us, no, &held, error);
    if (result == 0)
        result = read_fields(&act, rule, fields, count, error);
    if (result == 0)
        result = find_way(&act, rule, error);
    if (result == 0 && !case_sees(&held))
        result = refuse_person(&act, error);
    if (result == 0)
        result = take(&act, rule, error);
    return result == 0 && held.has_new_words ? case_put(&held, step, NULL, error) : result;
}

static bool is_open_about(struct act *act, const struct step_rule *rule)
{
    return case_may(act->held, act->way, act->target) && act_misses(act, rule) == NULL;
}

static bool way_is_open(struct act *act, const struct step_rule *rule)
{
    struct incident_case *held = act->held;

    if (rule->about == ABOUT_CASE)
        return is_open_about(act, rule);
    if (rule->about == ABOUT_SECTION) {
        find_section(act, rule, NULL);
        return is_open_about(act, rule);
    }
    for (int i = 0; i < held->obligation_count; i++) {
        struct obligation *each = &held->obligations[i];
        bool is_decision = obligation_is(each, "decide_body");

        if (!case_is_current(held, each))
            continue;
        act->body = rule->about == ABOUT_BODY && is_decision
                        ? obligation_text(each, OBLIGATION_body)
                        : NULL;
        act->target = rule->about == ABOUT_OBLIGATION && obligation_is(each, rule->step) &&
                              obligation_is_open(each)
                          ? each
                          : NULL;
        if ((act->body || act->target) && is_open_about(act, rule))
            return true;
    }
    return false;
}

bool step_is_open(struct incident_case *held, const struct step_rule *rule)
{
    const struct pack_incident *flow = held->flow;

    for (int i = 0; i < flow->step_count; i++) {
        struct act act = {.held = held, .way = &flow->steps[i]};

        if (strcmp(flow->steps[i].step, rule->step) == 0 && way_is_open(&act, rule))
            return true;
    }
    return false;
}

int act_write_step(struct act *act, struct error *error)
{
    static const struct {
        const char *field;
        enum incident_step_column column;
    } fields[] = {{"text", STEP_text},     {"reason", STEP_reason},  {"way", STEP_way},
                  {"number", STEP_number}, {"whom", STEP_addressee}, {"code", STEP_text}};
    struct incident_case *held = act->held;
    const struct viewer *viewer = held->scene->viewer;
    const struct record_context context = {
        .action = arena_format(held->scene->arena, "incident %s", act->way->step),
        .key = held->no,
        .reason = act_field(act, "reason"),
        .result = "ok"};
    struct value *values = act->step;

    values[STEP_incident_id] = value_integer(held->id);
    values[STEP_round] = value_integer(held->round);
    values[STEP_step] = value_text(act->way->step);
    values[STEP_choice] = value_text(act->way->choice);
    if (values[STEP_arrow].kind == VALUE_NULL)
        values[STEP_arrow] = value_text(act->way->arrow);
    values[STEP_staff_no] = value_text(viewer->staff_no);
    values[STEP_name] = value_text(viewer->name);
    values[STEP_post] = value_text(viewer->post);
    values[STEP_at] = value_text(duty_time(held->scene->arena, held->duty.now_us));
    values[STEP_body] = value_text(act->body);
    if (act->target && act->target->id)
        values[STEP_obligation_id] = value_integer(act->target->id);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (act_field(act, fields[i].field) && values[fields[i].column].kind == VALUE_NULL)
            values[fields[i].column] = value_text(act_field(act, fields[i].field));
    case_add_words(held, act_field(act, "text"));
    case_add_words(held, act_field(act, "reason"));
    int result = document_name(act, error);
    if (result < 0)
        return result;
    return record_put(held->scene->record, &incident_step_table, 0, values, &context, NULL, NULL,
                      error);
}

int act_plain(struct act *act, struct error *error)
{
    struct incident_case *held = act->held;
    bool is_needless = act->way->choice && strcmp(act->way->choice, "not_needed") == 0;
    int result = act_write_step(act, error);

    if (result == 0)
        result = act_settle(act, is_needless ? "not_needed" : "done", error);
    if (result == 0 && *act->way->drops)
        result = act_drop(act, act->way->drops, act_field(act, "reason"), error);
    if (result == 0 && act->way->to != PHASE_NONE && act->way->to != held->phase) {
        held->phase = act->way->to;
        result = case_put(held, act->way->step, act_field(act, "reason"), error);
    }
    return result == 0 ? act_owe_all(act, error) : result;
}

int case_time(const struct incident_case *held, const char *field, const char *text,
              const char **ret_utc, struct error *error)
{
    struct arena *arena = held->scene->arena;
    char date[DATE_SIZE];
    int64_t us;

    if (!time_parse(text, &us)) {
        if (strchr(text, ':') || date_read(text, false, date) != DATE_OK) {
            error_set(error, ERROR_INPUT, "",
                      "「%s」は日時として読めません。2026-04-01T09:00 の形で書いてください。",
                      text);
            return error_at(error, field, "10.f2");
        }
        date_add_days(date, 1, date);
        must(time_parse(arena_format(arena, "%sT00:00:00+09:00", date), &us));
    }
    *ret_utc = duty_time(arena, us);
    return 0;
}
