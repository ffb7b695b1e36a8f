#include "room/clause/evidence.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "store/store.h"

#include <string.h>

enum { AGES = 64 };

/* The states of codes: of an evaluation now, of the findings known at an entry, or of those stored.
 */
struct evidence {
    const struct register_scene *scene;
    int64_t now_us;
    const struct finding_evaluation *evaluation; /* NULL unless evaluated */
    const struct clause_hit *hits;               /* open findings then, or all that stand now */
    int hit_count;
    bool hits_decide;                  /* every hit is known: a code without any holds */
    bool is_then;                      /* of another time: ages of today say nothing */
    const struct record_field *states; /* of the last check, by code */
    int state_count;
    int64_t check_entry;  /* what noted them, -1 when there is none */
    int64_t ages_s[AGES]; /* by number of the table, 0: not asked yet, else 1 more than it is */
};

/* Reads the whole table, so once. */
static int age_of_table(struct evidence *evidence, const struct table *table, int64_t *ret_age_s,
                        struct error *error)
{
    int64_t entry, us;
    must(table->id < AGES);
    int64_t *known = &evidence->ages_s[table->id];
    *ret_age_s = *known - 1;
    if (*known != 0)
        return 0;
    int status = table_last_entry(evidence->scene->store, table, &entry, error);
    if (status != 0 || entry < 0)
        return status;
    status = record_entry_time(evidence->scene->store, entry, &us, error);
    if (status == 0)
        *ret_age_s = us < evidence->now_us ? (evidence->now_us - us) / 1000000 : 0;
    *known = *ret_age_s + 1;
    return status;
}

static const struct clause_hit *find_hit(const struct evidence *evidence, const char *code,
                                         const char *clause)
{
    for (int i = 0; i < evidence->hit_count; i++) {
        const struct clause_hit *hit = &evidence->hits[i];
        if (strcmp(hit->code, code) == 0 && hit->clause != NULL && strcmp(hit->clause, clause) == 0)
            return hit;
    }
    return NULL;
}

static bool is_unknown_code(const char *code)
{
    return strcmp(code, "V13") == 0 || strcmp(code, "V14") == 0 || strcmp(code, "V15") == 0;
}

/* What the last check said of the code; of one about roles, whether it was of this clause. */
static const char *state_then(const struct evidence *evidence, const char *code, const char *clause)
{
    bool is_role = code[0] == 'P';
    if (is_role || evidence->hits_decide) {
        if (find_hit(evidence, code, clause) != NULL)
            return is_unknown_code(code) ? "unknown"
                                         : pack_code(evidence->scene->pack, code)->severity;
    }
    for (int i = 0; i < evidence->state_count; i++)
        if (strcmp(evidence->states[i].name, code) == 0)
            return (is_role || evidence->hits_decide) &&
                           strcmp(evidence->states[i].text, "none") != 0
                       ? "ok"
                       : evidence->states[i].text;
    return "unknown";
}

/* One code about roles stands for the clauses of several: only the hits of this one count. */
static const char *state_of_roles(const struct evidence *evidence,
                                  const struct finding_result *result, const char *clause)
{
    for (int i = 0; i < result->hit_count; i++) {
        const char *own = finding_clause(evidence->scene->pack, result->code, result->hits[i].key);
        if (own != NULL && strcmp(own, clause) == 0)
            return result->code->severity;
    }
    return result->population > 0 ? "ok" : "none";
}

static const struct table *table_of_check(const struct evidence *evidence,
                                          const struct pack_check *check)
{
    const struct register_kind *kind =
        check != NULL ? register_find_kind(evidence->scene->kinds, check->reg, NULL) : NULL;
    return kind != NULL ? kind->table : &assignment_table;
}

static const struct pack_check *find_check(const struct pack *pack, const char *code)
{
    int count;
    const struct pack_check *checks = pack_checks(pack, &count);
    for (int i = 0; i < count; i++)
        if (strcmp(checks[i].code, code) == 0)
            return &checks[i];
    return NULL;
}

static int state_of_code(void *context, const char *code, const char *clause,
                         const char **ret_state, int64_t *ret_age_s, struct error *error)
{
    struct evidence *evidence = context;
    *ret_state = "unknown";
    *ret_age_s = -1;
    if (evidence->evaluation == NULL) {
        *ret_state = state_then(evidence, code, clause);
        return evidence->hits_decide && !evidence->is_then
                   ? age_of_table(evidence,
                                  table_of_check(evidence, find_check(evidence->scene->pack, code)),
                                  ret_age_s, error)
                   : 0;
    }
    for (int i = 0; i < evidence->evaluation->count; i++) {
        const struct finding_result *result = &evidence->evaluation->results[i];
        if (strcmp(result->code->code, code) != 0)
            continue;
        *ret_state =
            result->check != NULL ? result->state : state_of_roles(evidence, result, clause);
        return age_of_table(evidence, table_of_check(evidence, result->check), ret_age_s, error);
    }
    return 0;
}

