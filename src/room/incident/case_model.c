#include "room/incident/case_model.h"

#include "base/arena.h"
#include "people/people.h"
#include "room/incident/indicator_value.h"

#include <string.h>

struct model *case_member(struct model *object, enum model_key key)
{
    for (struct model *member = object->first; member != NULL; member = member->next)
        if (member->key == key)
            return member;
    return NULL;
}

static const char *text_of(struct model *object, enum model_key key)
{
    const struct model *member = case_member(object, key);

    return member != NULL && member->kind == MODEL_TEXT ? member->text : NULL;
}

static bool truth_of(struct model *object, enum model_key key)
{
    const struct model *member = case_member(object, key);

    return member != NULL && model_is_true(member);
}

static void show_as(struct model *object, enum model_key key, const char *shown)
{
    struct model *member = case_member(object, key);

    if (member != NULL && member->kind == MODEL_TEXT)
        member->shown = shown;
}

static void mark(struct visit *visit, struct model *object, enum model_key key, bool value)
{
    model_bool(visit->arena, object, key, value)->flags |= MODEL_PAGE_ONLY;
}

void case_add_choice(struct visit *visit, struct model *choices, const char *value,
                     const char *label, const char *chosen)
{
    struct model *choice = model_object(visit->arena, choices, KEY_NONE);

    model_text(visit->arena, choice, KEY_value, value);
    model_text(visit->arena, choice, KEY_label, label);
    mark(visit, choice, KEY_is_selected, chosen != NULL && strcmp(chosen, value) == 0);
}

static bool is_over(const char *phase)
{
    return strcmp(phase, "closed") == 0 || strcmp(phase, "not_incident") == 0 ||
           strcmp(phase, "merged") == 0;
}

/* The judged severity, or what the rules come to while nobody has judged. */
static void put_severity(struct visit *visit, struct model *row)
{
    const char *judged = text_of(row, KEY_severity);
    const char *severity = judged != NULL ? judged : text_of(row, KEY_severity_proposed);
    bool is_heavy =
        severity != NULL && (strcmp(severity, "serious") == 0 || strcmp(severity, "high") == 0);

    model_page_text(visit->arena, row, KEY_severity_word, case_word(visit, severity));
    model_page_text(visit->arena, row, KEY_severity_look, is_heavy ? "breach" : "warning");
    mark(visit, row, KEY_is_judged, judged != NULL);
}

void case_put_row(struct visit *visit, const struct pack_incident *flow, struct model *row)
{
    static const enum model_key times[] = {KEY_noticed_at, KEY_happened_at, KEY_entered_at,
                                           KEY_judged_at, KEY_closed_at};
    const char *phase = text_of(row, KEY_phase), *no = text_of(row, KEY_id);

    put_severity(visit, row);
    mark(visit, row, KEY_is_over, is_over(phase));
    show_as(row, KEY_phase, case_word(visit, phase));
    show_as(row, KEY_kind, case_kind_title(visit, flow, text_of(row, KEY_kind)));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        show_as(row, times[i], visit_show_time(visit, text_of(row, times[i])));
    model_page_text(visit->arena, row, KEY_url, arena_format(visit->arena, "/incidents/%s", no));
}

static const char *owner_of(struct visit *visit, struct model *owed)
{
    const char *name = text_of(owed, KEY_owner_outside);
    const struct pack_role *role = pack_role(visit->scene.pack, text_of(owed, KEY_owner_role));
    const char *title = role != NULL ? case_pack_text(visit, role->title) : NULL;

    if (name != NULL)
        return name;
    name = text_of(owed, KEY_owner_name);
    if (name == NULL)
        return arena_format(visit->arena, "%s（%s）", title != NULL ? title : "—",
                            visit_tr(visit, "空席"));
    return title != NULL ? arena_format(visit->arena, "%s（%s）", name, title) : name;
}

static void put_owed(struct visit *visit, const struct pack_incident *flow, struct model *owed)
{
    const char *report = text_of(owed, KEY_report), *body = text_of(owed, KEY_body);
    const char *state = text_of(owed, KEY_state);
    const char *title = case_step_title(visit, flow, text_of(owed, KEY_kind), report);
    bool is_open = strcmp(state, "open") == 0;

    if (body != NULL)
        title = arena_format(visit->arena, "%s: %s", case_body_title(visit, flow, body), title);
    model_page_text(visit->arena, owed, KEY_title, title);
    model_page_text(visit->arena, owed, KEY_who, owner_of(visit, owed));
    model_page_text(visit->arena, owed, KEY_state_word, case_word(visit, state));
    model_page_text(visit->arena, owed, KEY_class_title,
                    case_word(visit, text_of(owed, KEY_class)));
    mark(visit, owed, KEY_is_open, is_open);
    mark(visit, owed, KEY_is_due, is_open && !truth_of(owed, KEY_late));
    show_as(owed, KEY_due_at, visit_show_time(visit, text_of(owed, KEY_due_at)));
    show_as(owed, KEY_settled_at, visit_show_time(visit, text_of(owed, KEY_settled_at)));
}

