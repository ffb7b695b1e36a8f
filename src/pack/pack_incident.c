/* incident.json: how a city goes through an incident. A pack may leave it out. CLAUSE: 10.f2 */
#include "base/text.h"

#include "pack/incident.h"
#include "pack/pack_private.h"

#include <string.h>

static const char *const phase_words[PHASES + 1] = {
    "none",     "reported",   "evaluating", "declared",     "responding",
    "resolved", "preventing", "closed",     "not_incident", "merged",
};
static const char *const severity_words[SEVERITIES + 1] = {"low", "middle", "high", "serious"};
static const char *const unit_words[] = {"minutes",       "hours",       "days",
                                         "business_days", "fiscal_year", NULL};
static const char *const class_words[] = {"legal", "policy", "internal", NULL};
static const char *const report_words[] = {"first", "interim", "final", NULL};
static const char *const from_words[] = {"basis", "due", NULL};

const char *phase_word(enum phase phase)
{
    return phase_words[phase];
}

const char *severity_word(enum severity severity)
{
    return severity_words[severity];
}

static int number_of(const char *const *words, const char *word)
{
    int number = 0;

    while (words[number] && (!word || strcmp(words[number], word) != 0))
        number++;
    return number;
}

enum severity severity_of(const char *word)
{
    return (enum severity)number_of(severity_words, word);
}

enum phase phase_of(const char *word)
{
    return (enum phase)number_of(phase_words, word);
}

/* A list of words of `words` as bits; with null all of them. */
static unsigned read_bits(struct pack_reader *reader, const json_t *item, const char *key,
                          const char *const *words)
{
    unsigned bits = 0;
    int count = number_of(words, NULL);

    if (json_is_null(json_object_get(item, key)))
        return (1u << count) - 1;
    for (const char *const *each = pack_read_words(reader, item, key, NULL); *each; each++) {
        int number = number_of(words, *each);

        if (number == count)
            pack_refuse(reader, item, key,
                        language_text(reader->language, "「%s」の「%s」は使えない言葉です。"), key,
                        *each);
        bits |= 1u << number;
    }
    return bits;
}

static const char *const relations[] = {
    "staff", "in_case", "addressee", "manager_concerned", "officer_concerned", NULL};

static void check_roles(struct pack_reader *reader, const json_t *item, const char *key,
                        const char *const *roles)
{
    if (!*roles)
        pack_refuse(reader, item, key,
                    language_text(reader->language, "「%s」に、だれがするかを書いてください。"),
                    key);
    for (; *roles; roles++)
        if (!relations[number_of(relations, *roles)])
            pack_need_role(reader, item, key, *roles);
}

static void read_step(struct pack_reader *reader, const json_t *item, struct pack_step *step)
{
    pack_allow(reader, item,
               "step choice title_ja title_en arrow clause who from to needs owes drops");
    step->step = pack_read_id(reader, item, "step");
    step->choice = pack_read_optional(reader, item, "choice");
    step->title = pack_read_pair(reader, item, "title");
    step->arrow = pack_read_optional(reader, item, "arrow");
    step->clause = pack_read_text(reader, item, "clause");
    step->who = pack_read_words(reader, item, "who", NULL);
    step->from = read_bits(reader, item, "from", phase_words);
    step->needs = pack_read_words(reader, item, "needs", NULL);
    step->owes = pack_read_words(reader, item, "owes", NULL);
    step->drops = pack_read_words(reader, item, "drops", NULL);
    if (!json_is_null(json_object_get(item, "to")))
        step->to = (enum phase)pack_read_choice(reader, item, "to", phase_words);
    pack_need_clause(reader, item, "clause", step->clause);
    check_roles(reader, item, "who", step->who);
}

