#include "room/record/chosen.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "record/bundle.h"
#include "record/record.h"
#include "register/register.h"

#include <string.h>

struct chosen {
    const struct register_scene *scene;
    int64_t *entries;
    int count, capacity;
    int64_t first, last; /* the range of days */
};

static const struct table *table_of(const struct record_choice *choice, uint16_t id)
{
    for (int i = 0; i < choice->table_count; i++)
        if (choice->tables[i]->id == id)
            return choice->tables[i];
    return NULL;
}

static void add_entry(struct chosen *chosen, int64_t entry)
{
    if (entry < chosen->first || entry > chosen->last)
        return;
    if (chosen->count == chosen->capacity) {
        int capacity = chosen->capacity * 2 + 64;
        int64_t *grown = arena_alloc(chosen->scene->arena, (size_t)capacity * sizeof *grown);
        if (chosen->count > 0)
            memcpy(grown, chosen->entries, (size_t)chosen->count * sizeof *grown);
        chosen->entries = grown;
        chosen->capacity = capacity;
    }
    chosen->entries[chosen->count++] = entry;
}

static int add_history(struct chosen *chosen, const struct table *table, int64_t id,
                       struct error *error)
{
    int64_t *entries;
    int count = 0;
    int status = record_history(chosen->scene->store, table, id, chosen->scene->arena, &entries,
                                &count, error);
    for (int i = 0; i < count && status == 0; i++)
        add_entry(chosen, entries[i]);
    return status;
}

static int add_findings(struct chosen *chosen, const struct record_choice *choice,
                        const struct finding_rules *rules, const char *state, struct error *error)
{
    struct finding_filter filter = {.state = state, .clause = choice->clause};
    struct finding_row *rows;
    int count = 0;
    int status = finding_list(chosen->scene, rules, &filter, &rows, &count, error);
    for (int i = 0; i < count && status == 0; i++) {
        const struct table *table = table_of(choice, rows[i].table_id);
        status = add_history(chosen, &finding_table, rows[i].number, error);
        if (status == 0 && table != NULL)
            status = add_history(chosen, table, rows[i].row_id, error);
    }
    return status;
}

static int add_clause(struct chosen *chosen, const struct record_choice *choice,
                      struct error *error)
{
    static const char *const states[] = {"open", "excused", "closed"};
    struct finding_rules *rules = finding_rules_open(chosen->scene->pack, chosen->scene->kinds);
    int status = 0;
    for (int i = 0; i < 3 && status == 0; i++)
        status = add_findings(chosen, choice, rules, states[i], error);
    finding_rules_close(rules);
    return status;
}

/* The last entry before the day that is `days` after `date`. */
static int last_before(const struct chosen *chosen, const char *date, int days, int64_t *ret_last,
                       struct error *error)
{
    int64_t us = INT64_MAX;
    char day[DATE_SIZE];
    if (date != NULL) {
        date_add_days(date, days, day);
        must(time_parse(arena_format(chosen->scene->arena, "%sT00:00:00+09:00", day), &us));
    }
    return record_last_before(chosen->scene->store, us, ret_last, error);
}

int record_check_clause(const struct register_scene *scene, const char *clause, struct error *error)
{
    if (clause == NULL || pack_clause(scene->pack, clause) != NULL)
        return 0;
    error_set(error, ERROR_INPUT, "", "項番 %s はこの対策基準にありません。", clause);
    return error_at(error, "clause", NULL);
}

int record_choose(const struct register_scene *scene, const struct record_choice *choice,
                  int64_t **ret_entries, int *ret_count, struct error *error)
{
    struct chosen chosen = {.scene = scene};
    int64_t before = -1;
    int status = record_check_clause(scene, choice->clause, error);
    if (status == 0 && choice->from != NULL)
        status = last_before(&chosen, choice->from, 0, &before, error);
    if (status == 0)
        status = last_before(&chosen, choice->to, 1, &chosen.last, error);
    chosen.first = before + 1;
    if (status == 0 && choice->clause == NULL && chosen.last - before > BUNDLE_ENTRY_LIMIT)
        status = error_set(error, ERROR_LIMIT, "",
                           "項目が多すぎます（%lld 件）。--from と --to で期間を狭めてください。",
                           (long long)(chosen.last - before));
    if (status == 0 && choice->clause != NULL)
        status = add_clause(&chosen, choice, error);
    for (int64_t i = chosen.first; status == 0 && choice->clause == NULL && i <= chosen.last; i++)
        add_entry(&chosen, i);
    if (status == 0) {
        *ret_entries = chosen.entries;
        *ret_count = chosen.count;
    }
    return status;
}