static void put_step(struct visit *visit, const struct pack_incident *flow, struct model *step)
{
    const char *choice = text_of(step, KEY_choice), *name = text_of(step, KEY_step);
    const char *code = strcmp(name, "cause") == 0 ? choice : NULL;
    const struct pack_cause_code *cause = code != NULL ? pack_cause_code(flow, code) : NULL;

    model_page_text(visit->arena, step, KEY_title, case_step_title(visit, flow, name, choice));
    model_page_text(visit->arena, step, KEY_cause_title,
                    cause != NULL ? case_pack_text(visit, cause->title) : NULL);
    mark(visit, step, KEY_is_meeting, strcmp(name, "convene") == 0 || strcmp(name, "consult") == 0);
    model_page_text(visit->arena, step, KEY_datetime, text_of(step, KEY_at));
    show_as(step, KEY_at, visit_show_time(visit, text_of(step, KEY_at)));
    show_as(step, KEY_happened_at, visit_show_time(visit, text_of(step, KEY_happened_at)));
    show_as(step, KEY_due_at, visit_show_time(visit, text_of(step, KEY_due_at)));
    show_as(step, KEY_body, case_body_title(visit, flow, text_of(step, KEY_body)));
    show_as(step, KEY_addressee, case_word(visit, text_of(step, KEY_addressee)));
    show_as(step, KEY_severity, case_word(visit, text_of(step, KEY_severity)));
}

/* What is due first: the clock that is looked at in ten seconds. */
static void put_clock(struct visit *visit, struct model *root, struct model *obligations)
{
    struct model *next = NULL;
    int late = 0, open = 0, all = 0;

    for (struct model *owed = obligations->first; owed != NULL; owed = owed->next) {
        const char *due_at = text_of(owed, KEY_due_at);

        all++;
        if (!truth_of(owed, KEY_is_open))
            continue;
        open++;
        late += truth_of(owed, KEY_late);
        if (due_at != NULL && (next == NULL || strcmp(due_at, text_of(next, KEY_due_at)) < 0))
            next = owed;
    }
    model_integer(visit->arena, root, KEY_open_count, open)->flags |= MODEL_PAGE_ONLY;
    model_integer(visit->arena, root, KEY_late_count, late)->flags |= MODEL_PAGE_ONLY;
    model_integer(visit->arena, root, KEY_settled_count, all - open)->flags |= MODEL_PAGE_ONLY;
    if (next == NULL)
        return;
    struct model *clock = model_object(visit->arena, root, KEY_clock);
    clock->flags |= MODEL_PAGE_ONLY;
    model_text(visit->arena, clock, KEY_label, text_of(next, KEY_title));
    model_text(visit->arena, clock, KEY_due_at, case_member(next, KEY_due_at)->shown);
    model_text(visit->arena, clock, KEY_who, text_of(next, KEY_who));
    model_bool(visit->arena, clock, KEY_late, truth_of(next, KEY_late));
}

/* Figure 2 as it is drawn: where each arrow runs, with its head, where its name stands, what it is.
 */
static const struct {
    const char *arrow, *d;
    int text_x, text_y;
    const char *title;
} arrows[] = {{"1a", "M120 152H250m-8 -5l8 5l-8 5", 175, 144, "発見者からの報告"},
              {"1b", "M65 174V262H250m-8 -5l8 5l-8 5", 150, 254, "所管の責任者への報告"},
              {"2", "M250 160h-36v12h36m-8 -5l8 5l-8 5", 196, 172, "インシデントかどうかの判断"},
              {"3a", "M275 130V64m-5 8l5 -8l5 8", 248, 100, "ＣＩＳＯへの発生の報告"},
              {"3b", "M380 138H590V64m-5 8l5 -8l5 8", 470, 130, "関係機関への発生の報告"},
              {"4", "M275 174V240m-5 -8l5 8l5 -8", 258, 212, "所管の責任者への指示・勧告"},
              {"5", "M380 262H550m-8 -5l8 5l-8 5", 460, 254, "担当者・委託先への指示"},
              {"6", "M600 240v-24h40v24m-5 -8l5 8l5 -8", 650, 226, "対処"},
              {"7", "M340 240V174m-5 8l5 -8l5 8", 350, 212, "解決の報告"},
              {"8a", "M340 130V64m-5 8l5 -8l5 8", 350, 100, "ＣＩＳＯへの解決の報告"},
              {"8b", "M380 166H660V64m-5 8l5 -8l5 8", 470, 184, "関係機関への解決の報告"}};

static bool is_arrow(struct model *object, const char *arrow)
{
    const char *own = text_of(object, KEY_arrow);

    return own != NULL && strcmp(own, arrow) == 0;
}