static struct pack_due_list read_due(struct pack_reader *reader, const json_t *parent)
{
    int count;
    const json_t *array = pack_read_array(reader, parent, "due", &count);
    struct pack_due *list = pack_array(reader, count, sizeof(*list));

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "severities amount unit off_amount first_day_counts rolls");
        list[i].severities = read_bits(reader, item, "severities", severity_words);
        list[i].amount = (int)pack_read_integer(reader, item, "amount", 0, 10000);
        list[i].unit = (enum due_unit)pack_read_choice(reader, item, "unit", unit_words);
        list[i].off_amount = json_is_null(json_object_get(item, "off_amount"))
                                 ? -1
                                 : (int)pack_read_integer(reader, item, "off_amount", 0, 10000);
        list[i].first_day_counts = pack_read_bool(reader, item, "first_day_counts");
        list[i].rolls = pack_read_bool(reader, item, "rolls");
    }
    return (struct pack_due_list){list, count};
}

static void read_levels(struct pack_reader *reader, const json_t *parent, struct pack_duty *duty)
{
    const json_t *array = pack_read_array(reader, parent, "notices", &duty->level_count);
    struct pack_level *levels = pack_array(reader, duty->level_count, sizeof(*levels));

    for (int i = 0; i < duty->level_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "from minutes to");
        levels[i].from_due = pack_read_choice(reader, item, "from", from_words) == 1;
        levels[i].minutes = (int)pack_read_integer(reader, item, "minutes", -100000, 100000);
        const char *to = pack_read_text(reader, item, "to");
        levels[i].to = strcmp(to, "owner") == 0 ? NULL : to;
        if (levels[i].to)
            pack_need_role(reader, item, "to", to);
    }
    duty->levels = levels;
}

static void read_duty(struct pack_reader *reader, const json_t *item, struct pack_duty *duty)
{
    pack_allow(reader, item, "duty clock arrow clause class owner creditor due notices");
    duty->duty = pack_read_text(reader, item, "duty");
    duty->clock = pack_read_optional(reader, item, "clock");
    duty->arrow = pack_read_optional(reader, item, "arrow");
    duty->clause = pack_read_text(reader, item, "clause");
    duty->class = class_words[pack_read_choice(reader, item, "class", class_words)];
    duty->owner = pack_read_text(reader, item, "owner");
    duty->creditor = pack_read_optional(reader, item, "creditor");
    duty->due = read_due(reader, item);
    read_levels(reader, item, duty);
    pack_need_clause(reader, item, "clause", duty->clause);
    pack_need_role(reader, item, "owner", duty->owner);
    if (duty->creditor)
        pack_need_role(reader, item, "creditor", duty->creditor);
}

const struct pack_question_text *pack_read_texts(struct pack_reader *reader, const json_t *parent,
                                                 const char *key, int *ret_count)
{
    const json_t *array = pack_read_array(reader, parent, key, ret_count);
    struct pack_question_text *texts = pack_array(reader, *ret_count, sizeof(*texts));

    for (int i = 0; i < *ret_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "text_ja text_en");
        texts[i].text = pack_read_pair(reader, item, "text");
    }
    return texts;
}

/* A body is told at the beginning and at the end: arrows 3 and 8 of the figure. */
static void read_reports(struct pack_reader *reader, const json_t *parent, struct pack_body *body)
{
    unsigned told = 0;
    const json_t *array = pack_read_array(reader, parent, "reports", &body->report_count);
    struct pack_body_report *reports = pack_array(reader, body->report_count, sizeof(*reports));

    for (int i = 0; i < body->report_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "report class due");
        int report = pack_read_choice(reader, item, "report", report_words);
        told |= 1u << report;
        reports[i].report = report_words[report];
        reports[i].class = class_words[pack_read_choice(reader, item, "class", class_words)];
        reports[i].due = read_due(reader, item);
    }
    body->reports = reports;
    if ((told & 5) != 5)
        pack_refuse(reader, parent, "reports",
                    language_text(reader->language,
                                  "関係機関には first と final の報告がどちらも要ります。"));
}

static void read_body(struct pack_reader *reader, const json_t *item, struct pack_body *body)
{
    pack_allow(reader, item,
               "body aliases title_ja title_en legal_basis_ja legal_basis_en valid_from "
               "valid_until questions reports");
    body->body = pack_read_id(reader, item, "body");
    body->aliases = pack_read_words(reader, item, "aliases", text_name_key);
    body->title = pack_read_pair(reader, item, "title");
    body->legal_basis = pack_read_pair(reader, item, "legal_basis");
    body->valid_from = pack_read_date(reader, item, "valid_from");
    body->valid_until = pack_read_date(reader, item, "valid_until");
    body->questions = pack_read_texts(reader, item, "questions", &body->question_count);
    read_reports(reader, item, body);
}