static int state_of_register(void *context, const char *name, bool *ret_has_rows,
                             int64_t *ret_age_s, struct error *error)
{
    struct evidence *evidence = context;
    const struct register_scene *scene = evidence->scene;
    const struct register_kind *kind = register_find_kind(scene->kinds, name, NULL);
    int64_t last = 0;
    *ret_age_s = -1;
    *ret_has_rows = false;
    int status = kind != NULL ? table_last_id(scene->store, kind->table, &last, error) : 0;
    *ret_has_rows = last > 0;
    return status == 0 && last > 0 && !evidence->is_then
               ? age_of_table(evidence, kind->table, ret_age_s, error)
               : status;
}

static int list_models(struct evidence *evidence, const char *id, struct clause_model **ret_models,
                       int *ret_count, struct error *error)
{
    struct clause_source source = {.context = evidence,
                                   .state_of_code = state_of_code,
                                   .state_of_register = state_of_register};
    return clause_list(evidence->scene->pack, &source, id, evidence->scene->arena, ret_models,
                       ret_count, error);
}

int clause_models_now(const struct register_scene *scene, int64_t now_us,
                      const struct finding_evaluation *evaluation, const char *id,
                      struct clause_model **ret_models, int *ret_count, struct error *error)
{
    struct evidence evidence = {.scene = scene, .now_us = now_us, .evaluation = evaluation};
    return list_models(&evidence, id, ret_models, ret_count, error);
}

/* What the last check up to that entry said of each code. */
static int read_states(struct evidence *evidence, int64_t known_to, struct error *error)
{
    struct record_field *states = NULL;
    int count = 0;
    int status = record_last_note(evidence->scene->store, "check", known_to, evidence->scene->arena,
                                  &states, &count, &evidence->check_entry, error);
    evidence->states = states;
    evidence->state_count = count;
    return status;
}

/* What stood at one of the moments that were counted. */
static void take_hits(struct evidence *evidence, const struct finding_known *known, int count,
                      int moment)
{
    struct clause_hit *hits =
        arena_alloc(evidence->scene->arena, ((size_t)count + 1) * sizeof *hits);
    int taken = 0;

    for (int i = 0; i < count; i++)
        if (known[i].counts[moment] > 0)
            hits[taken++] =
                (struct clause_hit){known[i].code, known[i].clause, known[i].counts[moment]};
    evidence->hits = hits;
    evidence->hit_count = taken;
}

int clause_models_then(const struct register_scene *scene, int64_t now_us,
                       const struct finding_rules *rules, int64_t known_to, const char *id,
                       struct clause_model **ret_models, int *ret_count, struct error *error)
{
    struct evidence evidence = {
        .scene = scene, .now_us = now_us, .hits_decide = true, .is_then = true};
    struct finding_known *known;
    int count;
    int status = finding_count_known(scene, rules, id, &known_to, 1, &known, &count, error);

    if (status == 0)
        status = read_states(&evidence, known_to, error);
    if (status != 0)
        return status;
    take_hits(&evidence, known, count, 0);
    return list_models(&evidence, id, ret_models, ret_count, error);
}

static int judge_moment(struct evidence *evidence, const char *id, struct clause_moment *moment,
                        struct error *error)
{
    struct clause_model *models;
    int count;
    int status = list_models(evidence, id, &models, &count, error);

    if (status < 0)
        return status;
    moment->state = models->state;
    moment->check_entry = evidence->check_entry;
    moment->standing = 0;
    for (int i = 0; i < evidence->hit_count; i++)
        moment->standing += evidence->hits[i].count;
    return 0;
}

int clause_history(const struct register_scene *scene, const struct finding_rules *rules,
                   const char *id, struct clause_moment *moments, int count, struct error *error)
{
    struct evidence evidence = {.scene = scene, .hits_decide = true, .is_then = true};
    int64_t *entries = arena_alloc(scene->arena, ((size_t)count + 1) * sizeof *entries);
    struct finding_known *known;
    int known_count;

    for (int i = 0; i < count; i++)
        entries[i] = moments[i].known_to;
    int status = finding_count_known(scene, rules, id, entries, count, &known, &known_count, error);
    for (int i = count - 1; status == 0 && i >= 0; i--) {
        if (i == count - 1 || evidence.check_entry > entries[i]) /* else it was still the last */
            status = read_states(&evidence, entries[i], error);
        take_hits(&evidence, known, known_count, i);
        if (status == 0)
            status = judge_moment(&evidence, id, &moments[i], error);
    }
    return status;
}

int clause_models_stored(const struct register_scene *scene, int64_t now_us,
                         const struct clause_hit *hits, int hit_count, const char *id,
                         struct clause_model **ret_models, int *ret_count, struct error *error)
{
    struct evidence evidence = {.scene = scene,
                                .now_us = now_us,
                                .hits = hits,
                                .hit_count = hit_count,
                                .hits_decide = true};
    int status = read_states(&evidence, INT64_MAX, error);
    return status == 0 ? list_models(&evidence, id, ret_models, ret_count, error) : status;
}