/* What is still owed goes before what was done: a report to one body leaves those to others. */
static const char *arrow_state(struct model *obligations, struct model *timeline, const char *arrow)
{
    const char *state = "none";

    for (struct model *step = timeline->first; step != NULL; step = step->next)
        if (is_arrow(step, arrow))
            state = "done";
    for (struct model *owed = obligations->first; owed != NULL; owed = owed->next) {
        if (!is_arrow(owed, arrow) || !truth_of(owed, KEY_is_open))
            continue;
        if (truth_of(owed, KEY_late))
            return "late";
        state = "owed";
    }
    return state;
}

/* CLAUSE: 10.f2 */
static void put_figure(struct visit *visit, struct model *root)
{
    struct model *figure = model_array(visit->arena, root, KEY_figure);

    figure->flags |= MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        struct model *drawn = model_object(visit->arena, figure, KEY_NONE);
        const char *state = arrow_state(case_member(root, KEY_obligations),
                                        case_member(root, KEY_timeline), arrows[i].arrow);

        model_text(visit->arena, drawn, KEY_label, arrows[i].arrow);
        model_text(visit->arena, drawn, KEY_d, arrows[i].d);
        model_integer(visit->arena, drawn, KEY_text_x, arrows[i].text_x);
        model_integer(visit->arena, drawn, KEY_text_y, arrows[i].text_y);
        model_text(visit->arena, drawn, KEY_state, state);
        model_text(visit->arena, drawn, KEY_state_word, case_word(visit, state));
        model_text(visit->arena, drawn, KEY_title, visit_tr(visit, arrows[i].title));
    }
}

/* Cases like this one. CLAUSE: 10.2.1 */
static void put_near(struct visit *visit, const struct pack_incident *flow, struct model *near)
{
    const char *same = "";

    case_put_row(visit, flow, near);
    for (struct model *each = case_member(near, KEY_same)->first; each != NULL; each = each->next) {
        int column = table_column(&incident_table, each->text);
        const struct column *found = &incident_table.columns[column];

        same =
            arena_format(visit->arena, "%s%s%s", same, *same != '\0' ? ", " : "",
                         visit->scene.language == LANGUAGE_ENGLISH ? found->english : found->label);
    }
    model_page_text(visit->arena, near, KEY_same_words, same);
    for (struct model *each = case_member(near, KEY_measures)->first; each != NULL;
         each = each->next) {
        model_page_text(visit->arena, each, KEY_state_word,
                        case_word(visit, text_of(each, KEY_state)));
        show_as(each, KEY_due_at, visit_show_time(visit, text_of(each, KEY_due_at)));
    }
}

/* Written so that nothing in them opens by itself. */
static void put_indicators(struct visit *visit, struct model *root)
{
    struct model *list = case_member(root, KEY_indicators);

    mark(visit, root, KEY_has_indicators, list->first != NULL);
    for (struct model *each = list->first; each != NULL; each = each->next) {
        show_as(each, KEY_value, indicator_show_value(visit->arena, text_of(each, KEY_value)));
        show_as(each, KEY_seen_at, visit_show_time(visit, text_of(each, KEY_seen_at)));
    }
}

/* Where the meetings about the case are written down. CLAUSE: 10.1.3 */
static void put_minutes(struct visit *visit, struct model *root, const char *no)
{
    const struct register_scene *scene = &visit->scene;
    bool may_write = may(scene->viewer, scene->pack, "edit", "minutes", 0, 0);

    model_page_text(
        visit->arena, root, KEY_minutes_url,
        visit_may_see(visit, "minutes") ? visit_path(visit, "/minutes", "incident_no", no) : NULL);
    model_page_text(visit->arena, root, KEY_new_url,
                    may_write ? visit_path(visit, "/minutes/new", "incident_no", no) : NULL);
}

void case_put_page(struct visit *visit, const struct pack_incident *flow, struct model *root)
{
    struct model *obligations = case_member(root, KEY_obligations);
    struct model *timeline = case_member(root, KEY_timeline);
    const char *no = text_of(root, KEY_id);

    case_put_row(visit, flow, root);
    model_page_text(visit->arena, root, KEY_title,
                    arena_format(visit->arena, "%s %s", no, text_of(root, KEY_what)));
    for (struct model *owed = obligations->first; owed != NULL; owed = owed->next)
        put_owed(visit, flow, owed);
    for (struct model *step = timeline->first; step != NULL; step = step->next)
        put_step(visit, flow, step);
    struct model *near = case_member(root, KEY_near);
    for (struct model *each = near->first; each != NULL; each = each->next)
        put_near(visit, flow, each);
    put_minutes(visit, root, no);
    put_indicators(visit, root);
    put_clock(visit, root, obligations);
    put_figure(visit, root);
}
