#include "room/clause/clause.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "room/clause/carriers.h"

#include <string.h>

/* From the best to the worst: a clause is as good as the worst of what carries it. What is not
 * known is worse than what holds, and better than what is known to fail. */
static const char *const states[] = {"none", "ok", "unknown", "recommendation", "breach"};

enum { STATE_COUNT = sizeof(states) / sizeof(states[0]), STATE_NONE = 0, STATE_OK, STATE_UNKNOWN };

static int rank(const char *state)
{
    for (int i = 0; i < STATE_COUNT; i++)
        if (strcmp(states[i], state) == 0)
            return i;
    return STATE_UNKNOWN;
}

/* Codes about roles are C, not SQL; each role carries the clause it stands in. */
static const char *const role_codes[] = {"P01", "P02", "P03"};

enum { ROLE_CODES = sizeof(role_codes) / sizeof(role_codes[0]) };

/* Whether the code about roles can be found against the clause. */
static bool is_role_clause(const struct pack *pack, const char *code, const char *clause)
{
    int count;
    const struct pack_role *roles = pack_roles(pack, &count);
    const struct pack_code *meaning = pack_code(pack, code);

    if (!meaning)
        return false;
    if (strcmp(code, "P02") == 0)
        return strcmp(meaning->clause, clause) == 0;
    for (int i = 0; i < count; i++)
        if (strcmp(roles[i].clause, clause) == 0 &&
            (strcmp(code, "P03") == 0 ? roles[i].how == BOUND_NAMED : roles[i].vacancy_is_finding))
            return true;
    return false;
}

static int count_carriers(const struct pack *pack, const char *clause)
{
    int count = ROLE_CODES, check_count;
    const struct pack_check *checks = pack_checks(pack, &check_count);

    for (int i = 0; i < check_count; i++)
        count += strcmp(pack_code(pack, checks[i].code)->clause, clause) == 0;
    for (int i = 0; i < clause_carrier_count; i++)
        count += strcmp(clause_carriers[i].clause, clause) == 0;
    return count;
}

static int add_check(const struct clause_source *source, struct clause_model *model,
                     struct clause_carrier *carriers, const char *id, struct error *error)
{
    struct clause_carrier *carrier = &carriers[model->carrier_count++];

    *carrier = (struct clause_carrier){.kind = "check", .id = id};
    return source->state_of_code(source->context, id, model->clause->id, &carrier->state,
                                 &carrier->age_s, error);
}

static int add_checks(const struct pack *pack, const struct clause_source *source,
                      struct clause_model *model, struct clause_carrier *carriers,
                      struct error *error)
{
    int check_count, code = 0;
    const struct pack_check *checks = pack_checks(pack, &check_count);

    for (int i = 0; i < check_count && code == 0; i++)
        if (strcmp(pack_code(pack, checks[i].code)->clause, model->clause->id) == 0)
            code = add_check(source, model, carriers, checks[i].code, error);
    for (int i = 0; i < ROLE_CODES && code == 0; i++)
        if (is_role_clause(pack, role_codes[i], model->clause->id))
            code = add_check(source, model, carriers, role_codes[i], error);
    return code;
}

static int add_others(const struct clause_source *source, struct clause_model *model,
                      struct clause_carrier *carriers, struct error *error)
{
    for (int i = 0; i < clause_carrier_count; i++) {
        struct clause_carrier *carrier = &carriers[model->carrier_count];
        bool has_rows = false;

        if (strcmp(clause_carriers[i].clause, model->clause->id) != 0)
            continue;
        *carrier = (struct clause_carrier){
            .kind = clause_carriers[i].kind, .id = clause_carriers[i].id, .age_s = -1};
        if (strcmp(carrier->kind, "register") == 0) {
            int code = source->state_of_register(source->context, carrier->id, &has_rows,
                                                 &carrier->age_s, error);
            if (code)
                return code;
            carrier->state = has_rows ? "ok" : "none";
        }
        model->carrier_count++;
    }
    return 0;
}

/* Checks decide where there are any: rows in a register say only that it is kept. A clause with
 * registers holds as soon as one of them has rows; one that the program enforces holds always. */
static void judge(struct clause_model *model)
{
    int worst_check = -1, best_register = -1;
    bool enforced = false;

    model->evidence_age_s = -1;
    for (int i = 0; i < model->carrier_count; i++) {
        const struct clause_carrier *carrier = &model->carriers[i];

        if (!carrier->state) {
            enforced = true;
            continue;
        }
        int at = rank(carrier->state);
        if (strcmp(carrier->kind, "check") == 0)
            worst_check = at > worst_check ? at : worst_check;
        else
            best_register = at > best_register ? at : best_register;
    }
    int state = worst_check >= 0 ? worst_check : best_register >= 0 ? best_register : STATE_OK;
    model->state =
        worst_check < 0 && best_register < 0 && !enforced ? "not_carried" : states[state];
    for (int i = 0; i < model->carrier_count; i++) {
        const struct clause_carrier *carrier = &model->carriers[i];
        bool counts = worst_check < 0 || strcmp(carrier->kind, "check") == 0;

        if (counts && carrier->age_s > model->evidence_age_s)
            model->evidence_age_s = carrier->age_s;
    }
}

static int fill(const struct pack *pack, const struct clause_source *source,
                const struct pack_clause *clause, struct arena *arena, struct clause_model *model,
                struct error *error)
{
    size_t limit = (size_t)count_carriers(pack, clause->id) + 1;
    struct clause_carrier *carriers = arena_alloc(arena, limit * sizeof(*carriers));

    *model = (struct clause_model){.clause = clause, .carriers = carriers};
    int code = add_checks(pack, source, model, carriers, error);
    if (code == 0)
        code = add_others(source, model, carriers, error);
    if (code == 0)
        judge(model);
    return code;
}

int clause_list(const struct pack *pack, const struct clause_source *source, const char *id,
                struct arena *arena, struct clause_model **ret_models, int *ret_count,
                struct error *error)
{
    int clause_count, count = 0;
    const struct pack_clause *clauses = pack_clauses(pack, &clause_count);
    struct clause_model *models = arena_alloc(arena, (size_t)(clause_count + 1) * sizeof(*models));

    for (int i = 0; i < clause_count; i++) {
        if (id && strcmp(clauses[i].id, id) != 0)
            continue;
        int code = fill(pack, source, &clauses[i], arena, &models[count], error);
        if (code)
            return code;
        count++;
    }
    if (id && count == 0)
        return error_set(error, ERROR_MISSING, "",
                         "条項「%s」はありません。5.7.6 の形で書いてください。", id);
    *ret_models = models;
    *ret_count = count;
    return 0;
}

const char *clause_state_word(const char *state, enum language language)
{
    if (strcmp(state, "ok") == 0)
        return language_text(language, "適合");
    if (strcmp(state, "breach") == 0)
        return language_text(language, "違反");
    if (strcmp(state, "recommendation") == 0)
        return language_text(language, "推奨");
    if (strcmp(state, "none") == 0)
        return language_text(language, "対象なし");
    if (strcmp(state, "not_carried") == 0)
        return language_text(language, "未対応");
    return language_text(language, "不明");
}