static void read_severity(struct pack_reader *reader, const json_t *item,
                          struct pack_severity *rule)
{
    pack_allow(reader, item, "severity importance persons_least my_number service_stopped");
    rule->severity = (enum severity)pack_read_choice(reader, item, "severity", severity_words);
    rule->importance = pack_read_class(reader, item, "importance");
    rule->persons_least = json_is_null(json_object_get(item, "persons_least"))
                              ? -1
                              : pack_read_integer(reader, item, "persons_least", 1, 1000000000);
    rule->my_number = json_is_true(json_object_get(item, "my_number"));
    rule->service_stopped = json_is_true(json_object_get(item, "service_stopped"));
}

static void read_playbook(struct pack_reader *reader, const json_t *item,
                          struct pack_playbook *book)
{
    pack_allow(reader, item, "kind title_ja title_en words first never");
    book->kind = pack_read_id(reader, item, "kind");
    book->title = pack_read_pair(reader, item, "title");
    book->words = pack_read_words(reader, item, "words", text_name_key);
    book->first = pack_read_texts(reader, item, "first", &book->first_count);
    book->never = pack_read_texts(reader, item, "never", &book->never_count);
}

static void read_cause(struct pack_reader *reader, const json_t *item,
                       struct pack_cause_code *cause)
{
    pack_allow(reader, item, "cause title_ja title_en");
    cause->cause = pack_read_id(reader, item, "cause");
    cause->title = pack_read_pair(reader, item, "title");
}

/* The array under `key`, each item read by `reader_name`. */
#define READ_LIST(type, key, count_name, read_item)                                                \
    do {                                                                                           \
        const json_t *array = pack_read_array(reader, reader->root, #key, &flow->count_name);      \
        struct type *list = pack_array(reader, flow->count_name, sizeof(*list));                   \
        for (int i = 0; i < flow->count_name && !reader->code; i++)                                \
            read_item(reader, pack_read_item(reader, array, i), &list[i]);                         \
        flow->key = list;                                                                          \
    } while (0)

int pack_read_incident(struct pack_reader *reader)
{
    struct pack_incident *flow = pack_array(reader, 1, sizeof(*flow));

    pack_allow(reader, reader->root, "steps duties bodies severities playbooks causes");
    READ_LIST(pack_step, steps, step_count, read_step);
    READ_LIST(pack_duty, duties, duty_count, read_duty);
    READ_LIST(pack_body, bodies, body_count, read_body);
    READ_LIST(pack_severity, severities, severity_count, read_severity);
    READ_LIST(pack_playbook, playbooks, playbook_count, read_playbook);
    READ_LIST(pack_cause_code, causes, cause_count, read_cause);
    if (!reader->code && flow->playbook_count == 0)
        pack_refuse(reader, reader->root, "playbooks",
                    language_text(reader->language, "「%s」を一つは書いてください。"), "playbooks");
    reader->pack->incident = flow;
    return reader->code ? reader->code : pack_walk_incident(reader, flow);
}

const struct pack_incident *pack_incident(const struct pack *pack)
{
    return pack->incident;
}

const struct pack_step *pack_step(const struct pack_incident *flow, const char *step,
                                  const char *choice)
{
    for (int i = 0; i < flow->step_count; i++) {
        const struct pack_step *each = &flow->steps[i];

        if (strcmp(each->step, step) == 0 &&
            (!choice || (each->choice && strcmp(each->choice, choice) == 0)))
            return each;
    }
    return NULL;
}

const struct pack_duty *pack_duty(const struct pack_incident *flow, const char *duty)
{
    for (int i = 0; i < flow->duty_count; i++)
        if (strcmp(flow->duties[i].duty, duty) == 0)
            return &flow->duties[i];
    return NULL;
}

const struct pack_cause_code *pack_cause_code(const struct pack_incident *flow, const char *cause)
{
    for (int i = 0; i < flow->cause_count; i++)
        if (strcmp(flow->causes[i].cause, cause) == 0)
            return &flow->causes[i];
    return NULL;
}
