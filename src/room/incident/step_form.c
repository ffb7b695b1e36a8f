/* The steps that the visitor may take, each as a form of its fields. CLAUSE: 10.f2 */
#include "room/incident/case_model.h"

#include "base/arena.h"
#include "room/incident/document.h"
#include "room/incident/step_field.h"

#include <string.h>

struct form {
    struct visit *visit;
    struct incident_case *held;
    const struct step_rule *rule;
    bool was_sent; /* and refused, or asked for: what was typed stays */
    const struct incident_document *documents;
    int document_count;
};

static bool is_way_open(const struct form *form, const struct pack_step *way)
{
    return strcmp(way->step, form->rule->step) == 0 && (way->from & 1u << form->held->phase) != 0 &&
           case_may(form->held, way, NULL);
}

/* Which way the step goes. */
static void add_ways(const struct form *form, struct model *options, const char *chosen)
{
    const struct pack_incident *flow = form->held->flow;

    for (int i = 0; i < flow->step_count; i++)
        if (is_way_open(form, &flow->steps[i]))
            case_add_choice(form->visit, options, flow->steps[i].choice,
                            case_pack_text(form->visit, flow->steps[i].title), chosen);
}

static void add_words(const struct form *form, struct model *options, const char *const *words,
                      const char *chosen)
{
    for (; *words != NULL; words++)
        case_add_choice(form->visit, options, *words, case_word(form->visit, *words), chosen);
}

/* Bodies still to be decided on; for reports and receipts those that are to be told. */
static void add_bodies(const struct form *form, struct model *options, const char *chosen)
{
    const struct incident_case *held = form->held;
    bool decides = strcmp(form->rule->step, "decide_body") == 0;

    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];
        const char *body = obligation_text(each, OBLIGATION_body);

        if (!case_is_current(held, each) || !obligation_is(each, "decide_body") ||
            decides == (strcmp(obligation_text(each, OBLIGATION_state), "done") == 0))
            continue;
        case_add_choice(form->visit, options, body, case_body_title(form->visit, held->flow, body),
                        chosen);
    }
}

static void add_causes(const struct form *form, struct model *options, const char *chosen)
{
    const struct pack_incident *flow = form->held->flow;

    for (int i = 0; i < flow->cause_count; i++)
        case_add_choice(form->visit, options, flow->causes[i].cause,
                        case_pack_text(form->visit, flow->causes[i].title), chosen);
}

/* What is owed to the step, by or to the visitor. */
static void add_targets(const struct form *form, struct model *options, const char *chosen)
{
    struct incident_case *held = form->held;
    const struct pack_step *way = pack_step(held->flow, form->rule->step, NULL);

    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];
        const char *text = obligation_text(each, OBLIGATION_text);

        if (!case_is_current(held, each) || !obligation_is(each, form->rule->step) ||
            !obligation_is_open(each) || !case_may(held, way, each))
            continue;
        case_add_choice(form->visit, options,
                        arena_format(form->visit->arena, "%lld", (long long)each->id),
                        arena_format(form->visit->arena, "%lld %s", (long long)each->id,
                                     text != NULL ? text : case_pack_text(form->visit, way->title)),
                        chosen);
    }
}

static void add_yes_no(const struct form *form, struct model *options, const char *chosen)
{
    case_add_choice(form->visit, options, "yes", visit_tr(form->visit, "はい"), chosen);
    case_add_choice(form->visit, options, "no", visit_tr(form->visit, "いいえ"), chosen);
}

static bool is_of_step(const struct form *form, const struct incident_document *document)
{
    const struct pack_document *kind =
        pack_document(form->visit->scene.pack, document->values[DOCUMENT_kind].text);

    return kind != NULL && kind->step != NULL && strcmp(kind->step, form->rule->step) == 0;
}

