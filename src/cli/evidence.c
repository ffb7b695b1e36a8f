#include "cli/evidence.h"

#include "base/arena.h"
#include "cli/cli.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "room/clause/clause.h"
#include "room/clause/oscal.h"

#include <stdlib.h>
#include <string.h>

/* The states of codes: of an evaluation now, or of the findings known at an entry. */
struct evidence {
    struct cli *cli;
    struct finding_evaluation *evaluation; /* NULL when asked about the past */
    const struct finding_row *rows;        /* open findings then */
    int row_count;
    const struct record_field *states; /* of the last check then, by code */
    int state_count;
};

static int age_of_table(struct cli *cli, const struct table *table, int64_t *ret_age_s,
                        struct error *error)
{
    int64_t entry, us;
    *ret_age_s = -1;
    int status = table_last_entry(cli->store, table, &entry, error);
    if (status != 0 || entry < 0)
        return status;
    status = record_entry_time(cli->store, entry, &us, error);
    if (status == 0)
        *ret_age_s = us < cli->now_us ? (cli->now_us - us) / 1000000 : 0;
    return status;
}

/* What the last check before said of the code; of one about roles, whether it was of this clause.
 */
static const char *state_then(const struct evidence *evidence, const char *code, const char *clause)
{
    bool is_role = code[0] == 'P';
    for (int i = 0; is_role && i < evidence->row_count; i++) {
        const struct finding_row *row = &evidence->rows[i];
        if (strcmp(row->code, code) == 0 && row->clause != NULL && strcmp(row->clause, clause) == 0)
            return row->severity;
    }
    for (int i = 0; i < evidence->state_count; i++)
        if (strcmp(evidence->states[i].name, code) == 0)
            return is_role && strcmp(evidence->states[i].text, "none") != 0
                       ? "ok"
                       : evidence->states[i].text;
    return "unknown";
}

/* One code about roles stands for the clauses of several: only the hits of this one count. */
static const char *state_of_roles(const struct evidence *evidence,
                                  const struct finding_result *result, const char *clause)
{
    for (int i = 0; i < result->hit_count; i++) {
        const char *own = finding_clause(evidence->cli->pack, result->code, result->hits[i].key);
        if (own != NULL && strcmp(own, clause) == 0)
            return result->code->severity;
    }
    return result->population > 0 ? "ok" : "none";
}

static int state_of_code(void *context, const char *code, const char *clause,
                         const char **ret_state, int64_t *ret_age_s, struct error *error)
{
    const struct evidence *evidence = context;
    *ret_state = "unknown";
    *ret_age_s = -1;
    if (evidence->evaluation == NULL) {
        *ret_state = state_then(evidence, code, clause);
        return 0;
    }
    for (int i = 0; i < evidence->evaluation->count; i++) {
        const struct finding_result *result = &evidence->evaluation->results[i];
        if (strcmp(result->code->code, code) != 0)
            continue;
        *ret_state =
            result->check != NULL ? result->state : state_of_roles(evidence, result, clause);
        const struct register_kind *kind =
            result->check != NULL
                ? register_find_kind(evidence->cli->wiring->kinds, result->check->reg, NULL)
                : NULL;
        return age_of_table(evidence->cli, kind != NULL ? kind->table : &assignment_table,
                            ret_age_s, error);
    }
    return 0;
}

static int state_of_register(void *context, const char *name, bool *ret_has_rows,
                             int64_t *ret_age_s, struct error *error)
{
    const struct evidence *evidence = context;
    const struct register_kind *kind = register_find_kind(evidence->cli->wiring->kinds, name, NULL);
    int64_t last = 0;
    *ret_age_s = -1;
    *ret_has_rows = false;
    int status = kind != NULL ? table_last_id(evidence->cli->store, kind->table, &last, error) : 0;
    *ret_has_rows = last > 0;
    return status == 0 && last > 0 ? age_of_table(evidence->cli, kind->table, ret_age_s, error)
                                   : status;
}

static int list_models(struct evidence *evidence, const char *id, struct clause_model **ret_models,
                       int *ret_count)
{
    struct cli *cli = evidence->cli;
    struct clause_source source = {.context = evidence,
                                   .state_of_code = state_of_code,
                                   .state_of_register = state_of_register};
    return clause_list(cli->pack, &source, id, cli->arena, ret_models, ret_count, &cli->error);
}

