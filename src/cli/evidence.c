#include "cli/evidence.h"

#include "base/arena.h"
#include "cli/cli.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "room/clause/clause.h"
#include "room/clause/evidence.h"
#include "room/clause/oscal.h"

#include <stdlib.h>
#include <string.h>

int evidence_clauses(struct cli *cli, const char *id, struct clause_model **ret_models,
                     int *ret_count)
{
    struct finding_question question = {.on = cli->today, .minute = -1, .folder = cli->folder};
    int64_t known_to;
    int status = cli_known_to(cli, &known_to);
    if (status != 0)
        return status;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    if (known_to != INT64_MAX) {
        status = clause_models_then(&cli->scene, cli->now_us, rules, known_to, id, ret_models,
                                    ret_count, &cli->error);
    } else {
        struct finding_evaluation *evaluation =
            finding_evaluate(&cli->scene, rules, &question, &cli->error);
        status = evaluation == NULL ? cli->error.code
                                    : clause_models_now(&cli->scene, cli->now_us, evaluation, id,
                                                        ret_models, ret_count, &cli->error);
        finding_evaluation_close(evaluation);
    }
    finding_rules_close(rules);
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