/* The versions that the step may send, newest first. */
static void add_documents(const struct form *form, struct model *options, const char *chosen)
{
    for (int i = form->document_count - 1; i >= 0; i--) {
        const struct value *values = form->documents[i].values;

        if (is_of_step(form, &form->documents[i]))
            case_add_choice(
                form->visit, options,
                arena_format(form->visit->arena, "%lld",
                             (long long)values[DOCUMENT_number].integer),
                arena_format(
                    form->visit->arena, visit_tr(form->visit, "文書 %lld %s %s 第 %lld 版"),
                    (long long)values[DOCUMENT_number].integer, values[DOCUMENT_title].text,
                    values[DOCUMENT_body].kind == VALUE_TEXT
                        ? case_body_title(form->visit, form->held->flow, values[DOCUMENT_body].text)
                        : "",
                    (long long)values[DOCUMENT_version].integer),
                chosen);
    }
}

static void add_options(const struct form *form, const char *name, struct model *options,
                        const char *chosen)
{
    static const char *const severities[] = {"low", "middle", "high", "serious", NULL};
    static const char *const reports[] = {"first", "interim", "final", NULL};
    static const char *const kinds[] = {"instruction", "recommendation", NULL};
    static const char *const types[] = {"ipv4",  "ipv6",        "domain", "url",
                                        "email", "file-sha256", NULL};
    static const char *const whom[] = {"members", "crisis_manager", NULL};

    if (form->rule->choice != NULL && strcmp(name, form->rule->choice) == 0)
        add_ways(form, options, chosen);
    else if (strcmp(name, "severity") == 0)
        add_words(form, options, severities, chosen);
    else if (strcmp(name, "report") == 0)
        add_words(form, options, reports, chosen);
    else if (strcmp(name, "kind") == 0)
        add_words(form, options, kinds, chosen);
    else if (strcmp(name, "type") == 0)
        add_words(form, options, types, chosen);
    else if (strcmp(name, "whom") == 0)
        add_words(form, options, whom, chosen);
    else if (strcmp(name, "body") == 0)
        add_bodies(form, options, chosen);
    else if (strcmp(name, "code") == 0)
        add_causes(form, options, chosen);
    else if (strcmp(name, "for") == 0)
        add_targets(form, options, chosen);
    else if (strcmp(name, "document") == 0)
        add_documents(form, options, chosen);
    else
        add_yes_no(form, options, chosen);
}

/* What stands in the field before anything is typed. */
static const char *proposal(const struct form *form, const char *name)
{
    const struct incident_case *held = form->held;
    const char *department = case_text(held, INCIDENT_department);
    const char *section = case_text(held, INCIDENT_section);
    bool is_to_section =
        strcmp(form->rule->step, "instruct") == 0 || strcmp(form->rule->step, "order") == 0;

    if (strcmp(name, "severity") == 0)
        return severity_word(held->severity);
    if (strcmp(name, "to") != 0 || !is_to_section || section == NULL)
        return NULL;
    return department != NULL ? arena_format(form->visit->arena, "%s %s", department, section)
                              : section;
}

static bool needs_reason(const char *step)
{
    return strcmp(step, "judge") == 0 || strcmp(step, "reject") == 0 || strcmp(step, "reopen") == 0;
}

static bool is_required(const struct form *form, const char *name, bool is_marked)
{
    const struct step_rule *rule = form->rule;

    return is_marked || (rule->choice != NULL && strcmp(rule->choice, name) == 0) ||
           (rule->about == ABOUT_BODY && strcmp(name, "body") == 0) ||
           (strcmp(name, "reason") == 0 && needs_reason(rule->step));
}