static int clauses_then(struct evidence *evidence, struct finding_rules *rules, int64_t known_to,
                        const char *id, struct clause_model **ret_models, int *ret_count)
{
    struct cli *cli = evidence->cli;
    struct finding_filter filter = {.known_to = known_to < 1 ? 1 : known_to};
    struct finding_row *rows;
    struct record_field *states = NULL;
    int count, state_count = 0;
    int status = finding_list(&cli->scene, rules, &filter, &rows, &count, &cli->error);
    if (status == 0)
        status = record_last_note(cli->store, "check", known_to, cli->arena, &states, &state_count,
                                  &cli->error);
    if (status != 0)
        return status;
    evidence->rows = rows;
    evidence->row_count = count;
    evidence->states = states;
    evidence->state_count = state_count;
    return list_models(evidence, id, ret_models, ret_count);
}

int evidence_clauses(struct cli *cli, const char *id, struct clause_model **ret_models,
                     int *ret_count)
{
    struct evidence evidence = {.cli = cli};
    struct finding_question question = {.on = cli->today, .minute = -1, .folder = cli->folder};
    int64_t known_to;
    int status = cli_known_to(cli, &known_to);
    if (status != 0)
        return status;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    if (known_to != INT64_MAX) {
        status = clauses_then(&evidence, rules, known_to, id, ret_models, ret_count);
    } else {
        evidence.evaluation = finding_evaluate(&cli->scene, rules, &question, &cli->error);
        status = evidence.evaluation == NULL ? cli->error.code
                                             : list_models(&evidence, id, ret_models, ret_count);
        finding_evaluation_close(evidence.evaluation);
    }
    finding_rules_close(rules);
    return status;
}

static const struct table *table_of(const struct cli *cli, uint16_t id)
{
    for (int i = 0; i < cli->wiring->table_count; i++)
        if (cli->wiring->tables[i]->id == id)
            return cli->wiring->tables[i];
    return NULL;
}

struct entry_list {
    int64_t *entries;
    int count, capacity;
};

static void add_entries(struct cli *cli, struct entry_list *list, const int64_t *entries, int count,
                        int64_t first, int64_t last)
{
    for (int i = 0; i < count; i++) {
        if (entries[i] < first || entries[i] > last)
            continue;
        if (list->count == list->capacity) {
            int64_t *grown =
                arena_alloc(cli->arena, (size_t)(list->capacity * 2 + 64) * sizeof *grown);
            if (list->count > 0)
                memcpy(grown, list->entries, (size_t)list->count * sizeof *grown);
            list->entries = grown;
            list->capacity = list->capacity * 2 + 64;
        }
        list->entries[list->count++] = entries[i];
    }
}

static int add_history(struct cli *cli, struct entry_list *list, const struct table *table,
                       int64_t id, int64_t first, int64_t last)
{
    int64_t *entries;
    int count;
    int status = record_history(cli->store, table, id, cli->arena, &entries, &count, &cli->error);
    if (status == 0)
        add_entries(cli, list, entries, count, first, last);
    return status;
}

int evidence_entries(struct cli *cli, const char *clause, int64_t first, int64_t last,
                     int64_t **ret_entries, int *ret_count)
{
    static const char *const states[] = {"open", "excused", "closed"};
    struct entry_list list = {0};
    int status = 0;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    for (int i = 0; i < 3 && status == 0; i++) {
        struct finding_filter filter = {.state = states[i], .clause = clause};
        struct finding_row *rows;
        int count = 0;
        status = finding_list(&cli->scene, rules, &filter, &rows, &count, &cli->error);
        for (int j = 0; j < count && status == 0; j++) {
            const struct table *table = table_of(cli, rows[j].table_id);
            status = add_history(cli, &list, &finding_table, rows[j].number, first, last);
            if (status == 0 && table != NULL)
                status = add_history(cli, &list, table, rows[j].row_id, first, last);
        }
    }
    finding_rules_close(rules);
    *ret_entries = list.entries;
    *ret_count = list.count;
    return status;
}

struct oscal_rows {
    struct finding_row *rows;
    int count, next;
};

static int compare_rows(const void *left, const void *right)
{
    const struct finding_row *a = left, *b = right;
    int order = strcmp(a->clause, b->clause);
    if (order == 0)
        order = strcmp(a->code, b->code);
    if (order == 0)
        order = strcmp(a->key, b->key);
    return order != 0 ? order : strcmp(a->id, b->id);
}

static int next_finding(void *context, struct oscal_finding *ret_finding, struct error *error)
{
    struct oscal_rows *rows = context;
    (void)error;
    if (rows->next == rows->count)
        return 0;
    const struct finding_row *row = &rows->rows[rows->next++];
    *ret_finding = (struct oscal_finding){.id = row->id,
                                          .code = row->code,
                                          .clause = row->clause,
                                          .key = row->key,
                                          .section = row->section,
                                          .detail = row->detail,
                                          .opened_at = row->opened_at,
                                          .state = row->state};
    return 1;
}

static int list_open_and_excused(struct cli *cli, struct oscal_rows *ret_rows)
{
    struct finding_filter open = {.state = "open"}, excused = {.state = "excused"};
    struct finding_row *first, *second;
    int first_count = 0, second_count = 0;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    int status = finding_list(&cli->scene, rules, &open, &first, &first_count, &cli->error);
    if (status == 0)
        status = finding_list(&cli->scene, rules, &excused, &second, &second_count, &cli->error);
    finding_rules_close(rules);
    if (status != 0)
        return status;
    struct finding_row *rows =
        arena_alloc(cli->arena, (size_t)(first_count + second_count + 1) * sizeof *rows);
    if (first_count > 0)
        memcpy(rows, first, (size_t)first_count * sizeof *rows);
    if (second_count > 0)
        memcpy(rows + first_count, second, (size_t)second_count * sizeof *rows);
    *ret_rows = (struct oscal_rows){.rows = rows, .count = first_count + second_count};
    qsort(rows, (size_t)ret_rows->count, sizeof *rows, compare_rows);
    return 0;
}

static int write_catalog(struct cli *cli, struct json *json)
{
    size_t length;
    const char *catalog = oscal_catalog(cli->pack, &length);
    if (catalog == NULL)
        return error_set(&cli->error, ERROR_MISSING, "",
                         "このポリシーパックには catalog.json がありません。");
    while (length > 0 && (catalog[length - 1] == '\n'))
        length--;
    json_raw(json, arena_copy_bytes(cli->arena, catalog, length));
    return 0;
}

/* The newest entry that changed any row: exports and views do not count, so that two exports of one
 * state are the same. */
static int last_change(struct cli *cli, int64_t *ret_entry)
{
    *ret_entry = 0;
    for (int i = 0; i < cli->wiring->table_count; i++) {
        int64_t entry;
        int status = table_last_entry(cli->store, cli->wiring->tables[i], &entry, &cli->error);
        if (status != 0)
            return status;
        *ret_entry = entry > *ret_entry ? entry : *ret_entry;
    }
    return 0;
}

int evidence_write_oscal(struct cli *cli, const char *format, struct json *json)
{
    struct oscal_rows rows = {0};
    struct clause_model *models = NULL;
    char changed_at[TIME_SIZE];
    int64_t last, changed_us = 0;
    int count = 0;
    if (strcmp(format, "oscal-catalog") == 0)
        return write_catalog(cli, json);
    int status = evidence_clauses(cli, NULL, &models, &count);
    if (status == 0)
        status = list_open_and_excused(cli, &rows);
    if (status == 0)
        status = last_change(cli, &last);
    if (status == 0)
        status = record_entry_time(cli->store, last, &changed_us, &cli->error);
    if (status != 0)
        return status;
    time_format_utc(changed_us, changed_at);
    struct oscal_source source = {.pack = cli->pack,
                                  .city = cli->city.name,
                                  .changed_at = changed_at,
                                  .clauses = models,
                                  .clause_count = count,
                                  .context = &rows,
                                  .next = next_finding};
    if (strcmp(format, "oscal-component-definition") == 0)
        return oscal_write_components(&source, cli->arena, json, &cli->error);
    if (strcmp(format, "oscal-assessment-results") == 0)
        return oscal_write_results(&source, cli->arena, json, &cli->error);
    if (strcmp(format, "oscal-poam") == 0)
        return oscal_write_poam(&source, cli->arena, json, &cli->error);
    return error_set(&cli->error, ERROR_INPUT, "", "%s という OSCAL の書式はありません。", format);
}