static void add_field(const struct form *form, struct model *list, const struct step_field *field,
                      bool is_marked)
{
    struct visit *visit = form->visit;
    struct model *item = model_object(visit->arena, list, KEY_NONE);
    const char *typed = form->was_sent ? visit_value(visit, field->name) : NULL;
    const char *value = typed != NULL ? typed : proposal(form, field->name);
    bool required = is_required(form, field->name, is_marked);

    model_text(visit->arena, item, KEY_key,
               arena_format(visit->arena, "%s-%s", form->rule->step, field->name));
    model_text(visit->arena, item, KEY_name, field->name);
    model_text(visit->arena, item, KEY_label, visit_tr(visit, field->label));
    model_text(visit->arena, item, KEY_value, value);
    model_bool(visit->arena, item, KEY_is_required, required);
    model_bool(visit->arena, item, KEY_is_line, field->look == LOOK_LINE);
    model_bool(visit->arena, item, KEY_is_area, field->look == LOOK_AREA);
    model_bool(visit->arena, item, KEY_is_date, field->look == LOOK_TIME);
    model_bool(visit->arena, item, KEY_is_number, field->look == LOOK_NUMBER);
    model_bool(visit->arena, item, KEY_is_file, field->look == LOOK_FILE);
    model_bool(visit->arena, item, KEY_has_items, field->look == LOOK_CHOICE);
    if (field->look != LOOK_CHOICE)
        return;
    struct model *options = model_array(visit->arena, item, KEY_options);
    if (!required)
        case_add_choice(visit, options, "", visit_tr(visit, "選ばない"), NULL);
    add_options(form, field->name, options, value);
}

/* Of the fields that people are asked for: whose section it is, is asked when there are several; a
 * document, when there is one to send; a file brings its own name. */
static bool is_asked(const struct form *form, const char *name)
{
    bool is_for_section = form->rule->about == ABOUT_SECTION, has_document = false;

    for (int i = 0; i < form->document_count; i++)
        has_document |= is_of_step(form, &form->documents[i]);
    if (strcmp(name, "document") == 0)
        return has_document;
    if (is_for_section && strcmp(name, "unit") == 0)
        return form->held->section_count > 1;
    return !(is_for_section && strcmp(name, "for") == 0) && strcmp(name, "name") != 0;
}

static void add_fields(const struct form *form, struct model *list)
{
    for (const char *at = form->rule->fields; *at != '\0';) {
        size_t word = strcspn(at, " ");
        bool is_marked = at[word - 1] == '!';
        const char *name = arena_copy_bytes(form->visit->arena, at, word - is_marked);

        const struct step_field *field = step_field_called(name);
        if (field != NULL && is_asked(form, name))
            add_field(form, list, field, is_marked);
        at += word + (at[word] == ' ');
    }
}

static bool sends_file(const struct step_rule *rule)
{
    return strcmp(rule->step, "attach") == 0;
}

int case_put_forms(struct visit *visit, struct incident_case *held, struct error *error)
{
    struct model *forms = model_array(visit->arena, visit->model, KEY_forms);
    const char *sent = visit->parts[1] != NULL ? visit->parts[1] : visit_value(visit, "step");
    struct incident_document *documents;
    int document_count;
    int status = document_list(held, &documents, &document_count, error);

    forms->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < step_rule_count && status == 0; i++) {
        const struct step_rule *rule = &step_rules[i];
        const struct pack_step *way = pack_step(held->flow, rule->step, NULL);
        struct form form = {visit,     held,
                            rule,      sent != NULL && strcmp(sent, rule->step) == 0,
                            documents, document_count};

        if (!step_is_open(held, rule))
            continue;
        struct model *item = model_object(visit->arena, forms, KEY_NONE);
        model_text(visit->arena, item, KEY_step, rule->step);
        model_text(visit->arena, item, KEY_title,
                   case_step_title(visit, held->flow, rule->step, NULL));
        model_text(visit->arena, item, KEY_arrow, way->arrow);
        model_text(visit->arena, item, KEY_url,
                   arena_format(visit->arena, "/incidents/%s/%s", held->no, rule->step));
        model_bool(visit->arena, item, KEY_is_open, form.was_sent);
        model_bool(visit->arena, item, KEY_is_file, sends_file(rule));
        add_fields(&form, model_array(visit->arena, item, KEY_fields));
    }
    return status;
}
